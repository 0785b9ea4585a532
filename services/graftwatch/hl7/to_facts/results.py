"""Result messages to facts: each observation goes where its code says, else where its order's code says.

Source: HL7 v2.5.1 chapter 7. Inside a microbiology order an observation whose own code nobody mapped belongs to the
report if it names an organism or says something of growth; elsewhere it is listed as unmapped. An order's own code
is listed only where none of its observations was understood, since panels need no mapping.
"""

from collections.abc import Iterable

from graftwatch.facts import ReportKind
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.amounts import CODED, DOCUMENTS, amount_of, is_antibiogram_line
from graftwatch.hl7.to_facts.coded import SameSiteCodes, Triplet, coded, meaning_of
from graftwatch.hl7.to_facts.measurements import add_measurement
from graftwatch.hl7.to_facts.microbiology import add_reports, specimen_type
from graftwatch.hl7.to_facts.naming import Named, read_code, read_text
from graftwatch.hl7.to_facts.pathology import add_pathology_results, is_pathology
from graftwatch.hl7.to_facts.reading import Became, Reading
from graftwatch.hl7.to_facts.report import REPORT_KINDS, Report
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup, result_groups
from graftwatch.hl7.to_facts.specimens import GroupSpecimen, specimen_of
from graftwatch.hl7.to_facts.statuses import NO_RESULT
from graftwatch.terminology.concepts import Kind, definition
from graftwatch.terminology.meanings import Meaning
from graftwatch.terminology.result_text import Saying


def add_results(reading: Reading) -> None:
    """Adds what a result message says."""
    groups = result_groups(reading.message.segments)
    if not groups:
        reading.find("nothing_to_read", reading.message.segments[0], 9, "a result message without OBR and OBX")
    add_results_of(reading, groups)


def add_results_of(reading: Reading, groups: Iterable[ResultGroup]) -> None:
    """Adds what these result groups say; pathology reports are texts, read as such."""
    held = list(groups)
    texts = [group for group in held if is_pathology(group)]
    add_pathology_results(reading, texts)
    others = (group for group in held if group not in texts)
    add_reports(reading, [report for group in others for report in _GroupReading(reading, group).reports()])


def add_observations(reading: Reading) -> None:
    """Adds the observations that a message of another kind carries beside what it is about, if there are any."""
    add_results_of(reading, [group for group in result_groups(reading.message.segments) if group.observations])


class _GroupReading:
    """One result group on its way: measurements go out at once, microbiology is gathered into reports."""

    def __init__(self, reading: Reading, group: ResultGroup) -> None:
        self._reading = reading
        self._group = group
        self._codes = SameSiteCodes(reading.site_codes)
        self._specimen: GroupSpecimen = specimen_of(reading, group)
        self._means = self._meaning_of(coded(group.request, 4))
        self._reports: dict[ReportKind, Report] = {}
        self._antibiogram: list[Segment] = []
        self._understood = False

    def reports(self) -> list[Report]:
        """The group's microbiology reports; measurements are added on the way."""
        for observation in self._group.observations:
            self._take(observation)
        self._place_antibiogram()
        own = _report_kind(self._means)
        if own is not None and not self._group.observations:
            self._report(own, None, None)
        elif own is None and not self._understood:
            self._list_order()
        return list(self._reports.values())

    def _take(self, observation: Observation) -> None:
        segment = observation.segment
        if segment.value(11).upper() in NO_RESULT:
            self._reading.find("no_result", segment, 11, "not asked for, or a detail of the order: no result")
            return
        if segment.value(2).upper() in DOCUMENTS:
            self._take_document(observation)
            return
        element = coded(segment, 3)
        means = self._meaning_of(element)
        kind = _report_kind(means) or (_report_kind(self._means) if means is None else None)
        if means is not None and kind is None:
            self._understood = True
            add_measurement(self._reading, self._group, observation, means, self._specimen)
        elif kind is not None and (means is not None or self._belongs(kind, observation)):
            self._understood = True
            self._report(kind, observation, means)
        elif kind is not None and is_antibiogram_line(segment):
            self._antibiogram.append(segment)
        else:
            self._list_unmapped(segment, element)

    def _place_antibiogram(self) -> None:
        """An antibiogram is part of the report that names its organism; alone it makes no culture of its own."""
        for segment in self._antibiogram:
            if self._reports:
                self._reading.account(segment, Became.PART)
            else:
                text = "a susceptibility whose culture stands elsewhere: it makes no culture of its own"
                self._reading.find("antibiogram_alone", segment, 5, text)

    def _take_document(self, observation: Observation) -> None:
        """A document beside its report, or in its place: the report is there, and nobody can tell what it says."""
        segment = observation.segment
        kind = segment.value(2).upper()
        means = self._meaning_of(coded(segment, 3))
        report = _report_kind(means) or _report_kind(self._means)
        if report is not None:
            self._report(report, observation, means)
        text = f"OBX-2 {kind}: a document or a pointer to one; its content is not read"
        self._reading.find("document_not_read", segment, 5, text)

    def _list_unmapped(self, segment: Segment, element: tuple[Triplet, ...]) -> None:
        if not element:
            self._reading.find("without_code", segment, 3, "an observation without a code cannot be placed")
            return
        first = element[0]
        self._reading.list_unmapped("OBX-3", first.code or first.text, first.system, first.text)
        self._reading.account(segment, Became.UNMAPPED)

    def _belongs(self, kind: ReportKind, observation: Observation) -> bool:
        """Whether an observation with an unmapped code is part of its order's report."""
        if kind is ReportKind.SUSCEPTIBILITY:
            return True
        segment, order = observation.segment, coded(self._group.request, 4)
        if is_antibiogram_line(segment):
            return False
        same_code = bool(order) and {one.code for one in coded(segment, 3)} & {one.code for one in order if one.code}
        if same_code or not coded(segment, 3):
            return True
        if amount_of(segment, None) is not None:
            return True
        element = coded(segment, 5)
        is_coded = segment.value(2).upper() in CODED
        phrases = (
            read_code(element, self._reading.feed.code_system, self._reading.site_codes)
            if is_coded
            else read_text(segment.text_of(5), self._reading.site_codes)
        )
        told = (one for one in phrases if not isinstance(one, Named) and one not in {Saying.REMARK, Saying.NOT_DONE})
        names = any(isinstance(one, Named) and one.organism is not None for one in phrases)
        return names or any(told) or _says_organism(" ".join(one.text for one in coded(segment, 3)))

    def _report(self, kind: ReportKind, observation: Observation | None, means: Meaning | None) -> None:
        report = self._reports.get(kind)
        if report is None:
            said = means if means is not None and means.specimen is not None else self._means
            sampled = specimen_type(self._reading, said, self._specimen, observation)
            report = self._reports[kind] = Report(kind, self._group, self._specimen, sampled)
        if observation is not None:
            report.observations.append((observation, means))

    def _meaning_of(self, element: tuple[Triplet, ...]) -> Meaning | None:
        return meaning_of(element, self._reading.feed.code_system, self._codes)

    def _list_order(self) -> None:
        for one in coded(self._group.request, 4)[:1]:
            self._reading.list_unmapped("OBR-4", one.code or one.text, one.system, one.text)


def _report_kind(means: Meaning | None) -> ReportKind | None:
    if means is None or definition(means.concept).kind is not Kind.MICROBIOLOGY:
        return None
    return REPORT_KINDS[means.concept]


def _says_organism(name: str) -> bool:
    """Whether an observation's own name announces an organism."""
    folded_name = name.casefold()
    return any(word in folded_name for word in _ORGANISM_WORDS)


_ORGANISM_WORDS = ("organism", "isolate", "bacteria", "culture", "菌", "同定", "培養")

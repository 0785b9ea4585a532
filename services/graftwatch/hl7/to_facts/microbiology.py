"""Microbiology: the observations of a report to one snapshot of growth and organisms.

Source: HL7 v2.5.1 chapter 7 and domain practice: coded organisms or free text over many OBX and NTE, OBX-4 joining an
organism and its amount, status of each result (OBX-11) beside the report's (OBR-25). A withdrawn result is left out; a
report whose results are all withdrawn is withdrawn. Notes are read only where the results name nothing.
Identity: order (filler's number, else placer's), service, specimen number and kind of report, so that preliminary,
final and corrected reports are versions of one. Left out: antibiograms beyond the organism they were made for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from graftwatch.facts import Growth, Isolate, MicrobiologyReport, ReportKind, Status, pseudonymous_key
from graftwatch.hl7.to_facts.amounts import CODED, WITHOUT_WORDS, amount_in, amount_of, is_antibiogram_line
from graftwatch.hl7.to_facts.coded import Triplet, coded, words_of
from graftwatch.hl7.to_facts.naming import Named, Phrase, read_code, read_text
from graftwatch.hl7.to_facts.reading import Became, Reading
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup, note_lines, parent_number
from graftwatch.hl7.to_facts.specimens import BLOOD, KNOWN_TYPES, PLASMA, SERUM, GroupSpecimen, specimen_kind
from graftwatch.hl7.to_facts.statuses import NO_RESULT, observation_status, report_status, stated_at
from graftwatch.terminology.concepts import Concept, Specimen
from graftwatch.terminology.meanings import Meaning
from graftwatch.terminology.result_text import Saying

REPORT_KINDS: Final = MappingProxyType(
    {
        Concept.BLOOD_CULTURE: ReportKind.CULTURE,
        Concept.CULTURE: ReportKind.CULTURE,
        Concept.BLOOD_GRAM_STAIN: ReportKind.GRAM_STAIN,
        Concept.GRAM_STAIN: ReportKind.GRAM_STAIN,
        Concept.BLOOD_NCT: ReportKind.NON_CULTURE_TEST,
        Concept.SUSCEPTIBILITY: ReportKind.SUSCEPTIBILITY,
    }
)


@dataclass(slots=True)
class Report:
    """The observations of one report, gathered before they are read."""

    kind: ReportKind
    group: ResultGroup
    specimen: GroupSpecimen
    specimen_type: str | None
    observations: list[tuple[Observation, Meaning | None]] = field(default_factory=list)
    groups: list[ResultGroup] = field(default_factory=list)

    def base_identity(self) -> str:
        """Order, service, specimen number and kind; the time of collection only where nobody gave a filler's number."""
        service = next(iter(coded(self.group.request, 4)), None)
        named = (service.code or service.text) if service is not None else ""
        number = self.specimen.number
        placed = self.group.placer if number else f"{self.group.placer} {self.specimen.collected}"
        known = self.group.filler or self.group.placer or number or self.specimen.collected
        order = self.group.filler or (placed if known else self.specimen.key)
        return f"{self.kind}:{pseudonymous_key(order, named, number)}"


@dataclass(slots=True)
class _Said:
    """What a report's observations say."""

    isolates: list[Isolate] = field(default_factory=list)
    sayings: set[Saying] = field(default_factory=set)
    statuses: list[Status] = field(default_factory=list)
    has_values: bool = False
    sub_id: str = ""
    by_sub_id: dict[str, Isolate] = field(default_factory=dict)

    def add(self, isolate: Isolate) -> None:
        if isolate not in self.isolates:
            self.isolates.append(isolate)
        self.by_sub_id.setdefault(self.sub_id, isolate)


def specimen_type(
    reading: Reading, means: Meaning | None, specimen: GroupSpecimen, observation: Observation | None
) -> str | None:
    """What was sampled: what the code fixes, unless the message's specimen is plainly another."""
    fixed = _fixed_by(means)
    if fixed is None or specimen.kind == fixed or specimen.kind not in KNOWN_TYPES:
        return fixed or specimen.kind
    if fixed == BLOOD and specimen.kind in {SERUM, PLASMA}:
        return fixed
    if observation is not None:
        text = f"the code says {fixed}, the specimen is {specimen.kind}; the specimen counts"
        reading.find("specimen_conflict", observation.segment, 3, text)
    return specimen.kind


def _fixed_by(means: Meaning | None) -> str | None:
    """What a code's official name says was sampled."""
    if means is None or means.specimen is None:
        return None
    return BLOOD if means.specimen is Specimen.BLOOD else specimen_kind(Triplet("", means.name, ""))


def add_reports(reading: Reading, reports: Sequence[Report]) -> None:
    """Adds the microbiology reports of a message, observations of one report gathered from all its groups."""
    times: dict[str, set[str]] = {}
    for report in reports:
        times.setdefault(report.base_identity(), set()).add(str(report.specimen.collected))
    gathered: dict[str, Report] = {}
    for report in reports:
        identity = report.base_identity()
        if len(times[identity]) > 1:  # draws that share their order's number: the time of collection tells them apart
            identity = f"{identity}.{pseudonymous_key(str(report.specimen.collected))}"
        gathered.setdefault(identity, Report(report.kind, report.group, report.specimen, report.specimen_type))
        gathered[identity].observations += report.observations
        gathered[identity].groups.append(report.group)
    _lend_specimen_types(list(gathered.values()))
    read = [(identity, report, _said(reading, report)) for identity, report in gathered.items()]
    cultures = [(report, said) for _, report, said in read if report.kind is ReportKind.CULTURE]
    for identity, report, said in read:
        if report.kind is ReportKind.SUSCEPTIBILITY and not said.isolates:
            said.isolates += _organism_of_parent(report.group, cultures)
        _add_report(reading, identity, report, said)


def _lend_specimen_types(reports: Sequence[Report]) -> None:
    """Reports that do not say what was sampled take it from one of the same order, collected at the same time."""
    for report in (one for one in reports if one.specimen_type is None):
        told = (one for one in reports if one.specimen_type is not None)
        kin = (one for one in told if _is_of_one_draw(one.specimen, report.specimen))
        report.specimen_type = next((one.specimen_type for one in kin), None)


def _is_of_one_draw(one: GroupSpecimen, other: GroupSpecimen) -> bool:
    if one.number and other.number:
        return one.number == other.number
    same_order = one.accession is not None and one.accession == other.accession
    return one.key == other.key or (same_order and one.collected == other.collected)


def _organism_of_parent(group: ResultGroup, cultures: Sequence[tuple[Report, _Said]]) -> list[Isolate]:
    """The organism of the parent's result (OBR-29 names its order, OBR-26 its sub-id), or the only one there is."""
    parent = parent_number(group)
    sub_id = group.request.value(26, 2) if group.request is not None else ""
    for report, said in cultures:
        if parent and parent in {number for one in report.groups for number in (one.placer, one.filler)}:
            told = said.by_sub_id.get(sub_id) if sub_id else None
            return [told] if told is not None else said.isolates[:1] if len(said.isolates) == 1 else []
    return []


def _add_report(reading: Reading, identity: str, report: Report, said: _Said) -> None:
    status = report_status(report.groups, said.statuses)
    sent = [observation for observation, _ in report.observations]
    for one in sent:
        reading.account(one.segment, Became.PART)
    if sent and not said.has_values and status is not Status.WITHDRAWN and _repeats_nothing(sent):
        reading.find("status_without_result", sent[0].segment, 11, "a new status without the result it is about")
        return
    statement = MicrobiologyReport(
        kind=report.kind,
        specimen=report.specimen.key,
        specimen_type=report.specimen_type,
        collected=report.specimen.collected,
        growth=_growth(said, status),
        isolates=tuple(said.isolates),
        status=status,
        accession=report.specimen.accession,
    )
    at = max(stated_at(reading, group, sent) for group in report.groups)
    if not reading.feed.sends_changes_only or not said.isolates:
        reading.add(identity, statement, status, at)
        return
    for isolate in said.isolates:
        own = pseudonymous_key(isolate.organism or isolate.reported)
        reading.add(f"{identity}.{own}", replace(statement, isolates=(isolate,)), isolate.status, at)


def _repeats_nothing(observations: Iterable[Observation]) -> bool:
    """OBX-11 "U": the status became final, the result is not sent again."""
    return any(observation.segment.value(11).upper() == "U" for observation in observations)


def _said(reading: Reading, report: Report) -> _Said:
    said = _Said()
    amounts = _amounts(report)
    lines: dict[tuple[str, Status], list[str]] = {}
    for observation, means in report.observations:
        segment = observation.segment
        status = observation_status(observation)
        if segment.value(11).upper() in NO_RESULT:
            continue
        said.statuses.append(status)
        said.has_values = said.has_values or bool(segment.raw(5))
        if status is Status.WITHDRAWN or segment.value(2).upper() in WITHOUT_WORDS or is_antibiogram_line(segment):
            continue
        said.sub_id = segment.value(4)
        amount = amount_of(segment, means)
        target = _target(report, observation, [Saying.AMOUNT]) if amount is not None else None
        if amount is not None:
            _take(reading, said, target or [], status, amount)
        elif segment.value(2).upper() in CODED:
            _take_coded(reading, report, said, observation, amounts.get(segment.value(4)))
        else:
            words = segment.text_of(5)
            target = _target(report, observation, read_text(words))
            if target is not None:
                _take(reading, said, target, status, amounts.get(segment.value(4)))
            else:
                lines.setdefault((segment.value(4), status), []).append(words)
    for (sub_id, status), text in lines.items():
        said.sub_id = sub_id
        _take(reading, said, read_text("\n".join(text)), status, amounts.get(sub_id))
    _take_context(reading, report, said)
    _join_only_amount(report, said)
    return said


def _join_only_amount(report: Report, said: _Said) -> None:
    """An amount without a sub-id is that of the only organism."""
    loose = [amount_of(one.segment, means) for one, means in report.observations if not one.segment.value(4)]
    amounts = [amount for amount in loose if amount is not None]
    if len(amounts) == len(said.isolates) == 1 and said.isolates[0].quantity is None:
        said.isolates[0] = replace(said.isolates[0], quantity=amounts[0])


def _take_coded(reading: Reading, report: Report, said: _Said, observation: Observation, amount: str | None) -> None:
    segment = observation.segment
    status = observation_status(observation)
    for repetition in range(1, len(segment.repetitions(5)) + 1):
        element = coded(segment, 5, repetition)
        phrases: list[Phrase] = read_code(element, reading.feed.code_system)
        phrases = _target(report, observation, phrases) or phrases
        for one in phrases:
            if isinstance(one, Named) and one.organism is None:
                reading.list_unmapped("OBX-5", element[0].code or one.reported, element[0].system, one.reported)
        _take(None, said, phrases, status, amount)


def _target(report: Report, observation: Observation, phrases: Sequence[Phrase]) -> list[Phrase] | None:
    """What "detected", "not detected" or an amount says where the observation's own name is an organism's.

    That one organism was not detected is a result of a panel without culture, and no result of a culture. A culture's
    own name may hold general words, "bacteria identified by aerobe culture"; only a genus is a target.
    """
    if list(phrases) not in ([Saying.POSITIVE], [Saying.NO_GROWTH], [Saying.AMOUNT]):
        return None
    names = read_text(words_of(coded(observation.segment, 3)))
    targets: list[Phrase] = [one for one in names if isinstance(one, Named) and one.organism and one.organism.genus]
    if not targets or phrases[0] is not Saying.NO_GROWTH:
        return targets or None
    return None if report.kind is ReportKind.NON_CULTURE_TEST else [Saying.REMARK]


def _take(reading: Reading | None, said: _Said, phrases: Sequence[Phrase], status: Status, amount: str | None) -> None:
    """Takes phrases into a report; unresolved words count only where nothing else in the text is understood."""
    named = [one for one in phrases if isinstance(one, Named)]
    said.sayings.update(one for one in phrases if isinstance(one, Saying))
    resolved = [one for one in named if one.organism is not None]
    understood = resolved or any(one in said.sayings for one in _TELLING)
    for one in resolved if understood else named:
        name = one.organism.name if one.organism is not None else None
        quantity = amount or amount_in(one.reported)
        said.add(Isolate(one.reported, name, status, morphology_only=one.is_form, quantity=quantity))
        if name is None and reading is not None:
            reading.list_unmapped("OBX-5", one.reported)


_TELLING: Final = (Saying.NO_GROWTH, Saying.NO_GROWTH_TO_DATE, Saying.POSITIVE, Saying.PENDING)


def _take_context(reading: Reading, report: Report, said: _Said) -> None:
    """Notes where the results name nothing; the parent's organism of an antibiogram (OBR-26)."""
    status = report_status(report.groups, said.statuses)
    if report.kind is ReportKind.SUSCEPTIBILITY:
        said.isolates[:] = [one for one in said.isolates if one.organism is not None]
        parent = _parent_result(report.group) if not said.isolates else []
        known = [one for one in parent if isinstance(one, Named) and one.organism is not None]
        _take(None, said, known, status, None)
        return
    if said.isolates or Saying.NO_GROWTH in said.sayings or Saying.NO_GROWTH_TO_DATE in said.sayings:
        return
    notes = [line for observation, _ in report.observations for line in note_lines(observation.notes)]
    phrases = read_text("\n".join([*notes, *report.group.note_lines()]))
    told = [one for one in phrases if isinstance(one, Saying) or one.organism is not None]
    _take(reading, said, told, status, None)


def _parent_result(group: ResultGroup) -> list[Phrase]:
    """What OBR-26.3 names: the parent's organism in words, or as the parts of its code."""
    parts = [*group.request.components(26), "", "", ""][2] if group.request is not None else ""
    if not parts or group.request is None:
        return []
    code, text, system = (*parts.split(group.request.separators.subcomponent), "", "")[:3]
    return read_code([Triplet(code, text, system)], "") if text else read_text(code)


def _amounts(report: Report) -> dict[str, str]:
    """Amounts by the sub-id (OBX-4) of the organism that they go with."""
    held = ((one.segment, amount_of(one.segment, means)) for one, means in report.observations)
    return {segment.value(4): amount for segment, amount in held if amount is not None and segment.value(4)}


def _growth(said: _Said, status: Status) -> Growth:
    """What the report says of growth; "no growth" is so far only, until the report is final."""
    if any(one.organism is not None for one in said.isolates) or Saying.POSITIVE in said.sayings:
        return Growth.POSITIVE
    if said.isolates:
        return Growth.POSITIVE
    if said.sayings & {Saying.NO_GROWTH, Saying.NO_GROWTH_TO_DATE}:
        return Growth.NONE if status.is_final else Growth.NONE_TO_DATE
    if Saying.PENDING in said.sayings or not (said.has_values or status.is_final):
        return Growth.PENDING
    return Growth.UNKNOWN

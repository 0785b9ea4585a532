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
from graftwatch.hl7.to_facts.coded import coded, words_of
from graftwatch.hl7.to_facts.naming import Named, Phrase, read_code, read_text
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT, Reading
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup, note_lines
from graftwatch.hl7.to_facts.specimens import BLOOD, KNOWN_TYPES, PLASMA, SERUM, GroupSpecimen
from graftwatch.hl7.to_facts.statuses import NO_RESULT, observation_status, report_status, stated_at
from graftwatch.terminology.concepts import Concept, Specimen
from graftwatch.terminology.meanings import Meaning, ResultPart
from graftwatch.terminology.result_text import Saying, plain

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
_CODED: Final = frozenset({"CE", "CWE", "CNE", "CF", "IS", "ID"})
UNREAD_TYPES: Final = frozenset({"ED", "RP", "DT", "TM", "TS", "DTM"})
"""OBX-2 of values that hold neither a number nor words: documents, pointers and dates."""
# OBX-8 or the value of an antibiogram line: interpretations (HL7 table 0078) and their words.
_INTERPRETATIONS: Final = frozenset(
    {"s", "i", "r", "sdd", "ns", "ms", "vs", "susceptible", "intermediate", "resistant", "sensitive", "non-susceptible"}
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

    def add(self, isolate: Isolate) -> None:
        if isolate not in self.isolates:
            self.isolates.append(isolate)


def is_antibiogram_line(observation: Observation) -> bool:
    """Whether an observation is an interpreted susceptibility, such as "S" or a MIC with OBX-8 "R"."""
    segment = observation.segment
    return bool({plain(segment.value(5)), plain(segment.value(8))} & _INTERPRETATIONS)


def specimen_type(
    reading: Reading, means: Meaning | None, specimen: GroupSpecimen, observation: Observation | None
) -> str | None:
    """What was sampled: what the code fixes, unless the message's specimen is plainly another."""
    fixed = BLOOD if means is not None and means.specimen is Specimen.BLOOD else None
    if fixed is None or specimen.kind in {BLOOD, SERUM, PLASMA} or specimen.kind not in KNOWN_TYPES:
        return fixed or specimen.kind
    if observation is not None:
        text = f"the code says blood, the specimen is {specimen.kind}; the specimen counts"
        reading.find("specimen_conflict", observation.segment, 3, text)
    return specimen.kind


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
    for identity, report in gathered.items():
        _add_report(reading, identity, report)


def _add_report(reading: Reading, identity: str, report: Report) -> None:
    said = _said(reading, report)
    status = report_status(report.groups, said.statuses)
    sent = [observation for observation, _ in report.observations]
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
        if status is Status.WITHDRAWN or is_antibiogram_line(observation):
            continue
        if _is_amount(observation, means):
            continue
        if segment.value(2).upper() in _CODED:
            _take_coded(reading, report, said, observation, amounts.get(segment.value(4)))
        else:
            words = segment.text_of(5)
            target = _target(report, observation, read_text(words))
            if target is not None:
                _take(reading, said, target, status, amounts.get(segment.value(4)))
            else:
                lines.setdefault((segment.value(4), status), []).append(words)
    for (sub_id, status), text in lines.items():
        _take(reading, said, read_text("\n".join(text)), status, amounts.get(sub_id))
    _take_context(reading, report, said)
    return said


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
    """What "detected" or "not detected" says where the observation's own name is an organism's, as in a panel.

    That one organism was not detected is a result of a panel without culture, and no result of a culture. A culture's
    own name may hold general words, "bacteria identified by aerobe culture"; only a genus is a target.
    """
    if list(phrases) not in ([Saying.POSITIVE], [Saying.NO_GROWTH]):
        return None
    names = read_text(words_of(coded(observation.segment, 3)))
    targets: list[Phrase] = [one for one in names if isinstance(one, Named) and one.organism and one.organism.genus]
    if not targets or phrases[0] is Saying.POSITIVE:
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
        said.add(Isolate(one.reported, name, status, morphology_only=one.is_form, quantity=amount))
        if name is None and reading is not None:
            reading.list_unmapped("OBX-5", one.reported)


_TELLING: Final = (Saying.NO_GROWTH, Saying.NO_GROWTH_TO_DATE, Saying.POSITIVE, Saying.PENDING)


def _take_context(reading: Reading, report: Report, said: _Said) -> None:
    """Notes where the results name nothing; the parent's organism of an antibiogram (OBR-26)."""
    status = report_status(report.groups, said.statuses)
    if report.kind is ReportKind.SUSCEPTIBILITY:
        said.isolates[:] = [one for one in said.isolates if one.organism is not None]
        parent = report.group.request.value(26, 3) if report.group.request is not None and not said.isolates else ""
        known = [one for one in read_text(parent) if isinstance(one, Named) and one.organism is not None]
        _take(None, said, known, status, None)
        return
    if said.isolates or Saying.NO_GROWTH in said.sayings or Saying.NO_GROWTH_TO_DATE in said.sayings:
        return
    notes = [line for observation, _ in report.observations for line in note_lines(observation.notes)]
    phrases = read_text("\n".join([*notes, *report.group.note_lines()]))
    told = [one for one in phrases if isinstance(one, Saying) or one.organism is not None]
    _take(reading, said, told, status, None)


def _amounts(report: Report) -> dict[str, str]:
    """Amounts by the sub-id (OBX-4) of the organism that they go with."""
    amounts: dict[str, str] = {}
    for observation, means in report.observations:
        segment = observation.segment
        words = "".join(segment.components(5)).strip(" `")
        if segment.value(4) and (_is_amount(observation, means) or read_text(words) == [Saying.AMOUNT]):
            amounts[segment.value(4)] = words[:TEXT_LIMIT]
    return amounts


def _is_amount(observation: Observation, means: Meaning | None) -> bool:
    """Whether an observation of a report can only be an amount: by its code, or because it is a number."""
    by_code = means is not None and means.part is ResultPart.AMOUNT
    return by_code or observation.segment.value(2).upper() in {"NM", "SN"}


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

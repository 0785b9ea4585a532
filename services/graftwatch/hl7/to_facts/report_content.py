"""What the observations of a microbiology report say: organisms and forms, their amounts, and words of growth.

Source: HL7 v2.5.1 chapter 7 and domain practice: coded organisms or free text over many OBX and NTE, OBX-4 joining an
organism and its amount. A withdrawn result is left out. Notes are read only where the results name nothing, and the
parent's result (OBR-26) only for a susceptibility. Left out: antibiograms beyond the organism they were made for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graftwatch.facts import Growth, Isolate, ReportKind, Status
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.amounts import CODED, WITHOUT_WORDS, amount_in, amount_of, is_antibiogram_line
from graftwatch.hl7.to_facts.coded import Triplet, coded, words_of
from graftwatch.hl7.to_facts.naming import Named, Phrase, read_code, read_text
from graftwatch.hl7.to_facts.reading import Reading
from graftwatch.hl7.to_facts.report import Report
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup, note_lines
from graftwatch.hl7.to_facts.statuses import NO_RESULT, observation_status, report_status
from graftwatch.terminology.result_text import Saying


@dataclass(slots=True)
class Said:
    """What a report's observations say."""

    isolates: list[Isolate] = field(default_factory=list)
    sayings: set[Saying] = field(default_factory=set)
    statuses: list[Status] = field(default_factory=list)
    has_values: bool = False
    sub_id: str = ""
    line: int = 0
    by_sub_id: dict[str, Isolate] = field(default_factory=dict)
    _lines: dict[Isolate, int] = field(default_factory=dict)

    def at(self, segment: Segment) -> None:
        """What is taken next stands in this observation."""
        self.sub_id, self.line = segment.value(4), segment.line

    def add(self, isolate: Isolate) -> None:
        """Adds an isolate; the same one said twice is one."""
        if isolate not in self.isolates:
            self.isolates.append(isolate)
            self._lines[isolate] = self.line
        self.by_sub_id.setdefault(self.sub_id, isolate)

    def in_order(self) -> None:
        """The isolates in the order of their observations."""
        self.isolates.sort(key=lambda one: self._lines[one])


def what_is_said(reading: Reading, report: Report) -> Said:
    """What a report's observations say, and what of it nobody mapped."""
    said = Said()
    amounts = _amounts(report)
    lines: dict[tuple[str, Status], list[Segment]] = {}
    for observation, means in report.observations:
        segment = observation.segment
        status = observation_status(observation)
        if segment.value(11).upper() in NO_RESULT:
            continue
        said.statuses.append(status)
        said.has_values = said.has_values or bool(segment.raw(5))
        if status is Status.WITHDRAWN or segment.value(2).upper() in WITHOUT_WORDS or is_antibiogram_line(segment):
            continue
        said.at(segment)
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
                lines.setdefault((segment.value(4), status), []).append(segment)
    for (sub_id, status), held in lines.items():
        said.at(held[0])
        text = "\n".join(segment.text_of(5) for segment in held)
        _take(reading, said, read_text(text, reading.site_codes), status, amounts.get(sub_id))
    said.in_order()
    _take_context(reading, report, said)
    _join_only_amount(report, said)
    return said


def _join_only_amount(report: Report, said: Said) -> None:
    """An amount without a sub-id is that of the only organism."""
    loose = [amount_of(one.segment, means) for one, means in report.observations if not one.segment.value(4)]
    amounts = [amount for amount in loose if amount is not None]
    named = [place for place, one in enumerate(said.isolates) if not one.morphology_only]
    if len(amounts) == len(named) == 1 and said.isolates[named[0]].quantity is None:
        said.isolates[named[0]] = replace(said.isolates[named[0]], quantity=amounts[0])


def _take_coded(reading: Reading, report: Report, said: Said, observation: Observation, amount: str | None) -> None:
    segment = observation.segment
    status = observation_status(observation)
    for repetition in range(1, len(segment.repetitions(5)) + 1):
        element = coded(segment, 5, repetition)
        phrases: list[Phrase] = read_code(element, reading.feed.code_system, reading.site_codes)
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


def _take(reading: Reading | None, said: Said, phrases: Sequence[Phrase], status: Status, amount: str | None) -> None:
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


_NOT_DONE_OR_REMARKS: Final = frozenset({Saying.NOT_DONE, Saying.REMARK})
_TELLING: Final = (Saying.NO_GROWTH, Saying.NO_GROWTH_TO_DATE, Saying.POSITIVE, Saying.PENDING)


def _take_context(reading: Reading, report: Report, said: Said) -> None:
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
    """Amounts by the sub-id (OBX-4) of the organism that they go with; that of "1.2" goes with "1", too."""
    held = [(one.segment.value(4), amount_of(one.segment, means)) for one, means in report.observations]
    by_sub_id = {sub_id: amount for sub_id, amount in held if amount is not None and sub_id}
    by_parent = {sub_id.partition(".")[0]: amount for sub_id, amount in by_sub_id.items()}
    return by_parent | by_sub_id


def growth_of(said: Said, status: Status) -> Growth:
    """What the report says of growth; "no growth" is so far only, until the report is final.

    A report that says only that the test was cancelled or its specimen unfit says nothing of growth: it was not done.
    """
    if any(one.organism is not None for one in said.isolates) or Saying.POSITIVE in said.sayings:
        return Growth.POSITIVE
    if said.isolates:
        return Growth.POSITIVE
    if said.sayings & {Saying.NO_GROWTH, Saying.NO_GROWTH_TO_DATE}:
        return Growth.NONE if status.is_final else Growth.NONE_TO_DATE
    if Saying.PENDING in said.sayings or not (said.has_values or status.is_final):
        return Growth.PENDING
    return Growth.NOT_DONE if Saying.NOT_DONE in said.sayings <= _NOT_DONE_OR_REMARKS else Growth.UNKNOWN

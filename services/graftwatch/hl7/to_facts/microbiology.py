"""Microbiology: the observations of a report to one snapshot of growth and organisms.

Source: HL7 v2.5.1 chapter 7: the status of each result (OBX-11) stands beside the report's (OBR-25); a report whose
results are all withdrawn is withdrawn. A susceptibility finds its organism by its parent (OBR-26, OBR-29). Reports of
one order and one collection share what was sampled. Left out: what the observations say (`report_content`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graftwatch.facts import Isolate, MicrobiologyReport, ReportKind, Status, pseudonymous_key
from graftwatch.hl7.to_facts.coded import Triplet
from graftwatch.hl7.to_facts.reading import Became, Reading
from graftwatch.hl7.to_facts.report import Report
from graftwatch.hl7.to_facts.report_content import Said, growth_of, what_is_said
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup, parent_number
from graftwatch.hl7.to_facts.specimens import BLOOD, KNOWN_TYPES, PLASMA, SERUM, GroupSpecimen, specimen_kind
from graftwatch.hl7.to_facts.statuses import report_status, stated_at
from graftwatch.terminology.concepts import Specimen
from graftwatch.terminology.meanings import Meaning


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
    read = [(identity, report, what_is_said(reading, report)) for identity, report in gathered.items()]
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


def _organism_of_parent(group: ResultGroup, cultures: Sequence[tuple[Report, Said]]) -> list[Isolate]:
    """The organism of the parent's result (OBR-29 names its order, OBR-26 its sub-id), or the only one there is."""
    parent = parent_number(group)
    sub_id = group.request.value(26, 2) if group.request is not None else ""
    for report, said in cultures:
        if parent and parent in {number for one in report.groups for number in (one.placer, one.filler)}:
            told = said.by_sub_id.get(sub_id) if sub_id else None
            return [told] if told is not None else said.isolates[:1] if len(said.isolates) == 1 else []
    return []


def _add_report(reading: Reading, identity: str, report: Report, said: Said) -> None:
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
        growth=growth_of(said, status),
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

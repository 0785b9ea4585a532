"""Orders of cultures whose specimen was collected: a culture that is pending before the laboratory has said anything.

Source: HL7 v2.5.1 chapter 4 (ORM^O01, OML^O21, O33, O35 and O39, OMG^O19), table 0119 (ORC-1).

| the order                                                        | gives                                |
| ---------------------------------------------------------------- | ------------------------------------ |
| a culture with a time of collection up to the message's own      | a pending order (`ReportKind.ORDER`) |
| the same, cancelled or discontinued by ORC-1 or ORC-5            | takes it back                        |
| the same, completed or replaced (ORC-5 "CM", "RP")               | takes it back: it pends no more      |
| without a time, to be collected later, OBR-11 "L", "P" or "S"    | nothing yet: a finding says so       |
| ORC-1 "RE": the results stand in the same message                | results, read as those               |
| anything but a culture                                           | nothing; its code is listed          |

The collection is SPM-17, else OBR-7, which a placer fills only when the specimen was drawn. A code that nobody mapped
is listed, so that a site sees which orders could be mapped. Left out: observations inside orders, which are its details
or earlier results (a finding says so).
"""

from typing import Final

from graftwatch.facts import Growth, MicrobiologyReport, ReportKind, Status, pseudonymous_key
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.coded import SameSiteCodes, coded, meaning_of
from graftwatch.hl7.to_facts.microbiology import specimen_type
from graftwatch.hl7.to_facts.reading import Reading
from graftwatch.hl7.to_facts.report import REPORT_KINDS
from graftwatch.hl7.to_facts.result_groups import ResultGroup, is_cancelled, result_groups
from graftwatch.hl7.to_facts.results import add_results_of
from graftwatch.hl7.to_facts.specimens import GroupSpecimen, specimen_of
from graftwatch.terminology.meanings import Meaning

_RESULTS_FOLLOW: Final = "RE"
# ORC-5 (table 0038): completed, discontinued, replaced.
_OVER: Final = frozenset({"CM", "DC", "RP"})
# OBR-11 (table 0065): the laboratory is to obtain the specimen, it is pending, or it is scheduled.
_NOT_COLLECTED: Final = frozenset({"L", "P", "S"})


def add_orders(reading: Reading) -> None:
    """Adds what a message of orders says about cultures that were collected."""
    groups = result_groups(reading.message.segments)
    if not any(group.request is not None for group in groups):
        reading.find("nothing_to_read", reading.message.segments[0], 9, "an order message without OBR")
    reported = [group for group in groups if _code_of(group.order) == _RESULTS_FOLLOW]
    add_results_of(reading, reported)
    for group in groups:
        if group not in reported:
            _add_order(reading, group)


def _code_of(order: Segment | None) -> str:
    return order.value(1).upper() if order is not None else ""


def _add_order(reading: Reading, group: ResultGroup) -> None:
    means = _culture(reading, group)
    if means is not None:
        _add_culture(reading, group, means)
    elif group.request is not None:
        for one in coded(group.request, 4)[:1]:
            reading.list_unmapped("OBR-4", one.code or one.text, one.system, one.text)
    for observation in group.observations:
        reading.find("order_detail", observation.segment, 5, "a detail of an order or an earlier result: no new result")


def _culture(reading: Reading, group: ResultGroup) -> Meaning | None:
    """What is to be cultured: by the order's code, else by that of a line inside it (JLAC10)."""
    codes = SameSiteCodes(reading.site_codes)
    elements = (coded(group.request, 4), *(coded(one.segment, 3) for one in group.observations))
    meanings = (meaning_of(element, reading.feed.code_system, codes) for element in elements)
    cultures = (one for one in meanings if one is not None and REPORT_KINDS.get(one.concept) is ReportKind.CULTURE)
    return next(cultures, None)


def _add_culture(reading: Reading, group: ResultGroup, means: Meaning) -> None:
    specimen = specimen_of(reading, group)
    over = group.status_code == "X" or (group.order is not None and _is_over(group.order))
    if not over and not _is_collected(reading, group, specimen):
        return
    statement = MicrobiologyReport(
        kind=ReportKind.ORDER,
        specimen=specimen.key,
        specimen_type=specimen_type(reading, means, specimen, None),
        collected=specimen.collected,
        growth=Growth.PENDING,
        isolates=(),
        status=Status.WITHDRAWN if over else Status.PRELIMINARY,
        accession=specimen.accession,
    )
    reading.add(_identity(group, specimen), statement, statement.status, reading.sent_at())


def _is_over(order: Segment) -> bool:
    return is_cancelled(order) or order.value(5).upper() in _OVER


def _is_collected(reading: Reading, group: ResultGroup, specimen: GroupSpecimen) -> bool:
    """Whether the specimen was drawn by the time that the order was sent."""
    segment = group.request or reading.message.segments[0]
    if group.request is not None and group.request.value(11).upper() in _NOT_COLLECTED and group.specimen is None:
        reading.find("not_collected", segment, 11, "a culture whose specimen is still to be obtained: nothing pends")
        return False
    if specimen.collected is None:
        reading.find("not_collected", segment, 7, "a culture's order without a time of collection: nothing pends yet")
        return False
    at = specimen.collected
    sent = reading.sent_at()
    later = at.at > sent if at.at is not None else at.on > sent.astimezone(reading.zone).date()
    if later:
        reading.find("not_collected", segment, 7, "a culture to be collected later than this order: nothing pends yet")
    return not later


def _identity(group: ResultGroup, specimen: GroupSpecimen) -> str:
    service = next(iter(coded(group.request, 4)), None)
    named = (service.code or service.text) if service is not None else ""
    return f"order:{pseudonymous_key(group.placer or group.filler or specimen.key, named)}"

"""What is missing of one recipient's data, and since when: a function of the facts, the assessment and the time.

| what                    | is missing when                                      | who is looked at                 |
| ----------------------- | ---------------------------------------------------- | -------------------------------- |
| temperature             | none was taken for 12 hours                          | in hospital, window open         |
| trough                  | the assessment says so, by the protocol's hours      | as the rule of the protocol says |
| first word on a culture | nothing was said of it 48 hours after its collection | cultures since the transplant    |
| last word on a culture  | no final result 6 days after its collection          | the same                         |
| message                 | none came for 24 hours                               | in hospital, window open         |

Where no movement was ever told, nobody knows that the recipient went home, so temperatures and messages are looked for
as in hospital. Nothing is awaited of who died or left the trial but the results of cultures that were collected before.
The protocol has hours for troughs only (`overdue_after_hours`); the others are the service's:
a ward takes the temperature at least every shift, and twelve hours are a shift and a half; a laboratory says "positive"
or "no growth to date" within two days; blood is incubated for five days, and the final report needs a sixth; and who
lies in a ward has a laboratory result every day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from graftwatch.assessment import Assessment, RecipientState
from graftwatch.bsi.hospital_stay import hospital_stays
from graftwatch.console.completeness.views import Lack, Limit, LimitSource, Missing, RecipientCompleteness
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.timeline.draws import collected, draws, is_blood
from graftwatch.facts import Admission, Chart, Growth, MicrobiologyReport, ReportKind
from graftwatch.protocol import Protocol

TEMPERATURE: Final = "temperature"
CULTURED: Final = frozenset({ReportKind.ORDER, ReportKind.CULTURE})


def _own(lack: Lack, hours: float, ground: str) -> Limit:
    return Limit(lack=lack, hours=hours, source=LimitSource.SERVICE, ground=ground)


LIMITS: Final = {
    Lack.TEMPERATURE: _own(Lack.TEMPERATURE, 12, _("a ward takes it at least every shift")),
    Lack.CULTURE_WORD: _own(Lack.CULTURE_WORD, 48, _("a laboratory says how it stands within two days")),
    Lack.CULTURE_RESULT: _own(Lack.CULTURE_RESULT, 144, _("five days of incubation, and one for the report")),
    Lack.MESSAGE: _own(Lack.MESSAGE, 24, _("who lies in a ward has some result every day")),
}
"""The service's own limits."""


def limits(protocol: Protocol) -> tuple[Limit, ...]:
    """All limits: the protocol's for each drug, and the service's."""
    ground = _("the protocol's overdue_after_hours")
    troughs = (
        Limit(lack=Lack.TROUGH, hours=one.overdue_after_hours, source=LimitSource.PROTOCOL, ground=ground, drug=name)
        for name, one in protocol.exposure.drugs.items()
        if one.overdue_after_hours is not None
    )
    return (LIMITS[Lack.TEMPERATURE], *troughs, *(LIMITS[one] for one in LIMITS if one is not Lack.TEMPERATURE))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a recipient, as far as completeness needs it; it changes only when facts come.

    Attributes:
        chart: current microbiology, movements and temperatures.
        last_message: when the newest message about the recipient came.
        transplanted_at: the transplant.
    """

    chart: Chart
    last_message: datetime | None
    transplanted_at: datetime


def completeness(known: Known, held: Assessment, protocol: Protocol, now: datetime) -> RecipientCompleteness:
    """One recipient's completeness.

    Args:
        known: of the recipient.
        held: the newest assessment.
        protocol: the trial's rules.
        now: waits are counted to it.
    """
    today = now.astimezone(protocol.zone).date()
    stays = hospital_stays(known.chart).stays
    inside = any(one.admitted <= today < one.discharged for one in stays) if stays else None
    temperatures = [at for at in known.chart.series(TEMPERATURE).instants if at <= now]
    troughs = [one.last.at for one in held.exposure if one.last is not None]
    found = RecipientCompleteness(
        subject=held.subject,
        as_of=now,
        state=held.state,
        post_operative_day=held.post_operative_day + (today - held.as_of.astimezone(protocol.zone).date()).days,
        in_hospital=inside,
        last_message=known.last_message,
        last_temperature=temperatures[-1] if temperatures else None,
        last_trough=max(troughs, default=None),
    )
    missing = [*_cultures(known, now), *_troughs(held, protocol, now)]
    if held.state is RecipientState.IN_WINDOW and inside is not False:
        missing += _silences(known, found)
    return found.model_copy(update={"missing": tuple(sorted(missing, key=lambda one: one.overdue_since))})


def _silences(known: Known, found: RecipientCompleteness) -> Iterator[Missing]:
    """Temperatures and messages that should have come."""
    arrivals = (one.statement.admitted.instant(known.chart.zone) for one in known.chart.of(Admission))
    begin = max([known.transplanted_at, *(at for at in arrivals if at <= found.as_of)])
    for lack, last in ((Lack.TEMPERATURE, found.last_temperature), (Lack.MESSAGE, found.last_message)):
        one = _missing(lack, max(last, begin) if last else begin, last)
        if one.overdue_since < found.as_of:
            yield one


def _missing(lack: Lack, since: datetime, last: datetime | None) -> Missing:
    limit = LIMITS[lack]
    return Missing(lack=lack, last=last, since=since, overdue_since=since + timedelta(hours=limit.hours), limit=limit)


def _troughs(held: Assessment, protocol: Protocol, now: datetime) -> Iterator[Missing]:
    """Troughs that the protocol waits for; who is waited for is the rule's business."""
    named = {one.drug: one for one in limits(protocol) if one.lack is Lack.TROUGH}
    for one in held.exposure:
        limit = named.get(one.drug)
        if limit is not None and one.next_due is not None and one.next_due <= now and _observed(held):
            yield Missing(
                lack=Lack.TROUGH,
                last=one.last.at if one.last else None,
                since=one.next_due - timedelta(hours=limit.hours),
                overdue_since=one.next_due,
                limit=limit,
                drug=one.drug,
            )


def _observed(held: Assessment) -> bool:
    return held.state not in {RecipientState.DIED, RecipientState.WITHDRAWN}


def _cultures(known: Known, now: datetime) -> Iterator[Missing]:
    """Cultures since the transplant without any word, or without a final one.

    A Gram stain of another specimen than blood does not say that anything was cultured.
    """
    for reports in draws(known.chart):
        times = [at.instant(known.chart.zone) for at in map(collected, reports) if at is not None]
        is_cultured = is_blood(reports) or any(one.statement.kind in CULTURED for one in reports)
        is_awaited = is_cultured and not any(_ends(one.statement) for one in reports)
        if not times or not is_awaited or not known.transplanted_at <= max(times) <= now:
            continue
        spoken = [one.version.stated_at for one in reports if _says(one.statement)]
        lack = Lack.CULTURE_RESULT if spoken else Lack.CULTURE_WORD
        one = _missing(lack, max(times), max(spoken, default=None))
        if one.overdue_since < now:
            types = {each.statement.specimen_type or "" for each in reports}
            sources = sorted({each.source.control_id for each in reports} - {""})
            yield one.model_copy(update={"specimen_type": max(types), "control_ids": tuple(sources)})


def _says(report: MicrobiologyReport) -> bool:
    return report.kind is not ReportKind.ORDER and report.growth is not Growth.PENDING


def _ends(report: MicrobiologyReport) -> bool:
    """Whether nobody waits for a culture any more: final, or not done."""
    of_culture = report.kind in {ReportKind.CULTURE, ReportKind.NON_CULTURE_TEST}
    return report.status.is_final and (of_culture or report.growth is Growth.NOT_DONE) and _says(report)

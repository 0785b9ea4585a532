"""Suspicion before any growth: fever, or two SIRS criteria, beside a blood culture that is still pending.

Source: the SIRS criteria of 1992 (temperature below 36.0 or above 38.0 °C, heart rate above 90 and respiratory rate
above 20 per minute, WBC below 4 or above 12 ×10⁹/L); the hours between sign and culture are the protocol's. It is
a notice, never a page; the signal is the story of the first of these cultures, so it rises when the culture turns
positive, and closes when all have ended without growth, were not done, or say nothing for 7 days. Sets that are drawn
for the same sign, within those hours of each other, are one notice: nobody is told twice of one fever. There is none
in the repeat infection timeframe of a confirmed event, and none within those hours of blood that something louder is
told of. A person's "refuted" or "contaminant" closes the notice; what the cultures grow later is told all the same
(story.py).

    fever 06-04 08:00    set A 08:10, set B 08:15    one notice, on A and B
    B positive 06-05     suspected, the same story; A waits without a word
    A no growth 06-09    nothing to tell
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture, CultureState
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.signs import FEVER_ABOVE_CELSIUS, HYPOTHERMIA_BELOW_CELSIUS, above, below, value_in_words
from graftwatch.bsi.story import Verdict, Verdicts, event_id
from graftwatch.bsi.told import Message, Told, ground, signal
from graftwatch.facts import ClinicalTime, Fact, Measurement, Sign
from graftwatch.findings import SignalKind
from graftwatch.terminology.concepts import Concept

CULTURE_ENDS_WITHIN: Final = timedelta(days=7)
"""Five days of incubation and two for the report; a culture that says nothing longer is not waited for."""
SIRS_AT_LEAST: Final = 2
LONGEST_DAY: Final = timedelta(hours=25)
"""The day on which the clock is set back."""

SEEN_TEMPERATURES: Final = frozenset({"fever", "hypothermia"})

NO_RESULT: Final = "no result within 7 days of collection"
NO_GROWTH: Final = "the culture ended without growth"
NOT_DONE: Final = "the culture was not done: nobody knows whether anything grows"


@dataclass(frozen=True, slots=True)
class Limits:
    """A SIRS criterion: outside these limits; `words` name it with its unit."""

    concept: Concept
    words: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None

    def met_by(self, one: Measurement) -> bool:
        """Whether the value lies outside the limits."""
        too_low = self.low is not None and below(one, self.low)
        return too_low or (self.high is not None and above(one, self.high))


TEMPERATURE: Final = Limits(Concept.TEMPERATURE, "temperature", "°C", HYPOTHERMIA_BELOW_CELSIUS, FEVER_ABOVE_CELSIUS)
SIRS: Final = (
    TEMPERATURE,
    Limits(Concept.HEART_RATE, "heart rate", "/min", high=Decimal(90)),
    Limits(Concept.RESPIRATORY_RATE, "respiratory rate", "/min", high=Decimal(20)),
    Limits(Concept.WBC, "WBC", "×10⁹/L", Decimal(4), Decimal(12)),
)


def is_awaited(culture: BloodCulture, now: datetime, zone: tzinfo) -> bool:
    """Whether the result of a culture is still to come; one that says nothing for 7 days is not waited for."""
    return culture.state is CultureState.PENDING and now < ends_at(culture, zone)


def ends_at(culture: BloodCulture, zone: tzinfo) -> datetime:
    """When a culture of which nobody says anything is not waited for any longer."""
    return culture.collected.instant(zone) + CULTURE_ENDS_WITHIN


def drawn_together(history: History, cultures: Iterable[BloodCulture]) -> list[list[BloodCulture]]:
    """Cultures by the first one within whose hours they were drawn; given by time."""
    groups: list[list[BloodCulture]] = []
    for one in cultures:
        if groups and is_near(history, groups[-1][0], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def is_near(history: History, one: BloodCulture, other: BloodCulture) -> bool:
    """Whether two draws lie within the protocol's hours of each other."""
    first, last = _span(one.collected, history, timedelta(hours=history.protocol.suspected_bsi.fever_culture_hours))
    begins, ends = _extent(other.collected, history)
    return begins <= last and ends >= first


@dataclass(frozen=True, slots=True)
class Signed:
    """A culture without growth so far, and the signs beside it; `fever` says whether a temperature is among them."""

    culture: BloodCulture
    elements: tuple[Element, ...]
    fever: bool


def pending_cultures(history: History, cultures: Sequence[BloodCulture], verdicts: Verdicts) -> Told | None:
    """The notice of signs beside blood cultures of one time that show no growth yet, or showed none in the end."""
    beside = [one for one in (_signed(history, culture) for culture in cultures) if one is not None]
    return _told(history, beside, _closing(beside, verdicts)) if beside else None


def _closing(beside: Sequence[Signed], verdicts: Verdicts) -> Verdict | None:
    """A person's verdict that closes the notice: it was given when all of its blood had been drawn."""
    verdict = verdicts.about(one.culture.key for one in beside)
    if verdict is None or not verdict.silences:
        return None
    return verdict if all(one.culture.on <= verdict.given_on for one in beside) else None


def _signed(history: History, culture: BloodCulture) -> Signed | None:
    awaited_or_ended = culture.state in {CultureState.PENDING, CultureState.NO_GROWTH} and culture.cultured
    if not awaited_or_ended and culture.state is not CultureState.NOT_DONE:
        return None
    settings = history.protocol.suspected_bsi
    span = _span(culture.collected, history, timedelta(hours=settings.fever_culture_hours))
    met = list(_met(history, span))
    criteria = {limits.concept for limits, _ in met}
    elements = tuple(element for _, element in met)
    if Concept.TEMPERATURE in criteria and settings.fever_with_culture:
        return Signed(culture, elements, fever=True)
    if len(criteria) >= SIRS_AT_LEAST and settings.sirs_with_culture:
        return Signed(culture, elements, fever=False)
    return None


def _met(history: History, span: tuple[datetime, datetime]) -> Iterator[tuple[Limits, Element]]:
    """The SIRS criteria met in a span, each by its first value; a fever that a person saw is one without a value."""
    for seen in sorted(history.chart.of(Sign), key=lambda one: (one.statement.seen.on, one.identity)):
        begins, ends = _extent(seen.statement.seen, history)
        if seen.statement.sign in SEEN_TEMPERATURES and begins <= span[1] and ends >= span[0]:
            day = seen.statement.seen.on
            yield TEMPERATURE, Element(day, f"{seen.statement.sign} seen {history.words(day)}", seen)
            break
    for limits in SIRS:
        for fact in _taken_within(span, limits, history):
            if limits.met_by(fact.statement):
                yield limits, _element(history, limits, fact)
                break


def _taken_within(span: tuple[datetime, datetime], limits: Limits, history: History) -> Iterator[Fact[Measurement]]:
    """A span's values at or outside the limits, by time. One with a day only may begin a day before the span."""
    values = history.chart.outside(limits.concept, low=limits.low, high=limits.high)
    for one in values.between(span[0] - LONGEST_DAY, span[1]).facts:
        _, ends = _extent(one.statement.taken, history)
        if ends >= span[0]:
            yield one


def _span(time_stated: ClinicalTime, history: History, around: timedelta) -> tuple[datetime, datetime]:
    first, last = _extent(time_stated, history)
    return first - around, last + around


def _extent(stated: ClinicalTime, history: History) -> tuple[datetime, datetime]:
    """The instant, or the whole day where only the day is known."""
    if stated.at is not None:
        return stated.at, stated.at
    day, after = (datetime.combine(stated.on + timedelta(days=n), time(), history.zone) for n in (0, 1))
    return day.astimezone(UTC), after.astimezone(UTC) - timedelta(microseconds=1)


def _element(history: History, limits: Limits, fact: Fact[Measurement]) -> Element:
    one, day = fact.statement, fact.statement.taken.on
    return Element(day, f"{limits.words} {value_in_words(one)} {limits.unit} {history.words(day)}", fact)


def _told(history: History, beside: Sequence[Signed], closing: Verdict | None) -> Told:
    cultures = [one.culture for one in beside]
    awaited = [one for one in cultures if is_awaited(one, history.now, history.zone)]
    fever = any(one.fever for one in beside)
    at = ground(
        event_id(history.recipient.subject, cultures[0].key),
        cultures[0].on,
        cultures=cultures,
        elements=[
            *dict.fromkeys(element for one in beside for element in one.elements),
            *(_collection(history, one) for one in cultures),
        ],
        missing=["growth in the blood culture"],
    )
    reason = f"no result yet of the blood culture of {_days(history, awaited)}"
    if not awaited:
        reason = _ended({one.state for one in cultures})
    kind = SignalKind.BSI_FEVER_WITH_CULTURE if fever else SignalKind.BSI_SIRS_WITH_CULTURE
    summary = f"{'Fever' if fever else 'SIRS'} with a pending blood culture"
    if awaited and closing is not None:
        reason = str(closing)
    closed = not awaited or closing is not None
    message = Message(kind, summary, reason, "Look at the recipient.", closed=closed)
    until = min((ends_at(one, history.zone) for one in awaited), default=None)
    return Told(frozenset(one.key for one in cultures), None, signal(history, at, message, None), until)


def _ended(states: set[CultureState]) -> str:
    """Why nothing is awaited any longer; that a culture was not done is no "no growth", and is said where all were."""
    if CultureState.PENDING in states:
        return NO_RESULT
    return NO_GROWTH if CultureState.NO_GROWTH in states else NOT_DONE


def _days(history: History, cultures: Iterable[BloodCulture]) -> str:
    return ", ".join(dict.fromkeys(history.words(one.on) for one in cultures))


def _collection(history: History, culture: BloodCulture) -> Element:
    return Element(culture.on, f"blood culture collected {history.words(culture.on)}", culture.reports[0])

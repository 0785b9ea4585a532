"""Suspicion before any growth: fever, or two SIRS criteria, beside a blood culture that is still pending.

Source: the SIRS criteria of 1992 (temperature below 36.0 or above 38.0 °C, heart rate above 90 and respiratory rate
above 20 per minute, WBC below 4 or above 12 ×10⁹/L); the hours between sign and culture are the protocol's. It is
a notice, never a page; the signal is the blood culture's own story, so it rises when the culture turns positive, and
closes when the culture ends without growth or says nothing for 7 days. In the repeat infection timeframe of a confirmed
event there is none: the recipient is known to be infected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture, CultureState
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.signs import FEVER_ABOVE_CELSIUS, HYPOTHERMIA_BELOW_CELSIUS, above, below, value_in_words
from graftwatch.bsi.story import event_id
from graftwatch.bsi.told import Message, Told, ground, signal
from graftwatch.facts import ClinicalTime, Fact, Measurement, Sign
from graftwatch.findings import SignalKind
from graftwatch.terminology.concepts import Concept

CULTURE_ENDS_WITHIN: Final = timedelta(days=7)
"""Five days of incubation and two for the report; a culture that says nothing longer is not waited for."""
SIRS_AT_LEAST: Final = 2

SEEN_TEMPERATURES: Final = frozenset({"fever", "hypothermia"})

NO_RESULT: Final = "no result within 7 days of collection"
NO_GROWTH: Final = "the culture ended without growth"


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


def pending_culture(history: History, culture: BloodCulture) -> Told | None:
    """The notice of a sign beside a blood culture that shows no growth yet, or showed none in the end."""
    if culture.state not in {CultureState.PENDING, CultureState.NO_GROWTH} or not culture.cultured:
        return None
    settings = history.protocol.suspected_bsi
    span = _span(culture.collected, history, timedelta(hours=settings.fever_culture_hours))
    met = list(_met(history, span))
    criteria = {limits.concept for limits, _ in met}
    if Concept.TEMPERATURE in criteria and settings.fever_with_culture:
        return _told(history, culture, SignalKind.BSI_FEVER_WITH_CULTURE, [element for _, element in met])
    if len(criteria) >= SIRS_AT_LEAST and settings.sirs_with_culture:
        return _told(history, culture, SignalKind.BSI_SIRS_WITH_CULTURE, [element for _, element in met])
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
    for one in values.between(span[0] - timedelta(days=1), span[1]).facts:
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
    day = stated.instant(history.zone)
    return day, datetime.combine(stated.on, time.max, history.zone)


def _element(history: History, limits: Limits, fact: Fact[Measurement]) -> Element:
    one, day = fact.statement, fact.statement.taken.on
    return Element(day, f"{limits.words} {value_in_words(one)} {limits.unit} {history.words(day)}", fact)


def _told(history: History, culture: BloodCulture, kind: SignalKind, elements: list[Element]) -> Told:
    ends = culture.collected.instant(history.zone) + CULTURE_ENDS_WITHIN
    without_growth = culture.state is CultureState.NO_GROWTH
    closed = without_growth or history.now >= ends
    sign = "Fever" if kind is SignalKind.BSI_FEVER_WITH_CULTURE else "SIRS"
    at = ground(
        event_id(history.recipient.subject, culture.key),
        culture.on,
        cultures=[culture],
        elements=[
            *elements,
            _collection(history, culture),
        ],
        missing=["growth in the blood culture"],
    )
    reason = f"no result yet of the blood culture of {history.words(culture.on)}"
    if closed:
        reason = NO_GROWTH if without_growth else NO_RESULT
    message = Message(kind, f"{sign} with a pending blood culture", reason, "Look at the recipient.", closed)
    return Told(frozenset({culture.key}), None, signal(history, at, message, None), None if closed else ends)


def _collection(history: History, culture: BloodCulture) -> Element:
    return Element(culture.on, f"blood culture collected {history.words(culture.on)}", culture.reports[0])

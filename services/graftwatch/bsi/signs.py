"""Signs that LCBI 2 and LCBI 3 ask for, measured or seen by a person.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. Fever is *above* 38.0 °C and hypothermia *below*
36.0 °C, whatever the site of measurement: temperatures are compared as they were measured. Chills, apnoea and
bradycardia come from people only. The manual gives hypotension no number; a systolic pressure below 90 mm[Hg] is
taken for it in recipients of 18 years and older (a person's decision speaks at any age).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from graftwatch.bsi.history import Element, History
from graftwatch.bsi.period import Period
from graftwatch.facts import Fact, Measurement, Sign
from graftwatch.terminology.concepts import Concept

FEVER_ABOVE_CELSIUS: Final = Decimal("38.0")
HYPOTHERMIA_BELOW_CELSIUS: Final = Decimal("36.0")
HYPOTENSION_BELOW_MM_HG: Final = Decimal(90)
ADULT_YEARS: Final = 18

SIGNS_OF_LCBI_2: Final = frozenset({"fever", "chills", "hypotension"})
SIGNS_OF_LCBI_3: Final = frozenset({"fever", "hypothermia", "apnea", "bradycardia"})


@dataclass(frozen=True, slots=True)
class SignSeen:
    """A sign on a day."""

    sign: str
    element: Element

    @property
    def on(self) -> date:
        """The day it was seen."""
        return self.element.on

    @property
    def key(self) -> tuple[date, str, str, str]:
        """What signs are sorted by."""
        return self.on, self.sign, self.element.text, self.element.ground.identity


def above(one: Measurement, limit: Decimal) -> bool:
    """Whether the value is surely above the limit: exactly the limit is not, "> limit" is."""
    if one.comparator in {"<", "<="}:
        return False
    return one.value > limit or (one.comparator == ">" and one.value == limit)


def below(one: Measurement, limit: Decimal) -> bool:
    """Whether the value is surely below the limit: exactly the limit is not, "< limit" is."""
    if one.comparator in {">", ">="}:
        return False
    return one.value < limit or (one.comparator == "<" and one.value == limit)


def value_in_words(one: Measurement) -> str:
    """The value as people read it: converted ones are cut to two decimals.

    >>> from graftwatch.facts import ClinicalTime
    >>> taken = ClinicalTime(date(2026, 6, 4))
    >>> [value_in_words(Measurement("temperature", Decimal(v), "Cel", taken)) for v in ("38.111111", "40", "38.4")]
    ['38.11', '40', '38.4']
    """
    return f"{one.comparator}{min(one.value, round(one.value, 2), key=lambda value: len(str(value)))}"


def signs_of(history: History) -> list[SignSeen]:
    """All signs of a history, by day."""
    return sorted([*_measured(history), *_seen(history)], key=lambda one: one.key)


def signs_within(signs: Iterable[SignSeen], kinds: frozenset[str], period: Period) -> list[SignSeen]:
    """The first of each kind of sign in a period, by day."""
    first: dict[str, SignSeen] = {}
    for one in signs:
        if one.sign in kinds and one.on in period:
            first.setdefault(one.sign, one)
    return sorted(first.values(), key=lambda one: one.key)


def is_adult(history: History, day: date) -> bool:
    """Whether the recipient was 18 or older; so are those whose birth date nobody gave."""
    born = history.recipient.born
    return born is None or (day.year - born.year - ((day.month, day.day) < (born.month, born.day))) >= ADULT_YEARS


def _measured(history: History) -> Iterator[SignSeen]:
    low, high = HYPOTHERMIA_BELOW_CELSIUS, FEVER_ABOVE_CELSIUS
    for fact in history.chart.outside(Concept.TEMPERATURE, low=low, high=high).facts:
        if above(fact.statement, FEVER_ABOVE_CELSIUS):
            yield _sign(history, "fever", fact, "°C")
        elif below(fact.statement, HYPOTHERMIA_BELOW_CELSIUS):
            yield _sign(history, "hypothermia", fact, "°C")
    for fact in history.chart.outside(Concept.SYSTOLIC_PRESSURE, low=HYPOTENSION_BELOW_MM_HG).facts:
        if below(fact.statement, HYPOTENSION_BELOW_MM_HG) and is_adult(history, fact.statement.taken.on):
            yield _sign(history, "hypotension", fact, "mm[Hg]")


def _seen(history: History) -> Iterator[SignSeen]:
    for fact in history.chart.of(Sign):
        day = fact.statement.seen.on
        text = f"{fact.statement.sign} seen {history.words(day)}"
        yield SignSeen(fact.statement.sign, Element(day, text, fact))


def _sign(history: History, sign: str, fact: Fact[Measurement], unit: str) -> SignSeen:
    one, day = fact.statement, fact.statement.taken.on
    return SignSeen(sign, Element(day, f"{sign} {value_in_words(one)} {unit} {history.words(day)}", fact))


def grounds(signs: Sequence[SignSeen]) -> tuple[Element, ...]:
    """The elements of some signs."""
    return tuple(one.element for one in signs)

"""Grounds of mucosal barrier injury: stem cells with an injured gut, or neutropenia.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. (a) An allogeneic HSCT within the past year, and
in the stay of the positive blood gastrointestinal GVHD of grade III or IV, or at least 1 L of diarrhoea in 24 h (at
least 20 mL/kg under 18 years) that began on the day of the blood or in the 7 days before it. (b) ANC or WBC below 500
/mm³ on 2 separate days from 3 days before the collection of the positive blood to 3 days after it, in any combination.

    blood on day 1       day −7   −6   −5   −4   −3   −2   −1    1    2    3    4
    patient A  WBC          100  800  400  300    ·    ·  320  400    ·  550  600    days −1 and 1: ground (b)
    patient B  ANC            ·  410  130    ·    ·  120  110    ·  110  300  320    days −2 and −1: ground (b)
    patient C  WBC          100  800  400  300    ·    ·    ·  600  230    ·  400    days 2 and 4: ground (b)

Where the manual leaves two answers open: the year ends with the anniversary, that day inside; under 18 years 1 L
counts as well as 20 mL/kg; a recipient whose birth date nobody gave is an adult.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from graftwatch.bsi.history import Element, History
from graftwatch.bsi.period import Period, is_within_a_year
from graftwatch.bsi.signs import below, is_adult, value_in_words
from graftwatch.facts import Condition, Fact, Measurement
from graftwatch.terminology.concepts import Concept

NEUTROPENIA_BELOW: Final = Decimal("0.5")
"""500 cells /mm³ in 10*9/L."""
NEUTROPENIA_DAYS: Final = 2
NEUTROPENIA_DAYS_EACH_SIDE: Final = 3
GVHD_GRADE_AT_LEAST: Final = 3
DIARRHOEA_ML_PER_24H: Final = Decimal(1000)
DIARRHOEA_ML_PER_KG_24H: Final = Decimal(20)
DIARRHOEA_BEGAN_DAYS_BEFORE: Final = 7

Count = Fact[Measurement]


def barrier_grounds(history: History, blood: date) -> tuple[tuple[Element, ...], tuple[str, ...]]:
    """The first ground that holds for blood of that day; else what the nearer one lacks."""
    transplant = _transplant(history, blood)
    injury = None if transplant is None else _gut_injury(history, blood)
    if transplant is not None and injury is not None:
        return (_condition(history, transplant), _condition(history, injury)), ()
    low = _low_by_day(history, blood)
    if len(low) >= NEUTROPENIA_DAYS:
        return tuple(low), ()
    lacking = [_counts_missing(history, blood, low)]
    if transplant is None:
        lacking[0] += ", or an allogeneic stem-cell transplant in the year before it with GVHD or diarrhoea"
    else:
        lacking.append(_injury_missing(history, transplant, blood))
    return (), tuple(lacking)


def _window(blood: date) -> Period:
    return Period.around(blood, NEUTROPENIA_DAYS_EACH_SIDE, NEUTROPENIA_DAYS_EACH_SIDE)


def _counts(history: History, blood: date) -> list[Count]:
    """ANC and WBC of the days around the blood, by day."""
    period = _window(blood)
    counts = [*history.chart.measurements(Concept.ANC), *history.chart.measurements(Concept.WBC)]
    inside = (one for one in counts if one.statement.taken.on in period)
    return sorted(inside, key=lambda one: (one.statement.taken.on, one.statement.concept, one.identity))


def _low_by_day(history: History, blood: date) -> list[Element]:
    by_day: dict[date, Element] = {}
    for one in _counts(history, blood):
        if below(one.statement, NEUTROPENIA_BELOW):
            by_day.setdefault(one.statement.taken.on, _count(history, one))
    return list(by_day.values())


def _count(history: History, fact: Count) -> Element:
    one, day = fact.statement, fact.statement.taken.on
    text = f"{one.concept.upper()} {value_in_words(one)} ×10⁹/L (below 500 /mm³) {history.words(day)}"
    return Element(day, text, fact)


def _counts_missing(history: History, blood: date, low: Sequence[Element]) -> str:
    """What neutropenia lacks: a second day, or any; with the value that comes nearest."""
    first, last = _window(blood).days()
    span = f"from {first.isoformat()} to {last.isoformat()}"
    if low:
        return f"ANC or WBC below 500 /mm³ on a second day {span} (one day only: {low[0]})"
    counts = _counts(history, blood)
    if not counts:
        return f"ANC or WBC below 500 /mm³ on 2 days {span} (none is known)"
    lowest = min(counts, key=lambda one: one.statement.value)
    one = lowest.statement
    said = f"{one.concept.upper()} {value_in_words(one)} ×10⁹/L {history.words(one.taken.on)} [{lowest.source}]"
    return f"ANC or WBC below 500 /mm³ on 2 days {span} (lowest: {said})"


def _transplant(history: History, blood: date) -> Fact[Condition] | None:
    """The newest allogeneic stem-cell transplant within a year before the blood."""
    conditions = [one for one in history.chart.of(Condition) if one.statement.condition == "allogeneic_hsct"]
    within = (one for one in conditions if is_within_a_year(one.statement.since, blood))
    return max(within, key=lambda one: (one.statement.since, one.identity), default=None)


def _gut_injury(history: History, blood: date) -> Fact[Condition] | None:
    """The first GVHD or diarrhoea that is a ground."""
    injuries = (one for one in history.chart.of(Condition) if _is_gut_injury(one.statement, blood, history))
    return min(injuries, key=lambda one: (one.statement.since, one.identity), default=None)


def _is_gut_injury(one: Condition, blood: date, history: History) -> bool:
    if one.condition == "gi_gvhd":
        return (one.grade or 0) >= GVHD_GRADE_AT_LEAST and _in_same_stay(one, blood, history)
    if one.condition == "diarrhoea":
        began = timedelta() <= blood - one.since <= timedelta(days=DIARRHOEA_BEGAN_DAYS_BEFORE)
        return began and _is_enough(one, blood, history) and _in_same_stay(one, blood, history)
    return False


def _is_enough(one: Condition, blood: date, history: History) -> bool:
    if (one.millilitres_per_24h or 0) >= DIARRHOEA_ML_PER_24H:
        return True
    by_weight = one.millilitres_per_kg_24h or Decimal(0)
    return not is_adult(history, blood) and by_weight >= DIARRHOEA_ML_PER_KG_24H


def _in_same_stay(one: Condition, blood: date, history: History) -> bool:
    """Whether the condition lasts into the stay of the blood (yes, where no stay is known)."""
    stay = history.stays.of(blood)
    if stay is None:
        return True
    return one.since <= stay.discharged and (one.until is None or one.until >= stay.admitted)


def _injury_missing(history: History, transplant: Fact[Condition], blood: date) -> str:
    began = Period.around(blood, DIARRHOEA_BEGAN_DAYS_BEFORE, 0)
    known = [one for one in history.chart.of(Condition) if one.statement.condition in {"gi_gvhd", "diarrhoea"}]
    volume = "1 L" if is_adult(history, blood) else "1 L or 20 mL/kg"
    wanted = (
        f"after the {_words(history, transplant.statement)}: gastrointestinal GVHD grade III or IV in the same stay, "
        f"or {volume} of diarrhoea in 24 h that began from {began.first.isoformat()} to {began.last.isoformat()}"
    )
    return f"{wanted} ({_known(history, known)})"


def _known(history: History, known: Iterable[Fact[Condition]]) -> str:
    ordered = sorted(known, key=lambda one: (one.statement.since, one.identity))
    said = [f"{_words(history, one.statement)} [{one.source}]" for one in ordered]
    return f"known: {'; '.join(said)}" if said else "none is known"


def _condition(history: History, fact: Fact[Condition]) -> Element:
    return Element(fact.statement.since, _words(history, fact.statement), fact)


def _words(history: History, one: Condition) -> str:
    grade = f" grade {one.grade}" if one.grade is not None else ""
    volume = f" {one.millilitres_per_24h} mL/24 h" if one.millilitres_per_24h is not None else ""
    by_weight = one.millilitres_per_kg_24h
    volume += f" {round(by_weight, 1)} mL/kg/24 h" if by_weight is not None else ""
    return f"{one.condition}{grade}{volume} since {history.words(one.since)}"

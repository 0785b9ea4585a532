"""Organ dysfunction within 2 days of a blood culture, as an Adult Sepsis Event asks for it.

Source: CDC, Hospital Toolkit for Adult Sepsis Surveillance (2018), "acute organ dysfunction" and "baseline".

| organ        | dysfunction within 2 calendar days of the blood culture                        |
| ------------ | ------------------------------------------------------------------------------ |
| circulation  | a vasopressor began: none on the day before                                     |
| lungs        | mechanical ventilation began: none on the day before                            |
| kidneys      | creatinine at least twice the baseline; not with end-stage renal disease        |
| liver        | bilirubin at least 2.0 mg/dL and at least twice the baseline                    |
| coagulation  | platelets below 100 and at most half of a baseline of at least 100 ×10⁹/L       |
| perfusion    | lactate at least 2.0 mmol/L (the protocol may leave it out)                     |

Baseline: the best value of the hospital stay where blood was drawn on hospital day 1 or 2 or before (community onset),
else the best value within 2 days of the blood culture (hospital onset; so, too, where no admission is known).

A liver transplant changes creatinine, bilirubin and platelets by itself, and on its day everybody is ventilated and on
vasopressors: such a dysfunction is `confounded` and told apart, never left out. The toolkit leaves vasopressors in the
operating room out; nobody says here where one was given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from graftwatch.bsi.antimicrobial_days import DAYS_EACH_SIDE
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.period import Period
from graftwatch.bsi.signs import below, value_in_words
from graftwatch.facts import Condition, Fact, Measurement, Statement, Treatment
from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.treatments import VASOPRESSOR

TWICE: Final = 2
BILIRUBIN_AT_LEAST_MG_PER_DL: Final = Decimal("2.0")
PLATELETS_BELOW: Final = Decimal(100)
LACTATE_AT_LEAST_MMOL_PER_L: Final = Decimal("2.0")
LAST_COMMUNITY_HOSPITAL_DAY: Final = 2
VENTILATION: Final = "mechanical_ventilation"
END_STAGE_RENAL_DISEASE: Final = "end_stage_renal_disease"


@dataclass(frozen=True, slots=True)
class Dysfunction:
    """One organ's dysfunction on a day; `confounded` where the transplant itself explains it as well."""

    element: Element
    confounded: bool = False


def organ_dysfunctions(history: History, blood: date) -> list[Dysfunction]:
    """The organ dysfunctions around a blood culture, each organ by its first, by day."""
    near = Period.around(blood, DAYS_EACH_SIDE, DAYS_EACH_SIDE)
    baseline_days = _baseline_days(history, blood, near)
    found = [
        *_begun(history, "vasopressor", _vasopressors(history), near),
        *_begun(history, "mechanical ventilation", _conditions(history, VENTILATION), near),
        *_kidneys(history, near, baseline_days),
        *_liver(history, near, baseline_days),
        *_coagulation(history, near, baseline_days),
        *(_perfusion(history, near) if history.protocol.suspected_bsi.adult_sepsis_lactate else ()),
    ]
    return sorted(found, key=lambda one: one.element.key)


def _baseline_days(history: History, blood: date, near: Period) -> Period:
    stay = history.stays.of(blood)
    if stay is None or stay.admitted == date.min or stay.hospital_day(blood) > LAST_COMMUNITY_HOSPITAL_DAY:
        return near
    return Period(stay.admitted - timedelta(days=DAYS_EACH_SIDE), stay.discharged)


Spell = tuple[Period, Fact[Statement]]


def _vasopressors(history: History) -> list[Spell]:
    given = [one for one in history.chart.of(Treatment) if one.statement.kind == VASOPRESSOR]
    days: list[Spell] = [(_lasting(history, one.statement.since, one.statement.until), one) for one in given]
    return [*days, *_conditions(history, VASOPRESSOR)]


def _conditions(history: History, name: str) -> list[Spell]:
    facts = [one for one in history.chart.of(Condition) if one.statement.condition == name]
    return [(_lasting(history, one.statement.since, one.statement.until), one) for one in facts]


def _lasting(history: History, since: date, until: date | None) -> Period:
    return Period(since, max(since, min(until or history.today, history.today)))


def _begun(history: History, what: str, spells: Sequence[Spell], near: Period) -> Iterator[Dysfunction]:
    """The first day of a spell that no other spell reaches to from the day before."""
    starts = sorted((days.first, fact.identity, fact) for days, fact in spells if days.first in near)
    for first, _, fact in starts:
        before = first - timedelta(days=1)
        if not any(before in days for days, _ in spells):
            at_operation = history.post_operative_day(first) == 0
            note = ", on the day of the transplant" if at_operation else ""
            drug = f" ({fact.statement.drug})" if isinstance(fact.statement, Treatment) else ""
            text = f"{what}{drug} began {history.words(first)}{note}"
            yield Dysfunction(Element(first, text, fact), at_operation)
            return


def _kidneys(history: History, near: Period, baseline_days: Period) -> Iterator[Dysfunction]:
    if any(one.statement.condition == END_STAGE_RENAL_DISEASE for one in history.chart.of(Condition)):
        return
    baseline = _best(history, Concept.CREATININE, baseline_days, lowest=True)
    values = [] if baseline is None else _values(history, Concept.CREATININE, near)
    met = [one for one in values if baseline and _at_least(one.statement, TWICE * baseline)]
    yield from _first(history, met, "creatinine", "mg/dL", f"at least twice the baseline of {baseline}")


def _liver(history: History, near: Period, baseline_days: Period) -> Iterator[Dysfunction]:
    baseline = _best(history, Concept.TOTAL_BILIRUBIN, baseline_days, lowest=True)
    limit = max(BILIRUBIN_AT_LEAST_MG_PER_DL, TWICE * (baseline or Decimal(0)))
    values = [] if baseline is None else _values(history, Concept.TOTAL_BILIRUBIN, near)
    met = [one for one in values if _at_least(one.statement, limit)]
    yield from _first(history, met, "bilirubin", "mg/dL", f"at least twice the baseline of {baseline}")


def _coagulation(history: History, near: Period, baseline_days: Period) -> Iterator[Dysfunction]:
    baseline = _best(history, Concept.PLATELETS, baseline_days, lowest=False)
    if baseline is None or baseline < PLATELETS_BELOW:
        return
    values = [one for one in _values(history, Concept.PLATELETS, near) if below(one.statement, PLATELETS_BELOW)]
    met = [one for one in values if one.statement.value * TWICE <= baseline]
    yield from _first(history, met, "platelets", "×10⁹/L", f"at most half of the baseline of {baseline}")


def _perfusion(history: History, near: Period) -> Iterator[Dysfunction]:
    values = _values(history, Concept.LACTATE, near)
    met = [one for one in values if _at_least(one.statement, LACTATE_AT_LEAST_MMOL_PER_L)]
    for one in met[:1]:
        yield Dysfunction(_element(history, one, "lactate", "mmol/L", "at least 2.0"))


def _first(history: History, met: Iterable[Fact[Measurement]], name: str, unit: str, why: str) -> Iterator[Dysfunction]:
    for one in met:
        after = history.post_operative_day(one.statement.taken.on) >= 0
        yield Dysfunction(_element(history, one, name, unit, why), confounded=after)
        return


def _element(history: History, fact: Fact[Measurement], name: str, unit: str, why: str) -> Element:
    day = fact.statement.taken.on
    return Element(day, f"{name} {value_in_words(fact.statement)} {unit} {history.words(day)}, {why}", fact)


def _values(history: History, concept: Concept, days: Period) -> list[Fact[Measurement]]:
    return [one for one in history.chart.measurements(concept) if one.statement.taken.on in days]


def _best(history: History, concept: Concept, days: Period, *, lowest: bool) -> Decimal | None:
    values = [one.statement.value for one in _values(history, concept, days)]
    if not values:
        return None
    return min(values) if lowest else max(values)


def _at_least(one: Measurement, limit: Decimal) -> bool:
    """Whether the value is surely the limit or above it."""
    return one.comparator not in {"<", "<="} and one.value >= limit

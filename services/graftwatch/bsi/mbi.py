"""Mucosal barrier injury LCBI: which primary bloodstream infections come from an injured gut or mouth.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. LCBI 1, 2 or 3 must be fully met first. MBI-LCBI
1: only MBI organisms. MBI-LCBI 2 and 3: only viridans streptococci and Rothia, 3 under 1 year of age. And a ground:
(a) an allogeneic HSCT within 1 year, with gastrointestinal GVHD of grade III or IV in the same stay, or at least 1 L of
diarrhoea in 24 h that began at most 7 days before the blood; or (b) ANC or WBC below 500 /mm³ on 2 separate days from 3
days before to 3 days after the positive blood. A non-MBI organism in the repeat infection timeframe makes it LCBI
again, unless another site took that specimen. A single commensal is ignored, since it is no organism of the event.

    blood 06-10     06-07  06-08  06-09  06-10  06-11  06-12  06-13
    ANC /mm³               490           500           499          days below 500: 06-08 and 06-12: ground (b)

Left out: diarrhoea of at least 20 mL/kg in recipients under 18 years, since no weight is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from graftwatch.bsi.episode import Episode
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.lcbi import LCBI_1, LCBI_3
from graftwatch.bsi.period import Period
from graftwatch.bsi.signs import below, value_in_words
from graftwatch.facts import Condition, Fact, Measurement
from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.organism import Group, Organism

NEUTROPENIA_BELOW: Final = Decimal("0.5")
"""500 cells /mm³ in 10*9/L."""
NEUTROPENIA_DAYS: Final = 2
NEUTROPENIA_DAYS_EACH_SIDE: Final = 3
TRANSPLANT_WITHIN_DAYS: Final = 365
GVHD_GRADE_AT_LEAST: Final = 3
DIARRHOEA_ML_PER_24H: Final = Decimal(1000)
DIARRHOEA_BEGAN_DAYS_BEFORE: Final = 7
ORAL_COMMENSALS: Final = frozenset({Group.VIRIDANS_STREPTOCOCCUS, Group.ROTHIA})


@dataclass(frozen=True, slots=True)
class BarrierInjury:
    """Whether a primary event is an MBI-LCBI: the criterion it is reported by, its ground, and what is missing."""

    criterion: str
    ground: tuple[Element, ...] = ()
    missing: str | None = None


def barrier_injury(episode: Episode, history: History) -> BarrierInjury:
    """The criterion of a primary event, with or without mucosal barrier injury."""
    organisms = [one.organism for one in episode.organisms]
    if not _only_barrier_organisms(episode.criterion, organisms):
        return BarrierInjury(episode.criterion)
    if episode.criterion == LCBI_3 and not _under_one_year(history.recipient.born, episode.met.anchor):
        return BarrierInjury(episode.criterion)
    ground = _after_stem_cells(history, episode.met.anchor) or _neutropenia(history, episode.met.anchor)
    if ground:
        return BarrierInjury(f"MBI-{episode.criterion}", ground)
    missing = (
        f"MBI-{episode.criterion}: ANC or WBC below 500 /mm³ on 2 days within 3 days of the blood, or GVHD or "
        "diarrhoea after an allogeneic stem-cell transplant"
    )
    return BarrierInjury(episode.criterion, missing=missing)


def _only_barrier_organisms(criterion: str, organisms: Iterable[Organism]) -> bool:
    oral = [one for one in organisms if one.common_commensal]
    if not all(one.groups & ORAL_COMMENSALS for one in oral):
        return False
    return (criterion == LCBI_1 or bool(oral)) and all(one.mbi for one in organisms if not one.common_commensal)


def _under_one_year(born: date | None, day: date) -> bool:
    return born is not None and (day.year - 1, day.month, day.day) < (born.year, born.month, born.day)


def _neutropenia(history: History, blood: date) -> tuple[Element, ...]:
    period = Period.around(blood, NEUTROPENIA_DAYS_EACH_SIDE, NEUTROPENIA_DAYS_EACH_SIDE)
    counts = [*history.chart.measurements(Concept.ANC), *history.chart.measurements(Concept.WBC)]
    low = [one for one in counts if one.statement.taken.on in period and below(one.statement, NEUTROPENIA_BELOW)]
    by_day: dict[date, Element] = {}
    for one in sorted(low, key=lambda one: (one.statement.taken.on, one.statement.concept, one.identity)):
        by_day.setdefault(one.statement.taken.on, _count(history, one))
    return tuple(by_day.values()) if len(by_day) >= NEUTROPENIA_DAYS else ()


def _count(history: History, fact: Fact[Measurement]) -> Element:
    one, day = fact.statement, fact.statement.taken.on
    text = f"{one.concept.upper()} {value_in_words(one)} ×10⁹/L (below 500 /mm³) {history.words(day)}"
    return Element(day, text, fact)


def _after_stem_cells(history: History, blood: date) -> tuple[Element, ...]:
    """Ground (a), the first that applies of GVHD and diarrhoea."""
    conditions = sorted(history.chart.of(Condition), key=lambda one: (one.statement.since, one.identity))
    transplants = [one for one in conditions if _transplanted_within_a_year(one.statement, blood)]
    injuries = [one for one in conditions if _is_gut_injury(one.statement, blood, history)]
    if not transplants or not injuries:
        return ()
    return tuple(_condition(history, one) for one in (transplants[-1], injuries[0]))


def _transplanted_within_a_year(one: Condition, blood: date) -> bool:
    return one.condition == "allogeneic_hsct" and 0 <= (blood - one.since).days <= TRANSPLANT_WITHIN_DAYS


def _is_gut_injury(one: Condition, blood: date, history: History) -> bool:
    if one.condition == "gi_gvhd":
        return (one.grade or 0) >= GVHD_GRADE_AT_LEAST and _in_same_stay(one, blood, history)
    if one.condition == "diarrhoea":
        began = timedelta() <= blood - one.since <= timedelta(days=DIARRHOEA_BEGAN_DAYS_BEFORE)
        return began and (one.millilitres_per_24h or 0) >= DIARRHOEA_ML_PER_24H and _in_same_stay(one, blood, history)
    return False


def _in_same_stay(one: Condition, blood: date, history: History) -> bool:
    """Whether the condition lasts into the stay of the blood (yes, where no stay is known)."""
    stay = history.stays.of(blood)
    if stay is None:
        return True
    return one.since <= stay.discharged and (one.until is None or one.until >= stay.admitted)


def _condition(history: History, fact: Fact[Condition]) -> Element:
    one = fact.statement
    grade = f" grade {one.grade}" if one.grade is not None else ""
    volume = f" {one.millilitres_per_24h} mL/24 h" if one.millilitres_per_24h is not None else ""
    return Element(one.since, f"{one.condition}{grade}{volume} since {history.words(one.since)}", fact)

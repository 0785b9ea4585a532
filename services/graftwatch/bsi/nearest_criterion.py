"""What a positive blood culture lacks that meets no criterion: which second specimen by when, which sign by when.

Source of the rules: NHSN Patient Safety Component Manual, chapter 4, January 2026 (LCBI 2 and 3). Days are calendar
days in the hospital; what comes nearest (the same commensal too late, another species, the highest temperature) is
named with its message, so that a person sees at once what to look for.

    S. epidermidis of 06-04, alone          a second specimen drawn separately from 06-03 to 06-05
    S. epidermidis of 06-04 and 06-05       fever above 38.0 °C, chills or hypotension from 06-01 to 06-07
"""

from collections.abc import Iterable, Sequence

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.commensal_pair import DAYS_APART_AT_MOST, CommensalPair
from graftwatch.bsi.history import History
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.lcbi import is_at_most_one_year_old
from graftwatch.bsi.named_organism import NamedOrganism
from graftwatch.bsi.period import Period
from graftwatch.bsi.signs import SIGNS_OF_LCBI_2, SIGNS_OF_LCBI_3, signs_of, signs_within, value_in_words
from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.organism_matching import same_commensal

SIGNS = "fever above 38.0 °C, chills or hypotension"
SIGNS_OF_INFANTS = "fever above 38.0 °C, hypothermia below 36.0 °C, apnoea, bradycardia, chills or hypotension"


def second_specimen_missing(history: History, culture: BloodCulture, others: Sequence[BloodCulture]) -> tuple[str, ...]:
    """What a single common commensal lacks for LCBI 2: the second specimen, and the sign where none is known."""
    commensals = [one for one in culture.found if one.organism.common_commensal]
    days = Period.around(culture.on, DAYS_APART_AT_MOST, DAYS_APART_AT_MOST)
    first, last = (day.isoformat() for day in days.days())
    wanted = f"LCBI-2: the same commensal by culture from a second specimen, drawn separately from {first} to {last}"
    if not any(one.by_culture for one in commensals):
        wanted = f"LCBI-2: the commensal by culture from two specimens drawn separately from {first} to {last}"
        return (f"{wanted}; a non-culture test does not count for a common commensal",)
    near = _nearest(history, culture, commensals, others)
    missing = [f"{wanted} ({near})" if near else wanted]
    possible = Period(infection_window_period(days.first).first, infection_window_period(culture.on).last)
    if not signs_within(signs_of(history), _kinds(history, culture), possible):
        signs = f"{_signs(history, culture)} within 3 days of the first of the two"
        missing.append(f"{_criterion(history, culture)}: {signs}")
    return tuple(missing)


def sign_missing(history: History, pair: CommensalPair) -> str:
    """What a commensal pair lacks: which sign in which days, with the highest temperature of them."""
    window = infection_window_period(pair.on)
    first, last = (day.isoformat() for day in window.days())
    wanted = f"{_criterion(history, pair.first)}: {_signs(history, pair.first)} from {first} to {last}"
    measured = [one for one in history.chart.measurements(Concept.TEMPERATURE) if one.statement.taken.on in window]
    if not measured:
        return f"{wanted} (no temperature is known)"
    highest = max(measured, key=lambda one: one.statement.value)
    said = f"{value_in_words(highest.statement)} °C {history.words(highest.statement.taken.on)} [{highest.source}]"
    return f"{wanted} (highest temperature: {said})"


def _nearest(
    history: History, culture: BloodCulture, commensals: Iterable[NamedOrganism], others: Sequence[BloodCulture]
) -> str | None:
    """The same commensal on the nearest other day or by a non-culture test, else another commensal of these days."""
    wanted = list(commensals)
    found = [(other, one) for other in others if other.key != culture.key for one in other.found]
    same = [
        (abs((other.on - culture.on).days), other, one)
        for other, one in found
        if any(same_commensal(one.organism, held.organism) for held in wanted)
    ]
    if same:
        apart, other, one = min(same, key=lambda found: found[0])
        how = f"{apart} days apart" if apart > DAYS_APART_AT_MOST else "by a non-culture test"
        return f"nearest: {one.organism.name} of {history.words(other.on)}, {how} [{one.report.source}]"
    beside = [
        (other, one)
        for other, one in found
        if one.organism.common_commensal and abs((other.on - culture.on).days) <= DAYS_APART_AT_MOST
    ]
    if not beside:
        return None
    other, one = beside[0]
    return f"nearest: {one.organism.name} of {history.words(other.on)}, another organism [{one.report.source}]"


def _is_infant(history: History, culture: BloodCulture) -> bool:
    return is_at_most_one_year_old(history.recipient.born, culture.on)


def _criterion(history: History, culture: BloodCulture) -> str:
    return "LCBI-2 or LCBI-3" if _is_infant(history, culture) else "LCBI-2"


def _signs(history: History, culture: BloodCulture) -> str:
    return SIGNS_OF_INFANTS if _is_infant(history, culture) else SIGNS


def _kinds(history: History, culture: BloodCulture) -> frozenset[str]:
    return SIGNS_OF_LCBI_2 | (SIGNS_OF_LCBI_3 if _is_infant(history, culture) else frozenset())

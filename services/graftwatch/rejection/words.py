"""The findings of this family in words: with values, units and times, and without an identifier."""

from datetime import tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from graftwatch.facts import Dose, Fact, Measurement
from graftwatch.protocol import EnzymeRise as EnzymeRiseRule
from graftwatch.protocol import Rejection
from graftwatch.rejection.biopsy import GradedBiopsy
from graftwatch.rejection.ctcae import transaminase
from graftwatch.rejection.enzyme_search import EnzymeRise, Risen
from graftwatch.rejection.exposure import Finding, Step
from graftwatch.rejection.liver_tests import ENZYMES
from graftwatch.rejection.readings import Reading, exactly, in_words, told, when
from graftwatch.rejection.suspicion import Suspicion

SHORT_NAMES: Final = {
    "alt": "ALT",
    "ast": "AST",
    "alp": "ALP",
    "ggt": "GGT",
    "total_bilirubin": "bilirubin",
    "mpa": "MPA",
    "tacrolimus_serum": "tacrolimus in serum",
    "cyclosporine_c2": "cyclosporine C2",
    "systolic_pressure": "systolic pressure",
    "oxygen_saturation": "SpO2",
    "heart_rate": "heart rate",
    "nk_function": "NK activity",
}
_TENTH: Final = Decimal("0.1")


def name(concept: str) -> str:
    """How people call a concept."""
    return SHORT_NAMES.get(concept, concept.replace("_", " "))


def level(reading: Reading, zone: tzinfo) -> str:
    """A result with its name, value, unit and time."""
    return f"{name(reading.fact.statement.concept)} {told(reading, zone)}"


def times(factor: Decimal) -> str:
    """A factor with one digit after the point."""
    return f"{factor.quantize(_TENTH, ROUND_HALF_UP)} ×"


def risen(one: Risen, zone: tzinfo) -> str:
    """A result that has risen, by how much."""
    lowest = f"lowest of the hours before {told(one.lowest, zone)}"
    by = f"{times(one.times_lowest)} the {lowest}" if one.times_lowest is not None else lowest
    upper = f"{times(one.times_upper_limit)} the upper limit {in_words(one.upper_limit)}"
    return f"{level(one.reading, zone)}: {upper}, {by}"


def support(one: Risen, zone: tzinfo) -> str:
    """A support of a rise."""
    return f"support: {risen(one, zone)}"


def worst_with_grade(rise: EnzymeRise, rule: EnzymeRiseRule, zone: tzinfo) -> str:
    """The worst enzyme of a rise with its CTCAE grade."""
    concept = rise.worst.fact.statement.concept
    upper = next(rule.upper_limits[enzyme] for enzyme in ENZYMES if enzyme == concept)
    return f"worst {level(rise.worst, zone)}: CTCAE 5.0 grade {transaminase(rise.worst.value, exactly(upper))}"


def biopsy(one: GradedBiopsy, zone: tzinfo) -> str:
    """A biopsy with its grade and time."""
    return f"biopsy of {when(one.fact.statement.taken, zone)}: {one.in_words()}"


def exposure(one: Finding, zone: tzinfo) -> str:
    """A finding of exposure with what it rests on."""
    drug = name(one.drug)
    low, high = one.target
    if one.time_in_range is not None:
        return f"{drug} in range {one.time_in_range:.0%} of the time until {_time(one.troughs[-1], zone)}, mostly below"
    values = ", ".join(told(trough, zone) for trough in one.troughs)
    kind = "troughs in a row" if one.step is Step.LOW else "trough"
    return f"{one.step.value} {drug} {kind} {values} (target {low:g}-{high:g})"


def waited_from(fact: Fact[Measurement] | Fact[Dose], zone: tzinfo) -> str:
    """What a wait for a trough counts from."""
    said = fact.statement
    if isinstance(said, Measurement):
        value = f"{said.comparator}{in_words(said.value)} {said.unit} on {when(said.taken, zone)}"
        return f"last {name(said.concept.removesuffix('_trough'))} trough {value}"
    return f"first dose of {name(said.drug)} on {when(said.given, zone)}"


def lacks_suspicion(held: Suspicion, rule: Rejection, zone: tzinfo) -> str:
    """What would make a rise a suspected rejection, and what was found instead."""
    troughs = "; ".join(level(one, zone) for one in held.troughs) or "no trough is known"
    count = "no count is known" if held.highest_count is None else _count(held.highest_count, zone, held)
    least = in_words(exactly(rule.eosinophils_at_least))
    return (
        f"low exposure during the rise (newest: {troughs}), or eosinophils of {least} 10*9/L or more off steroids "
        f"(highest: {count})"
    )


def _count(highest: Reading, zone: tzinfo, held: Suspicion) -> str:
    return told(highest, zone) + (", under steroid treatment" if held.on_steroids else "")


def _time(reading: Reading, zone: tzinfo) -> str:
    return when(reading.fact.statement.taken, zone)

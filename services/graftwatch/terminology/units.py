"""Numbers to a concept's canonical unit, in decimal arithmetic, within the limits of what a body can have.

Source: UCUM for the units; spellings as hospitals send them, in ASCII, full-width and Japanese forms. Factors are
exact, or cited beside the number. 100.4 °F is 38.0 Cel exactly. A value that is biologically impossible in its
unit (98.6 Cel) is a problem to report, never converted on a guess; so is a missing unit without a default.
Left out: comparators ("<2.0"), which stay with the value at the caller.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept, definition
from graftwatch.terminology.plausibility import LIMITS, is_possible
from graftwatch.terminology.unit_tables import (
    DIMENSIONS,
    SPELLINGS_BY_DIMENSION,
    Conversion,
    spellings_of,
)

# Conversions that do not end (5/9, ÷ 9.01) are rounded here, far below any laboratory's precision.
_PLACES: Final = Decimal("0.000001")
# A hospital has some hundred pairs of concept and unit; folding the spelling costs more than all the arithmetic.
_CACHED_UNITS: Final = 512
_SUPERSCRIPT: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


class UnitProblemReason(StrEnum):
    """Why a number is unusable."""

    MISSING_UNIT = "missing_unit"
    UNKNOWN_UNIT = "unknown_unit"
    IMPLAUSIBLE = "implausible"
    NOT_A_QUANTITY = "not_a_quantity"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its concept's canonical unit."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class UnitProblem:
    """A number that cannot be used: as it was sent, and why."""

    reason: UnitProblemReason
    value: Decimal
    unit: str | None
    message: str


def to_canonical(
    value: Decimal, unit: str | None, concept: Concept, *, default_unit: str | None = None
) -> Quantity | UnitProblem:
    """The value in the concept's canonical unit, or why it is unusable.

    >>> to_canonical(Decimal("100.4"), "[degF]", Concept.TEMPERATURE)
    Quantity(value=Decimal('38.0'), unit='Cel')
    >>> to_canonical(Decimal("98.6"), "Cel", Concept.TEMPERATURE).reason
    <UnitProblemReason.IMPLAUSIBLE: 'implausible'>
    """
    sent = (unit or "").strip() or (default_unit or "").strip()
    if not sent:
        return UnitProblem(UnitProblemReason.MISSING_UNIT, value, None, f"{concept.value} without a unit")
    if not value.is_finite():
        return UnitProblem(UnitProblemReason.NOT_A_QUANTITY, value, sent, "not a finite number")
    if concept is Concept.NK_FUNCTION:
        return Quantity(value, sent)  # lytic units and per cent only compare with themselves
    conversion = _conversion(sent, concept)
    if conversion is None:
        return UnitProblem(
            UnitProblemReason.UNKNOWN_UNIT, value, sent, f"unit {sent!r} is not known for {concept.value}"
        )
    return _checked(value, sent, concept, _rounded(conversion.apply(value)))


def is_convertible(unit: str, concept: Concept) -> bool:
    """Whether values in this unit can be used for the concept."""
    return concept is Concept.NK_FUNCTION or _conversion(unit, concept) is not None


def _checked(value: Decimal, sent: str, concept: Concept, converted: Decimal) -> Quantity | UnitProblem:
    if is_possible(converted, concept):
        return Quantity(converted, definition(concept).unit or sent)
    limits = LIMITS[concept]
    message = f"a value in {sent} outside what is possible for {concept.value}: {limits.low} to {limits.high}"
    return UnitProblem(UnitProblemReason.IMPLAUSIBLE, value, sent, f"{message} {definition(concept).unit}")


def _rounded(value: Decimal) -> Decimal:
    rounded = value.quantize(_PLACES)
    return value if value == rounded else rounded


@lru_cache(maxsize=_CACHED_UNITS)
def _conversion(unit: str, concept: Concept) -> Conversion | None:
    dimension = DIMENSIONS.get(concept)
    if dimension is None:
        return None
    spelling = folded_unit(unit)
    return _TABLES[dimension].get(spelling)


def folded_unit(unit: str) -> str:
    """One spelling for the many of a unit: NFKC, one micro sign, no blanks, no case.

    >>> folded_unit("×10²／μＬ") == folded_unit("x10^2/uL")
    True
    """
    raised = unit if unit.isascii() else _SUPERSCRIPT.sub(lambda power: f"^{power.group()}", unit)
    plain = unicodedata.normalize("NFKC", raised.strip()).casefold()
    plain = plain.replace("\u03bc", "u").replace("×", "x").replace("**", "^")
    return "".join(plain.split())


def _table(dimension: str) -> Mapping[str, Conversion]:
    return MappingProxyType({folded_unit(spelling): rule for spelling, rule in spellings_of(dimension)})


_TABLES: Final = MappingProxyType({dimension: _table(dimension) for dimension in SPELLINGS_BY_DIMENSION})

"""A proposed mapping for a code that nobody mapped, for a person to accept; nothing is mapped by it.

A wrong proposal is worse than none: whoever reads two hundred lines accepts them. So every word of the code's text must
be explained (proposal_words.py), every unit that came with it must fit the concept, and every value must be possible
for a body in that unit; else there is no proposal. Left out: guessing from a code's own letters where it has a text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept, Kind, definition
from graftwatch.terminology.proposal_words import (
    BLOOD_WORDS,
    CULTURE_DETAILS,
    CULTURE_SPECIMENS,
    CULTURE_WORDS,
    GRAM_WORDS,
    HARMLESS,
    IN_WHOLE_BLOOD,
    NAMES,
    NAMES_WITH_UNIT,
    SERUM_WORDS,
    SUSCEPTIBILITY_NAMES,
    TEMPERATURE_SITES,
    TROUGH_WORDS,
    TWO_HOUR_WORDS,
)
from graftwatch.terminology.units import Quantity, is_convertible, to_canonical

_SEPARATORS: Final = re.compile(r"[\s,;:()\[\]_|-]+")
_LONGEST_TEXT: Final = 200  # a test's name is short; what is longer is prose
_TROUGHS: Final = MappingProxyType(
    {
        Concept.TACROLIMUS: Concept.TACROLIMUS_TROUGH,
        Concept.CYCLOSPORINE: Concept.CYCLOSPORINE_TROUGH,
        Concept.SIROLIMUS: Concept.SIROLIMUS_TROUGH,
        Concept.EVEROLIMUS: Concept.EVEROLIMUS_TROUGH,
        Concept.MPA: Concept.MPA_TROUGH,
    }
)


class Confidence(StrEnum):
    """How sure a proposal is; below these there is none."""

    HIGH = "high"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a code could be mapped to, as the columns of a site's file have it, and why."""

    concept: Concept
    specimen: str
    unit: str
    confidence: Confidence
    why: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to explain all words of a text."""

    concept: Concept
    specimen: str = ""
    needs_unit: bool = False


def propose(text: str, values: Mapping[str, tuple[Decimal, Decimal]]) -> Proposal | None:
    """A mapping for a code of this text, or None.

    Args:
        text: the code's name as sent; where there is none, the code itself.
        values: by each unit that came with it, the least and the greatest value; "" where there was no unit.

    >>> propose("Tacrolimus (serum)", {"ng/mL": (Decimal(4), Decimal(12))}).concept
    <Concept.TACROLIMUS_SERUM: 'tacrolimus_serum'>
    >>> propose("Urine culture", {}).concept, propose("Temp of incubator", {"Cel": (Decimal(35), Decimal(37))})
    (<Concept.CULTURE: 'culture'>, None)
    """
    if len(text) > _LONGEST_TEXT:
        return None
    words = _words(text)
    found = [*_cultures(words), *_measurements(words)]
    if len({(one.concept, one.specimen) for one in found}) != 1:
        return None
    return _with_units(min(found, key=lambda one: one.needs_unit), values)


def _with_units(one: _Reading, values: Mapping[str, tuple[Decimal, Decimal]]) -> Proposal | None:
    if definition(one.concept).kind is Kind.MICROBIOLOGY:
        why = "every word is known" if not values else ""
        return Proposal(one.concept, one.specimen, "", Confidence.HIGH, why) if why else None
    units = sorted(unit for unit in values if unit)
    if not all(is_convertible(unit, one.concept) and _possible(values[unit], unit, one.concept) for unit in units):
        return None
    if units:
        why = f"every word is known, and every value is possible in {' and '.join(units)}"
        return Proposal(one.concept, one.specimen, units[0] if len(units) == 1 else "", Confidence.HIGH, why)
    if one.needs_unit:
        return None
    return Proposal(one.concept, one.specimen, "", Confidence.MEDIUM, "every word is known, no unit came: fill it in")


def _possible(extremes: Iterable[Decimal], unit: str, concept: Concept) -> bool:
    return all(isinstance(to_canonical(value, unit, concept), Quantity) for value in extremes)


def _words(text: str) -> str:
    """The text with one blank around each word, folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return f" {_SEPARATORS.sub(' ', folded).strip()} "


def _without(words: str, taken: Iterable[str]) -> str | None:
    """The words without the first of these, the longest first; None where none is in them.

    A name in Latin letters is only found as a whole word; in Japanese, which writes no blanks, as a part.
    """
    for name in sorted({_words(one).strip() for one in taken}, key=len, reverse=True):
        if name.isascii() or name[0].isascii():
            if f" {name} " in words:
                return words.replace(f" {name} ", " ", 1)
        elif name in words:
            return _words(words.replace(name, " ", 1))
    return None


def _rest(words: str, *ignored: Iterable[str]) -> str:
    """What is left when everything that changes nothing is gone."""
    taken = [one for group in (HARMLESS, *ignored) for one in group]
    while (less := _without(words, taken)) is not None:
        words = less
    return words.strip()


def _measurements(words: str) -> Iterator[_Reading]:
    for names, needs_unit in ((NAMES, False), (NAMES_WITH_UNIT, True)):
        for concept, spellings in names.items():
            others = _without(words, spellings)
            while (
                others is not None
                and (again := _without(others, (*NAMES[concept], *NAMES_WITH_UNIT.get(concept, ())))) is not None
            ):
                others = again  # the same thing by another name: "AST (GOT)"
            if others is not None:
                yield from _refined(concept, others, needs_unit=needs_unit)


def _refined(concept: Concept, others: str, *, needs_unit: bool) -> Iterator[_Reading]:
    """The concept with what its other words say: site, timing, specimen."""
    site = ""
    if concept is Concept.TEMPERATURE:
        found = [(name, less) for name, said in TEMPERATURE_SITES.items() if (less := _without(others, said))]
        site, others = found[0] if found else ("", others)
        others = _without(others, ("body", "patient")) or others
    trough = _without(others, TROUGH_WORDS) if concept in _TROUGHS else None
    two_hours = _without(others, TWO_HOUR_WORDS) if concept is Concept.CYCLOSPORINE else None
    if trough is not None:
        concept, others = _TROUGHS[concept], trough
    elif two_hours is not None:
        concept, others = Concept.CYCLOSPORINE_C2, two_hours
    serum = _without(others, SERUM_WORDS)
    if serum is not None and concept in {Concept.TACROLIMUS, Concept.TACROLIMUS_TROUGH}:
        concept, others = Concept.TACROLIMUS_SERUM, serum
    analyte = definition(concept).analyte or concept
    vital = definition(concept).kind is Kind.VITAL_SIGN
    specimens = () if vital else BLOOD_WORDS if analyte in IN_WHOLE_BLOOD else (*BLOOD_WORDS, *SERUM_WORDS)
    if not _rest(others, specimens):
        yield _Reading(concept, site, needs_unit)


def _cultures(words: str) -> Iterator[_Reading]:
    if not _rest(words, SUSCEPTIBILITY_NAMES) and _without(words, SUSCEPTIBILITY_NAMES) is not None:
        yield _Reading(Concept.SUSCEPTIBILITY)
    of_blood = _without(words, BLOOD_WORDS)
    for named, generic, blood in (
        (CULTURE_WORDS, Concept.CULTURE, Concept.BLOOD_CULTURE),
        (GRAM_WORDS, Concept.GRAM_STAIN, Concept.BLOOD_GRAM_STAIN),
    ):
        others = _without(words, named)
        if others is None:
            continue
        if of_blood is not None and not _rest(_without(others, BLOOD_WORDS) or "", CULTURE_WORDS, CULTURE_DETAILS):
            yield _Reading(blood)
        for specimen, said in CULTURE_SPECIMENS.items():
            less = _without(others, said)
            if less is not None and not _rest(less, CULTURE_WORDS):
                yield _Reading(generic, specimen)

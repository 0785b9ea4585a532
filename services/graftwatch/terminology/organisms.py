"""A laboratory's words or codes to one organism, or the honest answer that there is none.

A code wins over a text. A text resolves when exactly one organism is affirmed in it: decorations (amounts,
bottles, phenotypes, comments) do not matter, a more precise name wins over a group or a form of the same finding,
and two different organisms are unresolved here (`resolve_all` gives both), as is a term with an unknown word beside it
that would decide ("yeast foo", "Staphylococcus zzz"). Denials and comments are not organisms.
Left out: what the rules make of an organism (organism_matching.py, the bsi room).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from graftwatch.terminology.code_systems import CodeSystem, code_system
from graftwatch.terminology.negation import Stance, denials
from graftwatch.terminology.organism import Group, Organism, OrganismKind, Precision, Resolution, ResolutionStatus
from graftwatch.terminology.organism_codes import JANIS_COMMENT_ONLY, NAME_BY_JANIS, NAME_BY_SNOMED
from graftwatch.terminology.organism_matching import matches, more_precise, same_commensal
from graftwatch.terminology.organism_names import Reading, by_name, readings
from graftwatch.terminology.result_comments import is_comment
from graftwatch.terminology.site_organisms import flags_of, with_flags
from graftwatch.terminology.taxonomy import ENTEROBACTERALES, is_mixed
from graftwatch.terminology.text_folding import clauses, folded, words

__all__ = ["affirmed_organisms", "matches", "more_precise", "named", "resolve", "resolve_all", "same_commensal"]

_BRACKETED: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_LONGEST_TEXT: Final = 2000  # an organism's name is in the first lines; a whole report is not one name
_CACHE: Final = 8192
_PRECISION_ORDER: Final = (Precision.MORPHOLOGY, Precision.GROUP, Precision.GENUS, Precision.SPECIES)


def resolve(text: str | None, codes: Sequence[tuple[str, str | None]] = ()) -> Resolution:
    """The one organism that the codes (code, system) or the text stand for.

    >>> resolve("1+ Staph. epidermidis").organism.name
    'Staphylococcus epidermidis'
    >>> resolve("no Staphylococcus aureus isolated").status
    <ResolutionStatus.NOT_AN_ORGANISM: 'not_an_organism'>
    >>> resolve("Nobodyella nobodyi").status
    <ResolutionStatus.UNRESOLVED: 'unresolved'>
    """
    reported = (text or "").strip()
    for code, system in codes:
        known = code_system(system)
        if known is CodeSystem.JANIS and code.strip() == JANIS_COMMENT_ONLY:
            return Resolution(reported or code, ResolutionStatus.NOT_AN_ORGANISM)
        name = _name_by_code(code.strip(), known)
        if name is not None:
            return Resolution(reported or name, ResolutionStatus.RESOLVED, named(name))
    if not reported and codes:
        return Resolution(codes[0][0], ResolutionStatus.UNRESOLVED)
    return _resolve_text(reported)


def resolve_all(text: str | None) -> tuple[Resolution, ...]:
    """Every organism that the text affirms, in its order; if there is none, an unsure name is unresolved."""
    reported = (text or "").strip()
    said = _mentions(reported)
    if not said.affirmed and said.unsure:
        return (Resolution(reported, ResolutionStatus.UNRESOLVED),)
    return tuple(Resolution(reported, ResolutionStatus.RESOLVED, organism) for organism in said.affirmed)


@lru_cache(maxsize=_CACHE)
def named(canonical_name: str) -> Organism:
    """The organism of a canonical name, as `resolve` gave it; raises LookupError for any other name."""
    by_site = flags_of(canonical_name)
    if by_site is not None:
        bare = resolve(by_site[0]).organism
        known = with_flags(canonical_name, bare if bare is not None and bare.name == by_site[0] else None)
    else:
        known = by_name(canonical_name)
    if known is not None:
        return known
    found = affirmed_organisms(canonical_name)
    if len(found) != 1:
        raise LookupError(f"no organism is named {canonical_name!r}")
    return found[0]


def _name_by_code(code: str, system: CodeSystem | None) -> str | None:
    match system:
        case CodeSystem.SNOMED_CT:
            return NAME_BY_SNOMED.get(code)
        case CodeSystem.JANIS:
            return NAME_BY_JANIS.get(code)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Mentions:
    """What a text affirms, each organism once and in its order; whether it denies one, or leaves one unsure."""

    affirmed: tuple[Organism, ...]
    denies: bool
    unsure: bool


@lru_cache(maxsize=_CACHE)
def _resolve_text(reported: str) -> Resolution:
    said = _mentions(reported)
    if len(said.affirmed) == 1:
        return Resolution(reported, ResolutionStatus.RESOLVED, said.affirmed[0])
    comment = said.denies or is_comment(folded(reported[:_LONGEST_TEXT]))
    if not said.affirmed and not said.unsure and comment:
        return Resolution(reported, ResolutionStatus.NOT_AN_ORGANISM)
    return Resolution(reported, ResolutionStatus.UNRESOLVED)


def affirmed_organisms(reported: str) -> tuple[Organism, ...]:
    """The organisms that the text affirms, in its order, each once."""
    return _mentions(reported).affirmed


@lru_cache(maxsize=_CACHE)
def _mentions(reported: str) -> _Mentions:
    text = folded(reported[:_LONGEST_TEXT])
    plain = _BRACKETED.sub(" ", text)
    without = _in_clauses(plain)
    if plain == text:
        return without
    inline = _in_clauses(re.sub(r"[()\[\]]", " ", text))
    if not without.affirmed:
        return replace(inline, denies=without.denies or inline.denies)
    if len(without.affirmed) == 1 == len(inline.affirmed) and _rank(inline.affirmed[0]) > _rank(without.affirmed[0]):
        return inline
    return without


def _rank(one: Organism) -> int:
    """How much a name says; of Staphylococcus and Streptococcus a group says more than the genus alone."""
    if one.genus is not None and is_mixed(one.genus) and one.precision is Precision.GENUS:
        return _PRECISION_ORDER.index(Precision.MORPHOLOGY)
    return _PRECISION_ORDER.index(one.precision)


def _in_clauses(text: str) -> _Mentions:
    affirmed: list[Organism] = []
    denies = unsure = False
    for clause in clauses(text):
        clause_words = words(clause)
        denial = denials(clause_words)
        mentions = [(found, denial.stance(found.start)) for found in readings(clause_words)]
        denies = denies or any(stance is Stance.DENIED for _, stance in mentions)
        meant = [found for found, stance in mentions if stance is Stance.AFFIRMED]
        unsure = unsure or not all(found.sure for found in meant)
        affirmed += _most_precise([found for found in meant if found.sure])
    return _Mentions(tuple(dict.fromkeys(_without_repeats(affirmed))), denies, unsure)


def _most_precise(found: list[Reading]) -> list[Organism]:
    """The clause's organisms without the forms and groups that only describe them."""
    organisms = [reading.organism for reading in found]
    if any(organism.precision in {Precision.SPECIES, Precision.GENUS} for organism in organisms):
        organisms = [one for one in organisms if one.precision is not Precision.MORPHOLOGY]
    return organisms


def _without_repeats(organisms: list[Organism]) -> list[Organism]:
    """Without a genus or group that a named species of it stands beside: "Staphylococcus … S. aureus"."""
    return [one for one in organisms if not any(_covers(one, other) for other in organisms)]


def _covers(less: Organism, more: Organism) -> bool:
    if less.name in {"Enterobacterales", "Coliform bacteria"}:
        return more.genus in ENTEROBACTERALES
    if less.name == "Yeast":
        return more.kind is OrganismKind.YEAST and less != more
    if less.genus is None or less.species is not None or less.genus != more.genus or less == more:
        return less.name == "Diphtheroids" and more.genus == "Corynebacterium"
    if _are_apart(less, more):
        return False
    return more.species is not None or less.precision is Precision.GENUS


def _are_apart(group: Organism, other: Organism) -> bool:
    """Coagulase-negative staphylococci do not describe S. aureus, nor viridans streptococci S. pneumoniae."""
    if group.name == "Coagulase-positive staphylococci":
        return Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS in other.groups
    return bool(group.groups) and not group.groups & other.groups

"""Names of viruses: by the rules of their nomenclature, whatever ends in -virus, -viridae or -virinae.

All words from the first one on are the name, with a type behind it ("influenza A virus H1N1"). A virus is never a
primary pathogen of a bloodstream infection (NHSN manual, chapter 4). Left out: abbreviations (descriptive_terms.py).
"""

from itertools import takewhile
from typing import Final

from graftwatch.terminology.organism import Eligibility, Organism, OrganismKind, Precision
from graftwatch.terminology.report_words import NOT_EPITHETS

_ENDINGS: Final = ("virus", "viridae", "virinae")
_MOST_WORDS: Final = 6
_RELATED: Final = ["related", "virus"]


def virus(name: str) -> Organism:
    """A virus of that name."""
    return Organism(
        name=name,
        genus=None,
        species=None,
        kind=OrganismKind.VIRUS,
        precision=Precision.SPECIES,
        common_commensal=False,
        mbi=False,
        eligibility=Eligibility.EXCLUDED_AS_PRIMARY,
    )


def virus_at(clause_words: list[str], at: int) -> tuple[int, Organism] | None:
    """The virus whose name begins at this word, and how many words it takes."""
    for last in range(at, min(at + _MOST_WORDS, len(clause_words))):
        word = clause_words[last]
        if word.endswith(_ENDINGS):
            end = last + 1 + len(_RELATED) * (clause_words[last + 1 : last + 3] == _RELATED)
            end += sum(1 for _ in takewhile(_is_type, clause_words[end:]))
            return end - at, virus(_written(clause_words[at:end]))
        if word in NOT_EPITHETS:
            return None
    return None


def _is_type(word: str) -> bool:
    return word in {"type", "subtype"} or len(word) == 1 or any(letter.isdigit() for letter in word)


def _written(name_words: list[str]) -> str:
    """Writes "hepatitis b virus" as "Hepatitis B virus": short words and those with figures are capitals."""
    short = 2
    plain = [
        word.upper() if len(word) <= short or any(letter.isdigit() for letter in word) else word for word in name_words
    ]
    return " ".join([plain[0][0].upper() + plain[0][1:], *plain[1:]])

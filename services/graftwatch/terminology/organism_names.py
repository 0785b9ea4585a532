"""Organism names as laboratories write them, found in plain words: full, abbreviated, misspelt, descriptive.

At each word the longest reading wins: a descriptive phrase, a form, a known genus with or without a species, an
abbreviation ("E. coli", "Kleb pneumo"). An abbreviation or a misspelling counts only where exactly one clinical
species fits; E. coli is Escherichia by laboratory custom, although Entamoeba coli has the same letters. An unknown
genus is no reading at all. A reading is unsure where a word beside it may be a name that nobody listed, and that name
would decide: beside a term without a genus ("yeast foo"), and behind Staphylococcus or Streptococcus, whose species
have different flags. Behind any other genus or a species it does not matter: "Candida foo" is Candida.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.descriptive_terms import TERM_BY_NAME, phrases
from graftwatch.terminology.morphology import FORM_ABBREVIATIONS, form, named_form
from graftwatch.terminology.organism import Group, Organism, Precision
from graftwatch.terminology.report_words import APPEARANCES, NEVER_SHORTENED, NOT_EPITHETS, may_be_a_name
from graftwatch.terminology.species_table import CLINICAL_SPECIES, FLAG_EXCEPTIONS
from graftwatch.terminology.spelling import closest, distance
from graftwatch.terminology.synonyms import MISSPELT_GENERA, RENAMED_GENERA, RENAMED_SPECIES
from graftwatch.terminology.taxonomy import GENERA, GENUS_BY_FOLDED, is_epithet, is_mixed, organism
from graftwatch.terminology.text_folding import folded, words
from graftwatch.terminology.virus_names import virus, virus_at

_ESCHERICHIA_BY_CUSTOM: Final = ("Escherichia", "coli")
_SHORTEST_PREFIX_OF_SPECIES: Final = 3
_LONGEST_PHRASE: Final = 9


_GROUP_NAMES: Final = MappingProxyType(
    {
        Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS: "Coagulase-negative staphylococci",
        Group.VIRIDANS_STREPTOCOCCUS: "Viridans group streptococci",
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One organism found in the words: where it begins, how many words it takes, and whether these are all its name."""

    start: int
    length: int
    organism: Organism
    sure: bool = True

    @property
    def end(self) -> int:
        """The place behind its words."""
        return self.start + self.length


@cache
def _phrase_table() -> Mapping[tuple[str, ...], str]:
    """Made when a first text is read: thousands of phrases would hold up the start of every process."""
    table = {tuple(words(folded(" ".join(phrase)))): name for phrase, name in phrases().items()}
    rods = {tuple("rod" if word == "bacillus" else word for word in phrase): name for phrase, name in table.items()}
    return rods | table


def _species_by_genus() -> dict[str, frozenset[str]]:
    pairs = {(genus, species) for genus, joined in CLINICAL_SPECIES.items() for species in joined.split()}
    pairs |= {(old.split()[0], old.split()[1]) for old in RENAMED_SPECIES}
    genera = sorted({genus for genus, _ in pairs})
    return {genus: frozenset(species for of, species in pairs if of == genus) for genus in genera}


_SPECIES_BY_GENUS: Final = MappingProxyType(_species_by_genus())


def _shortened_species() -> dict[str, frozenset[str]]:
    """The species that laboratories shorten: the clinical ones, and these under an older genus ("P. acnes")."""
    clinical = {f"{genus} {species}" for genus, joined in CLINICAL_SPECIES.items() for species in joined.split()}
    older = {
        old
        for old, new in RENAMED_SPECIES.items()
        if old.split()[1][:_SAME_EPITHET] == new.split()[1][:_SAME_EPITHET] and old not in _NEVER_SHORTENED_NAMES
    } | set(_OTHER_SHORTENED_NAMES)
    pairs = [name.split()[:2] for name in sorted(clinical | older)]
    genera = dict.fromkeys(genus for genus, _ in pairs)
    return {genus: frozenset(species for of, species in pairs if of == genus) for genus in genera}


_ACCEPTED: Final = frozenset(RENAMED_SPECIES.values())
_SAME_EPITHET: Final = 4  # letters: Enterobacter agglomerans and Pantoea agglomerans, Micrococcus roseus and K. rosea
_OTHER_SHORTENED_NAMES: Final = (
    *("Citrobacter diversus", "Streptococcus viridans", "Cryptosporidium parvum", "Enterobacter hafniae"),
    *("Kluyveromyces marxianus", "Pichia kudriavzevii", "Pichia anomala"),
)
_NEVER_SHORTENED_NAMES: Final = ("Streptococcus gallinarum", "Staphylococcus parvulus")
_SHORTENED_SPECIES: Final = MappingProxyType(_shortened_species())
# Ranks between a species and what follows it; an old name may hold one ("Brucella melitensis biovar abortus").
_RANKS: Final = frozenset({"subspecies", "biovar", "var", "serovar", "serotype", "biotype", "biogroup"})
_ERRORS_IN_A_PATHOGEN: Final = 2
# How misspelt names of the pathogens in commensal genera begin: what it is must not be lost in the genus.
_DANGEROUS_BEGINNINGS: Final = MappingProxyType(
    {("Bacillus", "anth"): "anthracis", ("Corynebacterium", "diph"): "diphtheriae"}
    | {("Bacillus", "antr"): "anthracis", ("Corynebacterium", "dipt"): "diphtheriae"}
)
_LONG_GENUS: Final = 9  # letters; one of so many may be wrong without another genus being meant
_LONG_GENERA: Final = tuple(genus for genus in GENUS_BY_FOLDED if len(genus) >= _LONG_GENUS)
# The genera of the tables and the old ones, as they are folded.
_GENERA: Final = MappingProxyType({genus.casefold(): genus for genus in RENAMED_GENERA} | dict(GENUS_BY_FOLDED))
# Genera that laboratories shorten and mean even without a species.
_SHORT_GENERA: Final = MappingProxyType(
    {
        "kleb": "Klebsiella",
        "coryne": "Corynebacterium",
        "acineto": "Acinetobacter",
        "steno": "Stenotrophomonas",
        "citro": "Citrobacter",
        "hemophilus": "Haemophilus",
    }
)


def readings(clause_words: list[str]) -> Iterator[Reading]:
    """Every organism in the words, from left to right, without overlap."""
    found = list(_found(clause_words))
    named_places = {at for one in found for at in range(one.start, one.end)}
    for one in found:
        yield replace(one, sure=one.sure and not _is_unsure(one, clause_words, named_places))


def _is_unsure(one: Reading, clause_words: list[str], named_places: set[int]) -> bool:
    """Whether a word beside the reading may be the name, or the part of it, that decides."""
    if clause_words[one.end : one.end + 1] == ["like"]:
        return True
    if one.organism.name == "Bacillus" and clause_words[one.end - 1] == "bacillus":
        return _is_a_shape(one, clause_words, named_places)
    if one.organism.genus is not None and is_mixed(one.organism.genus) and one.organism.precision is Precision.GENUS:
        if clause_words[one.end - 1] == "species":  # a species that is not named
            return one.end < len(clause_words) and _looks_like_species(clause_words[one.end])
        beside = [one.end]
    elif one.organism.genus is None and one.organism.precision is not Precision.SPECIES:
        beside = [one.start - 1, one.end]
    else:
        return False
    return any(may_be_a_name(clause_words, at) for at in beside if at not in named_places)


def _is_a_shape(one: Reading, clause_words: list[str], named_places: set[int]) -> bool:
    """Whether "bacillus" may be no genus: "Loeffler's bacillus", "curved bacillus"."""
    beside = [at for at in (one.start - 1, one.end) if 0 <= at < len(clause_words) and at not in named_places]
    return any(clause_words[at] in APPEARANCES for at in beside) or (
        one.start - 1 in beside and may_be_a_name(clause_words, one.start - 1)
    )


def _found(clause_words: list[str]) -> Iterator[Reading]:
    at = 0
    while at < len(clause_words):
        found = _longest(clause_words, at)
        if found is None:
            at += 1
        else:
            yield found
            at = found.end


def _longest(clause_words: list[str], at: int) -> Reading | None:
    candidates = [
        found
        for found in (
            _phrase(clause_words, at),
            _form(clause_words, at),
            _binomial(clause_words, at),
            _abbreviated(clause_words, at),
            _virus(clause_words, at),
        )
        if found is not None
    ]
    return max(candidates, key=lambda found: found.length, default=None)


def by_name(name: str) -> Organism | None:
    """The organism of a canonical name out of the tables; not a reading of free text."""
    if name in TERM_BY_NAME:
        return TERM_BY_NAME[name]
    genus, _, rest = name.partition(" ")
    species, _, subspecies = rest.partition(" ")
    if genus in GENERA and (not species or _is_species(genus, species)):
        return organism(genus, species or None, subspecies or None)
    return None


def _is_species(genus: str, word: str) -> bool:
    """Whether the word is a species that is listed, in Latin or not ("fossor"), or Latin behind any other genus."""
    return word in _SPECIES_BY_GENUS.get(genus, ()) or f"{genus} {word}" in _ACCEPTED or is_epithet(genus, word)


def _named(name: str) -> Organism:
    known = by_name(name)
    if known is not None:
        return known
    form_words = name.casefold().replace("gram-", "gram ").split()
    found = form(form_words, 0)
    if found is not None and found.length == len(form_words):
        return found.organism
    if name.startswith("Gram-"):
        return named_form("", *_sign_and_shape(name), "")
    return virus(name)


def _sign_and_shape(name: str) -> tuple[str, str]:
    sign, _, shape = name.removeprefix("Gram-").partition(" ")
    return sign, shape


def _phrase(clause_words: list[str], at: int) -> Reading | None:
    table = _phrase_table()
    for length in range(min(_LONGEST_PHRASE, len(clause_words) - at), 0, -1):
        name = table.get(tuple(clause_words[at : at + length]))
        if name is not None:
            return Reading(at, length, _named(name))
    return None


def _form(clause_words: list[str], at: int) -> Reading | None:
    found = form(clause_words, at)
    if found is None:
        return None
    known = {*GENUS_BY_FOLDED, *FORM_ABBREVIATIONS}  # "Gram-positive coccus resembling Staphylococcus in clusters"
    inside = [place for place in range(at, at + found.length) if clause_words[place] not in known]
    sure = not any(may_be_a_name(clause_words, place) for place in inside)
    return Reading(at, found.length, found.organism, sure=sure)


def _binomial(clause_words: list[str], at: int) -> Reading | None:
    genus = _genus(clause_words[at]) or _misspelt_genus(clause_words, at)
    if genus is None:
        return None
    rest = clause_words[at + 1 : at + 5]
    skipped = 1 if rest[:1] in (["species"], ["genus"]) else 0
    epithet = rest[skipped] if len(rest) > skipped else ""
    species = _species(genus, epithet)
    if species is None:
        return Reading(at, 1 + skipped, organism(RENAMED_GENERA.get(genus, genus)))
    if rest[skipped + 1 : skipped + 2] == ["/"]:
        return _one_of_several(genus, species, rest[skipped + 2 : skipped + 3], at, skipped + 4)
    subspecies_at = skipped + 1 + (rest[skipped + 1 : skipped + 2] in [[rank] for rank in _RANKS])
    subspecies = rest[subspecies_at] if len(rest) > subspecies_at else None
    return Reading(at, skipped + 2, _accepted(genus, species, subspecies))


def _one_of_several(genus: str, species: str, other: list[str], at: int, length: int) -> Reading | None:
    """Reads "Enterobacter cloacae/asburiae" as the genus; of mixed genera the group, or nothing if the flags differ."""
    second = _species(genus, other[0]) if other else None
    if second is None:
        return Reading(at, length - 2, _accepted(genus, species))
    one, two = _accepted(genus, species), _accepted(genus, second)
    if (one.common_commensal, one.mbi, one.genus) != (two.common_commensal, two.mbi, two.genus):
        return None
    if one.groups & two.groups & set(_GROUP_NAMES):
        return Reading(at, length, _named(next(_GROUP_NAMES[group] for group in one.groups & two.groups)))
    return Reading(at, length, organism(one.genus or genus))


def _looks_like_species(word: str) -> bool:
    return word not in NOT_EPITHETS and is_epithet("Bacillus", word)


def _accepted(genus: str, species: str, subspecies: str | None = None) -> Organism:
    accepted = RENAMED_SPECIES.get(f"{genus} {species} {subspecies}") or RENAMED_SPECIES.get(f"{genus} {species}")
    if accepted is not None:
        return _named(accepted)
    return organism(RENAMED_GENERA.get(genus, genus), species, subspecies)


def _genus(word: str) -> str | None:
    return _SHORT_GENERA.get(word) or MISSPELT_GENERA.get(word) or _GENERA.get(word)


def _misspelt_genus(clause_words: list[str], at: int) -> str | None:
    """A genus one or two letters off, if it makes a listed binomial with the species behind it and no other does.

    Alone, or before any other epithet, such a word may be a genus that nobody listed ("Zyxomonas imaginaria" is no
    Zymomonas). Where both words are wrong, each may be so by one letter, and the genus has nine letters or more.
    """
    word, epithet = clause_words[at], "".join(clause_words[at + 1 : at + 2])
    fitting = [genus for genus, species in _SPECIES_BY_GENUS.items() if epithet in species]
    found = closest(word, [genus.casefold() for genus in fitting])
    behind_a_name = may_be_a_name(clause_words, at - 1)  # then it is rather the species of that name
    if found is None and len(word) >= _LONG_GENUS and word not in NEVER_SHORTENED and not behind_a_name:
        found = closest(word, _LONG_GENERA)
        found = found if found and distance(word, found) == 1 and _is_misspelt_species(found, epithet) else None
    return _GENERA[found] if found else None


def _is_misspelt_species(folded_genus: str, epithet: str) -> bool:
    """Whether the epithet is one letter off a listed species of the genus."""
    meant = closest(epithet, sorted(_SPECIES_BY_GENUS.get(_GENERA[folded_genus], ())))
    return meant is not None and distance(epithet, meant) == 1


def _species(genus: str, epithet: str) -> str | None:
    """The species: as listed, else misspelt, else a shortened one, else any Latin epithet the genus may have."""
    if len(epithet) < _SHORTEST_PREFIX_OF_SPECIES or epithet in NOT_EPITHETS:
        return None
    known = _SPECIES_BY_GENUS.get(genus, frozenset())
    if epithet in known or f"{genus} {epithet}" in RENAMED_SPECIES:
        return epithet
    dangerous = {species for of_genus, species in FLAG_EXCEPTIONS if of_genus == genus}
    for pathogen in dangerous:  # without its first letter, too: what it is must not be lost in the genus
        if distance(epithet, pathogen) <= _ERRORS_IN_A_PATHOGEN:
            return pathogen
    misspelt = closest(epithet, sorted(known))
    if misspelt is not None:
        return misspelt
    if (genus, epithet[:4]) in _DANGEROUS_BEGINNINGS and not epithet.endswith(("oid", "oids")):
        return _DANGEROUS_BEGINNINGS[genus, epithet[:4]]
    if is_epithet(genus, epithet):
        return epithet
    shortened = [species for species in known if species.startswith(epithet) and epithet not in NEVER_SHORTENED]
    return shortened[0] if len(shortened) == 1 else None


def _abbreviated(clause_words: list[str], at: int) -> Reading | None:
    """A shortened genus with a full or shortened species: the one clinical species that fits, or nothing."""
    if at + 1 >= len(clause_words) or not clause_words[at].isalpha():
        return None
    short, epithet = clause_words[at], clause_words[at + 1]
    if len(epithet) < _SHORTEST_PREFIX_OF_SPECIES or epithet in NOT_EPITHETS or short in GENUS_BY_FOLDED:
        return None
    genera = [genus for genus in _SHORTENED_SPECIES if genus.casefold().startswith(short)]
    fitting = [(genus, epithet) for genus in genera if epithet in _SHORTENED_SPECIES[genus]]
    if not fitting and epithet not in NEVER_SHORTENED:
        fitting = [
            (genus, species) for genus in genera for species in _SHORTENED_SPECIES[genus] if species.startswith(epithet)
        ]
    if _ESCHERICHIA_BY_CUSTOM in fitting:
        fitting = [_ESCHERICHIA_BY_CUSTOM]
    organisms = {_accepted(genus, species) for genus, species in fitting}
    return Reading(at, 2, organisms.pop()) if len(organisms) == 1 else None


def _virus(clause_words: list[str], at: int) -> Reading | None:
    found = virus_at(clause_words, at)
    return Reading(at, *found) if found else None

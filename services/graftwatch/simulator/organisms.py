"""The organisms that simulated cultures grow, with the ways laboratories write them.

Names are those of the NHSN organism list (2026), ids from SNOMED CT and JANIS. The simulator keeps its own short
list on purpose: it knows what it grew without asking the terminology that is under test.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Organism:
    """One organism, or words that nobody's list holds.

    Attributes:
        name: name on the NHSN list; for an unknown one the laboratory's words.
        gram: what the gram stain of a positive bottle shows.
        hours_to_positive: shortest and longest time in the incubator.
        snomed: SNOMED CT id.
        janis: JANIS code of four digits.
        spoken: how laboratories write it; the first beside a code, any in free text.
    """

    name: str
    gram: str
    hours_to_positive: tuple[int, int]
    snomed: str | None = None
    janis: str | None = None
    spoken: tuple[str, ...] = ()


_CLUSTERS: Final = "Gram positive cocci in clusters"
_CHAINS: Final = "Gram positive cocci in chains"
_RODS: Final = "Gram negative rods"
_FAST: Final = (8, 16)
_SLOW: Final = (20, 34)  # skin flora of a contaminated bottle is few, and grows late
_YEAST: Final = (24, 40)


def _gram_negative(name: str, snomed: str, janis: str | None, *spoken: str) -> Organism:
    return Organism(name, _RODS, _FAST, snomed, janis, spoken)


AUREUS: Final = Organism(
    "Staphylococcus aureus", _CLUSTERS, _FAST, "3092008", "1301", ("Staphylococcus aureus", "S. aureus", "S.aureus")
)
ESCHERICHIA: Final = _gram_negative("Escherichia coli", "112283007", "2001", "E. coli", "Escherichia coli")
KLEBSIELLA: Final = _gram_negative("Klebsiella pneumoniae", "56415008", "2351", "K. pneumoniae")
FAECALIS: Final = Organism(
    "Enterococcus faecalis", _CHAINS, _FAST, "78065002", "1201", ("E. faecalis", "Enterococcus faecalis")
)
FAECIUM: Final = Organism("Enterococcus faecium", _CHAINS, _FAST, "90272000", "1205", ("Enterococcus faecium",))

PATHOGENS: Final = (
    AUREUS,
    Organism(
        "Staphylococcus aureus",  # resistance makes no other organism of it
        _CLUSTERS,
        _FAST,
        "115329001",
        "1303",
        ("MRSA", "S. aureus (MRSA)", "Staphylococcus aureus (MRSA)"),
    ),
    ESCHERICHIA,
    KLEBSIELLA,
    FAECALIS,
    FAECIUM,
    _gram_negative("Pseudomonas aeruginosa", "52499004", "4001", "P. aeruginosa", "Pseudomonas aeruginosa"),
    _gram_negative("Enterobacter cloacae", "14385002", None, "Enterobacter cloacae"),
    _gram_negative("Klebsiella oxytoca", "40886007", None, "Klebsiella oxytoca"),
    _gram_negative("Stenotrophomonas maltophilia", "113697002", "4151", "S. maltophilia"),
    _gram_negative("Acinetobacter baumannii", "91288006", "4402", "Acinetobacter baumannii"),
    _gram_negative("Citrobacter freundii", "6265002", None, "Citrobacter freundii"),
    Organism("Candida albicans", "Yeast", _YEAST, "53326005", "7001", ("C. albicans", "Candida albicans")),
    Organism("Candida glabrata", "Yeast", _YEAST, "444877006", "7003", ("Candida glabrata",)),
)

EPIDERMIDIS: Final = Organism(
    "Staphylococcus epidermidis", _CLUSTERS, _SLOW, "60875001", "1312", ("S. epidermidis", "Staph. epidermidis")
)
COAGULASE_NEGATIVE: Final = Organism(
    "Staphylococcus, coagulase negative",
    _CLUSTERS,
    _SLOW,
    "116197008",
    "1311",
    ("Coagulase-negative staphylococci", "CNS"),
)
STRIATUM: Final = Organism(
    "Corynebacterium striatum", "Gram positive rods", _SLOW, "63815007", None, ("Corynebacterium striatum",)
)
COMMENSALS: Final = (
    EPIDERMIDIS,
    STRIATUM,
    Organism("Staphylococcus hominis", _CLUSTERS, _SLOW, "44827007", None, ("S. hominis", "Staphylococcus hominis")),
    Organism("Staphylococcus haemolyticus", _CLUSTERS, _SLOW, "83452006", None, ("Staph. haemolyticus",)),
    Organism("Bacillus cereus", "Gram positive rods", _SLOW, "84408007", None, ("Bacillus cereus",)),
)
EXCLUDED: Final = (
    _gram_negative("Salmonella", "27268008", None, "Salmonella species"),
    Organism("Cryptococcus neoformans", "Yeast", _YEAST, "67168003", None, ("Cryptococcus neoformans",)),
)
"""Salmonella is excluded as the sole pathogen, Cryptococcus everywhere."""
UNKNOWN: Final = (
    Organism("Hepatosphaera invisa", _RODS, _FAST, spoken=("Hepatosphaera invisa",)),
    Organism("Kazeharella mirabilis", _RODS, _FAST, spoken=("Kazeharella mirabilis",)),
)
"""Invented names: no list holds them, so nobody may call them pathogen or commensal."""

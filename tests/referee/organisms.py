"""The organisms that the referee's histories hold: a few dozen, with what NHSN's organism list says of each.

Written from the CDC organism list's flags (common commensal, mucosal barrier injury) and the exclusions of chapter 4,
January 2026; the service's own terminology is not asked.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Organism:
    """One organism term.

    Attributes:
        name: as the service is to print it.
        spellings: what laboratories write in OBX-5, the first one coded.
        genus: its genus, or "" where the term names none.
        species: whether the term goes down to the species.
        commensal, mbi: NHSN's flags.
        family: "cons", "viridans", "yeast", "enterococcus", "mould" … or "".
        excluded: "", "everywhere" or "primary".
    """

    name: str
    spellings: tuple[str, ...]
    genus: str
    species: bool = True
    commensal: bool = False
    mbi: bool = False
    family: str = ""
    excluded: str = ""


def _coded(snomed: str, name: str, *texts: str) -> tuple[str, ...]:
    return (f"{snomed}^{name}^SCT", f"^{name}", *(f"^{one}" for one in texts))


AUREUS: Final = Organism(
    "Staphylococcus aureus",
    _coded("3092008", "Staphylococcus aureus", "S.aureus (MRSA)", "Staph aureus"),
    "Staphylococcus",
)
PSEUDOMONAS: Final = Organism(
    "Pseudomonas aeruginosa", _coded("52499004", "Pseudomonas aeruginosa", "P. aeruginosa"), "Pseudomonas"
)
ACINETOBACTER: Final = Organism(
    "Acinetobacter baumannii", _coded("91288006", "Acinetobacter baumannii"), "Acinetobacter"
)
COLI: Final = Organism(
    "Escherichia coli",
    _coded("112283007", "Escherichia coli", "E. coli", "Escherichia coli ESBL+"),
    "Escherichia",
    mbi=True,
)
KLEBSIELLA: Final = Organism(
    "Klebsiella pneumoniae", _coded("56415008", "Klebsiella pneumoniae", "K. pneumoniae"), "Klebsiella", mbi=True
)
KLEBSIELLA_SP: Final = Organism("Klebsiella", ("^Klebsiella sp.", "^Klebsiella species"), "Klebsiella", False, mbi=True)
FAECALIS: Final = Organism(
    "Enterococcus faecalis",
    _coded("78065002", "Enterococcus faecalis", "E. faecalis"),
    "Enterococcus",
    mbi=True,
    family="enterococcus",
)
FAECIUM: Final = Organism(
    "Enterococcus faecium",
    _coded("90272000", "Enterococcus faecium", "Enterococcus faecium (VRE)"),
    "Enterococcus",
    mbi=True,
    family="enterococcus",
)
ALBICANS: Final = Organism(
    "Candida albicans", _coded("53326005", "Candida albicans", "C. albicans"), "Candida", mbi=True, family="yeast"
)
YEAST: Final = Organism("Yeast", ("62093005^Yeast^SCT", "^Yeast"), "", False, family="yeast")
EPIDERMIDIS: Final = Organism(
    "Staphylococcus epidermidis",
    _coded("60875001", "Staphylococcus epidermidis", "Staph. epidermidis", "S. epidermidis"),
    "Staphylococcus",
    commensal=True,
    family="cons",
)
HOMINIS: Final = Organism(
    "Staphylococcus hominis",
    _coded("44827007", "Staphylococcus hominis", "S. hominis"),
    "Staphylococcus",
    commensal=True,
    family="cons",
)
CONS: Final = Organism(
    "Coagulase-negative staphylococci",
    ("116197008^Coagulase negative Staphylococcus^SCT", "^CNS", "^Coagulase-negative staphylococci", "^CoNS"),
    "Staphylococcus",
    False,
    commensal=True,
    family="cons",
)
STAPHYLOCOCCUS_SP: Final = Organism(
    "Staphylococcus", ("65119002^Staphylococcus^SCT", "^Staphylococcus sp."), "Staphylococcus", False
)
MITIS: Final = Organism(
    "Streptococcus mitis",
    _coded("57997003", "Streptococcus mitis", "S. mitis"),
    "Streptococcus",
    commensal=True,
    mbi=True,
    family="viridans",
)
ORALIS: Final = Organism(
    "Streptococcus oralis",
    _coded("19870004", "Streptococcus oralis"),
    "Streptococcus",
    commensal=True,
    mbi=True,
    family="viridans",
)
VIRIDANS: Final = Organism(
    "Viridans group streptococci",
    ("^Viridans streptococci", "^Streptococcus viridans"),
    "Streptococcus",
    False,
    commensal=True,
    mbi=True,
    family="viridans",
)
ROTHIA: Final = Organism(
    "Rothia mucilaginosa", ("^Rothia mucilaginosa",), "Rothia", commensal=True, mbi=True, family="rothia"
)
BACILLUS_CEREUS: Final = Organism("Bacillus cereus", _coded("84408007", "Bacillus cereus"), "Bacillus", commensal=True)
BACILLUS_SP: Final = Organism("Bacillus", ("^Bacillus sp.", "^Bacillus species"), "Bacillus", False, commensal=True)
CUTIBACTERIUM: Final = Organism(
    "Cutibacterium acnes", ("^Cutibacterium acnes", "^Propionibacterium acnes"), "Cutibacterium", commensal=True
)
PNEUMONIAE: Final = Organism("Streptococcus pneumoniae", _coded("9861002", "Streptococcus pneumoniae"), "Streptococcus")
SALMONELLA: Final = Organism("Salmonella enteritidis", ("^Salmonella enteritidis",), "Salmonella", excluded="primary")
LISTERIA: Final = Organism("Listeria monocytogenes", ("^Listeria monocytogenes",), "Listeria", excluded="primary")
CRYPTOCOCCUS: Final = Organism(
    "Cryptococcus neoformans", _coded("67168003", "Cryptococcus neoformans"), "Cryptococcus", excluded="everywhere"
)
ASPERGILLUS: Final = Organism(
    "Aspergillus fumigatus", _coded("2598006", "Aspergillus fumigatus", "A. fumigatus"), "Aspergillus", family="mould"
)
GLABRATA: Final = Organism(
    "Candida glabrata",
    _coded("444877006", "Candida glabrata", "Nakaseomyces glabratus"),
    "Candida",
    mbi=True,
    family="yeast",
)
UNKNOWN: Final = Organism("Zonkobacter improbabilis", ("^Zonkobacter improbabilis",), "", False, family="unknown")

PATHOGENS: Final = (
    AUREUS,
    PSEUDOMONAS,
    ACINETOBACTER,
    COLI,
    KLEBSIELLA,
    KLEBSIELLA_SP,
    FAECALIS,
    FAECIUM,
    ALBICANS,
    GLABRATA,
    ASPERGILLUS,
    YEAST,
    PNEUMONIAE,
    STAPHYLOCOCCUS_SP,
)
COMMENSALS: Final = (
    EPIDERMIDIS,
    HOMINIS,
    CONS,
    MITIS,
    ORALIS,
    VIRIDANS,
    ROTHIA,
    BACILLUS_CEREUS,
    BACILLUS_SP,
    CUTIBACTERIUM,
)
EXCLUDED: Final = (SALMONELLA, LISTERIA, CRYPTOCOCCUS)

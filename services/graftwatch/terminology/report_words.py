"""Words of laboratory reports that are no names: amounts, bottles, states of work, phenotypes, descriptions.

Source: English microbiology reports. Beside a term that names no genus ("yeast", "Gram-negative bacillus"), and behind
Staphylococcus or Streptococcus, any other word may be the name of something that nobody listed, so the term alone
would be a guess. Works on folded words. Left out: what such words say of growth (result_text.py, result_comments.py).
"""

import re
from typing import Final


def words_of(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


NOT_EPITHETS: Final = words_of(
    "species group complex subspecies var genus not no seen isolated detected identified present found positive "
    "negative resistant sensitive susceptible intermediate strain type serotype serogroup colonies colony culture "
    "cultured recovered growth in on at by from of for to and or with without is are was were be further pending "
    "presumptive probable possible likely suspected suggestive contaminant contamination flora mixed few many "
    "moderate rare heavy light scant scanty numerous some only final preliminary aerobe anaerobe aerobic anaerobic "
    "bottle bottles blood specimen sample isolate isolates organism organisms rod unidentified other unspecified "
    "nos coagulase gram beta alpha gamma hemolytic mucoid wild esbl mrsa amp carbapenemase producer producing see "
    "comment note morphotype biotype phenotype toxin antigen like form spores species2 unit units one two three "
    "first second per several these those more less same bacteria bacterium fungus yeast virus rods cocci cluster "
    "clusters chains pairs"
)
NEUTRAL: Final = words_of(
    "a after an and any as at be been before below bottle bottles blood by cfu clinical collected colonies colony "
    "culture cultures day days due for from further gram growth grown has have hour hours h hr hrs identification in "
    "interpretation is isolate isolates isolated laboratory left light line many mixed ml moderate detected numerous "
    "of on one or other peripheral physician positive previous rare received result results right sample see seen "
    "sensitivities sensitivity set sets small smear specimen specimens stain susceptibilities susceptibility test "
    "testing the this to two wbc wbcs x few heavy scant scanty occasional large l e aerobic anaerobic incubation "
    "continuing will with"
)
# How it looks and lives: before "bacillus" such a word makes a shape of it, and no genus.
APPEARANCES: Final = words_of(
    "thin slender slim long short tiny plump thick round oval curved straight fusiform branching beaded boxcar "
    "encapsulated capsulated pleomorphic spore sporing forming bearing budding pseudohyphae pseudohypha hyphae "
    "hypha septate septated nonseptate aseptate filamentous weakly strongly faintly poorly staining stained "
    "variable single singly paired tetrads tetrad chain pair clumps arranged resembling resembles "
    "morphologically morphology intracellular extracellular coccus bacillus rod coccobacillus diplococcus cell "
    "element lactose glucose fermenting fermenter nonfermenting nonfermenter non fermentative oxidase catalase "
    "indole urease acid fast kingdom phylum class order family taxon pigmented hemolysis enteric coliform "
    "aerobic anaerobic large small club shaped nonhemolytic"
)
_DESCRIPTIONS: Final = words_of(
    "fungal bacterial microbial viable nonviable polymicrobial vancomycin methicillin oxacillin carbapenem "
    "multidrug drug vre mssa mrse visa vrsa hvisa mdr lactamase kpc ndm ampc "
    # how sure, how much, when and where
    "unknown unable undetermined unclassified uncertain probably possibly presumed presumptively tentative "
    "suspicious suggesting suggests consistent compatible predominant predominantly abundant profuse "
    "innumerable approximately about than over under both all four five six third fourth also again still "
    "already now new later early earlier today yesterday additional another similar different various multiple "
    "identify identifying confirmed confirmation confirm grew growing grows showed shows showing shown revealed "
    "reveals observed noted visible visualized microscopy microscopic microscopically smears report reported "
    "reporting prelim update updated corrected amended added changed follow follows following sent send "
    "forwarded reference referred referral molecular pcr maldi tof sequencing panel dna rna ward nurse doctor "
    "called phoned notified informed telephoned paged read back verified arm hand wrist catheter port picc "
    "central femoral jugular venous arterial draw drawn vial vials tube tubes plate plates broth agar "
    "subculture subcultures media medium incubated minutes min week weeks date time can could should had its "
    "they there which but however please refer most very rather quite mainly mostly because when until during "
    "between within through via number count high low "
)
# Words of a report that may stand beside a term without naming anything.
REPORT_WORDS: Final = NOT_EPITHETS | NEUTRAL | APPEARANCES | _DESCRIPTIONS
# Behind a single letter these would pass for a shortened species: "S (MIC 1.0)" is susceptible, not S. microti.
NEVER_SHORTENED: Final = REPORT_WORDS | words_of(
    "mic mics micro min mins max int inter res sen sens sus susc pre post neg pos pend micrograms the non"
)
_SHORTEST_NAME: Final = 3
_DESIGNATION: Final = re.compile(r"([a-z]+) ?([0-9]+)")
_BOTTLES: Final = re.compile(r"x ?[0-9]")  # how many of them were positive; "x17" is the number of a strain


def may_be_a_name(clause_words: list[str], at: int) -> bool:
    """Whether the word there may be a name that nobody listed, or the designation of a strain.

    >>> [may_be_a_name(words.split(), 1) for words in ("bacteria novum", "yeast seen", "yeast x 2", "yeast x 17")]
    [True, False, False, True]
    """
    if not 0 <= at < len(clause_words):
        return False
    word = clause_words[at].removesuffix("'s")
    numbered = " ".join(clause_words[at : at + 2]) if len(word) == 1 else word
    designation = _DESIGNATION.fullmatch(numbered)
    if designation is not None:
        return (len(designation[1]) == 1 or designation[1] not in REPORT_WORDS) and not _BOTTLES.fullmatch(numbered)
    return len(word) >= _SHORTEST_NAME and word.isalpha() and word not in REPORT_WORDS

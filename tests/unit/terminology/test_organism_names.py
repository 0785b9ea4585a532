"""Organism names as laboratories write them: resolved, unresolved, or no organism at all."""

import pytest

from graftwatch.terminology.organism import Eligibility, Group, OrganismKind, Precision, ResolutionStatus
from graftwatch.terminology.organisms import named, resolve, resolve_all
from graftwatch.terminology.species_table import CLINICAL_SPECIES
from terminology_wordings import RESOLVED
from wordings_without_organism import NOT_AN_ORGANISM, UNRESOLVED


@pytest.mark.parametrize(("wording", "name"), RESOLVED)
def test_wording_stands_for_one_organism(wording: str, name: str) -> None:
    resolution = resolve(wording)
    assert resolution.organism is not None, resolution
    assert resolution.organism.name == name
    assert named(name) == resolution.organism


@pytest.mark.parametrize("wording", UNRESOLVED)
def test_unknown_or_ambiguous_wording_is_never_guessed(wording: str) -> None:
    assert resolve(wording).status is ResolutionStatus.UNRESOLVED


@pytest.mark.parametrize("genus", sorted(CLINICAL_SPECIES))
def test_a_letter_that_is_missing_never_makes_a_commensal_of_a_pathogen(genus: str) -> None:
    pathogens = [
        f"{genus} {species}"
        for species in CLINICAL_SPECIES[genus].split()
        if (known := resolve(f"{genus} {species}").organism) is not None and not known.common_commensal
    ]
    misspelt = [name[:place] + name[place + 1 :] for name in pathogens for place in range(1, len(name))]
    turned = [name for name in misspelt if (found := resolve(name).organism) is not None and found.common_commensal]
    assert turned == []


@pytest.mark.parametrize("wording", NOT_AN_ORGANISM)
def test_denial_or_comment_is_no_organism(wording: str) -> None:
    assert resolve(wording).status is ResolutionStatus.NOT_AN_ORGANISM


@pytest.mark.parametrize(
    ("code", "system", "name"),
    [
        pytest.param("60875001", "SCT", "Staphylococcus epidermidis", id="SNOMED CT"),
        pytest.param("115329001", "SCT", "Staphylococcus aureus", id="SNOMED CT of MRSA is S. aureus"),
        pytest.param("1312", "JANIS", "Staphylococcus epidermidis", id="JANIS S. epidermidis"),
        pytest.param("1303", "JANIS", "Staphylococcus aureus", id="JANIS MRSA"),
        pytest.param("1311", "JANIS", "Coagulase-negative staphylococci", id="JANIS CNS"),
        pytest.param("1011", "JANIS", "Gram-positive coccus", id="JANIS GPC"),
        pytest.param("7003", "JANIS", "Candida glabrata", id="JANIS C. glabrata"),
    ],
)
def test_code_wins_over_text(code: str, system: str, name: str) -> None:
    organism = resolve("Escherichia coli", [(code, system)]).organism
    assert organism is not None
    assert organism.name == name


@pytest.mark.parametrize(
    ("codes", "text", "status"),
    [
        pytest.param([("9999", "JANIS")], "E. coli", ResolutionStatus.NOT_AN_ORGANISM, id="JANIS comment only"),
        pytest.param([("9998", "JANIS")], "E. coli", ResolutionStatus.RESOLVED, id="JANIS unidentified: text decides"),
        pytest.param([("9998", "JANIS")], None, ResolutionStatus.UNRESOLVED, id="JANIS unidentified, no text"),
        pytest.param([("424242424", "SCT")], None, ResolutionStatus.UNRESOLVED, id="unknown code, no text"),
        pytest.param([("L-24801", "SNM")], None, ResolutionStatus.UNRESOLVED, id="SNOMED of old is not SNOMED CT"),
        pytest.param([("1312", "L")], "E. coli", ResolutionStatus.RESOLVED, id="a local code is not JANIS"),
        pytest.param([], None, ResolutionStatus.NOT_AN_ORGANISM, id="nothing at all"),
    ],
)
def test_codes_that_say_nothing(codes: list[tuple[str, str]], text: str | None, status: ResolutionStatus) -> None:
    assert resolve(text, codes).status is status


@pytest.mark.parametrize(
    ("name", "common_commensal", "mbi"),
    [
        ("Staphylococcus", False, False),
        ("Staphylococcus aureus", False, False),
        ("Staphylococcus lugdunensis", True, False),
        ("Staphylococcus schleiferi", False, False),
        ("Staphylococcus schleiferi schleiferi", True, False),
        ("Coagulase-negative staphylococci", True, False),
        ("Streptococcus", False, False),
        ("Streptococcus pneumoniae", False, False),
        ("Streptococcus mitis", True, True),
        ("Streptococcus anginosus group", True, True),
        ("Streptococcus gallolyticus", True, True),
        ("Viridans group streptococci", True, True),
        ("Rothia mucilaginosa", True, True),
        ("Bacillus cereus", True, False),
        ("Bacillus anthracis", False, False),
        ("Corynebacterium striatum", True, False),
        ("Corynebacterium diphtheriae", False, False),
        ("Cutibacterium acnes", True, False),
        ("Aerococcus urinae", True, False),
        ("Enterococcus faecium", False, True),
        ("Escherichia coli", False, True),
        ("Candida albicans", False, True),
        ("Yeast", False, False),
        ("Pseudomonas aeruginosa", False, False),
        ("Acinetobacter baumannii", False, False),
        ("Stenotrophomonas maltophilia", False, False),
        ("Clostridioides difficile", False, False),
        ("Salmonella", False, False),
        ("Gram-positive coccus", False, False),
    ],
)
def test_flags_by_the_manual(name: str, *, common_commensal: bool, mbi: bool) -> None:
    organism = named(name)
    assert (organism.common_commensal, organism.mbi) == (common_commensal, mbi)


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        pytest.param("Bacillus nobodyensis", (True, False), id="unseen Bacillus is a commensal like its genus"),
        pytest.param("Klebsiella nobodyensis", (False, True), id="unseen Klebsiella is MBI like its genus"),
        pytest.param("Corynebacterium nobodyae", (True, False), id="unseen Corynebacterium"),
        pytest.param("Legionella nobodyi", (False, False), id="unseen Legionella"),
    ],
)
def test_unseen_species_takes_the_flags_of_its_genus(name: str, flags: tuple[bool, bool]) -> None:
    organism = resolve(name).organism
    assert organism is not None
    assert (organism.name, organism.common_commensal, organism.mbi) == (name, *flags)


@pytest.mark.parametrize("name", ["Staphylococcus nobodyensis", "Streptococcus nobodyi", "Nobodyella nobodyi"])
def test_unseen_species_of_a_mixed_genus_and_unknown_genera_stay_unresolved(name: str) -> None:
    assert resolve(name).status is ResolutionStatus.UNRESOLVED


@pytest.mark.parametrize(
    ("name", "eligibility"),
    [
        ("Histoplasma capsulatum", Eligibility.EXCLUDED_EVERYWHERE),
        ("Cryptococcus neoformans", Eligibility.EXCLUDED_EVERYWHERE),
        ("Pneumocystis jirovecii", Eligibility.EXCLUDED_EVERYWHERE),
        ("Rickettsia rickettsii", Eligibility.EXCLUDED_EVERYWHERE),
        ("Salmonella enterica", Eligibility.EXCLUDED_AS_PRIMARY),
        ("Listeria monocytogenes", Eligibility.EXCLUDED_AS_PRIMARY),
        ("Campylobacter jejuni", Eligibility.EXCLUDED_AS_PRIMARY),
        ("Clostridioides difficile", Eligibility.EXCLUDED_AS_PRIMARY),
        ("Diarrheagenic Escherichia coli", Eligibility.EXCLUDED_AS_PRIMARY),
        ("Giardia", Eligibility.EXCLUDED_AS_PRIMARY),
        ("Cytomegalovirus", Eligibility.EXCLUDED_AS_PRIMARY),
        ("Escherichia coli", Eligibility.ELIGIBLE),
        ("Clostridium perfringens", Eligibility.ELIGIBLE),
        ("Candida albicans", Eligibility.ELIGIBLE),
    ],
)
def test_eligibility_is_not_in_the_flags(name: str, eligibility: Eligibility) -> None:
    assert named(name).eligibility is eligibility


def test_groups_kinds_and_precision() -> None:
    assert named("Staphylococcus hominis").groups == {Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS}
    assert named("Staphylococcus aureus").groups == frozenset()
    assert named("Streptococcus oralis").groups == {Group.VIRIDANS_STREPTOCOCCUS}
    assert named("Enterococcus").groups == {Group.ENTEROCOCCUS}
    assert named("Candida auris").kind is OrganismKind.YEAST
    assert named("Aspergillus").kind is OrganismKind.MOULD
    assert named("Blastomyces").kind is OrganismKind.DIMORPHIC_FUNGUS
    assert named("Gram-positive coccus in clusters").precision is Precision.MORPHOLOGY


def test_two_organisms_of_one_text_are_both_found() -> None:
    found = [one.organism.name for one in resolve_all("E. coli, K. pneumoniae; no Candida") if one.organism]
    assert found == ["Escherichia coli", "Klebsiella pneumoniae"]


def test_unknown_canonical_name_is_refused() -> None:
    with pytest.raises(LookupError):
        named("Nobodyella nobodyi")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("S (MIC 1.0 mcg/mL)", id="susceptible with its concentration"),
        pytest.param("Vancomycin: S (MIC 1.0 mcg/mL); Linezolid: S", id="a line of an antibiogram"),
        pytest.param("S min 0.5", id="the least concentration"),
        pytest.param("C test", id="a test with a letter before it"),
        pytest.param("M non reactive", id="a denial behind a letter"),
        pytest.param("P pre treatment", id="a time behind a letter"),
    ],
)
def test_a_letter_and_a_word_of_reports_are_no_species(words: str) -> None:
    assert resolve(words).organism is None

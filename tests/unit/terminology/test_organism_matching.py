"""Matching organisms and the commensal pair, by the manual's examples and exceptions."""

import pytest

from graftwatch.terminology.organisms import matches, more_precise, named, resolve, same_commensal


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("Escherichia coli", "Escherichia coli", True, id="the same species"),
        pytest.param("Enterobacter cloacae", "Enterobacter asburiae", False, id="two species of a genus"),
        pytest.param("Pseudomonas", "Pseudomonas aeruginosa", True, id="genus and its species"),
        pytest.param("Klebsiella", "Enterobacter cloacae", False, id="another genus"),
        pytest.param("Staphylococcus", "Staphylococcus aureus", True, id="Staphylococcus sp. and S. aureus"),
        pytest.param("Staphylococcus", "Coagulase-negative staphylococci", False, id="Staphylococcus sp. and CNS"),
        pytest.param("Staphylococcus", "Staphylococcus epidermidis", False, id="Staphylococcus sp. and a named CNS"),
        pytest.param("Coagulase-negative staphylococci", "Staphylococcus hominis", True, id="CNS and a named one"),
        pytest.param("Coagulase-negative staphylococci", "Staphylococcus aureus", False, id="CNS and S. aureus"),
        pytest.param("Streptococcus", "Viridans group streptococci", False, id="Streptococcus sp. and viridans"),
        pytest.param("Streptococcus", "Streptococcus pyogenes", True, id="Streptococcus sp. and S. pyogenes"),
        pytest.param("Viridans group streptococci", "Streptococcus mitis", True, id="viridans and a named one"),
        pytest.param("Streptococcus anginosus group", "Streptococcus mitis", False, id="another viridans group"),
        pytest.param("Yeast", "Candida albicans", True, id="yeast matches any yeast"),
        pytest.param("Yeast", "Aspergillus", False, id="yeast matches no mould"),
        pytest.param("Gram-negative bacillus", "Escherichia coli", False, id="a form never matches"),
        pytest.param("Gram-positive coccus", "Gram-positive coccus", False, id="not even the same form"),
        pytest.param("Candida guilliermondii", "Meyerozyma guilliermondii", True, id="a renamed species"),
        pytest.param("Beta-hemolytic streptococcus", "Streptococcus agalactiae", True, id="a description, its species"),
        pytest.param("Beta-hemolytic streptococcus", "Streptococcus mitis", False, id="a description, a viridans one"),
        pytest.param("Streptococcus, group C", "Streptococcus dysgalactiae", True, id="group C and its species"),
        pytest.param("Streptococcus, group C", "Streptococcus agalactiae", False, id="group C and a group B species"),
        pytest.param("Alpha-hemolytic streptococcus", "Streptococcus pneumoniae", True, id="alpha-haemolytic"),
        pytest.param("Propionibacterium", "Cutibacterium acnes", True, id="the old genus of a renamed species"),
        pytest.param("Propionibacterium", "Cutibacterium", True, id="two names of one genus"),
        pytest.param("Cutibacterium", "Propionibacterium propionicum", False, id="what was not renamed"),
    ],
)
def test_matching_between_specimens(one: str, other: str, *, expected: bool) -> None:
    assert matches(named(one), named(other)) is expected
    assert matches(named(other), named(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("Enterobacter cloacae complex", "Enterobacter cloacae", True, id="a complex and its species"),
        pytest.param("Acinetobacter baumannii complex", "Acinetobacter baumannii", True, id="another complex"),
        pytest.param("Enterobacter cloacae complex", "Enterobacter aerogenes", False, id="a complex, another species"),
        pytest.param("Enterobacter aerogenes", "Klebsiella aerogenes", True, id="renamed to another genus"),
        pytest.param("Candida sp.", "Nakaseomyces glabratus", True, id="the genus of a species' old name"),
        pytest.param("yeast", "Pichia kudriavzevii", True, id="yeast and a renamed one"),
        pytest.param("CNS", "Staph. epidermidis", True, id="abbreviations"),
        pytest.param("VRE", "Enterococcus faecium", True, id="a resistance and a species of its genus"),
        pytest.param("E. coli ESBL+", "Escherichia coli", True, id="antibiograms do not matter"),
        pytest.param("GPC in clusters", "Staphylococcus aureus", False, id="a form"),
    ],
)
def test_matching_as_laboratories_write(one: str, other: str, *, expected: bool) -> None:
    first, second = resolve(one).organism, resolve(other).organism
    assert first is not None
    assert second is not None
    assert matches(first, second) is expected
    assert matches(second, first) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("Staphylococcus epidermidis", "Staphylococcus epidermidis", True, id="same species"),
        pytest.param("Staphylococcus epidermidis", "Staphylococcus hominis", False, id="two species"),
        pytest.param("Staphylococcus epidermidis", "Coagulase-negative staphylococci", True, id="species and group"),
        pytest.param("Staphylococcus lugdunensis", "Coagulase-negative staphylococci", True, id="S. lugdunensis too"),
        pytest.param("Streptococcus salivarius", "Viridans group streptococci", True, id="viridans species and group"),
        pytest.param("Streptococcus salivarius", "Streptococcus mitis", False, id="two viridans species"),
        pytest.param("Bacillus", "Bacillus cereus", True, id="Bacillus sp. and a named one"),
        pytest.param("Propionibacterium", "Cutibacterium acnes", True, id="Propionibacterium sp. and C. acnes"),
        pytest.param("Bacillus", "Bacillus anthracis", False, id="B. anthracis is no commensal"),
        pytest.param("Diphtheroids", "Corynebacterium striatum", True, id="descriptive name and species"),
        pytest.param("Diphtheroids", "Bacillus", False, id="diphtheroids and another genus"),
        pytest.param("Staphylococcus aureus", "Staphylococcus aureus", False, id="a pathogen is no commensal"),
        pytest.param("Staphylococcus", "Staphylococcus epidermidis", False, id="the bare genus is no commensal"),
    ],
)
def test_same_commensal(one: str, other: str, *, expected: bool) -> None:
    assert same_commensal(named(one), named(other)) is expected
    assert same_commensal(named(other), named(one)) is expected


def test_the_more_precise_name_is_reported() -> None:
    group, species = named("Coagulase-negative staphylococci"), named("Staphylococcus epidermidis")
    assert more_precise(group, species) == more_precise(species, group) == species


def test_diarrhoeagenic_coli_is_the_same_species_as_coli() -> None:
    assert matches(named("Diarrheagenic Escherichia coli"), named("Escherichia coli"))

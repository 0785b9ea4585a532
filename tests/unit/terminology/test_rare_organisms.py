"""Genera that laboratories name rarely, and old names: each resolves, and none becomes a commensal by accident."""

import pytest

from graftwatch.terminology.organism import Eligibility, OrganismKind
from graftwatch.terminology.organisms import resolve
from graftwatch.terminology.rare_bacteria_table import RARE_BACTERIA
from graftwatch.terminology.synonyms import RENAMED_SPECIES


@pytest.mark.parametrize("genus", [genus for row in RARE_BACTERIA for genus in row.genera.split()])
def test_a_rare_genus_is_a_pathogen_without_flags(genus: str) -> None:
    """None of them belongs to a family of bsi.md's commensals; a genus that is renamed takes that one's flags."""
    for words in (genus, f"{genus} nobodyensis"):
        found = resolve(words).organism
        assert found is not None
        assert not found.common_commensal
        assert found.mbi is (genus == "Anaerobutyricum")  # a Eubacterium once, and on the list as such


@pytest.mark.parametrize("old", sorted(RENAMED_SPECIES))
def test_an_old_name_is_read(old: str) -> None:
    found, accepted = resolve(old).organism, resolve(RENAMED_SPECIES[old]).organism
    assert found is not None
    assert accepted is not None
    assert (found.genus, found.common_commensal, found.mbi) == (
        accepted.genus,
        accepted.common_commensal,
        accepted.mbi,
    )


@pytest.mark.parametrize(
    ("words", "name", "kind", "eligibility"),
    [
        pytest.param(
            "Escherichia coli, serotype O157:H7",
            "Diarrheagenic Escherichia coli",
            OrganismKind.BACTERIUM,
            Eligibility.EXCLUDED_AS_PRIMARY,
            id="an enterohaemorrhagic serotype behind a comma is excluded as primary",
        ),
        pytest.param(
            "Streptococcus cremoris",
            "Lactococcus lactis",
            OrganismKind.BACTERIUM,
            Eligibility.ELIGIBLE,
            id="a lactococcus of old is no streptococcus",
        ),
        pytest.param(
            "Dactylaria gallopava",
            "Ochroconis gallopava",
            OrganismKind.MOULD,
            Eligibility.ELIGIBLE,
            id="a mould by its old name",
        ),
        pytest.param(
            "Kazachstania bovina", "Kazachstania bovina", OrganismKind.YEAST, Eligibility.ELIGIBLE, id="a rare yeast"
        ),
        pytest.param(
            "Haplorchis taichui",
            "Haplorchis taichui",
            OrganismKind.PARASITE,
            Eligibility.EXCLUDED_AS_PRIMARY,
            id="a fluke is no primary pathogen",
        ),
    ],
)
def test_rare_names(words: str, name: str, kind: OrganismKind, eligibility: Eligibility) -> None:
    found = resolve(words).organism
    assert found is not None
    assert (found.name, found.kind, found.eligibility) == (name, kind, eligibility)
    assert not found.common_commensal

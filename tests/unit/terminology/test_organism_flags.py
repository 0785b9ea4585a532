"""Flags of terms that the tables never saw: the taxonomy must give them."""

import pytest

from graftwatch.terminology.organisms import named, resolve
from organism_flags import FLAGS


@pytest.mark.parametrize(("term", "common_commensal", "mbi"), FLAGS)
def test_flags_of_a_term(term: str, *, common_commensal: bool, mbi: bool) -> None:
    organism = resolve(term).organism
    assert organism is not None
    assert (organism.common_commensal, organism.mbi) == (common_commensal, mbi)
    assert named(organism.name) == organism

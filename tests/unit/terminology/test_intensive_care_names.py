"""Every organism name of public intensive-care microbiology is resolved, left to a person, or no organism."""

import pytest

from graftwatch.terminology.organisms import resolve
from intensive_care_names import NAMES

_WITHOUT_ORGANISM = {"unresolved": "?", "not_an_organism": "-"}


@pytest.mark.parametrize(("written", "canonical"), NAMES)
def test_name_of_an_intensive_care_laboratory(written: str, canonical: str) -> None:
    found = resolve(written)
    answer = found.organism.name if found.organism else _WITHOUT_ORGANISM[found.status.value]
    assert answer == canonical

"""The worked examples in docstrings hold."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "services"
WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(SERVICES).with_suffix("").parts).removesuffix(".__init__")
    for path in SERVICES.rglob("*.py")
    if ">>> " in path.read_text()
)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_of(module: str) -> None:
    result = doctest.testmod(import_module(module))
    assert result.attempted > 0
    assert result.failed == 0

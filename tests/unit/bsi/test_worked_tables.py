"""The worked date tables in the rules' docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

from graftwatch import bsi

RULES = sorted(module.name for module in pkgutil.iter_modules(bsi.__path__, "graftwatch.bsi."))


@pytest.mark.parametrize("name", RULES)
def test_worked_table(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_rules_have_worked_tables() -> None:
    found = [doctest.DocTestFinder().find(importlib.import_module(name)) for name in RULES]
    assert sum(bool(one.examples) for tests in found for one in tests) >= 7

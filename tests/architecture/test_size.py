"""Nothing grows past reading: files, functions, and a docstring at the head of each module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST_FILE_LINES = 350
LARGEST_FUNCTION_LINES = 60
SOURCES = sorted(path for room in ("services", "tests", "deploy") for path in (ROOT / room).rglob("*.py"))
PACKAGE = [path for path in SOURCES if path.is_relative_to(ROOT / "services")]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _too_long_functions(source: str, at_most: int) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > at_most:
                yield f"{node.name}, line {node.lineno}, has {lines} lines"


def test_there_is_something_to_measure() -> None:
    assert len(PACKAGE) > 10


def test_files_are_short_enough() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > LARGEST_FILE_LINES} == {}


def test_functions_are_short_enough() -> None:
    long = {_name(path): list(_too_long_functions(path.read_text(), LARGEST_FUNCTION_LINES)) for path in SOURCES}
    assert {name: functions for name, functions in long.items() if functions} == {}


def test_each_module_says_what_it_is_for() -> None:
    assert [_name(path) for path in PACKAGE if not ast.get_docstring(ast.parse(path.read_text()))] == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param(60, [], id="as long as allowed"),
        pytest.param(61, ["long, line 1, has 61 lines"], id="one line more"),
    ],
)
def test_the_measure_itself(lines: int, found: list[str]) -> None:
    source = "def long():\n" + "    pass\n" * (lines - 1)
    assert list(_too_long_functions(source, LARGEST_FUNCTION_LINES)) == found

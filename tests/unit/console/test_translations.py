"""Every sentence of the console has its Japanese, with places for the same values; none is translated in vain."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import graftwatch.console
import graftwatch.entrypoints.console

CONSOLE = Path(graftwatch.console.__file__).parent
DESKS = Path(graftwatch.entrypoints.console.__file__).parent
CATALOGUES = sorted((CONSOLE / "locale" / "ja").glob("*.po"))
PLACE = re.compile(r"%\((\w+)\)[ds.0-9f]*[dsf]|\{(\w*)\}")


def said_in(file: Path, method: str) -> Iterator[str]:
    """The sentences of a file; of one that has a form for many, that for one."""
    options = {"trimmed": "true", "silent": "false"} if method.startswith("jinja2") else {}
    for _, message, _, _ in extract(method, BytesIO(file.read_bytes()), options=options):
        one = message if isinstance(message, str) else message[0]
        if one:
            yield one


def python_files() -> list[Path]:
    """The program behind the pages."""
    return [file for file in (*CONSOLE.rglob("*.py"), *DESKS.rglob("*.py")) if "node_modules" not in file.parts]


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every sentence, with a file that says it."""
    found: dict[str, str] = {}
    for file in sorted((CONSOLE / "templates").rglob("*.j2")):
        found |= dict.fromkeys(said_in(file, "jinja2.ext:babel_extract"), file.name)
    for file in python_files():
        found |= dict.fromkeys(said_in(file, "python"), file.name)
    return found


@pytest.fixture(scope="module")
def translated() -> dict[str, dict[str, str]]:
    """By sentence: its Japanese by catalogue."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for catalogue in CATALOGUES:
        for message in read_po(BytesIO(catalogue.read_bytes()), locale="ja"):
            if message.id:
                english = message.id if isinstance(message.id, str) else message.id[0]
                japanese = message.string if isinstance(message.string, str) else message.string[0]
                assert not message.fuzzy, f"{catalogue.name}: {english} is not sure of itself"
                found[english][catalogue.name] = japanese
    return found


def test_every_sentence_has_its_japanese(said: dict[str, str], translated: dict[str, dict[str, str]]) -> None:
    missing = [f"{file}: {one}" for one, file in sorted(said.items()) if not any(translated.get(one, {}).values())]

    assert not missing, "\n".join(missing)


def test_nothing_is_translated_that_nobody_says(said: dict[str, str], translated: dict[str, dict[str, str]]) -> None:
    """A refusal is written where it is raised, and translated where it is shown: any text of the program counts."""
    texts = {
        node.value
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    known = said.keys() | texts
    unused = [f"{', '.join(where)}: {one}" for one, where in sorted(translated.items()) if one not in known]

    assert not unused, "\n".join(unused)


def test_a_sentence_is_translated_in_one_way(translated: dict[str, dict[str, str]]) -> None:
    differing = [f"{one}: {where}" for one, where in sorted(translated.items()) if len(set(where.values())) > 1]

    assert not differing, "\n".join(differing)


def test_values_stand_in_both_languages(translated: dict[str, dict[str, str]]) -> None:
    differing = [
        f"{where}: {one} / {japanese}"
        for one, each in sorted(translated.items())
        for where, japanese in each.items()
        if japanese and places(one) - {"num"} != places(japanese) - {"num"}
    ]

    assert not differing, "\n".join(differing)


def places(words: str) -> set[str]:
    """The names of the values in a sentence."""
    return {named or braced for named, braced in PLACE.findall(words)}

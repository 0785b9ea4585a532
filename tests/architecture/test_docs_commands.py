"""docs/commands.md says what the commands say, and every command keeps the promises of the contract."""

from pathlib import Path

import click
import pytest

from graftwatch.entrypoints.cli import COMMANDS, graftwatch
from graftwatch.entrypoints.command_docs import commands, page

DOCUMENT = Path(__file__).parents[2] / "docs" / "commands.md"
ALL = dict(commands(graftwatch))
LEAVES = {name: one for name, one in ALL.items() if not isinstance(one, click.Group)}
# It prints one JSON line when it is ready, always.
WITHOUT_JSON = {"graftwatch serve"}


def test_the_document_is_what_the_commands_say() -> None:
    assert DOCUMENT.read_text("utf-8") == page(), "run `python -m graftwatch.entrypoints.command_docs`"


def test_every_command_of_the_overview_is_there() -> None:
    assert {name.split()[1] for name in ALL} == set(COMMANDS)


@pytest.mark.parametrize("name", ALL)
def test_a_command_is_documented_with_each_option(name: str) -> None:
    text = DOCUMENT.read_text("utf-8").split(f"# `{name}`\n")[1].split("\n#")[0]
    missing = [one for option in ALL[name].params if isinstance(option, click.Option) for one in option.opts]
    assert [one for one in missing if f"`{one}`" not in text] == []


@pytest.mark.parametrize("name", LEAVES)
def test_a_command_has_an_example_and_json(name: str) -> None:
    command = LEAVES[name]
    assert f"Example: {name}" in (command.help or "")
    assert name in WITHOUT_JSON or any("--json" in one.opts for one in command.params)


@pytest.mark.parametrize("name", LEAVES)
def test_each_option_says_what_it_is_for(name: str) -> None:
    silent = [one.name for one in LEAVES[name].params if isinstance(one, click.Option) and not one.help]
    # A decision's fields are described where their document is; a field that says it all by its name needs no more.
    assert silent == [] or name.startswith("graftwatch decide ")

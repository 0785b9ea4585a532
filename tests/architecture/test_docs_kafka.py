"""docs/kafka.md and docs/scaling.md name what there is: commands, settings, metrics, broker settings, files."""

import re
from pathlib import Path

import pytest

from compose_file import server_properties, services
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.command_docs import commands
from graftwatch.entrypoints.settings import load_settings

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("kafka.md", "scaling.md")
SETTINGS = re.compile(r"`(kafka\.[a-z_.]+[a-z])`")


def text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"^ *```{kind}\n(.*?)^ *```", text(name), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_every_command_that_is_named_is_there_with_its_options(name: str) -> None:
    known = dict(commands(graftwatch))
    said = [*re.findall(r"`(graftwatch [^`]+)`", text(name))]
    said += [one for block in blocks(name, "sh") for one in re.findall(r"graftwatch [^\n|]*", block)]
    for words in said:
        parts = [one for one in words.split() if one != "compose"]
        command = next((" ".join(parts[:n]) for n in (3, 2) if " ".join(parts[:n]) in known), "")
        assert command, words
        options = {one for option in known[command].params for one in option.opts}
        assert set(re.findall(r"--[a-z-]+", words)) <= options, words
    assert said or name != "kafka.md"


def test_the_settings_that_are_shown_can_be_used(tmp_path: Path) -> None:
    for index, block in enumerate(blocks("kafka.md", "toml")):
        file = tmp_path / f"{index}.toml"
        file.write_text(re.sub(r"^   ", "", block, flags=re.MULTILINE))
        assert load_settings(file).engine == "kafka"


@pytest.mark.parametrize("name", [*PAGES, "kafka-troubles.md"])
def test_every_setting_that_is_named_is_documented(name: str) -> None:
    documented = text("settings.md")
    missing = [one for one in SETTINGS.findall(text(name)) if one.rpartition(".")[2] not in documented]
    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_every_metric_that_is_named_is_documented(name: str) -> None:
    documented = text("metrics.md")
    assert [one for one in re.findall(r"`(graftwatch_[a-z_]+)", text(name)) if one not in documented] == []


def test_the_broker_settings_are_those_of_the_compose_file() -> None:
    table = text("kafka.md").split("| broker setting |")[1].split("\n\n")[0]
    rows = re.findall(r"^ *\| (`[^|]+`) \| ([^|]+) \|", table, re.MULTILINE)
    shown = {
        name: value
        for names, values in rows
        for name, value in zip(re.findall(r"`([a-z.]+)`", names), values.strip().split(", "), strict=True)
    }
    used = server_properties(services()["kafka-1"]["environment"])
    assert len(shown) > 8
    assert {name: used.get(name) for name in shown} == shown


def test_links_lead_somewhere() -> None:
    for name in PAGES:
        for target in re.findall(r"\]\(([^)#]+)", text(name)):
            assert (DOCS / target).exists(), target

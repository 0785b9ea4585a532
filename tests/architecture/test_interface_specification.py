"""The interface specification says what the reader does: generated files, structures, and every example."""

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hl7apy.parser import parse_message

from graftwatch.entrypoints.interface.examples import EXAMPLES, Example
from graftwatch.entrypoints.interface.published import published
from graftwatch.entrypoints.interface.static_definition import STRUCTURES
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.fields_read import FIELDS_READ
from graftwatch.hl7.lint import lint
from graftwatch.hl7.to_facts import UNDERSTOOD_MESSAGES
from graftwatch.protocol import Protocol
from graftwatch.terminology.site_codes import SiteCodes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "schemas" / "hl7" / "examples"
OWN = [pytest.param(one, id=one.name) for one in EXAMPLES]


def test_what_is_published_is_what_the_tables_say() -> None:
    wanted = published(FOLDER)
    held = {name: (ROOT / name).read_text("utf-8") for name in wanted}
    assert held == wanted, "the reader's tables changed: run `make schemas` and look at the difference"
    files = {f"schemas/hl7/{one.name}" for one in FOLDER.parent.iterdir() if one.is_file()}
    assert files == {name for name in wanted if name.startswith("schemas/hl7")}


def test_every_example_is_in_the_list() -> None:
    assert {one.stem for one in FOLDER.iterdir()} == {one.name for one in EXAMPLES}


@pytest.mark.parametrize("example", OWN)
def test_an_example_gives_the_facts_that_the_document_says(example: Example) -> None:
    said = lint((FOLDER / f"{example.name}.hl7").read_bytes(), FeedDefaults("hospital"), Protocol().zone, SiteCodes())
    assert said.unread is None
    assert sorted(said.facts) == sorted(example.facts)
    assert said.type.split("^")[0] in UNDERSTOOD_MESSAGES
    assert f"{said.type}" in example.shows.replace(":", " ").replace(",", " ").split()[0]


@pytest.mark.parametrize("example", OWN)
def test_an_example_is_structured_as_the_standard_has_it(example: Example) -> None:
    content = (FOLDER / f"{example.name}.hl7").read_bytes()
    text = content.decode("iso2022_jp_ext" if b"\x1b" in content else "utf-8").replace("\n", "\r")
    read = parse_message(text, find_groups=True)
    assert [line[:3] for line in read.to_er7().split("\r") if line] == [line[:3] for line in text.split("\r") if line]


def test_every_kind_of_message_that_is_read_has_an_example() -> None:
    shown = {one.shows.split("^")[0] for one in EXAMPLES}
    # OPU, ORF, ORM and OMG are read as OUL, ORU and OML are.
    assert set(UNDERSTOOD_MESSAGES) - {"OPU", "ORF", "ORM", "OMG"} == shown


@pytest.mark.parametrize("one", STRUCTURES, ids=lambda one: one.structure)
def test_a_static_definition_has_every_field_that_is_read_in_its_place(one: object) -> None:
    name = one.structure  # type: ignore[attr-defined]  # a Structure, by the list
    root = fromstring((FOLDER.parent / f"{name}.xml").read_text("utf-8"))  # noqa: S314 - our own file
    segments = {segment.get("Name", ""): segment for segment in root.iter("Segment")}
    assert "MSH" in segments
    usages = {(field.segment, field.number): field.usage.value for field in FIELDS_READ}
    for segment, element in segments.items():
        fields = element.findall("Field")
        for number, field in enumerate(fields, 1):
            wanted = usages.get((segment, number))
            assert field.get("Usage") == wanted if wanted else field.get("Usage") in {"O", "X"}, (segment, number)


def test_the_acknowledgements_are_those_of_table_0155() -> None:
    said = json.loads((FOLDER.parent / "profile.json").read_text("utf-8"))["acknowledgements"]
    by_wish = {(one["MSH-15"], one["MSH-16"]): list(one["answers"].values()) for one in said}
    assert by_wish["", ""] == [["AA"], ["AE"], ["AR"]]
    assert by_wish["AL", "NE"] == [["CA"], ["CE"], ["CR"]]
    assert by_wish["ER", "NE"] == [[], ["CE"], ["CR"]]
    assert by_wish["SU", ""] == [["CA"], [], []]
    assert by_wish["NE", "NE"] == [[], [], []]
    assert by_wish["AL", "AL"] == [["CA", "AA"], ["CE", "AE"], ["CR", "AR"]]


@pytest.mark.parametrize("name", ["ASCII", "8859/15", "ISO IR87", "GB 18030-2000", "KS X 1001", "UNICODE UTF-8"])
def test_the_character_sets_of_the_standard_are_said_to_be_read(name: str) -> None:
    said = json.loads((FOLDER.parent / "profile.json").read_text("utf-8"))["character_sets"]
    assert said[name] == {"read": True}

"""docs/answers.md says of every row what the program answers."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from graftwatch.adapters.mllp.turned_away import TurnedAway
from graftwatch.hl7.acknowledgement import Outcome, code_for, second_code_for
from graftwatch.hl7.header import Header, read_header

DOCUMENT = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")
EACH = ("", "AL", "ER", "SU", "NE")


def rows(heading: str) -> list[list[str]]:
    section = DOCUMENT.split(f"## {heading}")[1].split("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def values(cell: str) -> list[str]:
    """The values that a cell stands for."""
    if cell == "any":
        return list(EACH)
    return ["" if word == "empty" else word for word in re.split(r", | or ", cell)]


def header(accept_ack: str, application_ack: str) -> Header:
    read = read_header(f"MSH|^~\\&|A|B|C|D|1||ORU^R01|1|P|2.5.1|||{accept_ack}|{application_ack}\r".encode())
    assert isinstance(read, Header)
    return read


@pytest.mark.parametrize(
    ("heading", "answered"),
    [("Which answer is sent: MSH-15 and MSH-16", code_for), ("The second answer", second_code_for)],
)
def test_the_tables_of_acknowledgements_are_whole_and_true(
    heading: str, answered: Callable[[Header, Outcome], bytes | None]
) -> None:
    said: dict[tuple[str, str], tuple[bytes | None, ...]] = {}
    for accept_cell, application_cell, *codes in rows(heading):
        for pair in product(values(accept_cell), values(application_cell)):
            assert pair not in said, f"{pair} stands in two rows"
            said[pair] = tuple(None if code == "-" else code.encode() for code in codes)
    assert said == {
        pair: tuple(answered(header(*pair), outcome) for outcome in Outcome) for pair in product(EACH, EACH)
    }


def test_every_reason_to_turn_a_connection_away_is_documented() -> None:
    assert [row[0].strip("`") for row in rows("Connections that are not taken")] == list(TurnedAway)

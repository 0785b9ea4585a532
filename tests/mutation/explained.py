"""The survivors that were looked at and change nothing, each with its reason (`explained.csv`)."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("explained.csv")


@dataclass(frozen=True, slots=True)
class Change:
    """What a mutant changes: the lines as they were and as they become, each stripped and joined by a blank."""

    file: str
    function: str
    was: str
    becomes: str


def _read() -> dict[Change, str]:
    with FILE.open(encoding="utf-8", newline="") as rows:
        return {
            Change(row["file"], row["function"], row["was"], row["becomes"]): row["reason"]
            for row in csv.DictReader(rows)
        }


EXPLAINED: Final = _read()

"""A hospital's SS-MIX2 storage for a bench: many patients, days over three years, the types that such a storage has.

Each patient has some days in hospital or clinic, each day some types, most of them orders and the like that nobody
here takes; messages are small and in ISO 2022. About one file in thirty is of the last 35 days.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.bench.service import now

from graftwatch.hl7.ssmix2 import Flag, StorageName, build_name

DAYS = 3 * 365
FILES_A_PATIENT = 50
TYPES = ("OML-11", "OML-01", "OMP-01", "OMP-11", "OMP-02", "OMP-12", "ADT-22", "ADT-42", "ADT-52", "OMG-01", "PPR-01")
# How often each of them is among a day's types.
WEIGHTS = (22, 20, 15, 8, 10, 8, 3, 4, 3, 5, 2)
SUPERSEDED_EVERY = 12
TEXT = b"\x1b$B7l1UG]M\\\x1b(B"


@dataclass(frozen=True, slots=True)
class Tree:
    """What was built: the root, some patients of it, and how many files are current, of wanted types and recent."""

    root: Path
    patients: list[str]
    files: int


def message(name: StorageName, control_id: str) -> bytes:
    """A laboratory result of somebody who is nobody's recipient."""
    lines = "".join(f"\rOBX|{number}|NM|3B035000002327201^AST^JC10||{20 + number}|U/L||||||F" for number in range(1, 9))
    return (
        (
            f"MSH|^~\\&|HIS|H|GW|H|{name.at[:14]}||OUL^R22^OUL_R22|{control_id}|P|2.5||||||~ISO IR87||ISO 2022-1994"
            f"\rPID|1||{name.patient}^^^^PI||"
        ).encode("ascii")
        + TEXT
        + f"\rPV1|1|I\rSPM|1|{name.order}||019{lines}\r".encode("ascii")
    )


def put(root: Path, name: StorageName, control_id: str) -> Path:
    """Writes one file; folders are made where they are missing."""
    folder = f"{root}/{name.folder}"
    path = f"{folder}/{build_name(name)}"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 -- a path object for each of a million files costs
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(descriptor, message(name, control_id))
    os.close(descriptor)
    return Path(path)


def build(root: Path, files: int, seed: int = 1) -> Tree:
    """Builds a storage of so many files."""
    random = Random(seed)
    patients = [f"{random.randrange(10**10):010d}" for _ in range(max(1, files // FILES_A_PATIENT))]
    for count, name in zip(range(files), _names(random, patients), strict=False):
        put(root, name, f"B{count}")
    return Tree(root, patients, files)


def _names(random: Random, patients: list[str]) -> Iterator[StorageName]:
    today = now()
    while True:
        for patient in patients:
            yield from _day(random, patient, (today - timedelta(days=random.randrange(DAYS))).strftime("%Y%m%d"))


def _day(random: Random, patient: str, day: str) -> Iterator[StorageName]:
    for data_type in set(random.choices(TYPES, WEIGHTS, k=3)):
        for _ in range(random.choice((1, 1, 2))):
            order, at = f"{random.randrange(10**15):015d}", f"{day}{random.randrange(10**9):09d}"
            one = StorageName(patient, day, data_type, order, at, "01", Flag.CURRENT)
            if not random.randrange(SUPERSEDED_EVERY):
                yield replace(one, at=f"{day}000000000", flag=Flag.SUPERSEDED)
            yield one

"""One hash of everything that decides an event or who counts: the program's rules, by their own text."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

ROOMS: Final = ("assessment", "bsi", "committee", "facts", "findings", "rejection", "safety", "terminology")


@cache
def rules_sha256() -> str:
    """The hash of the rooms' files, by name and content: the same wherever they are installed."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for name, content in sorted(_files(files("graftwatch") / room, room)):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found = list[tuple[str, bytes]]()
    for one in folder.iterdir():
        if one.name == "__pycache__":
            continue
        place = f"{name}/{one.name}"
        found += _files(one, place) if one.is_dir() else [(place, one.read_bytes())]
    return found

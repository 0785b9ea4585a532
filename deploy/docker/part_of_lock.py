# ruff: noqa: INP001 -- a script that the image's build runs
"""The part of requirements.lock that some packages need, with its hashes: what goes into the image, and no more.

Usage: python part_of_lock.py service | hatchling [NAME …]

`service` stands for what pyproject.toml names for a running service: its dependencies and those of the extra `kafka`.
What a package needs is read from the lock itself, whose `# via` lines say by what each package came in. Only Python's
own library is used, for it runs before anything is installed.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def blocks(lock: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each locked package: its name, its lines, and what it came in by; one may be there once for each Python."""
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]:
        comments = " ".join(line.strip(" #") for line in block.splitlines() if line.lstrip().startswith("#"))
        yield _normal(block), block, [_normal(one) for one in comments.removeprefix("via").split()]


def needed(wanted: Iterable[str], via: Mapping[str, Iterable[str]]) -> set[str]:
    """The names wanted and all that came in by them, however far."""
    found: set[str] = set()
    further = set(wanted)
    while further:
        found |= further
        further = {name for name, by in via.items() if not found.isdisjoint(by)} - found
    return found


def of_service(project: str) -> set[str]:
    """What pyproject.toml names for a running service on either engine."""
    said = tomllib.loads(project)["project"]
    return {_normal(one) for one in (*said["dependencies"], *said["optional-dependencies"]["kafka"])}


def part(lock: str, wanted: Iterable[str]) -> str:
    """The part of the lock, as it stands there."""
    held = list(blocks(lock))
    via: dict[str, list[str]] = {}
    for name, _, by in held:
        via.setdefault(name, []).extend(by)
    names = needed(wanted, via)
    return "".join(block for name, block, _ in held if name in names)


def _normal(text: str) -> str:
    found = _NAME.match(text)
    return re.sub(r"[-_.]+", "-", found.group()).lower() if found else ""


def _main(names: list[str]) -> None:
    wanted = {_normal(one) for one in names if one != "service"}
    if "service" in names:
        wanted |= of_service(Path("pyproject.toml").read_text("utf-8"))
    sys.stdout.write(part(Path("requirements.lock").read_text("utf-8"), wanted))


if __name__ == "__main__":
    _main(sys.argv[1:])

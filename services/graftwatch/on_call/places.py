"""Where in a TOML text something stands: its line, for a fault's place.

Python's reader of TOML says no lines. Headers and keys that begin a line are found here; what stands inside of an
inline table has the line of the key that it belongs to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

_HEADER = re.compile(r"^\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_LONG = re.compile(r'"""|\'\'\'')

Path = tuple[str | int, ...]


def lines_of(text: str) -> dict[Path, int]:
    """The line of every table, of every element of an array of tables, and of every key that begins a line."""
    found: dict[Path, int] = {}
    arrays: dict[Path, int] = {}
    table: Path = ()
    for number, line in _outside_long_strings(text):
        if header := _HEADER.match(line):
            table = _indexed(_parts(header[2]), arrays, is_element=header[1] == "[[")
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def line_at(lines: Mapping[Path, int], place: Sequence[str | int]) -> int | None:
    """The line of a place, or of the nearest that it is part of."""
    path = tuple(place)
    return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), None)


def _outside_long_strings(text: str) -> Iterator[tuple[int, str]]:
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if not inside:
            yield number, line
        inside ^= len(_LONG.findall(line)) % 2 == 1


def _parts(dotted: str) -> Path:
    return tuple(one.strip("\"'") for one in _PART.findall(dotted))


def _indexed(parts: Path, arrays: dict[Path, int], *, is_element: bool) -> Path:
    """A header's path with the numbers of the array elements that it lies in."""
    path: Path = ()
    for position, part in enumerate(parts):
        path = (*path, part)
        if is_element and position == len(parts) - 1:
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path

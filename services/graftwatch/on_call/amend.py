"""Changes of the operator's file that leave every other line as it is, comments too: an override, a duty's calendar."""

import re
import tomllib
from datetime import datetime
from typing import Any

from graftwatch.on_call.places import lines_of


class NotAmendableError(ValueError):
    """The file is written in a way that cannot be added to; the message says the mend."""


def with_override(text: str, duty: str, person: str, begins: datetime, ends: datetime) -> str:
    """The text with one override more, at its end; times with their offset, so that they mean one instant."""
    lines = [
        "[[overrides]]",
        f'duty = "{duty}"',
        f'person = "{person}"',
        f"from = {begins.isoformat(timespec='seconds')}",
        f"to = {ends.isoformat(timespec='seconds')}",
    ]
    overrides = [*tomllib.loads(text).get("overrides", []), None]
    return _checked(_appended(text, lines), ("overrides",), len(overrides))


def with_calendar(text: str, duty: str, calendar: str) -> str:
    """The text with a duty's `calendar` set; a duty that is not there yet is added at the end."""
    lines, kept, ending = lines_of(text), text.splitlines(keepends=True), _ending(text)
    stated = f'calendar = "{calendar}"'
    place: tuple[str | int, ...] = ("duties", duty)
    if (*place, "calendar") in lines:
        number = lines[*place, "calendar"] - 1
        kept[number] = re.sub(r"""=\s*("[^"]*"|'[^']*')""", lambda _: f'= "{calendar}"', kept[number], count=1)
        amended = "".join(kept)
    elif place in lines and kept[lines[place] - 1].lstrip().startswith("["):
        kept.insert(lines[place], f"{stated}{ending}")
        amended = "".join(kept)
    else:
        amended = _appended(text, [f"[duties.{duty}]", stated])
    return _checked(amended, ("duties", duty, "calendar"), calendar)


def _ending(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _appended(text: str, lines: list[str]) -> str:
    ending = _ending(text)
    gap = ending if not text or text.endswith("\n") else ending * 2
    return f"{text}{gap}{ending.join(lines)}{ending}"


def _checked(amended: str, place: tuple[str, ...], wanted: object) -> str:
    """The text, if it now says what it should.

    Raises:
        NotAmendableError: inline tables or arrays stand where a table would have to be added.
    """
    try:
        found: Any = tomllib.loads(amended)
        for part in place:
            found = found[part]
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        found = None
    if (len(found) if isinstance(found, list) else found) != wanted:
        name = ".".join(place)
        raise NotAmendableError(f"`{name}` is written in a way that cannot be added to; write it as a table of its own")
    return amended

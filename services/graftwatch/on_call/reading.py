"""Reads an on-call file with its calendars: all or nothing, every fault with its line, its place and the mend.

Values are never repeated in a fault: addresses and names may be among them.
"""

import difflib
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from graftwatch.on_call.calendar_in import CalendarError, ShiftCalendar
from graftwatch.on_call.file import Duty, Hours, Layer, OnCallFile, Override, Person, folded
from graftwatch.on_call.local_times import instant_of
from graftwatch.on_call.places import Path, line_at, lines_of
from graftwatch.on_call.rota import Rota

KEYS = sorted(
    {
        field.alias or name
        for model in (OnCallFile, Person, Duty, Layer, Hours, Override)
        for name, field in model.model_fields.items()
    }
)


@dataclass(frozen=True, slots=True)
class OnCallFault:
    """One fault: where, what, and how to mend it."""

    source: str
    line: int | None
    place: str
    text: str

    def __str__(self) -> str:
        """One line."""
        line = f", line {self.line}" if self.line else ""
        return (
            f"{self.source}{line}: `{self.place}`: {self.text}" if self.place else f"{self.source}{line}: {self.text}"
        )


class OnCallFileError(ValueError):
    """The on-call file cannot be used; `faults` lists every reason."""

    def __init__(self, faults: list[OnCallFault]) -> None:
        super().__init__("\n".join(str(one) for one in faults))
        self.faults = tuple(faults)


def read_rota(text: str, source: str, channels: Collection[str] | None, content_of: Callable[[str], bytes]) -> Rota:
    """The rota of an on-call file.

    Args:
        text: the file's content.
        source: the file's name, for faults.
        channels: the names of the settings' channels; None: not known, any may be named.
        content_of: gives the content of a calendar by its name in the file; raises `CalendarError`.

    Raises:
        OnCallFileError: with every fault of the file and its calendars.
    """
    found = _parsed(text, source)
    lines = lines_of(text)
    faults = [
        OnCallFault(source, line_at(lines, place), _dotted(place), said) for place, said in _faults_of(found, channels)
    ]
    calendars: dict[str, ShiftCalendar] = {}
    for duty, one in found.duties.items():
        if one.calendar:
            try:
                calendars[duty] = ShiftCalendar.read(content_of(one.calendar), found.zone, found.called)
            except CalendarError as fault:
                faults += [OnCallFault(one.calendar, None, "", text) for text in fault.faults]
    if faults:
        raise OnCallFileError(faults)
    return Rota(found, calendars)


def _parsed(text: str, source: str) -> OnCallFile:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise OnCallFileError([OnCallFault(source, None, "", f"not valid TOML: {fault}")]) from None
    try:
        return OnCallFile.model_validate(document)
    except ValidationError as fault:
        lines = lines_of(text)
        faults = [_fault(source, lines, one) for one in fault.errors(include_input=False, include_url=False)]
        raise OnCallFileError(faults) from None


def _fault(source: str, lines: dict[Path, int], detail: ErrorDetails) -> OnCallFault:
    place = tuple(one for one in detail["loc"] if one != "[key]")
    said = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), KEYS, n=1)
        said = f"there is no such key; {f'did you mean `{near[0]}`?' if near else 'remove it, or see docs/on-call.md'}"
    elif detail["type"] == "missing":
        said = "is missing"
    elif detail["loc"][-1:] == ("[key]",):
        said = "a name is at most 31 lower-case letters, digits, `-` and `_`, and begins with a letter or digit"
    return OnCallFault(source, line_at(lines, place), _dotted(place), said)


def _dotted(place: Path) -> str:
    return ".".join(str(one) for one in place)


def _faults_of(found: OnCallFile, channels: Collection[str] | None) -> Iterator[tuple[Path, str]]:
    yield from _name_faults(found, channels)
    for duty, one in found.duties.items():
        yield from _duty_faults(found, duty, one)
    for number, override in enumerate(found.overrides):
        place = ("overrides", number)
        if override.duty not in found.duties:
            yield (*place, "duty"), f"there is no such duty; known: {', '.join(found.duties)}"
        yield from _unknown_person(found, (*place, "person"), override.person)
        if instant_of(override.ends, found.zone) <= instant_of(override.begins, found.zone):
            yield (*place, "to"), "must be later than `from`"


def _name_faults(found: OnCallFile, channels: Collection[str] | None) -> Iterator[tuple[Path, str]]:
    for name in found.duties:
        if name in found.people:
            yield ("duties", name), "is the name of a person, too; rename one of them"
        if channels is not None and name in channels:
            yield ("duties", name), "is the name of a channel, too; rename one of them"
    spellings: dict[str, str] = {}
    for name, person in found.people.items():
        for channel in person.through if channels is not None else ():
            if channel not in (channels or ()):
                known = f"known: {', '.join(sorted(channels or ()))}"
                yield ("people", name, "through", channel), f"there is no such channel in the settings; {known}"
        if channels is not None and name in channels:
            yield ("people", name), "is the name of a channel, too; rename one of them"
        for spelling in {folded(one) for one in (name, *person.called)}:
            if spellings.setdefault(spelling, name) != name:
                yield ("people", name, "called"), f"a spelling is also that of {spellings[spelling]}"


def _duty_faults(found: OnCallFile, duty: str, one: Duty) -> Iterator[tuple[Path, str]]:
    place = ("duties", duty)
    for number, layer in enumerate(one.layers):
        for position, person in enumerate(layer.people):
            yield from _unknown_person(found, (*place, "layers", number, "people", position), person)
    if one.otherwise and one.otherwise not in (*found.duties, *found.people):
        known = ", ".join((*found.duties, *found.people))
        yield (*place, "otherwise"), f"there is no such duty or person; known: {known}"
    seen = [duty]
    while (following := found.duties.get(seen[-1])) is not None and following.otherwise:
        if following.otherwise in seen:
            if following.otherwise == duty:
                yield (*place, "otherwise"), f"goes round: {' → '.join([*seen, duty])}; name a person at the end"
            return
        seen.append(following.otherwise)


def _unknown_person(found: OnCallFile, place: Path, person: str) -> Iterator[tuple[Path, str]]:
    if person not in found.people:
        near = difflib.get_close_matches(person, found.people, n=1)
        mend = f"did you mean {near[0]}?" if near else f"known: {', '.join(found.people)}"
        yield place, f"there is no such person; {mend}"

"""The settings in force: what a type or a name says is a secret is masked, and so is what follows the host in a URL.

Where a value comes from: the environment, the command line, the file, or the default; in that order it is looked for.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import AnyUrl, BaseModel, Secret, SecretBytes, SecretStr

from graftwatch.console.service.views import SectionShown, SettingShown
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import NESTING, PREFIX, Settings

Source = Literal["default", "file", "environment", "command line", "set"]
Place = tuple[str, ...]

MASK: Final = "••••••"
_SECRET_NAMES: Final = ("password", "secret", "token", "routing_key", "api_key")
_BY_COMMAND: Final[Mapping[str, Place]] = {
    "data": ("data",),
    "engine": ("engine",),
    "http_port": ("http", "port"),
    "acknowledge_key": ("acknowledge", "key_file"),
}
"""Options of `graftwatch serve` that stand above a setting."""


def sections_of(settings: Settings, options: StartOptions | None = None) -> tuple[SectionShown, ...]:
    """Every setting by table.

    Args:
        settings: in force.
        options: what the service was started with; None: not known, and what is set is said to be set.
    """
    asked = _Sources(options)
    return tuple(_sections(settings, (), "", asked))


def _sections(model: BaseModel, place: Place, name: str, asked: "_Sources") -> Iterator[SectionShown]:
    own, inner = list[SettingShown](), list[SectionShown]()
    for field, info in type(model).model_fields.items():
        value, at = getattr(model, field), (*place, field)
        if isinstance(value, BaseModel):
            inner += _sections(value, at, f"{name}.{field}" if name else field, asked)
        elif isinstance(value, tuple) and value and all(isinstance(one, BaseModel) for one in value):
            for number, one in enumerate(value):
                called = f"{field} {getattr(one, 'name', number + 1)}"
                inner += _sections(one, (*at, str(number)), called, asked)
        else:
            is_set = field in model.model_fields_set
            text, masked = _shown(field, value)
            own.append(
                SettingShown(
                    name=field,
                    value=text,
                    masked=masked,
                    source=asked.source(at, is_set=is_set),
                    about=info.description or "",
                )
            )
    yield SectionShown(name=name, settings=tuple(own))
    yield from inner


def _shown(name: str, value: object) -> tuple[str, bool]:
    """A value in words, and whether something of it is masked."""
    if value is None or value in ((), frozenset()):
        return "–", False
    if isinstance(value, Secret | SecretStr | SecretBytes):
        return (MASK, True) if value.get_secret_value() else ("–", False)
    if isinstance(value, Mapping):
        parts = [(key, *_shown(name, one)) for key, one in value.items()]
        return ", ".join(f"{_word(key)} = {text}" for key, text, _ in parts) or "–", any(one[2] for one in parts)
    if isinstance(value, tuple | list | frozenset | set):
        ordered = sorted(value, key=str) if isinstance(value, frozenset | set) else value
        texts = [_shown(name, one) for one in ordered]
        return ", ".join(text for text, _ in texts), any(masked for _, masked in texts)
    if isinstance(value, BaseModel):
        return _shown(name, {key: getattr(value, key) for key in type(value).model_fields})
    if any(one in name for one in _SECRET_NAMES) and isinstance(value, str):
        return (MASK, True) if value else ("–", False)
    text = _word(value)
    if isinstance(value, AnyUrl) or (isinstance(value, str) and "://" in value):
        return _url(text)
    return (text or "–"), False


def _url(text: str) -> tuple[str, bool]:
    """Where a URL leads; what stands before the host, and in path and query, may be its secret."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return MASK, True
    if not parts.scheme or not host:
        return MASK, True
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    hidden = bool(parts.username or parts.password or parts.path.strip("/") or parts.query or parts.fragment)
    return (f"{origin}/{MASK}" if hidden else origin), hidden


def _word(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


class _Sources:
    """Where values come from."""

    def __init__(self, options: StartOptions | None) -> None:
        self._known = options is not None
        self._file = _read(options.config) if options and options.config else {}
        given = options.model_dump(exclude_none=True) if options else {}
        self._command = {place for option, place in _BY_COMMAND.items() if option in given}
        self._port = "mllp_port" in given
        self._environment = {one.upper() for one in os.environ if one.upper().startswith(PREFIX)}

    def source(self, place: Place, *, is_set: bool) -> Source:
        """Of the value at a place."""
        if place in self._command or (self._port and place == ("feeds", "0", "port")):
            return "command line"
        if any(PREFIX + NESTING.join(place[:depth]).upper() in self._environment for depth in range(1, len(place) + 1)):
            return "environment"
        if not self._known:
            return "set" if is_set else "default"
        return "file" if _holds(self._file, place) else "default"


def _read(file: Path) -> object:
    """The settings file; nothing where it cannot be read any more."""
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _holds(document: object, place: Place) -> bool:
    for name in place:
        if isinstance(document, list):
            if not name.isdigit() or int(name) >= len(document):
                return False
            document = document[int(name)]
        elif isinstance(document, dict) and name in document:
            document = document[name]
        else:
            return False
    return True

"""Reads a protocol file (TOML). A fault names the file, the place and the mend; all faults are listed at once."""

import difflib
import tomllib
from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from graftwatch.protocol.model import Protocol


class ProtocolError(ValueError):
    """The protocol file cannot be used; the message lists every fault with its place and mend."""


def parse_protocol(text: str, source: str) -> Protocol:
    """The protocol of a TOML text.

    Args:
        text: the file's content.
        source: the file's name, for error messages.

    Raises:
        ProtocolError: not TOML, an unknown key, or a value that cannot be.
    """
    try:
        return Protocol.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise ProtocolError(f"{source}: not valid TOML: {fault}") from None
    except ValidationError as fault:
        lines = (f"{source}: {_in_words(detail)}" for detail in fault.errors())
        raise ProtocolError("\n".join(lines)) from None


def _in_words(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "the file"
    if detail["type"] != "extra_forbidden":
        return f"`{place}`: {detail['msg'].removeprefix('Value error, ')}"
    near = difflib.get_close_matches(str(detail["loc"][-1]), _known_keys(Protocol), n=1)
    mend = f"did you mean `{near[0]}`?" if near else "remove it, or see schemas/protocol.schema.json for the keys"
    return f"`{place}`: there is no such key; {mend}"


def _known_keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for nested in _models_in(field.annotation):
            yield from _known_keys(nested)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)

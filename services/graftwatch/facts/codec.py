"""Statements as JSON and back: how an engine keeps facts.

A statement is kept as the name of its class and its fields; the name is part of the stored format and never
changes its meaning.
"""

from typing import Final, get_args

from pydantic import TypeAdapter

from graftwatch.facts.statements import Statement

_ADAPTERS: dict[str, TypeAdapter[Statement]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Statement)}

ADDED_LATER: Final = {"Acknowledgement": ("through",)}
"""Fields that a kind gained after statements of it were kept. While such a field says nothing it is left out, so that
an old statement has the same content, and the same hash, as when it was kept."""


def encode(statement: Statement) -> tuple[str, bytes]:
    """The statement's kind and its fields as JSON."""
    kind = type(statement).__name__
    silent = {name for name in ADDED_LATER.get(kind, ()) if not getattr(statement, name)}
    return kind, _ADAPTERS[kind].dump_json(statement, exclude=silent or None)


def decode(kind: str, document: bytes) -> Statement:
    """The statement of a kind and its JSON; `decode(*encode(s)) == s`.

    Raises:
        KeyError: there is no such kind of statement.
        pydantic.ValidationError: the document is not one of this kind.
    """
    return _ADAPTERS[kind].validate_json(document)

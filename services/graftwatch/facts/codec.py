"""Statements as JSON and back: how an engine keeps facts.

A statement is kept as the name of its class and its fields; the name is part of the stored format and never
changes its meaning.
"""

from typing import get_args

from pydantic import TypeAdapter

from graftwatch.facts.statements import Statement

_ADAPTERS: dict[str, TypeAdapter[Statement]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Statement)}


def encode(statement: Statement) -> tuple[str, bytes]:
    """The statement's kind and its fields as JSON."""
    kind = type(statement).__name__
    return kind, _ADAPTERS[kind].dump_json(statement)


def decode(kind: str, document: bytes) -> Statement:
    """The statement of a kind and its JSON; `decode(*encode(s)) == s`.

    Raises:
        KeyError: there is no such kind of statement.
        pydantic.ValidationError: the document is not one of this kind.
    """
    return _ADAPTERS[kind].validate_json(document)

"""Writes one endpoint's `[[boundaries]]` section into the text of a protocol file; everything else stays as it stands.

Keys, order, comments and line ends of the rest are kept, and in the section itself the comments beside keys that stay.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import tomlkit
from tomlkit.items import AbstractTable, AoT

from graftwatch.protocol.loader import parse_protocol
from graftwatch.protocol.monitoring import Boundary

KEYS = ("endpoint", "rule", "p0", "alpha", "n", "prior", "p1", "table", "looks")
Section = TypeVar("Section", bound=AbstractTable)
KEY_OF_RULE = {"beta-binomial": "prior", "sprt": "p1", "table": "table"}


def with_boundary(text: str, source: str, plan: Boundary, version: str | None = None) -> str:
    """The protocol file's text with this plan as the one boundary of its endpoint, and with a new version if given.

    A file without any `[[boundaries]]` has the defaults of all endpoints; those of the other endpoints are then
    written out, so that they stay in force.

    Raises:
        ProtocolError: the text is no protocol.
    """
    before = parse_protocol(text, source)
    others = [one for one in before.boundaries if one.endpoint != plan.endpoint]
    document = tomlkit.parse(text)
    if version is not None:
        document["version"] = version
    _write(document, plan, others)
    amended = tomlkit.dumps(document)
    after = parse_protocol(amended, source)
    held = [one for one in after.boundaries if one.endpoint == plan.endpoint]
    if held != [plan] or {one.endpoint for one in after.boundaries} != {one.endpoint for one in (*others, plan)}:
        raise AssertionError("the amended file does not hold the plan")
    return amended


def _write(document: tomlkit.TOMLDocument, plan: Boundary, others: Sequence[Boundary]) -> None:
    written: Any = document.get("boundaries")
    standing = next((one for one in written or () if one["endpoint"] == plan.endpoint), None)
    if standing is not None:
        _amend(standing, plan)
    elif written is None:
        document["boundaries"] = sections = tomlkit.aot()
        for one in (*others, plan):
            _append(sections, one)
    elif isinstance(written, AoT):
        _append(written, plan)
    else:  # a list on one line
        written.append(_amend(tomlkit.inline_table(), plan))


def _append(sections: AoT, plan: Boundary) -> None:
    if len(sections):
        sections[-1].add(tomlkit.nl())
    sections.append(_amend(tomlkit.table(), plan))


def _amend(section: Section, plan: Boundary) -> Section:
    """Sets what differs, adds what is missing, takes out what this rule does not use."""
    wanted = _values(plan)
    for key in [key for key in section if key not in wanted]:
        del section[key]
    for key, value in wanted.items():
        if key not in section or section[key] != value:
            section[key] = _item(value)
    return section


def _values(plan: Boundary) -> dict[str, object]:
    """What the section says, plain; only what the rule uses."""
    unused = set(KEY_OF_RULE.values()) - {KEY_OF_RULE.get(plan.rule)}
    values = {key: getattr(plan, key) for key in KEYS if key not in unused}
    return {key: _plain(value) for key, value in values.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(n): events for n, events in sorted(value.items())}
    return list(value) if isinstance(value, tuple) else value


def _item(value: object) -> Any:  # noqa: ANN401 - an item of the library, as its own functions type it
    """A table on one line, as people write it, rather than as a section of its own."""
    if not isinstance(value, dict):
        return tomlkit.item(value)
    inline = tomlkit.inline_table()
    inline.update(value)
    return inline

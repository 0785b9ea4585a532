"""The interface specification as a document for people: the profile's tables, and every example with what it gives."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from graftwatch.entrypoints.interface.examples import EXAMPLES, Example
from graftwatch.entrypoints.interface.profile import header_wanting
from graftwatch.entrypoints.interface.static_definition import STRUCTURES
from graftwatch.hl7.acknowledgement import Outcome, Refusal, accept, refuse
from graftwatch.hl7.fields_read import segments_read
from graftwatch.hl7.header import RejectionReason

HEAD: Final = """# Interface specification: HL7 v2 from the hospital to graftwatch

Generated from the reader's own tables by `make schemas`; a test compares them. For machines the same stands in
`schemas/hl7/profile.json`, and as HL7 v2 conformance profiles (Static Definitions) in `schemas/hl7/*.xml`. How a feed
is connected, step by step: [connecting-a-feed.md](connecting-a-feed.md). Messages are read as they are sent, not as
they are specified: other delimiters, CR, LF or CRLF, Z-segments anywhere, too few and too many fields.
"""
TRANSPORT: Final = """\
MLLP over TCP, plain or TLS: a frame is `0x0b`, the message, `0x1c 0x0d`. Connections stay open; many messages may be in
flight, answers come in their order. Bytes between frames are counted and skipped. A message counts as taken when its
acknowledgement has come, and is then on disk; one without is to be sent again.
"""
USAGE: Final = """\
R: nothing can be made of the message without it. RE: sent wherever it is known. C: needed in the case that is named.
Any other field may be sent, and is ignored.
"""
CHARSETS: Final = """\
Japanese: `~ISO IR87` with ISO 2022 escapes; delimiters count only outside two-byte runs. A byte that is not of the
declared set is never replaced: the message goes to quarantine with the byte's place.
"""
_ERR_TEXT: Final = "MSH-10 (message control id) is missing, so no acknowledgement could name this message; fill MSH-10"


def document(said: Mapping[str, Any], examples: Path) -> str:
    """The whole document."""
    sections = (
        HEAD,
        *_transport(said),
        *_acknowledgements(said),
        *_messages(said),
        *_fields(),
        *_tables(said),
        *_not_read(said),
        *_examples(examples),
    )
    return "\n".join(sections)


def _transport(said: Mapping[str, Any]) -> Iterator[str]:
    limits = said["limits"]
    yield "## Transport\n"
    yield TRANSPORT
    yield from _table(
        ("limit", "value", "beyond it"),
        (
            ("frame", f"{limits['frame_bytes']:,} bytes (`limits.max_frame_bytes`)", "AR, and the rest is skipped"),
            ("MSH-10", f"{limits['control_id_bytes']} bytes", "AR"),
            ("MSH", f"{limits['msh_bytes']:,} bytes", "AR: segment ends are missing"),
        ),
    )
    yield f"Versions (MSH-12): {', '.join(said['versions'])}. Another one is answered AR.\n"


def _acknowledgements(said: Mapping[str, Any]) -> Iterator[str]:
    yield "## Acknowledgements\n"
    yield "MSA-2 repeats MSH-10; MSA-3 and ERR-8 say why in words. `-`: the sender asked for no answer. Two codes: the"
    yield "second is an acknowledgement of its own, where the feed's settings allow it.\n"
    yield from _table(
        ("MSH-15", "MSH-16", "durable", "not durable: send again", "never acceptable"),
        (
            (
                one["MSH-15"] or "empty",
                one["MSH-16"] or "empty",
                *(" then ".join(codes) or "-" for codes in one["answers"].values()),
            )
            for one in said["acknowledgements"]
        ),
    )
    yield "An accepted message, and a refused one:\n"
    header = header_wanting("", "")
    refusal = Refusal(Outcome.REJECTED, _ERR_TEXT, header, b"", RejectionReason.NO_CONTROL_ID)
    yield _block(accept(header, b"A1", b"20260601120000+0900") or b"")
    yield _block(refuse(refusal, b"A2", b"20260601120000+0900") or b"")
    yield "Refused at once, with the whole frame kept in quarantine:\n"
    rows = ((f"`{reason}`", one["ERR-3"], one["means"], one["ERR-2"]) for reason, one in said["refusals"].items())
    yield from _table(("reason", "ERR-3 (table 0357)", "means", "ERR-2"), rows)
    reasons = ", ".join(f"`{reason}`" for reason in said["quarantined_when_read"])
    yield f"Acknowledged and then quarantined, where a recipient's message cannot be read: {reasons}.\n"


def _messages(said: Mapping[str, Any]) -> Iterator[str]:
    yield "## Messages that are read\n"
    rows = ((f"`{code}`", ", ".join(one["read_by"])) for code, one in said["messages"].items())
    yield from _table(("MSH-9.1", "read for"), rows)
    yield "Trigger events of ADT, and what each says about a stay and about identifiers; any may tell of a death:\n"
    events = (
        (f"`{event}`", one["says"], one.get("status") or one["why"], one.get("identifiers", ""))
        for event, one in said["adt_events"].items()
    )
    yield from _table(("event", "says", "status, or why nothing", "identifiers"), events)
    yield "Conformance profiles (v2.5.1) of the structures:\n"
    profiles = ((f"`schemas/hl7/{one.structure}.xml`", f"`{one.code}^{one.event}`", one.purpose) for one in STRUCTURES)
    yield from _table(("profile", "message", "for"), profiles)


def _fields() -> Iterator[str]:
    yield "## Fields that are read\n"
    yield USAGE
    for name, fields in segments_read().items():
        yield f"### {name}\n"
        rows = ((one.name, one.usage.value, one.read_as, one.else_ or "–") for one in fields)
        yield from _table(("field", "usage", "read as", "where it is empty"), rows)


def _tables(said: Mapping[str, Any]) -> Iterator[str]:
    statuses = said["statuses"]
    yield "## Statuses\n"
    for field in ("OBX-11", "OBR-25"):
        rows = ((f"`{code}`", status) for code, status in statuses[field].items())
        yield from _table((field, "read as"), rows)
    yield f"OBX-11 of {_listed(statuses['OBX-11_without_result'])} holds no result.\n"
    yield "## Character sets (MSH-18)\n"
    rows = ((f"`{name}`", "yes" if one["read"] else one["why"]) for name, one in said["character_sets"].items())
    yield from _table(("name", "read"), rows)
    yield CHARSETS
    yield "## Code systems\n"
    systems = ((system, _listed(names)) for system, names in said["code_systems"].items())
    yield from _table(("system", "as the third component has it"), systems)
    yield "A site's own codes are mapped in its `codes.csv` to the concepts of `schemas/concepts.txt`.\n"


def _not_read(said: Mapping[str, Any]) -> Iterator[str]:
    yield "## Messages of which nothing is read\n"
    yield "They may be sent: each is acknowledged, kept with the journal, and passed over.\n"
    reasons: dict[str, list[str]] = {}
    for code, why in said["not_read"].items():
        reasons.setdefault(why.removeprefix(f"{code} ").partition(": nothing is read")[0], []).append(code)
    yield from _table(("MSH-9.1", "because it"), ((_listed(codes), why) for why, codes in reasons.items()))


def _examples(folder: Path) -> Iterator[str]:
    yield "## Examples\n"
    yield "Invented data; the files are `schemas/hl7/examples/*.hl7`, with line feeds. Times of facts are UTC.\n"
    for one in EXAMPLES:
        yield f"### {one.name.replace('-', ' ').capitalize()}\n"
        yield f"{one.shows}\n"
        yield _block((folder / f"{one.name}.hl7").read_bytes())
        yield f"{_facts(one)}\n"


def _facts(one: Example) -> str:
    if not one.facts:
        return "Gives no fact."
    return "Gives:\n\n" + "\n".join(f"- {fact}" for fact in one.facts)


def _block(content: bytes) -> str:
    text = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip()
    charset = "iso2022_jp_ext" if b"\x1b" in text else "utf-8"
    return f"```\n{text.decode(charset)}\n```\n"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""

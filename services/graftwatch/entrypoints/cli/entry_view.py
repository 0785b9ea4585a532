"""One entry of the journal as `graftwatch journal show` has it: what it is, became and led to, its bytes and fields."""

from contextlib import closing
from dataclasses import asdict

from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.message_search import message_type
from graftwatch.entrypoints.cli.message_view import fields_of, with_separators
from graftwatch.entrypoints.cli.outcome import Outcomes
from graftwatch.entrypoints.cli.output import print_table, say
from graftwatch.entrypoints.cli.trail import led_to
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import lint
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.terminology.site_codes import SiteCodes


def view_of(folder: OpenFolder, entry: Entry, *, with_bytes: bool) -> dict[str, object]:
    """Everything there is to say of an entry."""
    with closing(Outcomes(folder)) as outcomes:
        became = outcomes.of(entry)
    view: dict[str, object] = {
        "seq": entry.seq,
        "received_at": entry.received_at.isoformat(),
        "first_received_at": entry.came_at.isoformat(),
        "kind": entry.kind.value,
        "feed": entry.feed,
        "control_id": entry.control_id,
        "size": len(entry.content),
        "outcome": became.outcome.value,
        "became": list(became.lines),
        "now": None if became.now is None else list(became.now.lines),
    }
    if entry.kind is EntryKind.FRAME:
        feed = outcomes.intake.feeds.get(entry.feed) or FeedDefaults(entry.feed)
        codes = outcomes.intake.site_codes.get(entry.feed) or SiteCodes()
        found = lint(entry.content, feed, folder.protocol.zone, codes)
        charset, fields = fields_of(entry.content, feed.charset)
        view |= {
            "type": message_type(entry.content),
            "charset": charset if fields else None,
            "findings": [asdict(one) for one in found.findings],
            "unmapped": [asdict(one) for one in found.unmapped],
            "led_to": led_to(folder, entry),
            "fields": [asdict(one) for one in fields] if with_bytes else [],
        }
    return view | ({"content": entry.content.decode("latin-1")} if with_bytes else {})


def print_entry(view: dict[str, object], entry: Entry) -> None:
    """The same for a person: first what became of it, then what it led to, then the bytes and the fields."""
    for name in ("seq", "feed", "type", "control_id", "received_at", "first_received_at", "charset", "size", "outcome"):
        if view.get(name) is not None and (name != "first_received_at" or entry.first_received_at):
            say(f"{name.replace('_', ' ')}: {view[name]}")
    _lines("became", view["became"])
    _lines("now", view["now"])
    _rows("finding", view.get("findings"), ("kind", "place", "text"))
    _rows("unmapped", view.get("unmapped"), ("field", "code", "system", "text"))
    led = view.get("led_to")
    if isinstance(led, dict):
        _rows("led to event", led["events"], ("subject", "id", "kind", "status", "criterion"))
        _rows("led to signal", led["signals"], ("subject", "id", "kind", "status"))
        _rows("led to page", led["pages"], ("id", "decided_at", "reason", "acknowledged", "summary"))
    if "content" not in view:
        return
    say()
    say(with_separators(entry.content))
    fields = view.get("fields")
    if isinstance(fields, list) and fields:
        say()
        print_table(("field", "name", "value"), [(one["place"], one["name"], one["value"]) for one in fields])


def _lines(name: str, lines: object) -> None:
    if isinstance(lines, list):
        for one in lines:
            say(f"{name}: {one}")


def _rows(name: str, rows: object, keys: tuple[str, ...]) -> None:
    if isinstance(rows, list):
        for one in rows:
            say(f"{name}: {', '.join(_said(key, one[key]) for key in keys if one.get(key))}")


def _said(key: str, value: object) -> str:
    if key == "acknowledged" and isinstance(value, dict):
        return f"heard by {value['by']} at {value['at']}"
    return str(value)

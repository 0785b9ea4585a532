"""`graftwatch lint`: what is wrong with a feed, what would be understood of it, and which codes nobody mapped."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.inputs import INPUT_FILE, INPUT_PATH, FileMessage, messages_of, read_codes
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, progress, say
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.wiring import intake_of, protocol_of
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import Lint, conformance, lint
from graftwatch.hl7.message import MessageFinding
from graftwatch.hl7.to_facts import Unmapped


@click.command()
@click.argument("paths", nargs=-1, required=True, type=INPUT_PATH)
@click.option("--feed", "feed_name", default="file", show_default=True, help="Read with this feed's settings.")
@click.option("--codes", "codes_file", type=INPUT_FILE, help="The site's own codes; default: the feed's.")
@click.option("--conformance", "standard", is_flag=True, help="Check the structure against the standard, too: slow.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML).")
@json_option
def command(
    *,
    paths: tuple[Path, ...],
    feed_name: str,
    codes_file: Path | None,
    standard: bool,
    config: Path | None,
    as_json: bool,
) -> None:
    """Reads files, folders or standard input (-) as a feed would be read, without looking anybody up.

    Example: graftwatch lint samples/ --feed laboratory --config graftwatch.toml
    """
    reader = _Reader(feed_name, codes_file, config, standard=standard)
    checked = [(one, reader.lint(one)) for one in progress(messages_of(paths), "reading")]
    if as_json:
        print_json([_document(one, found) for one, found in checked])
    else:
        _print(checked)
    unread = [f"{one.file}, byte {one.offset}: {why}" for one, found in checked if (why := _unread(found))]
    if unread:
        raise InputFault("\n".join(unread))


class _Reader:
    """Reads messages with a feed's defaults and codes."""

    def __init__(self, feed_name: str, codes_file: Path | None, config: Path | None, *, standard: bool) -> None:
        settings = StartOptions(config=config).settings()
        protocol = protocol_of(settings)
        intake = intake_of(settings, protocol)
        self._feed = intake.feeds.get(feed_name) or FeedDefaults(feed_name)
        own = codes_file or next((feed.codes for feed in settings.feeds if feed.name == feed_name), None)
        self._codes = read_codes(own)
        self._zone = protocol.zone
        self._standard = standard

    def lint(self, one: FileMessage) -> Lint | str:
        """What there is to say about a message, or why the bytes are none."""
        if not one.is_message:
            return f"{len(one.content)} bytes belong to no message" if one.content else "the file is empty"
        found = lint(one.content, self._feed, self._zone, self._codes)
        if not self._standard or found.unread:
            return found
        findings = (*found.findings, *conformance(one.content, self._feed.charset))
        return Lint(found.control_id, found.type, found.charset, findings, found.facts, found.unmapped)


def _unread(found: Lint | str) -> str:
    """Why something cannot be read; empty where it can."""
    return found if isinstance(found, str) else found.unread.text if found.unread else ""


def _document(one: FileMessage, found: Lint | str) -> dict[str, object]:
    place: dict[str, object] = {"file": one.file, "byte": one.offset}
    if isinstance(found, str):
        return place | {"unread": found}
    if found.unread is not None:
        return place | {"unread": found.unread.text, "reason": found.unread.reason.value}
    return place | {
        "control_id": found.control_id,
        "type": found.type,
        "charset": found.charset,
        "findings": [_finding(each) for each in found.findings],
        "facts": list(found.facts),
        "unmapped": [_unmapped(each) for each in found.unmapped],
    }


def _finding(one: MessageFinding) -> dict[str, str]:
    return {"kind": one.kind, "place": one.place, "text": one.text}


def _unmapped(one: Unmapped) -> dict[str, str]:
    return {"field": one.field, "code": one.code, "system": one.system, "text": one.text}


def _print(checked: list[tuple[FileMessage, Lint | str]]) -> None:
    unmapped: Counter[tuple[str, str, str, str]] = Counter()
    for one, found in checked:
        if isinstance(found, str) or found.unread:
            continue
        say(f"{one.file}, byte {one.offset}: {found.type} {found.control_id}, {found.charset}")
        for line in _lines(found):
            say(f"  {line}")
        unmapped.update((each.field, each.code, each.system, each.text) for each in found.unmapped)
    if unmapped:
        say()
        rows = [(*key, count) for key, count in unmapped.most_common()]
        print_table(("field", "code", "system", "name", "times"), rows, title="codes that nobody mapped")


def _lines(found: Lint) -> Iterator[str]:
    yield from (f"{each.kind} at {each.place}: {each.text}" for each in found.findings)
    yield from (f"understood: {each}" for each in found.facts)
    if not found.facts:
        yield "nothing understood"

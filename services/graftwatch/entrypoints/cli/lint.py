"""`graftwatch lint`: what is wrong with a feed, what would be understood of it, and which codes nobody mapped."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.inputs import INPUT_FILE, INPUT_PATH, FileMessage, messages_of, read_codes
from graftwatch.entrypoints.cli.lint_page import print_message, print_summary
from graftwatch.entrypoints.cli.output import json_option, note, progress, say
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.wiring import intake_of, protocol_of
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import Lint, conformance, lint
from graftwatch.hl7.lint_summary import Summary, proposed_lines
from graftwatch.hl7.message import MessageFinding
from graftwatch.hl7.to_facts import Unmapped

# So many are read one by one by a person; beyond it the page says more.
SHOWN_ONE_BY_ONE: Final = 20
UNREAD_SHOWN: Final = 50


@click.command()
@click.argument("paths", nargs=-1, required=True, type=INPUT_PATH)
@click.option("--feed", "feed_name", default="file", show_default=True, help="Read with this feed's settings.")
@click.option("--codes", "codes_file", type=INPUT_FILE, help="The site's own codes; default: the feed's.")
@click.option("--conformance", "standard", is_flag=True, help="Check the structure against the standard, too: slow.")
@click.option("--propose", "proposals", type=click.Path(path_type=Path), help="Write proposed lines of codes.csv here.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML).")
@json_option
def command(
    *,
    paths: tuple[Path, ...],
    feed_name: str,
    codes_file: Path | None,
    standard: bool,
    proposals: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Reads files, folders or standard input (-) as a feed would be read, without looking anybody up.

    A few messages are shown one by one; then comes the whole feed on one page, with the codes that nobody mapped and a
    proposal where a code's name plainly says what it is. Proposals are for a person to accept and map nothing.

    Example: graftwatch lint samples/ --feed laboratory --config graftwatch.toml --propose codes.csv
    """
    if proposals is not None and proposals.exists():
        raise InputFault(f"{proposals}: is there already, and proposals do not overwrite what somebody accepted")
    reader = _Reader(feed_name, codes_file, config, standard=standard)
    show: _Show = _Documents() if as_json else _Page()
    summary, unread = Summary(), _Unread()
    for one in progress(messages_of(paths), "reading"):
        found = reader.lint(one)
        _take(summary, one, found)
        unread.take(one, found)
        show.take(one, found)
    show.end(summary)
    if proposals is not None:
        lines = proposed_lines(summary.codes(), summary.messages)
        proposals.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        note(f"{proposals}: written; check each line, then name it as the feed's `codes`")
    unread.tell()


def _place(one: FileMessage) -> str:
    return f"{one.file}, byte {one.offset}"


def _take(summary: Summary, one: FileMessage, found: Lint | str) -> None:
    if isinstance(found, str):
        summary.add_unread(_place(one), "no_message", found)
    else:
        summary.add(_place(one), found)


class _Unread:
    """What could not be read: the first ones in words, the others counted."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._count = 0

    def take(self, one: FileMessage, found: Lint | str) -> None:
        why = _unread(found)
        if why:
            self._count += 1
            if len(self._first) < UNREAD_SHOWN:
                self._first.append(f"{_place(one)}: {why}")

    def tell(self) -> None:
        """Ends with exit status 1 where something could not be read."""
        if self._count:
            more = [f"… and {self._count - UNREAD_SHOWN} more"] if self._count > UNREAD_SHOWN else []
            raise InputFault("\n".join([*self._first, *more]))


class _Show(Protocol):
    """Shows each message as it is read, and what comes at the end."""

    def take(self, one: FileMessage, found: Lint | str) -> None: ...

    def end(self, summary: Summary) -> None: ...


class _Documents:
    """One JSON list, an object a message, written as they are read."""

    def __init__(self) -> None:
        self._before = "["

    def take(self, one: FileMessage, found: Lint | str) -> None:
        say(f"{self._before}\n{json.dumps(_document(one, found), ensure_ascii=False, indent=2)}", end="")
        self._before = ","

    def end(self, summary: Summary) -> None:
        say("[]" if not summary.messages else "\n]")


class _Page:
    """The messages where they are few, then the page."""

    def __init__(self) -> None:
        self._few: list[tuple[FileMessage, Lint]] = []

    def take(self, one: FileMessage, found: Lint | str) -> None:
        if len(self._few) <= SHOWN_ONE_BY_ONE and isinstance(found, Lint) and found.unread is None:
            self._few.append((one, found))

    def end(self, summary: Summary) -> None:
        if summary.messages <= SHOWN_ONE_BY_ONE:
            for one, found in self._few:
                print_message(_place(one), found)
        print_summary(summary)


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
        self._now = SystemClock().now()

    def lint(self, one: FileMessage) -> Lint | str:
        """What there is to say about a message, or why the bytes are none."""
        if not one.is_message:
            return f"{len(one.content)} bytes belong to no message" if one.content else "the file is empty"
        found = lint(one.content, self._feed, self._zone, self._codes, self._now)
        if not self._standard or found.unread:
            return found
        findings = (*found.findings, *conformance(one.content, self._feed.charset))
        return replace(found, findings=findings)


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

"""`graftwatch pages`: what people were told, whether it reached them, and that somebody heard it."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from graftwatch.assessment.decisions import FEED
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.trail import acknowledged, heard_by_page, messages_behind
from graftwatch.facts import Acknowledgement
from graftwatch.paging import Page
from graftwatch.pipeline.journal import EntryKind

SHORTEST_ID = 4


@click.group()
def command() -> None:
    """What people were told, whether it reached them, and that somebody heard it."""


@command.command(name="list")
@click.option("--subject", help="Pages about one recipient only.")
@click.option("--unheard", is_flag=True, help="Pages that nobody acknowledged only.")
@folder_options
@json_option
def list_(*, subject: str | None, unheard: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """The pages, in the order they were decided.

    Example: graftwatch pages list --unheard
    """
    folder = OpenFolder.of(data, config)
    with folder.state() as state:
        pages = [one for one in state.pages() if subject in (None, one.subject)]
        heard = heard_by_page(state, {one.subject for one in pages if one.subject})
    shown = [one for one in pages if not (unheard and one.id in heard)]
    if as_json:
        print_json([one.model_dump(mode="json") | {"acknowledged": acknowledged(heard.get(one.id))} for one in shown])
    elif shown:
        rows = [_row(one, heard.get(one.id), folder) for one in shown]
        print_table(("id", "decided", "severity", "reason", "subject", "what", "heard"), rows)
    else:
        say("no pages")


@command.command()
@click.argument("page")
@folder_options
@json_option
def show(*, page: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """One page, the messages behind it and what became of each delivery; the first signs of the id are enough.

    Example: graftwatch pages show 3fa2
    """
    folder = OpenFolder.of(data, config)
    with folder.state() as state, folder.outbox() as outbox:
        found = _found(state.pages(), page)
        heard = heard_by_page(state, [found.subject] if found.subject else []).get(found.id)
        deliveries = outbox.of_page(found.id)
    document = found.model_dump(mode="json") | {
        "acknowledged": acknowledged(heard),
        "deliveries": [
            {"channel": one.channel, "state": one.state.value, "attempts": one.attempts, "reason": one.reason}
            for one in deliveries
        ],
        "messages": messages_behind(folder, found),
    }
    if as_json:
        print_json(document)
    else:
        _print(document)


@command.command()
@click.argument("page")
@click.option("--by", required=True, help="Who heard it.")
@folder_options
@json_option
def ack(*, page: str, by: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Notes that somebody heard a page: its repetitions stop.

    Example: graftwatch pages ack 3fa2 --by "infection control, on call"
    """
    folder = OpenFolder.of(data, config)
    with folder.state() as state:
        found = _found(state.pages(), page)
    if not found.subject:
        raise InputFault("a page about the service itself ends when its cause does; it is not acknowledged here")
    said = {"type": "acknowledge", "subject": found.subject, "page": found.id, "by": by}
    line = json.dumps(said | {"at": folder.now().isoformat()})
    folder.append([(EntryKind.DECISION, FEED, line.encode())])
    if as_json:
        print_json({"page": found.id, "subject": found.subject, "by": by})
    else:
        say(f"heard: {found.summary}")


def _found(pages: Iterable[Page], stated: str) -> Page:
    found = [one for one in pages if one.id == stated or (len(stated) >= SHORTEST_ID and one.id.startswith(stated))]
    if len(found) != 1:
        how_many = "no page has" if not found else f"{len(found)} pages have"
        raise InputFault(f"{how_many} an id that begins with {stated!r}; see `graftwatch pages list`")
    return found[0]


def _row(page: Page, heard: Acknowledgement | None, folder: OpenFolder) -> tuple[object, ...]:
    decided = _local(page.decided_at, folder)
    return page.id, decided, page.severity, page.reason, page.subject or "service", page.summary, heard and heard.by


def _local(moment: datetime, folder: OpenFolder) -> str:
    return f"{moment.astimezone(folder.protocol.zone):%Y-%m-%d %H:%M:%S}"


def _print(document: dict[str, object]) -> None:
    for name, value in document.items():
        if isinstance(value, dict):
            _print({f"{name}.{part}": one for part, one in value.items()})
        elif isinstance(value, list):
            for one in value:
                say(f"{name}: {', '.join(f'{k} {v}' for k, v in one.items()) if isinstance(one, dict) else one}")
        elif value not in (None, ""):
            say(f"{name}: {value}")

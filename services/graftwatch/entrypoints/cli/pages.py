"""`graftwatch pages`: what people were told, whether it reached them, and that somebody heard it."""

from datetime import datetime
from pathlib import Path

import click

from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.page_acknowledge import command as acknowledge_command
from graftwatch.entrypoints.cli.page_audit import command as audit_command
from graftwatch.entrypoints.cli.page_audit import item_document, item_in_words
from graftwatch.entrypoints.cli.page_found import found_page
from graftwatch.entrypoints.cli.page_resend import command as resend_command
from graftwatch.entrypoints.cli.trail import acknowledged, heard_by_page, messages_behind
from graftwatch.facts import Acknowledgement
from graftwatch.paging import Page
from graftwatch.pipeline.audit import AuditQuery


@click.group()
def command() -> None:
    """What people were told, whether it reached them, and that somebody heard it."""


@command.command(name="list")
@click.option("--subject", help="Pages about one recipient only.")
@click.option("--unheard", is_flag=True, help="Pages that nobody acknowledged only.")
@click.option("--lost", is_flag=True, help="Pages that reached nobody only; `pages resend` sends them again.")
@folder_options
@json_option
def list_(
    *, subject: str | None, unheard: bool, lost: bool, data: Path | None, config: Path | None, as_json: bool
) -> None:
    """The pages, in the order they were decided.

    Example: graftwatch pages list --unheard
    """
    folder = OpenFolder.of(data, config)
    with folder.state() as state, folder.outbox() as outbox:
        pages = [one for one in state.pages() if subject in (None, one.subject)]
        heard = heard_by_page(state, {one.subject for one in pages})
        reached_nobody = {one.page.id for one in outbox.lost()}
    shown = [one for one in pages if not (unheard and one.id in heard) and (not lost or one.id in reached_nobody)]
    if as_json:
        print_json(
            [
                one.model_dump(mode="json")
                | {"acknowledged": acknowledged(heard.get(one.id)), "lost": one.id in reached_nobody}
                for one in shown
            ]
        )
    elif shown:
        rows = [_row(one, heard.get(one.id), folder, lost=one.id in reached_nobody) for one in shown]
        print_table(("id", "decided", "severity", "reason", "subject", "what", "heard"), rows)
    else:
        say("no pages")


@command.command()
@click.argument("page")
@folder_options
@json_option
def show(*, page: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """One page, the messages behind it, who was told and who heard it; the first signs of the id are enough.

    Example: graftwatch pages show 3fa2
    """
    folder = OpenFolder.of(data, config)
    with folder.state() as state, folder.outbox() as outbox, folder.audit() as audit:
        found = found_page(state.pages(), page)
        heard = heard_by_page(state, [found.subject]).get(found.id)
        deliveries = outbox.of_page(found.id)
        trail = [*audit.rows(AuditQuery(page=found.id))]
    document = found.model_dump(mode="json") | {
        "acknowledged": acknowledged(heard),
        "deliveries": [
            {
                "channel": one.channel,
                "person": one.person,
                "state": one.state.value,
                "attempts": one.attempts,
                "reason": one.reason,
                "says": "that somebody heard" if one.acknowledges else "the page",
            }
            for one in deliveries
        ],
        "messages": messages_behind(folder, found),
    }
    if as_json:
        print_json(document | {"audit": [item_document(one) for one in trail]})
    else:
        _print(document)
        for one in trail:
            say(f"{_local(one.item.at, folder)}  {item_in_words(one.item)}")


command.add_command(acknowledge_command, "ack")
command.add_command(audit_command, "audit")
command.add_command(resend_command, "resend")


def _row(page: Page, heard: Acknowledgement | None, folder: OpenFolder, *, lost: bool) -> tuple[object, ...]:
    decided = _local(page.decided_at, folder)
    by = heard.by if heard else "reached nobody" if lost else None
    return page.id, decided, page.severity, page.reason, page.subject or "service", page.summary, by


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

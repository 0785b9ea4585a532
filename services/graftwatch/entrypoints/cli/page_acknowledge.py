"""`graftwatch pages ack`: notes that somebody heard pages; what was heard before, or is over, is left alone."""

from pathlib import Path
from typing import Final

import click

from graftwatch.adapters.sqlite.page_standings import SqlitePageStandings
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, say
from graftwatch.entrypoints.cli.page_found import found_page
from graftwatch.paging import Page
from graftwatch.pipeline.acknowledging import Acknowledged, Acknowledging, AcknowledgingPorts, Hearing, Outcome
from graftwatch.pipeline.staff_names import NAME_LENGTH, staff_name

THROUGH: Final = "cli"


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE…")
@click.option("--by", required=True, help=f"Who heard it: a name or a role of at most {NAME_LENGTH} characters.")
@folder_options
@json_option
def command(*, pages: tuple[str, ...], by: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Notes that somebody heard pages: their repetitions stop. The first signs of an id are enough.

    Where one of several pages is not known, none is acknowledged.

    Example: graftwatch pages ack 3fa2 --by "infection control, on call"
    """
    name = staff_name(by)
    if not name:
        raise InputFault(
            f"`--by`: give a name or a role of at most {NAME_LENGTH} characters, no telephone number and no e-mail "
            "address; nothing was acknowledged"
        )
    folder = OpenFolder.of(data, config)
    with folder.state() as state:
        told = state.pages()
    found = dict.fromkeys(found_page(told, one).id for one in pages)
    answers = _acknowledge(folder, [one for one in told if one.id in found], name)
    if as_json:
        documents = [_document(page, answer) for page, answer in answers]
        print_json(documents if len(pages) > 1 else documents[0])
    else:
        for page, answer in answers:
            say(_in_words(page, answer, folder))


def _acknowledge(folder: OpenFolder, pages: list[Page], by: str) -> list[tuple[Page, Acknowledged]]:
    with folder.entering() as journal:
        standings = SqlitePageStandings(folder.place.state)
        door = Acknowledging(AcknowledgingPorts(standings, journal, folder.journal, folder.now))
        return [
            (one, door.acknowledge(door.standing(one.id), Hearing(by, THROUGH, f"{THROUGH}-{one.id}"))) for one in pages
        ]


def _document(page: Page, answer: Acknowledged) -> dict[str, str | None]:
    standing = answer.standing
    return {
        "page": page.id,
        "subject": page.subject,
        "by": standing.by if standing else "",
        "at": standing.at.isoformat() if standing and standing.at else None,
        "outcome": answer.outcome.value,
        "newer": standing.newer if standing and standing.newer else None,
    }


def _in_words(page: Page, answer: Acknowledged, folder: OpenFolder) -> str:
    standing = answer.standing
    by = standing.by if standing and standing.by else "somebody"
    at = f", {standing.at.astimezone(folder.protocol.zone):%Y-%m-%d %H:%M:%S}" if standing and standing.at else ""
    match answer.outcome:
        case Outcome.TAKEN:
            return f"heard: {page.summary}"
        case Outcome.SUPERSEDED:
            newer = standing.newer if standing else ""
            return f"not acknowledged, a newer page must be heard, {newer}: {page.summary}"
        case Outcome.OVER:
            return f"not acknowledged, it has ended: {page.summary}"
        case _:
            return f"acknowledged already by {by}{at}: {page.summary}"

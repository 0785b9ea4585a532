"""All that a blinded role can reach, in one table: every route of the service itself, and every command with `--for`.

All other routes are the console's, which answers nobody who has not signed in.

Whoever logs into the service's machine and runs other commands there is an operator, reads the roster itself, and is
not blinded; neither is infection control, whose pages name a recipient's reaction to the infusion and whose links
show it. `test_blinding.py` walks the real routes and the real command line and fails on what stands in neither table.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import click
import httpx

from graftwatch.console.access.table import ACCESS
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.paging.page import TrialKind
from two_arm_trial import MIDWAY

OUT = "OUT"
"""Stands for the folder that a command writes into."""
WRONG_TOKEN = "x" * 40
OWN_TOKEN = "OWN-TOKEN"  # noqa: S105 - it stands for one
"""Stands for the token of the link that a blinded role was given."""


@dataclass(frozen=True)
class Reach:
    """How a blinded role asks a route: paths, as (method, path)."""

    asks: tuple[tuple[str, str], ...]


ROUTES: Mapping[tuple[str, str], Reach] = {
    ("GET", "/health"): Reach((("GET", "/health"),)),
    ("GET", "/health/live"): Reach((("GET", "/health/live"),)),
    ("GET", "/health/ready"): Reach((("GET", "/health/ready"),)),
    ("GET", "/metrics"): Reach((("GET", "/metrics"),)),
    # Links in pages are infection control's; a blinded role has none.
    ("GET", "/acknowledge/{token}"): Reach((("GET", f"/acknowledge/{WRONG_TOKEN}"),)),
    ("POST", "/acknowledge/{token}"): Reach((("POST", f"/acknowledge/{WRONG_TOKEN}"),)),
    ("GET", "/committee"): Reach((("GET", "/committee"),)),
    ("GET", "/committee/{token}"): Reach(
        (
            ("GET", f"/committee/{OWN_TOKEN}"),
            ("GET", f"/committee/{OWN_TOKEN}?as_of=nonsense"),
            ("GET", f"/committee/{OWN_TOKEN}?as_of=1999-01-01"),
            ("GET", f"/committee/{OWN_TOKEN}?for=committee&audience=committee"),
            ("GET", f"/committee/{WRONG_TOKEN}"),
        )
    ),
}
"""The routes of the process that listens, by method and path; everything else is the console's."""


def asked_of_the_console() -> list[tuple[str, str]]:
    """Every route of the console's process that is not open to everybody, as (method, path)."""
    return [
        (method, re.sub(r"\{(\w+)[^}]*\}", "S01", path)) for (method, path), rule in ACCESS.items() if not rule.public
    ]


LEFT_OUT = frozenset({"/events", "/sign-out", "/account/recovery"})
"""What a blinded member's requests leave out: events that never end and say nothing but that something changed, the
end of their own session, and their own new codes, which are drawn at random."""
TRIAL = (
    "/trial",
    f"/trial?as_of={quote(MIDWAY.isoformat())}",
    "/trial?as_of=2026-06-25&lang=ja",
    "/trial?as_of=1999-01-01",
    "/trial?as_of=2999-01-01",
    "/trial?as_of=nonsense",
    "/trial?view=committee&audience=committee&for=committee",
    f"/trial/report?as_of={quote(MIDWAY.isoformat())}",
    "/trial/report?view=committee",
    "/api/v1/trial",
    "/api/v1/trial?as_of=2026-06-25",
    "/api/v1/trial?as_of=2026-06-25&audience=committee",
    "/api/v1/trial?view=committee",
)
"""What a blinded member may ask of the console's pages, and how they may try for more."""


RUN = re.compile("run&#34;:&#34;[0-9a-f]+")
"""In which run of the console a page was made: drawn at random at its start."""


def answers_to_a_member(browser: httpx.Client) -> dict[str, tuple[int, str]]:
    """What every route of the console answers to a member of the blinded committee: status and text."""
    asked = [*asked_of_the_console(), *(("GET", path) for path in TRIAL)]
    found = {}
    for method, path in asked:
        if path not in LEFT_OUT:
            answer = browser.request(method, path)
            found[f"{method} {path}"] = (answer.status_code, RUN.sub("", answer.text))
    return found


COMMANDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "safety status": (
        (),
        ("--for", "blinded"),
        ("--for", "blinded", "--json"),
        ("--for", "blinded", "--json", "--as-of", MIDWAY.isoformat()),
        ("--for", "blinded", "--as-of", MIDWAY.isoformat()),
        ("--for", "blinded", "--as-of", "1999-01-01T00:00:00+00:00"),
    ),
    "safety link": (("--for", "blinded"), ("--for", "blinded", "--json")),
    "safety report": (
        ("--for", "blinded", "--as-of", MIDWAY.isoformat(), "--out", f"{OUT}/midway.html"),
        ("--for", "blinded", "--since", MIDWAY.isoformat(), "--out", f"{OUT}/since.html", "--out", f"{OUT}/since.pdf"),
        ("--for", "blinded", "--as-of", "1999-01-01", "--out", f"{OUT}/none.html"),
        ("--for", "blinded", "--as-of", "2999-01-01", "--out", f"{OUT}/none.html"),
    ),
}
"""By command; without `--for` a command must take its reader for blinded."""

PAGES = frozenset({TrialKind.BOUNDARY_CROSSED})
"""Kinds of pages that go to the committee's contact, who may be blinded; all others are infection control's."""


def commands_with_audience() -> set[str]:
    """Every command of the command line that says for whom it speaks."""
    return {" ".join(name) for name, command in _commands(graftwatch, ()) if _knows_audience(command)}


def _commands(group: click.Group, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from _commands(command, (*above, name))
        else:
            yield (*above, name), command


def _knows_audience(command: click.Command) -> bool:
    return any("--for" in one.opts for one in command.params)


def answers(browser: httpx.Client, token: str, cleaned: Callable[[str], str]) -> dict[str, tuple[int, str, int, str]]:
    """What every route answers to a blinded role: status, headers, size and text."""
    found = {}
    for reach in ROUTES.values():
        for method, path in reach.asks:
            answer = browser.request(method, path.replace(OWN_TOKEN, token))
            text = cleaned(answer.text.replace(token, OWN_TOKEN))
            headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name not in OF_ITS_TIME)
            found[f"{method} {path}"] = (answer.status_code, headers, len(text), text)
    return found


OF_ITS_TIME = frozenset({"date", "content-length"})
"""Headers that say when, and how long a text of measured times is; the size without those is compared instead."""

"""`graftwatch feeds`: how each feed stands: when it was heard, how much comes, what is wrong, its silence limit."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click

from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, note, print_json, print_table, say
from graftwatch.entrypoints.feed_settings import KINDS, AnyFeed
from graftwatch.entrypoints.feed_standings import standings
from graftwatch.entrypoints.gateway_figures import FeedFigures, gateway_figures
from graftwatch.pipeline.feed_standing import FeedStanding, FeedState
from graftwatch.pipeline.lasting import lasting

# The service's own message comes every ten seconds.
STANDS_STILL = timedelta(minutes=2)
BARS = "▁▂▃▄▅▆▇█"


@click.command()
@folder_options
@json_option
def command(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Each feed: its last message, rates, errors by kind, mean ACK time, silence limit now, quarantine, and state.

    Example: graftwatch feeds --config graftwatch.toml

    The rates stand in the store and need no running service; ACK times are the running service's since its start.
    """
    folder = OpenFolder.of(data, config)
    now = folder.read_at()
    with folder.connection() as connection:
        found = standings(folder.settings, folder.protocol, connection, now)
    with folder.quarantine() as quarantine:
        waiting: Counter[str] = Counter()
        for (feed, _), count in quarantine.counts().items():
            waiting[feed] += count
    figures = gateway_figures(folder.settings)
    documents = [
        _document(one, feed, waiting[one.feed], figures.get(one.feed, FeedFigures()).mean_seconds)
        for one, feed in zip(found, folder.settings.feeds, strict=True)
    ]
    _say_if_it_stands_still(folder, now)
    if as_json:
        print_json(documents)
        return
    print_table(
        ("feed", "kind", "state", "last message", "5 min", "hour", "day", "24 hours", "ACK", "silence limit"),
        [_row(one, document, folder, now) for one, document in zip(found, documents, strict=True)],
    )
    for one in found:
        for line in _sentences(one, waiting[one.feed], folder, now):
            say(line)


def _say_if_it_stands_still(folder: OpenFolder, now: datetime) -> None:
    """States are as the service saw them last; where it does not run, they are old."""
    newest = folder.journal.entry(folder.journal.last_seq())
    if folder.settings.clock == "real" and newest is not None and now - newest.received_at > STANDS_STILL:
        note(f"nothing came for {lasting(now - newest.received_at)}, not even the service's own message: does it run?")


def _document(one: FeedStanding, feed: AnyFeed, quarantined: int, ack_seconds: float | None) -> dict[str, object]:
    return {
        "feed": one.feed,
        "kind": feed.kind if feed.kind in KINDS else "",
        "state": one.state.value,
        "last_message_at": _stamp(one.last_heard),
        "messages": {"last_5_minutes": one.taken[0], "last_hour": one.taken[1], "last_day": one.taken[2]},
        "hourly": list(one.hourly),
        "errors_last_day": dict(one.errors),
        "ack_seconds": None if ack_seconds is None else round(ack_seconds, 6),
        "silence_limit_seconds": one.silence_limit.total_seconds() if one.silence_limit else None,
        "silence_learned": one.learns,
        "silent_since": _stamp(one.silent_since),
        "broken_since": _stamp(one.broken_since),
        "quarantined": quarantined,
    }


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _row(one: FeedStanding, document: Mapping[str, object], folder: OpenFolder, now: datetime) -> tuple[object, ...]:
    ack = document["ack_seconds"]
    limit = lasting(one.silence_limit) if one.silence_limit else "learning" if one.learns else "for ever"
    return (
        *(one.feed, document["kind"]),
        one.state.value if one.state is FeedState.RUNNING else one.state.value.upper(),
        _ago(one.last_heard, folder, now),
        *one.taken,
        _bars(one.hourly),
        f"{float(str(ack)) * 1000:.1f} ms" if ack is not None else "–",
        limit,
    )


def _ago(at: datetime | None, folder: OpenFolder, now: datetime) -> str:
    """A time as a person reads it: today's by the clock, older ones with their day."""
    if at is None:
        return "–"
    local = at.astimezone(folder.protocol.zone)
    return f"{local:%H:%M:%S}" if now - at < timedelta(hours=12) else f"{local:%Y-%m-%d %H:%M}"


def _bars(hourly: tuple[int, ...]) -> str:
    """A day of messages as twelve small bars, one for two hours."""
    counts = [sum(hourly[at : at + 2]) for at in range(0, len(hourly), 2)]
    most = max(counts, default=0)
    return "".join(BARS[-(-count * (len(BARS) - 1) // most)] if most else BARS[0] for count in counts)


def _sentences(one: FeedStanding, quarantined: int, folder: OpenFolder, now: datetime) -> list[str]:
    """What is wrong, in words."""
    said = []
    if one.silent_since is not None:
        since = _local(one.silent_since, folder)
        said.append(f"{one.feed}: silent for {lasting(now - one.silent_since)}, since {since}")
    if one.broken_since is not None:
        said.append(f"{one.feed}: broken since {_local(one.broken_since, folder)}")
    if one.errors:
        kinds = ", ".join(f"{reason} {count:,}" for reason, count in one.errors.items())
        said.append(f"{one.feed}: not taken or not read in the last day: {kinds}")
    if quarantined:
        said.append(f"{one.feed}: {quarantined:,} in quarantine; see `graftwatch quarantine list --feed {one.feed}`")
    return said


def _local(at: datetime, folder: OpenFolder) -> str:
    return f"{at.astimezone(folder.protocol.zone):%Y-%m-%d %H:%M}"

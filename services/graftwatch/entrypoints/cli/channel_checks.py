"""What `graftwatch doctor` says of the channels: each alone, and pages that none of them takes."""

import asyncio
from collections.abc import Iterator, Sequence

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.senders.channels import Route
from graftwatch.entrypoints.cli.channel_trial import try_channel
from graftwatch.entrypoints.cli.check import Check, Verdict
from graftwatch.findings import Severity
from graftwatch.pipeline.channels import About, Channel


def channel_checks(routes: Sequence[Route], *, test_page: bool) -> Iterator[Check]:
    """Each channel, tried where a test page is asked for; then what goes through none."""
    for route in routes:
        yield _channel(route, test_page=test_page)
    yield from untaken_checks([route.channel for route in routes])


def untaken_checks(channels: Sequence[Channel]) -> Iterator[Check]:
    """Pages that only notify and that no channel takes; for those that wake the settings ask for one themselves."""
    for about in About:
        if not any(Severity.NOTIFY in one.severities and about in one.about for one in channels):
            yield Check(
                f"notifications about {about}",
                Verdict.WARNING,
                "no channel takes them: they stand in `graftwatch pages list` only; give a channel `notify`",
            )


def _channel(route: Route, *, test_page: bool) -> Check:
    what = f"channel {route.channel.name}"
    if not test_page:
        return Check(what, Verdict.OK, "set; --test-page tries it")
    fault = asyncio.run(try_channel(route, SystemClock().now()))
    return Check(what, Verdict.FAULT if fault else Verdict.OK, fault or "took a test page")

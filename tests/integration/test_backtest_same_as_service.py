"""A backtest says what the service said: same assessments, same pages with the same ids, for the same feed."""

from datetime import UTC
from pathlib import Path

import pytest

from embedded import Embedded
from graftwatch.backtest.arrivals import FEED, Arrival
from graftwatch.backtest.play import Entered, PastFeed, Played, play
from graftwatch.entrypoints.feed_settings import MllpFeed
from graftwatch.paging import Page
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.protocol import Protocol
from graftwatch.roster import parse_roster
from graftwatch.simulator import Simulation, simulate


def played(feed: Simulation, protocol: Protocol) -> Played:
    past = PastFeed(
        name="simulated",
        roster=parse_roster(feed.roster_csv, "roster.csv", protocol.zone),
        arrivals=[Arrival(one.sent_at, one.content) for one in feed.recipient_messages],
        decisions=[Entered(one.entered_at, one.line) for one in feed.decisions],
        codes=None,
        until=feed.until,
    )
    return play(past, protocol)


def served(feed: Simulation, protocol: Protocol, folder: Path) -> Embedded:
    """The embedded service on a data folder, with every message of the hospital, other patients' among them."""
    service = Embedded(folder, feeds=[MllpFeed(name=FEED)])
    messages = [(one.sent_at, EntryKind.FRAME, FEED, one.content) for one in feed.messages]
    decided = [(one.entered_at, EntryKind.DECISION, "decision", one.line.encode()) for one in feed.decisions]
    entries = sorted([*messages, *decided], key=lambda one: one[0])
    first = min(one.sent_at for one in feed.recipient_messages)
    service.enrol(*parse_roster(feed.roster_csv, "roster.csv", protocol.zone), at=first.astimezone(UTC))
    entries.append((feed.until, EntryKind.FRAME, FEED, b""))
    new = [NewEntry(at.astimezone(UTC), kind, name, "", content) for at, kind, name, content in entries if at >= first]
    service.journal.append(new)
    service.run()
    return service


@pytest.mark.slow
def test_the_same_feed_gives_the_same_assessments_and_pages(tmp_path: Path) -> None:
    protocol = Protocol()
    feed = simulate(11, recipients=3, days=45, background=0.5, protocol=protocol)
    backtest, service = played(feed, protocol), served(feed, protocol, tmp_path)

    assert {subject: one.assessment for subject, one in backtest.courses.items()} == {
        one.subject: one for one in service.store.assessments()
    }
    told = [page for one in backtest.courses.values() for page in one.pages]
    assert by_id(told) == by_id([page for page in service.pages if page.subject])
    assert len(told) > 20
    service.close()


def by_id(pages: list[Page]) -> dict[str, Page]:
    """Pages without their link, which is the running service's own address."""
    return {one.id: one.model_copy(update={"link": ""}) for one in pages}

"""Plays a past feed through the service's own detector: intake, facts, assessment, paging decision, storm limit.

Nothing of the service is copied: the entries (roster, site's codes, messages, decisions) go into the detector that the
service runs, each at the time it came, and every look that falls due between two entries is done at its own time. Only
the journal is in memory, and no page leaves. So the same feed gives the same assessments and the same pages, ids
included, as a service whose clock is the messages' own.

Left out: silence of feeds (a past feed stands still between its messages), and people's answers to pages that are not
among the decisions: a page that nobody acknowledged is repeated, and repetitions are counted apart.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.backtest.arrivals import FEED, Arrival
from graftwatch.backtest.course import Course
from graftwatch.backtest.replay_ports import RefusedAt, ReplayJournal, ReplayQuarantine, ReplaySearch
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.paging import Page
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.codes_change import CODES_FEED, CodesChange
from graftwatch.pipeline.consequences import DetectorPorts
from graftwatch.pipeline.detector import Detector
from graftwatch.pipeline.intake import Intake
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.service_watch import ServiceWatch
from graftwatch.pipeline.state import DeadLetter, UnmappedCount
from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, Roster

IN_MEMORY: Final = Path(":memory:")
ENTRIES_AT_A_TIME: Final = 200
"""So many entries between two signs of life of the progress bar."""


class Entered(NamedTuple):
    """A person's decision: when it was entered (aware), and its line of decisions.jsonl."""

    at: datetime
    line: str


@dataclass(frozen=True, slots=True)
class PastFeed:
    """All that is played.

    Attributes:
        name: what the report calls the feed.
        roster: who was enrolled; everybody before the first message.
        arrivals: messages in order.
        decisions: people's decisions.
        codes: the site's own codes, or None.
        until: end of the feed (aware); looks that fall due by then are done.
    """

    name: str
    roster: Sequence[Enrolment]
    arrivals: Sequence[Arrival]
    decisions: Sequence[Entered]
    codes: CodesChange | None
    until: datetime


@dataclass(slots=True)
class Played:
    """What came of a feed.

    Attributes:
        feed: the feed.
        courses: each recipient's, by subject.
        health: pages about the service itself: codes that nobody mapped, messages that could not be read, storms.
        refused: messages about recipients that could not be read or attributed.
        unmapped: what nobody mapped, the most frequent first.
        failed: steps that failed in processing.
    """

    feed: PastFeed
    courses: dict[str, Course] = field(default_factory=dict)
    health: list[Page] = field(default_factory=list)
    refused: list[RefusedAt] = field(default_factory=list)
    unmapped: list[UnmappedCount] = field(default_factory=list)
    failed: list[DeadLetter] = field(default_factory=list)


def play(feed: PastFeed, protocol: Protocol, advanced: Callable[[int], None] = lambda _: None) -> Played:
    """Plays a feed to its end.

    Args:
        feed: what is played.
        protocol: the trial's rules.
        advanced: told how many further entries are done, for a progress bar.
    """
    entries = list(_entries(feed))
    played, quarantine = Played(feed), ReplayQuarantine()
    with closing(open_state(IN_MEMORY)) as connection:
        store = SqliteState(connection)
        journal = ReplayJournal(entries)
        ports = DetectorPorts(
            journal, ReplaySearch(entries), store, quarantine, MemoryOutbox(), (), lambda: entries[0].received_at
        )
        intake = Intake(Roster(), protocol, {FEED: FeedDefaults(FEED)}, {})
        watch = ServiceWatch({}, protocol.paging, zone=protocol.zone)
        detector = Detector(ports, intake, watch, recipients_in_memory=len(feed.roster) + 1)
        while (batch := detector.run_batch(ENTRIES_AT_A_TIME)) is not None:
            _note(batch, played, detector)
            advanced(batch.handled)
        played.unmapped, played.failed = store.unmapped(), store.dead_letters()
    played.refused = list(quarantine.refused.values())
    return played


def _entries(feed: PastFeed) -> Iterator[Entry]:
    """Everything as journal entries in order; the last one says that the feed has ended."""
    messages = [(one.at, EntryKind.FRAME, FEED, one.content) for one in feed.arrivals]
    decided = [(one.at, EntryKind.DECISION, "decision", one.line.encode()) for one in feed.decisions]
    played = sorted([*messages, *decided], key=itemgetter(0))
    first = min([feed.until, *(at for at, *_ in played[:1])])
    before = [(first, EntryKind.ROSTER, "roster", one.model_dump_json().encode()) for one in feed.roster]
    if feed.codes is not None:
        before.insert(0, (first, EntryKind.CODES, CODES_FEED, feed.codes.model_dump_json().encode()))
    end = [(max([feed.until, *(at for at, *_ in played[-1:])]), EntryKind.FRAME, FEED, b"")]
    for seq, (at, kind, name, content) in enumerate([*before, *played, *end], 1):
        yield Entry(seq, at.astimezone(UTC), kind, name, "", content)


def _note(batch: Batch, played: Played, detector: Detector) -> None:
    for stepped in batch.stepped:
        assessment, state = stepped.state.assessment, stepped.state
        if assessment is None:
            continue
        course = played.courses.get(assessment.subject)
        recipient = detector.roster.get(assessment.subject)
        if course is None and recipient is not None:
            course = Course(recipient, assessment, state.facts, state.ledger)
            played.courses[assessment.subject] = course
        if course is not None and recipient is not None:
            course.recipient, course.facts = recipient, state.facts
            course.note(assessment, state.ledger)
    for page in batch.pages:
        course = played.courses.get(page.subject)
        (course.pages if course is not None else played.health).append(page)

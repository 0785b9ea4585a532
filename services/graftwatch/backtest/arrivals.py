"""Which messages of a past feed are played, in which order, and at which time each of them came.

Over 99 % of a hospital's feed is about nobody enrolled and costs one look at the patient numbers, as in the service.
Kept is every message that ever concerns a recipient: also one under a number that a later message (ADT^A40 …) joins to
theirs, since the service finds it in its journal then.

A message came when it was sent (MSH-7). Either the feed is sorted by that (`sent`), or it is taken in the order in
which it lies there, file by file by name, and no message comes before the one in front of it (`order`): then one that
was delivered late comes late. A message without a time comes with the one in front of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from graftwatch.hl7.header import Header, Rejection, read_header
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.hl7.timestamps import instant
from graftwatch.pipeline.intake import Intake
from graftwatch.roster import Roster

FEED: Final = "file"
ABOUT_A_PATIENT: Final = frozenset({b"ORU", b"OUL", b"ADT"})
"""Messages that must say whom they are about."""


class ArrivalOrder(StrEnum):
    """What says when a message came."""

    SENT = "sent"
    ORDER = "order"


class Placed(NamedTuple):
    """One stretch of a feed: where it lies ("file, byte 120"), its bytes, and whether it is a message at all."""

    place: str
    content: bytes
    is_message: bool = True


class Arrival(NamedTuple):
    """A message and when it came (aware)."""

    at: datetime
    content: bytes


class Unread(NamedTuple):
    """What could not be read: where it lies, and why."""

    place: str
    reason: str


@dataclass(slots=True)
class Sorted:
    """A feed made ready to be played.

    Attributes:
        arrivals: the messages about recipients, in the order in which they came.
        messages: how many messages there were, whoever they are about.
        unread: what could not be read.
        places: where the messages of `arrivals` lie, by their bytes.
        undated: messages about recipients that do not say when they were sent.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    messages: int = 0
    unread: list[Unread] = field(default_factory=list)
    places: dict[bytes, str] = field(default_factory=dict)
    undated: int = 0


@dataclass(slots=True)
class _Kept:
    number: int
    one: Placed
    sent_at: datetime | None


def arrivals_of(feed: Callable[[], Iterable[Placed]], intake: Intake, order: ArrivalOrder) -> Sorted:
    """The messages that concern recipients, each with the time at which it came.

    Args:
        feed: gives the whole feed anew each time it is called; it is called again when a number was learnt.
        intake: over the roster as it was entered.
        order: what says when a message came.
    """
    ready = Sorted()
    kept: dict[int, _Kept] = {}
    known = {one.value for recipient in intake.roster for one in recipient.identifiers}
    learning = intake.with_roster(Roster(intake.roster))
    before = 0
    while before < len(known):  # again as long as messages join further numbers to recipients
        first, before = before == 0, len(known)
        for number, one in enumerate(feed()):
            header = _header(one, ready) if first else None
            if number not in kept and one.is_message and not known.isdisjoint(patient_numbers(one.content)):
                read = header or read_header(one.content)
                if isinstance(read, Header):
                    kept[number] = _Kept(number, one, sent_at(read, intake))
                    known |= _learnt(one.content, learning)
    ready.undated = sum(one.sent_at is None for one in kept.values())
    ready.arrivals = list(_timed([kept[number] for number in sorted(kept)], order))
    ready.places = {one.one.content: one.one.place for one in kept.values()}
    return ready


def sent_at(header: Header, intake: Intake) -> datetime | None:
    """When a message was sent, by its MSH-7; None where that is no time."""
    written = header.sent_at.split(header.delimiters.component, 1)[0].decode("latin-1")
    return instant(written, intake.protocol.zone, intake.protocol.zone)


def _header(one: Placed, ready: Sorted) -> Header | None:
    """The header of a message, counted; what cannot be read is noted."""
    if not one.is_message:
        what = f"{len(one.content)} bytes belong to no message" if one.content else "the file is empty"
        ready.unread.append(Unread(one.place, what))
        return None
    ready.messages += 1
    header = read_header(one.content)
    if isinstance(header, Rejection):
        ready.unread.append(Unread(one.place, header.text))
        return None
    if header.message_code in ABOUT_A_PATIENT and not any(patient_numbers(one.content)):
        ready.unread.append(Unread(one.place, "no patient number in PID-3: nobody knows whom the message is about"))
    return header


def _learnt(content: bytes, intake: Intake) -> set[str]:
    """Numbers that a message joins to a recipient's."""
    said = intake.identities(content, FEED)
    for one in said:
        intake.roster.apply(one)
    return {identifier.value for one in said for identifier in one.pair}


def _timed(kept: list[_Kept], order: ArrivalOrder) -> Iterator[Arrival]:
    newest = next((one.sent_at for one in kept if one.sent_at is not None), datetime(1970, 1, 1, tzinfo=UTC))
    timed = []
    for one in kept:
        at = one.sent_at or newest
        newest = max(at, newest) if order is ArrivalOrder.ORDER else at
        timed.append(Arrival(newest.astimezone(UTC), one.one.content))
    yield from sorted(timed, key=lambda one: one.at)

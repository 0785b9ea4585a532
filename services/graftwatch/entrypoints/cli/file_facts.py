"""Files of messages to facts, without a service: what they say of each recipient, and what nobody could read or map.

A message that comes twice counts once, and the order of the files changes nothing. What belongs to nobody enrolled is
passed over, unless its header cannot be read: then nobody knows whom it is about.

| the message was sent (MSH-7)                             | known since                                          |
| -------------------------------------------------------- | ---------------------------------------------------- |
| at a time                                                | then                                                 |
| more than a year after the last recipient's window ended | the newest possible time inside it: its clock is wrong |
| nobody knows when                                        | the newest possible time inside it                   |
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from graftwatch.assessment import UnmappedCode, UnreadFile
from graftwatch.assessment.decisions import Decision
from graftwatch.entrypoints.cli.inputs import FileMessage
from graftwatch.facts import Fact, FactSet, Statement, happened_at
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.header import Header, Rejection, read_header
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.hl7.timestamps import instant
from graftwatch.hl7.to_facts.implausible_times import IMPLAUSIBLE_TIMES
from graftwatch.pipeline.intake import Attributed, Intake, Refused
from graftwatch.protocol import Protocol
from graftwatch.roster import Roster
from graftwatch.terminology.site_codes import SiteCodes

FEED: Final = "file"
# Findings that mean a value was left out; the others only comment on what was read.
VALUE_LEFT_OUT: Final = ("time_", "unit_", "not_a_number", "several_values", "line_without_segment")
ABOUT_A_PATIENT: Final = frozenset({b"ORU", b"OUL", b"ADT"})
# A message that says no time at all is known since ever.
UNDATED: Final = datetime(1, 1, 2, tzinfo=UTC)
# Late results come weeks after a trial's last window; a clock that is wrong by years is later than that.
FEEDS_END_WITHIN: Final = timedelta(days=366)


class FileFacts:
    """What files say; give it messages by `take`."""

    def __init__(self, roster: Roster, protocol: Protocol, codes: SiteCodes) -> None:
        self.facts: defaultdict[str, FactSet] = defaultdict(FactSet)
        self.newest: datetime | None = None
        self.newest_inside: datetime | None = None
        self._zone = protocol.zone
        self._last = _last_possible(roster, protocol)
        self._intake = Intake(roster, protocol, {FEED: FeedDefaults(FEED)}, {FEED: codes})
        self._unmapped: Counter[tuple[str, str]] = Counter()
        self._unread: set[tuple[str, int, str]] = set()
        self._implausible: set[tuple[str, int, str]] = set()
        self._sent: Counter[datetime] = Counter()
        self._seen: set[bytes] = set()

    def take(self, one: FileMessage) -> None:
        """Reads one message, or notes why it cannot be read."""
        if not one.is_message:
            what = f"{len(one.content)} bytes belong to no message" if one.content else "the file is empty"
            self._note_unread(one, what)
            return
        header = read_header(one.content)
        if isinstance(header, Rejection):
            self._note_unread(one, header.text)
            return
        if header.message_code in ABOUT_A_PATIENT and not any(patient_numbers(one.content)):
            self._note_unread(one, "no patient number in PID-3: nobody knows whom the message is about")
            return
        sent_at = self._sent_at(header, one)
        for taken in self._intake.take(one.content, FEED, sent_at or UNDATED):
            match taken:
                case Refused():
                    self._note_unread(one, taken.text, taken.position)
                case Attributed():
                    self._merge(taken, one, sent_at)
        self._seen.add(_digest(one.content))

    def add(self, facts: Iterable[Fact[Statement]]) -> None:
        """Merges further facts, of people's decisions."""
        for one in facts:
            self.facts[one.subject].add(one)

    def times_of(self, decisions: Iterable[Decision]) -> list[datetime]:
        """The possible times that people's decisions state."""
        facts = (fact for one in decisions for fact in one.facts(self._zone, UNDATED))
        return [at for fact in facts for at in self._times_inside(fact)]

    def unmapped(self) -> tuple[UnmappedCode, ...]:
        """What nobody mapped, the most frequent first."""
        counted = sorted(self._unmapped.items(), key=lambda item: (-item[1], item[0]))
        return tuple(UnmappedCode(feed=FEED, field=field, code=code, count=n) for (field, code), n in counted)

    def unread(self) -> tuple[UnreadFile, ...]:
        """What could not be read, by file and place."""
        return tuple(UnreadFile(file=file, reason=f"byte {at}: {why}") for file, at, why in sorted(self._unread))

    def implausible(self) -> tuple[UnreadFile, ...]:
        """Times that cannot be right, by file and place."""
        found = sorted(self._implausible)
        return tuple(UnreadFile(file=file, reason=f"byte {at}: {why}") for file, at, why in found)

    def sent_later_than(self, now: datetime) -> int:
        """How many messages were sent after a time: they were not known then."""
        return sum(count for sent_at, count in self._sent.items() if sent_at > now)

    def _sent_at(self, header: Header, one: FileMessage) -> datetime | None:
        """When the message was sent; None where that is unknown, or cannot be."""
        written = header.sent_at.split(header.delimiters.component, 1)[0].decode("latin-1")
        sent_at = instant(written, self._zone, self._zone)
        if sent_at is None:
            return None
        if sent_at > self._last:
            text = f"MSH-7: sent more than a year after the last window: its clock is wrong ({sent_at:%Y-%m-%d})"
            self._implausible.add((one.file, one.offset, text))
            return None
        if _digest(one.content) not in self._seen:
            self._sent[sent_at] += 1
        self.newest = max(sent_at, self.newest or sent_at)
        return sent_at

    def _note_unread(self, one: FileMessage, why: str, position: int = 0) -> None:
        self._unread.add((one.file, one.offset + position, why))

    def _merge(self, taken: Attributed, one: FileMessage, sent_at: datetime | None) -> None:
        for fact in taken.understood.facts:
            times = self._times_inside(fact)
            self.newest_inside = max([*times, *([self.newest_inside] if self.newest_inside else [])], default=None)
            known_at = sent_at or max(times, default=UNDATED)
            self.add([fact if sent_at and fact.version.stated_at <= self._last else _known_since(fact, known_at)])
        for finding in taken.understood.findings:
            if finding.kind in IMPLAUSIBLE_TIMES:
                self._implausible.add((one.file, one.offset, f"{finding.place}: {finding.text}"))
            if finding.kind.startswith(VALUE_LEFT_OUT):
                self._note_unread(one, f"{finding.place}: {finding.text}")
        if _digest(one.content) not in self._seen:
            self._unmapped.update((code.field, code.code or code.text) for code in taken.understood.unmapped)

    def _times_inside(self, fact: Fact[Statement]) -> list[datetime]:
        """The possible times that a fact states: when it happened, and when that was said."""
        times = (fact.version.stated_at, happened_at(fact.statement, self._zone))
        return [at for at in times if at is not None and UNDATED < at <= self._last]


def _known_since(fact: Fact[Statement], at: datetime) -> Fact[Statement]:
    """The fact as one that was known, and said, at a time where its own message cannot say when."""
    stated_at = min(fact.version.stated_at, at)
    return replace(fact, known_at=at, version=replace(fact.version, stated_at=stated_at))


def _last_possible(roster: Roster, protocol: Protocol) -> datetime:
    """The last time at which a message of this trial can have been sent; none where nobody is enrolled."""
    ends = [one.day(protocol.window.last_day, protocol.zone) for one in roster]
    if not ends:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(max(ends) + FEEDS_END_WITHIN, time(), protocol.zone)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()

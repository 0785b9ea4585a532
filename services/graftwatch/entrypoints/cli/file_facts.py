"""Files of messages to facts, without a service: what they say of each recipient, and what nobody could read or map.

A message that comes twice counts once, and the order of the files changes nothing. What belongs to nobody enrolled is
passed over, unless its header cannot be read: then nobody knows whom it is about.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from graftwatch.assessment import UnmappedCode, UnreadFile
from graftwatch.entrypoints.cli.inputs import FileMessage
from graftwatch.facts import Fact, FactSet, Statement
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.header import Header, Rejection, read_header
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.hl7.timestamps import instant
from graftwatch.pipeline.intake import Attributed, Intake, Refused
from graftwatch.protocol import Protocol
from graftwatch.roster import Roster
from graftwatch.terminology.site_codes import SiteCodes

FEED: Final = "file"
# Findings that mean a value was left out; the others only comment on what was read.
VALUE_LEFT_OUT: Final = ("time_", "unit_", "not_a_number", "several_values", "line_without_segment")
ABOUT_A_PATIENT: Final = frozenset({b"ORU", b"OUL", b"ADT"})
# A message that does not say when it was sent is known since ever: nothing depends on it.
UNDATED: Final = datetime(1, 1, 2, tzinfo=UTC)


class FileFacts:
    """What files say; give it messages by `take`."""

    def __init__(self, roster: Roster, protocol: Protocol, codes: SiteCodes) -> None:
        self.facts: defaultdict[str, FactSet] = defaultdict(FactSet)
        self.newest: datetime | None = None
        self._zone = protocol.zone
        self._intake = Intake(roster, protocol, {FEED: FeedDefaults(FEED)}, {FEED: codes})
        self._unmapped: Counter[tuple[str, str]] = Counter()
        self._unread: set[tuple[str, int, str]] = set()
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
        sent_at = self._sent_at(header)
        for taken in self._intake.take(one.content, FEED, sent_at or UNDATED):
            match taken:
                case Refused():
                    self._note_unread(one, taken.text, taken.position)
                case Attributed():
                    self._merge(taken, one)
        self._seen.add(_digest(one.content))

    def add(self, facts: Iterable[Fact[Statement]]) -> None:
        """Merges further facts, of people's decisions."""
        for one in facts:
            self.facts[one.subject].add(one)

    def unmapped(self) -> tuple[UnmappedCode, ...]:
        """What nobody mapped, the most frequent first."""
        counted = sorted(self._unmapped.items(), key=lambda item: (-item[1], item[0]))
        return tuple(UnmappedCode(feed=FEED, field=field, code=code, count=n) for (field, code), n in counted)

    def unread(self) -> tuple[UnreadFile, ...]:
        """What could not be read, by file and place."""
        return tuple(UnreadFile(file=file, reason=f"byte {at}: {why}") for file, at, why in sorted(self._unread))

    def _sent_at(self, header: Header) -> datetime | None:
        written = header.sent_at.split(header.delimiters.component, 1)[0].decode("latin-1")
        sent_at = instant(written, self._zone, self._zone)
        if sent_at is not None:
            self.newest = max(sent_at, self.newest or sent_at)
        return sent_at

    def _note_unread(self, one: FileMessage, why: str, position: int = 0) -> None:
        self._unread.add((one.file, one.offset + position, why))

    def _merge(self, taken: Attributed, one: FileMessage) -> None:
        self.add(taken.understood.facts)
        for finding in taken.understood.findings:
            if finding.kind.startswith(VALUE_LEFT_OUT):
                self._note_unread(one, f"{finding.place}: {finding.text}")
        if _digest(one.content) not in self._seen:
            self._unmapped.update((code.field, code.code or code.text) for code in taken.understood.unmapped)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()

"""Intake: whose message is this, and what does it say?

Over 99 % of a hospital's messages are nobody's here: they cost one look at their patient numbers. A message of a
recipient is read in full and becomes facts. One that cannot be read, or that names two recipients at once, goes to
quarantine with its reason; nothing is guessed and nothing is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.header import Rejection, read_header
from graftwatch.hl7.identity_statements import IDENTITY_EVENTS, IdentityEvent, InDoubt, identity_statements
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.patient_identifiers import by_patient, patient_identifiers, patient_numbers
from graftwatch.hl7.to_facts import Understood, facts_of
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason
from graftwatch.protocol import Protocol
from graftwatch.roster import IdentityStatement, Roster
from graftwatch.terminology.site_codes import SiteCodes

AMBIGUOUS = "ambiguous_patient"
IN_DOUBT = "identity_in_doubt"
TWO_IN_ONE = "two_recipients_in_one"
# Why a message that is in the journal may be in the quarantine as well; all other reasons are the gateway's.
REFUSED_BY_INTAKE = frozenset({AMBIGUOUS, IN_DOUBT, TWO_IN_ONE, *UnreadableReason})


@dataclass(frozen=True, slots=True)
class Attributed:
    """What one recipient's message says."""

    subject: str
    understood: Understood


@dataclass(frozen=True, slots=True)
class Refused:
    """A message for the quarantine: a label, words for a person, and where in its bytes the fault is."""

    reason: str
    text: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """How frames become facts: the roster, each feed's defaults and own codes, the hospital's time zone.

    A feed that is not in `feeds` (its settings are gone, its frames are still in the journal) is read by defaults.
    """

    roster: Roster
    protocol: Protocol
    feeds: Mapping[str, FeedDefaults]
    site_codes: Mapping[str, SiteCodes]

    def with_roster(self, roster: Roster) -> "Intake":
        """The same intake over another roster."""
        return replace(self, roster=roster)

    def with_codes(self, site_codes: Mapping[str, SiteCodes]) -> "Intake":
        """The same intake with other codes of the feeds' own."""
        return replace(self, site_codes=site_codes)

    def concerns_a_recipient(self, frame: bytes) -> bool:
        """The cheap first question of every frame: whether it has a number that any recipient has."""
        knows = self.roster.knows
        return any(knows(number) for number in patient_numbers(frame))

    def take(
        self, frame: bytes, feed_name: str, known_at: datetime, came_at: datetime | None = None
    ) -> list[Attributed | Refused]:
        """What a frame says of the recipients it names; nothing where it names none.

        Args:
            frame: the message's bytes.
            feed_name: the feed it came by.
            known_at: when it became known whose it is and what it says (aware).
            came_at: when it came (aware), where a real clock said so: what it states cannot be later.
        """
        if not self.concerns_a_recipient(frame):
            return []
        feed = self.feeds.get(feed_name) or FeedDefaults(feed_name)
        taken = (self._take_one(one, feed, known_at, came_at) for one in by_patient(frame))
        return [one for one in taken if one is not None]

    def identities(self, frame: bytes, feed_name: str) -> list[IdentityStatement]:
        """What an ADT frame says of identifiers of which a recipient has one; what cannot be read says nothing here."""
        header = read_header(frame)
        if isinstance(header, Rejection) or header.message_code != b"ADT":
            return []
        feed = self.feeds.get(feed_name) or FeedDefaults(feed_name)
        found: list[IdentityStatement] = []
        for part in by_patient(frame):
            message = read_message(part, feed.charset)
            if isinstance(message, Message):
                said = identity_statements(message, feed, self.protocol.zone)
                if not isinstance(said, InDoubt) and self.roster.subjects_of(chain(*(one.pair for one in said))):
                    found += said
        return found

    def _take_one(
        self, frame: bytes, feed: FeedDefaults, known_at: datetime, came_at: datetime | None
    ) -> Attributed | Refused | None:
        subjects = self.roster.subjects_of(patient_identifiers(frame, feed.charset), feed.authority)
        if not subjects:
            return None
        message = read_message(frame, feed.charset)
        if isinstance(message, Unreadable):
            return Refused(message.reason, message.text, message.position)
        doubt = self._doubt(message, subjects, feed)
        if doubt is not None:
            return doubt
        if len(subjects) > 1:
            return None
        (subject,) = subjects
        zone = self.protocol.zone
        codes = self.site_codes.get(feed.name) or SiteCodes()
        return Attributed(subject, facts_of(message, subject, feed, zone, known_at, codes, came_at=came_at))

    def _doubt(self, message: Message, subjects: frozenset[str], feed: FeedDefaults) -> Refused | None:
        """Why a person must look before anything is concluded; two recipients may be told apart, never be one."""
        names = ", ".join(sorted(subjects))
        is_adt = message.code == "ADT"
        said = identity_statements(message, feed, self.protocol.zone) if is_adt else []
        if isinstance(said, InDoubt):
            return Refused(IN_DOUBT, f"{said.text} ({names})")
        event = IDENTITY_EVENTS.get(message.trigger) if is_adt else None
        if len(subjects) == 1 or event is IdentityEvent.UNLINKED:
            return None
        if event in {IdentityEvent.ONE_PATIENT, IdentityEvent.LINKED}:
            text = f"ADT^{message.trigger} says that two recipients are one person, {names}; nothing was merged"
            return Refused(TWO_IN_ONE, f"{text}: correct it at its sender, or the roster")
        return Refused(AMBIGUOUS, f"PID-3 names two recipients at once, {names}; correct the roster or the message")

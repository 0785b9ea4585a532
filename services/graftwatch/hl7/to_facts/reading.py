"""One message being read for one recipient: what the readers share, and what they have found so far.

Nothing is silently dropped: what nobody mapped is listed, what cannot be used is a finding. Neither holds a value
that describes the patient; codes and the laboratory's own words for an organism are bounded in length. Each
observation is accounted for: it became a fact or a part of one, it was listed, or a finding says why it was not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final

from graftwatch.facts import ClinicalTime, Fact, Source, Statement, Status, fact
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message, MessageFinding, Segment
from graftwatch.hl7.timestamps import TimeProblem, believed, clinical_time
from graftwatch.terminology.site_codes import SiteCodes

# Codes and organism names are short; what is longer is prose, and prose may hold anything.
TEXT_LIMIT: Final = 60
# Where neither the result nor the message says when it was said: any dated version is newer.
UNDATED: Final = datetime(1, 1, 2, tzinfo=UTC)


class Became(StrEnum):
    """What an observation (OBX) of a message became."""

    FACT = "fact"
    PART = "part of a fact"
    UNMAPPED = "listed as unmapped"
    FINDING = "a finding"


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A code, unit or organism that nobody mapped, as it came.

    Attributes:
        feed: the feed's name.
        field: where it stood, such as "OBX-3".
        code: the code, or the word where there is none.
        system: its code system as sent.
        text: its name as sent.
    """

    feed: str
    field: str
    code: str
    system: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message says about a recipient, and what of it was not understood.

    `observations` says of each OBX, by its place in the message, what it became.
    """

    facts: tuple[Fact[Statement], ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    findings: tuple[MessageFinding, ...] = ()
    observations: Mapping[int, Became] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """One message on its way to facts.

    Attributes:
        message: the message.
        subject: pseudonymous subject id of the recipient.
        feed: the feed's declared defaults.
        zone: the hospital's time zone.
        known_at: when the service came to know the message (aware).
        site_codes: the site's own codes.
        came_at: when the message came (aware), where a real clock said so; nothing can be stated later than that.
    """

    message: Message
    subject: str
    feed: FeedDefaults
    zone: tzinfo
    known_at: datetime
    site_codes: SiteCodes
    came_at: datetime | None = None
    facts: list[Fact[Statement]] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    findings: list[MessageFinding] = field(default_factory=list)
    observations: dict[int, Became] = field(default_factory=dict)
    clock_ahead: bool = False
    source: Source = field(init=False)
    _identities: dict[str, int] = field(default_factory=dict)
    _times: dict[tuple[int, int, int], ClinicalTime | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """All facts of a message come from it."""
        self.source = Source(self.feed.name, self.message.control_id)

    def understood(self) -> Understood:
        """What was found; an observation that no reader took is a finding, too."""
        for segment in self.message.named("OBX"):
            if segment.line not in self.observations:
                self.find("not_read", segment, 5, "nobody reads this observation here")
        findings = (*self.message.findings, *self.findings)
        return Understood(tuple(self.facts), tuple(self.unmapped), findings, self.observations)

    def find(self, kind: str, segment: Segment, number: int, text: str) -> None:
        """Notes something a person should know about a field."""
        place = f"{segment.name}-{number} in segment {segment.line}"
        self.findings.append(MessageFinding(kind, place, text))
        if segment.name == "OBX":
            self.observations.setdefault(segment.line, Became.FINDING)

    def refuse(self, kind: str, segment: Segment, number: int, text: str) -> None:
        """Notes why nothing of the whole message is read, its observations included."""
        self.find(kind, segment, number, text)
        self.observations.update((one.line, Became.FINDING) for one in self.message.named("OBX"))

    def account(self, observation: Segment, became: Became) -> None:
        """Notes what an observation became; a fact is more than a part, and either more than a finding about it."""
        self.observations[observation.line] = became

    def list_unmapped(self, where: str, code: str, system: str = "", text: str = "") -> None:
        """Lists a code that nobody mapped."""
        one = Unmapped(self.feed.name, where, code[:TEXT_LIMIT], system[:TEXT_LIMIT], text[:TEXT_LIMIT])
        self.unmapped.append(one)

    def time(self, segment: Segment | None, number: int, component: int = 1) -> ClinicalTime | None:
        """The clinical time in a field, None where it is empty or cannot be used (which is noted)."""
        if segment is None:
            return None
        place = (segment.line, number, component)
        if place not in self._times:
            self._times[place] = self._read_time(segment, number, component)
        return self._times[place]

    def _read_time(self, segment: Segment, number: int, component: int) -> ClinicalTime | None:
        written = segment.value(number, component)
        if not written:
            return None
        read = clinical_time(written, self.feed.time_zone or self.zone, self.zone)
        if isinstance(read, TimeProblem):
            self.find(f"time_{read.reason}", segment, number, read.text)
            return None
        return read

    def instant(self, segment: Segment | None, number: int) -> datetime | None:
        """The instant in a field; the first moment of the day where it states a day."""
        read = self.time(segment, number)
        if read is None or read.at is not None:
            return read.at if read is not None else None
        return read.instant(self.zone).astimezone(UTC)

    def sent_at(self) -> datetime:
        """MSH-7, or the earliest of all times where the sender did not say."""
        return self.instant(self.message.segments[0], 7) or UNDATED

    def add(self, identity: str, statement: Statement, status: Status, stated_at: datetime) -> None:
        """Adds a fact. Two statements of one message that look alike stay two: the second gets a number."""
        seen = self._identities.get(identity, 0)
        self._identities[identity] = seen + 1
        stated_at, ahead = believed(stated_at, self.came_at)
        self.clock_ahead = self.clock_ahead or ahead
        self.facts.append(
            fact(
                subject=self.subject,
                identity=f"{identity}.{seen + 1}" if seen else identity,
                statement=statement,
                status=status,
                stated_at=stated_at,
                known_at=self.known_at,
                source=self.source,
            )
        )

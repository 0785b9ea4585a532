"""What the pages of messages show; the same is the API's JSON.

Nothing in them says who a message is about, unless somebody asked for that and it was recorded: `identifiers_shown`.
"""

from datetime import datetime

from pydantic import AwareDatetime, Field, field_validator

from graftwatch.findings import Published
from graftwatch.pipeline.message_outcome import Outcome

LONGEST_ASKED = 200
"""Characters of anything that is searched for."""
MOST_ROWS = 200


class MessageQuery(Published):
    """Which messages are meant; every part that is given must fit, empty ones do not matter.

    `type` is MSH-9, such as "ORU^R01" or "ADT". `since` and `until` are when a message came. `before` is a sequence
    number: only older messages. `limit` is how many at most.
    """

    control_id: str = Field("", max_length=LONGEST_ASKED)
    feed: str = Field("", max_length=LONGEST_ASKED)
    type: str = Field("", max_length=LONGEST_ASKED)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    outcome: Outcome | None = None
    subject: str = Field("", max_length=LONGEST_ASKED)
    before: int | None = Field(None, ge=1, lt=2**63)
    limit: int = Field(50, ge=1, le=MOST_ROWS)

    @field_validator("control_id", "feed", "type", "subject")
    @classmethod
    def _text(cls, value: str) -> str:
        if not all(sign.isprintable() for sign in value):
            raise ValueError("holds signs that no message has there; use printable characters")
        return value.strip()


class PatientQuery(MessageQuery):
    """Which messages are meant, by what tells who somebody is: each such search is recorded, without what was asked.

    `identifier` is a patient's number in PID-3 or MRG-1, `authority` who assigned it (empty: whoever). `text` is what
    stands somewhere in the bytes, as it is written there.
    """

    identifier: str = Field("", max_length=LONGEST_ASKED)
    authority: str = Field("", max_length=LONGEST_ASKED)
    text: str = Field("", max_length=LONGEST_ASKED)

    @field_validator("identifier", "authority", "text")
    @classmethod
    def _own_text(cls, value: str) -> str:
        value.encode()  # a lone surrogate stands in no message
        return value.strip()


class MessageRow(Published):
    """A message in a list: an entry of the journal by its number, or a record of the quarantine.

    `became` says in words what became of it, its first lines (there are `more`), `now` what it would become by the
    roster, codes and settings of now, where that differs.
    """

    seq: int | None
    record: int | None
    at: datetime
    feed: str
    control_id: str
    type: str
    size: int
    outcome: Outcome
    became: tuple[str, ...]
    more: int
    now: tuple[str, ...]


class MessagesFound(Published):
    """Messages, the newest first.

    `older_before` leads to the older ones (`before` of the next query); null: there are none. Where `stopped`, the time
    of a search was over before everything was looked through: it came to `reached_at`, and goes on from there.
    `refused_elsewhere`: messages that the gateway refused are not among these; they are found by control id, or by the
    outcome `refused`.
    """

    rows: tuple[MessageRow, ...]
    older_before: int | None
    stopped: bool
    reached_at: datetime | None
    refused_elsewhere: bool


class ShownLine(Published):
    """One field: its place such as "OBX[2]-5", the standard's name, its value, and whether anything is hidden."""

    place: str
    name: str
    value: str
    hidden: bool


class ShownFinding(Published):
    """What is odd or wrong at a place of the message."""

    kind: str
    place: str
    text: str


class ShownUnmapped(Published):
    """A code, unit or organism that nobody mapped; `key` names it among those of recipients' messages."""

    key: str
    field: str
    code: str
    system: str
    text: str


class LedToEvent(Published):
    """An event that rests on the message."""

    subject: str
    id: str
    kind: str
    status: str
    criterion: str | None


class LedToSignal(Published):
    """A signal that rests on the message."""

    subject: str
    id: str
    kind: str
    status: str


class LedToPage(Published):
    """A page that rests on the message, or was decided when it came; who heard it, null for nobody yet."""

    id: str
    subject: str | None
    decided_at: datetime
    kind: str
    reason: str
    summary: str
    heard_by: str | None
    heard_at: datetime | None


class OtherMessage(Published):
    """Another message with the same control id."""

    seq: int
    at: datetime
    feed: str
    same_bytes: bool


class MessageShown(Published):
    """One message: what it says, and its way.

    `lines` are its segments with visible separators, `fields` the same by number and name. `identifiers_shown`: nothing
    is hidden. `cut`: it is longer than what is shown. `charset` is what it was read by; null: it cannot be read, and
    `unread` says why. `record` is the quarantine's, where it lies there. `raw` has the bytes with what is not text as
    numbers; empty while identifiers are hidden.
    """

    seq: int
    kind: str
    at: datetime
    first_at: datetime
    feed: str
    control_id: str
    type: str
    charset: str | None
    unread: str
    size: int
    cut: bool
    identifiers_shown: bool
    outcome: Outcome
    became: tuple[str, ...]
    now: tuple[str, ...]
    record: int | None
    dead_letter: bool
    subjects: tuple[str, ...]
    facts: tuple[str, ...]
    findings: tuple[ShownFinding, ...]
    unmapped: tuple[ShownUnmapped, ...]
    events: tuple[LedToEvent, ...]
    signals: tuple[LedToSignal, ...]
    pages: tuple[LedToPage, ...]
    others: tuple[OtherMessage, ...]
    lines: tuple[str, ...]
    raw: tuple[str, ...]
    fields: tuple[ShownLine, ...]

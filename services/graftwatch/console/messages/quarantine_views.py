"""What the pages of the quarantine show; the same is the API's JSON."""

from datetime import datetime

from graftwatch.findings import Published


class QuarantineCount(Published):
    """The records of a feed for one reason that wait, and the newest one."""

    feed: str
    reason: str
    count: int
    newest_id: int
    newest_at: datetime
    newest_text: str


class RecordRow(Published):
    """A record without its bytes. `text` says why, without a patient's value; `size` is how many bytes came."""

    id: int
    feed: str
    reason: str
    text: str
    size: int
    position: int
    tries: int
    first_tried_at: datetime
    last_tried_at: datetime
    released_at: datetime | None


class DeadLetterRow(Published):
    """A message that was understood and failed in processing."""

    seq: int
    subject: str
    failed_at: datetime
    reason: str


class QuarantineShown(Published):
    """What waits, by feed and reason, and the newest records of what was chosen; `more`: there are older ones.

    `not_kept` found no room at all.
    """

    counts: tuple[QuarantineCount, ...]
    records: tuple[RecordRow, ...]
    more: bool
    not_kept: int
    dead_letters: tuple[DeadLetterRow, ...]


class MendedText(Published):
    """A message as text: `codec` and `ends` say how it is written, and go back with it."""

    text: str
    codec: str
    ends: str


class RecordShown(Published):
    """One record: why it is here, and its bytes, which are hidden unless identifiers are shown.

    `as_it_is` says in words what would become of it as it is now; `fails`: it would not be read. `editable` is its text
    to be mended; null while hidden, or where it is too large for a page.
    """

    record: RecordRow
    kept_bytes: int
    identifiers_shown: bool
    lines: tuple[str, ...]
    cut: bool
    fails: bool
    as_it_is: str
    editable: MendedText | None


class StillFails(Published):
    """So many records that would fail still, for one reason; the words of the first."""

    count: int
    reason: str
    text: str


class ReleasePreview(Published):
    """What a release of all records of a feed for a reason would do: of `records`, so many `would_be_read`.

    `record_ids` are those that would be read: a release names them, so that nothing else is released by it. `left` are
    further ones beyond what is looked at in one go.
    """

    feed: str
    reason: str
    records: int
    would_be_read: int
    about_recipients: int
    still_fail: tuple[StillFails, ...]
    record_ids: tuple[int, ...]
    left: int


class Released(Published):
    """What became of a release: the entry of the journal (the first), how many, and how many somebody else had before.

    `problem` says why nothing was released; empty where all went well.
    """

    seq: int | None = None
    released: int = 0
    released_before: int = 0
    problem: str = ""


class RetryTrial(Published):
    """A dead letter, and why it would fail again; empty where it would be processed."""

    letter: DeadLetterRow
    still_fails: str

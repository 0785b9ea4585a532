"""Taking quarantined records back: whether each would be read now, and putting it into the journal.

A released frame keeps the time it first came. Records are appended first and marked released then: dying between the
two leaves them unreleased and their frames in the journal, and releasing them again adds the same messages once more,
which changes nothing downstream. Bytes that are only a part of a message are never released as a whole one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from graftwatch.hl7.header import KNOWN_VERSIONS, Header, Rejection, read_header, refuse_version
from graftwatch.hl7.mllp import BadFrameReason
from graftwatch.pipeline.ingest import control_id_text
from graftwatch.pipeline.intake import Intake, Refused
from graftwatch.pipeline.journal import EntryKind, JournalWriter, NewEntry
from graftwatch.pipeline.quarantine import Quarantine, Quarantined

# One append and one marking for so many records: bounds memory, and what a crash in between repeats.
RECORDS_AT_A_TIME = 200
# Of these the quarantine holds a part only, though it may read like a message.
IN_PARTS = frozenset(
    {
        BadFrameReason.CUT_OFF,
        BadFrameReason.DISCONNECTED,
        BadFrameReason.TIMED_OUT,
        BadFrameReason.OVERLOADED,
        BadFrameReason.TOO_LARGE,
    }
)

# Labels of prospects that are no reason of the quarantine's.
INCOMPLETE = "incomplete"
FAILS_IN_PROCESSING = "fails_in_processing"
A_RECIPIENT = "a recipient"
NOBODY = "nobody"

Versions = Callable[[str], frozenset[bytes] | None]
"""The versions that a feed accepts, by its name; None: every published one."""


class NotReleasable(Exception):  # noqa: N818 -- a state of the record; the words say the mend
    """This record cannot go into the journal as it is; the words say why."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would become of a record now: `about` whom it would be, or why it `fails`, as a label and in words."""

    record: Quarantined
    about: str = ""
    fails: str = ""
    text: str = ""


def release(
    quarantine: Quarantine, journal: JournalWriter, record_id: int, at: datetime, mended: bytes | None = None
) -> int:
    """Put a record's frame into the journal, or the mended bytes in its place; gives the sequence number."""
    record = quarantine.show(record_id)
    if record is None:
        raise NotReleasable(f"there is no record {record_id} in the quarantine")
    seq = journal.append([_entry(record, at, mended)])
    quarantine.mark_released([record_id], at)
    return seq


def prospects(
    quarantine: Quarantine, records: Iterable[Quarantined], intake: Intake, versions: Versions
) -> Iterator[Prospect]:
    """What would become of each record by the roster, codes and settings of now."""
    for one in records:
        record = quarantine.show(one.id)
        if record is not None:
            yield _prospect(record, intake, versions)


def release_all(
    quarantine: Quarantine, journal: JournalWriter, record_ids: Iterable[int], at: datetime
) -> Iterator[int]:
    """Puts records into the journal, some hundred at a time; gives how many, each time they are durable."""
    waiting = iter(record_ids)
    while chunk := list(islice(waiting, RECORDS_AT_A_TIME)):
        records = [found for one in chunk if (found := quarantine.show(one)) is not None]
        if records:
            journal.append([_entry(one, at, None) for one in records])
            quarantine.mark_released([one.id for one in records], at)
        yield len(records)


def reasons(found: Sequence[Prospect]) -> list[tuple[int, str, str]]:
    """Why those that fail would fail: how many, the label, and the words of the first."""
    first: dict[str, str] = {}
    for one in found:
        first.setdefault(one.fails, one.text)
    counts = Counter(one.fails for one in found if one.fails)
    return [(count, label, first[label]) for label, count in counts.most_common()]


def _entry(record: Quarantined, at: datetime, mended: bytes | None) -> NewEntry:
    content = record.content if mended is None else mended
    header = read_header(content) if mended is not None else _whole(record)
    if isinstance(header, Rejection):
        raise NotReleasable(f"{header.text}; mend the bytes and release those")
    control_id = control_id_text(header.control_id)
    return NewEntry(at, EntryKind.FRAME, record.feed, control_id, content, record.first_tried_at)


def _whole(record: Quarantined) -> Header | Rejection:
    if record.size > len(record.content):
        raise NotReleasable(f"only {len(record.content)} of {record.size} bytes were kept; give the whole message")
    if record.reason in IN_PARTS:
        raise NotReleasable("only a part of the message came; give the whole message")
    return read_header(record.content)


def _prospect(record: Quarantined, intake: Intake, versions: Versions) -> Prospect:
    try:
        header = _whole(record)
    except NotReleasable as fault:
        return Prospect(record, fails=INCOMPLETE, text=str(fault))
    if isinstance(header, Header):
        refused = refuse_version(header, versions(record.feed) or KNOWN_VERSIONS)
        return _taken(record, intake) if refused is None else Prospect(record, fails=refused.reason, text=refused.text)
    return Prospect(record, fails=header.reason, text=header.text)


def _taken(record: Quarantined, intake: Intake) -> Prospect:
    try:
        taken = intake.take(record.content, record.feed, record.first_tried_at)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it would fail again
        return Prospect(record, fails=FAILS_IN_PROCESSING, text=type(fault).__name__)
    refused = next((one for one in taken if isinstance(one, Refused)), None)
    if refused is not None:
        return Prospect(record, fails=refused.reason, text=refused.text)
    return Prospect(record, about=A_RECIPIENT if taken else NOBODY)

"""Finding messages wherever they are: in the journal, among the kept frames of recipients, in the quarantine.

The journal is asked by control id (an index) or looked through newest first, within the times that are given; what the
gateway refused was never in it and is found in the quarantine. Where an outcome is asked for that only recipients'
messages have, their kept frames are looked through and not the hospital's whole feed.
"""

import heapq
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from graftwatch.adapters.sqlite.journal_search import Pace, Wanted, search
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.outcome import Became, Outcomes
from graftwatch.hl7.header import Header, read_header
from graftwatch.hl7.patient_identifiers import patient_identifiers
from graftwatch.pipeline.ingest import control_id_text
from graftwatch.pipeline.intake import REFUSED_BY_INTAKE
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.message_outcome import Outcome
from graftwatch.pipeline.quarantine import Chosen, Quarantined
from graftwatch.roster import Identifier

CLOCK_SET_BACK = timedelta(days=1)
"""Numbers rise with time but for this: a clock may have been set back a little."""
OF_RECIPIENTS = frozenset({Outcome.UNDERSTOOD, Outcome.EMPTY})


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; every part that is given must fit.

    Attributes:
        wanted: what the journal is asked.
        type: MSH-9, such as "ORU^R01" or "ADT".
        outcome: what became of the message.
        subject: about this recipient.
        identifier: holds this patient identifier; without an authority: by any.
        limit: so many at most.
        refused: what the gateway refused may be meant, too.
    """

    wanted: Wanted
    type: str = ""
    outcome: Outcome | None = None
    subject: str = ""
    identifier: Identifier | None = None
    limit: int = 50
    refused: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A message that was found: an entry of the journal or of the kept frames, or a record of the quarantine."""

    at: datetime
    feed: str
    control_id: str
    type: str
    content: bytes
    became: Became
    entry: Entry | None = None
    record: Quarantined | None = None


def find_messages(
    folder: OpenFolder, query: Query, outcomes: Outcomes | None = None, pace: Pace | None = None
) -> tuple[list[Found], bool]:
    """The newest messages that fit, newest first, and whether there are more; a pace may have stopped it before."""
    if outcomes is None:
        with closing(Outcomes(folder)) as own:
            return find_messages(folder, query, own, pace)
    looked = _paced(_entries(folder, query, outcomes, pace), pace)
    entries = (_of_entry(one, outcomes) for one in looked if _fits(one.content, query))
    fitting = (one for one in entries if query.outcome in (None, one.became.outcome))
    refused = _refused(folder, query) if _may_be_refused(query) else iter(())
    merged = heapq.merge(fitting, refused, key=lambda one: one.at, reverse=True)
    found = list(islice(merged, query.limit + 1))
    return found[: query.limit], len(found) > query.limit


def message_type(content: bytes) -> str:
    """MSH-9.1 and MSH-9.2 as sent; empty where there is no header."""
    header = read_header(content)
    if not isinstance(header, Header):
        return ""
    parts = header.fields[8].split(header.delimiters.component)[:2]
    return "^".join(part.decode("latin-1") for part in parts)


def _paced(entries: Iterator[Entry], pace: Pace | None) -> Iterator[Entry]:
    """The entries until the pace's time is over: what is done with each takes its time, too."""
    for one in entries:
        yield one
        if pace is not None and pace.is_over(one.seq):
            return


def _entries(folder: OpenFolder, query: Query, outcomes: Outcomes, pace: Pace | None) -> Iterator[Entry]:
    """The entries that may fit, newest first; outcomes that few have are not looked for in the whole feed."""
    if query.subject or query.outcome in OF_RECIPIENTS:
        yield from _kept(folder, query)
        return
    if query.outcome is Outcome.WAITING:
        newest = search(folder.place.journal, query.wanted, pace)
        waiting = takewhile(lambda one: one.seq > outcomes.position, newest)
        yield from waiting
        return
    if query.outcome in (Outcome.DEAD_LETTER, Outcome.UNREADABLE):
        yield from _failed(folder, query, outcomes)
        return
    if query.identifier is not None:
        yield from _of_patient(folder, query.identifier, query.wanted)
        return
    seen: set[int] = set()
    for entry in search(folder.place.journal, query.wanted, pace):
        seen.add(entry.seq)
        yield entry
    if query.wanted.control_id:  # a recipient's message outlives the journal's retention
        yield from (one for one in _kept(folder, query) if one.seq not in seen)


def _failed(folder: OpenFolder, query: Query, outcomes: Outcomes) -> list[Entry]:
    """The entries of dead letters, or of the records that were in the journal before they were in quarantine."""
    wanted = query.wanted
    if query.outcome is Outcome.DEAD_LETTER:
        found = [folder.journal.entry(seq) for seq in outcomes.dead_letters()]
    else:
        with folder.quarantine() as quarantine:
            records = [
                shown
                for one in quarantine.list_records(Chosen(feed=wanted.feed, released=True))
                if one.reason in REFUSED_BY_INTAKE and (shown := quarantine.show(one.id)) is not None
            ]
        named = dict.fromkeys(_of_record(one).control_id for one in records)
        found = [entry for one in named for entry in folder.journal.find(one)]
    fitting = {one.seq: one for one in found if one is not None and _within(one, wanted)}
    return sorted(fitting.values(), key=lambda one: one.seq, reverse=True)


def _of_patient(folder: OpenFolder, identifier: Identifier, wanted: Wanted) -> list[Entry]:
    """A patient's messages by the index of patient numbers, and those that were kept of a recipient, newest first."""
    before = folder.journal.last_seq() + 1 if wanted.before is None else wanted.before
    with closing(folder.place.search()) as index:
        found = {one.seq: one for one in index.frames_of([identifier.value], before) if _within(one, wanted)}
    for subject in folder.roster().subjects_with(identifier.value):
        of_subject = _kept(folder, Query(wanted, subject=subject))
        found |= {one.seq: one for one in of_subject if identifier.value.encode() in one.content}
    return sorted(found.values(), key=lambda one: one.seq, reverse=True)


def _kept(folder: OpenFolder, query: Query) -> Iterator[Entry]:
    if not folder.place.state.exists():
        return
    wanted, last = query.wanted, 0
    with folder.state() as state:
        for entry in state.frames_of(query.subject, wanted.control_id, wanted.before):
            if wanted.since is not None and entry.received_at < wanted.since - CLOCK_SET_BACK:
                return
            if entry.seq != last and _within(entry, wanted):
                last = entry.seq
                yield entry


def _within(entry: Entry, wanted: Wanted) -> bool:
    return (
        (wanted.since is None or entry.received_at >= wanted.since)
        and (wanted.until is None or entry.received_at < wanted.until)
        and (wanted.before is None or entry.seq < wanted.before)
        and wanted.feed in ("", entry.feed)
        and wanted.kind in (None, entry.kind)
        and wanted.control_id in ("", entry.control_id)
        and wanted.holds in entry.content
        and (not wanted.holds_any or any(one in entry.content for one in wanted.holds_any))
    )


def _fits(content: bytes, query: Query) -> bool:
    if query.type and not _is_type(message_type(content), query.type):
        return False
    if query.identifier is None:
        return True
    value, authority = query.identifier.value, query.identifier.authority
    return any(one.value == value and authority in ("", one.authority) for one in patient_identifiers(content))


def _is_type(sent: str, wanted: str) -> bool:
    return sent == wanted or sent.split("^", maxsplit=1)[0] == wanted


def _of_entry(entry: Entry, outcomes: Outcomes) -> Found:
    kind = message_type(entry.content) if entry.kind is EntryKind.FRAME else entry.kind.value
    return Found(entry.came_at, entry.feed, entry.control_id, kind, entry.content, outcomes.of(entry), entry=entry)


def _may_be_refused(query: Query) -> bool:
    """Whether what the gateway refused can be meant: it has no number, kind or recipient."""
    wanted = query.wanted
    numbered = wanted.before is not None or wanted.kind not in (None, EntryKind.FRAME)
    return query.refused and query.outcome in (None, Outcome.REFUSED) and not query.subject and not numbered


def _refused(folder: OpenFolder, query: Query) -> Iterator[Found]:
    """What the gateway refused, newest first."""
    wanted = query.wanted
    part = wanted.control_id.encode() or wanted.holds
    chosen = Chosen(feed=wanted.feed, since=wanted.since, released=True)
    with folder.quarantine() as quarantine:
        if part:
            records = quarantine.holding(part, chosen)
        else:
            newest = quarantine.list_records(chosen)[-query.limit - 1 :]
            records = [shown for one in newest if (shown := quarantine.show(one.id)) is not None]
    for record in sorted(records, key=lambda one: one.last_tried_at, reverse=True):
        found = _of_record(record)
        meant = wanted.control_id in ("", found.control_id) and (wanted.until is None or found.at < wanted.until)
        if record.reason not in REFUSED_BY_INTAKE and meant and _fits(record.content, query):
            yield found


def _of_record(record: Quarantined) -> Found:
    header = read_header(record.content)
    control_id = control_id_text(header.control_id)
    released = f"; released {record.released_at:%Y-%m-%d %H:%M}" if record.released_at else ""
    line = f"refused, record {record.id} of the quarantine: {record.text}{released}"
    return Found(
        record.last_tried_at,
        record.feed,
        control_id,
        message_type(record.content),
        record.content,
        Became(Outcome.REFUSED, (line,)),
        record=record,
    )

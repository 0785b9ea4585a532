"""The quarantine and the dead letters of a data folder: looked at, released, tried again."""

from collections.abc import Sequence
from itertools import islice
from threading import Lock
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.console.messages.quarantine_views import (
    DeadLetterRow,
    MendedText,
    QuarantineCount,
    QuarantineShown,
    RecordRow,
    RecordShown,
    Released,
    ReleasePreview,
    RetryTrial,
    StillFails,
)
from graftwatch.entrypoints.cli.dead_letter_trials import trials
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.entering import enter
from graftwatch.entrypoints.console.shown_message import SHOWN_CHARACTERS, shown_of
from graftwatch.entrypoints.wiring import versions_of
from graftwatch.hl7.batch import split_messages
from graftwatch.hl7.editable import NotWritable, editable, written
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.pipeline.journal import EntryKind, JournalUnavailable
from graftwatch.pipeline.quarantine import Chosen, Quarantined
from graftwatch.pipeline.release import A_RECIPIENT, NotReleasable, Prospect, prospects, reasons, release, release_all
from graftwatch.pipeline.retry_entries import RETRY_FEED, Retry
from graftwatch.pipeline.state import DeadLetter

SHOWN_RECORDS: Final = 50
IN_ONE_GO: Final = 500
"""Records that one release of all takes: each is read for the preview, and a person waits."""
DEAD_LETTERS: Final = 100
RELEASED_ALREADY: Final = "it was released before, at %(time)s; nothing was done"


class FolderQuarantine:
    """See `console.messages.port.QuarantineDesk`."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._releasing = Lock()

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    def shown(self, feed: str, reason: str, before: int | None = None, *, released: bool = False) -> QuarantineShown:
        """What waits by feed and reason, and the newest records of what is chosen."""
        chosen = Chosen(feed, reason, None, released)
        with self._folder.quarantine() as quarantine:
            groups = quarantine.groups()
            records = quarantine.some_records(chosen, SHOWN_RECORDS + 1, before)
            not_kept = quarantine.room().not_kept
        return QuarantineShown(
            counts=tuple(
                QuarantineCount(
                    feed=one.feed,
                    reason=one.reason,
                    count=one.count,
                    newest_id=one.newest_id,
                    newest_at=one.newest_at,
                    newest_text=one.newest_text,
                )
                for one in groups
            ),
            records=tuple(_row(one) for one in records[:SHOWN_RECORDS]),
            more=len(records) > SHOWN_RECORDS,
            not_kept=not_kept,
            dead_letters=self.dead_letters(),
        )

    def dead_letters(self) -> tuple[DeadLetterRow, ...]:
        """What was understood and failed in processing, the newest first."""
        if not self._folder.place.state.exists():
            return ()
        with self._folder.state() as state:
            return tuple(_letter(one) for one in reversed(state.dead_letters()[-DEAD_LETTERS:]))

    def record(self, record_id: int, *, identifiers: bool) -> RecordShown | None:
        """One record; its bytes are hidden unless identifiers are asked for. None where there is none."""
        with self._folder.quarantine() as quarantine:
            found = quarantine.show(record_id)
            if found is None:
                return None
            (now,) = self._prospects(quarantine, [found])
        charset = self._charset(found.feed)
        shown = shown_of(found.content, charset, identifiers=identifiers)
        mendable = identifiers and found.released_at is None and len(found.content) <= SHOWN_CHARACTERS
        text = editable(found.content, charset) if mendable else None
        return RecordShown(
            record=_row(found),
            kept_bytes=len(found.content),
            identifiers_shown=identifiers,
            lines=shown.lines,
            cut=shown.cut,
            fails=bool(now.fails),
            as_it_is=now.text or ("about a recipient" if now.about == A_RECIPIENT else "about nobody enrolled"),
            editable=MendedText(text=text.text, codec=text.codec, ends=text.ends) if text else None,
        )

    def content(self, record_id: int) -> bytes | None:
        """The bytes of a record; None where there is none."""
        with self._folder.quarantine() as quarantine:
            found = quarantine.show(record_id)
        return found.content if found else None

    def release(self, record_id: int, mended: MendedText | None) -> Released | None:
        """Puts a record into the journal, as it is or mended; None where there is no such record."""
        try:
            content = None if mended is None else _one_message(written(mended.text, mended.codec, mended.ends))
            with self._releasing, self._folder.quarantine() as quarantine:
                found = quarantine.show(record_id)
                if found is None:
                    return None
                if found.released_at is not None:
                    at = f"{found.released_at.astimezone(self.zone):%Y-%m-%d %H:%M}"
                    return Released(released_before=1, problem=RELEASED_ALREADY % {"time": at})
                with self._folder.entering() as journal:
                    return Released(
                        seq=release(quarantine, journal, record_id, self._folder.now(), content), released=1
                    )
        except (NotReleasable, NotWritable, JournalUnavailable) as fault:
            return Released(problem=str(fault))

    def preview(self, feed: str, reason: str) -> ReleasePreview:
        """What a release of all records of a feed for a reason would do now."""
        chosen = Chosen(feed, reason)
        with self._folder.quarantine() as quarantine:
            waiting = sum(one.count for one in quarantine.groups() if one.reason == reason and feed in ("", one.feed))
            records = quarantine.some_records(chosen, IN_ONE_GO)
            found = self._prospects(quarantine, records)
        return ReleasePreview(
            feed=feed,
            reason=reason,
            records=len(found),
            would_be_read=sum(not one.fails for one in found),
            about_recipients=sum(one.about == A_RECIPIENT for one in found),
            still_fail=tuple(StillFails(count=n, reason=label, text=text) for n, label, text in reasons(found)),
            record_ids=tuple(sorted(one.record.id for one in found if not one.fails)),
            left=max(0, waiting - len(records)),
        )

    def release_all(self, record_ids: Sequence[int]) -> Released:
        """Puts these records into the journal; what somebody released meanwhile is left alone."""
        try:
            with self._releasing, self._folder.quarantine() as quarantine, self._folder.entering() as journal:
                waiting = [
                    one
                    for one in islice(dict.fromkeys(record_ids), IN_ONE_GO)
                    if (found := quarantine.show(one)) is not None and found.released_at is None
                ]
                done = sum(release_all(quarantine, journal, waiting, self._folder.now()))
        except (NotReleasable, JournalUnavailable) as fault:
            return Released(problem=str(fault))
        return Released(released=done, released_before=len(set(record_ids)) - len(waiting))

    def trials(self) -> tuple[RetryTrial, ...]:
        """What would become of the dead letters now."""
        try:
            found = trials(self._folder, [one.seq for one in self.dead_letters()])
        except InputFault:
            return ()
        return tuple(RetryTrial(letter=_letter(one.letter), still_fails=one.fails) for one in found)

    def retry(self, seqs: Sequence[int]) -> Released:
        """Has those of these dead letters processed again that would not fail, and says how many."""
        wanted = set(seqs)
        good = [one.letter.seq for one in self.trials() if one.letter.seq in wanted and not one.still_fails]
        if good:
            content = Retry(seqs=tuple(dict.fromkeys(good))).model_dump_json().encode()
            try:
                enter(self._folder, [(EntryKind.RETRY, RETRY_FEED, content)])
            except JournalUnavailable as fault:
                return Released(problem=str(fault))
        return Released(released=len(set(good)))

    def _prospects(self, quarantine: SqliteQuarantine, records: Sequence[Quarantined]) -> list[Prospect]:
        versions = {feed.name: versions_of(feed) for feed in self._folder.settings.feeds}
        return list(prospects(quarantine, records, self._folder.intake(), versions.get))

    def _charset(self, feed: str) -> str:
        return next(
            (one.charset for one in self._folder.settings.feeds if one.name == feed), FeedDefaults(feed).charset
        )


def _one_message(content: bytes) -> bytes:
    messages = [part.content for part in split_messages(content) if part.is_message]
    if len(messages) != 1:
        raise NotReleasable(f"this holds {len(messages)} messages; one is wanted, beginning with MSH")
    return messages[0]


def _row(one: Quarantined) -> RecordRow:
    return RecordRow(
        id=one.id,
        feed=one.feed,
        reason=one.reason,
        text=one.text,
        size=one.size,
        position=one.position,
        tries=one.tries,
        first_tried_at=one.first_tried_at,
        last_tried_at=one.last_tried_at,
        released_at=one.released_at,
    )


def _letter(one: DeadLetter) -> DeadLetterRow:
    return DeadLetterRow(seq=one.seq, subject=one.subject, failed_at=one.failed_at, reason=one.reason)

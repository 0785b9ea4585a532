"""The messages of a data folder: found, looked at, followed to what they led to."""

from contextlib import closing
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from graftwatch.adapters.sqlite.journal_search import Pace, Wanted
from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.console.messages.code_views import unmapped_key
from graftwatch.console.messages.message_views import (
    LedToEvent,
    LedToPage,
    LedToSignal,
    MessageQuery,
    MessageRow,
    MessagesFound,
    MessageShown,
    OtherMessage,
    PatientQuery,
    ShownFinding,
    ShownUnmapped,
)
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.message_search import Found, Query, find_messages, message_type
from graftwatch.entrypoints.cli.outcome import IN_WORDS, Became, Outcomes
from graftwatch.entrypoints.cli.trail import led_to
from graftwatch.entrypoints.console.shown_message import Shown, shown_of, visible
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import Lint, lint
from graftwatch.hl7.masking import Masking
from graftwatch.hl7.message import Message, read_message
from graftwatch.pipeline.intake import REFUSED_BY_INTAKE
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.message_outcome import Outcome
from graftwatch.roster import Identifier
from graftwatch.terminology.site_codes import SiteCodes

SEARCH_SECONDS: Final = 0.6
"""A search that somebody waits for; then it says how far it came."""
LOOKED_INTO_BYTES: Final = 1024 * 1024
"""A larger message is shown, and not checked field by field: that would take seconds."""
OTHERS: Final = 20
ROW_LINES: Final = 3
CHARSETS: Final = ("utf-8", "cp932", "euc_jp", "iso2022_jp", "latin-1", "gb18030")


class FolderMessages:
    """See `console.messages.port.MessagesDesk`."""

    def __init__(self, folder: OpenFolder, seconds: float = SEARCH_SECONDS) -> None:
        self._folder = folder
        self._seconds = seconds
        self._newest = NewestAssessments()

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds' names, in the settings' order."""
        return tuple(one.name for one in self._folder.settings.feeds)

    def find(self, asked: MessageQuery) -> MessagesFound:
        """The messages that are meant, the newest first; within a second, and as far as that goes."""
        pace = Pace(self._seconds)
        with closing(Outcomes(self._folder)) as outcomes:
            query = _query(asked)
            found, more = find_messages(self._folder, query, outcomes, pace)
            rows = tuple(_row(one, outcomes) for one in found)
        seqs = [one.seq for one in rows if one.seq is not None]
        stopped = pace.stopped and not more
        reached = self._folder.journal.entry(pace.reached) if stopped and pace.reached else None
        return MessagesFound(
            rows=rows,
            older_before=min(seqs) if more and seqs else pace.reached if stopped else None,
            stopped=stopped,
            reached_at=reached.received_at if reached else None,
            refused_elsewhere=not query.refused and asked.outcome is None and not asked.subject,
        )

    def message(self, seq: int, *, identifiers: bool) -> MessageShown | None:
        """One message; without who it is about, unless identifiers are asked for. None where there is none."""
        entry = self._entry(seq)
        if entry is None:
            return None
        with closing(Outcomes(self._folder)) as outcomes:
            became = outcomes.of(entry)
            feed = outcomes.intake.feeds.get(entry.feed) or FeedDefaults(entry.feed)
            codes = outcomes.intake.site_codes.get(entry.feed) or SiteCodes()
        if entry.kind is not EntryKind.FRAME:
            return _no_message(entry, became)
        shown = shown_of(entry.content, feed.charset, identifiers=identifiers)
        small = len(entry.content) <= LOOKED_INTO_BYTES
        checked = lint(entry.content, feed, self.zone, codes) if small else Lint()
        return MessageShown(
            **_of_itself(entry),
            **_became(became, shown),
            charset=shown.charset,
            unread=shown.unread,
            cut=shown.cut,
            identifiers_shown=identifiers,
            record=self._record(entry),
            subjects=self.subjects(seq),
            findings=tuple(
                ShownFinding(kind=one.kind, place=one.place, text=shown.words(one.text)) for one in checked.findings
            ),
            unmapped=tuple(
                ShownUnmapped(
                    key=unmapped_key(entry.feed, one.field, one.code, one.system),
                    field=one.field,
                    code=shown.words(one.code),
                    system=shown.words(one.system),
                    text=shown.words(one.text),
                )
                for one in dict.fromkeys(checked.unmapped)
            ),
            **self._led_to(entry),
            others=self._others(entry),
            lines=shown.lines,
            raw=shown.raw,
            fields=shown.fields,
        )

    def subjects(self, seq: int) -> tuple[str, ...]:
        """The recipients that a message is about, as it was kept of them."""
        if not self._folder.place.state.exists():
            return ()
        with self._folder.state() as state:
            return tuple(state.kept_subjects(seq))

    def content(self, seq: int) -> bytes | None:
        """The bytes of a message; None where there is none."""
        entry = self._entry(seq)
        return entry.content if entry is not None and entry.kind is EntryKind.FRAME else None

    def _entry(self, seq: int) -> Entry | None:
        entry = self._folder.journal.entry(seq)
        if entry is None and self._folder.place.state.exists():
            with self._folder.state() as state:
                return state.kept_frame(seq)
        return entry

    def _record(self, entry: Entry) -> int | None:
        """The record of the quarantine that holds the same bytes."""
        with self._folder.quarantine() as quarantine:
            found = quarantine.of_bytes(entry.feed, entry.content, sorted(REFUSED_BY_INTAKE))
        return max((one.id for one in found), default=None)

    def _led_to(self, entry: Entry) -> dict[str, Any]:
        if not self._folder.place.state.exists():
            return {"events": (), "signals": (), "pages": ()}
        with self._folder.connection() as connection:
            found = led_to(self._folder, entry, self._newest.of(connection))
        return {
            "events": tuple(LedToEvent.model_validate(one) for one in found["events"]),
            "signals": tuple(LedToSignal.model_validate(one) for one in found["signals"]),
            "pages": tuple(_page(one) for one in found["pages"]),
        }

    def _others(self, entry: Entry) -> tuple[OtherMessage, ...]:
        if not entry.control_id:
            return ()
        return tuple(
            OtherMessage(seq=one.seq, at=one.came_at, feed=one.feed, same_bytes=one.content == entry.content)
            for one in self._folder.journal.find(entry.control_id)[-OTHERS:]
            if one.seq != entry.seq
        )


def _query(asked: MessageQuery) -> Query:
    patient = asked if isinstance(asked, PatientQuery) else PatientQuery()
    identifier = Identifier(patient.identifier, patient.authority) if patient.identifier else None
    wanted = Wanted(
        control_id=asked.control_id,
        since=asked.since,
        until=asked.until,
        before=asked.before,
        feed=asked.feed,
        kind=EntryKind.FRAME,
        holds=identifier.value.encode() if identifier else asked.type.partition("^")[0].encode(),
        holds_any=_spellings(patient.text),
    )
    refused = bool(asked.control_id) or asked.outcome is Outcome.REFUSED
    return Query(wanted, asked.type, asked.outcome, asked.subject, identifier, asked.limit, refused)


def _spellings(text: str) -> tuple[bytes, ...]:
    """A text as the character sets of feeds write it, without what designates a set."""
    if not text:
        return ()
    if text.isascii():
        return (text.encode(),)
    found = dict[bytes, None]()
    for charset in CHARSETS:
        try:
            written = text.encode(charset)
        except UnicodeEncodeError:
            continue
        found[written.removeprefix(b"\x1b$B").removesuffix(b"\x1b(B")] = None
    return tuple(found)


def _row(one: Found, outcomes: Outcomes) -> MessageRow:
    own_words = set(IN_WORDS.values())
    became = [line for line in one.became.lines if line not in own_words]
    now = one.became.now.lines if one.became.now else ()
    masking = None
    if became or now:
        feed = outcomes.intake.feeds.get(one.feed) or FeedDefaults(one.feed)
        message = read_message(one.content, feed.charset)
        masking = Masking(message) if isinstance(message, Message) else None
    words = masking.text if masking else str
    return MessageRow(
        seq=one.entry.seq if one.entry else None,
        record=one.record.id if one.record else None,
        at=one.at,
        feed=one.feed,
        control_id=visible(one.control_id),
        type=visible(one.type),
        size=one.record.size if one.record else len(one.content),
        outcome=one.became.outcome,
        became=tuple(visible(words(line)) for line in became[:ROW_LINES]),
        more=max(0, len(became) - ROW_LINES),
        now=tuple(visible(words(line)) for line in now[:ROW_LINES]),
    )


def _of_itself(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind.value,
        "at": entry.received_at,
        "first_at": entry.came_at,
        "feed": entry.feed,
        "control_id": visible(entry.control_id),
        "type": visible(message_type(entry.content)) if entry.kind is EntryKind.FRAME else entry.kind.value,
        "size": len(entry.content),
    }


def _became(became: Became, shown: Shown | None) -> dict[str, Any]:
    words = shown.words if shown else str
    lines = tuple(visible(words(line)) for line in became.lines)
    understood = became.outcome in {Outcome.UNDERSTOOD, Outcome.WITHDRAWN}
    return {
        "outcome": became.outcome,
        "became": lines,
        "now": tuple(visible(words(line)) for line in became.now.lines) if became.now else (),
        "dead_letter": became.outcome is Outcome.DEAD_LETTER,
        "facts": tuple(line for line in lines if ": unmapped " not in line) if understood else (),
    }


def _no_message(entry: Entry, became: Became) -> MessageShown:
    """What a person or the service entered: what it says of itself, and not its content."""
    return MessageShown(
        **_of_itself(entry),
        **_became(became, None),
        charset=None,
        unread="",
        cut=False,
        identifiers_shown=False,
        record=None,
        subjects=(),
        findings=(),
        unmapped=(),
        events=(),
        signals=(),
        pages=(),
        others=(),
        lines=(),
        raw=(),
        fields=(),
    )


def _page(one: dict[str, Any]) -> LedToPage:
    heard = one["acknowledged"] or {"by": None, "at": None}
    at: datetime | None = heard["at"]
    said = {name: one[name] for name in ("id", "subject", "decided_at", "kind", "reason", "summary")}
    return LedToPage.model_validate({**said, "heard_by": heard["by"], "heard_at": at})

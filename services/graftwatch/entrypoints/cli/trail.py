"""The trail from a message to what it led to, and from a page back to its messages.

Events and signals name their messages (MSH-10); a page names its story, which is a signal's, and the entry at which it
was decided. What is shown is the newest assessment's: a later message may have changed what this one led to.
"""

from collections.abc import Iterable, Sequence

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.facts import Acknowledgement
from graftwatch.paging import Page
from graftwatch.pipeline.heard_items import acknowledgements
from graftwatch.pipeline.heard_items import heard_by_page as heard_in
from graftwatch.pipeline.journal import Entry

MESSAGE = "MSH-10 "


def led_to(
    folder: OpenFolder, entry: Entry, assessments: Sequence[Assessment] | None = None
) -> dict[str, list[dict[str, object]]]:
    """The events, signals and pages that rest on an entry, by the newest assessments."""
    if not folder.place.state.exists():
        return {"events": [], "signals": [], "pages": []}
    source = f"{MESSAGE}{entry.control_id}"
    with folder.state() as state:
        subjects = set(state.kept_subjects(entry.seq))
        newest = state.assessments() if assessments is None else assessments
        held = [one for one in newest if one.subject in subjects]
        events = [(one.subject, event) for one in held for event in one.events if source in event.sources]
        signals = [(one.subject, signal) for one in held for signal in one.signals if source in signal.sources]
        stories = {signal.id for _, signal in signals}
        pages = {one.id: one for one in state.pages_decided_at(entry.seq)}
        pages |= {one.id: one for subject in subjects for one in state.pages_of(subject) if one.story in stories}
        heard = heard_by_page(state, {one.subject for one in pages.values() if one.subject})
    return {
        "events": [
            {"subject": subject, "id": one.id, "kind": one.kind, "status": one.status, "criterion": one.criterion}
            for subject, one in events
        ],
        "signals": [
            {"subject": subject, "id": one.id, "kind": one.kind, "status": one.status} for subject, one in signals
        ],
        "pages": [_page(one, heard.get(one.id)) for one in sorted(pages.values(), key=lambda one: one.decided_at)],
    }


def messages_behind(folder: OpenFolder, page: Page) -> list[dict[str, object]]:
    """The messages that a page rests on, with their numbers where they are kept, and the one it was decided at."""
    with folder.state() as state:
        decided_at = state.entry_of_page(page.id)
        held = [one for one in state.assessments() if one.subject == page.subject]
        told = [one for each in held for one in each.signals if page.story in (one.id, one.event)]
        told_events = {one.event for one in told} | {page.details.event}
        sources = [one.sources for one in told] + [
            one.sources for each in held for one in each.events if one.id in told_events
        ]
        named = dict.fromkeys(one.removeprefix(MESSAGE) for each in sources for one in each if one.startswith(MESSAGE))
        found = {kept.seq: kept for one in named for kept, subject in state.frames(one) if subject == page.subject}
    if decided_at is not None and decided_at not in found:
        entry = folder.journal.entry(decided_at)
        found |= {decided_at: entry} if entry is not None else {}
    return [
        {"seq": seq, "control_id": one.control_id, "feed": one.feed, "decided": seq == decided_at}
        for seq, one in sorted(found.items())
    ]


def heard_by_page(state: SqliteState, subjects: Iterable[str]) -> dict[str, Acknowledgement]:
    """The acknowledgements of recipients' pages by page id, and of those about the service (empty)."""
    heard: dict[str, Acknowledgement] = {}
    for subject in subjects:
        held = state.load(subject)
        ledgers = [held.ledger] if subject else state.service_ledgers()
        heard |= heard_in(ledgers, acknowledgements(held.facts.current()))
    return heard


def acknowledged(heard: Acknowledgement | None) -> dict[str, str] | None:
    """Who heard a page, and when."""
    if heard is None:
        return None
    at = heard.acknowledged.at
    return {"at": at.isoformat() if at else heard.acknowledged.on.isoformat(), "by": heard.by}


def _page(one: Page, heard: Acknowledgement | None) -> dict[str, object]:
    return {
        "id": one.id,
        "decided_at": one.decided_at.isoformat(),
        "reason": one.reason,
        "kind": one.kind,
        "subject": one.subject,
        "summary": one.summary,
        "acknowledged": acknowledged(heard),
    }

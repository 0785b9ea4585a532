"""Composes the page of a decision: ids and keys that follow from what it is about, words, link."""

from dataclasses import dataclass
from urllib.parse import quote

from graftwatch.facts import pseudonymous_key
from graftwatch.findings import Severity
from graftwatch.paging.boundary_words import boundary_worded
from graftwatch.paging.compare import NO_DIFFERENCE, Difference
from graftwatch.paging.decision import Circumstances
from graftwatch.paging.held_back_words import held_back_worded
from graftwatch.paging.languages import in_languages
from graftwatch.paging.ledger import LOUD, Story
from graftwatch.paging.matter import Matter
from graftwatch.paging.page import HealthKind, Page, PageReason, Words
from graftwatch.paging.phrases import Phrases
from graftwatch.paging.telling import Telling, Who
from graftwatch.paging.waiting import step_of
from graftwatch.paging.words import worded


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: why, what, how loudly, and what differs from before."""

    reason: PageReason
    matter: Matter
    severity: Severity
    change: Difference = NO_DIFFERENCE


def composed(told: Told, story: Story | None, story_id: str, who: Who, circumstances: Circumstances) -> Page:
    """The page, the next of its story."""
    reason, matter = told.reason, told.matter
    sequence = len(story.told) + 1 if story else 1
    page_id = pseudonymous_key(who.subject, story_id, str(sequence), reason)
    late = None if reason.ends or reason is PageReason.REPEATED else circumstances.found_late
    before = story.said if story else None
    telling = Telling(reason, matter, who, before, circumstances.now, late, circumstances.zone, told.change)
    return Page(
        id=page_id,
        story=story_id,
        sequence=sequence,
        previous=story.last_page if story else None,
        reason=reason,
        severity=told.severity,
        kind=matter.said.kind,
        subject=who.subject,
        post_operative_day=who.post_operative_day,
        **in_languages(circumstances.policy, lambda phrases: _worded(telling, phrases)),
        step=step_of(story, reason, matter.said.kind, circumstances.policy),
        link=link(circumstances.base_url, who.subject),
        dedup_key=story.told[-1].dedup_key if story and reason not in LOUD else f"graftwatch-{page_id}",
        resolves=story.open_keys if story and reason.ends else (),
        decided_at=circumstances.now,
        found_late=late.since(matter.evidence) if late else None,
    )


def _worded(telling: Telling, phrases: Phrases) -> Words:
    if telling.matter.boundary is not None:
        return boundary_worded(telling, telling.matter.boundary, phrases)
    held_back = telling.matter.said.kind is HealthKind.PAGES_HELD_BACK
    return held_back_worded(telling, phrases) if held_back else worded(telling, phrases)


def link(base_url: str, subject: str) -> str:
    """The recipient's address in the console; the subject id is the only name in it."""
    if not base_url or not subject:
        return base_url
    return f"{base_url.rstrip('/')}/recipients/{quote(subject, safe='')}"


def ended_matter(story: Story, because: str) -> Matter:
    """What there is to tell of a story whose signal is there no more: what was told, and why it ended."""
    return Matter(
        signal=story.signal,
        open=False,
        said=story.said,
        since=story.since,
        because=because,
        closed_because=because,
        evidence=frozenset(story.evidence),
        event=story.event,
    )

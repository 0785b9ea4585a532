"""Decides which pages are due: the difference between what people were told and what is so now, each with a reason.

Pure and total: equal assessments, ledgers and circumstances give equal pages, ids included, and deciding twice
gives nothing the second time. The left side of the difference is the ledger, not the last assessment: it says what
people were told, which is what they must be told differently from. How many pages may go out at once over all
recipients is decided behind this (storm.py); sending is an adapter's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from graftwatch.assessment import Assessment
from graftwatch.findings import Severity
from graftwatch.paging.compare import difference
from graftwatch.paging.compose import composed, ended_matter
from graftwatch.paging.decision import Circumstances, Decided, Heard, Suppressed, Suppression
from graftwatch.paging.ending import Ending, as_told, closing, ending_in
from graftwatch.paging.gained import with_gain
from graftwatch.paging.ledger import Ledger, Story
from graftwatch.paging.matter import TOLD_ONCE, Matter, matters_of
from graftwatch.paging.page import Page, PageReason
from graftwatch.paging.pair import pair
from graftwatch.paging.scrub import scrubbed
from graftwatch.paging.states import Happening, StoryState, next_state
from graftwatch.paging.words import Who


def decide(after: Assessment, ledger: Ledger, circumstances: Circumstances) -> Decided:
    """The pages that are due for a recipient whose assessment is now `after`."""
    who = Who(after.subject, after.post_operative_day)

    def ending(story: Story, successor: Matter | None) -> Ending:
        return ending_in(after, story, successor)

    return decide_matters(matters_of(after), who, ledger, circumstances, ending)


def decide_matters(
    matters: tuple[Matter, ...],
    who: Who,
    ledger: Ledger,
    circumstances: Circumstances,
    ending: Callable[[Story, Matter | None], Ending],
) -> Decided:
    """The pages that are due, where `ending` says how a story ended whose signal is there no more."""
    ledger, heard = _hear(ledger, circumstances)
    counted = {story.id for story in ledger.stories if story.gained_seconds is not None}
    paired = pair(ledger.stories, [scrubbed(matter, circumstances.scrub) for matter in matters])
    steps = [
        _end(story, ending(story, successor), who, circumstances)
        for story, successor in paired.gone
        if not story.state.over
    ]
    taken = {story.id for story in ledger.stories}
    for matter, story in paired.continued:
        steps.append(_go_on(matter, story, _story_id(matter, story, taken), who, circumstances))
        taken |= {step.story.id for step in steps[-1:] if step.story}
    for step in steps:
        ledger = ledger.replaced(step.story) if step.story else ledger
    return Decided(
        pages=tuple(step.page for step in steps if step.page),
        ledger=ledger,
        suppressed=tuple(step.suppressed for step in steps if step.suppressed),
        heard=heard,
        gained_seconds=tuple(
            story.gained_seconds
            for story in ledger.stories
            if story.gained_seconds is not None and story.id not in counted
        ),
        next_look=_next_look(ledger, circumstances),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    story: Story | None
    page: Page | None = None
    suppressed: Suppressed | None = None


def _hear(ledger: Ledger, circumstances: Circumstances) -> tuple[Ledger, tuple[Heard, ...]]:
    heard = []
    said = ((one.acknowledged.at or circumstances.now, one.page, one.by) for one in circumstances.acknowledgements)
    for at, page, by in sorted(said):
        story = _waiting_for(page, ledger)
        if story is not None:
            ledger = ledger.replaced(story.acknowledged(at, by))
            seconds = max((at - story.unheard_pages[0].at).total_seconds(), 0.0)
            heard.append(Heard(page, story.said.kind, story.loudest, seconds))
    return ledger, tuple(heard)


def _waiting_for(page: str, ledger: Ledger) -> Story | None:
    for story in ledger.stories:
        unheard = story.state in {StoryState.WAITING, StoryState.UNHEARD}
        if unheard and any(told.page == page for told in story.unheard_pages):
            return story
    return None


def _story_id(matter: Matter, story: Story | None, taken: set[str]) -> str:
    """A story is called by its first signal; where that name is taken, by a number behind it."""
    if story is not None:
        return story.id
    number, name = 1, matter.signal
    while name in taken:
        number, name = number + 1, f"{matter.signal}.{number + 1}"
    return name


def _end(story: Story, ending: Ending, who: Who, circumstances: Circumstances) -> _Step:
    matter = ended_matter(story, ending.because)
    page = composed(ending.reason, matter, story, story.id, who, circumstances)
    return _Step(story.with_page(page, matter), page)


def _go_on(matter: Matter, story: Story | None, story_id: str, who: Who, circumstances: Circumstances) -> _Step:
    verdict = _verdict(matter, story, circumstances)
    if isinstance(verdict, Suppression):
        seen = story and with_gain(_seen(story, matter, verdict), matter)
        return _Step(seen, suppressed=Suppressed(matter.signal, verdict))
    if story and verdict.ends:
        matter = as_told(matter, story)
    page = composed(verdict, matter, story, story_id, who, circumstances)
    told = story.with_page(page, matter) if story else Story.begun(page, matter)
    return _Step(with_gain(told, matter), page)


def _verdict(matter: Matter, story: Story | None, circumstances: Circumstances) -> PageReason | Suppression:
    if story is None or story.state.over:
        return _beginning(matter, story)
    if not matter.open:
        return closing(matter, story)
    if matter.said.severity is Severity.LOG:
        return Suppression.LOG_SEVERITY
    change = difference(story.said, matter.said)
    return _repetition(matter, story, circumstances) if change is PageReason.NONE else change


def _beginning(matter: Matter, story: Story | None) -> PageReason | Suppression:
    if not matter.open:
        return Suppression.NOTHING_MATERIAL if story else Suppression.CLOSED_BEFORE_TOLD
    if matter.said.severity is Severity.LOG:
        return Suppression.LOG_SEVERITY
    return PageReason.REOPENED if story else PageReason.FIRST


def _repetition(matter: Matter, story: Story, circumstances: Circumstances) -> PageReason | Suppression:
    if matter.said.severity is not Severity.PAGE or matter.said.kind in TOLD_ONCE:
        return Suppression.NOTHING_MATERIAL
    if story.state is StoryState.HEARD:
        return Suppression.ACKNOWLEDGED
    if story.state is StoryState.UNHEARD:
        return Suppression.REPEATS_USED_UP
    if circumstances.now < story.last_told_at + circumstances.repeat_after:
        return Suppression.AWAITING_ACKNOWLEDGEMENT
    if story.repeats >= circumstances.policy.repeats_at_most:
        return Suppression.REPEATS_USED_UP
    return PageReason.REPEATED


def _seen(story: Story, matter: Matter, suppression: Suppression) -> Story:
    """The story after a look that brought no page; one that is over stays as it is."""
    if story.state.over:
        return story
    used_up = suppression is Suppression.REPEATS_USED_UP and story.state is StoryState.WAITING
    state = next_state(story.state, Happening.REPEATS_USED_UP) if used_up else story.state
    return story.seen(matter, state)


def _next_look(ledger: Ledger, circumstances: Circumstances) -> datetime | None:
    waiting = (
        story.last_told_at + circumstances.repeat_after
        for story in ledger.stories
        if story.state is StoryState.WAITING
        and story.said.severity is Severity.PAGE
        and story.said.kind not in TOLD_ONCE
    )
    return min(waiting, default=None)

"""Decides which pages are due: the difference between what people were told and what is so now, each with a reason.

Pure and total: equal assessments, ledgers and circumstances give equal pages, ids included, and deciding twice
gives nothing the second time. The left side of the difference is the ledger, not the last assessment: it says what
people were told, which is what they must be told differently from. How many pages may go out at once over all
recipients is decided behind this (storm.py); sending is an adapter's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from graftwatch.assessment import Assessment
from graftwatch.findings import Severity
from graftwatch.paging.compose import Told, composed, ended_matter
from graftwatch.paging.decision import Circumstances, Decided, Suppressed, Suppression, Unheard
from graftwatch.paging.ending import Ending, as_told, ending_in
from graftwatch.paging.gained import with_gain
from graftwatch.paging.hearing import heard
from graftwatch.paging.ledger import Ledger, Story
from graftwatch.paging.matter import Matter, matters_of
from graftwatch.paging.page import Page
from graftwatch.paging.pair import pair
from graftwatch.paging.scrub import scrubbed
from graftwatch.paging.states import StoryState
from graftwatch.paging.telling import Who
from graftwatch.paging.verdict import is_given_up, verdict_on
from graftwatch.paging.waiting import due_at, ever_given_up, longest_wait


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
    before, new = heard(_let_out(ledger, circumstances), circumstances)
    paired = pair(before.stories, [scrubbed(matter, circumstances.scrub) for matter in matters])
    steps = [
        _end(story, ending(story, successor), who, circumstances)
        for story, successor in paired.gone
        if not story.state.over
    ]
    taken = {story.id for story in before.stories}
    for matter, story in paired.continued:
        steps.append(_go_on(matter, story, _story_id(matter, story, taken), who, circumstances))
        taken |= {step.story.id for step in steps[-1:] if step.story}
    after = before.with_stories(step.story for step in steps if step.story)
    suppressed = tuple(step.suppressed for step in steps if step.suppressed)
    return Decided(
        pages=tuple(step.page for step in steps if step.page),
        ledger=after,
        suppressed=suppressed,
        heard=new,
        unheard=tuple(_given_up(before, after)),
        gained_seconds=tuple(_gained(before, after)),
        next_look=min(_looks(after, suppressed, circumstances), default=None),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    story: Story | None
    page: Page | None = None
    suppressed: Suppressed | None = None


def _let_out(ledger: Ledger, circumstances: Circumstances) -> Ledger:
    times = circumstances.let_out
    if not times:
        return ledger
    return ledger.with_stories(one.let_out(times[one.id]) for one in ledger.stories if one.id in times)


def _story_id(matter: Matter, story: Story | None, taken: set[str]) -> str:
    """A story is called by its first signal; where that name is taken, by a number behind it."""
    if story is not None:
        return story.id
    number, name = 1, matter.signal
    while name in taken:
        number, name = number + 1, f"{matter.signal}.{number + 1}"
    return name


def _end(story: Story, ending: Ending, who: Who, circumstances: Circumstances) -> _Step:
    if story.loudest is not Severity.PAGE and circumstances.quiet_until is not None:
        return _Step(None, suppressed=Suppressed(story.signal, Suppression.QUIET_HOURS))
    matter = ended_matter(story, ending.because)
    page = composed(Told(ending.reason, matter, story.loudest), story, story.id, who, circumstances)
    return _Step(story.with_page(page, matter), page)


def _go_on(matter: Matter, story: Story | None, story_id: str, who: Who, circumstances: Circumstances) -> _Step:
    if story and is_given_up(matter, story, circumstances):
        story = story.given_up()
    verdict = verdict_on(matter, story, circumstances)
    if isinstance(verdict.reason, Suppression):
        seen = story and with_gain(story if story.state.over else story.seen(matter), matter)
        return _Step(seen, suppressed=Suppressed(matter.signal, verdict.reason))
    if story and verdict.reason.ends:
        matter = as_told(matter, story)
    told = Told(verdict.reason, matter, verdict.severity, verdict.change)
    page = composed(told, story, story_id, who, circumstances)
    goes_on = story.with_page(page, matter) if story else Story.begun(page, matter)
    return _Step(with_gain(goes_on, matter), page)


def _given_up(before: Ledger, after: Ledger) -> Iterator[Unheard]:
    states = {story.id: story.state for story in before.stories}
    for story in after.unheard:
        if states.get(story.id) is not StoryState.UNHEARD:
            yield Unheard(story.unheard_pages[0].page, story.id, story.said.kind, story.loudest)


def _gained(before: Ledger, after: Ledger) -> Iterator[float]:
    counted = {story.id for story in before.stories if story.gained_seconds is not None}
    for story in after.stories:
        if story.gained_seconds is not None and story.id not in counted:
            yield story.gained_seconds


def _looks(ledger: Ledger, suppressed: tuple[Suppressed, ...], circumstances: Circumstances) -> Iterator[datetime]:
    """When something may be due although nothing happens: a repetition, the end of quiet hours, or of a window."""
    policy, now = circumstances.policy, circumstances.now
    for story in ledger.stories:
        waits = story.state is StoryState.WAITING and story.said.severity is Severity.PAGE
        if waits and ever_given_up(story.said.kind, policy):
            yield now + longest_wait(policy) if story.id in circumstances.held_back else due_at(story, policy)
    reasons = {one.by for one in suppressed}
    if Suppression.QUIET_HOURS in reasons and circumstances.quiet_until is not None:
        yield circumstances.quiet_until
    if Suppression.MAINTENANCE in reasons:
        yield from (one.ends for one in circumstances.maintenance if one.ends > now)

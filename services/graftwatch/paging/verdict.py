"""Why a page goes out now, or what keeps it from going out: the one place where that is decided.

In this order: is there a story; is the signal closed; has it the severity to be told at all; what differs from what was
told; is a repetition due, which carries a revision with it. What would go out is kept in by a maintenance window
(troubles of the service that the work causes) and by quiet hours (what only notifies); a page that wakes somebody
passes both. What is kept in is decided anew when the window or the hours end, from what is so then.
"""

from dataclasses import dataclass

from graftwatch.findings import Severity
from graftwatch.paging.compare import NO_DIFFERENCE, Difference, difference, severity_of
from graftwatch.paging.decision import Circumstances, Suppression
from graftwatch.paging.ending import closing
from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import Matter
from graftwatch.paging.page import HealthKind, PageReason
from graftwatch.paging.states import StoryState
from graftwatch.paging.waiting import due_at, ever_given_up, repeats_in_all


@dataclass(frozen=True, slots=True)
class Verdict:
    """A page with its reason, how loud it is, and what differs; or what keeps it from going out."""

    reason: PageReason | Suppression
    severity: Severity
    change: Difference = NO_DIFFERENCE


def verdict_on(matter: Matter, story: Story | None, circumstances: Circumstances) -> Verdict:
    """What is to be done about a signal now."""
    change = NO_DIFFERENCE if story is None or story.state.over else difference(story, matter)
    reason = _reason(matter, story, change.reason, circumstances)
    severity = _severity(reason, matter, story, change)
    if not isinstance(reason, Suppression):
        reason = _kept_in(matter, severity, reason, circumstances) or reason
    return Verdict(reason, severity, change)


def _reason(
    matter: Matter, story: Story | None, change: PageReason, circumstances: Circumstances
) -> PageReason | Suppression:
    if story is None or story.state.over:
        return _beginning(matter, story)
    if not matter.open:
        return closing(matter, story)
    if matter.said.severity is Severity.LOG:
        return Suppression.LOG_SEVERITY
    repetition = _repetition(matter, story, circumstances)
    carried = change is PageReason.REVISED and repetition is PageReason.REPEATED
    return repetition if change is PageReason.NONE or carried else change


def is_given_up(matter: Matter, story: Story, circumstances: Circumstances) -> bool:
    """Whether the story that waits was told to the last by now, whatever else is to be told of it."""
    if story.state is not StoryState.WAITING or not matter.open:
        return False
    return _repetition(matter, story, circumstances) is Suppression.REPEATS_USED_UP


def _severity(reason: PageReason | Suppression, matter: Matter, story: Story | None, change: Difference) -> Severity:
    if story is not None and not isinstance(reason, Suppression):
        if reason.ends:
            return story.loudest
        if reason is PageReason.REVISED:
            return severity_of(change, story, matter)
    return matter.said.severity


def _kept_in(
    matter: Matter, severity: Severity, reason: PageReason, circumstances: Circumstances
) -> Suppression | None:
    kind, _, part = matter.signal.partition(":")
    planned = (one.holds_back(matter.said.kind, part, circumstances.now) for one in circumstances.maintenance)
    if kind == matter.said.kind and not reason.ends and any(planned):
        return Suppression.MAINTENANCE
    if severity is not Severity.PAGE and circumstances.quiet_until is not None:
        return Suppression.QUIET_HOURS
    return None


def _beginning(matter: Matter, story: Story | None) -> PageReason | Suppression:
    if not matter.open:
        return Suppression.NOTHING_MATERIAL if story else Suppression.CLOSED_BEFORE_TOLD
    if matter.said.severity is Severity.LOG:
        return Suppression.LOG_SEVERITY
    if matter.said.kind is HealthKind.PAGES_HELD_BACK:
        return PageReason.SUMMARY
    return PageReason.REOPENED if story else PageReason.FIRST


def _repetition(matter: Matter, story: Story, circumstances: Circumstances) -> PageReason | Suppression:
    kind, policy = matter.said.kind, circumstances.policy
    if matter.said.severity is not Severity.PAGE or not ever_given_up(kind, policy):
        return Suppression.NOTHING_MATERIAL
    if story.state is StoryState.HEARD:
        return Suppression.ACKNOWLEDGED
    if story.id in circumstances.held_back:
        return Suppression.STORM_LIMIT
    if story.state is StoryState.UNHEARD:
        return Suppression.REPEATS_USED_UP
    if circumstances.now < due_at(story, policy):
        return Suppression.AWAITING_ACKNOWLEDGEMENT
    if story.repeats >= repeats_in_all(kind, policy):
        return Suppression.REPEATS_USED_UP
    return PageReason.REPEATED

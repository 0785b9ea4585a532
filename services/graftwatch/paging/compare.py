"""The difference between what people were told and what is so now, with its name.

People are told again when it became surer or louder, when an organism came (one that nobody could name among them), or
when something they act on is no longer what they were told. What was not yet known when they were told, and is now (a
date of event), is no change. Of signals that are told together, one that is gone is a change, and so is one that says
something else of the blood: a further infection, a sepsis. One more positive bottle of the same days is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graftwatch.findings import Severity, SignalKind
from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import Ground, Matter, Said
from graftwatch.paging.page import PageReason
from graftwatch.paging.together import covers

SAYS_SOMETHING_ELSE = frozenset({SignalKind.BSI_CONFIRMED, SignalKind.BSI_ADULT_SEPSIS})
"""Kinds that are news beside another signal of the same days, although they are neither surer nor louder than it."""

ENDS_WITHOUT_A_WORD = frozenset({SignalKind.BSI_ADULT_SEPSIS})
"""Kinds whose closing, beside another signal, is the passing of their days."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Why people are told again, what they were told that is so no longer, and what has come beside it."""

    reason: PageReason
    lost: tuple[Ground, ...] = ()
    gained: tuple[Ground, ...] = ()


NO_DIFFERENCE: Final = Difference(PageReason.NONE)


def difference(story: Story, now: Matter) -> Difference:
    """`escalated`, `new_organism`, `summary`, `revised`, or `none`."""
    lost, gained = tuple(_lost(story, now)), tuple(_gained(story, now))
    return Difference(_reason(story, now, lost, gained), lost, gained)


def _reason(story: Story, now: Matter, lost: tuple[Ground, ...], gained: tuple[Ground, ...]) -> PageReason:
    told, said = story.said, now.said
    if said.certainty > told.certainty or said.loudness > told.loudness:
        return PageReason.ESCALATED
    unnamed = any(one.kind is SignalKind.BSI_UNRESOLVED for one in gained)
    if unnamed or set(said.organisms) - set(told.organisms):
        return PageReason.NEW_ORGANISM
    if said.summaries > told.summaries:
        return PageReason.SUMMARY
    known = {one.signal for one in story.grounds}
    news = any(one.kind in SAYS_SOMETHING_ELSE or one.signal in known for one in gained)
    if lost or news or _contradicts(told, said):
        return PageReason.REVISED
    return PageReason.NONE


def severity_of(change: Difference, story: Story, now: Matter) -> Severity:
    """How loudly a revision is told: like what it takes back, or, where it only adds a quieter signal, like that."""
    only_adds = change.gained and not change.lost and not _contradicts(story.said, now.said)
    if only_adds and all(one.severity is Severity.NOTIFY for one in change.gained):
        return Severity.NOTIFY
    return max(story.said.severity, now.said.severity, key=lambda one: one is Severity.PAGE)


def _lost(story: Story, now: Matter) -> Iterator[Ground]:
    """What people were told that stands no longer: it is gone, or closed while another goes on."""
    standing = {one.signal for one in now.grounds}
    for ground in story.grounds if now.grounds else ():
        closed = ground.signal in now.members and ground.signal not in standing
        if ground.signal in standing or (not closed and covers(now, ground)):
            continue
        if not (closed and ground.kind in ENDS_WITHOUT_A_WORD):
            yield ground


def _gained(story: Story, now: Matter) -> Iterator[Ground]:
    told = {one.signal: one for one in story.grounds}
    leads = next((one for one in now.grounds if one.signal == now.signal), None)
    for ground in now.grounds if story.grounds else ():
        before = told.get(ground.signal)
        if ground is not leads and (before is None or _says_more(before, ground)):
            yield ground


def _says_more(before: Ground, now: Ground) -> bool:
    stated = (
        (before.kind, now.kind),
        (before.secondary_to, now.secondary_to),
        (before.criterion, now.criterion),
    )
    return any(was != is_now for was, is_now in stated)


def _contradicts(told: Said, now: Said) -> bool:
    if told.kind is not now.kind or told.organisms != now.organisms or told.secondary_to != now.secondary_to:
        return True
    stated = ((told.date_of_event, now.date_of_event), (told.criterion, now.criterion), (told.grade, now.grade))
    return any(before is not None and before != after for before, after in stated)

"""The storm limit: so many waking pages an hour over all recipients, the rest in one summary that names them.

It stands behind the decisions and counts what wakes somebody anew: a first page, an escalation, a new organism.
Repetitions and revisions of what was let through pass and count for nothing, so that no escalation waits in a storm.
What is beyond the limit is held back, not dropped: it goes out as the hour moves on, first what cannot wait, then other
recipients', last what is about the service, each by age. Troubles of the service have half of an hour's pages at
most: forty feeds that fail take no place from an infection.

The summary is a page like any other: it goes through the steps, is acknowledged, or falls unheard. It goes out some
seconds after the first page is held back, so that it names the others of the same burst, again after some minutes while
there is more to name, and is resolved when nothing is held any more. A later page of a story takes the place of the one
held back; an end (retracted, resolved) is never held, and is left out where nobody heard of the story, not even by a
summary. A held story waits with its repetitions until it is let out (`let_out`): nobody can acknowledge what they have
not got.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

from graftwatch.findings import Severity, SignalKind
from graftwatch.paging.decide import decide_matters
from graftwatch.paging.decision import Circumstances, Decided
from graftwatch.paging.ending import OVER, Ending
from graftwatch.paging.ledger import LOUD, Ledger, Story, Told
from graftwatch.paging.matter import Matter, Named, Said
from graftwatch.paging.page import HealthKind, Page, PageReason, TrialKind
from graftwatch.paging.states import StoryState
from graftwatch.paging.telling import Who
from graftwatch.paging.waiting import longest_wait

HOUR: Final = timedelta(hours=1)
CANNOT_WAIT: Final = frozenset(
    {
        SignalKind.INFUSION_REACTION,
        SignalKind.BSI_CONFIRMED,
        SignalKind.BSI_UNRESOLVED,
        SignalKind.REJECTION_CONFIRMED,
        HealthKind.PAGE_UNHEARD,
    }
)
"""Kinds that are let out before the others: what is sure, a reaction that goes on while the infusion runs, and that
nobody listens."""


NEVER_HELD: Final = frozenset(TrialKind)
"""Kinds that pass in any storm and count for nothing: who gets them gets no summary."""


GATHERING: Final = timedelta(seconds=10)
"""A burst comes message by message; a summary that did not wait would name the first of forty, and the others only when
the next is due."""

NAMED_AGAIN_AFTER: Final = timedelta(minutes=5)
"""Nothing that is held back stays without a name for longer, however long people have to acknowledge."""

NAMED_AT_MOST: Final = 100
"""So many pages a summary names, more than fit into its line (1,024 characters) and its lines (40); the others it
counts."""


class Held(BaseModel):
    """A page that waits for the storm to pass.

    `named`: a summary has told of it as it is; `known`: one told of the story before it became louder. `untold`:
    nothing of its story has gone out.
    """

    model_config = ConfigDict(frozen=True)

    page: Page
    named: bool = False
    known: bool = False
    untold: bool = False


class LetOut(BaseModel):
    """When the page of a story was let out that had been held back."""

    model_config = ConfigDict(frozen=True)

    subject: str
    story: str
    at: AwareDatetime


class Storm(BaseModel):
    """What the limit must remember over all recipients; kept by the pipeline in one row.

    `sent` are the times of the waking pages of the last hour, `sent_about_service` those of them about the service;
    `held` is what waits, `let_out` what waited until lately, `ledger` what the summaries of this storm told, `storms`
    how many storms there were before.
    """

    model_config = ConfigDict(frozen=True)

    sent: tuple[AwareDatetime, ...] = ()
    sent_about_service: tuple[AwareDatetime, ...] = ()
    held: tuple[Held, ...] = ()
    let_out: tuple[LetOut, ...] = ()
    ledger: Ledger = Ledger()
    storms: int = 0

    @model_validator(mode="before")
    @classmethod
    def _with_older_summaries(cls, stored: object) -> object:
        """A store of before summaries were a story kept their pages: told once, waiting, to be resolved at the end."""
        if not isinstance(stored, dict) or not stored.get("summaries"):
            return stored
        pages = [Page.model_validate(one) for one in stored["summaries"]]
        return {**stored, "summaries": (), "ledger": Ledger(stories=(_told_before(pages),))}

    def held_back(self, subject: str) -> frozenset[str]:
        """The stories of a recipient, or of the service (empty), of which a page is held back."""
        return frozenset(one.page.story for one in self.held if one.page.subject == subject)

    def times_let_out(self, subject: str) -> dict[str, datetime]:
        """When the pages of a recipient's stories were let out."""
        return {one.story: one.at for one in self.let_out if one.subject == subject}


def _told_before(pages: Sequence[Page]) -> Story:
    first = pages[0]
    return Story(
        id=first.story,
        signal=first.story,
        state=StoryState.WAITING,
        said=Said(kind=first.kind, severity=first.severity, summaries=len(pages)),
        since=first.details.since,
        told=tuple(
            Told(page=one.id, reason=one.reason, severity=one.severity, dedup_key=one.dedup_key, at=one.decided_at)
            for one in pages
        ),
        open_keys=tuple(dict.fromkeys(one.dedup_key for one in pages)),
    )


@dataclass(frozen=True, slots=True)
class Limited:
    """What may go out now, what the limit must remember, and when to look again (aware), or None.

    `summary` is what was decided about the summary: who heard it, whether it was given up.
    """

    pages: tuple[Page, ...]
    storm: Storm
    next_look: datetime | None
    summary: Decided


def limited(pages: Sequence[Page], storm: Storm, circumstances: Circumstances) -> Limited:
    """Lets pages through, or holds them back."""
    passing, held = _sorted_in(pages, storm.held)
    storm = _an_hour_on(storm, circumstances)
    released = list(_released(held, storm, circumstances))
    after = _after_release(storm, held, released, circumstances.now)
    summary = _summed_up(after, circumstances)
    after = _remembered(after, summary)
    out = (*passing, *(one.page for one in released), *summary.pages)
    return Limited(out, after, _next_look(after, summary, circumstances), summary)


def _sorted_in(pages: Sequence[Page], held: tuple[Held, ...]) -> tuple[list[Page], tuple[Held, ...]]:
    """Pages that pass in any case, and what waits for its turn."""
    passing: list[Page] = []
    waiting = {(one.page.subject, one.page.story): one for one in held}
    for page in pages:
        key = (page.subject, page.story)
        same = waiting.get(key)
        if page.reason.ends:
            waiting.pop(key, None)
            passing += [] if same and _unheard_of(same) else [page]
        elif same is not None and page.severity is Severity.PAGE:
            waiting[key] = _newer(same, page)
        elif page.severity is not Severity.PAGE or page.reason not in LOUD or page.kind in NEVER_HELD:
            passing.append(page)
        else:
            waiting[key] = Held(page=page, untold=page.reason in {PageReason.FIRST, PageReason.REOPENED})
    return passing, tuple(waiting.values())


def _newer(held: Held, page: Page) -> Held:
    """What waits, after a later page of its story; one that is louder is to be named again."""
    if page.reason is PageReason.REPEATED:
        return held
    named = held.named and page.reason is PageReason.REVISED
    return held.model_copy(update={"page": page, "named": named, "known": held.named or held.known})


def _unheard_of(held: Held) -> bool:
    return (held.untold or held.page.sequence == 1) and not (held.named or held.known)


def _an_hour_on(storm: Storm, circumstances: Circumstances) -> Storm:
    """The storm without what no longer counts."""
    begins, kept = circumstances.now - HOUR, circumstances.now - 2 * longest_wait(circumstances.policy) - HOUR
    return storm.model_copy(
        update={
            "sent": tuple(one for one in storm.sent if one > begins),
            "sent_about_service": tuple(one for one in storm.sent_about_service if one > begins),
            "let_out": tuple(one for one in storm.let_out if one.at > kept),
        }
    )


def _released(held: Iterable[Held], storm: Storm, circumstances: Circumstances) -> Iterable[Held]:
    allowed = circumstances.policy.pages_an_hour
    room = allowed - len(storm.sent)
    of_service = _share_of_service(allowed) - len(storm.sent_about_service)
    for one in sorted(held, key=_turn) if room > 0 else ():
        if room <= 0:
            return
        about_service = _is_about_service(one.page)
        if not about_service or of_service > 0:
            room, of_service = room - 1, of_service - about_service
            yield one


def _is_about_service(page: Page) -> bool:
    return not page.subject and page.kind not in CANNOT_WAIT


def _share_of_service(allowed: int) -> int:
    return max(allowed // 2, 1)


def _turn(held: Held) -> tuple[int, datetime]:
    """First what cannot wait, then other recipients', then the service; each by age. Ties stay as they came."""
    kind, subject = held.page.kind, held.page.subject
    return (0 if kind in CANNOT_WAIT else 1 if subject else 2), held.page.decided_at


def _after_release(storm: Storm, held: Iterable[Held], released: Sequence[Held], now: datetime) -> Storm:
    out = [one.page for one in released]
    gone = {id(one) for one in released}
    let_out = [LetOut(subject=one.subject, story=one.story, at=now) for one in out if one.decided_at < now]
    return storm.model_copy(
        update={
            "sent": (*storm.sent, *(now for _ in out)),
            "sent_about_service": (*storm.sent_about_service, *(now for one in out if _is_about_service(one))),
            "held": tuple(one for one in held if id(one) not in gone),
            "let_out": (*_others(storm.let_out, let_out), *let_out),
        }
    )


def _others(let_out: Iterable[LetOut], newer: Iterable[LetOut]) -> Iterable[LetOut]:
    again = {(one.subject, one.story) for one in newer}
    return (one for one in let_out if (one.subject, one.story) not in again)


def _summed_up(storm: Storm, circumstances: Circumstances) -> Decided:
    """What is to be told about what is held back: a summary, its repetition, its end, or nothing."""
    matters = (_summary(storm, circumstances),) if storm.held and not _gathers(storm, circumstances.now) else ()

    def ending(story: Story, successor: Matter | None) -> Ending:
        del story, successor
        return Ending(PageReason.RESOLVED, OVER)

    plain = replace(circumstances, found_late=None, held_back=frozenset(), let_out={}, maintenance=())
    return decide_matters(matters, Who(), storm.ledger, plain, ending)


def _gathers(storm: Storm, now: datetime) -> bool:
    """Whether nobody was told yet, and the burst may still go on; a clock that was set back waits for nothing."""
    return not storm.ledger.stories and _first_held_at(storm) <= now < _first_held_at(storm) + GATHERING


def _first_held_at(storm: Storm) -> datetime:
    return min(one.page.decided_at for one in storm.held)


def _summary(storm: Storm, circumstances: Circumstances) -> Matter:
    """What there is to tell; what is not to be told again yet is what was told."""
    told = storm.ledger.stories[0] if storm.ledger.stories else None
    if told is not None and (_all_named(storm) or circumstances.now < _summary_due(told, circumstances)):
        said, since = told.said, told.since
    else:
        named = tuple(_named(one.page) for one in sorted(storm.held, key=_turn)[:NAMED_AT_MOST])
        since = _first_held_at(storm)
        said = Said(
            kind=HealthKind.PAGES_HELD_BACK,
            severity=Severity.PAGE,
            held_back=named,
            held_back_in_all=len(storm.held),
            summaries=1 + (told.said.summaries if told else 0),
        )
    return Matter(
        signal=f"storm-{storm.storms + 1}",
        open=True,
        said=said,
        since=since,
        because="",
        limit=circumstances.policy.pages_an_hour,
    )


def _all_named(storm: Storm) -> bool:
    return all(one.named for one in storm.held)


def _summary_due(told: Story, circumstances: Circumstances) -> datetime:
    return told.unheard_pages[0].at + min(circumstances.repeat_after, NAMED_AGAIN_AFTER)


def _named(page: Page) -> Named:
    return Named(subject=page.subject, story=page.story, kind=page.kind)


def _remembered(storm: Storm, summary: Decided) -> Storm:
    """The storm after its summary: what it named; a new count when it is over."""
    if not storm.held:
        over = bool(summary.ledger.stories)
        return storm.model_copy(update={"ledger": Ledger(), "storms": storm.storms + over})
    held = storm.held
    if any(one.reason is PageReason.SUMMARY for one in summary.pages):
        held = tuple(one if one.named else one.model_copy(update={"named": True}) for one in held)
    return storm.model_copy(update={"ledger": summary.ledger, "held": held})


def _next_look(storm: Storm, summary: Decided, circumstances: Circumstances) -> datetime | None:
    """When there is room again, when the summary is due again, or its repetition is."""
    if not storm.held:
        return None
    looks = [one + HOUR for one in (*storm.sent[:1], *storm.sent_about_service[:1])]
    if not storm.ledger.stories:
        looks.append(_first_held_at(storm) + GATHERING)
    elif not _all_named(storm):
        looks.append(_summary_due(storm.ledger.stories[0], circumstances))
    looks += [summary.next_look] if summary.next_look is not None else []
    return min(looks)

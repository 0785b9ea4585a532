"""The storm limit: so many waking pages an hour over all recipients, the rest in one summary that names them.

It stands behind the decisions. What is beyond the limit is held back, not dropped: it goes out, oldest first, as
the hour moves on. A summary goes out at once when the first page is held back, again at most every
`repeat_after_minutes` while more are, and is resolved when nothing is held any more. A later page of a story takes
the place of the one held back; an end (retracted, resolved) is never held, and is left out where nobody heard of
the story, not even by a summary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.facts import pseudonymous_key
from graftwatch.findings import Severity
from graftwatch.paging.decision import Circumstances
from graftwatch.paging.fitting import named
from graftwatch.paging.languages import in_languages
from graftwatch.paging.page import SUMMARY_LENGTH, HealthKind, Page, PageDetails, PageReason, Words
from graftwatch.paging.phrases import Phrases
from graftwatch.paging.scrub import one_line
from graftwatch.paging.short import short
from graftwatch.paging.words import lines

HOUR = timedelta(hours=1)
ROOM_FOR_NUMBERS = 40
"""Characters for the limit, the count and the number of those that are not named."""


class Held(BaseModel):
    """A page that waits for the storm to pass; `named`: a summary has told of it."""

    model_config = ConfigDict(frozen=True)

    page: Page
    named: bool = False


class Storm(BaseModel):
    """What the limit must remember over all recipients; kept by the pipeline in one row.

    `sent` are the times of the waking pages of the last hour, `held` what waits, `summaries` the pages that were
    sent about what is held now, `storms` how many storms there were before.
    """

    model_config = ConfigDict(frozen=True)

    sent: tuple[AwareDatetime, ...] = ()
    held: tuple[Held, ...] = ()
    summaries: tuple[Page, ...] = ()
    storms: int = 0


@dataclass(frozen=True, slots=True)
class Limited:
    """What may go out now, what the limit must remember, and when held pages may follow (aware), or None."""

    pages: tuple[Page, ...]
    storm: Storm
    next_look: datetime | None


def limited(pages: Sequence[Page], storm: Storm, circumstances: Circumstances) -> Limited:
    """Lets pages through, or holds them back."""
    now, allowed = circumstances.now, circumstances.policy.pages_an_hour
    quiet, held = _sorted_in(pages, storm.held)
    sent = [moment for moment in storm.sent if moment > now - HOUR]
    released = held[: max(allowed - len(sent), 0)]
    held = held[len(released) :]
    sent += [now] * len(released)
    after = storm.model_copy(update={"sent": tuple(sent), "held": held})
    summary, after = _summed_up(after, circumstances)
    out = (*quiet, *(one.page for one in released), *summary)
    return Limited(out, after, _next_look(after, circumstances))


def _sorted_in(pages: Sequence[Page], held: tuple[Held, ...]) -> tuple[list[Page], tuple[Held, ...]]:
    """Pages that pass in any case, and the waking ones in the order in which they go out."""
    quiet: list[Page] = []
    for page in pages:
        same = next((one for one in held if _same_story(one.page, page)), None)
        if page.reason.ends:
            held = tuple(one for one in held if one is not same)
            quiet += [] if same and _unheard_of(same) else [page]
        elif page.severity is not Severity.PAGE:
            quiet.append(page)
        elif same is None:
            held = (*held, Held(page=page))
        elif page.reason is not PageReason.REPEATED:
            newer = Held(page=page, named=same.named)
            held = tuple(newer if one is same else one for one in held)
    return quiet, held


def _same_story(one: Page, other: Page) -> bool:
    return (one.subject, one.story) == (other.subject, other.story)


def _unheard_of(held: Held) -> bool:
    return held.page.sequence == 1 and not held.named


def _summed_up(storm: Storm, circumstances: Circumstances) -> tuple[tuple[Page, ...], Storm]:
    if not storm.held:
        ends = tuple(_summary(PageReason.RESOLVED, storm, circumstances) for _ in storm.summaries[-1:])
        return ends, storm.model_copy(update={"summaries": (), "storms": storm.storms + len(ends)})
    if all(one.named for one in storm.held) or circumstances.now < _summary_due(storm, circumstances):
        return (), storm
    page = _summary(PageReason.SUMMARY, storm, circumstances)
    named = tuple(one.model_copy(update={"named": True}) for one in storm.held)
    return (page,), storm.model_copy(update={"held": named, "summaries": (*storm.summaries, page)})


def _summary_due(storm: Storm, circumstances: Circumstances) -> datetime:
    return storm.summaries[-1].decided_at + circumstances.repeat_after if storm.summaries else circumstances.now


def _summary(reason: PageReason, storm: Storm, circumstances: Circumstances) -> Page:
    story, sequence = f"storm-{storm.storms + 1}", len(storm.summaries) + 1
    key = f"graftwatch-{pseudonymous_key(story)}"
    return Page(
        id=pseudonymous_key(story, str(sequence), reason),
        story=story,
        sequence=sequence,
        previous=storm.summaries[-1].id if storm.summaries else None,
        reason=reason,
        severity=Severity.PAGE,
        kind=HealthKind.PAGES_HELD_BACK,
        **in_languages(circumstances.policy, lambda phrases: _worded(reason, storm, circumstances, phrases)),
        link=circumstances.base_url,
        dedup_key=key,
        resolves=(key,) if reason.ends else (),
        decided_at=circumstances.now,
    )


def _worded(reason: PageReason, storm: Storm, circumstances: Circumstances, phrases: Phrases) -> Words:
    """What the summary says: how many, and as many of them by name as there is room for; below all of them."""
    kind, names = HealthKind.PAGES_HELD_BACK, tuple(_name(one.page, phrases) for one in storm.held)
    head, limit = f"{phrases.lead[reason]}{phrases.what[kind]}", circumstances.policy.pages_an_hour
    said, room = phrases.held_back_no_more, SUMMARY_LENGTH - len(head) - len(phrases.held_back) - ROOM_FOR_NUMBERS
    if names:
        what = named(names, room, "; ", phrases.more)
        said = phrases.held_back.format(limit=limit, count=len(names), what=what)
    return Words(
        summary=f"{head}{phrases.stop}{phrases.gap}{said}{phrases.stop}",
        short=short("", f"{phrases.lead_briefly[reason]}{phrases.what_briefly[kind]}", names, "", phrases),
        details=PageDetails(
            since=storm.summaries[0].decided_at if storm.summaries else circumstances.now,
            evidence=lines(names, phrases),
            asks="" if reason.ends else phrases.asks[kind],
        ),
    )


def _name(page: Page, phrases: Phrases) -> str:
    return " ".join(part for part in (one_line(page.subject), phrases.what_briefly[page.kind]) if part)


def _next_look(storm: Storm, circumstances: Circumstances) -> datetime | None:
    if not storm.held:
        return None
    room = min(storm.sent, default=circumstances.now) + HOUR
    if all(one.named for one in storm.held):
        return room
    return min(room, _summary_due(storm, circumstances))

"""What people were told about each signal of one recipient: the left side of the difference that pages are.

The ledger is kept by the pipeline beside the assessment and changes in the same transaction as the outbox, so that
after a crash neither knows more than the other. It is JSON when stored.
"""

from collections.abc import Iterable
from datetime import date, datetime
from operator import is_
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.findings import Severity
from graftwatch.paging.matter import SEVERITY_ORDER, Ground, Matter, Said
from graftwatch.paging.page import Page, PageReason
from graftwatch.paging.states import START, Happening, StoryState, next_state

LOUD = frozenset(
    {
        PageReason.FIRST,
        PageReason.REOPENED,
        PageReason.ESCALATED,
        PageReason.NEW_ORGANISM,
        PageReason.SUMMARY,
    }
)
"""Pages that must be heard even though an earlier one was: each has its own dedup key and waits for its own
acknowledgement. A receiver keeps an acknowledged incident quiet when the same key is triggered again."""


class Told(BaseModel):
    """One page that went to the outbox."""

    model_config = ConfigDict(frozen=True)

    page: str
    reason: PageReason
    severity: Severity
    dedup_key: str
    at: AwareDatetime


class Story(BaseModel):
    """All pages about one signal or several of one time, whatever their ids became.

    `told` is never empty. `signal` is the one that leads, `members` are all that were ever told in it, `grounds` those
    that it rested on when people were last told. `open_keys` are the dedup keys that are still to be resolved at the
    receivers. `evidence` is what the signals rested on when they were last seen, by which they are found again under
    another id, `window_around` the day that its window lies around (together.py). `let_out_at` is when the storm limit
    let the newest loud page out that it had held back. `gained_seconds` is set once, when a bloodstream infection was
    first confirmed (gained.py).
    """

    model_config = ConfigDict(frozen=True)

    id: str
    signal: str
    event: str | None = None
    state: StoryState
    said: Said
    since: AwareDatetime
    evidence: tuple[str, ...] = ()
    told: tuple[Told, ...]
    open_keys: tuple[str, ...] = ()
    acknowledged_at: AwareDatetime | None = None
    acknowledged_by: str = ""
    members: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
    window_around: date | None = None
    let_out_at: AwareDatetime | None = None
    gained_seconds: float | None = None

    @property
    def last_page(self) -> str:
        """Id of the newest page."""
        return self.told[-1].page

    @property
    def repeats(self) -> int:
        """How often the newest loud page was repeated."""
        return sum(one.reason is PageReason.REPEATED for one in self.unheard_pages)

    @property
    def unheard_pages(self) -> tuple[Told, ...]:
        """The newest loud page and what followed: an acknowledgement of any of them is one of all."""
        newest = max(index for index, one in enumerate(self.told) if one.reason in LOUD)
        return self.told[newest:]

    def heard_together(self) -> list[list[str]]:
        """The pages by id, each loud one with what followed it: an acknowledgement of one is one of all of them."""
        groups: list[list[str]] = []
        for one in self.told:
            if one.reason in LOUD or not groups:
                groups.append([])
            groups[-1].append(one.page)
        return groups

    @property
    def waits_since(self) -> datetime:
        """Since when people have the newest page that asks to be acknowledged, or its last repetition."""
        told_at = max(one.at for one in self.unheard_pages if one.reason in LOUD or one.reason is PageReason.REPEATED)
        return max(told_at, self.let_out_at or told_at)

    @property
    def loudest(self) -> Severity:
        """The loudest severity that people were told with since it began: they must hear the end, too."""
        ends = (index for index, one in enumerate(self.told) if one.reason.ends)
        began = max(ends, default=-1) + 1 if not self.state.over else 0
        return max((one.severity for one in self.told[began:]), key=SEVERITY_ORDER.index)

    @classmethod
    def begun(cls, page: Page, matter: Matter) -> Self:
        """The story that a first page begins."""
        return cls(
            id=page.story,
            signal=matter.signal,
            event=matter.event,
            state=next_state(START, page.reason),
            said=matter.said,
            since=matter.since,
            evidence=tuple(sorted(matter.evidence)),
            told=(_told(page),),
            open_keys=(page.dedup_key,),
            members=tuple(sorted(matter.members)),
            grounds=matter.grounds,
            window_around=matter.window_around,
        )

    def with_page(self, page: Page, matter: Matter) -> Self:
        """The story after a further page."""
        keys = () if page.reason.ends else tuple(dict.fromkeys((*self.open_keys, page.dedup_key)))
        unheard = {"acknowledged_at": None, "acknowledged_by": "", "let_out_at": None} if page.reason in LOUD else {}
        return self._held(
            matter,
            state=next_state(self.state, page.reason),
            said=matter.said,
            since=matter.since,
            told=(*self.told, _told(page)),
            open_keys=keys,
            grounds=matter.grounds,
            **unheard,
        )

    def given_up(self) -> Self:
        """The story after it was told to the last and nobody acknowledged."""
        return self.model_copy(update={"state": next_state(self.state, Happening.REPEATS_USED_UP)})

    def seen(self, matter: Matter) -> Self:
        """The story after a look at its signal that brought no page.

        What was told stays; only a severity that fell is noted, so that its rise is one.
        """
        fell = matter.said.loudness < self.said.loudness
        said = self.said.model_copy(update={"severity": matter.said.severity}) if fell else self.said
        return self._held(matter, said=said)

    def _held(self, matter: Matter, **update: object) -> Self:
        held: dict[str, object] = {
            "signal": matter.signal,
            "event": matter.event,
            "evidence": tuple(sorted(matter.evidence)),
            "members": tuple(sorted(matter.members.union(self.members))),
            "window_around": matter.window_around or self.window_around,
            **update,
        }
        changed = {name: value for name, value in held.items() if getattr(self, name) != value}
        return self.model_copy(update=changed) if changed else self

    def let_out(self, at: datetime) -> Self:
        """The story whose newest loud page was held back and went out at a time; one before it is of another."""
        if self.let_out_at == at or at <= self.unheard_pages[0].at:
            return self
        return self.model_copy(update={"let_out_at": at})

    def acknowledged(self, at: datetime, by: str) -> Self:
        """The story after somebody said that it was heard."""
        state = next_state(self.state, Happening.ACKNOWLEDGED)
        return self.model_copy(update={"state": state, "acknowledged_at": at, "acknowledged_by": by})


class Ledger(BaseModel):
    """The stories of one recipient, in the order in which they began."""

    model_config = ConfigDict(frozen=True)

    stories: tuple[Story, ...] = ()

    @property
    def unheard(self) -> tuple[Story, ...]:
        """The stories that were given up: nobody acknowledged them."""
        return tuple(story for story in self.stories if story.state is StoryState.UNHEARD)

    def replaced(self, story: Story) -> Self:
        """The ledger with a story in its newest state; a new one goes to the end."""
        return self.with_stories([story])

    def with_stories(self, stories: Iterable[Story]) -> Self:
        """The ledger with several stories in their newest states."""
        stories = tuple(stories)
        if len(stories) == len(self.stories) and all(map(is_, stories, self.stories)):
            return self
        newest = {story.id: story for story in (*self.stories, *stories)}
        kept = tuple(newest.values())
        unchanged = len(kept) == len(self.stories) and all(map(is_, kept, self.stories))
        return self if unchanged else self.model_copy(update={"stories": kept})


def _told(page: Page) -> Told:
    return Told(page=page.id, reason=page.reason, severity=page.severity, dedup_key=page.dedup_key, at=page.decided_at)

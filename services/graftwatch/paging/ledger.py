"""What people were told about each signal of one recipient: the left side of the difference that pages are.

The ledger is kept by the pipeline beside the assessment and changes in the same transaction as the outbox, so that
after a crash neither knows more than the other. It is JSON when stored.
"""

from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.findings import Severity
from graftwatch.paging.matter import SEVERITY_ORDER, Matter, Said
from graftwatch.paging.page import Page, PageReason
from graftwatch.paging.states import START, Happening, StoryState, next_state

LOUD = frozenset({PageReason.FIRST, PageReason.REOPENED, PageReason.ESCALATED, PageReason.NEW_ORGANISM})
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
    """All pages about one signal, whatever its id became.

    `told` is never empty. `open_keys` are the dedup keys that are still to be resolved at the receivers. `evidence`
    is what the signal rested on when it was last seen, by which it is found again under another id. `gained_seconds`
    is set once, when a bloodstream infection was first confirmed (gained.py).
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
    def last_told_at(self) -> datetime:
        """When people were last told; a revision counts, so that a repetition does not follow on its heels."""
        return self.told[-1].at

    @property
    def loudest(self) -> Severity:
        """The loudest severity that people were told with: they must hear the end, too."""
        return max((one.severity for one in self.told), key=SEVERITY_ORDER.index)

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
        )

    def with_page(self, page: Page, matter: Matter) -> Self:
        """The story after a further page."""
        keys = () if page.reason.ends else tuple(dict.fromkeys((*self.open_keys, page.dedup_key)))
        unheard = {"acknowledged_at": None, "acknowledged_by": ""} if page.reason in LOUD else {}
        return self._held(
            matter,
            state=next_state(self.state, page.reason),
            said=matter.said,
            since=matter.since,
            told=(*self.told, _told(page)),
            open_keys=keys,
            **unheard,
        )

    def seen(self, matter: Matter, state: StoryState) -> Self:
        """The story after a look at its signal that brought no page.

        What was told stays; only a severity that fell is noted, so that its rise is one.
        """
        fell = matter.said.loudness < self.said.loudness
        said = self.said.model_copy(update={"severity": matter.said.severity}) if fell else self.said
        return self._held(matter, state=state, said=said)

    def _held(self, matter: Matter, **update: object) -> Self:
        evidence = tuple(sorted(matter.evidence))
        return self.model_copy(update={"signal": matter.signal, "event": matter.event, "evidence": evidence, **update})

    def acknowledged(self, at: datetime, by: str) -> Self:
        """The story after somebody said that it was heard."""
        state = next_state(self.state, Happening.ACKNOWLEDGED)
        return self.model_copy(update={"state": state, "acknowledged_at": at, "acknowledged_by": by})


class Ledger(BaseModel):
    """The stories of one recipient, in the order in which they began."""

    model_config = ConfigDict(frozen=True)

    stories: tuple[Story, ...] = ()

    def replaced(self, story: Story) -> Self:
        """The ledger with a story in its newest state; a new one goes to the end."""
        if any(held.id == story.id for held in self.stories):
            return self.model_copy(update={"stories": tuple(story if s.id == story.id else s for s in self.stories)})
        return self.model_copy(update={"stories": (*self.stories, story)})


def _told(page: Page) -> Told:
    return Told(page=page.id, reason=page.reason, severity=page.severity, dedup_key=page.dedup_key, at=page.decided_at)

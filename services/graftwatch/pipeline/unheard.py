"""Pages that nobody acknowledged, as a trouble of the service: told once, at the last step and through every channel.

A story that was told as often as the protocol's escalation says is given up; that nobody is listening must itself be
heard by somebody. It is over when somebody acknowledges after all, or when the story ends. A protocol without steps
tells every channel from the start, and nothing could be told louder than that.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.paging import HealthKind, Ledger, PageKind, Story, Trouble
from graftwatch.paging.phrases import ENGLISH
from graftwatch.protocol import Paging


class UnheardPage(BaseModel):
    """A page that was given up: its story, what it is about, since when it waits, how often it was told."""

    model_config = ConfigDict(frozen=True)

    story: str
    page: str
    kind: PageKind
    since: AwareDatetime
    times: int

    @classmethod
    def of(cls, story: Story) -> "UnheardPage":
        """The newest loud page of a story that was given up."""
        told = story.unheard_pages
        return cls(story=story.id, page=told[0].page, kind=story.said.kind, since=told[0].at, times=story.repeats + 1)


Unheard = Mapping[str, tuple[UnheardPage, ...]]
"""By subject; the service's own pages are the empty one's."""


def with_unheard(unheard: Unheard, subject: str, ledgers: Iterable[Ledger]) -> dict[str, tuple[UnheardPage, ...]]:
    """What is unheard, with a subject's pages as its ledgers have them now."""
    now = tuple(UnheardPage.of(story) for ledger in ledgers for story in ledger.unheard)
    others = {name: pages for name, pages in unheard.items() if name != subject}
    return {**others, subject: now} if now else others


def unheard_troubles(unheard: Unheard, policy: Paging, zone: tzinfo) -> Iterator[Trouble]:
    """One trouble a page."""
    for subject, pages in sorted(unheard.items()) if policy.escalation else ():
        for one in pages:
            times = "once" if one.times == 1 else f"{one.times} times"
            since = f"{one.since.astimezone(zone):%Y-%m-%d %H:%M}"
            reason = f"{ENGLISH.what[one.kind]}, told {times} since {since}, to the last step"
            part = " ".join(filter(None, (subject, one.story)))
            about = subject or "about the service"
            yield Trouble(HealthKind.PAGE_UNHEARD, part, reason, one.since, about=about)

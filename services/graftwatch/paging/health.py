"""Pages about the service itself: a silent feed, a stage that lags, a channel that fails, a missing heartbeat.

The same decisions, ledger and pages as for signals: told first, repeated while nobody acknowledges, resolved when it
is over. A trouble is told by its kind and the name of the part (feed, stage, channel), never by a recipient.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from graftwatch.findings import Severity
from graftwatch.paging.decide import decide_matters
from graftwatch.paging.decision import Circumstances, Decided
from graftwatch.paging.ending import OVER, Ending
from graftwatch.paging.ledger import Ledger, Story
from graftwatch.paging.matter import Matter, Said
from graftwatch.paging.page import HealthKind, PageReason
from graftwatch.paging.telling import Who


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with the service now.

    Attributes:
        kind: what is wrong.
        part: name of the feed, stage or channel, from the settings.
        reason: what was seen, in a few words.
        since: since when (aware).
        severity: how loudly it is told.
        about: how the part is called in words; empty: by its own name. A hash says nothing to people.
        over: where it is over now: how it went, in words; else empty, and what is not named any more is over, too.
    """

    kind: HealthKind
    part: str
    reason: str
    since: datetime
    severity: Severity = Severity.PAGE
    over: str = ""
    about: str = ""


def decide_health(
    troubles: Sequence[Trouble], ledger: Ledger, circumstances: Circumstances, besides: Iterable[Matter] = ()
) -> Decided:
    """The pages that are due, where `troubles` is all that is wrong now; what is not among them is over.

    `besides` is what else there is to tell in the same ledger: of the trial as a whole.
    """

    def ending(story: Story, successor: Matter | None) -> Ending:
        del story, successor
        return Ending(PageReason.RESOLVED, OVER)

    matters = (*(_matter(one) for one in troubles), *besides)
    return decide_matters(matters, Who(), ledger, circumstances, ending)


def _matter(trouble: Trouble) -> Matter:
    return Matter(
        signal=f"{trouble.kind}:{trouble.part}",
        open=not trouble.over,
        said=Said(kind=trouble.kind, severity=trouble.severity),
        since=trouble.since,
        because=f"{trouble.about or trouble.part}: {trouble.reason}",
        closed_because=trouble.over,
    )

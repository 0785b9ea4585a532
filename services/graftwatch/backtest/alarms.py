"""How often people are told and how often for nothing, by how loudly: what a pager is judged by.

Precision is judged over the pages that bring news (first, reopened, escalated, new organism) during observation and of
kinds that the truth speaks about. The rate of uneventful months counts every page that brings news, of any kind, in
recipients of whom the truth holds nothing real: whatever comes then, nobody needed it. Repetitions, which depend on
nobody having answered, and endings are counted apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from graftwatch.backtest.observed import NEWS, Observed
from graftwatch.backtest.rates import months_in, rate, share
from graftwatch.backtest.report import AlarmFigures
from graftwatch.backtest.truth import Kind
from graftwatch.findings import Severity
from graftwatch.paging import Page, PageReason


def alarms(everybody: Sequence[Observed], judged: frozenset[Kind]) -> tuple[AlarmFigures, ...]:
    """One row for what wakes somebody, one for what waits for the morning."""
    return tuple(_alarms(severity, everybody, judged) for severity in (Severity.PAGE, Severity.NOTIFY))


def _alarms(severity: Severity, everybody: Sequence[Observed], judged: frozenset[Kind]) -> AlarmFigures:
    told = [page for one in everybody for page in _told(severity, one, one.course.pages)]
    uneventful = [one for one in everybody if is_uneventful(one)]
    needless = [page for one in uneventful for page in _told(severity, one, one.course.pages) if page.reason in NEWS]
    stories = [(story, one) for one in everybody for story in one.stories if story.kind in judged]
    judgeable = [story for story, one in stories for page in _told(severity, one, story.pages) if page.reason in NEWS]
    return AlarmFigures(
        severity=severity.value,
        news=sum(page.reason in NEWS for page in told),
        precision=share(sum(story.is_right for story in judgeable), len(judgeable)),
        uneventful_recipients=len(uneventful),
        uneventful_per_month=rate(len(needless), months_in(sum((one.time for one in uneventful), timedelta()))),
        repetitions=sum(page.reason is PageReason.REPEATED for page in told),
        endings=sum(page.reason.ends for page in told),
    )


def _told(severity: Severity, one: Observed, pages: Iterable[Page]) -> Iterator[Page]:
    return (page for page in pages if page.severity is severity and one.observes(page.decided_at))


def is_uneventful(one: Observed) -> bool:
    """Whether the truth holds nothing real of a recipient: contaminants and results taken back are nothing."""
    return not any(event.standing.is_real for kind in Kind for event in one.truth.of(kind))

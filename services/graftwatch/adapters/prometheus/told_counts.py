"""How many signals were raised and how many pages decided; each begins at zero, so that a first case is an increase.

With more than one arm neither counts what tells who was infused, whenever the second arm came: that is asked at each
scrape, so counts of before do not stay.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.adapters.prometheus.blinding import left_out
from graftwatch.findings import Severity, Signal, SignalKind
from graftwatch.paging import Page, PageReason
from graftwatch.paging.page import PageKind

_LOUD: Final = (Severity.PAGE, Severity.NOTIFY)
_REASONS: Final[tuple[PageReason, ...]] = tuple(
    one for one in PageReason if one not in {PageReason.SUPPRESSED, PageReason.NONE}
)


class ToldCounts(Collector):
    """Counts since the start of the process.

    Args:
        several_arms: whether the trial is of more than one arm.
        severities: of each kind of signal by the protocol.
    """

    def __init__(self, several_arms: Callable[[], bool], severities: Mapping[str, str]) -> None:
        self._several_arms = several_arms
        self._signals = Counter({(SignalKind(kind), Severity(one)): 0 for kind, one in severities.items()})
        self._pages: Counter[tuple[PageKind, PageReason, Severity]] = Counter()

    def signal(self, signal: Signal) -> None:
        """Counts a signal that was not there before."""
        self._signals[signal.kind, signal.severity] += 1

    def page(self, page: Page) -> None:
        """Counts a page that was decided."""
        self._pages[page.kind, page.reason, page.severity] += 1

    def collect(self) -> Iterator[Metric]:
        """Both families, for the registry."""
        hidden = left_out(blinded=self._several_arms())
        signals = CounterMetricFamily(
            "graftwatch_signals", "Signals raised, by kind and severity", labels=["kind", "severity"]
        )
        for (kind, severity), count in self._signals.items():
            if kind not in hidden:
                signals.add_metric([kind, severity], count)
        yield signals
        pages = CounterMetricFamily("graftwatch_pages", "Pages decided", labels=["reason", "severity"])
        shown: Counter[tuple[PageReason, Severity]] = Counter(dict.fromkeys(product(_REASONS, _LOUD), 0))
        for (about, reason, severity), count in self._pages.items():
            shown[reason, severity] += count if about not in hidden else 0
        for labels, count in shown.items():
            pages.add_metric([*labels], count)
        yield pages

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand."""
        return ()

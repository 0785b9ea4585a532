"""How each feed stands, worked out at the scrape: the limit of its silence now, whether it is silent or broken."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.pipeline.feed_standing import FeedStanding


@dataclass(frozen=True, slots=True)
class FeedCollector(Collector):
    """The standings of the feeds in the settings, and how old messages were when they came."""

    standings: Callable[[], Sequence[FeedStanding]]
    ages: Callable[[], Mapping[str, float]]

    def collect(self) -> Iterator[Metric]:
        """The families."""
        limit = GaugeMetricFamily(
            "graftwatch_feed_silence_limit_seconds", "How long the feed may be silent at this hour", labels=["feed"]
        )
        silent = GaugeMetricFamily("graftwatch_feed_silent", "1 while the feed is said to be silent", labels=["feed"])
        broken = GaugeMetricFamily("graftwatch_feed_broken", "1 while the feed is said to be broken", labels=["feed"])
        for one in self.standings():
            if one.silence_limit is not None:
                limit.add_metric([one.feed], one.silence_limit.total_seconds())
            silent.add_metric([one.feed], one.silent_since is not None)
            broken.add_metric([one.feed], one.broken_since is not None)
        yield from (limit, silent, broken)
        age = GaugeMetricFamily(
            "graftwatch_feed_message_age_seconds",
            "How old a newest message was when it came, by MSH-7",
            labels=["feed"],
        )
        for feed, seconds in self.ages().items():
            age.add_metric([feed], seconds)
        yield age

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the families are worked out when they are asked for."""
        return ()

"""What the detector counts, and the trial's figures as they are when somebody asks.

No series carries a recipient. Counters start anew with the process, as Prometheus expects.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.adapters.prometheus.heartbeat import DETECTOR, StageBeats
from graftwatch.assessment import Assessment
from graftwatch.committee.figures import EndpointFigures, TrialFigures
from graftwatch.findings import SignalStatus
from graftwatch.hl7.to_facts.implausible_times import PREFIX
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.recipient_step import Stepped
from graftwatch.roster import HEARTBEAT_SUBJECT

# From a commit to a page takes milliseconds; what takes longer than a few seconds is a fault, told apart coarsely.
PAGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)

# A positive bottle is told a day or two before its organism is final; half a day tells laboratories apart.
GAINED_BUCKETS = (0.0, *(hours * 3600.0 for hours in (1, 6, 12, 24, 36, 48, 72, 96, 120, 168)))


class DetectorMetrics:
    """Counts what batches did."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._entries = Counter(
            "graftwatch_detector_entries_total", "Journal entries handled by the detector", registry=registry
        )
        self._unmapped = Counter(
            "graftwatch_unmapped_codes_total",
            "Codes, units and organisms that nobody mapped, each time one came",
            ["feed", "system"],
            registry=registry,
        )
        self._unusable = Counter(
            "graftwatch_unusable_values_total",
            "Values left out because their unit is missing or unknown, or because no body can have them",
            ["feed", "reason"],
            registry=registry,
        )
        self._implausible = Counter(
            "graftwatch_implausible_times_total",
            "Recipients' messages with a time that cannot be right: stated or collected later than it came, or a "
            "result stated before its collection",
            ["feed", "reason"],
            registry=registry,
        )
        self._refused = Counter(
            "graftwatch_unreadable_messages_total",
            "Recipients' messages that could not be read and went to quarantine",
            ["feed", "reason"],
            registry=registry,
        )
        self._dead_letters = Counter(
            "graftwatch_dead_letters_total", "Entries that were understood and failed in processing", registry=registry
        )
        self._signals = Counter(
            "graftwatch_signals_total", "Signals raised, by kind and severity", ["kind", "severity"], registry=registry
        )
        self._pages = Counter("graftwatch_pages_total", "Pages decided", ["reason", "severity"], registry=registry)
        self._result_to_page = Histogram(
            "graftwatch_result_to_page_seconds",
            "From a message's receipt to its page in the outbox",
            buckets=PAGE_BUCKETS,
            registry=registry,
        )
        self._gained = Histogram(
            "graftwatch_hours_gained_seconds",
            "From a story's first page to the final report that confirmed its bloodstream infection, once an infection",
            buckets=GAINED_BUCKETS,
            registry=registry,
        )
        self._beats = StageBeats(registry)

    def publish(self, batch: Batch, now: datetime) -> None:
        """Counts a batch that is durable."""
        self._entries.inc(batch.handled)
        self._dead_letters.inc(len(batch.dead_letters))
        for unmapped in batch.unmapped:
            self._unmapped.labels(unmapped.feed, unmapped.system).inc()
        for refused in batch.quarantined:
            self._refused.labels(refused.feed, refused.reason).inc()
        for feed, finding in batch.unusable:
            self._unusable.labels(feed, finding.kind.removeprefix("unit_")).inc()
        for feed, finding in batch.implausible:
            self._implausible.labels(feed, finding.kind.removeprefix(PREFIX)).inc()
        for stepped in batch.stepped:
            self._publish_step(stepped)
        for page in batch.pages:
            self._pages.labels(page.reason, page.severity).inc()
            self._result_to_page.observe(max((now - page.decided_at).total_seconds(), 0.0))

    def _publish_step(self, stepped: Stepped) -> None:
        for seconds in stepped.decided.gained_seconds:
            self._gained.observe(seconds)
        after = stepped.state.assessment
        if after is None:
            return
        if after.subject == HEARTBEAT_SUBJECT:
            self._beats.passed(DETECTOR, after.as_of)
        known = {(one.id, one.kind) for one in stepped.before.signals} if stepped.before else set()
        for signal in after.signals:
            if (signal.id, signal.kind) not in known:
                self._signals.labels(signal.kind, signal.severity).inc()


@dataclass(frozen=True, slots=True)
class TrialCollector(Collector):
    """The trial's figures and the open signals, worked out when they are asked for.

    Args:
        figures: gives the trial's figures.
        assessments: gives every recipient's newest assessment.
        lag_seconds: gives how far the stage is behind that has worked them out.
        stage: which.
    """

    figures: Callable[[], TrialFigures]
    assessments: Callable[[], Iterable[Assessment]]
    lag_seconds: Callable[[], float]
    stage: str = DETECTOR

    def collect(self) -> Iterator[Metric]:
        """All families, for the registry."""
        lag = GaugeMetricFamily("graftwatch_stage_lag_seconds", "How far a stage is behind its input", labels=["stage"])
        lag.add_metric([self.stage], self.lag_seconds())
        yield lag
        yield self._open_signals()
        yield from _trial(self.figures())

    def _open_signals(self) -> Metric:
        family = GaugeMetricFamily("graftwatch_open_signals", "Signals that are open now, by kind", labels=["kind"])
        counts: dict[str, int] = {}
        for assessment in self.assessments():
            for signal in assessment.signals:
                counts[signal.kind] = counts.get(signal.kind, 0) + (signal.status is SignalStatus.OPEN)
        for kind, count in sorted(counts.items()):
            family.add_metric([kind], count)
        return family

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: the families are worked out when they are asked for."""
        return iter(())


def _trial(figures: TrialFigures) -> Iterator[Metric]:
    recipients = GaugeMetricFamily("graftwatch_trial_recipients", "Recipients by state", labels=["state"])
    for state, count in sorted(figures.recipients.items()):
        recipients.add_metric([state], count)
    yield recipients
    yield _family("events", "In-window events by status", ["status"], figures, _events)
    yield _family("evaluable", "Evaluable recipients", [], figures, lambda one: [((), one.counts.evaluable)])
    yield _family("boundary_events", "Events that stop the trial at this many evaluable", ["rule"], figures, _boundary)
    yield _family("boundary_crossed", "1 once the boundary was met", ["rule"], figures, _crossed)
    yield _family("event_rate", "Events among the evaluable, 0-1", ["bound"], figures, _rate)


_Rows = Iterable[tuple[tuple[str, ...], float]]


def _family(
    name: str, text: str, labels: list[str], figures: TrialFigures, rows: Callable[[EndpointFigures], _Rows]
) -> Metric:
    family = GaugeMetricFamily(f"graftwatch_trial_{name}", text, labels=["endpoint", *labels])
    for endpoint in figures.endpoints:
        for values, value in rows(endpoint):
            family.add_metric([endpoint.endpoint, *values], value)
    return family


def _events(one: EndpointFigures) -> _Rows:
    return [((status,), count) for status, count in sorted(one.events.items())]


def _boundary(one: EndpointFigures) -> _Rows:
    needed = one.boundary.events_to_stop(one.counts.evaluable) if one.boundary else None
    return [((one.plan.rule,), needed)] if one.plan and needed is not None else []


def _crossed(one: EndpointFigures) -> _Rows:
    return [((one.plan.rule,), float(one.crossing is not None))] if one.plan else []


def _rate(one: EndpointFigures) -> _Rows:
    bounds = [(("lower",), one.interval.lower), (("upper",), one.interval.upper)]
    rate = one.counts.rate
    return [*bounds, (("rate",), rate)] if rate is not None else bounds

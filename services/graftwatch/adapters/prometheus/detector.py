"""What the detector counts.

No series carries a recipient. Counters start anew with the process, as Prometheus expects.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram

from graftwatch.adapters.prometheus.blinding import TELLS_WHO_WAS_INFUSED
from graftwatch.adapters.prometheus.heartbeat import DETECTOR, StageBeats
from graftwatch.adapters.prometheus.told_counts import ToldCounts
from graftwatch.hl7.to_facts.implausible_times import PREFIX
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.recipient_step import Stepped
from graftwatch.roster import HEARTBEAT_SUBJECT

# From a commit to a page takes milliseconds; what takes longer than a few seconds is a fault, told apart coarsely.
PAGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)

# A positive bottle is told a day or two before its organism is final; half a day tells laboratories apart.
GAINED_BUCKETS = (0.0, *(hours * 3600.0 for hours in (1, 6, 12, 24, 36, 48, 72, 96, 120, 168)))


class DetectorMetrics:
    """Counts what batches did.

    Args:
        registry: where the metrics are registered.
        several_arms: whether the trial is of more than one arm; then nothing tells who was infused.
        severities: of each kind of signal by the protocol.
    """

    def __init__(
        self, registry: CollectorRegistry, several_arms: Callable[[], bool], severities: Mapping[str, str]
    ) -> None:
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
        self._told = ToldCounts(several_arms, severities)
        registry.register(self._told)
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
            self._told.page(page)
            if page.kind not in TELLS_WHO_WAS_INFUSED:
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
                self._told.signal(signal)

"""Which topics there are and how each is laid out: the plan that `graftwatch kafka init` makes and `check` looks at.

| topic | partitions | kept |
| --- | --- | --- |
| hl7.raw | many, by patient | weeks: each frame once |
| decisions, entries | one: a trial is one order | for ever |
| state, outbox | as entries and pages | compacted: the newest of each row |
| facts, signals, pages, deliveries | as pages | a year |
| assessments, roster | as pages; one | compacted: the newest of each recipient |
| quarantine, dead-letter | one | three months |
| retry.10s … | one each | as hl7.raw |

Nothing here speaks to a cluster.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings

FOR_EVER = -1
RECORD_SLACK = 256 * 1024
"""Bytes of key, headers and what Kafka itself adds to a record: no more than a few hundred in practice."""
COMPACTED_SEGMENT = 128 * 1024**2
"""Bytes. The newest segment is never compacted: Kafka's 1 GiB would have a new copy read all of that at its start."""
COMPACTED_SEGMENT_AGE = timedelta(days=1)
"""A quiet trial fills no segment; after a day one is closed all the same, so that it can be compacted."""


COMPACTION_LAG = timedelta(hours=1)
"""A follower that is behind by less still reads every transaction whole (see `replica.limits`)."""
TOMBSTONE_RETENTION = timedelta(days=7)
"""A copy that was away for less still learns of every deletion; one that was away for longer is made anew."""


class Cleanup(StrEnum):
    """What becomes of old records: `cleanup.policy`."""

    DELETE = "delete"
    COMPACT = "compact"


class Count(StrEnum):
    """How the number of partitions is held to the plan.

    GROWS: more than planned are fine. EXACT: neither more nor fewer. ONE: exactly one, and nothing runs otherwise, as
    the order of the trial hangs on it. PAIRED: as many as pages and outbox have together; nothing runs otherwise.
    """

    GROWS = "grows"
    EXACT = "exact"
    ONE = "one"
    PAIRED = "paired"


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """One topic as it should be.

    Attributes:
        topic: which; None for a retry topic.
        name: on the cluster.
        about: what it holds, in a sentence.
        partitions: how many.
        count: how strictly.
        replication: copies of each record.
        configs: the topic's own settings, as Kafka names them.
        identifiers: whether records hold patients' identifiers, so that access to it is access to them.
    """

    topic: Topic | None
    name: str
    about: str
    partitions: int
    count: Count
    replication: int
    configs: Mapping[str, str]
    identifiers: bool

    @property
    def compacted(self) -> bool:
        """Whether the newest record of each key is kept for ever."""
        return self.configs["cleanup.policy"] == Cleanup.COMPACT


@dataclass(frozen=True, slots=True)
class _Line:
    """What is particular to a topic; `size` is its largest record in frames, which base64 makes a third longer."""

    about: str
    count: Count
    days: int
    partitions: int = 1
    size: float = 1.0


_COMPACTED = 0
_WRAPPED = 2.0
"""An entry holds a frame in base64 (4/3); one of kind FOUND holds frames in base64 in base64 (16/9)."""
_FAILED = 3.0
"""A retry or dead letter holds such an entry in base64 once more (64/27)."""


def planned(settings: KafkaSettings) -> tuple[TopicPlan, ...]:
    """Every topic of the settings."""
    return tuple(_plans(settings))


def plan_of(topic: Topic, settings: KafkaSettings) -> TopicPlan:
    """One topic's plan."""
    return next(one for one in planned(settings) if one.topic is topic)


def largest_record(topic: Topic, settings: KafkaSettings) -> int:
    """Bytes of the largest record a topic takes: a producer's `max_request_size` must be as much."""
    return int(plan_of(topic, settings).configs["max.message.bytes"])


def _plans(settings: KafkaSettings) -> Iterator[TopicPlan]:
    names = Names(settings.prefix)
    for topic, line in _lines(settings).items():
        yield _plan(topic, names.topic(topic), line, settings)
    for seconds in settings.retry_seconds:
        about = f"what failed in processing and is tried again {seconds:g} s later"
        line = _Line(about, Count.EXACT, settings.topics.raw_days, size=_FAILED)
        yield _plan(None, names.retry(seconds), line, settings)


def _lines(settings: KafkaSettings) -> dict[Topic, _Line]:
    topics = settings.topics
    raw, pages, ever, year = topics.raw_partitions, topics.page_partitions, topics.entries_days, topics.outcome_days
    return {
        Topic.RAW: _Line(
            "every frame as it came, and markers of what the roster learnt", Count.GROWS, topics.raw_days, raw
        ),
        Topic.BACKFILL: _Line(
            "searches through hl7.raw for numbers that a recipient gained",
            Count.GROWS,
            topics.raw_days,
            raw,
            _WRAPPED,
        ),
        Topic.DECISIONS: _Line("what people and other systems enter", Count.ONE, ever, size=_WRAPPED),
        Topic.ENTRIES: _Line("everything that concerns the trial, in its one order", Count.ONE, ever, size=_WRAPPED),
        Topic.STATE: _Line("the store of assess, row by row", Count.ONE, _COMPACTED, size=_WRAPPED),
        Topic.FACTS: _Line("every version of every fact", Count.EXACT, year, pages),
        Topic.ASSESSMENTS: _Line("each recipient's newest assessment", Count.EXACT, _COMPACTED, pages),
        Topic.SIGNALS: _Line("signals that began, changed or ended", Count.EXACT, year, pages),
        Topic.PAGES: _Line("what is to be told, and through which channels", Count.PAIRED, year, pages),
        Topic.OUTBOX: _Line("the store of the pagers, row by row", Count.PAIRED, _COMPACTED, pages, _WRAPPED),
        Topic.DELIVERIES: _Line("what became of each delivery", Count.EXACT, year, pages),
        Topic.ROSTER: _Line("who is enrolled, by which patient numbers", Count.EXACT, _COMPACTED),
        Topic.QUARANTINE: _Line("what could not be read", Count.EXACT, topics.quarantine_days, size=_WRAPPED),
        Topic.DEAD_LETTER: _Line(
            "what was given up, with its reason", Count.EXACT, topics.quarantine_days, size=_FAILED
        ),
        Topic.MIGRATION: _Line("how far a data folder was carried over", Count.ONE, _COMPACTED),
    }


_WITH_IDENTIFIERS = frozenset(
    {
        Topic.RAW,
        Topic.BACKFILL,
        Topic.DECISIONS,
        Topic.ENTRIES,
        Topic.STATE,
        Topic.ROSTER,
        Topic.QUARANTINE,
        Topic.DEAD_LETTER,
    }
)


def _plan(topic: Topic | None, name: str, line: _Line, settings: KafkaSettings) -> TopicPlan:
    return TopicPlan(
        topic=topic,
        name=name,
        about=line.about,
        partitions=line.partitions,
        count=line.count,
        replication=settings.topics.replication,
        configs=_configs(line, settings),
        identifiers=topic in _WITH_IDENTIFIERS or topic is None,
    )


def _configs(line: _Line, settings: KafkaSettings) -> dict[str, str]:
    compacted = line.days == _COMPACTED
    shared = {
        "cleanup.policy": (Cleanup.COMPACT if compacted else Cleanup.DELETE).value,
        "min.insync.replicas": str(settings.topics.min_insync),
        # A broker that lacks acknowledged records must never lead: they would be gone.
        "unclean.leader.election.enable": "false",
        "max.message.bytes": str(int(line.size * settings.topics.frame_bytes) + RECORD_SLACK),
        "compression.type": settings.topics.compression,
    }
    if not compacted:
        kept = FOR_EVER if line.days == FOR_EVER else _milliseconds(timedelta(days=line.days))
        return shared | {"retention.ms": str(kept), "retention.bytes": str(FOR_EVER)}
    return shared | {
        "segment.bytes": str(COMPACTED_SEGMENT),
        "segment.ms": _milliseconds(COMPACTED_SEGMENT_AGE),
        "min.compaction.lag.ms": _milliseconds(COMPACTION_LAG),
        "delete.retention.ms": _milliseconds(TOMBSTONE_RETENTION),
    }


def _milliseconds(time: timedelta) -> str:
    return str(time // timedelta(milliseconds=1))

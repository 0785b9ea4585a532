"""Whether the cluster can take messages now: every partition led, enough copies in sync; and if not, why, in words.

Asked before a producer is made, so that senders hear the reason at once instead of waiting for a time-out each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graftwatch.adapters.kafka.admin import FoundTopic, opened
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit
from graftwatch.adapters.kafka.settings import KafkaSettings

_IN_SYNC, _LARGEST = "min.insync.replicas", "max.message.bytes"


class NotInSync(ClusterUnavailable):
    """Too few copies of a partition are in sync."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What the topics are like: the partitions of each, and the largest batch that each takes, in bytes."""

    partitions: Mapping[str, int]
    largest: Mapping[str, int]


def fitness(settings: KafkaSettings, topics: Sequence[str]) -> Fit:
    """What the cluster says of these topics, by their whole names; within a few seconds.

    Raises:
        ClusterUnavailable: it does not answer, a partition has no leader, or too few copies are in sync.
        ClusterUnfit: it will not have us, a topic is missing, or we may not write it.
    """
    with opened(settings) as cluster:
        found = cluster.topics(topics)
    known = {topic: _checked(topic, found[topic] if topic in found else _missing(topic)) for topic in topics}
    return Fit(
        {topic: one.partitions for topic, one in known.items()},
        {topic: int(one.configs[_LARGEST]) for topic, one in known.items() if _LARGEST in one.configs},
    )


def _missing(topic: str) -> FoundTopic:
    raise ClusterUnfit(f"the cluster has no topic {topic}; make it with `graftwatch kafka init`")


def _checked(topic: str, found: FoundTopic | None) -> FoundTopic:
    if found is None or (found.rights is not None and "WRITE" not in found.rights):
        raise ClusterUnfit(f"we may not write topic {topic}; `graftwatch kafka check --role gateway` says the mend")
    if found.leaderless:
        raise ClusterUnavailable(f"no broker leads {topic}-{found.leaderless[0]}: all that have a copy are away")
    needed = int(found.configs.get(_IN_SYNC, "1"))
    if found.in_sync < needed:
        words = f"{topic} has {found.in_sync} of the {needed} copies that must be in sync"
        raise NotInSync(f"{words}: too many brokers are away")
    return found

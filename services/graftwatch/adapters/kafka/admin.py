"""An administrator's connection: what the cluster is, which topics it has, and how they are laid out.

It makes topics and changes nothing that is there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from kafka import TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, for_code

from graftwatch.adapters.kafka.clients import made
from graftwatch.adapters.kafka.probe import probe
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import TopicPlan
from graftwatch.adapters.kafka.words import in_words

ANSWER_MILLISECONDS = 5000
"""A cluster that is well answers an administrator within milliseconds, and within a second after an election."""
AGAIN_SECONDS = 0.1
NOT_THERE, NO_RIGHT, THERE_ALREADY = 3, 29, 36
"""Kafka's codes UNKNOWN_TOPIC_OR_PARTITION, TOPIC_AUTHORIZATION_FAILED, TOPIC_ALREADY_EXISTS."""
LATEST = -1
"""How the offset behind a partition's newest record is asked for."""


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What the cluster says of itself; `version` is the least of what it understands, as (4, 1)."""

    id: str
    brokers: tuple[int, ...]
    version: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic as it is.

    Attributes:
        replicas: of each partition, the brokers that hold it, in order.
        leaderless: partitions that nobody leads now.
        in_sync: the fewest copies in sync of any partition.
        configs: its settings; empty where we may not see them.
        rights: what we may do with it, in Kafka's words (READ, WRITE …); None where the cluster does not say.
    """

    replicas: tuple[tuple[int, ...], ...]
    leaderless: tuple[int, ...]
    in_sync: int
    configs: Mapping[str, str]
    rights: frozenset[str] | None

    @property
    def partitions(self) -> int:
        """How many."""
        return len(self.replicas)

    @property
    def replication(self) -> int:
        """The fewest copies of any partition."""
        return min((len(one) for one in self.replicas), default=0)


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A consumer group: how many members it has, and how many records it is behind."""

    name: str
    members: int
    lag: int


class Cluster:
    """The cluster, as an administrator sees it. Every call may raise what `opened` raises."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - the library has no types
        self._client = client

    def _ask(self, asked: str, *given: Any, **options: Any) -> Any:  # noqa: ANN401 - the library has no types
        """One answer. A broker that has just gone is asked no more by the client, and another one answers."""
        end = monotonic() + ANSWER_MILLISECONDS / 1000
        while True:
            try:
                return getattr(self._client, asked)(*given, **options)
            except KafkaError as error:
                if not error.retriable or monotonic() > end:
                    raise
                sleep(AGAIN_SECONDS)

    def facts(self) -> ClusterFacts:
        """What it says of itself."""
        said = self._ask("describe_cluster")
        brokers = tuple(sorted(one["broker_id"] for one in said["brokers"] if not one.get("is_fenced")))
        return ClusterFacts(said["cluster_id"], brokers, tuple(self._client._manager.broker_version or ()))  # noqa: SLF001

    def topics(self, names: Iterable[str]) -> dict[str, FoundTopic | None]:
        """The topics that are there and, as None, those that we may not see; the others are left out."""
        described = [one for one in self._ask("describe_topics", list(names)) if one["error_code"] != NOT_THERE]
        seen = [one for one in described if one["error_code"] != NO_RIGHT]
        configs = self._configs([one["name"] for one in seen])
        found: dict[str, FoundTopic | None] = {one["name"]: None for one in described}
        return found | {one["name"]: _found(one, configs.get(one["name"], {})) for one in seen}

    def broker_configs(self, broker: int) -> dict[str, str] | None:
        """A broker's settings; empty where we may not see them, None where it does not answer: it has just gone."""
        wanted = [ConfigResource(ConfigResourceType.BROKER, str(broker))]
        try:
            said = self._client.describe_configs(wanted, config_filter="all")
        except KafkaError:
            return None
        return {key: one["value"] for key, one in said["broker"][str(broker)].items()}

    def create(self, plans: Sequence[TopicPlan]) -> dict[str, str]:
        """Makes topics; gives what the cluster says against each that was not made."""
        wanted = {
            one.name: {
                "num_partitions": one.partitions,
                "replication_factor": one.replication,
                "configs": dict(one.configs),
            }
            for one in plans
        }
        said = self._ask("create_topics", wanted, raise_errors=False)["topics"]
        refused = {one["name"]: _refusal(one) for one in said if one["error_code"] not in {0, THERE_ALREADY}}
        self._ask("wait_for_topics", [name for name in wanted if name not in refused])
        return refused

    def group(self, name: str) -> FoundGroup:
        """A consumer group; one that never was has no members and no lag."""
        described = self._ask("describe_groups", [name])
        offsets = self._ask("list_group_offsets", [name])
        return FoundGroup(name, _members(described, name), self._lag(offsets.get(name, {})))

    def may_use_group(self, name: str) -> bool:
        """Whether we may see a consumer group."""
        return self._allowed(self._client.describe_groups, name, "GroupAuthorizationFailedError")

    def may_use_transactions(self, transactional_id: str) -> bool:
        """Whether we may see a transactional id."""
        return self._allowed(
            self._client.describe_transactions, transactional_id, "TransactionalIdAuthorizationFailedError"
        )

    @staticmethod
    def _allowed(asked: Any, name: str, refusal: str) -> bool:  # noqa: ANN401 - the library has no types
        try:
            asked([name])
        except KafkaError as error:
            return type(error).__name__ != refusal
        return True

    def _lag(self, committed: Mapping[TopicPartition, Any]) -> int:
        ends = self._ask("list_partition_offsets", dict.fromkeys(committed, LATEST)) if committed else {}
        return sum(max(0, ends[at].offset - kept.offset) for at, kept in committed.items() if at in ends)

    def _configs(self, topics: Sequence[str]) -> dict[str, dict[str, str]]:
        if not topics:
            return {}
        wanted = [ConfigResource(ConfigResourceType.TOPIC, one) for one in topics]
        said = self._ask("describe_configs", wanted, config_filter="all")["topic"]
        return {name: {key: one["value"] for key, one in found.items()} for name, found in said.items()}


@contextmanager
def opened(settings: KafkaSettings, milliseconds: int = ANSWER_MILLISECONDS) -> Iterator[Cluster]:
    """A connection.

    Raises:
        ClusterUnavailable: the cluster cannot be reached or does not answer.
        ClusterUnfit: it will not have us.
    """
    probe(settings)
    times = {"bootstrap_timeout_ms": milliseconds, "request_timeout_ms": milliseconds}
    client, _ = made(KafkaAdminClient, settings, "", client_id="graftwatch", **times)
    try:
        yield Cluster(client)
    except KafkaError as error:
        raise in_words(error) from error
    finally:
        client.close()


def _found(said: Mapping[str, Any], configs: Mapping[str, str]) -> FoundTopic:
    partitions = sorted(said["partitions"], key=lambda one: int(one["partition_index"]))
    rights = said.get("authorized_operations")
    return FoundTopic(
        replicas=tuple(tuple(one["replica_nodes"]) for one in partitions),
        leaderless=tuple(one["partition_index"] for one in partitions if one["leader_id"] < 0),
        in_sync=min((len(one["isr_nodes"]) for one in partitions), default=0),
        configs=configs,
        rights=None if rights is None else frozenset(rights),
    )


def _refusal(said: Mapping[str, Any]) -> str:
    return str(said.get("error_message") or for_code(said["error_code"]).__name__)


def _members(described: Mapping[str, Any], name: str) -> int:
    group = described.get(name, {})
    return len(group.get("members", ()))

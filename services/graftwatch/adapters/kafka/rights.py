"""What each role may do on the cluster: the least rights of its user, by which an administrator grants them.

Kafka's operations as kafka-acls.sh takes them: Read, Write, DescribeConfigs. Read and Write bring Describe with them;
by DescribeConfigs a role sees that its topics keep what they must. The command line has the rights of the console.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from graftwatch.adapters.kafka.names import Group, Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings

Resource = Literal["topic", "group", "transactional id"]
LAYOUT = "DescribeConfigs"
READ, WRITE, BOTH = ("Read",), ("Write",), ("Read", "Write")

TOPICS: Final[Mapping[str, Mapping[Topic, tuple[str, ...]]]] = {
    "gateway": {Topic.RAW: WRITE, Topic.QUARANTINE: WRITE, Topic.DECISIONS: WRITE, Topic.MIGRATION: READ},
    "detector": {
        Topic.RAW: BOTH,
        Topic.BACKFILL: BOTH,
        Topic.DECISIONS: BOTH,
        Topic.ENTRIES: BOTH,
        Topic.STATE: BOTH,
        Topic.FACTS: WRITE,
        Topic.ASSESSMENTS: WRITE,
        Topic.SIGNALS: WRITE,
        Topic.PAGES: WRITE,
        Topic.DELIVERIES: READ,
        Topic.ROSTER: BOTH,
        Topic.QUARANTINE: WRITE,
        Topic.DEAD_LETTER: BOTH,
        Topic.MIGRATION: READ,
    },
    "pager": {Topic.PAGES: READ, Topic.OUTBOX: BOTH, Topic.DELIVERIES: WRITE},
    "console": {
        Topic.STATE: READ,
        Topic.ENTRIES: READ,
        Topic.QUARANTINE: READ,
        Topic.DECISIONS: WRITE,
        Topic.PAGES: WRITE,
    },
    "safety": {Topic.STATE: READ, Topic.ENTRIES: READ},
}
GROUPS: Final[Mapping[str, tuple[Group, ...]]] = {
    "detector": (Group.INTAKE, Group.ASSESS),
    "pager": (Group.PAGER,),
}
ROLES: Final = tuple(TOPICS)
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Need:
    """What a role must be allowed: operations on a topic, a consumer group or a transactional id.

    `prefixed`: on every one whose name begins so.
    """

    role: str
    resource: Resource
    name: str
    operations: tuple[str, ...]
    prefixed: bool = False

    @property
    def enumerated(self) -> tuple[str, ...]:
        """The operations as the cluster names them: DESCRIBE_CONFIGS."""
        return tuple(_WORDS.sub("_", one).upper() for one in self.operations)


def needed(settings: KafkaSettings, role: str | None = None) -> tuple[Need, ...]:
    """The rights of a role, or of all roles together, each once."""
    chosen = ROLES if role is None else (role,)
    merged: dict[tuple[Resource, str], Need] = {}
    for one in chosen:
        for need in _of(one, settings):
            known = merged.get((need.resource, need.name))
            operations = tuple(dict.fromkeys((*(known.operations if known else ()), *need.operations)))
            merged[need.resource, need.name] = replace(need, operations=operations)
    return tuple(merged.values())


def _of(role: str, settings: KafkaSettings) -> Iterator[Need]:
    names = Names(settings.prefix)
    for topic, operations in TOPICS[role].items():
        yield Need(role, "topic", names.topic(topic), (*operations, LAYOUT))
    for group in GROUPS.get(role, ()):
        yield Need(role, "group", names.group(group), READ)
    if role == "detector":
        for seconds in settings.retry_seconds:
            yield Need(role, "topic", names.retry(seconds), (*BOTH, LAYOUT))
        yield Need(role, "transactional id", names.transactional_id(Topic.STATE, 0), WRITE)
    if role == "pager":
        for partition in range(settings.topics.page_partitions):
            yield Need(role, "transactional id", names.transactional_id(Topic.OUTBOX, partition), WRITE)
    if role == "console":
        yield Need(role, "transactional id", f"{names.topic(Topic.DECISIONS)}-", WRITE, prefixed=True)

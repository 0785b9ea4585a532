"""How a difference is mended by hand: with Kafka's own tools, as commands that can be copied."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from graftwatch.adapters.kafka.admin import FoundTopic
from graftwatch.adapters.kafka.connection import protocol
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import Count, TopicPlan

ADMINISTRATOR_FILE = "admin.properties"
"""What Kafka's tools call a file with an administrator's login; they take it by --command-config."""

MORE_BROKERS = (
    "start the brokers that are away, or set kafka.topics.replication and min_insync lower (a single broker: 1 and 1)"
)


@dataclass(frozen=True, slots=True)
class Mends:
    """Mends on one cluster."""

    settings: KafkaSettings
    brokers: Sequence[int]

    def create(self, plan: TopicPlan) -> str:
        """Makes a topic."""
        if plan.replication > len(self.brokers):
            return MORE_BROKERS
        configs = " ".join(f"--config {name}={value}" for name, value in plan.configs.items())
        return (
            f"{self._tool('topics')} --create --topic {plan.name} --partitions {plan.partitions} "
            f"--replication-factor {plan.replication} {configs}"
        )

    def config(self, topic: str, name: str, value: str) -> str:
        """Sets one setting of a topic."""
        return f"{self._tool('configs')} --alter --entity-type topics --entity-name {topic} --add-config {name}={value}"

    def grow(self, topic: str, partitions: int) -> str:
        """Adds partitions."""
        return f"{self._tool('topics')} --alter --topic {topic} --partitions {partitions}"

    def partitions(self, plan: TopicPlan, found: int) -> str:
        """Another number of partitions, where that can be."""
        if plan.count is Count.PAIRED:
            return f"set kafka.topics.page_partitions = {found}: adding some later would part a recipient's pages"
        if found < plan.partitions:
            return self.grow(plan.name, plan.partitions)
        return (
            "partitions cannot be taken away: while the topic is empty, "
            f"{self._tool('topics')} --delete --topic {plan.name}, and run `graftwatch kafka init` again"
        )

    def replication(self, name: str, topic: FoundTopic, wanted: int) -> str:
        """Copies on more brokers, or on fewer."""
        if wanted > len(self.brokers):
            return MORE_BROKERS
        moves = [
            {"topic": name, "partition": partition, "replicas": self._replicas(have, partition, wanted)}
            for partition, have in enumerate(topic.replicas)
        ]
        plan = json.dumps({"version": 1, "partitions": moves}, separators=(",", ":"))
        return (
            f"echo '{plan}' > copies.json; "
            f"{self._tool('reassign-partitions')} --reassignment-json-file copies.json --execute"
        )

    def grant(self, operation: str, flag: str, name: str = "", *, prefixed: bool = False) -> str:
        """Gives our user a right."""
        login = self.settings.login
        principal = f"User:{login.username}" if login else "User:…"
        on = " ".join(one for one in (flag, name, "--resource-pattern-type prefixed" * prefixed) if one)
        return f"{self._tool('acls')} --add --allow-principal {principal} --operation {operation} {on}"

    def _replicas(self, have: Sequence[int], partition: int, wanted: int) -> list[int]:
        """The brokers that have it first, then others in turn, so that no broker gets all."""
        others = [one for one in self.brokers if one not in have]
        start = partition % len(others) if others else 0
        return [*have, *others[start:], *others[:start]][:wanted]

    def _tool(self, name: str) -> str:
        secured = "" if protocol(self.settings) == "PLAINTEXT" else f" --command-config {ADMINISTRATOR_FILE}"
        return f"kafka-{name}.sh --bootstrap-server {self.settings.bootstrap[0]}{secured}"

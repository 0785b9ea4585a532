"""The test session's broker as one test sees it."""

from dataclasses import dataclass

from kafka_cluster import KafkaCluster


@dataclass(frozen=True, slots=True)
class SharedKafka:
    """A broker shared by all tests; `prefix` begins the names of this test's topics and groups."""

    cluster: KafkaCluster
    prefix: str

    @property
    def bootstrap(self) -> str:
        return self.cluster.bootstrap

    def topic(self, name: str, partitions: int = 1, **settings: str) -> str:
        """Creates a topic of this test (a setting's dots written as underscores); gives its whole name."""
        whole = f"{self.prefix}{name}"
        self.cluster.create(whole, partitions, {key.replace("_", "."): value for key, value in settings.items()})
        return whole

    def tidy(self) -> None:
        """Deletes this test's topics."""
        mine = [one for one in self.cluster.topics() if one.startswith(self.prefix)]
        if mine:
            self.cluster.delete(mine)

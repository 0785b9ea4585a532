"""How many partitions hl7.raw has now: one that was added a moment ago counts."""

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.assess.reading import in_milliseconds
from graftwatch.adapters.kafka.clients import made
from graftwatch.adapters.kafka.faults import ClusterUnavailable
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words


class RawPartitions:
    """Asks the cluster each time; recipients gain numbers seldom.

    Args:
        settings: of the cluster.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._topic = Names(settings.prefix).topic(Topic.RAW)
        self._client: KafkaAdminClient | None = None

    def now(self) -> list[int]:
        """The partitions.

        Raises:
            ClusterUnavailable, ClusterUnfit: they cannot be asked for.
        """
        try:
            [said] = self._made().describe_topics([self._topic])
        except (KafkaError, OSError) as fault:
            self.close()
            raise in_words(fault, self._topic) from fault
        found = sorted(int(one["partition_index"]) for one in said["partitions"])
        if not found:
            raise ClusterUnavailable(f"the cluster does not say which partitions {self._topic} has")
        return found

    def close(self) -> None:
        """Asks no more."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _made(self) -> KafkaAdminClient:
        if self._client is None:
            patience = in_milliseconds(self._settings.session_seconds)
            self._client, _ = made(
                KafkaAdminClient,
                self._settings,
                self._topic,
                bootstrap_timeout_ms=patience,
                request_timeout_ms=patience,
            )
        return self._client

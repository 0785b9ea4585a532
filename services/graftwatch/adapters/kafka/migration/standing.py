"""Whether a migration was begun and not finished: then no role may start, for what it found would be half."""

from kafka import TopicPartition
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.faults import ClusterUnfit
from graftwatch.adapters.kafka.migration.record import MigrationRecord
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words

_POLL_MILLISECONDS = 1000


def refuse_unfinished(settings: KafkaSettings) -> None:
    """One look at a topic of a handful of records, on a cluster that answers.

    Raises:
        ClusterUnavailable: it does not answer now.
        ClusterUnfit: a migration was begun and not finished.
    """
    topic = Names(settings.prefix).topic(Topic.MIGRATION)
    at = TopicPartition(topic, 0)
    consumer, _ = reader(settings, topic, bootstrap_timeout_ms=int(settings.answer_seconds * 1000))
    try:
        try:
            consumer.assign([at])
            end, newest = consumer.end_offsets([at])[at], None
            while consumer.position(at) < end:
                for record in consumer.poll(_POLL_MILLISECONDS).get(at, ()):
                    newest = MigrationRecord.read(record.value, record.headers)
        finally:
            consumer.close(autocommit=False)
    except (KafkaError, OSError) as fault:
        raise in_words(fault, topic) from fault
    if newest is not None and not newest.done:
        raise ClusterUnfit(
            "a data folder is being carried over to this cluster and is not all there: run `graftwatch migrate` again, "
            "and start the roles then"
        )

"""How many records were given up lately: read from the topic, so that it holds over workers and restarts."""

from datetime import datetime
from typing import Final

from kafka import TopicPartition

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings

_POLL_MILLISECONDS: Final = 500


def dead_letters_since(settings: KafkaSettings, since: datetime, at_most: int) -> int:
    """The number of records in dead-letter that were written since a time; counts no further than `at_most`.

    Raises:
        KafkaError, KafkaFault: the cluster cannot be read.
    """
    topic = Names(settings.prefix).topic(Topic.DEAD_LETTER)
    consumer, _ = reader(settings, topic)
    try:
        places = [TopicPartition(topic, one) for one in sorted(consumer.partitions_for_topic(topic) or ())]
        if not places:
            return 0
        consumer.assign(places)
        ends = consumer.end_offsets(places)
        starts = consumer.offsets_for_times(dict.fromkeys(places, int(since.timestamp() * 1000)))
        for place in places:
            start = starts.get(place)
            consumer.seek(place, ends[place] if start is None else start.offset)
        count = 0
        while count < at_most and any(consumer.position(one) < ends[one] for one in places):
            count += sum(len(records) for records in consumer.poll(_POLL_MILLISECONDS).values())
        return min(count, at_most)
    finally:
        consumer.close(autocommit=False)

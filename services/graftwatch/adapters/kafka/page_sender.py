"""Asks the pagers to make deliveries once more: a record in `pages`, as the leader of detection writes them."""

from collections.abc import Sequence

from kafka import KafkaProducer
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.names import Names
from graftwatch.adapters.kafka.page_records import pages_out
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words
from graftwatch.pipeline.outbox import Delivery


def send_again(settings: KafkaSettings, deliveries: Sequence[Delivery]) -> None:
    """Has ended deliveries made again; on all in-sync replicas on return.

    Raises:
        KafkaFault: the cluster did not take it.
    """
    names, milliseconds = Names(settings.prefix), int(settings.answer_seconds * 1000)
    try:
        producer = KafkaProducer(
            **client_options(settings),
            acks="all",
            max_block_ms=milliseconds,
            request_timeout_ms=milliseconds,
            delivery_timeout_ms=milliseconds,
        )
        try:
            sent = [
                producer.send(names.topic(one.topic), one.value, key=one.key, headers=list(one.headers))
                for one in pages_out(deliveries, again=True)
            ]
            for one in sent:
                one.get(settings.answer_seconds)
        finally:
            producer.close(settings.answer_seconds)
    except KafkaError as fault:
        raise in_words(fault) from fault

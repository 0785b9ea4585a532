"""Clients of kafka-python that leave nothing behind where they cannot be made.

The library leaves a client's thread and four descriptors behind for ever when its first connection fails: a role that
waits for its cluster and tries every other second would die of that within the hour.
"""

from collections.abc import Callable
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient

from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words


def made(kind: Callable[..., Any], settings: KafkaSettings, place: str, **options: object) -> tuple[Any, Any]:
    """A consumer or an administrator's client, and what the cluster says of itself (its metadata, kept fresh).

    Args:
        kind: the library's class.
        settings: of the cluster.
        place: what it is for, in the words of an error.
        options: of the class, beside those of the settings.

    Raises:
        KafkaFault: it cannot be made now, or as things are.
    """
    under: list[KafkaNetClient] = []

    def kept(**given: object) -> KafkaNetClient:
        under.append(KafkaNetClient(**given))
        return under[-1]

    try:
        return kind(**client_options(settings), **options, kafka_client=kept), under[0].cluster
    except (KafkaError, OSError) as error:
        for one in under:
            one.close()
            one._manager._net.stop()  # noqa: SLF001 - its thread; the library has no other way
        raise in_words(error, place) from error


def reader(settings: KafkaSettings, place: str, **options: object) -> tuple[Any, Any]:
    """A consumer that belongs to no group and commits nothing: it reads what is committed, from exact places.

    A broker that has frozen is waited for no longer than a session. `options` stand above these; see `made`.
    """
    usual: dict[str, object] = {
        "group_id": None,
        "enable_auto_commit": False,
        "isolation_level": "read_committed",
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
        "request_timeout_ms": int(settings.session_seconds * 1000),
    }
    return made(KafkaConsumer, settings, place, **usual | options)

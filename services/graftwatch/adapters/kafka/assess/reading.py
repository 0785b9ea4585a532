"""How assess reads from the cluster: committed records only, from exact places."""

from typing import Any, Final

from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.settings import KafkaSettings

FETCH_BYTES: Final = 8 * 1024 * 1024
"""Asked for at once; one record that is larger comes all the same, alone."""


def in_milliseconds(seconds: float) -> int:
    """As kafka-python wants times."""
    return int(seconds * 1000)


def reader_options(settings: KafkaSettings) -> dict[str, Any]:
    """The options of a consumer that belongs to no group and commits nothing: it says itself where it goes on."""
    return {
        **client_options(settings),
        "group_id": None,
        "enable_auto_commit": False,
        "isolation_level": "read_committed",
        "auto_offset_reset": "none",
        "allow_auto_create_topics": False,
        "bootstrap_timeout_ms": in_milliseconds(settings.session_seconds),
        "request_timeout_ms": in_milliseconds(settings.session_seconds / 2),
    }

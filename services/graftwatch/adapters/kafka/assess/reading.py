"""How assess reads from the cluster: patiently for half a session, so that another copy need not take over."""

from typing import Any, Final

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.settings import KafkaSettings

FETCH_BYTES: Final = 8 * 1024 * 1024
"""Asked for at once; one record that is larger comes all the same, alone."""


def in_milliseconds(seconds: float) -> int:
    """As kafka-python wants times."""
    return int(seconds * 1000)


def assess_reader(settings: KafkaSettings, topic: str, **options: object) -> Any:  # noqa: ANN401 - kafka-python is untyped
    """A consumer of assess; see `clients.reader`.

    Raises:
        KafkaFault: it cannot be made now, or as things are.
    """
    usual: dict[str, object] = {
        "auto_offset_reset": "none",
        "bootstrap_timeout_ms": in_milliseconds(settings.session_seconds),
        "request_timeout_ms": in_milliseconds(settings.session_seconds / 2),
    }
    return reader(settings, topic, **usual | options)[0]

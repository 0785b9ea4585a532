"""What the command line does on the Kafka engine: its modules are loaded only there, for the extra may be missing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from graftwatch.adapters.kafka.decision_writer import DecisionWriter
from graftwatch.adapters.kafka.page_sender import send_again
from graftwatch.entrypoints.settings import Settings
from graftwatch.pipeline.journal import JournalWriter

__all__ = ["entering", "send_again"]


@contextmanager
def entering(settings: Settings) -> Iterator[JournalWriter]:
    """The way into the topic `decisions`."""
    with closing(DecisionWriter(settings.kafka)) as writer:
        yield writer

"""Names of topics, consumer groups and transactional ids: one place."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """A topic, without the prefix of the settings and without the retry topics' durations."""

    RAW = "hl7.raw"
    BACKFILL = "backfill"
    DECISIONS = "decisions"
    ENTRIES = "entries"
    STATE = "state"
    FACTS = "facts"
    ASSESSMENTS = "assessments"
    SIGNALS = "signals"
    PAGES = "pages"
    OUTBOX = "outbox"
    DELIVERIES = "deliveries"
    ROSTER = "roster"
    QUARANTINE = "quarantine"
    DEAD_LETTER = "dead-letter"
    MIGRATION = "migration"


class Group(StrEnum):
    """A consumer group, without the prefix."""

    INTAKE = "graftwatch-intake"
    ASSESS = "graftwatch-assess"
    PAGER = "graftwatch-pager"


@dataclass(frozen=True, slots=True)
class Names:
    """The names under one prefix."""

    prefix: str = ""

    def topic(self, topic: Topic) -> str:
        """A topic's name on the cluster."""
        return f"{self.prefix}{topic.value}"

    def retry(self, seconds: float) -> str:
        """The topic of what is tried again after so long: `retry.10s`, `retry.10m`."""
        whole = int(seconds)
        if whole == seconds and whole % 60 == 0:
            return f"{self.prefix}retry.{whole // 60}m"
        return f"{self.prefix}retry.{seconds:g}s"

    def group(self, group: Group) -> str:
        """A consumer group's name on the cluster."""
        return f"{self.prefix}{group.value}"

    def transactional_id(self, topic: Topic, partition: int) -> str:
        """The transactional id of whoever leads a replicated database."""
        return f"{self.topic(topic)}-{partition}"

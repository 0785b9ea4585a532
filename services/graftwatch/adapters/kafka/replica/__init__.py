"""A SQLite database whose truth is one partition of a compacted topic."""

from graftwatch.adapters.kafka.replica.copy import Opener, discard
from graftwatch.adapters.kafka.replica.replica import Figures, Replica
from graftwatch.adapters.kafka.replica.rows import Change

__all__ = ["Change", "Figures", "Opener", "Replica", "discard"]

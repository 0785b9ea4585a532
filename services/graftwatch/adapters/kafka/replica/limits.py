"""The limits of a replicated database, and what its topic must be set to for them to hold.

`adapters.kafka.topology` makes the topics by these figures, says where a cluster's differ, and how large a record is.
"""

from datetime import timedelta
from typing import Final

MESSAGE_SLACK_BYTES: Final = 16 * 1024
"""What Kafka itself puts around a record in a message; the topic's limit is that of the message."""
TRANSACTION_BYTES: Final = 256 * 1024 * 1024
"""The most that one transaction carries: it is held in memory until the cluster has it."""
COMPACTION_LAG: Final = timedelta(hours=1)
"""min.compaction.lag.ms of the topic, and the longest that one reading up to the end may take.

A reading goes up to an end that was asked before it. What is newer than that end is too young to have had older rows
compacted away for it, so that the state at that end is complete.
"""
TOMBSTONE_RETENTION: Final = timedelta(days=7)
"""delete.retention.ms of the topic: for so long the topic says that a row is gone."""
AWAY_AT_MOST: Final = timedelta(days=6)
"""A copy that did not follow for longer is made anew: it might not hear any more that a row is gone."""

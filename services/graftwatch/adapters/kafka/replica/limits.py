"""The limits of a replicated database, and what its topic must be set to for them to hold.

`adapters.kafka.topology` makes the topics by these figures and says where a cluster's differ.
"""

from datetime import timedelta
from typing import Final

MESSAGE_BYTES: Final = 32 * 1024 * 1024
"""max.message.bytes of the topic: a frame of the largest size (16 MiB) as base64 in a row, and room beside it."""
ROW_BYTES: Final = MESSAGE_BYTES - 64 * 1024
"""The largest row, as it is sent and before it is compressed; the rest of the message is Kafka's own."""
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

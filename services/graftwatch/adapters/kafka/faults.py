"""What can be wrong with the cluster, in words that say the mend.

Two families matter to whoever meets them: `ClusterUnavailable` passes, and is waited for; `ClusterUnfit` does not pass
until somebody mends it, and ends the role with its words. docs/kafka-troubles.md is the table of all of them.
"""


class KafkaFault(Exception):  # noqa: N818 - a family of states
    """Something of the cluster is not as it must be; the message says what, where and the mend."""


class ClusterUnavailable(KafkaFault):
    """The cluster cannot be reached or cannot take records now: to be tried again."""


class ClusterUnfit(KafkaFault):
    """The cluster is there and not as it must be (topics, rights, versions): somebody must mend it."""


class LeadershipLost(KafkaFault):
    """Another copy of the role does this work now."""


class RecordTooLarge(KafkaFault):
    """A record that the topic does not take; the ones behind it are not held up by it."""


class RecordRefused(KafkaFault):
    """A record that cannot be read: another kind, or no such record at all. The ones behind it are not held up."""


class RecordTooNew(RecordRefused):
    """A record of a newer major version: it, and all behind it, wait for a newer program; who met it ends."""

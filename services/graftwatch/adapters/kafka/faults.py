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
    """A record that this version cannot read: another kind, or a newer major version."""

"""What kafka-python says, as a fault in words."""

from kafka.errors import (
    AuthorizationError,
    InvalidProducerEpochError,
    KafkaError,
    MessageSizeTooLargeError,
    ProducerFencedError,
    RecordListTooLargeError,
    SaslAuthenticationFailedError,
    UnknownTopicOrPartitionError,
    UnsupportedVersionError,
)

from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, KafkaFault, LeadershipLost


class RecordTooLarge(KafkaFault):
    """A transaction, or a row of it, is over its limit; it is undone, and the next may go on."""


def in_words(fault: BaseException, topic: str) -> KafkaFault:
    """The fault of a cluster for what its client raised about a topic."""
    if isinstance(fault, ProducerFencedError | InvalidProducerEpochError) or _speaks_of_fencing(fault):
        return LeadershipLost(f"another copy leads {topic} now")
    if isinstance(fault, SaslAuthenticationFailedError):
        return ClusterUnfit("the cluster does not know who we are: kafka.login")
    if isinstance(fault, AuthorizationError):
        return ClusterUnfit(
            f"the cluster forbids us {topic} ({type(fault).__name__}): grant it to kafka.login.username"
        )
    if isinstance(fault, UnknownTopicOrPartitionError):
        return ClusterUnfit(f"the cluster has no topic {topic}: run `graftwatch kafka init`")
    if isinstance(fault, MessageSizeTooLargeError | RecordListTooLargeError):
        return ClusterUnfit(f"{topic} takes too small records (max.message.bytes): see `graftwatch kafka check`")
    if isinstance(fault, UnsupportedVersionError):
        return ClusterUnfit("the cluster is too old for this program")
    return ClusterUnavailable(f"the cluster does not answer for {topic} ({type(fault).__name__})")


def _speaks_of_fencing(fault: BaseException) -> bool:
    # Once a producer is fenced, kafka-python refuses every later call with a plain KafkaError that quotes the first.
    return type(fault) is KafkaError and ("ProducerFenced" in str(fault) or "INVALID_PRODUCER_EPOCH" in str(fault))

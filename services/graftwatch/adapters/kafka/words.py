"""What a client's exception means, in words: for every exception of kafka-python and aiokafka, by its name.

Both libraries name the broker's errors alike, so that one table serves them and neither is imported. The table is
also the one of docs/kafka-troubles.md.
"""

from dataclasses import dataclass
from typing import Final

from graftwatch.adapters.kafka.faults import (
    ClusterUnavailable,
    ClusterUnfit,
    KafkaFault,
    LeadershipLost,
    RecordTooLarge,
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of trouble.

    Attributes:
        what: what is wrong, in words.
        mend: what to do.
        family: how it is met: waited for, or the end of the role.
        names: the exceptions of the clients that mean it.
    """

    what: str
    mend: str
    family: type[KafkaFault]
    names: tuple[str, ...]


NO_RIGHT: Final = (
    "grant it (`graftwatch kafka check --role …` names each right that is missing, with the command), then start again"
)
TROUBLES: Final = (
    Trouble(
        "no broker can be reached",
        "start the brokers, or correct kafka.bootstrap; the service goes on by itself",
        ClusterUnavailable,
        (
            "KafkaConnectionError",
            "NoBrokersAvailable",
            "NodeNotReadyError",
            "BrokerNotAvailableError",
            "UnknownBrokerIdError",
        ),
    ),
    Trouble(
        "the cluster does not answer in time",
        "look whether the brokers are overloaded or their disks slow or full",
        ClusterUnavailable,
        ("KafkaTimeoutError", "RequestTimedOutError"),
    ),
    Trouble(
        "fewer copies are in sync than min.insync.replicas asks for, so nothing can be written durably",
        "start the brokers that are away; do not lower min.insync.replicas: records would hang on one disk",
        ClusterUnavailable,
        ("NotEnoughReplicasError", "NotEnoughReplicasAfterAppendError"),
    ),
    Trouble(
        "a broker cannot write to its disk",
        "look at that broker's log: its disk is full or broken; make room there and start it again",
        ClusterUnavailable,
        ("KafkaStorageError", "LogDirNotFoundError"),
    ),
    Trouble(
        "a topic is not there",
        "run `graftwatch kafka init`; the service goes on by itself",
        ClusterUnavailable,
        ("UnknownTopicOrPartitionError", "UnknownTopicIdError"),
    ),
    Trouble("we have no right to this topic", NO_RIGHT, ClusterUnfit, ("TopicAuthorizationFailedError",)),
    Trouble("we have no right to the consumer group", NO_RIGHT, ClusterUnfit, ("GroupAuthorizationFailedError",)),
    Trouble(
        "we have no right to the transactional id",
        NO_RIGHT,
        ClusterUnfit,
        ("TransactionalIdAuthorizationFailedError",),
    ),
    Trouble("we have no right to this on the cluster", NO_RIGHT, ClusterUnfit, ("ClusterAuthorizationFailedError",)),
    Trouble(
        "the broker refuses the login",
        "check the user on the cluster, and kafka.login here",
        ClusterUnfit,
        (
            "SaslAuthenticationFailedError",
            "SaslAuthenticationFailed",
            "AuthenticationFailedError",
            "UnsupportedSaslMechanismError",
            "IllegalSaslStateError",
        ),
    ),
    Trouble(
        "a record is larger than the topic takes",
        "raise kafka.topics.frame_bytes and the topic's max.message.bytes together (`graftwatch kafka check` says how)",
        RecordTooLarge,
        ("MessageSizeTooLargeError", "RecordListTooLargeError", "RecordTooLargeError"),
    ),
    Trouble(
        "the brokers are of a version that this program does not speak with",
        "upgrade them: 4.1 is what the service is tested with",
        ClusterUnfit,
        ("UnsupportedVersionError", "IncompatibleBrokerVersion", "UnrecognizedBrokerVersion"),
    ),
    Trouble(
        "another copy of the role does this work now",
        "nothing: it takes over by itself",
        LeadershipLost,
        (
            "ProducerFencedError",
            "ProducerFenced",
            "InvalidProducerEpochError",
            "InvalidProducerEpoch",
            "FencedInstanceIdError",
            "CommitFailedError",
            "IllegalGenerationError",
            "UnknownMemberIdError",
            "RebalanceInProgressError",
        ),
    ),
    Trouble(
        "the cluster does not take our transactions",
        "see transaction.max.timeout.ms and transaction.state.log.* of the brokers (`graftwatch kafka check`)",
        ClusterUnfit,
        ("InvalidTransactionTimeoutError", "InvalidTransactionTimeout"),
    ),
    Trouble(
        "records are gone that were not read yet",
        "the reader was away for longer than they are kept, or the topic was made anew: see docs/kafka-troubles.md",
        ClusterUnfit,
        ("OffsetOutOfRangeError", "NoOffsetForPartitionError", "LogTruncationError"),
    ),
    Trouble(
        "the cluster refuses the topic as it is planned",
        "see its words and kafka.topics",
        ClusterUnfit,
        (
            "InvalidReplicationFactorError",
            "InvalidPartitionsError",
            "InvalidConfigurationError",
            "PolicyViolationError",
            "InvalidTopicError",
        ),
    ),
)
_BY_NAME: Final = {name: trouble for trouble in TROUBLES for name in trouble.names}


def in_words(error: BaseException, place: str = "") -> KafkaFault:
    """An exception of a client as a fault of ours.

    Args:
        error: what the client raised; one of ours is given back as it is.
        place: where it was met: a topic, a group, a transactional id, what was being done.
    """
    if isinstance(error, KafkaFault):
        return error
    at = f"{place}: " if place else ""
    trouble = _BY_NAME["ProducerFencedError"] if _quotes_a_fence(error) else trouble_of(error)
    if trouble is not None:
        return trouble.family(f"{at}{trouble.what}; {trouble.mend}")
    # Not known to be for a person to mend: waited for, while readiness and the log tell of it.
    return ClusterUnavailable(f"{at}the cluster answers {type(error).__name__}; see the brokers' logs")


def _quotes_a_fence(error: BaseException) -> bool:
    """Once a producer is fenced, kafka-python refuses every later call with a plain error that quotes the first."""
    return type(error).__name__ == "KafkaError" and any(
        one in str(error) for one in ("ProducerFenced", "PRODUCER_EPOCH")
    )


def in_words_of(name: str, place: str) -> KafkaFault:
    """The fault that an exception of this name means."""
    trouble = _BY_NAME[name]
    return trouble.family(f"{place}: {trouble.what}; {trouble.mend}")


def trouble_of(error: BaseException) -> Trouble | None:
    """The table's line for an exception, the nearest of its classes first."""
    return next((_BY_NAME[one.__name__] for one in type(error).__mro__ if one.__name__ in _BY_NAME), None)

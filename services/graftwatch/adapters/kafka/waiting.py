"""Waits for a cluster that a role can work on: brokers that take us in, and topics as planned.

A consumer that starts before its topic exists idles for ever, so that nothing starts before this has looked. What
passes is waited for, a topic that somebody still has to make among it; what does not pass ends the role.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from graftwatch.adapters.kafka.admin import opened
from graftwatch.adapters.kafka.examine import differences_of
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, KafkaFault
from graftwatch.adapters.kafka.migration.standing import refuse_unfinished
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.rights import needed
from graftwatch.adapters.kafka.same_cluster import check_same_cluster
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import planned
from graftwatch.adapters.kafka.words import in_words_of

LOOK_SECONDS = 2.0
"""A cluster that was away is looked for so often: soon enough after a restart, no load while it is down."""


def check_cluster(settings: KafkaSettings, role: str | None = None, folder: Path | None = None) -> None:
    """One look, of a few seconds at most.

    Args:
        settings: of the engine.
        role: `gateway`, `detector` …: whose topics must be there and allowed; None: all of them.
        folder: the role's data folder, which must be of this cluster; None: it keeps nothing.

    Raises:
        ClusterUnavailable: no broker answers, or topics are missing: to be waited for.
        ClusterUnfit: we are refused, or a topic is such that records or their order would be lost.
    """
    used = {one.name for one in needed(settings, role) if one.resource == "topic"}
    with opened(settings) as cluster:
        if folder is not None:
            check_same_cluster(folder, cluster.facts().id, settings.prefix)
        found = cluster.topics(used)
        refused = sorted(name for name, topic in found.items() if topic is None)
        if refused:
            raise ClusterUnfit(
                f"{', '.join(refused)}: our user has no right to {_these(refused)}; "
                f"`graftwatch kafka check{f' --role {role}' if role else ''}` says which, and how they are granted"
            )
        missing = [one.name for one in planned(settings) if one.name in used and one.name not in found]
        if missing:
            raise ClusterUnavailable(
                f"the cluster lacks the topics {', '.join(missing)}: run `graftwatch kafka init`, or correct "
                "kafka.prefix"
            )
        stopping = [str(one) for one in differences_of(cluster, settings) if one.stops and one.where in used]
    if stopping:
        raise ClusterUnfit("\n".join(stopping))
    if role is not None and Names(settings.prefix).topic(Topic.MIGRATION) in used:
        refuse_unfinished(settings)


def wait_for_cluster(
    settings: KafkaSettings,
    said: Callable[[str], None],
    stopped: Event | None = None,
    role: str | None = None,
    folder: Path | None = None,
) -> bool:
    """Waits until a role can work, saying once what it waits for and again when it goes on.

    Args:
        settings: of the engine.
        said: is told in words; each thing that is waited for once.
        stopped: set by who wants no more.
        role: as for `check_cluster`.
        folder: as for `check_cluster`.

    Returns:
        Whether it can; False: it was stopped.

    Raises:
        ClusterUnfit: somebody must mend something first.
    """
    stop = stopped or Event()
    waits_for = ""
    while not stop.is_set():
        try:
            check_cluster(settings, role, folder)
        except ClusterUnavailable as fault:
            if str(fault) != waits_for:
                waits_for = str(fault)
                said(f"waits: {waits_for}")
            stop.wait(LOOK_SECONDS)
        else:
            if waits_for:
                said("goes on: the cluster is there")
            return True
    return False


def why_not_written(settings: KafkaSettings, topic: str) -> KafkaFault:
    """Why a topic takes no records now: a producer only says that its time was up.

    Args:
        settings: of the engine.
        topic: its name on the cluster.
    """
    try:
        with opened(settings) as cluster:
            found = cluster.topics([topic])
    except KafkaFault as fault:
        return fault
    if topic not in found:
        return in_words_of("UnknownTopicOrPartitionError", topic)
    seen = found[topic]
    if seen is None:
        return in_words_of("TopicAuthorizationFailedError", topic)
    if seen.leaderless:
        partitions = ", ".join(map(str, seen.leaderless))
        return ClusterUnavailable(
            f"{topic}: nobody leads partition {partitions}: all brokers that hold it are away; start them"
        )
    if seen.in_sync < int(seen.configs.get("min.insync.replicas", "0")):
        return in_words_of("NotEnoughReplicasError", topic)
    return in_words_of("RequestTimedOutError", topic)


def _these(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"

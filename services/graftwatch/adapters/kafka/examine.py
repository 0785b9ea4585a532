"""Holds the cluster against the plan: what is missing and what differs, each with the mend by hand.

Only what is missing is ever made. A topic that differs holds records already, so that a person decides; which
differences would break the order of the trial or lose records, and so stop every role, is said here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graftwatch.adapters.kafka.admin import Cluster, ClusterFacts, FoundTopic, opened
from graftwatch.adapters.kafka.mends import MORE_BROKERS, Mends
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.rights import Need, needed
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import Cleanup, Count, TopicPlan, planned

OLDEST_VERSION = (3, 3)
"""The first with KRaft for production. 4.1 is what the service is tested with."""
INTERNAL = {"__transaction_state": "transaction.state.log", "__consumer_offsets": "offsets.topic"}
"""Kafka's own topics, which everything hangs on as well, and the brokers' settings that lay them out."""
FLAGS = {"topic": "--topic", "group": "--group", "transactional id": "--transactional-id"}
CANNOT_BE_SEEN = "cannot be seen"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it should be.

    Attributes:
        where: a topic, a broker, the cluster, a group, a transactional id.
        what: which of its settings.
        found: what it is.
        wanted: what it should be.
        mend: by hand, mostly a command.
        stops: whether nothing may run on it: records would be lost, or their order.
    """

    where: str
    what: str
    found: str
    wanted: str
    mend: str
    stops: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what} is {self.found} and should be {self.wanted}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        cluster: what the cluster says of itself.
        topics: how many are planned.
        created: names of those that were made now.
        missing: names of those that are not there.
        differences: of those that are there, of the brokers, and of our rights.
    """

    cluster: ClusterFacts
    topics: int
    created: tuple[str, ...]
    missing: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def well(self) -> bool:
        """Whether all is as it should be."""
        return not self.missing and not self.differences


def examine(settings: KafkaSettings, role: str | None = None) -> Report:
    """Looks, and changes nothing.

    Args:
        settings: of the engine.
        role: whose rights are looked at; None: those of every role.

    Raises:
        ClusterUnavailable: the cluster cannot be reached or does not answer.
        ClusterUnfit: it will not have us.
    """
    with opened(settings) as cluster:
        return _report(cluster, settings, role)


def initialise(settings: KafkaSettings) -> Report:
    """Makes the topics that are missing, then looks.

    Raises:
        ClusterUnavailable: the cluster cannot be reached or does not answer.
        ClusterUnfit: it will not have us.
    """
    with opened(settings) as cluster:
        before = cluster.topics(one.name for one in planned(settings))
        missing = [one for one in planned(settings) if one.name not in before]
        refused = cluster.create(missing) if missing else {}
        report = _report(cluster, settings, None)
    mends = Mends(settings, report.cluster.brokers)
    not_made = [
        Difference(one.name, "topic", f"not made: {refused[one.name]}", "there", mends.create(one))
        for one in missing
        if one.name in refused
    ]
    created = tuple(one.name for one in missing if one.name not in refused)
    still = tuple(name for name in report.missing if name not in refused)
    return replace(report, created=created, missing=still, differences=(*report.differences, *not_made))


def differences_of(cluster: Cluster, settings: KafkaSettings) -> Iterator[Difference]:
    """What differs of the topics that are there; a few answers of the cluster, so that every start may ask."""
    facts = cluster.facts()
    plans = {one.name: one for one in planned(settings)}
    yield from _topics(plans, cluster.topics(plans), Mends(settings, facts.brokers))


def _report(cluster: Cluster, settings: KafkaSettings, role: str | None) -> Report:
    facts = cluster.facts()
    plans = {one.name: one for one in planned(settings)}
    found = cluster.topics(plans)
    mends = Mends(settings, facts.brokers)
    differences = (
        *_cluster(facts, settings),
        *_brokers(cluster, facts, settings, mends),
        *_topics(plans, found, mends),
        *_rights(cluster, settings, role, found, mends),
    )
    missing = tuple(name for name in plans if name not in found)
    return Report(facts, len(plans), (), missing, differences)


def _cluster(facts: ClusterFacts, settings: KafkaSettings) -> Iterator[Difference]:
    brokers, replication = len(facts.brokers), settings.topics.replication
    if brokers < replication:
        yield Difference("cluster", "brokers", str(brokers), f"{replication} or more", MORE_BROKERS)
    if facts.version and facts.version < OLDEST_VERSION:
        found, wanted = (".".join(map(str, one)) for one in (facts.version, OLDEST_VERSION))
        yield Difference("cluster", "version", found, f"{wanted} or newer", "upgrade the brokers", stops=True)


def _brokers(cluster: Cluster, facts: ClusterFacts, settings: KafkaSettings, mends: Mends) -> Iterator[Difference]:
    """Kafka's own topics as the brokers would make them, and what a session may last."""
    internal = cluster.topics(INTERNAL)
    for broker in facts.brokers:
        configs = cluster.broker_configs(broker)
        where = f"broker {broker}"
        if configs is None:
            continue
        if not configs:
            mend = mends.grant("DescribeConfigs", "--cluster")
            yield Difference(where, "settings", CANNOT_BE_SEEN, "seen", mend)
            return
        for name, prefix in INTERNAL.items():
            if name not in internal:
                yield from _internal(where, prefix, configs, settings)
        yield from _sessions(where, configs, settings)
    for name, topic in internal.items():
        if topic is not None and topic.replication < settings.topics.replication:
            yield Difference(
                name,
                "replication",
                str(topic.replication),
                str(settings.topics.replication),
                mends.replication(name, topic, settings.topics.replication),
            )


def _internal(where: str, prefix: str, configs: Mapping[str, str], settings: KafkaSettings) -> Iterator[Difference]:
    wanted = {f"{prefix}.replication.factor": settings.topics.replication}
    if prefix == INTERNAL["__transaction_state"]:
        wanted[f"{prefix}.min.isr"] = settings.topics.min_insync
    for name, value in wanted.items():
        if configs.get(name, str(value)) != str(value):
            mend = f"set {name}={value} in server.properties of every broker, and restart them, before the first start"
            yield Difference(where, name, configs[name], str(value), mend)


def _sessions(where: str, configs: Mapping[str, str], settings: KafkaSettings) -> Iterator[Difference]:
    session = settings.session_seconds * 1000
    least, most = (configs.get(f"group.{one}.session.timeout.ms") for one in ("min", "max"))
    if least and session < float(least):
        mend = f"set kafka.session_seconds to {float(least) / 1000:g} or more, or the broker's limit lower"
        yield Difference(where, "group.min.session.timeout.ms", least, f"{session:.0f} or less", mend, stops=True)
    if most and session > float(most):
        mend = f"set kafka.session_seconds to {float(most) / 1000:g} or less, or the broker's limit higher"
        yield Difference(where, "group.max.session.timeout.ms", most, f"{session:.0f} or more", mend, stops=True)


def _topics(
    plans: Mapping[str, TopicPlan], found: Mapping[str, FoundTopic | None], mends: Mends
) -> Iterator[Difference]:
    for name, plan in plans.items():
        topic = found.get(name)
        if topic is not None:
            yield from _topic(plan, topic, mends)
    yield from _pair(plans, found, mends)


def _topic(plan: TopicPlan, topic: FoundTopic, mends: Mends) -> Iterator[Difference]:
    too_few = topic.partitions < plan.partitions
    if too_few or (topic.partitions > plan.partitions and plan.count is not Count.GROWS):
        yield Difference(
            plan.name,
            "partitions",
            str(topic.partitions),
            str(plan.partitions),
            mends.partitions(plan, topic.partitions),
            stops=plan.count is Count.ONE,
        )
    if topic.replication != plan.replication:
        mend = mends.replication(plan.name, topic, plan.replication)
        yield Difference(plan.name, "replication", str(topic.replication), str(plan.replication), mend)
    if not topic.configs:
        mend = mends.grant("DescribeConfigs", "--topic", plan.name)
        yield Difference(plan.name, "settings", CANNOT_BE_SEEN, "seen", mend)
        return
    for name, wanted in plan.configs.items():
        is_now = topic.configs.get(name, "unknown")
        if is_now != wanted:
            yield Difference(
                plan.name, name, is_now, wanted, mends.config(plan.name, name, wanted), stops=_stops(plan, name, is_now)
            )


def _stops(plan: TopicPlan, name: str, is_now: str) -> bool:
    """Whether records would be lost that were acknowledged, or that the store hangs on."""
    match name:
        case "cleanup.policy":
            return plan.compacted or Cleanup.COMPACT in is_now
        case "min.insync.replicas":
            return is_now.isdecimal() and int(is_now) < int(plan.configs[name])
        case "unclean.leader.election.enable":
            return True
        case _:
            return False


def _pair(plans: Mapping[str, TopicPlan], found: Mapping[str, FoundTopic | None], mends: Mends) -> Iterator[Difference]:
    """Pages and their outbox go together, partition by partition."""
    by_topic = {plan.topic: found.get(name) for name, plan in plans.items()}
    names = {plan.topic: name for name, plan in plans.items()}
    pages, outbox = by_topic[Topic.PAGES], by_topic[Topic.OUTBOX]
    if pages is None or outbox is None or pages.partitions == outbox.partitions:
        return
    most = max(pages.partitions, outbox.partitions)
    fewer = names[Topic.PAGES if pages.partitions < most else Topic.OUTBOX]
    yield Difference(
        names[Topic.OUTBOX],
        "partitions",
        f"{outbox.partitions}, where {names[Topic.PAGES]} has {pages.partitions}",
        "as many as pages",
        mends.grow(fewer, most),
        stops=True,
    )


def _rights(
    cluster: Cluster,
    settings: KafkaSettings,
    role: str | None,
    found: Mapping[str, FoundTopic | None],
    mends: Mends,
) -> Iterator[Difference]:
    for need in needed(settings, role):
        if need.resource == "topic":
            missing = _topic_rights(need, found)
        elif need.resource == "group":
            missing = () if cluster.may_use_group(need.name) else need.operations
        else:
            missing = () if cluster.may_use_transactions(need.name) else need.operations
        where = need.name if need.resource == "topic" else f"{need.resource} {need.name}{'…' * need.prefixed}"
        for operation in missing:
            mend = mends.grant(operation, FLAGS[need.resource], need.name, prefixed=need.prefixed)
            yield Difference(where, "right", "none", operation, mend)


def _topic_rights(need: Need, found: Mapping[str, FoundTopic | None]) -> tuple[str, ...]:
    if need.name not in found:
        return ()
    topic = found[need.name]
    if topic is None:
        return need.operations
    if topic.rights is None:
        return ()
    both = zip(need.operations, need.enumerated, strict=True)
    return tuple(one for one, enumerated in both if enumerated not in topic.rights)

"""The checks of `graftwatch doctor` on the Kafka engine: the cluster, its topics, and how far each stage is behind."""

from collections.abc import Iterator

from graftwatch.adapters.kafka.admin import opened
from graftwatch.adapters.kafka.examine import examine
from graftwatch.adapters.kafka.faults import KafkaFault
from graftwatch.adapters.kafka.names import Group, Names
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.entrypoints.cli.check import Check, Verdict
from graftwatch.entrypoints.settings import Settings

STAGES = {Group.INTAKE: "intake", Group.ASSESS: "detection", Group.PAGER: "the pager"}
BEHIND = 1000
"""Records. Intake takes thousands a second: so many wait for a moment after a burst, and else because nobody works."""


def kafka_checks(settings: Settings) -> Iterator[Check]:
    """Looks at the cluster; where it cannot be reached nothing else of it can be looked at."""
    try:
        yield from _cluster(settings.kafka)
        yield from _stages(settings.kafka)
    except KafkaFault as fault:
        yield Check("cluster", Verdict.FAULT, str(fault))
    yield _key(settings)


def _cluster(settings: KafkaSettings) -> Iterator[Check]:
    report = examine(settings)
    brokers = len(report.cluster.brokers)
    verdict = Verdict.WARNING if brokers < settings.topics.replication else Verdict.OK
    few = f"; {settings.topics.replication} are needed for the copies that the settings ask for"
    yield Check("cluster", verdict, f"{brokers} brokers{few if verdict is Verdict.WARNING else ''}")
    for name in report.missing:
        yield Check(f"topic {name}", Verdict.FAULT, "is not there; run `graftwatch kafka init`")
    for one in report.differences:
        yield Check(f"topic {one.where}", Verdict.FAULT if one.stops else Verdict.WARNING, str(one))
    if report.well:
        yield Check("topics", Verdict.OK, f"{report.topics}, all as planned")


def _stages(settings: KafkaSettings) -> Iterator[Check]:
    names = Names(settings.prefix)
    with opened(settings) as cluster:
        for group, stage in STAGES.items():
            found = cluster.group(names.group(group))
            text = f"{found.members} copies work, {found.lag:,} records wait"
            if not found.members:
                yield Check(f"stage {stage}", Verdict.WARNING, f"{text}; does the role run?")
            else:
                yield Check(f"stage {stage}", Verdict.WARNING if found.lag > BEHIND else Verdict.OK, text)


def _key(settings: Settings) -> Check:
    if settings.acknowledge.key_file is None:
        text = "`acknowledge.key_file` is not set: pagers and consoles that run apart need the same secret"
        return Check("links' secret", Verdict.WARNING, text)
    return Check("links' secret", Verdict.OK, f"`acknowledge.key_file`: {settings.acknowledge.key_file}")

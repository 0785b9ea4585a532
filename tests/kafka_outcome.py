"""What must be true of a Kafka site after all its faults, found by reading the topics, the state and the receiver."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition

from kafka_cluster import KafkaCluster
from kafka_faults import Trial
from kafka_site import RAW, KeptPage
from local_pagerduty import Arrived
from running_service import until

SETTLE_SECONDS = 180.0
POLL_MILLISECONDS = 1000
DESCRIPTORS_AT_MOST = 250
"""A role holds some dozens; each try that is not tidied up leaves a few more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run; whatever stands in `wrong` must not be there.

    Attributes:
        taken: messages answered AA.
        of_recipients: those of them about recipients.
        expected: pages about recipients that were decided.
        arrived: those of them that arrived.
        repeated: deliveries that came once more, under the same key.
        wrong: what went wrong, and with which of them.
        effect: control ids of the messages that became facts.
        came: how many deliveries came about each recipient.
    """

    taken: int
    of_recipients: int
    expected: int
    arrived: int
    repeated: int
    wrong: dict[str, list[str]]
    effect: set[str]
    came: Counter[str]

    def __str__(self) -> str:
        return (
            f"{self.taken} messages answered AA, {self.of_recipients} of recipients; pages: {self.expected} expected, "
            f"{self.arrived} arrived, {self.repeated} deliveries repeated; "
            f"{'nothing is wrong' if not self.wrong else f'WRONG: {self.wrong}'}"
        )


def outcome_of(trial: Trial) -> Outcome:
    """Looks at everything, once nothing moves any more. The feed has ended."""
    taken = {one.control_id for one in trial.feed.taken()}
    growths = {one.control_id: one.subject for one in trial.feed.growths() if one.control_id in taken}
    with suppress(AssertionError):  # what does not come true is named below
        until(lambda: set(growths.values()) <= trial.told().keys(), SETTLE_SECONDS)
        until(lambda: growths.keys() <= trial.site.in_effect(), SETTLE_SECONDS)
    pages = {one.id: one for one in trial.site.pages() if one.subject}
    came = Counter((one.details["page"], one.key) for one in _told_of_recipients(trial))
    ids = {page for page, _ in came}
    checks = {
        "never answered AA": {one.control_id for one in trial.feed.sent} - taken,
        "answered AA and not in hl7.raw": taken - set(raw_control_ids(trial.site.cluster)),
        "answered AA and without effect": growths.keys() - trial.site.in_effect(),
        "decided and not arrived": pages.keys() - ids,
        "arrived and decided by nobody": ids - pages.keys(),
        "arrived under another key than decided": {
            page for page, key in came if page in pages and pages[page].dedup_key != key
        },
        "recipients not told of exactly once": _not_told_once(growths.values(), pages.values()),
        "dead letters": set(trial.site.dead_letters()),
        "descriptors left open": {
            f"{one.name}: {held}" for one in trial.site.roles if (held := one.descriptors()) > DESCRIPTORS_AT_MOST
        },
        "refused by the receiver": set(trial.pagerduty.faults),
    }
    return Outcome(
        taken=len(taken),
        of_recipients=len(growths),
        expected=len(pages),
        arrived=len(ids & pages.keys()),
        repeated=came.total() - len(came),
        wrong={what: sorted(found) for what, found in checks.items() if found},
        effect=trial.site.in_effect(),
        came=Counter(str(one.details["subject"]) for one in _told_of_recipients(trial)),
    )


def _told_of_recipients(trial: Trial) -> list[Arrived]:
    return [one for one in trial.pagerduty.arrived if one.action == "trigger" and one.details.get("subject")]


def _not_told_once(subjects: Iterable[str], pages: Iterable[KeptPage]) -> set[str]:
    """Recipients whose one culture did not make exactly one first page, and others who have any."""
    first = Counter(one.subject for one in pages if one.reason == "first")
    return {one for one in {*subjects, *first} if first[one] != 1} | (set(first) - set(subjects))


def raw_control_ids(cluster: KafkaCluster) -> Counter[str]:
    """The control ids of all frames in hl7.raw, and how often each is there."""
    found = Counter[str]()

    def take(record: object) -> None:
        said = dict(getattr(record, "headers", ()))
        if "control-id" in said:
            found[said["control-id"].decode()] += 1

    for partition in range(partitions_of(cluster, RAW)):
        read_all(cluster, RAW, partition, take)
    return found


def partitions_of(cluster: KafkaCluster, topic: str) -> int:
    with cluster.admin() as admin:
        [said] = admin.describe_topics([topic])
    return len(said["partitions"])


def read_all(cluster: KafkaCluster, topic: str, partition: int, take: Callable[[object], None]) -> int:
    """Hands over every record of a partition from its start to its present end; gives how many."""
    place, count = TopicPartition(topic, partition), 0
    with closing(KafkaConsumer(bootstrap_servers=cluster.bootstrap, group_id=None, enable_auto_commit=False)) as reader:
        reader.assign([place])
        reader.seek_to_beginning(place)
        end = reader.end_offsets([place])[place]
        while reader.position(place) < end:
            for record in reader.poll(POLL_MILLISECONDS).get(place, []):
                take(record)
                count += 1
    return count

"""The tables of docs/kafka-troubles.md, written from the program's own tables, so that they cannot differ.

`python -m graftwatch.entrypoints.kafka_docs` writes them anew (`make schemas`); a test compares them. What stands
between the marks `<!-- name -->` and `<!-- /name -->` is written here, the rest by hand.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from graftwatch.adapters.kafka.faults import (
    ClusterUnavailable,
    ClusterUnfit,
    KafkaFault,
    LeadershipLost,
    RecordTooLarge,
)
from graftwatch.adapters.kafka.rights import ROLES, needed
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import FOR_EVER, Count, TopicPlan, planned
from graftwatch.adapters.kafka.words import TROUBLES
from graftwatch.entrypoints.marked_blocks import Blocks, with_blocks

DOCUMENT: Final = Path("docs") / "kafka-troubles.md"
DAY: Final = 24 * 60 * 60 * 1000
MET: Final[Mapping[type[KafkaFault], str]] = {
    ClusterUnavailable: "waits",
    ClusterUnfit: "stops",
    LeadershipLost: "hands over",
    RecordTooLarge: "goes on with the next record",
}
PARTITIONS: Final[Mapping[Count, str]] = {
    Count.GROWS: "or more",
    Count.EXACT: "",
    Count.ONE: "exactly, or nothing runs",
    Count.PAIRED: "each, as many as its pair, or nothing runs",
}


def _troubles() -> Iterator[str]:
    yield "| what is said | mend | a role | clients call it |"
    yield "| --- | --- | --- | --- |"
    for one in TROUBLES:
        names = ", ".join(f"`{name}`" for name in one.names)
        yield f"| {one.what} | {_cell(one.mend)} | {MET[one.family]} | {names} |"


def _topics() -> Iterator[str]:
    yield "| topic | holds | partitions | copies, in sync | kept | largest record | patients' identifiers |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for plan in planned(KafkaSettings()):
        yield " | ".join(
            (
                f"| `{plan.name}`",
                plan.about,
                f"{plan.partitions} {PARTITIONS[plan.count]}".strip(),
                f"{plan.replication}, {plan.configs['min.insync.replicas']}",
                _kept(plan),
                f"{int(plan.configs['max.message.bytes']) / 1e6:.1f} MB",
                "yes |" if plan.identifiers else "|",
            )
        )


def _kept(plan: TopicPlan) -> str:
    if plan.compacted:
        return "the newest of each key"
    milliseconds = int(plan.configs["retention.ms"])
    return "for ever" if milliseconds == FOR_EVER else f"{milliseconds // DAY} days"


def _rights() -> Iterator[str]:
    yield "| role | topic, group or transactional id | operations |"
    yield "| --- | --- | --- |"
    for role in ROLES:
        by_operations: dict[tuple[str, str], list[str]] = {}
        for need in needed(KafkaSettings(), role):
            by_operations.setdefault((need.resource, ", ".join(need.operations)), []).append(
                f"`{need.name}{'…' * need.prefixed}`"
            )
        for (resource, operations), names in by_operations.items():
            plural = resource if len(names) == 1 else f"{resource}s"
            yield f"| {role} | {plural} {', '.join(names)} | {operations} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


BLOCKS: Final[Blocks] = {
    "troubles": _troubles,
    "topics": _topics,
    "rights": _rights,
}


def filled(text: str) -> str:
    """The document with every block as the tables are now.

    Raises:
        ValueError: a block has no marks in the document.
    """
    return with_blocks(text, BLOCKS, DOCUMENT)


if __name__ == "__main__":
    document = (Path(sys.argv[1]) if len(sys.argv) > 1 else Path()) / DOCUMENT
    document.write_text(filled(document.read_text("utf-8")), "utf-8")

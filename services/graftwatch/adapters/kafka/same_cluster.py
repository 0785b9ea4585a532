"""A data folder belongs to one cluster: offsets, spooled messages and copies mean nothing on another.

The first look notes the cluster's id and the prefix in the folder; whoever meets another one later stops, before a
copy of one trial's state is taken for another's.
"""

import os
from pathlib import Path

from graftwatch.adapters.kafka.faults import ClusterUnfit

FILE = "kafka-cluster"


def check_same_cluster(folder: Path, cluster_id: str, prefix: str) -> None:
    """Notes the cluster in the folder, or finds it to be the noted one.

    Args:
        folder: the role's data folder; it is there.
        cluster_id: what the cluster says of itself.
        prefix: the setting `kafka.prefix`.

    Raises:
        ClusterUnfit: the folder belongs to another cluster, or to another prefix on it.
    """
    file, now = folder / FILE, f"{cluster_id} {prefix}".strip()
    try:
        noted = file.read_text("utf-8").strip()
    except FileNotFoundError:
        _note(file, now)
        return
    if noted != now:
        raise ClusterUnfit(
            f"{folder} belongs to the Kafka cluster {_in_words(noted)}, and this is {_in_words(now)}: correct "
            "kafka.bootstrap or kafka.prefix; was the cluster made anew, move the folder aside, and keep it: a "
            "gateway's spool there holds messages that were acknowledged"
        )


def _note(file: Path, text: str) -> None:
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8") as opened:
        opened.write(f"{text}\n")
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def _in_words(noted: str) -> str:
    cluster, _, prefix = noted.partition(" ")
    return f"{cluster} with the prefix {prefix!r}" if prefix else f"{cluster} without a prefix"

"""`make soak`: faults at random moments under load, for minutes; a table says how long pages took after each kind.

MINUTES=10 is how long faults are done, SEED= repeats their order. Ends with 1 where anything that was acknowledged is
lost or without effect, where a page is missing, unknown or told twice, or where a target is missed.
"""

import argparse
import sys
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter

from kafka_cluster import KafkaCluster
from kafka_faults import Fault, Measured, Trial
from kafka_feed import Feed
from kafka_outcome import Outcome, outcome_of
from kafka_site import KafkaSite
from local_pagerduty import local_pagerduty

SENDERS = 4
MESSAGES_A_SECOND = 25.0
OTHERS = 99
"""So one culture a second grows, among a hundred messages a second."""
AT_REST_SECONDS = 8.0
AWAY_SHARE = 0.1
"""Of the whole time: so long all brokers, or one of them, stay away. A minute of ten."""
MOST_PARTITIONS = 5
TARGETS = {Fault.DETECTOR_KILLED: 15.0, Fault.BROKER_KILLED: 10.0, Fault.CONTROLLER_KILLED: 10.0}
"""Seconds to the next page at most."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.minutes:g} minutes, three brokers, two of each role", flush=True)
    with TemporaryDirectory(prefix="graftwatch-soak-") as folder:
        trial, outcome = soaked(Path(folder), given.minutes * 60, Random(given.seed))
    print_table(trial, outcome)
    sys.exit(1 if outcome.wrong or missed(trial) else 0)


def soaked(folder: Path, seconds: float, chance: Random) -> tuple[Trial, Outcome]:
    """Does faults for so long; the site's folder with its logs is gone afterwards."""
    recipients = int((seconds * 1.5 + 200) * SENDERS * MESSAGES_A_SECOND / (OTHERS + 1))
    with local_pagerduty() as pagerduty, KafkaCluster(folder / "kafka", brokers=3) as cluster:
        site_folder = folder / "site"
        site_folder.mkdir()
        with KafkaSite(site_folder, cluster, pagerduty, recipients) as site:
            ports = [one.mllp_port for one in site.gateways]
            shares = [site.subjects[one::SENDERS] for one in range(SENDERS)]
            with Feed(ports, shares, MESSAGES_A_SECOND, OTHERS) as feed:
                trial = Trial(site, feed, pagerduty, seconds * AWAY_SHARE)
                do_faults(trial, perf_counter() + seconds, chance)
            return trial, outcome_of(trial)


def do_faults(trial: Trial, end: float, chance: Random) -> None:
    """One round after another of every kind, shuffled, until the time is over."""
    waiting: list[Fault] = []
    while perf_counter() < end:
        if not waiting:
            waiting = chance.sample(list(Fault), len(Fault))
        fault = waiting.pop()
        if fault is Fault.PARTITION_ADDED and trial.site.partitions >= MOST_PARTITIONS:
            continue
        Event().wait(chance.uniform(0.0, AT_REST_SECONDS))
        print(trial.suffer(fault), flush=True)


def print_table(trial: Trial, outcome: Outcome) -> None:
    effect, came = outcome.effect, outcome.came
    print(f"\n{'fault':<28}{'count':>6}{'next page, s':>20}{'waited':>9}{'of recipients':>16}{'pages':>26}")
    print(
        f"{'':<28}{'':>6}{'median':>11}{'longest':>9}{'most':>9}{'AA':>8}{'effect':>8}{'expected':>10}{'came':>8}{'again':>8}"
    )
    for fault in Fault:
        found = [one for one in trial.measured if one.fault is fault]
        if not found:
            continue
        sent = [one for one in trial.feed.growths() if any(_during(one.first_at, which) for which in found)]
        taken = [one for one in sent if one.taken_at is not None]
        subjects = {one.subject for one in taken}
        times = [one.next_page for one in found]
        print(
            f"{fault.value:<28}{len(found):>6}{median(times):>11.1f}{max(times):>9.1f}"
            f"{max(one.longest_wait for one in found):>9.1f}{len(taken):>8}"
            f"{sum(one.control_id in effect for one in taken):>8}{len(subjects):>10}"
            f"{sum(one in came for one in subjects):>8}{sum(came.get(one, 1) - 1 for one in subjects):>8}"
        )
    print(f"\n{outcome}")
    for line in missed(trial):
        print(line)


def missed(trial: Trial) -> list[str]:
    """The targets that were missed."""
    return [
        f"target missed: {one.fault.value}, next page after {one.next_page:.1f} s, at most {TARGETS[one.fault]:g} s"
        for one in trial.measured
        if one.next_page > TARGETS.get(one.fault, float("inf"))
    ]


def _during(moment: float, fault: Measured) -> bool:
    return fault.began <= moment < fault.ended


if __name__ == "__main__":
    main()

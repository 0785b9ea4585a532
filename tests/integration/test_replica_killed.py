"""Leaders that are killed or paused at any moment: what they led to is as if that had never happened.

Measured against a store that was never replicated, killed or paused: the same rows, and each page sent once.
"""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import ClassVar

import pytest

import replica_leader_process
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from replica_leader_process import LEAD_LOST, work
from replica_site import ReplicaSite, follows
from shared_kafka import SharedKafka

COUNT = 80
ENDS_SECONDS = 60.0


class LeaderProcess:
    """One process that leads; ended with the test, whatever became of it."""

    started: ClassVar[list["LeaderProcess"]] = []

    def __init__(self, site: ReplicaSite, name: str, count: int, *dies: str) -> None:
        script = [sys.executable, replica_leader_process.__file__, site.kafka.bootstrap, site.kafka.prefix]
        self.process = subprocess.Popen(
            [*script, str(site.folder / f"{name}.db"), str(count), *dies], stdout=subprocess.PIPE
        )
        self.started.append(self)

    def says(self) -> str:
        """Its next line; empty: it ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

    def reaches(self, number: int) -> None:
        """Waits until a transaction of it is done."""
        while (line := self.says()) != str(number):
            assert line, "it ended before"

    def kill(self) -> None:
        self.process.kill()
        self.ends()

    def ends(self) -> int:
        """How it ended; waits for it."""
        self.process.communicate(timeout=ENDS_SECONDS)
        return self.process.returncode


@pytest.fixture
def site(kafka: SharedKafka, tmp_path: Path) -> Iterator[ReplicaSite]:
    one = ReplicaSite(kafka, tmp_path)
    one.topics()
    yield one
    while LeaderProcess.started:
        LeaderProcess.started.pop().kill()
    one.close()


def is_as_never_killed(site: ReplicaSite, count: int = COUNT) -> bool:
    """Compares with a store of the embedded engine that did the same, and asks that each page was sent once."""
    connection = open_state(site.folder / "embedded.db")
    plain = SqliteState(connection)
    for number in range(1, count + 1):
        with plain.transaction():
            work(plain, connection, number)
    for name in ("one", "other", "late"):
        copy = site.copy(name)
        follows(copy, connection)
    connection.close()
    return sorted(int(value or b"") for value in site.sent()) == list(range(1, count + 1))


@pytest.mark.parametrize("where", ["before", "made", "after"])
def test_a_leader_that_dies_between_two_steps(site: ReplicaSite, where: str) -> None:
    killed = LeaderProcess(site, "one", COUNT, "20", where)
    killed.reaches(19)
    assert killed.ends() == -signal.SIGKILL
    again = LeaderProcess(site, "one", 40)  # the same copy goes on, behind its topic where the cluster had all
    assert again.ends() == 0
    other = LeaderProcess(site, "other", COUNT)
    assert other.ends() == 0
    assert is_as_never_killed(site)


def test_leaders_killed_at_random_moments(site: ReplicaSite) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    print("seed", seed)  # noqa: T201 - a failure is repeated by it
    count = 2 * COUNT  # a leader does some more before it is killed
    for number in range(6):
        leader = LeaderProcess(site, ("one", "other")[number % 2], count)
        assert leader.says() == "leads"
        first = int(leader.says())
        leader.reaches(first + chance.randint(2, 8))
        sleep(chance.random() * 0.02)  # the moment is what is tried; nothing is waited for
        leader.kill()
        assert leader.process.returncode in {-signal.SIGKILL, 0}
    assert LeaderProcess(site, "one", count).ends() == 0
    assert is_as_never_killed(site, count)


@pytest.mark.soak
def test_leaders_killed_while_they_take_the_lead(site: ReplicaSite) -> None:
    chance = random.Random(5)
    for number in range(6):
        leader = LeaderProcess(site, ("one", "other")[number % 2], 10 * (number + 1))
        sleep(0.5 + chance.random() * 0.8)  # the moment is what is tried; nothing is waited for
        leader.kill()
    assert LeaderProcess(site, "one", COUNT).ends() == 0
    assert is_as_never_killed(site)


def test_a_paused_leader_that_goes_on_after_another_took_over_writes_nothing(site: ReplicaSite) -> None:
    paused = LeaderProcess(site, "one", 10**9)
    paused.reaches(15)
    paused.process.send_signal(signal.SIGSTOP)
    assert LeaderProcess(site, "other", COUNT).ends() == 0
    paused.process.send_signal(signal.SIGCONT)
    assert paused.ends() == LEAD_LOST
    assert is_as_never_killed(site)

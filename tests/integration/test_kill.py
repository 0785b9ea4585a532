"""`kill -9` of the whole service at random moments under load: nothing that got AA is lost, every page comes, once.

`CRASHES=200 pytest tests/integration/test_kill.py` for more of them; the seed is printed by a failure.
"""

import json
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Timer

import pytest

from embedded import Embedded
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient, SendFailed
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.assessment import Assessment
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import EntryKind
from graftwatch.roster import parse_roster
from graftwatch.simulator import Simulation, simulate
from running_service import RunningService, until

CRASHES = int(os.environ.get("CRASHES", "6"))
SEED = int(os.environ.get("SEED", "7"))
WINDOW = 40


def send_until_broken(service: RunningService, messages: Sequence[bytes]) -> int:
    """Sends messages in order until the connection breaks; gives how many were acknowledged."""
    acknowledged = 0
    try:
        with MllpClient("127.0.0.1", service.port, window=WINDOW) as client:
            for answer in client.send(messages):
                assert answer.accepted, answer.text
                acknowledged += 1
    except (SendFailed, OSError):
        return acknowledged
    return acknowledged


def told_undisturbed(folder: Path, simulation: Simulation) -> tuple[set[str], list[Assessment]]:
    """The pages and conclusions of the same messages in the same order, without a crash."""
    one = Embedded(folder)
    one.enrol(*parse_roster(simulation.roster_csv, "roster.csv", one.detection.protocol.zone))
    start = SystemClock().now()  # as the service: whose window is over by now counts for the boundary
    for message in simulation.messages:
        one.receive(message.content, start)
    one.run()
    pages, assessments = {page.id for page in one.store.pages()}, one.store.assessments()
    one.close()
    return pages, assessments


def conclusions(assessments: Sequence[Assessment]) -> list[object]:
    """What is concluded, without the time it was looked at and what follows from that time alone."""
    return [
        (one.subject, [event.model_dump() for event in one.events]) for one in assessments if one.subject != "heartbeat"
    ]


@pytest.mark.slow
@pytest.mark.timeout(CRASHES * 20 + 300)
def test_nothing_acknowledged_is_lost_and_every_page_comes_once_over_many_kills(tmp_path: Path) -> None:
    random = Random(SEED)
    simulation = simulate(SEED, recipients=3, days=45, background=0.9)
    (tmp_path / "roster.csv").write_text(simulation.roster_csv)
    messages = [message.content for message in simulation.messages]
    data, sent = tmp_path / "data", 0
    stretch = len(messages) // (CRASHES + 1) + 1
    for _ in range(CRASHES):
        with RunningService(data, "--roster", str(tmp_path / "roster.csv")) as service:
            service.ready()
            killer = Timer(random.uniform(0.0, 0.25), service.process.kill)
            killer.start()
            sent += send_until_broken(service, messages[sent : sent + stretch])
            killer.join()
            service.kill()
    with RunningService(data) as service:
        service.ready()
        assert send_until_broken(service, messages[sent:]) == len(messages) - sent
        service.settled()
        assert service.stop() == 0

    reader = SqliteJournalReader(DataFolder(data).journal)
    kept = [entry.content for entry in reader.read_after(0, 10**6) if entry.kind is EntryKind.FRAME]
    reader.close()
    assert set(messages) <= set(kept)
    pages, undisturbed = told_undisturbed(tmp_path / "undisturbed", simulation)
    with closing(open_state(DataFolder(data).state, read_only=True)) as connection:
        store = SqliteState(connection)
        assert {page.id for page in store.pages()} == pages
        assert conclusions(store.assessments()) == conclusions(undisturbed)
    delivered = [json.loads(line)["page"]["id"] for line in DataFolder(data).pages.read_text().splitlines()]
    assert set(delivered) == pages


def test_a_detector_that_dies_alone_is_started_again_and_goes_on(tmp_path: Path) -> None:
    simulation = simulate(3, recipients=2, days=45, background=0.5)
    (tmp_path / "roster.csv").write_text(simulation.roster_csv)
    messages = [message.content for message in simulation.messages]
    with RunningService(tmp_path / "data", "--roster", str(tmp_path / "roster.csv")) as service:
        service.ready()
        child = service.child()
        assert send_until_broken(service, messages[: len(messages) // 2]) == len(messages) // 2
        os.kill(child, 9)
        assert send_until_broken(service, messages[len(messages) // 2 :]) == len(messages) - len(messages) // 2
        until(lambda: service.http.get("/health/ready").json()["behind"] == 0)  # None while it starts
        assert service.child() != child
        assert service.stop() == 0
    _, undisturbed = told_undisturbed(tmp_path / "undisturbed", simulation)
    with closing(open_state(tmp_path / "data" / "state.db", read_only=True)) as connection:
        assert conclusions(SqliteState(connection).assessments()) == conclusions(undisturbed)


def test_two_services_never_run_on_one_folder(tmp_path: Path) -> None:
    with RunningService(tmp_path / "data") as first:
        first.ready()
        with RunningService(tmp_path / "data") as second:
            assert second.process.wait(60) == 1
            assert "another service runs on this folder" in second.log()
        assert first.stop() == 0

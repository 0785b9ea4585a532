"""What the watchdog in the gateway's process sees wrong with the other one, at the limits and just beyond."""

import asyncio
import json
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.acknowledge_links import AcknowledgeLinks
from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.settings import FileChannel
from graftwatch.entrypoints.http_probe import http_hangs
from graftwatch.entrypoints.link import Status
from graftwatch.entrypoints.watchdog import Patience, People, Watchdog
from graftwatch.paging import HealthKind
from graftwatch.pipeline.on_call import OnCall
from graftwatch.protocol import Paging
from paging_builders import FOUR_IN_THE_AFTERNOON
from receivers import http_receiver
from sender_bench import TOKYO

LASTING, EVERY = timedelta(seconds=30), timedelta(seconds=10)
WELL = Status(position=9, behind=0, lag_seconds=0.0, progress_age_seconds=0.1)


class Desk:
    """A watchdog over a real file channel, with a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.now = FOUR_IN_THE_AFTERNOON
        self.path = folder / "pages.jsonl"
        channel = route(FileChannel(name="file", path=self.path), TOKYO)
        people = People(OnCall(), AcknowledgeLinks("https://graftwatch.example", bytes(32), timedelta(hours=1)))
        self.watchdog = Watchdog([channel], Paging(), "", Patience(LASTING, EVERY), self.clock, people)

    def clock(self) -> datetime:
        return self.now

    async def lasts(self, status: Status | None, *, stored: bool = True, http: bool = True, seconds: int = 30) -> None:
        """The same is seen now and so much later."""
        others = [] if http else [(HealthKind.STAGE_LAGGING, "http", "not answered")]
        self.watchdog.look(status, stored=stored, others=others)
        self.now += timedelta(seconds=seconds)
        self.watchdog.look(status, stored=stored, others=others)
        await self.watchdog.deliver_due()

    def told(self) -> list[tuple[str, str]]:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [(page["kind"], page["summary"]) for page in (json.loads(line)["page"] for line in lines)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_nothing_is_told_of_a_service_that_is_well(desk: Desk) -> None:
    await desk.lasts(WELL)
    assert desk.told() == []
    assert desk.watchdog.wrong == ()


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        pytest.param(None, "health.heartbeat_missing", "does not answer", id="the process does not answer"),
        pytest.param({"lag_seconds": 30.0, "behind": 7}, "health.stage_lagging", "7 messages", id="lags at the limit"),
        pytest.param({"heartbeat_age_seconds": 50.0}, "health.heartbeat_missing", "for 50 s", id="no heartbeat came"),
        pytest.param(
            {"heartbeat_age_seconds": 50.0, "stuck": ("pager",)},
            "health.heartbeat_missing",
            "deliveries through pager make no progress",
            id="the delivery loop is stuck",
        ),
        pytest.param(
            {"heartbeat_age_seconds": 50.0, "fault": "the outbox cannot be used: OperationalError"},
            "health.heartbeat_missing",
            "the outbox cannot be used",
            id="the outbox cannot be used",
        ),
    ],
)
async def test_what_stops_the_pages_is_told_past_the_outbox(
    desk: Desk, status: dict[str, object] | None, kind: str, words: str
) -> None:
    await desk.lasts(None if status is None else WELL.model_copy(update=status))
    [(told, summary)] = desk.told()
    assert told == kind
    assert words in summary
    assert desk.watchdog.wrong == (kind,)


@pytest.mark.parametrize(
    "status", [{"lag_seconds": 29.9, "behind": 7}, {"heartbeat_age_seconds": 49.9}], ids=["lag", "heartbeat"]
)
async def test_just_below_the_limit_is_well(desk: Desk, status: dict[str, object]) -> None:
    await desk.lasts(WELL.model_copy(update=status))
    assert desk.told() == []


async def test_what_does_not_last_is_not_told(desk: Desk) -> None:
    await desk.lasts(None, seconds=29)
    assert desk.told() == []


async def test_what_somebody_acknowledged_is_told_to_no_monitor(desk: Desk) -> None:
    await desk.lasts(None)
    [page] = [json.loads(line)["page"]["id"] for line in desk.path.read_text().splitlines()]
    desk.watchdog.hear(page, "on call", desk.now)
    await desk.lasts(None, seconds=1)
    assert desk.watchdog.wrong == ()


async def test_storage_and_http_are_told(desk: Desk) -> None:
    await desk.lasts(WELL, stored=False, http=False)
    assert sorted(kind for kind, _ in desk.told()) == ["health.stage_lagging", "health.storage_failing"]


@pytest.fixture
def silent_port() -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


async def test_a_port_that_listens_and_never_answers_hangs(silent_port: str) -> None:
    assert await http_hangs(silent_port, seconds=0.2)


async def test_a_page_of_an_error_is_no_answer() -> None:
    with http_receiver() as receiver:
        assert await http_hangs(receiver.url)


async def test_a_page_that_comes_is_one() -> None:
    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(page, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert not await http_hangs(f"http://127.0.0.1:{port}")
    assert await http_hangs(f"http://127.0.0.1:{port}"), "nobody listens any more"

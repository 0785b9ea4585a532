"""A real gateway on loopback for tests, and a sender that speaks bytes and reads answers by their deadline."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import hl7

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.gateway import Gateway
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.ingest import Ingest
from graftwatch.pipeline.journal import Entry, EntryKind, JournalUnavailable, JournalWriter, NewEntry
from graftwatch.pipeline.refusals import Refusals
from silent_metrics import RememberedMetrics

DEADLINE_SECONDS = 60.0


def oru(control_id: str = "1", *, body: bytes = b"34", version: str = "2.5.1", kind: str = "ORU^R01^ORU_R01") -> bytes:
    """A laboratory message of an invented patient."""
    msh = f"MSH|^~\\&|LAB|HOSP|GW|HUB|20260301101502||{kind}|{control_id}|P|{version}\r"
    pid = "PID|1||10001^^^HOSP^MR||INVENTED^PERSON\r"
    return (msh + pid).encode() + b"OBX|1|NM|1742-6^ALT^LN||" + body + b"|U/L\r"


def frame(content: bytes) -> bytes:
    """As on the wire; written out here, so that the codec is not its own witness."""
    return b"\x0b" + content + b"\x1c\r"


@dataclass(frozen=True, slots=True)
class Answer:
    """An acknowledgement as python-hl7 reads it."""

    code: str
    control_id: str
    text: str

    @classmethod
    def read(cls, framed: bytes) -> "Answer":
        assert framed.startswith(b"\x0b"), framed
        msa = hl7.parse(framed[1:].decode("ascii"))["MSA"][0]
        fields = [*(str(value) for value in msa), "", ""]
        return cls(fields[1], fields[2], fields[3])


class Peer:
    """A sender."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self._writer.drain()

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def answer(self) -> Answer:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return Answer.read((await self._reader.readuntil(b"\x1c\r"))[:-2])

    async def answers(self, count: int) -> list[Answer]:
        return [await self.answer() for _ in range(count)]

    async def ask(self, content: bytes) -> Answer:
        await self.send(frame(content))
        return await self.answer()

    def end(self) -> None:
        self._writer.write_eof()

    async def rest(self) -> bytes:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await self._reader.read()

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await self._writer.wait_closed()


async def until(condition: Callable[[], bool]) -> None:
    """Let the event loop work until something is so."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not condition():  # noqa: ASYNC110 -- what is waited for is in the gateway, which has no event for it
            await asyncio.sleep(0)


class FailingJournal:
    """A journal that is unavailable while told so."""

    def __init__(self, journal: JournalWriter) -> None:
        self._journal = journal
        self.failing = False

    def append(self, entries: Sequence[NewEntry]) -> int:
        if self.failing:
            raise JournalUnavailable("database or disk is full")
        return self._journal.append(entries)


@dataclass(slots=True)
class Harness:
    """A gateway, what is behind it, and its senders."""

    gateway: Gateway
    port: int
    reader: SqliteJournalReader
    quarantine: SqliteQuarantine
    metrics: RememberedMetrics
    journal: FailingJournal
    durable: list[int] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)

    async def peer(self, tls: ssl.SSLContext | None = None, port: int = 0) -> Peer:
        peer = Peer(*await asyncio.open_connection("127.0.0.1", port or self.port, ssl=tls))
        self.peers.append(peer)
        return peer

    def entries(self) -> list[Entry]:
        """The messages that were kept; what the gateway says of refused ones is `refusals`."""
        return [one for one in self.reader.read_after(0, 1_000_000) if one.kind is EntryKind.FRAME]

    def refusals(self) -> list[tuple[str, dict[str, int]]]:
        said = [one for one in self.reader.read_after(0, 1_000_000) if one.kind is EntryKind.REFUSED]
        return [(one.feed, Refusals.model_validate_json(one.content).counts) for one in said]

    def control_ids(self) -> list[str]:
        return [entry.control_id for entry in self.entries()]


@contextlib.asynccontextmanager
async def running_gateway(
    folder: Path,
    limits: GatewayLimits | None = None,
    window: int = 1000,
    versions: frozenset[bytes] | None = None,
    feeds: Sequence[FeedListener] = (),
) -> AsyncIterator[Harness]:
    """A gateway that listens for the feed "lab", or the given ones at one address; closed at the end in any case."""
    journal = SqliteJournal(folder / "journal")
    failing = FailingJournal(journal)
    reader, own_reader = SqliteJournalReader(folder / "journal"), SqliteJournalReader(folder / "journal")
    ingest = Ingest(failing, own_reader, DuplicateWindow(window))
    ingest.reload(window)
    quarantine = SqliteQuarantine(folder / "quarantine.db")
    metrics = RememberedMetrics()
    durable: list[int] = []
    gateway = Gateway(ingest, quarantine, SystemClock(), metrics, on_durable=durable.append, limits=limits)
    port = await gateway.listen(*(feeds or [FeedListener("lab", versions=versions)]))
    harness = Harness(gateway, port, reader, quarantine, metrics, failing, durable)
    try:
        yield harness
    finally:
        for peer in harness.peers:
            await peer.close()
        await gateway.close()
        for part in (journal, reader, own_reader, quarantine):
            part.close()

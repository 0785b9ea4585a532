"""The service's ports, each call of which may be the last one of the process.

A crash is an exception that no part of the service catches; after it every port of that life refuses, so that whatever
still runs can do no more than a killed process could. What the store had not committed is rolled back by the store.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graftwatch.backtest.replay_ports import ReplayJournal, ReplaySearch
from graftwatch.hl7.header import Header, read_header
from graftwatch.pipeline.journal import Entry, EntryKind


class Crash(BaseException):
    """The process is gone."""


@dataclass(slots=True)
class Life:
    """One life of the service's process: counts its steps, and ends at one of them."""

    steps_left: int | None = None
    over: bool = False
    steps: int = 0

    def step(self) -> None:
        """One step further, or the end."""
        if self.over:
            raise Crash
        self.steps += 1
        if self.steps_left is not None and self.steps > self.steps_left:
            self.over = True
            raise Crash


class Mortal:
    """A port whose calls are steps of a life: it may end before each, and after each has done its work."""

    def __init__(self, inner: object, life: Life, *named: str) -> None:
        self._inner = inner
        self._life = life
        self._named = frozenset(named)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - it is whatever stands there
        found = getattr(self._inner, name)
        return self._stepped(found) if name in self._named else found

    def _stepped(self, call: Callable[..., object]) -> Callable[..., object]:
        def stepped(*arguments: object, **named: object) -> object:
            self._life.step()
            result = call(*arguments, **named)
            self._life.step()
            return result

        return stepped


class MortalStore(Mortal):
    """A store: a life may end before a transaction, within it, before it is durable and after."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._life.step()
        with self._inner.transaction():  # type: ignore[attr-defined]
            self._life.step()
            yield
            self._life.step()
        self._life.step()


class MortalSender:
    """A sender: a life may end before a page is sent, and before what came of it is known."""

    def __init__(self, inner: Any, life: Life) -> None:  # noqa: ANN401 - any sender
        self._inner = inner
        self._life = life

    async def send(self, *what: object) -> object:
        self._life.step()
        answer = await self._inner.send(*what)
        self._life.step()
        return answer

    async def close(self) -> None:
        await self._inner.close()


class Journal(ReplayJournal):
    """A journal in memory that is appended to; it survives every life."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        super().__init__(self.entries)

    def append(self, at: datetime, kind: EntryKind, feed: str, content: bytes) -> int:
        header = read_header(content) if kind is EntryKind.FRAME else None
        control_id = header.control_id.decode() if isinstance(header, Header) else ""
        self.entries.append(Entry(len(self.entries) + 1, at, kind, feed, control_id, content))
        return len(self.entries)


class Search(ReplaySearch):
    """Finds frames in a journal that grows; it reads it anew each time."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(())
        self._journal = journal

    def frames_of(self, numbers: Iterable[str], before: int) -> Iterator[Entry]:
        return ReplaySearch(self._journal.entries).frames_of(numbers, before)

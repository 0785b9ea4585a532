"""Kinds of values that options take: times, lists of numbers, HOST:PORT."""

from dataclasses import dataclass
from datetime import datetime

import click

HIGHEST_PORT = 65535
SEEDS_AT_MOST = 100
"""A simulated trial of 19 recipients takes about 20 MB until the figures of all are counted."""


class TimeParameter(click.ParamType):
    """An ISO 8601 time, kept without an offset where none is written: the protocol's time zone counts then."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The time of a text."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail("not a time; write it like 2026-06-01T09:30 or 2026-06-01T09:30+09:00", param, ctx)


class NumbersParameter(click.ParamType):
    """Numbers joined by commas; `count` fixes how many."""

    def __init__(self, name: str, count: int | None = None) -> None:
        self.name = name
        self._count = count

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The numbers of a text."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"not numbers; write them like {self.name}, such as 0.6,2.4", param, ctx)
        if self._count is not None and len(numbers) != self._count:
            self.fail(f"{self._count} numbers are wanted, joined by commas", param, ctx)
        return numbers


class WholeNumbersParameter(click.ParamType):
    """Whole numbers joined by commas."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers of a text."""
        if isinstance(value, tuple):
            return value
        parts = str(value).split(",")
        if not all(part.strip().isdecimal() for part in parts):
            self.fail("not whole numbers; write them like 10,20,30", param, ctx)
        return tuple(int(part) for part in parts)


class TableParameter(click.ParamType):
    """A boundary of one's own: N:EVENTS joined by commas, each n once."""

    name = "N:EVENTS,…"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dict[int, int]:
        """The number of events that stops, by n."""
        if isinstance(value, dict):
            return value
        table = dict[int, int]()
        for part in str(value).split(","):
            n, _, events = (side.strip() for side in part.partition(":"))
            if not n.isdecimal() or not events.isdecimal():
                self.fail(f"{part!r} is no N:EVENTS; write the table like 5:3,10:5", param, ctx)
            if int(n) in table:
                self.fail(f"n = {n} stands twice; give each n once", param, ctx)
            table[int(n)] = int(events)
        return table


class SeedsParameter(click.ParamType):
    """Seeds joined by commas, a row of them as FIRST-LAST."""

    name = "SEEDS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The seeds of a text, each once."""
        if isinstance(value, tuple):
            return value
        seeds = dict[int, None]()
        for part in str(value).split(","):
            first, _, last = part.partition("-")
            if not first.isdecimal() or not (last or first).isdecimal() or int(last or first) < int(first):
                self.fail("write seeds like 7, 3,5 or 1-20", param, ctx)
            if int(last or first) - int(first) >= SEEDS_AT_MOST:
                self.fail(f"these are more than {SEEDS_AT_MOST} seeds; play them in parts", param, ctx)
            seeds.update(dict.fromkeys(range(int(first), int(last or first) + 1)))
        return tuple(seeds)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a listener is."""

    host: str
    port: int


class AddressParameter(click.ParamType):
    """HOST:PORT, an IPv6 host in brackets."""

    name = "HOST:PORT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Address:
        """The address of a text."""
        if isinstance(value, Address):
            return value
        host, _, port = str(value).rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
            self.fail("write it like 127.0.0.1:2575", param, ctx)
        return Address(host.removeprefix("[").removesuffix("]"), int(port))


class NotedParameter(click.ParamType):
    """A row's number and its hash, as `graftwatch verify` says them."""

    name = "NUMBER:HASH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """The two of a text."""
        if isinstance(value, tuple):
            return value
        number, _, said = str(value).partition(":")
        if not (number.isascii() and number.isdigit() and said):
            self.fail("not a row and its hash; copy it whole from the log, or from graftwatch verify", param, ctx)
        return int(number), said.lower()


NOTED = NotedParameter()
TIME = TimeParameter()
ADDRESS = AddressParameter()
SEEDS = SeedsParameter()

"""A small reading of simulated messages, by python-hl7: for tests that must not trust the service's own reader."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import hl7

from graftwatch.simulator import SimulatedMessage

CULTURE_CODES = ("600-7", "17928-3", "17934-1", "6B010000001900014")
BLOOD = ("BLD", "BLDV")
_CHARSETS = {
    "": "ascii",
    "ASCII": "ascii",
    "8859/1": "latin-1",
    "UNICODE UTF-8": "utf-8",
    "~ISO IR87": "iso2022_jp_ext",
}


@dataclass(frozen=True, slots=True)
class CultureReading:
    """One blood culture order in one message."""

    order: str
    collected: datetime
    received: datetime
    stated: datetime
    status: str
    values: tuple[str, ...]

    @property
    def grows(self) -> bool:
        """Whether an organism is named."""
        return any(not _says_nothing(value) for value in self.values)


@dataclass(slots=True)
class BloodOrder:
    """Every report on one blood culture order, by the time of its status."""

    reports: list[CultureReading] = field(default_factory=list)

    @property
    def newest(self) -> CultureReading:
        """The newest final or corrected report, else the newest."""
        return max(self.reports, key=lambda one: (one.status in "FC", one.stated))


def parsed(content: bytes) -> hl7.Message:
    """The message by python-hl7, decoded as MSH-18 says."""
    header = content.split(b"\r", 1)[0].split(b"|")
    charset = header[17].decode() if len(header) > 17 else ""
    return hl7.parse(content.decode(_CHARSETS[charset]))


def identifiers(content: bytes) -> frozenset[tuple[str, str]]:
    """Number and authority of each repetition of PID-3, by plain splitting; none in a message about nobody."""
    if b"\rPID|" not in content:
        return frozenset()
    pid = content.split(b"\rPID|", 1)[1].split(b"|", 3)[2].decode("ascii")
    parts = [repetition.split("^") for repetition in pid.split("~")]
    return frozenset((part[0], part[3].split("&")[0]) for part in parts)


def stated_at(content: bytes) -> datetime:
    """MSH-7."""
    return time_of(content.split(b"|", 7)[6].decode("ascii"))


def time_of(text: str) -> datetime:
    """A time as far as the second, its offset left out: times are compared within one system."""
    return datetime.strptime(text[:14], "%Y%m%d%H%M%S")  # noqa: DTZ007 - wall times of one system


def blood_orders(messages: Iterable[SimulatedMessage]) -> dict[tuple[str | None, str], BloodOrder]:
    """Blood culture orders by subject and order number."""
    orders: dict[tuple[str | None, str], BloodOrder] = {}
    for message in messages:
        if not any(code.encode() in message.content for code in CULTURE_CODES):
            continue
        for reading in _cultures(parsed(message.content)):
            orders.setdefault((message.subject, reading.order), BloodOrder()).reports.append(reading)
    return orders


def positive_days(orders: dict[tuple[str | None, str], BloodOrder], subject: str) -> set[date]:
    """Collection days of a subject's orders whose newest report names an organism."""
    held = [order.newest for (owner, _), order in orders.items() if owner == subject]
    return {one.collected.date() for one in held if one.grows}


def _cultures(message: hl7.Message) -> Iterator[CultureReading]:
    values: dict[int, list[str]] = {}
    requests: list[list[str]] = []
    for segment in message:
        fields = str(segment).split("|") + [""] * 30
        if fields[0] == "OBR":
            requests.append(fields)
        elif fields[0] == "OBX" and requests and fields[2] != "ED":
            values.setdefault(len(requests), []).append(fields[5])
    specimens = [str(segment).split("|")[4].split("^")[0] for segment in message if str(segment[0]) == "SPM"]
    for number, fields in enumerate(requests, 1):
        source = fields[15].split("^")[0] or (specimens[0] if specimens else "")
        if fields[4].split("^")[0] in CULTURE_CODES and source in BLOOD:
            stated = fields[22] or str(message.segment("MSH")[7])
            times = (time_of(fields[7]), time_of(fields[14]), time_of(stated))
            yield CultureReading(fields[2], *times, fields[25], tuple(values.get(number, ())))


def _says_nothing(value: str) -> bool:
    return value.lower().startswith(("no growth", "発育", "菌の発育", "positive"))

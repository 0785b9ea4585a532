"""A load of MLLP messages in a process of its own: so many connections, so many messages in flight on each.

`python mllp_load.py PORT CONNECTIONS IN_FLIGHT SECONDS [--certificates FOLDER] [--frames FILE]` prints one JSON line:
acknowledgements a second, times from writing a message to reading its answer, codes, and answers that were not for the
oldest message in flight. With certificates it speaks mutual TLS. Messages: those of the file, again and again
(`traffic.py` writes it); without one ORU^R01, 15 segments, 1.6 kB, as a laboratory sends a small panel. The control id
is all that changes.
"""

import argparse
import asyncio
import gc
import json
import re
import ssl
from collections import Counter, deque
from pathlib import Path
from time import perf_counter
from typing import cast

import uvloop

WARM_SECONDS = 1.0
ANSWER = re.compile(rb"\rMSA\|([A-Z]{2})\|([^|\r]*)")
PLACE = b"0000000000"
RESULT = b"OBX|%d|NM|%d-6^Invented analyte number %d of a panel^LN^A%d^Analyte^L||%d|U/L|1-9|N|||F|||20260301101500"
SEGMENTS = [
    b"MSH|^~\\&|LABSYS|HOSPITAL|GRAFT|WATCH|20260301101502||ORU^R01^ORU_R01|" + PLACE + b"|P|2.5.1",
    b"PID|1||90010020^^^HOSPITAL^MR||INVENTED^PERSON^P||19700101|F|||1 NOWHERE STREET^^NOWHERE^^00000||000000000|||S",
    b"PV1|1|I|WARD^BED^A^HOSPITAL||||1^DOCTOR^INVENTED^^^DR|||MED||||||||VN1|||||||||||||||||||||||||20260228180000",
    b"ORC|RE|ORDER1^HOSPITAL|FILL1^LABSYS||CM||||20260301093000|||1^DOCTOR^INVENTED^^^DR",
    b"OBR|1|ORDER1^HOSPITAL|FILL1^LABSYS|P^Panel^L|||20260301091500|||||||20260301094000||||||||20260301||LAB|F",
    *(RESULT % (n, 1700 + n, n, n, 10 + n) for n in range(1, 11)),
]
Frame = tuple[bytes, bytes]
"""What stands before the control id, and behind it."""


def frame(wire: bytes) -> Frame:
    """A frame around the place of its control id."""
    before, _, after = wire.partition(PLACE)
    return before, after


ONE_PANEL = FRAME_BEFORE, FRAME_AFTER = frame(b"\x0b" + b"\r".join(SEGMENTS) + b"\r\x1c\r")


def frames_of(file: Path | None) -> list[Frame]:
    """The frames of a file, or the one panel."""
    if file is None:
        return [ONE_PANEL]
    return [frame(wire + b"\x1c\r") for wire in file.read_bytes().split(b"\x1c\r")[:-1]]


class Measured:
    """What was seen since the warm-up ended."""

    def __init__(self, frames: list[Frame]) -> None:
        self._frames = frames
        self.on = False
        self.seconds: list[float] = []
        self.codes: Counter[str] = Counter()
        self.not_the_oldest = 0
        self._next = 0

    def message(self) -> tuple[bytes, bytes]:
        self._next += 1
        control_id = b"%010d" % self._next
        before, after = self._frames[self._next % len(self._frames)]
        return control_id, before + control_id + after


class Sender(asyncio.Protocol):
    """One connection that always has the same number of messages in flight."""

    def __init__(self, measured: Measured, in_flight: int) -> None:
        self._measured = measured
        self._in_flight = in_flight
        self._sent: deque[tuple[bytes, float]] = deque()
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send(self._in_flight)

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        end = data.rfind(b"\x1c\r")
        self._rest = data[end + 2 :] if end >= 0 else data
        found = ANSWER.findall(data, 0, max(end, 0))
        now = perf_counter()
        for code, control_id in found:
            sent_id, sent_at = self._sent.popleft()
            if self._measured.on:
                self._measured.seconds.append(now - sent_at)
                self._measured.codes[code.decode()] += 1
                self._measured.not_the_oldest += sent_id != control_id
        if found:
            self._send(len(found))

    def _send(self, count: int) -> None:
        messages = [self._measured.message() for _ in range(count)]
        now = perf_counter()
        self._sent.extend((control_id, now) for control_id, _ in messages)
        self._transport.write(b"".join(frame for _, frame in messages))


def sender_context(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=folder / "authority.pem")
    context.load_cert_chain(folder / "sender.crt", folder / "sender.key")
    return context


async def load(
    measured: Measured, port: int, connections: int, in_flight: int, seconds: float, tls: ssl.SSLContext | None
) -> dict[str, object]:
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Sender(measured, in_flight), "127.0.0.1", port, ssl=tls)
    await asyncio.sleep(WARM_SECONDS)
    measured.on, begun = True, perf_counter()
    await asyncio.sleep(seconds)
    measured.on, took = False, perf_counter() - begun
    times = sorted(measured.seconds) or [0.0]
    return {
        "per_second": len(measured.seconds) / took,
        "p50_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[int(len(times) * 0.99)],
        "codes": dict(measured.codes),
        "not_the_oldest": measured.not_the_oldest,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("connections", type=int)
    parser.add_argument("in_flight", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--certificates", type=Path)
    parser.add_argument("--frames", type=Path)
    given = parser.parse_args()
    context = sender_context(given.certificates) if given.certificates else None
    measured = Measured(frames_of(given.frames))
    gc.freeze()
    gc.disable()
    print(
        json.dumps(uvloop.run(load(measured, given.port, given.connections, given.in_flight, given.seconds, context)))
    )


if __name__ == "__main__":
    main()

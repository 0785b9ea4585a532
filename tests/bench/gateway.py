"""Durable acknowledgements a second against two limits measured beside them, client included, all in one run.

`python tests/bench/gateway.py [--seconds N] [--rounds N] [--json]`. Limits: the same listener without storage, and a
bare loop of write and fdatasync of one message into a file that does not grow. The rounds alternate, and medians are
shown, because a shared machine drifts by a factor of two. Targets: 45 / 40 / 40 % of the listener without storage.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

TESTS = Path(__file__).parent.parent
MESSAGE_BYTES = 1600
SYNC_FILE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shape:
    """How the load arrives, the share of the listener without storage that we want, and a file of frames to send."""

    connections: int
    in_flight: int
    target: float
    frames: Path | None = None

    def arguments(self, port: int, seconds: float) -> list[str]:
        """Those of `mllp_load.py`."""
        frames = ["--frames", str(self.frames)] if self.frames else []
        return [str(port), str(self.connections), str(self.in_flight), str(seconds), *frames]


SHAPES = (Shape(1, 1, 0.45), Shape(50, 1, 0.40), Shape(8, 200, 0.40))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    connections: int
    in_flight: int
    without_storage_per_second: float
    durable_per_second: float
    ratio: float
    target: float
    p50_ms: float
    p99_ms: float
    syncs_per_second: float


@contextlib.contextmanager
def gateway(journal: str, certificates: Path | None = None) -> Iterator[int]:
    """A gateway process in a fresh folder, with certificates over mutual TLS; gives its port."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("GRAFTWATCH_BENCH_DIR")) as folder:
        if certificates is not None:
            shutil.copytree(certificates, folder, dirs_exist_ok=True)
        tls = ["--tls"] if certificates else []
        process = subprocess.Popen(
            [sys.executable, TESTS / "gateway_process.py", folder, "--journal", journal, *tls],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
        )
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(30)
            process.stdout.close()


def load(port: int, shape: Shape, seconds: float, certificates: Path | None = None) -> dict[str, float]:
    """One measurement by a client process; any answer but AA, or out of order, ends the bench."""
    program = [sys.executable, TESTS / "bench" / "mllp_load.py", *shape.arguments(port, seconds)]
    secured = ["--certificates", str(certificates)] if certificates else []
    found = json.loads(subprocess.run([*program, *secured], check=True, capture_output=True).stdout)
    if set(found["codes"]) != {"AA"} or found["not_the_oldest"]:
        raise SystemExit(f"wrong answers: {found}")
    return {key: found[key] for key in ("per_second", "p50_ms", "p99_ms")}


def syncs_per_second(seconds: float) -> float:
    """The disk's limit: one message written over and made durable, again and again."""
    with tempfile.NamedTemporaryFile(dir=os.environ.get("GRAFTWATCH_BENCH_DIR")) as file:
        file.write(bytes(SYNC_FILE_BYTES))
        file.flush()
        os.fsync(file.fileno())
        begun, count = perf_counter(), 0
        while (took := perf_counter() - begun) < seconds:
            os.pwrite(file.fileno(), b"x" * MESSAGE_BYTES, count * MESSAGE_BYTES % (SYNC_FILE_BYTES - MESSAGE_BYTES))
            os.fdatasync(file.fileno())
            count += 1
        return count / took


def measure(shape: Shape, seconds: float, rounds: int) -> Line:
    """Alternating rounds of one shape."""
    without, durable, syncs = [], [], []
    for _ in range(rounds):
        with gateway("none") as port:
            without.append(load(port, shape, seconds)["per_second"])
        with gateway("sqlite") as port:
            durable.append(load(port, shape, seconds))
        syncs.append(syncs_per_second(seconds / 2))
    limit = statistics.median(without)
    rate, p50, p99 = (statistics.median(each[key] for each in durable) for key in ("per_second", "p50_ms", "p99_ms"))
    return Line(
        shape.connections, shape.in_flight, limit, rate, rate / limit, shape.target, p50, p99, statistics.median(syncs)
    )


def run(seconds: float = 3.0, rounds: int = 3) -> list[Line]:
    """All shapes."""
    return [measure(shape, seconds, rounds) for shape in SHAPES]


def table(lines: list[Line]) -> Table:
    """For people."""
    shown = Table(title="durable ACK/s on one machine, client included (medians)")
    heads = ("connections x in flight", "no storage", "durable", "ratio", "target", "p50 ms", "p99 ms", "bare syncs/s")
    for head in heads:
        shown.add_column(head, justify="right")
    for line in lines:
        shown.add_row(
            f"{line.connections} x {line.in_flight}",
            f"{line.without_storage_per_second:,.0f}",
            f"{line.durable_per_second:,.0f}",
            f"{line.ratio:.0%}",
            f"{line.target:.0%}",
            f"{line.p50_ms:.2f}",
            f"{line.p99_ms:.2f}",
            f"{line.syncs_per_second:,.0f}",
        )
    return shown


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    lines = run(given.seconds, given.rounds)
    if given.json:
        print(json.dumps([asdict(line) for line in lines]))
    else:
        Console(width=110).print(table(lines))


if __name__ == "__main__":
    main()

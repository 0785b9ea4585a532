"""HAPI as a receiver that forces each message to the disk before it answers, built from ../shared/peers/hapi.

The folder is copied and built with Maven in a temporary place; where it, Maven or Java is missing, the bench says so.
HAPI answers pipelined messages out of order, so its times from message to answer are only shown for one in flight.
"""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from tests.bench.gateway import Shape
from tests.bench.service import fresh_folder

SOURCE = Path(__file__).parent.parent.parent.parent / "shared" / "peers" / "hapi"
LOAD = Path(__file__).parent / "mllp_load.py"
BUILD_SECONDS = 300
START_SECONDS = 30.0
# Java compiles what runs often; before that it is not at its speed.
WARM_SHAPE = Shape(8, 20, 0.0)
WARM_SECONDS = 8.0


class PeerMissing(Exception):  # noqa: N818 - said as what happened
    """HAPI cannot be measured here; the message says why."""


@contextmanager
def hapi() -> Iterator[int]:
    """A warm HAPI listener with forced storage; gives its port.

    Raises:
        PeerMissing: what it needs is not here.
    """
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing or not SOURCE.is_dir():
        raise PeerMissing(f"not measured: no {', '.join(missing) or '../shared/peers/hapi'} here")
    with fresh_folder() as folder:
        _build(folder)
        port = _free_port()
        process = subprocess.Popen(
            ["java", "-cp", "target/classes:target/lib/*", "peer.Server", str(port), "none", "durable"],
            cwd=folder / "hapi",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            hapi_load(port, WARM_SHAPE, WARM_SECONDS)
            yield port
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def hapi_load(port: int, shape: Shape, seconds: float) -> dict[str, float]:
    """One measurement by the client that measures the others; answers out of order are let pass."""
    program = [sys.executable, LOAD, *shape.arguments(port, seconds)]
    found = json.loads(subprocess.run(program, check=True, capture_output=True).stdout)
    return {key: found[key] for key in ("per_second", "p50_ms", "p99_ms")}


def _build(folder: Path) -> None:
    shutil.copytree(SOURCE, folder / "hapi", ignore=shutil.ignore_patterns("target"))
    try:
        subprocess.run(
            ["mvn", "-q", "package"], cwd=folder / "hapi", check=True, capture_output=True, timeout=BUILD_SECONDS
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise PeerMissing(f"not measured: mvn package failed: {type(fault).__name__}") from fault


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int) -> None:
    end = monotonic() + START_SECONDS
    while monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        sleep(0.1)
    raise PeerMissing("not measured: HAPI did not start")

"""The gateway before Kafka: acknowledgements a second against a bare producer of the same records, in turns.

Both write the same panel, with the same key and headers, to the same broker with the same producer settings, and keep
as many under way. The bare producer has no sender to listen to and to answer, so the gateway's client, which runs on
the same machine, counts against the gateway. The broker waits for the disk no more than Kafka does by default.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from rich.table import Table
from tests.bench.gateway import SHAPES, TESTS, Shape, load
from tests.bench.service import fresh_folder
from tests.bench.verdict import verdict
from tests.running_service import RunningService, until

from kafka_cluster import KafkaCluster

TARGET = 0.80
PREFIX = "bench."
SETTINGS = """
engine = "kafka"
[kafka]
bootstrap = ["{bootstrap}"]
prefix = "{prefix}"
[kafka.topics]
replication = 1
min_insync = 1
"""


def kafka_gateway(rounds: int, seconds: float) -> Table:
    """The table."""
    with _site() as (bootstrap, config, folder):
        shapes = [_measured(shape, bootstrap, config, folder, rounds, seconds) for shape in SHAPES]
    table = Table(title="ACK/s before Kafka, one broker, client included, medians", title_justify="left")
    for head in (
        *("connections x in flight", "bare producer/s", "its CPU us", "gateway ACK/s", "its CPU us"),
        *("p50 ms", "p99 ms", "ratio", "target", "verdict"),
    ):
        table.add_column(head, justify="right")
    for row in shapes:
        table.add_row(*row)
    return table


def _measured(shape: Shape, bootstrap: str, config: Path, folder: Path, rounds: int, seconds: float) -> tuple[str, ...]:
    bare, ours = list[dict[str, float]](), list[dict[str, float]]()
    for number in range(rounds):
        bare.append(_bare(bootstrap, shape.connections * shape.in_flight, seconds))
        data = folder / f"{shape.connections}-{shape.in_flight}-{number}"
        with RunningService(data, "--role", "gateway", "--config", str(config)) as running:
            running.ready()
            until(lambda running=running: running.http.get("/health/ready").status_code == 200)
            before = _cpu(running.process.pid)
            found = load(running.port, shape, seconds)
            answered = _answered(running)
            ours.append({**found, "cpu_microseconds": 1e6 * (_cpu(running.process.pid) - before) / answered})
            running.stop()
    limit, rate = _middle(bare, "per_second"), _middle(ours, "per_second")
    asked = shape.in_flight > 1
    return (
        f"{shape.connections} x {shape.in_flight}",
        f"{limit:,.0f}",
        f"{_middle(bare, 'cpu_microseconds'):.0f}",
        f"{rate:,.0f}",
        f"{_middle(ours, 'cpu_microseconds'):.0f}",
        f"{_middle(ours, 'p50_ms'):.2f}",
        f"{_middle(ours, 'p99_ms'):.2f}",
        f"{rate / limit:.0%}",
        f"≥ {TARGET:.0%}" if asked else "",
        verdict(rate >= TARGET * limit) if asked else "",
    )


@contextmanager
def _site() -> Iterator[tuple[str, Path, Path]]:
    """A broker with the engine's topics: where it is, the settings, and a folder for data."""
    with fresh_folder() as folder, KafkaCluster(folder / "kafka") as cluster:
        config = folder / "graftwatch.toml"
        config.write_text(SETTINGS.format(bootstrap=cluster.bootstrap, prefix=PREFIX))
        init = [sys.executable, "-m", "graftwatch.entrypoints", "kafka", "init", "--config", str(config)]
        subprocess.run(init, check=True, capture_output=True)
        yield cluster.bootstrap, config, folder


def _bare(bootstrap: str, in_flight: int, seconds: float) -> dict[str, float]:
    program = [sys.executable, TESTS / "bench" / "bare_producer.py", bootstrap, PREFIX, str(in_flight), str(seconds)]
    found: dict[str, float] = json.loads(subprocess.run(program, check=True, capture_output=True).stdout)
    return found


def _middle(found: list[dict[str, float]], key: str) -> float:
    return median(one[key] for one in found)


def _cpu(process: int) -> float:
    """Seconds of processor time that a process has used."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def _answered(running: RunningService) -> float:
    lines = running.metrics().splitlines()
    return next(float(one.split()[1]) for one in lines if one.startswith('graftwatch_ack_seconds_count{feed="default"'))

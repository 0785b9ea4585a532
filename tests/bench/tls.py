"""What TLS costs: durable ACK/s over mutual TLS against plain TCP, in turns, and handshakes a second.

Client and listener share the machine, and both of them encrypt; the share is what a sender on the same machine sees.
"""

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import uvloop
from rich.table import Table
from tests.bench.gateway import SHAPES, gateway, load
from tests.bench.mllp_load import sender_context
from tests.certificates import Authority


def tls(rounds: int, seconds: float) -> Table:
    """The table."""
    table = Table(title="durable ACK/s over mutual TLS, client included, medians", title_justify="left")
    for head in ("connections x in flight", "plain", "TLS", "of plain", "plain p99 ms", "TLS p99 ms"):
        table.add_column(head, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        certificates = Path(folder)
        authority = Authority.make(certificates)
        authority.issue("listener", "localhost", "127.0.0.1")
        authority.issue("sender")
        for shape in SHAPES:
            found: dict[bool, list[dict[str, float]]] = {False: [], True: []}
            for _ in range(rounds):
                for encrypted, lines in found.items():
                    files = certificates if encrypted else None
                    with gateway("sqlite", files) as port:
                        lines.append(load(port, shape, seconds, files))
            plain, over_tls = (median(one["per_second"] for one in found[kind]) for kind in (False, True))
            late = [f"{median(one['p99_ms'] for one in found[kind]):.2f}" for kind in (False, True)]
            name = f"{shape.connections} x {shape.in_flight}"
            table.add_row(name, f"{plain:,.0f}", f"{over_tls:,.0f}", f"{over_tls / plain:.0%}", *late)
        with gateway("sqlite", certificates) as port:
            table.caption = f"{uvloop.run(_handshakes(port, certificates, seconds)):,.0f} mutual handshakes a second"
    return table


async def _handshakes(port: int, certificates: Path, seconds: float) -> float:
    context = sender_context(certificates)
    begun, count = perf_counter(), 0
    while (took := perf_counter() - begun) < seconds:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        writer.transport.abort()
        count += 1
    return count / took

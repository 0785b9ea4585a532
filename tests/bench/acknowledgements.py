"""Durable acknowledgements a second: the gateway alone, the full service, two limits and HAPI, in turns.

Limits: the same listener without storage, and a bare loop of write and fdatasync of one message. The rounds
alternate and medians are compared, because a shared machine drifts by a factor of two. Each shape is measured with one
small panel, and with messages of every type and size as a hospital's engine sends them. After each load of the full
service it is also told how far behind detection was and how long it took to catch up.
"""

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter

from rich.table import Table
from tests.bench.gateway import SHAPES, Shape, gateway, load, syncs_per_second
from tests.bench.peer import PeerMissing, hapi, hapi_load
from tests.bench.service import service
from tests.bench.traffic import Traffic, every_type
from tests.bench.verdict import verdict
from tests.running_service import until

NO_STORAGE, GATEWAY, SERVICE, HAPI = "listener without storage", "gateway alone", "full service", "HAPI, forced storage"
# The share of the listener without storage that is left with intake and detection beside it.
SERVICE_TARGETS = {(1, 1): 0.35, (50, 1): 0.30, (8, 200): 0.30}
HAPI_TARGETS = {(1, 1): 2, (50, 1): 6, (8, 200): 20}
CATCH_UP_SECONDS = 600


@dataclass(slots=True)
class Measured:
    """All rounds of one shape, by receiver."""

    shape: Shape
    loads: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    syncs: list[float] = field(default_factory=list)

    def add(self, receiver: str, found: dict[str, float]) -> None:
        self.loads.setdefault(receiver, []).append(found)

    def middle(self, receiver: str, key: str) -> float:
        return median(one[key] for one in self.loads[receiver])

    def ratio(self, receiver: str, to: str) -> float | None:
        if not {receiver, to} <= self.loads.keys():
            return None
        return self.middle(receiver, "per_second") / self.middle(to, "per_second")

    @property
    def key(self) -> tuple[int, int]:
        return self.shape.connections, self.shape.in_flight


def acknowledgements(receivers: Collection[str], rounds: int, seconds: float) -> tuple[list[Table], str]:
    """The tables, and a line about the peer where it could not be measured."""
    with ExitStack() as stack:
        traffic = stack.enter_context(every_type())
        measured = [Measured(shape) for shape in (*SHAPES, *(replace(one, frames=traffic.file) for one in SHAPES))]
        hapi_port, note = _peer(stack)
        for _ in range(rounds):
            for one in measured:
                _round(one, receivers, seconds, hapi_port)
        return [_table(one, traffic) for one in measured], note


def _peer(stack: ExitStack) -> tuple[int, str]:
    try:
        return stack.enter_context(hapi()), ""
    except PeerMissing as fault:
        return 0, f"HAPI: {fault}"


def _round(one: Measured, receivers: Collection[str], seconds: float, hapi_port: int) -> None:
    with gateway("none") as port:
        one.add(NO_STORAGE, load(port, one.shape, seconds))
    if GATEWAY in receivers:
        with gateway("sqlite") as port:
            one.add(GATEWAY, load(port, one.shape, seconds))
    if SERVICE in receivers:
        one.add(SERVICE, _service_load(one.shape, seconds))
    if hapi_port:
        one.add(HAPI, hapi_load(hapi_port, one.shape, seconds))
    one.syncs.append(syncs_per_second(seconds / 3))


def _service_load(shape: Shape, seconds: float) -> dict[str, float]:
    with service() as running:
        found = load(running.port, shape, seconds)
        behind, began = running.behind(), perf_counter()
        until(lambda: running.behind() == 0, CATCH_UP_SECONDS)
        return {**found, "behind": behind, "catch_up_seconds": perf_counter() - began}


def _table(one: Measured, traffic: Traffic) -> Table:
    sent = traffic if one.shape.frames else "one type of message, 1,580 bytes"
    shape = f"{sent}: {one.shape.connections} x {one.shape.in_flight}"
    table = Table(title=f"ACK/s, {shape} (connections x in flight), client included, medians", title_justify="left")
    table.add_column("receiver")
    for head in ("ACK/s", "p50 ms", "p99 ms", "of no storage", "x HAPI", "target", "verdict"):
        table.add_column(head, justify="right")
    for receiver in one.loads:
        in_order = receiver != HAPI or one.shape.in_flight == 1
        times = [f"{one.middle(receiver, key):.2f}" if in_order else "-" for key in ("p50_ms", "p99_ms")]
        share, multiple = one.ratio(receiver, NO_STORAGE), one.ratio(receiver, HAPI)
        ratios = ["" if share is None else f"{share:.0%}", "" if multiple is None else f"{multiple:.1f}"]
        table.add_row(receiver, f"{one.middle(receiver, 'per_second'):,.0f}", *times, *ratios, *_judged(one, receiver))
    table.add_row("bare fdatasync loop", f"{median(one.syncs):,.0f}")
    if one.key == (1, 1):
        both = 1 / (1 / one.middle(NO_STORAGE, "per_second") + 1 / median(one.syncs))
        of_limit = both / one.middle(NO_STORAGE, "per_second")
        table.add_row("both limits, one after the other", f"{both:,.0f}", "", "", f"{of_limit:.0%}")
    if SERVICE in one.loads:
        behind, catch_up = (max(found[key] for found in one.loads[SERVICE]) for key in ("behind", "catch_up_seconds"))
        table.caption = (
            f"detection: at most {behind:,.0f} messages behind when the load ended, caught up in {catch_up:.1f} s"
        )
    return table


def _judged(one: Measured, receiver: str) -> tuple[str, str]:
    share, multiple = one.ratio(receiver, NO_STORAGE), one.ratio(receiver, HAPI)
    if share is None or receiver not in {GATEWAY, SERVICE}:
        return "", ""
    least = one.shape.target if receiver == GATEWAY else SERVICE_TARGETS[one.key]
    times = HAPI_TARGETS[one.key]
    met = [share >= least, *([] if multiple is None else [multiple >= times])]
    return f"≥ {least:.0%}, ≥ {times}x", verdict(all(met))

"""What the service holds in memory while a million messages pass: one in a thousand is a recipient's.

After each step everything is handled and the metrics are read once, as a monitoring system does, before it is
measured; so a queue is not taken for a leak, and what only the metrics need in memory counts, too. Flat: from half
of the way to its end the sum grows by less than a twentieth; the window of control ids is full by then.
"""

from collections.abc import Iterator
from itertools import islice
from time import perf_counter

from rich.progress import Progress
from rich.table import Table
from tests.bench.mllp_load import FRAME_AFTER, FRAME_BEFORE
from tests.bench.service import RECIPIENTS, now, number, resident_megabytes, service
from tests.bench.verdict import Line, table
from tests.embedded import temperature
from tests.running_service import RunningService, until

from graftwatch.adapters.mllp.client import MllpClient

LIMIT_MEGABYTES = 200.0
MOST_GROWTH = 0.05
STEPS = 10
RECIPIENT_EVERY = 1000
WINDOW = 200
SETTLED_SECONDS = 600


def memory(messages: int) -> Table:
    """The table, measured in ten steps."""
    step = max(messages // STEPS, 1)
    with service() as running, MllpClient("127.0.0.1", running.port, window=WINDOW) as client:
        began, held = perf_counter(), [_held_after(running)]
        feed = _messages()
        with Progress(transient=True) as progress:
            task = progress.add_task("messages", total=STEPS)
            for _ in range(STEPS):
                assert all(answer.accepted for answer in client.send(islice(feed, step)))
                held.append(_held_after(running))
                progress.advance(task)
        rate = step * STEPS / (perf_counter() - began)
    return table(f"memory of both processes, {rate:,.0f} messages/s sent and handled", list(_lines(held, step)))


def _messages() -> Iterator[bytes]:
    """Without end: other patients' panels, and now and then a recipient's temperature."""
    before, after = FRAME_BEFORE.removeprefix(b"\x0b"), FRAME_AFTER.removesuffix(b"\x1c\r")
    count = 0
    while True:
        count += 1
        if count % RECIPIENT_EVERY:
            yield before + b"%010d" % count + after
        else:
            yield temperature(f"T{count}", now(), "37.2", number=number(count // RECIPIENT_EVERY % RECIPIENTS))


def _held_after(running: RunningService) -> float:
    until(lambda: running.behind() == 0, SETTLED_SECONDS)
    running.metrics()
    return resident_megabytes(running)


def _lines(held: list[float], step: int) -> Iterator[Line]:
    for index, megabytes in enumerate(held):
        yield Line(f"after {index * step:,} messages", f"{megabytes:.1f} MB")
    most, growth = max(held), held[-1] / held[len(held) // 2] - 1
    yield Line("most", f"{most:.1f} MB", f"< {LIMIT_MEGABYTES:.0f} MB", most < LIMIT_MEGABYTES)
    yield Line("growth over the second half", f"{growth:+.1%}", f"< {MOST_GROWTH:.0%}", growth < MOST_GROWTH)

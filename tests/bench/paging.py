"""10,000 open signals decided anew, as after an outage or at the end of quiet hours, and a storm of as many at once.

Every recipient has one story that waits: a confirmed infection with the evidence and elements of two blood cultures,
told once. Deciding them anew is what the pager adds to an assessment. Nothing here waits for anything, so what counts
is the processor's time, which is the same on a busy machine.
"""

from collections.abc import Callable
from time import process_time

from rich.table import Table
from tests.bench.verdict import Line, table
from tests.paging_builders import assessment, event, minutes_later, page, signal

from graftwatch.assessment import Assessment
from graftwatch.findings import EventStatus, OrganismFound, SignalKind
from graftwatch.paging import Circumstances, Ledger, Storm, decide, limited
from graftwatch.protocol import Paging

RECIPIENTS, QUICK_RECIPIENTS = 10_000, 2_000
TARGET_SECONDS = 1.0
CULTURES = 2


def paging(recipients: int) -> Table:
    """The table: decisions that change nothing, that repeat, and a storm; on one core."""
    held = [_assessed(number) for number in range(recipients)]
    ledgers = [decide(one, Ledger(), Circumstances(now=minutes_later(0))).ledger for one in held]
    target = TARGET_SECONDS * recipients / RECIPIENTS
    waiting = _timed(lambda: _decided(held, ledgers, minutes=5))
    due = _timed(lambda: _decided(held, ledgers, minutes=15))
    storm = _timed(lambda: _storm(recipients))
    return table(
        f"{recipients:,} open signals decided anew",
        [
            Line("nothing has changed", f"{waiting:.2f} s", f"< {target:.1f} s", waiting < target),
            Line("all are repeated, in words", f"{due:.2f} s"),
            Line("a storm of as many pages at once: one summary", f"{storm:.2f} s"),
        ],
    )


def _timed(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def _decided(held: list[Assessment], ledgers: list[Ledger], minutes: float) -> None:
    circumstances = Circumstances(now=minutes_later(minutes))
    for one, ledger in zip(held, ledgers, strict=True):
        decide(one, ledger, circumstances)


def _storm(recipients: int) -> None:
    pages = [page(subject=f"S{number:05}") for number in range(recipients)]
    burst, gathered = (Circumstances(now=minutes_later(one), policy=Paging(pages_an_hour=20)) for one in (0, 1))
    limited([], limited(pages, Storm(), burst).storm, gathered)


def _assessed(number: int) -> Assessment:
    evidence = tuple(f"report-{number}-{culture}-{part}" for culture in range(CULTURES) for part in ("stain", "final"))
    organism = OrganismFound(name="Staphylococcus aureus", common_commensal=False)
    day = minutes_later(0).date()
    infection = event(
        EventStatus.CONFIRMED,
        id=f"bsi-{number}",
        organisms=(organism,),
        evidence=evidence,
        criterion="LCBI-1",
        date_of_event=day,
    )
    told = signal(
        SignalKind.BSI_CONFIRMED,
        id=f"bsi-{number}",
        event=f"bsi-{number}",
        organisms=("Staphylococcus aureus",),
        evidence=evidence,
        elements=tuple(f"Staphylococcus aureus from blood collected on 4 June, final, set {one}" for one in (1, 2)),
    ).model_copy(update={"blood_days": (day, day)})
    return assessment(told, events=(infection,), subject=f"S{number:05}")

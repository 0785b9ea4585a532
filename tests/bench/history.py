"""500 recipients' history: the trial as known on a day, as that day looks now, and the figures of both, from a store.

A dozen months of the simulator stand for the recipients in turn, each under a subject id of its own. What costs is
reading every version of every fact from the store. Seconds are the processor's, whoever else is at work.
"""

import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import TypeVar

from rich.table import Table
from tests.bench.verdict import Line, table
from tests.truth_comparison import play

from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.committee.changes import changes
from graftwatch.committee.figures import trial_figures
from graftwatch.facts import Growth, MicrobiologyReport
from graftwatch.pipeline.trial_history import as_it_is_now, known_by
from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, PatientIdentifier, Recipient
from graftwatch.simulator import simulate

RECIPIENTS, QUICK_RECIPIENTS = 500, 50
CHARTS = 12
TARGET_SECONDS = 30.0

Result = TypeVar("Result")


def history(recipients: int) -> Table:
    """The table: both looks at a day, on one core."""
    protocol = Protocol()
    with tempfile.TemporaryDirectory() as folder, closing(open_state(Path(folder) / "state.db")) as connection:
        store = SqliteState(connection)
        facts, day = _filled(store, recipients, protocol)
        known, then_seconds = _timed(lambda: known_by(store, protocol, day))
        now, now_seconds = _timed(lambda: as_it_is_now(store, protocol, day))
        before, figures_seconds = _timed(lambda: trial_figures(known, protocol, day))
        after = trial_figures(now, protocol, day)
        late, changes_seconds = _timed(lambda: changes(before, after))
    met = max(then_seconds, now_seconds) < TARGET_SECONDS
    target = f"< {TARGET_SECONDS:.0f} s"
    return table(
        f"the history of {recipients} recipients, {facts / recipients:,.0f} facts each",
        [
            Line("as known on a day", f"{then_seconds:.1f} s", target, met),
            Line("as that day looks now", f"{now_seconds:.1f} s", target, met),
            Line("figures of them", f"{figures_seconds:.2f} s", "< 2 s", figures_seconds < 2),
            Line(f"what changed: {len(late)}", f"{changes_seconds:.2f} s"),
        ],
    )


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    started = process_time()
    done = work()
    return done, process_time() - started


def _filled(store: SqliteState, recipients: int, protocol: Protocol) -> tuple[int, datetime]:
    """Fills the store; gives how many facts it holds, and a day on which blood was drawn that grew later."""
    played = play(simulate(1, recipients=CHARTS, background=0, protocol=protocol), protocol)
    models = [(one, played.facts[one.subject]) for one in played.roster]
    count = 0
    with store.transaction():
        for number, (model, facts) in enumerate(islice(cycle(models), recipients)):
            subject = f"R{number:04}"
            store.add_roster_change(number, model.transplanted_at, _enrolment(model, subject))
            store.add_facts(replace(one, subject=subject) for one in facts)
            count += len(facts)
    said = (one.statement for _, facts in models for one in facts)
    grown = [one for one in said if isinstance(one, MicrobiologyReport) and one.growth is Growth.POSITIVE]
    return count, max(one.collected.instant(protocol.zone) for one in grown if one.collected) + timedelta(hours=12)


def _enrolment(model: Recipient, subject: str) -> Enrolment:
    return Enrolment(
        subject=subject,
        identifiers=(PatientIdentifier(value=subject, authority="BENCH"),),
        transplanted_at=model.transplanted_at,
        infused_at=model.infused_at,
        risk=tuple(sorted(model.risk)),
    )

"""`graftwatch demo`: a synthetic trial through a real service, in under a minute."""

import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from graftwatch.committee.audience import Audience
from graftwatch.committee.figures import EndpointFigures
from graftwatch.entrypoints.cli.demo_ending import ending_document, say_ending
from graftwatch.entrypoints.cli.output import json_option, note, print_json, print_table, say
from graftwatch.entrypoints.cli.safety_report import report as safety_report
from graftwatch.entrypoints.demo.ending import Ending, ending
from graftwatch.entrypoints.demo.pager import Pager
from graftwatch.entrypoints.demo.play import ACKNOWLEDGED_AFTER, Player
from graftwatch.entrypoints.demo.service import SECRET, DemoService, Ready
from graftwatch.entrypoints.demo.summary import NEWS, Seen, agrees, seen
from graftwatch.findings import Severity
from graftwatch.paging import Page
from graftwatch.protocol import Protocol
from graftwatch.simulator import Simulation, trial_demo
from graftwatch.simulator.truth import Truth

SEED = 19
"""Any seed plays the trial; this one is as many as its recipients."""


@click.command(name="demo")
@json_option
@click.option(
    "--keep", is_flag=True, help="Leave the service running at the end, with a link to its console, until Ctrl-C."
)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Another seed, another course.")
def command(*, as_json: bool, keep: bool, seed: int) -> None:
    """Plays a synthetic trial of 19 recipients through a real service and says what was seen.

    The service runs on free ports in a fresh folder; time runs by the messages, so weeks pass in seconds.

    Example: graftwatch demo --keep
    """
    folder = Path(tempfile.mkdtemp(prefix="graftwatch-demo-"))
    try:
        _run(folder, as_json=as_json, keep=keep, seed=seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *, as_json: bool, keep: bool, seed: int) -> None:
    protocol = Protocol()
    simulation = trial_demo(seed, protocol=protocol)
    arrived: SimpleQueue[Page] = SimpleQueue()
    with Pager(SECRET, arrived.put) as pager, DemoService(folder, simulation.roster_csv, pager.url) as service:
        ready = service.ready()
        if not as_json:
            _introduce(simulation, ready)
        player = Player(simulation, service, arrived)
        for pages in _with_progress(player, ready.mllp_port, simulation.message_count):
            if not as_json:
                _tell(pages, protocol.zone)
        found = seen(service.store(), player.played.pages, player.played.messages, protocol)
        safety = ending(service.store(), found.figures, protocol)
        kept = {"report": str(_report(folder, service)), "console": service.console_link()} if keep else {}
        if as_json:
            print_json(_document(found, safety, ready) | kept)
        else:
            _conclude(found, simulation.truth, protocol.zone)
            say()
            say_ending(safety)
        if keep:
            _keep(ready, folder, kept, as_json=as_json)
        elif not as_json:
            _say_what_next()


def _introduce(simulation: Simulation, ready: Ready) -> None:
    say(f"A service is running: MLLP on port {ready.mllp_port}, metrics at {ready.http}/metrics")
    say(
        f"Playing {len(simulation.plans)} recipients of a synthetic trial among {simulation.message_count:,} messages "
        "of a hospital."
    )
    minutes = int(ACKNOWLEDGED_AFTER.total_seconds() // 60)
    say(f"Each page is acknowledged {minutes} minutes after it came, but for those of the end. Times are the trial's.")
    say()
    say("What infection control is paged:")


def _with_progress(player: Player, port: int, total: int) -> Iterator[list[Page]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("messages", total=total)
        for pages in player.play(port):
            progress.update(task, completed=player.played.messages)
            yield pages


def _tell(pages: list[Page], zone: ZoneInfo) -> None:
    for page in pages:
        if page.severity is Severity.PAGE and page.reason in NEWS:
            say(f"  {page.decided_at.astimezone(zone):%Y-%m-%d %H:%M}  {page.summary}")


def _conclude(found: Seen, truth: Truth, zone: ZoneInfo) -> None:
    say()
    print_table(
        ("subject", "date of event", "day", "criterion", "organisms", "first paged", "hours before confirmed"),
        [
            (
                one.subject,
                one.date_of_event,
                one.post_operative_day,
                one.criterion,
                one.organisms,
                f"{one.first_page_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.first_page_at else "",
                None if one.hours_gained is None else f"{one.hours_gained:.1f}",
            )
            for one in found.infections
        ],
        title="Bloodstream infections in the window, as detected",
    )
    say()
    say(_endpoint("Rejection", found.rejection))
    by_reason = ", ".join(f"{count} {reason}" for reason, count in found.pages_by_reason().items())
    say(f"Pages that wake somebody: {by_reason}.")
    same = "the same" if agrees(found, truth) else "NOT the same"
    say(
        f"The simulator's own truth, which the service never saw: {truth.bsi} and {truth.rejection} of "
        f"{found.recipients}; {same}."
    )


def _endpoint(name: str, one: EndpointFigures) -> str:
    counts, interval = one.counts, one.interval
    rate = f"{counts.rate:.1%}" if counts.rate is not None else "no rate yet"
    line = (
        f"{name}: {one.recipients_with_event} of {counts.enrolled} recipients; among {counts.evaluable} evaluable "
        f"{rate} (95 % interval {interval.lower:.1%} to {interval.upper:.1%})."
    )
    if one.crossing is not None:
        return f"{line} Stopping boundary met at {one.crossing.events} of {one.crossing.evaluable}."
    needed = one.boundary.events_to_stop(counts.evaluable) if one.boundary else None
    return f"{line} The boundary ({one.plan.rule}) stops at {needed}." if one.plan and needed else line


def _document(found: Seen, safety: Ending, ready: Ready) -> dict[str, object]:
    return {
        "recipients": found.recipients,
        "messages": found.messages,
        "bsi": found.bsi.recipients_with_event,
        "rejection": found.rejection.recipients_with_event,
        "pages": sum(found.pages_by_reason().values()),
        "pages_by_reason": found.pages_by_reason(),
        "boundary": [
            {
                "endpoint": one.endpoint,
                "rule": one.plan.rule if one.plan else None,
                "events": one.counts.events,
                "evaluable": one.counts.evaluable,
                "stop_at": one.boundary.events_to_stop(one.counts.evaluable) if one.boundary else None,
                "crossed": one.crossing is not None,
            }
            for one in found.figures.endpoints
        ],
        "safety": ending_document(safety),
        "http": ready.http,
    }


def _report(folder: Path, service: DemoService) -> Path:
    """Writes the committee's report into the demo's folder, as `graftwatch safety report` does."""
    file = folder / "report.html"
    words = ["--for", Audience.COMMITTEE.value, "--out", str(file), "--data", str(service.folder.root)]
    with redirect_stdout(StringIO()):
        safety_report.main([*words, "--config", str(folder / "settings.toml")], standalone_mode=False)
    return file


def _keep(ready: Ready, folder: Path, kept: Mapping[str, str], *, as_json: bool) -> None:
    """Says where to look, and waits until it is told to end."""
    stops = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    note(f"The service keeps running: {ready.http}, MLLP port {ready.mllp_port}, folder {folder}. Ctrl-C ends it.")
    if not as_json:
        say(f"The committee's report: {kept['report']}")
        say()
        say("The console, signed in with every role, as often as you like while this runs. Open")
        say()
        say(f"    {kept['console']}")
        say()
        say("in a browser: who needs me now (Open signals), why S07 was paged (its page), where a message went")
        say("(Messages), whether the trial should stop (The trial).")
    signal.sigwait(stops)


def _say_what_next() -> None:
    say()
    say("To look around while it runs:  graftwatch demo --keep")
    say("To take a real feed:           make serve, then point the sender at port 2575; README, Integration")

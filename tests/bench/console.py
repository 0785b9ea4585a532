"""The console of a large trial: how soon each page is answered, and how soon a new signal is seen.

500 recipients with a month of hourly facts, and a month of a hospital's messages in the journal. Facts are written the
way the store holds them, a dozen months of the simulator in turn, and the real detector concludes from them; pages are
asked of the real service, through its own port, one after the other. Seconds are those that a browser waits for the
last byte on this machine.
"""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from threading import Event

import httpx
from rich.table import Table
from tests.bench.month import build_month
from tests.bench.service import AUTHORITY, fresh_folder, now
from tests.bench.verdict import Line, table
from tests.console_site import start_link
from tests.embedded import blood_culture, temperature
from tests.running_service import RunningService, until
from tests.truth_comparison import play

from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.adapters.sqlite.state_schema import microseconds
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.facts import Fact, Measurement, Statement
from graftwatch.paging import Ledger
from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, PatientIdentifier
from graftwatch.simulator.casting import Stage, some_roles
from graftwatch.simulator.simulation import staged

CHARTS, DAYS, HOURS = 12, 45, 30 * 24
ROUNDS = 5
READERS = 10
PINGS = 300
READY_SECONDS = 900.0
PAGE_SECONDS, TIMELINE_SECONDS, SEARCH_SECONDS, SEEN_SECONDS = 0.3, 0.5, 1.0, 1.0
FIRST_PAGES = {
    "infection control: open signals": "/signals",
    "coordinator: roster": "/roster",
    "integration: feeds": "/feeds",
    "committee: the trial": "/trial",
    "operator: health": "/service",
}


def console(recipients: int, messages: int) -> Table:
    """The table."""
    with fresh_folder() as folder:
        data = folder / "data"
        build_month(data, messages, {})
        with closing(open_state(DataFolder(data).state)) as state:
            facts = _filled(SqliteState(state), recipients)
        with RunningService(data) as running:
            running.ready()
            until(lambda: _concluded(data) >= recipients, READY_SECONDS)
            with _reader(running) as browser:
                lines = [
                    *_pages(browser, recipients),
                    *_searches(browser, messages),
                    _seen(running, browser),
                    *_acknowledged(running),
                ]
            running.stop()
    return table(f"the console: {recipients} recipients, {facts:,} facts, {messages:,} messages in the journal", lines)


def _filled(store: SqliteState, recipients: int) -> int:
    """Fills the store with recipients whose month ends now; gives how many facts it holds."""
    protocol = Protocol()
    today = now().astimezone(protocol.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    stage = Stage(7, protocol, today - timedelta(days=DAYS), today)
    played = play(staged(stage, some_roles(stage.random("roles"), CHARTS, DAYS), 0), protocol)
    models = [(one, [*played.facts[one.subject], *_hourly(played.facts[one.subject])]) for one in played.roster]
    count = 0
    for number, (model, facts) in enumerate(islice(cycle(models), recipients)):
        name = f"R{number:04}"
        identifiers = (PatientIdentifier(value=name, authority=AUTHORITY),)
        enrolled = Enrolment(subject=name, identifiers=identifiers, transplanted_at=model.transplanted_at)
        with store.transaction():
            store.add_roster_change(-recipients + number, model.transplanted_at, enrolled)
            store.add_facts(replace(one, subject=name) for one in facts)
            store._db.execute(
                "INSERT INTO recipient VALUES (?, NULL, ?, ?)", (name, Ledger().model_dump_json(), microseconds(now()))
            )
        count += len(facts)
    return count


def _hourly(facts: list[Fact[Statement]]) -> Iterator[Fact[Statement]]:
    """A temperature each hour of the last month."""
    model = next(one for one in facts if isinstance(one.statement, Measurement) and one.statement.taken.at)
    for hour in range(HOURS):
        at = now() - timedelta(hours=HOURS - hour)
        taken = replace(model.statement.taken, on=at.date(), at=at)
        said = replace(
            model.statement, concept="temperature", unit="Cel", value=37 + model.statement.value * 0, taken=taken
        )
        version = replace(model.version, stated_at=at)
        yield replace(model, identity=f"hourly:{hour}", version=version, known_at=at, statement=said)


def _concluded(data: Path) -> int:
    with closing(sqlite3.connect(f"file:{DataFolder(data).state}?mode=ro", uri=True)) as db:
        time.sleep(0.5)
        return int(db.execute("SELECT count(*) FROM recipient WHERE assessment IS NOT NULL").fetchone()[0])


@contextmanager
def _reader(running: RunningService) -> Iterator[httpx.Client]:
    url = running.said["http"]
    with httpx.Client(base_url=url, timeout=120, headers={"origin": url}, follow_redirects=True) as browser:
        browser.get(start_link(running.folder, *Role))
        yield browser


def _waited(browser: httpx.Client, path: str, rounds: int = ROUNDS) -> tuple[float, float]:
    """The seconds of the first asking, and the median of those behind it."""
    took = []
    for _ in range(rounds + 1):
        began = time.monotonic()
        answer = browser.get(path)
        took.append(time.monotonic() - began)
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{path}: {answer.status_code}")
    return took[0], median(took[1:])


def _line(what: str, browser: httpx.Client, path: str, target: float) -> Line:
    try:
        first, then = _waited(browser, path)
    except RuntimeError as missing:
        return Line(what, str(missing), f"< {target * 1000:.0f} ms", met=False)
    return Line(what, f"{then * 1000:.0f} ms (first {first * 1000:.0f})", f"< {target * 1000:.0f} ms", then < target)


def _pages(browser: httpx.Client, recipients: int) -> Iterator[Line]:
    for what, path in FIRST_PAGES.items():
        yield _line(what, browser, path, PAGE_SECONDS)
    yield _line("a recipient's timeline", browser, f"/recipients/R{recipients // 2:04}", TIMELINE_SECONDS)
    yield _line("line list", browser, "/line-list", PAGE_SECONDS)


def _searches(browser: httpx.Client, messages: int) -> Iterator[Line]:
    hour = now() - timedelta(days=20)
    between = f"since={hour:%Y-%m-%dT%H:00}&until={hour + timedelta(hours=1):%Y-%m-%dT%H:00}"
    for what, asked in (
        ("messages: the newest", ""),
        ("messages: by control id", f"?control_id={messages // 3:010}"),
        ("messages: an hour of a feed, weeks ago", f"?feed=default&{between}"),
        ("messages: by outcome", "?outcome=refused"),
    ):
        yield _line(what, browser, f"/messages{asked}", SEARCH_SECONDS)
    began = time.monotonic()
    answer = browser.post("/messages", data={"text": f"ORD44882{messages % 10}X"})
    took = time.monotonic() - began
    said = f"{took * 1000:.0f} ms" + ("" if answer.is_success else f", {answer.status_code}")
    yield Line("messages: by a text that none holds", said, f"< {SEARCH_SECONDS * 1000:.0f} ms", took < SEARCH_SECONDS)


def _seen(running: RunningService, browser: httpx.Client) -> Line:
    """From AA to the first page that shows the signal, asked for when the event came, as a browser does."""
    took = []
    for number in range(ROUNDS):
        subject = f"R{number:04}"
        at = now()
        content = blood_culture(
            f"SEEN{number}", at, collected_at=at - timedelta(hours=20), said="Serratia marcescens", number=subject
        )
        before = browser.get("/signals").text.count("Serratia")
        with browser.stream("GET", "/events") as events, MllpClient("127.0.0.1", running.port) as client:
            lines = events.iter_lines()
            (answer,) = client.send([content])
            began = time.monotonic()
            if not answer.accepted:
                raise RuntimeError(answer.text)
            for line in lines:
                if line.startswith("data: {") and browser.get("/signals").text.count("Serratia") > before:
                    break
        took.append(time.monotonic() - began)
    return Line(
        "from AA to the signal on an open page",
        f"{median(took):.2f} s",
        f"< {SEEN_SECONDS:.0f} s",
        median(took) < SEEN_SECONDS,
    )


def _acknowledged(running: RunningService) -> Iterator[Line]:
    """Acknowledgements to one sender, alone and while people read."""
    alone = _pings(running, "A")
    over = Event()
    with _reader(running) as browser, ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(_read, browser, over) for _ in range(READERS)]
        beside = _pings(running, "B")
        over.set()
        pages = sum(one.result() for one in reading)
    for what, took in (("nobody reads", alone), (f"{READERS} people read, {pages} pages meanwhile", beside)):
        slow = quantiles(took, n=100)[98]
        yield Line(f"acknowledgement while {what}: median, 99 %", f"{median(took) * 1000:.1f} ms, {slow * 1000:.1f} ms")


def _read(browser: httpx.Client, over: Event) -> int:
    read = 0
    while not over.wait(1.0):
        read += browser.get("/signals").is_success
    return read


def _pings(running: RunningService, run: str) -> list[float]:
    took = []
    with MllpClient("127.0.0.1", running.port) as client:
        for number in range(PINGS):
            content = temperature(f"PING{run}{number}", now(), "36.9", number="nobody")
            began = time.monotonic()
            list(client.send([content]))
            took.append(time.monotonic() - began)
            time.sleep(0.01)
    return took

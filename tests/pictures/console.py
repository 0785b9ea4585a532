"""The pictures of docs/console.md: each role's first page, over a simulated trial of 12 recipients at a busy hour.

They are taken by a real browser, so they differ by a few dots from machine to machine, and no test compares them.
"""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from console_browser import DESK, PHONE, signed_in
from console_served import served
from console_site import ConsoleSite
from embedded import Embedded
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import Account
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.settings import Settings
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.simulator import simulate
from simulated_journal import FEED, journal_of

SEED = 2
BUSY = timedelta(days=26, hours=8, minutes=32)
"""After the feed's first message: an infection was confirmed nine minutes ago, and a fever came one minute ago."""
COLOURS = 96
NAMES = {
    Role.INFECTION_CONTROL: "n.tanaka",
    Role.COORDINATOR: "y.sato",
    Role.INTEGRATION: "k.ito",
    Role.COMMITTEE: "committee-1",
    Role.COMMITTEE_BLINDED: "committee-2",
    Role.OPERATOR: "operator",
}


@dataclass(frozen=True)
class Picture:
    """One picture: whose, of which page, in which language, how large."""

    name: str
    role: Role
    path: str
    language: str = "en"
    phone: bool = False
    dark: bool = False


PICTURES = (
    Picture("infection-control", Role.INFECTION_CONTROL, "/signals"),
    Picture("infection-control-ja", Role.INFECTION_CONTROL, "/signals", "ja"),
    Picture("infection-control-phone", Role.INFECTION_CONTROL, "/signals", phone=True),
    Picture("recipient", Role.INFECTION_CONTROL, "/recipients/S06"),
    Picture("timeline", Role.INFECTION_CONTROL, "/recipients/S06/timeline"),
    Picture("coordinator", Role.COORDINATOR, "/roster"),
    Picture("integration", Role.INTEGRATION, "/feeds"),
    Picture("committee", Role.COMMITTEE, "/trial"),
    Picture("committee-blinded-ja", Role.COMMITTEE_BLINDED, "/trial", "ja"),
    Picture("operator", Role.OPERATOR, "/"),
    Picture("recipient-dark", Role.INFECTION_CONTROL, "/recipients/S06", dark=True),
)


def console_pictures(folder: Path) -> int:
    """Takes every picture into a folder, and takes away what is taken no more; gives how many there are.

    Raises:
        FileNotFoundError: there is no Chromium.
    """
    executable = shutil.which("chromium")
    if executable is None:
        raise FileNotFoundError("no Chromium is installed, so the console's pictures stay as they are: make chromium")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with busy_site() as site, served(site.application) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for one in PICTURES:
            (folder / f"{one.name}.png").write_bytes(_taken(browser, site, address, one))
        browser.close()
    return len(PICTURES)


@contextmanager
def busy_site() -> Iterator[ConsoleSite]:
    """The console over the trial at its busy hour."""
    with (
        tempfile.TemporaryDirectory(prefix="graftwatch-") as folder,
        ConsoleSite(_played(Path(folder)), SystemClock().now()) as site,
    ):
        yield site


def _played(folder: Path) -> Settings:
    entries = journal_of(simulate(SEED, recipients=12, background=0.0))
    until = entries[0].received_at + BUSY
    before = until - timedelta(minutes=30)
    with closing(Embedded(folder)) as service:
        service.journal.append([one for one in entries if one.received_at <= before])
        for page in {one.story: one for one in service.run()}.values():
            service.decide(before, type="acknowledge", subject=page.subject, page=page.id, by="n.tanaka")
        service.journal.append([one for one in entries if before < one.received_at <= until])
        service.journal.append([NewEntry(until, EntryKind.FRAME, FEED, "", b"")])
        service.run()
        return service.settings


def _taken(browser: Browser, site: ConsoleSite, address: str, one: Picture) -> bytes:
    account = Account(NAMES[one.role], frozenset({one.role}))
    start = f"/start/{site.store.demo_link(account, timedelta(hours=1), uses=1)}"
    shown = {"size": PHONE if one.phone else DESK, "language": one.language, "scheme": "dark" if one.dark else "light"}
    with signed_in(browser, address, start, **shown) as page:
        page.goto(one.path)
        page.wait_for_timeout(400)
        return _small(page.screenshot())


def _small(png: bytes) -> bytes:
    """The picture with fewer colours: a tenth of its size."""
    made = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()

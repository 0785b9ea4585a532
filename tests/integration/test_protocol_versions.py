"""A running trial's protocol changes: under a new version at the next start, for everybody at once; else not at all."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.adapters.sqlite.state_schema import STEPS, TABLES
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.protocol_in_force import file_beside_history, protocol_in_force, protocol_news
from graftwatch.paging import HealthKind
from graftwatch.protocol import Protocol

WINDOW = 'version = "{version}"\nboundaries = []\n[window]\nlast_day = {last_day}\n'
CULTURED, CHANGED, NEXT = tokyo(4, 9), tokyo(6, 9), tokyo(6, 10)


class Site:
    """A folder with a protocol file, two recipients, and a confirmed infection on day 4 of the first."""

    def __init__(self, root: Path) -> None:
        self.file = root / "protocol.toml"
        self.settings = root / "settings.toml"
        self.settings.write_text(f'protocol = "{self.file}"\n', encoding="utf-8")
        self.says("1", 30)
        self.engine = Embedded(root / "data", protocol=self.file)
        self.engine.enrol(enrolment("S01", "4711"), enrolment("S02", "4712"))
        grown = blood_culture("C1", CULTURED, collected_at=CULTURED, said="Escherichia coli")
        self.engine.receive(grown, CULTURED).receive(temperature("T1", CHANGED, "36.5"), CHANGED).run()

    def says(self, version: str, last_day: int) -> None:
        self.file.write_text(WINDOW.format(version=version, last_day=last_day), encoding="utf-8")

    def starts_again(self) -> None:
        """As the service does, with the next message some time later."""
        self.engine.restart()
        self.engine.receive(temperature("T2", NEXT, "36.5", number="9999"), NEXT).run()

    def versions(self) -> list[str]:
        return [one.version for one in self.engine.store.protocol_history()]

    def in_window(self) -> list[bool]:
        return [event.in_window for event in self.engine.assessment("S01").events]

    def said(self, *arguments: str) -> Result:
        folder = ("--data", str(self.engine.folder.root), "--config", str(self.settings))
        return CliRunner().invoke(graftwatch, [*arguments, *folder])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    one = Site(tmp_path)
    yield one
    one.engine.close()


def test_the_first_start_keeps_the_file_as_the_first_version(site: Site) -> None:
    [held] = site.engine.store.protocol_history()
    assert (held.version, held.protocol.window.last_day) == ("1", 30)
    assert held.sha256 == held.protocol.sha256


def test_a_new_version_is_in_force_for_everybody_from_the_next_start_on(site: Site) -> None:
    site.says("2", 3)
    site.starts_again()
    assert site.versions() == ["1", "2"]
    assert site.in_window() == [False]
    looked_at = [site.engine.assessment(one) for one in ("S01", "S02")]
    assert {one.as_of for one in looked_at} == {CHANGED}
    assert {one.window.last.isoformat() for one in looked_at} == {"2026-06-04"}
    site.starts_again()
    assert site.versions() == ["1", "2"]


def test_a_change_without_a_new_version_is_refused_and_the_trial_goes_on_as_before(site: Site) -> None:
    site.says("1", 3)
    site.starts_again()
    assert (site.versions(), site.in_window()) == (["1"], [True])
    assert site.engine.detection.protocol.window.last_day == 30
    news = protocol_news(site.engine.settings, site.engine.detection.taken, NEXT)
    [trouble] = news.troubles()
    assert (trouble.kind, trouble.part) == (HealthKind.PROTOCOL_REFUSED, "protocol.toml")
    assert trouble.reason.startswith("says something else than version 1, in force since ")
    assert news.version().refused
    assert protocol_in_force(site.engine.settings, site.engine.folder).window.last_day == 30
    site.says("1", 30)
    assert file_beside_history(site.engine.settings, site.engine.folder, NEXT).refused == ""


def test_what_was_concluded_before_a_change_is_explained_by_the_rules_of_then(site: Site) -> None:
    site.says("2", 3)
    site.starts_again()
    for at, in_window in (("2026-06-06T12:00", True), ("2026-06-07T10:00", False)):
        found = site.said("explain", "S01", "--at", at, "--json")
        assert [one["in_window"] for one in json.loads(found.output)["events"]] == [in_window], found.output


@pytest.mark.parametrize(
    ("version", "last_day", "verdict", "says"),
    [
        ("1", 30, "ok", "donor-nk-liver 1, in force since 2026-06-01"),
        ("1", 3, "fault", "stays in force: protocol.toml says something else than version 1"),
        ("2", 3, "warning", "donor-nk-liver 2 comes in force at the next start, in place of donor-nk-liver 1; every"),
    ],
)
def test_doctor_says_beforehand_what_a_file_would_do(
    version: str, last_day: int, verdict: str, says: str, site: Site
) -> None:
    site.says(version, last_day)
    checks = json.loads(site.said("doctor", "--json").stdout)
    [found] = [one for one in checks if one["what"] == "protocol"]
    assert found["verdict"] == verdict
    assert says in found["text"]


def test_a_folder_of_the_version_before_gets_its_first_version_at_its_first_start(tmp_path: Path) -> None:
    path = tmp_path / "data" / "state.db"
    path.parent.mkdir()
    with closing(open_state(path)) as connection:
        connection.executescript("DROP TABLE protocol; PRAGMA user_version = 6;")
    engine = Embedded(tmp_path / "data")
    assert [one.protocol for one in engine.store.protocol_history()] == [Protocol()]
    engine.close()
    assert "protocol" in STEPS[7]
    assert "CREATE TABLE protocol" not in TABLES

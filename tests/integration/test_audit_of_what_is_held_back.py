"""The audit tells what was held back and by what: quiet hours, a storm, planned work, and a page that nobody heard."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.paging import Maintenance
from graftwatch.pipeline.audit import AuditItem, AuditQuery
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.maintenance_entries import MAINTENANCE_FEED, MaintenanceChange

Site = Callable[[str], Embedded]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened: list[Embedded] = []

    def made(protocol: str) -> Embedded:
        (tmp_path / "protocol.toml").write_text(protocol)
        opened.append(Embedded(tmp_path / "data", protocol=tmp_path / "protocol.toml"))
        return opened[-1].enrol(enrolment(), enrolment("S02", "4712"))

    yield made
    for one in opened:
        one.close()


def told(one: Embedded, *whats: str) -> list[AuditItem]:
    connection = open_state(one.folder.state, read_only=True)
    items = [row.item for row in SqliteAudit(connection).rows(AuditQuery()) if row.item.what in whats]
    connection.close()
    return items


def growth(control_id: str, at: datetime, number: str = "4711", order: str = "O1") -> bytes:
    drawn = at - timedelta(hours=20)
    return blood_culture(control_id, at, collected_at=drawn, said="Escherichia coli", number=number, order=order)


def test_a_night_of_quiet_hours_is_one_item_although_the_service_starts_again_in_it(site: Site) -> None:
    one = site('[paging]\nquiet_hours = {start = "22:00", end = "07:00"}\n')
    night = tokyo(60, 23)  # long after the window: it only notifies
    one.receive(growth("C1", night), night).run()
    one.restart()
    for minutes in (10, 20):
        at = night + timedelta(minutes=minutes)
        one.receive(temperature(f"T{minutes}", at, "36.5"), at).run()
    assert one.pages == []
    (held,) = told(one, "held_back")
    assert (held.subject, held.words, held.at) == ("S01", "quiet_hours", night)
    morning = tokyo(61, 7, 1)
    one.receive(temperature("T3", morning, "36.5"), morning).run()
    assert [page.severity for page in one.pages] == ["notify"]
    assert [item.what for item in told(one, "held_back", "decided")] == ["held_back", "decided"]


def test_a_page_that_a_storm_holds_back_is_told_so_and_again_when_it_goes_out(site: Site) -> None:
    one = site("[paging]\npages_an_hour = 1\nrepeats_at_most = 0\n")
    at = tokyo(5, 9)
    one.receive(growth("C1", at), at).receive(growth("C2", at, "4712", "O2"), at).run()
    (held,) = told(one, "held_back")
    assert (held.words, held.severity) == ("storm_limit", "page")
    assert held.page not in {item.page for item in told(one, "decided")}
    later = at + timedelta(minutes=61)
    one.receive(temperature("T1", later, "36.5"), later).run()
    assert held.page in {item.page for item in told(one, "decided")}


def test_a_page_that_nobody_heard_is_told_once(site: Site) -> None:
    one = site("[paging]\nrepeat_after_minutes = 10\nrepeats_at_most = 1\n")
    at = tokyo(5, 9)
    one.receive(growth("C1", at), at).run()
    for hours in (1, 2):
        later = at + timedelta(hours=hours)
        one.receive(temperature(f"T{hours}", later, "36.5"), later).run()
    (unheard,) = [item for item in told(one, "unheard") if item.subject]
    assert (unheard.subject, unheard.page) == ("S01", one.pages[0].id)


def test_planned_work_is_told_with_who_planned_it(site: Site) -> None:
    one = site("")
    at = tokyo(5, 9)
    window = Maintenance(
        id="0123abcd", begins=at, ends=at + timedelta(hours=2), parts=("default",), why="new analyser", by="laboratory"
    )
    plan, end = MaintenanceChange(plan=window), MaintenanceChange(end="0123abcd", by="laboratory")
    entries = [
        NewEntry(when, EntryKind.MAINTENANCE, MAINTENANCE_FEED, "", change.model_dump_json().encode())
        for when, change in ((at, plan), (at + timedelta(hours=1), end))
    ]
    one.journal.append(entries)
    one.run()
    planned, ended = told(one, "maintenance")
    assert (planned.at, planned.by) == (at, "laboratory")
    assert planned.words == (
        "0123abcd planned, 2026-06-06T00:00:00+00:00 to 2026-06-06T02:00:00+00:00, default: new analyser"
    )
    assert (ended.at, ended.by, ended.words) == (at + timedelta(hours=1), "laboratory", "0123abcd ended")

"""The machine's clock stood wrong and is set back: who was told meanwhile is called again in the policy's time.

What was known stays known, and no limit counts what lies ahead. The detector's time is the journal's, so this is exact.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, tokyo
from graftwatch.entrypoints.heartbeat import FEED, heartbeat_message
from graftwatch.paging import Page

COLI = "Escherichia coli"
YEAR = timedelta(days=365)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Embedded]:
    (tmp_path / "protocol.toml").write_text("[paging]\nrepeat_after_minutes = 15\npages_an_hour = 1\n")
    one = Embedded(tmp_path / "data", protocol=tmp_path / "protocol.toml")
    yield one.enrol(enrolment(), enrolment("S02", "4712"))
    one.close()


def grows(engine: Embedded, hour: int, *, ahead: timedelta = timedelta(0), number: str = "4711") -> list[Page]:
    at = tokyo(5, hour)
    content = blood_culture(f"C{number}", at, collected_at=tokyo(4, 10), said=COLI, number=number, order=number)
    return engine.receive(content, at + ahead).run()


def minutes_on(engine: Embedded, minutes: float) -> list[str]:
    at = tokyo(5, 8) + timedelta(minutes=minutes)
    return [one.reason.value for one in engine.receive(heartbeat_message(at), at, FEED).run()]


@pytest.mark.parametrize("crash", [False, True], ids=["at work", "crashed meanwhile"])
def test_who_was_told_a_year_ahead_is_called_again_after_a_quarter_of_an_hour(engine: Embedded, crash: bool) -> None:  # noqa: FBT001 - a case
    assert [one.reason for one in grows(engine, 8, ahead=YEAR)] == ["first"]
    if crash:
        engine.restart()
    assert minutes_on(engine, 1) == []
    assert minutes_on(engine, 15) == []
    assert minutes_on(engine, 16) == ["repeated"]


def test_pages_of_an_hour_that_never_was_hold_back_no_other(engine: Embedded) -> None:
    grows(engine, 8, ahead=YEAR)
    minutes_on(engine, 1)
    grows(engine, 9, number="4712")
    assert "summary" in minutes_on(engine, 60.5)
    assert "first" in minutes_on(engine, 62)


def test_a_biopsy_of_this_afternoon_is_not_taken_back_by_a_clock_that_is_mended(engine: Embedded) -> None:
    engine.decide(tokyo(5, 11), type="biopsy", subject="S01", portal=2, duct=2, venous=2)
    assert [(one.reason, one.kind) for one in engine.run()] == [("first", "rejection.confirmed")]
    assert minutes_on(engine, 1) == [], "the clock is set back by three hours"
    assert minutes_on(engine, 16) == ["repeated"]

"""How each feed stands, as the integration team sees it: rates, errors by kind, silence, quarantine, in words."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli_site import Site
from graftwatch.adapters.clock import SystemClock
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.refusals import Refusals
from written_messages import observation

SETTINGS = """
clock = "replay"
[[feeds]]
name = "laboratory"
port = 2600
silence_minutes = 30
[[feeds]]
name = "ward"
port = 2601
silence = "learn"
[[feeds]]
name = "adt"
port = 2602
silence = [{ hours = "00-24", minutes = 240 }]
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    one = Site(tmp_path)
    one.configured(SETTINGS)
    return one.enrolled_at(SystemClock().now() - timedelta(hours=3))


def refused(site: Site, feed: str, at: datetime, **counts: int) -> None:
    said = Refusals(counts=counts, since=at, first_reason=next(iter(counts)), first_position=0)
    with closing(site.place.writer(site.settings)) as journal:
        journal.append([NewEntry(at, EntryKind.REFUSED, feed, "", said.model_dump_json().encode())])


def test_each_feed_has_its_rates_errors_limit_and_state(site: Site) -> None:
    now = SystemClock().now()
    for minutes in (170, 100, 95, 2):
        if minutes > 90:
            site.receives(
                observation(f"L{minutes}", "202606060900", "x", "1", ""),
                "L",
                now - timedelta(minutes=minutes),
                "laboratory",
            )
        site.receives(
            observation(f"W{minutes}", "202606060900", "x", "1", ""), "W", now - timedelta(minutes=minutes), "ward"
        )
    refused(site, "ward", now - timedelta(minutes=1), not_hl7=7, cut_off=2)
    site.detects()
    laboratory, ward, adt = site.said("feeds")
    assert (laboratory["state"], laboratory["silence_limit_seconds"]) == ("silent", 1800.0)
    assert laboratory["messages"]["last_day"] == 3
    assert laboratory["messages"]["last_5_minutes"] == 0
    assert (ward["state"], ward["silence_limit_seconds"], ward["silence_learned"]) == ("broken", None, True)
    assert ward["messages"]["last_5_minutes"] == 1
    assert ward["errors_last_day"] == {"not_hl7": 7, "cut_off": 2}
    assert sum(ward["hourly"]) >= 3
    assert (adt["state"], adt["silence_limit_seconds"], adt["last_message_at"]) == ("never heard", 14400.0, None)
    shown = site.run("feeds").stdout
    assert "laboratory: silent for" in shown
    assert "ward: not taken or not read in the last day: not_hl7 7, cut_off 2" in shown


def test_a_folder_on_which_the_service_has_not_run_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path).enrolled()
    done = site.run("feeds")
    assert (done.exit_code, "has not run on this folder yet" in done.stderr) == (1, True)

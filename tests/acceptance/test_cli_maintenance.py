"""`graftwatch maintenance` over a data folder: windows are planned, listed, taken up and ended, or refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from cli_site import Site
from graftwatch.adapters.clock import SystemClock

FEED = '[[feeds]]\nname = "laboratory"\nkind = "mllp"\nport = 2575\n'


@pytest.fixture
def site(tmp_path: Path) -> Site:
    one = Site(tmp_path)
    one.configured(FEED)
    return one.enrolled()


def in_hours(hours: float) -> str:
    return (SystemClock().now() + timedelta(hours=hours)).isoformat(timespec="seconds")


def added(site: Site, *words: object) -> str:
    return str(site.said("maintenance", "add", "--why", "LIS update", "--by", "it", *words)["id"])


def test_a_window_is_planned_listed_before_and_after_the_service_takes_it_up_and_ended(site: Site) -> None:
    window = added(site, "--to", in_hours(2), "--feed", "laboratory")
    later = added(site, "--from", in_hours(10), "--to", in_hours(12))
    for _ in range(2):
        listed = site.said("maintenance", "list")
        assert [(one["id"], one["state"], one["parts"]) for one in listed] == [
            (window, "open", ["laboratory"]),
            (later, "planned", []),
        ]
        site.detects()
    assert site.said("maintenance", "end", window[:6], "--by", "it") == {"id": window, "ended_by": "it"}
    site.detects()
    assert [one["id"] for one in site.said("maintenance", "list")] == [later]
    assert [one["state"] for one in site.said("maintenance", "list", "--all")] == ["over", "planned"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        pytest.param(("--to", in_hours(25)), "at most 24 hours", id="too long"),
        pytest.param(("--from", in_hours(-3), "--to", in_hours(-1)), "over already", id="over already"),
        pytest.param(("--from", in_hours(2), "--to", in_hours(1)), "ends before it begins", id="the wrong way round"),
        pytest.param(("--to", in_hours(1), "--feed", "ward"), "no such feed: ward; the settings know", id="no feed"),
    ],
)
def test_what_cannot_be_planned_is_said_with_its_mend(site: Site, words: tuple[str, ...], fault: str) -> None:
    refused = site.run("maintenance", "add", "--why", "update", "--by", "it", *words)
    assert refused.exit_code == 1
    assert fault in refused.stderr


def test_a_window_that_is_not_there_cannot_be_ended(site: Site) -> None:
    refused = site.run("maintenance", "end", "ffffffff", "--by", "it")
    assert refused.exit_code == 1
    assert "graftwatch maintenance list" in refused.stderr

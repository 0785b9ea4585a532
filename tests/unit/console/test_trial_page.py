"""The committee's page answers whether the trial should stop, at any day, for who may know what."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from console_site import ConsoleSite
from embedded import tokyo
from graftwatch.committee.audience import Audience
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.console.trial import TrialAnswer, TrialAsked, TrialMaker, trial_here
from graftwatch.entrypoints.settings import load_settings
from two_arm_trial import ALLOCATIONS, MIDWAY, TwoArmTrial

FIRST_EVENT = tokyo(14, 0).date()
"""One recipient is evaluable, with the event."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the two-arm trial was played to its end."""
    folder = tmp_path_factory.mktemp("trial")
    TwoArmTrial(ALLOCATIONS[0]).play(folder).close()
    return folder


@pytest.fixture(scope="module")
def site(played: Path) -> Iterator[ConsoleSite]:
    settings = load_settings(played / "settings.toml", data=played / "data")
    with ConsoleSite(settings, datetime(2026, 9, 1, tzinfo=UTC)) as opened:
        yield opened


@pytest.fixture(scope="module")
def member(site: ConsoleSite) -> httpx.Client:
    return site.signed_in(Role.COMMITTEE, account="member")


def words(answer: httpx.Response) -> str:
    """What stands on the page, without its marks."""
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))


def test_the_page_says_first_that_the_boundary_is_crossed_and_where(member: httpx.Client) -> None:
    page = words(member.get("/trial"))
    assert page.index("A boundary is crossed: the committee decides.") < page.index("Charts")
    assert "Bloodstream infection: the stopping boundary is crossed" in page
    assert "2 events where 2 stop the trial" in page
    assert "Rejection: no boundary is planned" in page


def test_a_day_before_says_what_was_known_then_and_what_the_next_event_would_do(member: httpx.Client) -> None:
    page = words(member.get(f"/trial?as_of={FIRST_EVENT}"))
    assert "No boundary is crossed." in page
    assert "1 more event would stop it at the soonest, at evaluable recipient 2." in page
    assert "that is 2 of 2, and the boundary is crossed" in page


def test_its_figures_are_those_of_the_command_line(member: httpx.Client, played: Path) -> None:
    at = MIDWAY.isoformat()
    options = ["--data", str(played / "data"), "--config", str(played / "settings.toml"), "--json", "--as-of", at]
    said = CliRunner().invoke(graftwatch, ["safety", "status", "--for", "committee", *options])
    assert member.get("/api/v1/trial", params={"as_of": at}).json() == json.loads(said.stdout)


def test_the_days_lead_to_looks_and_to_the_day_on_which_the_crossing_was_found(member: httpx.Client) -> None:
    page = member.get(f"/trial?as_of={FIRST_EVENT}").text
    [crossed] = re.findall(r'href="/trial\?as_of=([\d-]+)">When the boundary was crossed', page)
    assert "the stopping boundary is crossed" in words(member.get(f"/trial?as_of={crossed}"))
    [following] = re.findall(r'rel="next" href="/trial\?as_of=([\d-]+)"', page)
    assert following > FIRST_EVENT.isoformat()


def test_nothing_in_the_page_needs_a_style_or_a_script_of_its_own(member: httpx.Client) -> None:
    page = member.get("/trial").text
    assert "<svg" in page
    assert not re.findall(r"<style| style=| on\w+=|<script(?! type=\"module\" src=)", page)


@pytest.mark.parametrize("as_of", ["2999-01-01", "yesterday", "2026-02-31", "2026-06-01'--"])
def test_a_day_that_cannot_be_is_refused_in_words(member: httpx.Client, as_of: str) -> None:
    page, api = (member.get(path, params={"as_of": as_of}) for path in ("/trial", "/api/v1/trial"))
    assert (page.status_code, api.status_code) == (400, 400)
    assert 'role="alert"' in page.text
    assert api.headers["content-type"] == "application/problem+json"


def test_the_verdict_alone_says_the_same_without_charts(member: httpx.Client) -> None:
    whole, verdict = (member.get(f"/trial?as_of={FIRST_EVENT}{part}").text for part in ("", "&part=verdict"))
    until = '<div id="behind"'
    assert verdict.partition(until)[0] == whole.partition(until)[0]
    assert "<svg" not in verdict


async def test_what_no_pattern_knows_is_little_and_all_else_is_japanese(site: ConsoleSite) -> None:
    desk = trial_here(site.folder)
    said = set[str]()
    for as_of in ("", FIRST_EVENT.isoformat(), MIDWAY.date().isoformat()):
        shown = await desk.trial(Audience.BLINDED, as_of, "ja")
        for chart in shown.charts:
            said |= {chart.title, chart.says, *chart.data.headings}
            said |= {*re.findall(r"<text[^>]*>([^<]+)</text>", chart.svg)}
        for chapter in shown.chapters:
            said |= {chapter.heading, *(block.text for block in chapter.blocks)}
            said |= {heading for block in chapter.blocks if block.table for heading in block.table.headings}
    names = ("log-log", "Clopper–Pearson", "Tacrolimus", "tacrolimus", "ng/mL", "ABO")
    english = [one for one in said if re.search("[a-z]{3}", _without(one, names))]
    assert english == []


def _without(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def test_a_day_that_is_over_is_the_same_whether_it_was_kept_or_not(site: ConsoleSite) -> None:
    asked = TrialAsked(what="trial", audience=Audience.COMMITTEE, as_of="2026-06-25").model_dump_json().encode()
    kept, anew = TrialMaker(site.folder), TrialMaker(site.folder)
    later = TrialAsked(what="verdict", audience=Audience.COMMITTEE, as_of="2026-07-20").model_dump_json().encode()
    kept.answer(later)  # facts that were read for a later day serve the earlier one
    first = kept.answer(asked)
    assert kept.answer(asked) == first == anew.answer(asked)
    assert TrialAnswer.model_validate_json(first).said

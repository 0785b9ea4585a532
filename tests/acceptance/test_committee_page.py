"""The trial's page at the running service: made by a process of its own, for whom the link is, and nothing more."""

import asyncio
import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graftwatch.committee.audience import Audience
from graftwatch.console.committee_page import Made
from graftwatch.entrypoints.cli.safety_link import link
from graftwatch.entrypoints.committee_child import CommitteeChild
from graftwatch.entrypoints.options import StartOptions
from page_of_service import NUMBER, PagedSite
from running_service import RunningService, until

ROSTER = f"""subject,identifier,authority,transplanted_at,arm
S01,{NUMBER},HOSP,2026-06-01T10:00,cells
S02,ZQ-4712,HOSP,2026-06-02T10:00,standard
"""
ARMS = re.compile("cells|standard", re.IGNORECASE)


@dataclass(frozen=True)
class Running:
    """A service with two recipients, one of them with a bloodstream infection."""

    site: PagedSite
    service: RunningService


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    site = PagedSite(tmp_path_factory.mktemp("trial"))
    site.roster.write_text(ROSTER)
    with site.start() as service:
        site.growth(service)
        service.settled()
        yield Running(site, service)


def linked(site: PagedSite, *words: str) -> Result:
    return CliRunner().invoke(link, [*words, "--data", str(site.data)])


def path_for(site: PagedSite, audience: Audience) -> str:
    return linked(site, "--for", audience.value).stdout.strip().removeprefix("http://127.0.0.1:8080")


@pytest.mark.timeout(180)
def test_the_page_shows_each_audience_the_report_that_is_theirs(running: Running) -> None:
    service = running.service
    committee, blinded = (path_for(running.site, one) for one in Audience)
    assert committee != blinded

    seen = service.http.get(committee)
    assert seen.status_code == 200
    text = unescape(seen.text)
    assert "Bloodstream infection: events against the stopping boundary" in text
    assert "1 of 2 evaluable recipients had the event" in text
    assert seen.text.count("<svg") > 4
    assert seen.text.count("<details>") > 4
    assert 'http-equiv="refresh"' in seen.text
    assert ARMS.search(text)

    for query in ("", "?for=committee", "?audience=committee"):
        pooled = service.http.get(blinded + query)
        assert pooled.status_code == 200
        assert "Blinded" in pooled.text
        assert not ARMS.search(pooled.text)

    for page in (seen, service.http.get(blinded)):
        assert not re.search(r"<script|\sstyle=|\son\w+=|src=|https?://(?!www\.w3\.org)", page.text)
        assert NUMBER not in page.text
        assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert service.http.get(blinded + "?as_of=2999-01-01").status_code == 400
    early = service.http.get(blinded + "?as_of=2020-01-01")
    assert (early.status_code, "nobody was enrolled" in early.text) == (400, True)
    assert service.http.get("/committee").status_code == 403
    token = blinded.rpartition("/")[2]
    assert NUMBER not in service.log()
    assert token not in service.log()


@pytest.mark.timeout(180)
def test_a_link_says_whom_it_is_for_and_until_when(running: Running) -> None:
    said = linked(running.site, "--for", "blinded", "--hours", "2")
    assert said.exit_code == 0
    assert said.stdout.startswith("http://127.0.0.1:8080/committee/")
    assert "for blinded readers, until 20" in said.stderr
    assert linked(running.site, "--for", "everybody").exit_code == 2
    assert linked(running.site, "--for", "blinded", "--hours", "0").exit_code == 2
    assert linked(running.site, "--for", "blinded", "--hours", "745").exit_code == 2


@pytest.mark.timeout(180)
async def test_many_readers_cost_one_page_a_death_costs_one_and_nobody_looking_ends_the_process(
    running: Running,
) -> None:
    site = running.site
    child = CommitteeChild(StartOptions(data=site.data, config=site.config), idle_seconds=1.0)
    try:
        made = await asyncio.gather(*(child.page(Audience.BLINDED, "") for _ in range(20)))
        assert all(isinstance(one, Made) and one == made[0] and one.page for one in made)

        first = child.process_id
        assert first is not None
        with suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)
        assert await child.page(Audience.COMMITTEE, "2026-01-01") is None
        assert await child.page(Audience.COMMITTEE, "") is not None

        second = child.process_id
        assert second not in {None, first}
        await asyncio.to_thread(until, lambda: not Path(f"/proc/{second}").exists())
    finally:
        await child.stop()

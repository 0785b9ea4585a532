"""The page of feeds: what is faulty first, figures from where they can be had, and who may look."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from console_site import ConsoleSite
from embedded import TRANSPLANT, Embedded, enrolment, temperature
from graftwatch.adapters.prometheus.gateway import PrometheusGatewayMetrics
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.console.feeds import FolderFeeds
from graftwatch.entrypoints.feed_settings import MllpFeed
from graftwatch.entrypoints.gateway_figures import parsed
from graftwatch.pipeline.gateway_metrics import GatewayLevels
from graftwatch.pipeline.quarantine import NewQuarantined

FEEDS = (MllpFeed(name="laboratory"), MllpFeed(name="ward", port=2576, silence_minutes=30))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    service = Embedded(tmp_path_factory.mktemp("feeds"), FEEDS).enrol(enrolment())
    service.receive(temperature("T1", TRANSPLANT, "36.6"), TRANSPLANT, "ward")
    for hour in range(3):
        at = TRANSPLANT + timedelta(hours=hour)
        service.receive(temperature(f"L{hour}", at, "36.6"), at, "laboratory")
    service.run()
    with closing(service.folder.open_quarantine(service.settings)) as quarantine:
        bad = NewQuarantined("laboratory", "not_hl7", "it does not begin with MSH", b"<script>", 8, 0, TRANSPLANT)
        quarantine.add([bad])
    with ConsoleSite(service.settings) as opened:
        yield opened
    service.close()


def test_the_feed_that_is_silent_stands_first_and_says_since_when(site: ConsoleSite) -> None:
    text = site.signed_in(Role.INTEGRATION).get("/feeds").text
    assert text.index('id="feed-ward"') < text.index('id="feed-laboratory"')
    assert "Silent since 2026-06-01 10:00." in text


def test_a_reason_of_the_quarantine_leads_to_its_records(site: ConsoleSite) -> None:
    text = site.signed_in(Role.INTEGRATION).get("/feeds").text
    assert "/quarantine?feed=laboratory&amp;reason=not_hl7" in text
    assert "it does not begin with MSH" in text


def test_figures_that_cannot_be_had_are_not_guessed(site: ConsoleSite) -> None:
    text = site.signed_in(Role.INTEGRATION).get("/feeds").text
    assert "connections and answer times are not known" in text


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.INTEGRATION])
def test_others_do_not_see_feeds(site: ConsoleSite, role: Role) -> None:
    assert site.signed_in(role).get("/feeds").status_code == 403


def test_the_gateways_own_figures_are_shown(site: ConsoleSite) -> None:
    """What the gateway really writes is what is read."""
    metrics = PrometheusGatewayMetrics(registry := CollectorRegistry())
    metrics.levels_from(lambda: GatewayLevels(2, 0, 0, 0, 0, {"laboratory": 2, "ward": 0}))
    metrics.frames("laboratory", "accepted", 97)
    metrics.frames("laboratory", "duplicate", 2)
    metrics.frames("laboratory", "rejected", 1)
    metrics.acknowledged("laboratory", 0.004, 99)
    metrics.acknowledged("laboratory", 0.4, 1)
    text = generate_latest(registry).decode()
    shown = FolderFeeds(site.folder, lambda _: parsed(text)).feeds()
    laboratory = next(one for one in shown.feeds if one.name == "laboratory")
    assert laboratory.connected == 2
    assert laboratory.answers is not None
    assert (laboratory.answers.accepted, laboratory.answers.repeated, laboratory.answers.rejected) == (99, 2, 1)
    assert laboratory.ack_p50_seconds is not None
    assert 0.0025 < laboratory.ack_p50_seconds < 0.005 == laboratory.ack_p99_seconds

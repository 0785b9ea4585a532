"""Which open pages are told of what: a hospital's traffic and the service's own heartbeats wake no ward's page."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from console_site import ConsoleSite
from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.changed import state_of
from graftwatch.entrypoints.heartbeat import FEED, heartbeat_enrolment, heartbeat_message


class Watched:
    """A folder with one recipient, and what changed in it since it was last asked."""

    def __init__(self, folder: Path) -> None:
        self.site = Embedded(folder)
        self.site.enrol(heartbeat_enrolment(tokyo(0, 10)), enrolment()).run()
        settings = self.site.settings.model_copy(update={"clock": "real"})  # where time alone is no news
        self._look = state_of(OpenFolder.of_settings(settings))
        self._held = self._look()

    def changed(self) -> set[str]:
        before, self._held = self._held, self._look()
        return {topic for topic in self._held if self._held[topic] != before.get(topic)}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    one = Watched(tmp_path)
    yield one
    one.site.close()


def test_what_is_heard_of_a_recipient_changes_what_is_known(watched: Watched) -> None:
    culture = blood_culture("C1", tokyo(6, 2), collected_at=tokyo(5, 8), said="Escherichia coli")
    watched.site.receive(culture, tokyo(6, 3)).run()
    assert {"signals", "messages", "service"} <= watched.changed()
    watched.site.decide(tokyo(6, 4), type="acknowledge", subject="S01", page=watched.site.pages[0].id).run()
    assert "signals" in watched.changed()


def test_other_patients_messages_and_heartbeats_wake_no_ward(watched: Watched) -> None:
    watched.site.receive(temperature("T1", tokyo(6, 6), "38.9", number="nobody"), tokyo(6, 7)).run()
    assert watched.changed() == {"messages"}
    watched.site.receive(heartbeat_message(tokyo(6, 8)), tokyo(6, 8), FEED).run()
    assert watched.changed() == set()


def test_who_is_enrolled_changes_the_roster(watched: Watched) -> None:
    watched.site.enrol(enrolment("S02", "4712"), at=tokyo(1, 1)).run()
    assert "roster" in watched.changed()


def test_a_blinded_member_is_told_of_the_time_alone(watched: Watched) -> None:
    with ConsoleSite(watched.site.settings) as console:
        page = console.signed_in(Role.COMMITTEE_BLINDED).get("/trial").text
        unblinded = console.signed_in(Role.COMMITTEE, account="chair").get("/trial").text
    assert set(stand_in(page)) == {"run", "minute"}
    assert {"signals", "roster"} < set(stand_in(unblinded))


def stand_in(page: str) -> dict[str, object]:
    found = re.search(r'data-stand="([^"]*)"', page)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def test_a_page_says_by_which_changes_it_was_made_and_one_beyond_the_limit_is_told_so(watched: Watched) -> None:
    with ConsoleSite(watched.site.settings) as console:
        ward = console.signed_in(Role.INFECTION_CONTROL)
        assert "data-stand" in ward.get("/signals").text
        console.parts.streams.open = console.parts.streams.limit
        answer = ward.get("/events")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")

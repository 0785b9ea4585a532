"""At a receiver's published limit a page goes out whole; beyond it lines are cut or counted, and none is refused."""

import json
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from graftwatch.paging import Page, PageDetails
from graftwatch.paging.payloads import (
    Told,
    opsgenie_requests,
    pagerduty_acknowledgements,
    pagerduty_events,
    slack_message,
    teams_message,
    text_message,
)
from graftwatch.paging.sms import units
from paging_builders import FOUR_IN_THE_AFTERNOON, page
from published_apis import opsgenie, pagerduty, slack, teams
from receivers import Judge, Request, Verdict

TOKYO = ZoneInfo("Asia/Tokyo")
FULL = "𝄞" * 400
"""A line as long as a page's lines may be, each character four bytes."""


def full(**fields: object) -> Page:
    """A page that holds all that it can."""
    lines = (FULL,) * 40
    details = PageDetails(
        since=FOUR_IN_THE_AFTERNOON,
        because=FULL,
        organisms=lines,
        evidence=lines,
        missing=lines,
        changed=lines,
        asks=FULL,
    )
    return page(summary="𝄞" * 1024, short="𝄞" * 160, details=details, **fields)


def judged(judge: Judge, path: str, body: bytes) -> Verdict:
    return judge(Request(path, {"Authorization": "GenieKey key"}, body))


class TestPagerDuty:
    """Summary 1,024, dedup key 255, event 512 KB."""

    def test_the_fullest_page_is_taken(self) -> None:
        [event] = pagerduty_events(Told(full(dedup_key="k" * 255)), "key")
        assert judged(pagerduty, "", event.as_json().encode()).status == 202

    @pytest.mark.parametrize(("field", "length"), [("summary", 1025), ("dedup_key", 256)])
    def test_no_page_can_be_longer(self, field: str, length: int) -> None:
        with pytest.raises(ValidationError, match=field):
            page(**{field: "k" * length})

    def test_no_acknowledgement_has_a_longer_key(self) -> None:
        [event] = pagerduty_acknowledgements(["k" * 255], "key")
        assert judged(pagerduty, "", event.as_json().encode()).status == 202
        with pytest.raises(ValidationError, match="dedup_key"):
            pagerduty_acknowledgements(["k" * 256], "key")


class TestOpsgenie:
    """Message 130, description 15,000 characters, in characters, not bytes."""

    def test_the_fullest_page_is_taken_and_says_what_it_left_out(self) -> None:
        [request] = opsgenie_requests(Told(full(dedup_key="k" * 255)))
        assert judged(opsgenie, request.path, request.as_json().encode()).fault == ""
        alert = json.loads(request.as_json())
        assert len(alert["message"]) == 130
        assert 14_000 < len(alert["description"]) <= 15_000
        assert "more" in alert["description"]

    @pytest.mark.parametrize(("length", "said"), [(130, "x" * 130), (131, "x" * 129 + "…")])
    def test_a_message_is_cut_at_130(self, length: int, said: str) -> None:
        [request] = opsgenie_requests(Told(page(short="x" * length)))
        assert json.loads(request.as_json())["message"] == said


class TestTeams:
    """28 KB in all, in bytes."""

    def test_the_fullest_page_is_taken_and_says_what_it_left_out(self) -> None:
        body = teams_message(Told(full(), "", "https://graftwatch.example/acknowledge/" + "t" * 200)).as_json()
        assert judged(teams, "", body).fault == ""
        assert 20 * 1024 < len(body) <= 28 * 1024
        assert b"more" in body

    def test_what_fits_is_told_to_the_last_line(self) -> None:
        details = PageDetails(since=FOUR_IN_THE_AFTERNOON, evidence=tuple(f"line {number}" for number in range(40)))
        assert b"line 39" in teams_message(Told(page(details=details))).as_json()


class TestSlack:
    """A section 3,000 characters after escaping, a header 150, 50 blocks, and less than 9,600 in all."""

    def test_the_fullest_page_is_taken(self) -> None:
        message = slack_message(Told(full(), "", "https://graftwatch.example/acknowledge/" + "t" * 200))
        assert judged(slack, "", message.as_json()).fault == ""

    def test_a_page_of_what_must_be_escaped_is_taken(self) -> None:
        line = "&" * 400
        details = PageDetails(
            since=FOUR_IN_THE_AFTERNOON, because=line, evidence=(line,) * 40, missing=(line,) * 40, changed=(line,) * 40
        )
        message = slack_message(Told(page(summary="&" * 1024, short="&" * 160, details=details)))
        assert judged(slack, "", message.as_json()).fault == ""
        assert len(message.blocks[1].text.text) <= 3000

    @pytest.mark.parametrize(("length", "said"), [(600, "&amp;" * 600), (601, "&amp;" * 599 + "…")])
    def test_a_summary_is_cut_where_its_escaped_form_ends(self, length: int, said: str) -> None:
        message = slack_message(Told(page(summary="&" * length)))
        assert message.blocks[1].text.text == said


class TestTextMessage:
    """160 septets, or the units that the settings allow."""

    LINK = "https://graftwatch.example/acknowledge/" + "t" * 20
    """59 characters; a line feed before it makes 60."""

    @pytest.mark.parametrize(
        ("short", "length", "before"),
        [
            pytest.param("x" * 20, 160, "x" * 20, id="short enough for both"),
            pytest.param("x" * 100, 160, "x" * 100, id="100 and the link: exactly 160"),
            pytest.param("x" * 101, 160, "x" * 97 + "...", id="one more: cut, for the link goes with it"),
            pytest.param("x" * 160, 220, "x" * 160, id="two parts hold both"),
        ],
    )
    def test_the_link_goes_along_where_there_is_room(self, short: str, length: int, before: str) -> None:
        body = text_message(Told(page(short=short), "", self.LINK), length).body
        assert body == f"{before}\n{self.LINK}"
        assert units(body) <= length

    def test_where_the_link_leaves_too_little_the_words_stand_alone(self) -> None:
        assert text_message(Told(page(short="x" * 150), "", self.LINK), 159).body == "x" * 150

    def test_without_a_link_one_beyond_the_limit_is_cut(self) -> None:
        assert text_message(Told(page(short="x" * 71)), 70).body == "x" * 67 + "..."
        assert text_message(Told(page(short="x" * 70)), 70).body == "x" * 70

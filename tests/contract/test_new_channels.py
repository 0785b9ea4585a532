"""What Opsgenie, Slack, Teams, Apprise and Alertmanager are told, what their answers mean; people's own addresses."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from graftwatch.adapters.senders.channels import route
from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, Page, PageReason
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Refused, Sender, Unavailable
from paging_builders import page
from published_apis import JUDGES
from receivers import HttpReceiver, Judge, Request, Verdict, http_receiver
from sender_bench import API_KEY, NOW, ROUTING_KEY, TOKEN, TOKYO, settings_of, sms_gateway


@asynccontextmanager
async def standing(
    kind: str, judge: Judge | None = None, **fields: object
) -> AsyncIterator[tuple[Sender, HttpReceiver]]:
    """A channel of a kind before a receiver that judges by what the kind publishes."""
    with http_receiver(judge or JUDGES[kind]) as receiver:
        sender = route(settings_of(kind, receiver.url, timeout_seconds=5.0, **fields), TOKYO).sender
        yield sender, receiver
        await sender.close()
        assert receiver.faults == []


async def tell(sender: Sender, one: Page, now: datetime = NOW, **fields: str) -> Answer:
    return await sender.send(Dispatch(Delivery(one, "channel", NOW, NOW), **fields), now)


async def say_heard(sender: Sender, *keys: str, address: str = "") -> Answer:
    return await sender.send(Dispatch(Delivery(page(), "channel", NOW, NOW, acknowledges=keys), address=address), NOW)


def bodies(receiver: HttpReceiver) -> list[dict[str, object]]:
    return [json.loads(text) for text in receiver.received()]


class TestHeardElsewhere:
    """A receiver that calls on is told that somebody heard, and is not told the page again."""

    async def test_pagerduty(self) -> None:
        async with standing("pagerduty") as (sender, receiver):
            assert await say_heard(sender, "one", "two") == Accepted()
        assert bodies(receiver) == [
            {"routing_key": ROUTING_KEY, "event_action": "acknowledge", "dedup_key": key} for key in ("one", "two")
        ]

    async def test_opsgenie(self) -> None:
        async with standing("opsgenie") as (sender, receiver):
            assert isinstance(await say_heard(sender, "one/two"), Accepted)
        assert receiver.requests[0].path == "/v2/alerts/one%2Ftwo/acknowledge?identifierType=alias"

    async def test_with_the_key_that_the_person_was_told_by(self) -> None:
        async with standing("pagerduty") as (sender, receiver):
            await say_heard(sender, "one", address="R0UT1NGKEY0FAPERS0N")
        assert bodies(receiver)[0]["routing_key"] == "R0UT1NGKEY0FAPERS0N"


class TestOpsgenie:
    """The Alert API."""

    async def test_an_alert(self) -> None:
        async with standing("opsgenie") as (sender, receiver):
            answer = await tell(sender, page())
        assert answer == Accepted("request 43a29c5c-3dbf-4fa4-9c26-f4f71023e120")
        assert receiver.requests[0].headers["Authorization"] == f"GenieKey {API_KEY}"
        [alert] = bodies(receiver)
        assert (alert["alias"], alert["message"], alert["priority"], alert["entity"]) == (
            page().dedup_key,
            "S01 POD 3: BSI suspected",
            "P2",
            "S01",
        )

    async def test_a_retraction_closes_every_alias_and_tells_people_quietly(self) -> None:
        retraction = page(sequence=3, reason=PageReason.RETRACTED, resolves=("one", "two"))
        async with standing("opsgenie") as (sender, receiver):
            await tell(sender, retraction)
        assert [one.path.partition("?")[0] for one in receiver.requests] == [
            "/v2/alerts/one/close",
            "/v2/alerts/two/close",
            "/v2/alerts",
        ]
        last = bodies(receiver)[2]
        assert (last["alias"], last["priority"]) == (f"graftwatch-{retraction.id}", "P5")

    async def test_what_is_closed_is_closed_and_nobody_is_called(self) -> None:
        async with standing("opsgenie") as (sender, receiver):
            await tell(sender, page(sequence=2, reason=PageReason.RESOLVED, resolves=("one",)))
        assert [one.path for one in receiver.requests] == ["/v2/alerts/one/close?identifierType=alias"]

    async def test_what_was_revised_is_a_note_for_those_who_have_the_alert_open(self) -> None:
        async with standing("opsgenie") as (sender, receiver):
            await tell(sender, page(sequence=2, reason=PageReason.REVISED, dedup_key="one"))
        assert [one.path for one in receiver.requests] == ["/v2/alerts", "/v2/alerts/one/notes?identifierType=alias"]

    async def test_a_rate_limit_says_how_long_to_wait_by_its_own_header(self) -> None:
        async with standing("opsgenie") as (sender, receiver):
            receiver.answers.append((429, {"X-RateLimit-Period-In-Sec": "60"}))
            answer = await tell(sender, page())
        assert answer == Unavailable("the receiver answered 429 Too Many Requests", timedelta(seconds=60))


class TestSlack:
    """Incoming webhooks."""

    @pytest.mark.parametrize(
        ("status", "word"),
        [(400, b"invalid_payload"), (403, b"action_prohibited"), (404, b"no_service"), (410, b"channel_is_archived")],
    )
    async def test_a_refusal_says_why(self, status: int, word: bytes) -> None:
        async with standing("slack", lambda _: Verdict(status, word)) as (sender, _):
            answer = await tell(sender, page())
        assert isinstance(answer, Refused)
        assert answer.reason.endswith(f": {word.decode()}")

    async def test_what_is_no_word_of_slacks_stays_out_of_the_reason(self) -> None:
        async with standing("slack", lambda _: Verdict(404, b"<html>S01 t0ken</html>")) as (sender, _):
            assert await tell(sender, page()) == Refused("the receiver answered 404 Not Found")

    async def test_nothing_in_a_page_mentions_anybody(self) -> None:
        async with standing("slack") as (sender, receiver):
            await tell(sender, page(summary="<!channel> <@U123> & <https://x|y>", short="<!here> S01"))
        [message] = bodies(receiver)
        assert message["text"] == "&lt;!here&gt; S01"
        assert "&lt;!channel&gt; &lt;@U123&gt; &amp; " in receiver.received()[0]


class TestTeams:
    """Webhooks by Workflows."""

    async def test_what_teams_refused_behind_a_webhook_that_took_it_is_refused(self) -> None:
        said = b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413"
        async with standing("teams", lambda _: Verdict(200, said)) as (sender, _):
            assert isinstance(await tell(sender, page()), Refused)

    async def test_what_teams_had_no_time_for_comes_later(self) -> None:
        said = b"Microsoft Teams endpoint returned HTTP error 429 with ContextId tcid=0"
        async with standing("teams", lambda _: Verdict(200, said)) as (sender, _):
            assert isinstance(await tell(sender, page()), Unavailable)

    async def test_markdown_in_a_page_is_taken_literally(self) -> None:
        async with standing("teams") as (sender, receiver):
            await tell(sender, page(summary="2*3 [x](y) _z_"))
        assert "2\\\\*3 \\\\[x\\\\]\\\\(y\\\\) \\\\_z\\\\_" in receiver.received()[0]


class TestAlertmanager:
    """API v2."""

    SILENT = page(subject="", story="health.feed_silent:lab", kind=HealthKind.FEED_SILENT, post_operative_day=None)

    async def test_an_alert_lasts_four_renewals_and_begins_with_its_trouble(self) -> None:
        async with standing("alertmanager", renew_after_seconds=60) as (sender, receiver):
            await tell(sender, self.SILENT, NOW + timedelta(hours=1))
        [[alert]] = bodies(receiver)
        assert alert["labels"] == {
            "alertname": "GraftwatchFeedSilent",
            "severity": "critical",
            "service": "graftwatch",
            "story": "health.feed_silent:lab",
        }
        assert alert["startsAt"] == "2026-06-04T07:00:00Z"
        assert alert["endsAt"] == "2026-06-04T08:04:00Z"
        assert alert["generatorURL"] == self.SILENT.link

    async def test_an_end_is_the_same_alert_ended_now(self) -> None:
        over = self.SILENT.model_copy(update={"sequence": 2, "reason": PageReason.RESOLVED, "resolves": ("key",)})
        async with standing("alertmanager") as (sender, receiver):
            await tell(sender, self.SILENT)
            await tell(sender, over, NOW + timedelta(hours=1))
        [began], [ended] = bodies(receiver)
        assert ended["labels"] == began["labels"]
        assert ended["endsAt"] == "2026-06-04T08:00:00Z"

    async def test_one_of_two_that_takes_it_is_enough(self) -> None:
        with http_receiver(JUDGES["alertmanager"]) as other:
            async with standing("alertmanager", urls=[other.url, "http://127.0.0.1:1"]) as (sender, _):
                assert await tell(sender, self.SILENT) == Accepted("1 of 2 Alertmanagers took it")

    @pytest.mark.parametrize(
        ("one", "taken"),
        [
            pytest.param(SILENT, True, id="a silent feed"),
            pytest.param(page(), False, id="a recipient's"),
            pytest.param(
                page(subject="", kind=HealthKind.PAGES_HELD_BACK), False, id="a storm, which names recipients"
            ),
            pytest.param(page(subject="", kind=HealthKind.IDENTITY_IN_DOUBT), False, id="whose a number is"),
            pytest.param(page(subject="", kind=HealthKind.PAGE_LOST), False, id="a lost page, which is told in it"),
        ],
    )
    def test_no_page_about_recipients_goes_there(self, one: Page, *, taken: bool) -> None:
        channel = settings_of("alertmanager", "http://127.0.0.1:1").channel
        assert channel.takes(one) is taken
        assert channel.takes(one.model_copy(update={"severity": Severity.NOTIFY})) is taken

    def test_it_cannot_be_set_to_take_them(self) -> None:
        with pytest.raises(ValidationError, match="about"):
            settings_of("alertmanager", "http://127.0.0.1:1", about=["recipients"])


class TestApprise:
    """What the library knows."""

    async def test_a_text_message_fits_one_sms_and_has_no_title(self) -> None:
        async with standing("sms") as (sender, receiver):
            await tell(sender, page(short="S01 POD 3: " + "x" * 149))
        [said] = bodies(receiver)
        assert said["params"]["message"] == "S01 POD 3: " + "x" * 149  # type: ignore[index]  # JSON

    async def test_a_gateway_that_took_it_and_says_that_it_did_not_is_asked_again(self) -> None:
        def offline(request: Request) -> Verdict:
            del request
            return Verdict(200, b'{"result": {"status": "error", "error_text": "modem to 15551234567 offline"}}')

        async with standing("sms", offline) as (sender, _):
            answer = await tell(sender, page())
        assert answer == Unavailable("the service did not take the message and answered 200 OK")

    @pytest.mark.parametrize(
        ("status", "meaning"), [(401, Refused), (404, Refused), (429, Unavailable), (503, Unavailable)]
    )
    async def test_the_status_is_all_that_is_taken_from_its_log(self, status: int, meaning: type[Answer]) -> None:
        async with standing("apprise", lambda _: Verdict(status, b"to +81 90 0000 0000")) as (sender, _):
            answer = await tell(sender, page())
        assert isinstance(answer, meaning)
        assert not isinstance(answer, Accepted)
        assert answer.reason.startswith(f"the service did not take the message and answered {status}")
        assert "0000" not in answer.reason
        assert TOKEN not in answer.reason

    async def test_one_of_two_that_takes_it_is_enough(self) -> None:
        with http_receiver(JUDGES["apprise"]) as other:
            urls = [other.url.replace("http", "json"), "json://127.0.0.1:1/"]
            async with standing("apprise", urls=urls) as (sender, _):
                assert await tell(sender, page()) == Accepted("1 of 2 services took it")

    async def test_it_follows_no_redirect(self) -> None:
        with http_receiver() as elsewhere:
            async with standing("apprise", lambda _: Verdict(301)) as (sender, receiver):
                receiver.answers.append((301, {"Location": elsewhere.url}))
                assert not isinstance(await tell(sender, page()), Accepted)
            assert elsewhere.requests == []

    @pytest.mark.parametrize("url", ["nosuch://x", "smseagle://only-a-token", "mailto"])
    def test_a_url_that_apprise_does_not_know_is_refused_by_name_and_not_shown(self, url: str) -> None:
        with pytest.raises(ValidationError, match="urls") as refused:
            settings_of("apprise", "http://127.0.0.1:1", urls=[url])
        assert url not in refused.value.errors(include_input=False)[0]["msg"]


class TestOwnAddresses:
    """A person's own address stands in for the channel's."""

    @pytest.mark.parametrize("kind", ["webhook", "slack", "teams"])
    async def test_a_url(self, kind: str) -> None:
        with http_receiver(JUDGES[kind]) as own:
            async with standing(kind) as (sender, receiver):
                assert isinstance(await tell(sender, page(), address=f"{own.url}/own"), Accepted)
            assert receiver.requests == []
            assert [one.path for one in own.requests] == ["/own"]

    @pytest.mark.parametrize("kind", ["webhook", "slack", "teams"])
    async def test_what_is_no_url_is_refused(self, kind: str) -> None:
        async with standing(kind) as (sender, _):
            for address in ("doctor-a", "file:///etc/passwd", "http://"):
                assert isinstance(await tell(sender, page(), address=address), Refused | Unavailable)

    async def test_a_routing_key(self) -> None:
        async with standing("pagerduty") as (sender, receiver):
            await tell(sender, page(), address="R0UT1NGKEY0FAPERS0N")
        assert bodies(receiver)[0]["routing_key"] == "R0UT1NGKEY0FAPERS0N"

    async def test_an_api_key(self) -> None:
        async with standing("opsgenie") as (sender, receiver):
            await tell(sender, page(), address="key-of-a-person")
        assert receiver.requests[0].headers["Authorization"] == "GenieKey key-of-a-person"

    async def test_a_number_in_the_gateways_url(self) -> None:
        with http_receiver(JUDGES["sms"]) as gateway:
            url = sms_gateway(gateway.url, "{address}")
            async with standing("sms", urls=[url]) as (sender, _):
                assert await tell(sender, page(), address="+819012345678") == Accepted()
                assert await tell(sender, page()) == Refused("nobody's address stands in the channel's URLs")
            [said] = bodies(gateway)
        assert str(said["params"]["to"]).removeprefix("+") == "819012345678"  # type: ignore[index]  # JSON

    async def test_an_apprise_url(self) -> None:
        with http_receiver(JUDGES["apprise"]) as own:
            async with standing("apprise") as (sender, receiver):
                await tell(sender, page(), address=own.url.replace("http", "json"))
            assert receiver.requests == []
            assert len(own.requests) == 1

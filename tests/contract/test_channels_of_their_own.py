"""What is each channel's own, against real receivers on loopback: statuses, payloads, encryption, durability."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from pydantic import SecretStr

from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.settings import (
    ChannelSettings,
    FileChannel,
)
from graftwatch.paging import PageReason
from graftwatch.paging.payloads import PageNotification
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Accepted, Dispatch, Refused, Unavailable
from hard_receivers import self_signed
from paging_builders import page
from receivers import Answer, HttpReceiver, MailReceiver, http_receiver, mail_receiver
from sender_bench import (
    NOW,
    ROUTING_KEY,
    SECRET,
    TOKYO,
    email,
    pagerduty,
    webhook,
)


@pytest.fixture
def http() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def mail() -> Iterator[MailReceiver]:
    with mail_receiver() as receiver:
        yield receiver


class TestHttpAnswers:
    """What HTTP statuses mean; the same for PagerDuty and webhooks."""

    @pytest.mark.parametrize(
        ("status", "headers", "expected"),
        [
            pytest.param(200, {}, Accepted(), id="200"),
            pytest.param(202, {}, Accepted(), id="202: accepted"),
            pytest.param(
                429,
                {"Retry-After": "7"},
                Unavailable("the receiver answered 429 Too Many Requests", timedelta(seconds=7)),
                id="429 with a wait",
            ),
            pytest.param(429, {}, Unavailable("the receiver answered 429 Too Many Requests"), id="429 without one"),
            pytest.param(
                503,
                {"Retry-After": "Thu, 04 Jun 2026 07:01:00 GMT"},
                Unavailable("the receiver answered 503 Service Unavailable", timedelta(minutes=1)),
                id="503 until a date",
            ),
            pytest.param(
                429,
                {"Retry-After": "99999999999"},
                Unavailable("the receiver answered 429 Too Many Requests", timedelta(hours=1)),
                id="429 for ever: an hour",
            ),
            pytest.param(502, {}, Unavailable("the receiver answered 502 Bad Gateway"), id="502"),
            pytest.param(400, {}, Refused("the receiver answered 400 Bad Request"), id="400: never again"),
            pytest.param(403, {}, Refused("the receiver answered 403 Forbidden"), id="403: wrong key"),
            pytest.param(
                301,
                {"Location": "http://127.0.0.1:1/"},
                Refused("the receiver answered 301 Moved Permanently"),
                id="301: pages do not follow",
            ),
        ],
    )
    @pytest.mark.parametrize("settings", [pagerduty, webhook], ids=["pagerduty", "webhook"])
    async def test_status(
        self,
        http: HttpReceiver,
        settings: Callable[[str], ChannelSettings],
        status: int,
        headers: dict[str, str],
        expected: object,
    ) -> None:
        http.answers.append((status, headers))
        sender = route(settings(http.url), TOKYO).sender
        assert await sender.send(Dispatch(Delivery(page(), "channel", NOW, NOW)), NOW) == expected
        await sender.close()


class TestPagerDuty:
    """The Events API v2."""

    async def test_a_trigger(self, http: HttpReceiver) -> None:
        sender = route(pagerduty(http.url), TOKYO).sender
        await sender.send(Dispatch(Delivery(page(), "pagerduty", NOW, NOW)), NOW)
        await sender.close()
        event = json.loads(http.requests[0].body)
        assert event["payload"].pop("custom_details")["subject"] == "S01"
        assert event == {
            "routing_key": ROUTING_KEY,
            "event_action": "trigger",
            "dedup_key": page().dedup_key,
            "payload": {
                "summary": "Bloodstream infection suspected. S01, post-operative day 3.",
                "source": "graftwatch",
                "severity": "error",
                "timestamp": "2026-06-04T07:00:00Z",
                "component": "bsi",
                "group": "S01",
                "class": "bsi.suspected",
            },
            "client": "graftwatch",
            "client_url": "https://graftwatch.example/recipients/S01",
            "links": [{"href": "https://graftwatch.example/recipients/S01", "text": "The recipient's page"}],
        }

    async def test_a_retraction_resolves_every_key_and_tells_people_quietly(self, http: HttpReceiver) -> None:
        sender = route(pagerduty(http.url), TOKYO).sender
        retraction = page(sequence=3, reason=PageReason.RETRACTED, dedup_key="two", resolves=("one", "two"))
        await sender.send(Dispatch(Delivery(retraction, "pagerduty", NOW, NOW)), NOW)
        await sender.close()
        events = [json.loads(text) for text in http.received()]
        assert [(one["event_action"], one["dedup_key"]) for one in events] == [
            ("resolve", "one"),
            ("resolve", "two"),
            ("trigger", f"graftwatch-{retraction.id}"),
        ]
        assert events[2]["payload"]["severity"] == "info"

    async def test_what_is_closed_is_resolved_and_nobody_is_called(self, http: HttpReceiver) -> None:
        sender = route(pagerduty(http.url), TOKYO).sender
        closed = page(sequence=2, reason=PageReason.RESOLVED, resolves=("one",))
        await sender.send(Dispatch(Delivery(closed, "pagerduty", NOW, NOW)), NOW)
        await sender.close()
        assert [json.loads(text)["event_action"] for text in http.received()] == ["resolve"]

    async def test_when_one_event_does_not_get_through_the_next_attempt_goes_on_there(self, http: HttpReceiver) -> None:
        sender = route(pagerduty(http.url), TOKYO).sender
        closed = page(sequence=2, reason=PageReason.RESOLVED, resolves=("one", "two"))
        http.will(Answer.OK, Answer.LATER)
        assert isinstance(await sender.send(Dispatch(Delivery(closed, "pagerduty", NOW, NOW)), NOW), Unavailable)
        assert await sender.send(Dispatch(Delivery(closed, "pagerduty", NOW, NOW)), NOW) == Accepted()
        await sender.close()
        assert [json.loads(text)["dedup_key"] for text in http.received()] == ["one", "two"]


async def test_a_webhook_is_signed_over_its_time_and_its_body(http: HttpReceiver) -> None:
    sender = route(webhook(http.url), TOKYO).sender
    delivery = Delivery(page(), "webhook", NOW, NOW)
    await sender.send(Dispatch(delivery), NOW)
    await sender.close()
    [request] = http.requests
    timestamp = request.headers["X-Graftwatch-Timestamp"]
    expected = hmac.new(SECRET.encode(), timestamp.encode() + b"." + request.body, hashlib.sha256).hexdigest()
    assert timestamp == "1780556400"
    assert request.headers["X-Graftwatch-Signature"] == f"v1={expected}"
    assert request.headers["Idempotency-Key"] == delivery.id
    assert request.headers["Content-Type"] == "application/json"
    assert PageNotification.model_validate_json(request.body) == PageNotification(delivery=delivery.id, page=page())


class TestEmail:
    """SMTP."""

    async def test_a_story_is_one_thread(self, mail: MailReceiver) -> None:
        sender = route(email(mail.port), TOKYO).sender
        for one in (page(), page(sequence=2, previous=page().id)):
            await sender.send(Dispatch(Delivery(one, "mail", NOW, NOW)), NOW)
        first, second = (message_from_bytes(one.content) for one in mail.mails if isinstance(one.content, bytes))
        assert second["In-Reply-To"] == first["Message-ID"]
        assert first["Subject"] == "[graftwatch] S01 POD 3: BSI suspected"
        assert first["To"] == "icn@hospital.example, oncall@hospital.example"
        assert "Since: 2026-06-04 16:00 JST" in mail.received()[0]

    async def test_an_address_that_is_refused_does_not_keep_the_others_from_it(self, mail: MailReceiver) -> None:
        mail.unknown.add("icn@hospital.example")
        sender = route(email(mail.port), TOKYO).sender
        answer = await sender.send(Dispatch(Delivery(page(), "mail", NOW, NOW)), NOW)
        assert answer == Accepted("1 of 2 addresses were refused")
        assert [one.rcpt_tos for one in mail.mails] == [["oncall@hospital.example"]]

    async def test_nobody_left_to_send_to_is_a_refusal(self, mail: MailReceiver) -> None:
        mail.unknown.update({"icn@hospital.example", "oncall@hospital.example"})
        sender = route(email(mail.port), TOKYO).sender
        answer = await sender.send(Dispatch(Delivery(page(), "mail", NOW, NOW)), NOW)
        assert answer == Refused("every address was refused (550)")

    async def test_mail_goes_over_tls_to_a_server_whose_certificate_is_trusted(self, tmp_path: Path) -> None:
        server, certificates = self_signed(tmp_path)
        with mail_receiver(server) as mail:
            trusting = route(email(mail.port, security="starttls", certificates=certificates), TOKYO).sender
            assert await trusting.send(Dispatch(Delivery(page(), "mail", NOW, NOW)), NOW) == Accepted()
            doubting = route(email(mail.port, security="starttls"), TOKYO).sender
            answer = await doubting.send(Dispatch(Delivery(page(), "mail", NOW, NOW)), NOW)
            assert answer == Unavailable("the mail server's certificate is not trusted: self-signed certificate")
        assert len(mail.mails) == 1

    async def test_a_person_gets_the_mail_alone_as_a_thread_of_their_own(self, mail: MailReceiver) -> None:
        sender = route(email(mail.port), TOKYO).sender
        for one in (page(), page(sequence=2, previous=page().id)):
            delivery = Delivery(one, "mail", NOW, NOW, person="doctor-a")
            answer = await sender.send(Dispatch(delivery, address="doctor-a@hospital.example"), NOW)
            assert answer == Accepted()
        await sender.close()
        assert [one.rcpt_tos for one in mail.mails] == [["doctor-a@hospital.example"]] * 2
        first, second = (message_from_bytes(one.content) for one in mail.mails if isinstance(one.content, bytes))
        assert second["In-Reply-To"] == first["Message-ID"]
        assert first["Message-ID"] != f"<{page().id}@graftwatch.invalid>", "another mail than the channel's own"

    @pytest.mark.parametrize(
        "address", ["doctor-a", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.example>", ""]
    )
    async def test_what_is_no_address_is_refused_and_nothing_is_sent(self, mail: MailReceiver, address: str) -> None:
        sender = route(email(mail.port, recipients=["icn@hospital.example"]), TOKYO).sender
        answer = await sender.send(Dispatch(Delivery(page(), "mail", NOW, NOW), address=address), NOW)
        await sender.close()
        assert answer == (Refused("the address is no e-mail address") if address else Accepted())
        assert len(mail.mails) == (0 if address else 1)

    def test_a_password_is_not_sent_in_the_clear(self) -> None:
        with pytest.raises(ValueError, match="goes in the clear"):
            email(25, username="graftwatch", password=SecretStr("word"))


class TestFile:
    """Lines of JSON."""

    async def test_a_line_that_a_crash_tore_does_not_spoil_the_next(self, tmp_path: Path) -> None:
        path = tmp_path / "pages.jsonl"
        path.write_text('{"version": "1", "deliv')
        sender = route(FileChannel(name="file", path=path), TOKYO).sender
        await sender.send(Dispatch(Delivery(page(), "file", NOW, NOW)), NOW)
        torn, line = path.read_text().splitlines()
        assert torn == '{"version": "1", "deliv'
        assert PageNotification.model_validate_json(line).page == page()

    async def test_pages_that_go_out_side_by_side_are_a_line_each(self, tmp_path: Path) -> None:
        path, pages = tmp_path / "pages.jsonl", 400
        senders = [route(FileChannel(name="file", path=path), TOKYO).sender for _ in range(4)]
        sent = Dispatch(Delivery(page(), "file", NOW, NOW))
        await asyncio.gather(*(senders[at % 4].send(sent, NOW) for at in range(pages)))
        lines = path.read_text().split("\n")
        assert lines.pop() == ""
        assert [PageNotification.model_validate_json(line).page for line in lines] == [page()] * pages

"""One contract for every channel, against real receivers on loopback that judge by what they publish."""

import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.settings import ChannelSettings, FileChannel
from graftwatch.findings import SignalKind
from graftwatch.paging import PageReason, Scrub, Words
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Accepted, Dispatch, Refused, Unavailable
from paging_builders import Pager, assessment, page, signal
from published_apis import JUDGES
from receivers import Answer, HttpReceiver, http_receiver, mail_receiver
from sender_bench import (
    API_KEY,
    NOW,
    ROUTING_KEY,
    SECRET,
    TOKEN,
    TOKYO,
    Bench,
    FolderReceiver,
    Receiver,
    email,
    settings_of,
)

LINK = "https://graftwatch.example/acknowledge/eyJwIjoiMTIzIn0.aSbR3w.c2lnbmF0dXJl"
SECRETS = (ROUTING_KEY, SECRET, TOKEN, API_KEY)
OVER_HTTP = ("pagerduty", "opsgenie", "webhook", "slack", "teams", "alertmanager", "apprise", "sms")


@pytest.fixture(params=[*OVER_HTTP, "email", "file"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    with ExitStack() as stack:
        receiver, settings = standing(request.param, tmp_path, stack)
        sender = route(settings, TOKYO).sender
        yield Bench(sender, receiver)
        await sender.close()
        if isinstance(receiver, HttpReceiver):
            assert receiver.faults == []


def standing(kind: str, folder: Path, stack: ExitStack) -> tuple[Receiver, ChannelSettings]:
    """A receiver that judges by what its kind publishes, and the settings that lead to it."""
    match kind:
        case "email":
            mail = stack.enter_context(mail_receiver())
            return mail, email(mail.port)
        case "file":
            (folder / "pages").mkdir()
            path = folder / "pages" / "pages.jsonl"
            return FolderReceiver(path), FileChannel(name="file", path=path)
        case _:
            http = stack.enter_context(http_receiver(JUDGES[kind]))
            return http, settings_of(kind, http.url)


where_somebody_answers = pytest.mark.parametrize("bench", [*OVER_HTTP, "email"], indirect=True)
"""A file neither refuses nor hangs."""


def taken(answer: object) -> bool:
    return isinstance(answer, Accepted)


async def test_a_page_arrives_once_with_its_words_and_what_it_is_acknowledged_by(bench: Bench) -> None:
    assert taken(await bench.sends(page()))
    [text] = bench.receiver.received()
    assert page().id in text or isinstance(bench.receiver, HttpReceiver)
    assert "S01 POD 3: BSI suspected" in text or page().summary in text


@pytest.mark.parametrize("bench", [*OVER_HTTP, "email"], indirect=True)
async def test_a_person_is_told_with_the_link_that_acknowledges_for_them(bench: Bench) -> None:
    assert taken(await bench.sends(page(), acknowledge_link=LINK))
    assert LINK in bench.receiver.received()[0]


@pytest.mark.parametrize("bench", [*OVER_HTTP, "email"], indirect=True)
async def test_a_person_is_told_in_their_language(bench: Bench) -> None:
    japanese = Words(summary="血流感染の疑い。S01。", short="S01 血流感染疑い", details=page().details)
    assert taken(await bench.sends(page(also={"ja": japanese}), language="ja"))
    [text] = bench.receiver.received()
    said = text.encode().decode("unicode_escape") if text.isascii() else text
    assert japanese.short in said or japanese.summary in said


@pytest.mark.parametrize("bench", [*OVER_HTTP, "email"], indirect=True)
async def test_what_has_ended_is_not_there_to_be_acknowledged(bench: Bench) -> None:
    ended = page(sequence=2, reason=PageReason.RETRACTED, resolves=("graftwatch-old",))
    assert taken(await bench.sends(ended, acknowledge_link=LINK))
    said = [text for text in bench.receiver.received() if '"version":"1"' not in text]  # the webhook gives all it has
    assert not [text for text in said if LINK in text]


async def test_every_reason_can_be_told(bench: Bench) -> None:
    for number, reason in enumerate((r for r in PageReason if r not in {PageReason.SUPPRESSED, PageReason.NONE}), 1):
        assert taken(await bench.sends(page(sequence=number, reason=reason, resolves=("graftwatch-old",))))


async def test_a_repeated_delivery_is_the_same_to_the_receiver(bench: Bench) -> None:
    await bench.sends(page())
    await bench.sends(page())
    first, second = bench.receiver.received()
    assert first == second


async def test_a_receiver_that_cannot_now_may_later(bench: Bench) -> None:
    bench.receiver.will(Answer.LATER, Answer.OK)
    assert isinstance(await bench.sends(page()), Unavailable)
    assert taken(await bench.sends(page()))
    assert len(bench.receiver.received()) == 1


@where_somebody_answers
async def test_a_receiver_that_never_will_is_not_asked_again(bench: Bench) -> None:
    bench.receiver.will(Answer.NEVER)
    assert isinstance(await bench.sends(page()), Refused)


@where_somebody_answers
async def test_a_receiver_that_says_nothing_is_left_after_the_timeout(bench: Bench) -> None:
    bench.receiver.will(Answer.HANG)
    assert isinstance(await bench.sends(page()), Unavailable)


async def test_a_reason_names_no_secret_and_no_address(bench: Bench) -> None:
    bench.receiver.will(Answer.LATER)
    answer = await bench.sends(page())
    assert isinstance(answer, Unavailable)
    for private in (*SECRETS, "127.0.0.1", "hospital.example", "S01"):
        assert private not in answer.reason


@pytest.mark.parametrize("kind", OVER_HTTP)
def test_no_settings_show_a_secret(kind: str) -> None:
    settings = settings_of(kind, "http://127.0.0.1:1")
    assert not [secret for secret in SECRETS if secret in repr(settings)]


def test_no_settings_of_mail_show_a_secret() -> None:
    assert SECRET not in repr(email(25, username="", password=SECRET))


async def test_a_page_of_any_size_fits(bench: Bench) -> None:
    pager = Pager()
    long_lines = tuple(f"{number} " + "𝄞" * 5000 for number in range(500))
    pager.looks(
        assessment(
            signal(summary="𝄞" * 5000, reason="𝄞" * 5000, asks="𝄞" * 5000, elements=long_lines, missing=long_lines)
        )
    )
    assert taken(await bench.sends(pager.pages[0]))
    [text] = bench.receiver.received()
    assert len(text.encode()) <= 512 * 1024


async def test_no_identifier_reaches_a_receiver(bench: Bench) -> None:
    identifiers = ("0012345678", "A-4711", "1967-03-21")
    everywhere = f"Yamada Taro, {' '.join(identifiers)}"
    pager = Pager(scrub=Scrub.of(identifiers))
    pager.looks(
        assessment(
            signal(
                SignalKind.BSI_UNRESOLVED,
                summary=everywhere,
                reason=everywhere,
                asks=everywhere,
                elements=(everywhere,),
                missing=(everywhere,),
                organisms=("Yamada Taro",),
                sources=(everywhere,),
            )
        )
    )
    pager.looks(assessment(), minutes=5)
    for one in pager.pages:
        assert taken(await bench.sends(one))
    for text in bench.receiver.received():
        assert not [private for private in (*identifiers, "Yamada", "Taro") if private in text]


@pytest.mark.parametrize("kind", [*OVER_HTTP, "email"])
async def test_a_receiver_that_is_not_there_may_come_back(kind: str) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        settings = email(port) if kind == "email" else settings_of(kind, f"http://127.0.0.1:{port}")
        sender = route(settings, TOKYO).sender
        answer = await sender.send(Dispatch(Delivery(page(), "channel", NOW, NOW)), NOW)
        await sender.close()
    assert isinstance(answer, Unavailable)

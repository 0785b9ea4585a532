"""One contract for every channel, against real receivers on loopback; then what is each channel's own."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.settings import (
    ChannelSettings,
    FileChannel,
)
from graftwatch.findings import SignalKind
from graftwatch.paging import PageReason, Scrub
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Accepted, Dispatch, Refused, Unavailable
from paging_builders import Pager, assessment, page, signal
from receivers import Answer, HttpReceiver, MailReceiver, http_receiver, mail_receiver
from sender_bench import NOW, ROUTING_KEY, SECRET, TOKYO, Bench, FolderReceiver, Receiver, email, pagerduty, webhook


@pytest.fixture
def http() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def mail() -> Iterator[MailReceiver]:
    with mail_receiver() as receiver:
        yield receiver


@pytest.fixture(params=["pagerduty", "webhook", "email", "file"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    receiver: Receiver
    settings: ChannelSettings
    match request.param:
        case "email":
            receiver = request.getfixturevalue("mail")
            settings = email(receiver.port)
        case "file":
            (tmp_path / "pages").mkdir()
            receiver = FolderReceiver(tmp_path / "pages" / "pages.jsonl")
            settings = FileChannel(name="file", path=receiver.path)
        case kind:
            receiver = request.getfixturevalue("http")
            settings = {"pagerduty": pagerduty, "webhook": webhook}[kind](receiver.url)
    sender = route(settings, TOKYO).sender
    yield Bench(sender, receiver)
    await sender.close()


where_somebody_answers = pytest.mark.parametrize("bench", ["pagerduty", "webhook", "email"], indirect=True)
"""A file neither refuses nor hangs."""


async def test_a_page_arrives_once_with_its_words_and_its_id(bench: Bench) -> None:
    assert await bench.sends(page()) == Accepted()
    [text] = bench.receiver.received()
    assert page().id in text
    assert "S01 POD 3: BSI suspected" in text or page().summary in text


async def test_every_reason_can_be_told(bench: Bench) -> None:
    for number, reason in enumerate((r for r in PageReason if r not in {PageReason.SUPPRESSED, PageReason.NONE}), 1):
        assert await bench.sends(page(sequence=number, reason=reason, resolves=("graftwatch-old",))) == Accepted()


async def test_a_repeated_delivery_is_the_same_to_the_receiver(bench: Bench) -> None:
    await bench.sends(page())
    await bench.sends(page())
    first, second = bench.receiver.received()
    assert first == second


async def test_a_receiver_that_cannot_now_may_later(bench: Bench) -> None:
    bench.receiver.will(Answer.LATER, Answer.OK)
    assert isinstance(await bench.sends(page()), Unavailable)
    assert await bench.sends(page()) == Accepted()
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
    for private in (ROUTING_KEY, SECRET, "127.0.0.1", "hospital.example", "S01"):
        assert private not in answer.reason


async def test_no_settings_show_a_secret(http: HttpReceiver) -> None:
    for settings in (pagerduty(http.url), webhook(http.url), email(25, username="", password=SECRET)):
        assert ROUTING_KEY not in repr(settings)
        assert SECRET not in repr(settings)


async def test_a_page_of_any_size_fits(bench: Bench) -> None:
    pager = Pager()
    long_lines = tuple(f"{number} " + "𝄞" * 5000 for number in range(500))
    pager.looks(
        assessment(
            signal(summary="𝄞" * 5000, reason="𝄞" * 5000, asks="𝄞" * 5000, elements=long_lines, missing=long_lines)
        )
    )
    assert await bench.sends(pager.pages[0]) == Accepted()
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
        assert await bench.sends(one) == Accepted()
    for text in bench.receiver.received():
        assert not [private for private in (*identifiers, "Yamada", "Taro") if private in text]


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(lambda port: pagerduty(f"http://127.0.0.1:{port}/"), id="pagerduty"),
        pytest.param(lambda port: webhook(f"http://127.0.0.1:{port}/"), id="webhook"),
        pytest.param(email, id="email"),
    ],
)
async def test_a_receiver_that_is_not_there_may_come_back(settings: Callable[[int], ChannelSettings]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        sender = route(settings(taken.getsockname()[1]), TOKYO).sender
        answer = await sender.send(Dispatch(Delivery(page(), "channel", NOW, NOW)), NOW)
        await sender.close()
    assert isinstance(answer, Unavailable)

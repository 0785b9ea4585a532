"""`graftwatch doctor --test-page` tries a channel of every kind: a test page and its end, or the fault in words."""

import pytest

from graftwatch.adapters.senders.channels import route
from graftwatch.entrypoints.cli.channel_trial import SAID, try_channel
from hard_receivers import receiver, says_nothing
from published_apis import JUDGES
from receivers import Answer, http_receiver, mail_receiver
from sender_bench import NOW, TOKYO, email, settings_of


@pytest.mark.parametrize("kind", JUDGES)
async def test_a_channel_that_works(kind: str) -> None:
    with http_receiver(JUDGES[kind]) as there:
        assert await try_channel(route(settings_of(kind, there.url), TOKYO), NOW) == ""
        assert there.faults == []
        assert SAID in there.received()[0]


@pytest.mark.parametrize("kind", JUDGES)
async def test_a_channel_with_a_wrong_key(kind: str) -> None:
    with http_receiver(JUDGES[kind]) as there:
        there.will(Answer.NEVER)
        assert "answered 400" in await try_channel(route(settings_of(kind, there.url), TOKYO), NOW)


@pytest.mark.parametrize("kind", JUDGES)
async def test_a_channel_that_hangs(kind: str) -> None:
    async with receiver(says_nothing) as port:
        said = await try_channel(route(settings_of(kind, f"http://127.0.0.1:{port}"), TOKYO), NOW)
    assert said in {"no answer in time", "the service could not be reached, or did not take the message"}


async def test_mail() -> None:
    with mail_receiver() as there:
        assert await try_channel(route(email(there.port), TOKYO), NOW) == ""
        assert SAID in there.received()[0]

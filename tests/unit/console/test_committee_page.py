"""The trial's page opens by its link alone: for the audience it was made for, until it ends, whatever is asked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

import httpx
import pytest
from starlette.applications import Starlette

from graftwatch.adapters.acknowledge_links import AcknowledgeLinks
from graftwatch.adapters.committee_links import CommitteeLinks
from graftwatch.committee.audience import Audience
from graftwatch.console.attempts import FailedAttempts
from graftwatch.console.committee_page import CommitteePage, Made
from graftwatch.pipeline.outbox import Delivery
from paging_builders import page

NOW = datetime(2026, 6, 30, 9, tzinfo=UTC)
KEY = b"a key of thirty-two bytes, no less"
LINKS = CommitteeLinks("https://service", KEY)
TOMORROW = NOW + timedelta(days=1)


@dataclass
class Maker:
    """Says whose page it was asked for, or what it is told to say."""

    answer: Made | None = field(default_factory=Made)
    asked: list[tuple[Audience, str]] = field(default_factory=list)

    async def page(self, audience: Audience, as_of: str) -> Made | None:
        self.asked.append((audience, as_of))
        return Made(page=f"the page of {audience}") if self.answer == Made() else self.answer


class Site:
    """The route with a maker and ten wrong links a minute."""

    def __init__(self, maker: Maker | None = None) -> None:
        self.maker = maker or Maker()
        wrong = FailedAttempts(10, lambda: 0.0)
        self._routes = CommitteePage(LINKS, self.maker, lambda: NOW, wrong).routes()

    async def get(self, url: str) -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=self._routes))
        async with httpx.AsyncClient(transport=transport, base_url="https://service") as browser:
            return await browser.get(url)


def token(audience: Audience = Audience.BLINDED, ends_at: datetime = TOMORROW, links: CommitteeLinks = LINKS) -> str:
    return links.link(audience, ends_at).rpartition("/")[2]


@pytest.mark.parametrize("audience", Audience)
async def test_a_link_shows_the_page_of_its_audience(audience: Audience) -> None:
    site = Site()
    answer = await site.get(LINKS.link(audience, TOMORROW))
    assert (answer.status_code, answer.text) == (200, f"the page of {audience}")
    assert site.maker.asked == [(audience, "")]


@pytest.mark.parametrize(
    "query",
    ["for=committee", "audience=committee", "audience=1", "for=committee&as_of=2026-06-01", "as_of=2026-06-01&arm=x"],
)
async def test_nothing_in_a_request_turns_a_blinded_link_into_the_committees(query: str) -> None:
    site = Site()
    answer = await site.get(f"{LINKS.link(Audience.BLINDED, TOMORROW)}?{query}")
    assert (answer.status_code, "committee" in answer.text) == (200, False)
    assert {audience for audience, _ in site.maker.asked} == {Audience.BLINDED}


def forged() -> list[str]:
    """Tokens that nobody was given."""
    blinded, committee = token(), token(Audience.COMMITTEE)
    value, signature = blinded.split(".")
    committees_value, committees_signature = committee.split(".")
    other_key = token(Audience.COMMITTEE, links=CommitteeLinks("https://service", b"b" * 32))
    acknowledging = AcknowledgeLinks("https://service", KEY, timedelta(days=1)).link(
        Delivery(page(), "mail", NOW, NOW), "en"
    )
    return [
        f"{committees_value}.{signature}",
        f"{value}.{committees_signature}",
        f"{token(ends_at=NOW + timedelta(days=9)).split('.')[0]}.{signature}",
        other_key,
        acknowledging.rpartition("/")[2],
        *(blinded[:-1] + ("A" if blinded[-1] != "A" else "B"), blinded + "A", value, f"{value}.", f".{signature}"),
        *("x", "AAAA.BBBB", "A" * 5000, "%E2%82%AC.x", "a.%E2%82%AC"),
    ]


@pytest.mark.parametrize("wrong", forged())
async def test_a_forged_link_learns_nothing(wrong: str) -> None:
    site = Site()
    answer, nonsense = await site.get(f"/committee/{wrong}"), await site.get("/committee/nonsense")
    assert answer.status_code == nonsense.status_code == 404
    assert answer.text == nonsense.text
    assert site.maker.asked == []


async def test_a_token_of_either_audience_is_signed_for_that_one_only() -> None:
    for one, other in product(Audience, Audience):
        swapped = f"{token(one).split('.')[0]}.{token(other).split('.')[1]}"
        assert (LINKS.read(swapped) is not None) == (one is other)


async def test_a_link_ends() -> None:
    site = Site()
    assert (await site.get(LINKS.link(Audience.COMMITTEE, NOW))).status_code == 410
    assert (await site.get(LINKS.link(Audience.COMMITTEE, NOW + timedelta(seconds=1)))).status_code == 200
    assert len(site.maker.asked) == 1


async def test_many_wrong_links_are_answered_no_more_and_a_right_one_is() -> None:
    site = Site()
    codes = [(await site.get(f"/committee/{number}")).status_code for number in range(12)]
    assert codes == [404] * 10 + [429] * 2
    limited = await site.get("/committee/x")
    assert limited.headers["retry-after"] == "60"
    assert (await site.get(LINKS.link(Audience.BLINDED, TOMORROW))).status_code == 200


async def test_without_a_link_nothing_is_shown_but_how_one_is_made() -> None:
    site = Site()
    answer = await site.get("/committee")
    assert (answer.status_code, "graftwatch safety link" in answer.text) == (403, True)
    assert site.maker.asked == []


@pytest.mark.parametrize(
    "as_of", ["2026-06-01", "2026-06-01T09:30", "2026-06-01T09:30:00%2B09:00", "2026-06-01T00:00Z"]
)
async def test_a_cut_off_is_handed_on(as_of: str) -> None:
    site = Site()
    await site.get(f"{LINKS.link(Audience.BLINDED, TOMORROW)}?as_of={as_of}")
    assert site.maker.asked == [(Audience.BLINDED, as_of.replace("%2B", "+"))]


@pytest.mark.parametrize(
    "as_of", ["today", "2026-13-01", "2026-06-01T99:00", "20260601", "x" * 5000, "2026-W01-1", "<b>"]
)
async def test_what_is_no_date_is_refused(as_of: str) -> None:
    site = Site()
    answer = await site.get(f"{LINKS.link(Audience.BLINDED, TOMORROW)}?as_of={as_of}")
    assert (answer.status_code, site.maker.asked) == (400, [])
    assert as_of not in answer.text


async def test_what_the_maker_refuses_is_said_in_its_words_escaped() -> None:
    answer = await Site(Maker(Made(refused="in the <future>"))).get(
        f"{LINKS.link(Audience.BLINDED, TOMORROW)}?as_of=2027-01-01"
    )
    assert (answer.status_code, "in the &lt;future&gt;" in answer.text) == (400, True)


async def test_a_page_that_cannot_be_made_is_to_be_asked_for_again() -> None:
    answer = await Site(Maker(None)).get(LINKS.link(Audience.BLINDED, TOMORROW))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


@pytest.mark.parametrize("url", ["/committee", "/committee/x", LINKS.link(Audience.BLINDED, TOMORROW)])
async def test_nothing_runs_is_loaded_kept_or_framed(url: str) -> None:
    headers = (await Site().get(url)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert headers["x-content-type-options"] == "nosniff"

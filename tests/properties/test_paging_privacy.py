"""No identifier reaches a page, whatever a rule or a laboratory wrote, and every text fits its place."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.findings import SignalKind
from graftwatch.paging import Scrub, private_words
from graftwatch.paging.payloads import (
    Told,
    alertmanager_alerts,
    email_letter,
    notification,
    opsgenie_requests,
    pagerduty_events,
    slack_message,
    teams_message,
    text_message,
    titled_text,
)
from graftwatch.protocol import Paging
from graftwatch.roster import Identifier, Recipient
from paging_builders import Pager, assessment, signal

IDENTIFIERS = st.one_of(
    st.from_regex(r"[0-9]{7,10}", fullmatch=True),
    st.from_regex(r"[QXZ][0-9]{4,7}", fullmatch=True),
    st.from_regex(r"QX-[0-9]{2}-[0-9]{3}", fullmatch=True),
)
NAMES = st.sampled_from(["YAMADA^TARO", "Yamada Taro", "山田 太郎", "O'Brien, Mary-Ann"])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@st.composite
def texts_around(draw: st.DrawFn, words: list[str]) -> str:
    """A text that holds private words anywhere, next to anything."""
    parts = [draw(TEXTS), draw(st.sampled_from(words)), draw(TEXTS), draw(st.sampled_from(words))]
    return draw(st.sampled_from(["", " ", "\n", "-"])).join(parts) * draw(st.sampled_from([1, 1, 30]))


@settings(max_examples=80)
@given(st.data())
def test_no_identifier_stands_in_a_page_or_a_payload(data: st.DataObject) -> None:
    identifiers = data.draw(st.lists(IDENTIFIERS, min_size=1, max_size=3))
    name = data.draw(NAMES)
    born = data.draw(st.dates(date(1920, 1, 1), date(2026, 1, 1)))
    recipient = Recipient(
        subject="S01",
        identifiers=frozenset(Identifier(one, "HOSP") for one in identifiers),
        transplanted_at=datetime(2026, 6, 1, tzinfo=UTC),
        born=born,
    )
    words = [*identifiers, name, born.isoformat(), f"{born:%Y%m%d}"]
    text = texts_around(words)
    pager = Pager(Paging(also_in=frozenset({"ja"})), Scrub.of(private_words(recipient)))
    pager.looks(
        assessment(
            signal(
                data.draw(st.sampled_from(SignalKind)),
                organisms=(name,),
                summary=data.draw(text),
                reason=data.draw(text),
                asks=data.draw(text),
                elements=tuple(data.draw(st.lists(text, max_size=3))),
                missing=tuple(data.draw(st.lists(text, max_size=3))),
                sources=(data.draw(text),),
            )
        )
    )
    pager.looks(assessment(), minutes=5)
    assert len(pager.pages) == 2
    for page, language in product(pager.pages, ("en", "ja")):
        told = Told(page, language, zone=ZoneInfo("Asia/Tokyo"))
        letter = email_letter(told)
        sent = [
            *(event.as_json() for event in pagerduty_events(told, "key")),
            *(f"{one.path} {one.as_json()}" for one in opsgenie_requests(told)),
            slack_message(told).as_json().decode(),
            teams_message(told).as_json().decode(),
            alertmanager_alerts(told, page.decided_at, timedelta(minutes=4)).as_json(),
            text_message(told).body,
            titled_text(told).title,
            titled_text(told).body,
            notification(page, "delivery").model_dump_json(),
            letter.subject,
            letter.text,
        ]
        for private in words:
            assert not [one for one in sent if private in one]

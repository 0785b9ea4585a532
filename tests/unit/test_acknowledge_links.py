"""The token of a link: signed, with an end, the same for the same delivery, and silent about the recipient."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graftwatch.adapters.acknowledge_links import TOKEN_LENGTH, AcknowledgeLinks, Link
from graftwatch.pipeline.outbox import Delivery
from paging_builders import FOUR_IN_THE_AFTERNOON, page

KEY = bytes(range(32))
LINKS = AcknowledgeLinks("https://graftwatch.example.org/", KEY, timedelta(hours=24))
DELIVERY = Delivery(page(), "pager", FOUR_IN_THE_AFTERNOON, FOUR_IN_THE_AFTERNOON, person="doctor-a")
BEGINNING = "https://graftwatch.example.org/acknowledge/"


def token(delivery: Delivery = DELIVERY, language: str = "") -> str:
    link = LINKS.link(delivery, language)
    assert link.startswith(BEGINNING)
    return link.removeprefix(BEGINNING)


def test_a_link_says_which_page_who_was_told_and_when_it_ends() -> None:
    assert LINKS.read(token(language="ja")) == Link(
        page=DELIVERY.page.id,
        channel="pager",
        person="doctor-a",
        language="ja",
        ends_at=FOUR_IN_THE_AFTERNOON + timedelta(hours=24),
    )


def test_a_delivery_that_is_repeated_has_the_same_link() -> None:
    again = replace(DELIVERY, attempts=7, due_at=FOUR_IN_THE_AFTERNOON + timedelta(hours=3), reason="no answer")
    assert token(again) == token()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(DELIVERY, person="doctor-b"), id="another person"),
        pytest.param(replace(DELIVERY, person=""), id="the channel itself"),
        pytest.param(replace(DELIVERY, channel="sms"), id="another channel"),
        pytest.param(replace(DELIVERY, page=page(sequence=2)), id="another page"),
    ],
)
def test_each_delivery_has_a_link_and_a_use_of_its_own(other: Delivery) -> None:
    mine, theirs = LINKS.read(token()), LINKS.read(token(other))
    assert mine
    assert theirs
    assert (token(other), theirs.key) != (token(), mine.key)
    assert theirs.key != mine.key


def test_the_language_makes_no_second_use() -> None:
    english, japanese = LINKS.read(token(language="en")), LINKS.read(token(language="ja"))
    assert english
    assert japanese
    assert english.key == japanese.key


def test_nothing_of_the_recipient_is_in_it() -> None:
    value = token().split(".")[0]
    said = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    assert DELIVERY.page.subject
    assert DELIVERY.page.subject.encode() not in said
    assert DELIVERY.page.story.encode() not in said


@given(st.integers(min_value=0, max_value=len(token()) - 1), st.characters(codec="ascii", categories=("L", "N", "P")))
def test_a_token_with_one_character_changed_is_none(place: int, character: str) -> None:
    changed = token()[:place] + character + token()[place + 1 :]
    read = LINKS.read(changed)
    # The last character of a base64 part holds bits to spare: another spelling of the same bytes says the same.
    assert read is None or read == LINKS.read(token())


@given(st.text(max_size=TOKEN_LENGTH + 10))
def test_whatever_is_asked_for_is_read_or_not_and_never_a_fault(asked: str) -> None:
    assert LINKS.read(asked) is None


def test_a_link_of_another_folder_is_none() -> None:
    assert AcknowledgeLinks("", bytes(32), timedelta(hours=24)).read(token()) is None


def test_a_text_message_has_room_for_it() -> None:
    assert len(token(replace(DELIVERY, channel="sms", person="doctor-a"))) <= 95

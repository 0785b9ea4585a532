"""Whom a page reaches: the escalation's names as addresses, and what comes next where they reach nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, Page, PageReason, TrialKind
from graftwatch.pipeline.channels import About, Address, Channel
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.reach import Reach
from graftwatch.protocol import EscalationStep
from on_call_files import WEEKLY, rota_of
from paging_builders import page

# doctor-a has mail, doctor-b mail and text, doctor-c text; a week each from 2026-10-12, 08:00 in Berlin.
FILE = WEEKLY + '[duties.second]\notherwise = "doctor-c"\n'
A_WEEK = datetime(2026, 10, 13, tzinfo=UTC)
B_WEEK = datetime(2026, 10, 20, tzinfo=UTC)
BEFORE = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = (Channel("mail"), Channel("text"), Channel("pager", severities=frozenset({Severity.PAGE})))
STEPS = (
    EscalationStep(to=("first",), wait_minutes=5),
    EscalationStep(to=("second", "pager"), wait_minutes=5),
)
EVERY_CHANNEL = {"mail", "text", "pager"}


def reach(channels: tuple[Channel, ...] = CHANNELS, steps: tuple[EscalationStep, ...] = STEPS) -> Reach:
    return Reach(channels, steps, OnCall(rota_of(FILE)))


def told(found: tuple[Address, ...]) -> set[str]:
    return {f"{one.channel} {one.person}".strip() for one in found}


def of_reason(reason: PageReason, step: int = 1, severity: Severity = Severity.PAGE) -> Page:
    return page(sequence=2).model_copy(update={"reason": reason, "step": step, "severity": severity})


@pytest.mark.parametrize(
    ("one", "at", "expected"),
    [
        pytest.param(page(), A_WEEK, {"mail doctor-a"}, id="the duty's person of the week"),
        pytest.param(page(), B_WEEK, {"mail doctor-b", "text doctor-b"}, id="the next week's, through both channels"),
        pytest.param(page(step=2), A_WEEK, {"text doctor-c", "pager"}, id="the second step: a duty and a channel"),
        pytest.param(page(step=3), A_WEEK, {"text doctor-c", "pager"}, id="beyond the last step: the last"),
        pytest.param(page(), BEFORE, {"text doctor-c", "pager"}, id="nobody on duty: the next step at once"),
        pytest.param(page(severity=Severity.NOTIFY), A_WEEK, {"mail doctor-a"}, id="a notification: the first step"),
        pytest.param(
            page(severity=Severity.NOTIFY, step=2), A_WEEK, {"mail doctor-a"}, id="a notification never goes further"
        ),
        pytest.param(
            page(severity=Severity.NOTIFY),
            BEFORE,
            {"mail", "text"},
            id="a notification to nobody: every channel that takes it",
        ),
    ],
)
def test_a_page_goes_to_its_steps_addresses(one: Page, at: datetime, expected: set[str]) -> None:
    assert told(reach().addresses_for(one, at)) == expected


def test_without_steps_a_page_goes_to_every_regular_channel() -> None:
    assert told(reach(steps=()).addresses_for(page(), A_WEEK)) == EVERY_CHANNEL


def test_steps_that_reach_nobody_end_at_every_regular_channel() -> None:
    nowhere = (EscalationStep(to=("no-such-duty",)), EscalationStep(to=("first",)))
    assert told(reach(steps=nowhere).addresses_for(page(), BEFORE)) == EVERY_CHANNEL


def test_that_nobody_heard_a_page_goes_to_the_last_step_and_every_channel() -> None:
    unheard = page(kind=HealthKind.PAGE_UNHEARD, subject="", step=2)
    assert told(reach().addresses_for(unheard, A_WEEK)) == {"text doctor-c", *EVERY_CHANNEL}


def test_a_board_shows_what_is_open_whatever_the_steps_are() -> None:
    here = reach((*CHANNELS, Channel("board", renewed_every=timedelta(minutes=1))))
    assert told(here.addresses_for(page(), A_WEEK)) == {"mail doctor-a", "board"}
    assert told(here.addresses_for(of_reason(PageReason.REPEATED, 2), A_WEEK)) == {"text doctor-c", "pager"}
    ended = here.addresses_for(of_reason(PageReason.RETRACTED), B_WEEK, (*TOLD, Address("board")))
    assert told(ended) == {"mail doctor-a", "board"}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(page(subject="", kind=HealthKind.FEED_SILENT), {"mail doctor-a", "operations"}, id="the service"),
        pytest.param(page(), {"mail doctor-a"}, id="a recipient"),
        pytest.param(page(subject="", kind=HealthKind.PAGES_HELD_BACK), {"mail doctor-a"}, id="a storm names some"),
    ],
)
def test_a_channel_for_the_service_alone_is_told_of_it_whatever_the_steps_are(one: Page, expected: set[str]) -> None:
    here = reach((*CHANNELS, Channel("operations", about=frozenset({About.SERVICE}))))
    assert told(here.addresses_for(one, A_WEEK)) == expected


def test_without_an_on_call_file_a_duty_is_nobody() -> None:
    assert told(Reach(CHANNELS, STEPS).addresses_for(page(), A_WEEK)) == {"pager"}


def test_a_step_may_name_a_person() -> None:
    steps = (EscalationStep(to=("doctor-b",)),)
    assert told(reach(steps=steps).addresses_for(page(), A_WEEK)) == {"mail doctor-b", "text doctor-b"}


def test_a_persons_fallback_channel_is_used_only_where_there_is_no_other() -> None:
    channels = (Channel("mail"), Channel("text", only_as_fallback=True))
    steps = (EscalationStep(to=("doctor-b", "doctor-c")),)
    assert told(reach(channels, steps).addresses_for(page(), A_WEEK)) == {"mail doctor-b", "text doctor-c"}


TOLD = (Address("mail", "doctor-a"),)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(
            of_reason(PageReason.ESCALATED),
            {"mail doctor-a", "mail doctor-b", "text doctor-b"},
            id="louder: who has duty now, and who was told",
        ),
        pytest.param(
            of_reason(PageReason.REVISED),
            {"mail doctor-a", "mail doctor-b", "text doctor-b"},
            id="revised: the same",
        ),
        pytest.param(of_reason(PageReason.REPEATED, 2), {"text doctor-c", "pager"}, id="repeated: the next step alone"),
        pytest.param(of_reason(PageReason.RETRACTED), {"mail doctor-a"}, id="taken back: who was told, nobody else"),
        pytest.param(of_reason(PageReason.RESOLVED), {"mail doctor-a"}, id="ended: who was told, nobody else"),
    ],
)
def test_after_the_hand_over_whoever_was_told_is_told_how_it_goes_on(one: Page, expected: set[str]) -> None:
    assert told(reach().addresses_for(one, B_WEEK, TOLD)) == expected


def test_who_is_gone_is_not_told_and_an_end_that_reaches_nobody_goes_to_the_step() -> None:
    gone = (Address("mail", "doctor-x"), Address("fax"), Address("text", "doctor-a"))
    assert told(reach().addresses_for(of_reason(PageReason.RETRACTED), A_WEEK, gone)) == {"mail doctor-a"}


@pytest.mark.parametrize(
    ("failed", "one", "instead"),
    [
        pytest.param(Address("mail", "doctor-b"), page(), Address("text", "doctor-b"), id="the person's other channel"),
        pytest.param(Address("text", "doctor-b"), page(), Address("text", "doctor-c"), id="then the next step"),
        pytest.param(Address("text", "doctor-c"), page(step=2), Address("pager"), id="the step's other address"),
        pytest.param(Address("pager"), page(step=2), Address("mail"), id="after the last step every channel"),
        pytest.param(
            Address("mail", "doctor-x"), page(), Address("mail", "doctor-b"), id="who is gone: who has duty now"
        ),
        pytest.param(Address("mail", "doctor-b"), of_reason(PageReason.RETRACTED), None, id="an end wakes nobody else"),
    ],
)
def test_a_page_that_cannot_be_delivered_goes_to_the_next_address(
    failed: Address, one: Page, instead: Address | None
) -> None:
    assert reach().address_instead(one, failed, B_WEEK) == instead


def test_a_fallback_channel_comes_first_at_the_same_person() -> None:
    channels = (Channel("mail"), Channel("text", only_as_fallback=True), Channel("pager"))
    here = reach(channels)
    assert here.address_instead(page(), Address("mail", "doctor-b"), B_WEEK) == Address("text", "doctor-b")
    assert here.address_instead(page(), Address("mail", "doctor-a"), A_WEEK) == Address("text")
    assert here.address_instead(page(), Address("text", "doctor-b"), B_WEEK) == Address("text", "doctor-c")


def test_a_channel_that_was_taken_out_is_passed_over_also_without_steps() -> None:
    assert reach(steps=()).address_instead(page(), Address("fax"), A_WEEK) == Address("mail")
    assert reach(steps=()).address_instead(page(), Address("mail"), A_WEEK) is None


def test_names_that_reach_nobody_are_known_before_a_page_needs_them() -> None:
    steps = (*STEPS, EscalationStep(to=("frist", "mail", "doctor-c")))
    assert list(reach(steps=steps).unreachable(BEFORE)) == [
        ("first", "nobody is on duty"),
        ("frist", "is no duty or person of the on-call file, and no channel"),
    ]
    without_text = reach((Channel("mail"), Channel("pager")))
    assert list(without_text.unreachable(A_WEEK)) == [
        ("second", "doctor-c is on duty and has no address on a channel that takes pages")
    ]
    assert list(reach().unreachable(A_WEEK)) == []
    quiet = reach((Channel("mail"), Channel("text"), Channel("pager", about=frozenset({About.SERVICE}))))
    assert list(quiet.unreachable(A_WEEK)) == [
        ("pager", "the channel takes no pages about recipients that wake somebody")
    ]


CROSSED = page(subject="", kind=TrialKind.BOUNDARY_CROSSED)


def committee(*contact: str, steps: tuple[EscalationStep, ...] = STEPS) -> Reach:
    return Reach(CHANNELS, steps, OnCall(rota_of(FILE)), contact)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        pytest.param(("second",), {"text doctor-c"}, id="a duty, whatever the escalation is"),
        pytest.param(("doctor-b", "pager"), {"mail doctor-b", "text doctor-b", "pager"}, id="a person and a channel"),
        pytest.param((), EVERY_CHANNEL, id="none: every regular channel, and no step"),
        pytest.param(("nobody-known",), EVERY_CHANNEL, id="one that reaches nobody: every regular channel"),
    ],
)
def test_what_is_about_the_trial_goes_to_the_committees_contact(contact: tuple[str, ...], expected: set[str]) -> None:
    assert told(committee(*contact).addresses_for(CROSSED, A_WEEK)) == expected


def test_that_it_is_no_longer_so_goes_to_whoever_was_told_and_a_new_crossing_to_both() -> None:
    before = (Address("mail", "doctor-a"),)
    back, again = (CROSSED.model_copy(update={"reason": one}) for one in (PageReason.RETRACTED, PageReason.REOPENED))
    reach_of = committee("second")
    assert told(reach_of.addresses_for(back, A_WEEK, before)) == {"mail doctor-a"}
    assert told(reach_of.addresses_for(again, A_WEEK, before)) == {"mail doctor-a", "text doctor-c"}
    assert told(reach_of.addresses_for(back, A_WEEK)) == {"text doctor-c"}


def test_a_contact_that_fails_is_followed_by_the_next_one_and_then_by_every_channel() -> None:
    reach_of = committee("doctor-a", "doctor-c", steps=())
    tried, address = [], Address("mail", "doctor-a")
    while (following := reach_of.address_instead(CROSSED, address, A_WEEK)) is not None:
        tried.append(address := following)
    assert tried == [Address("text", "doctor-c"), Address("mail"), Address("text"), Address("pager")]


def test_a_contact_that_reaches_nobody_is_known_before_a_page_needs_it() -> None:
    assert dict(committee("nobody-known").unreachable(A_WEEK)) == {
        "nobody-known": "is no duty or person of the on-call file, and no channel"
    }


def test_a_channel_for_the_service_alone_is_not_told_of_the_trial() -> None:
    channels = (Channel("mail"), Channel("machines", about=frozenset({About.SERVICE})))
    assert told(Reach(channels).addresses_for(CROSSED, A_WEEK)) == {"mail"}

"""What was not sent, and by what, is told when that changes and not at every look."""

from graftwatch.findings import Severity, SignalKind
from graftwatch.paging import Decided, Ledger, Suppressed, Suppression, Unheard
from graftwatch.pipeline.audit import Happened
from graftwatch.pipeline.held_back import HeldBack, storm_items
from paging_builders import FOUR_IN_THE_AFTERNOON as NOW
from paging_builders import page


def decided(*suppressed: tuple[str, Suppression], unheard: tuple[Unheard, ...] = ()) -> Decided:
    return Decided((), Ledger(), suppressed=tuple(Suppressed(*one) for one in suppressed), unheard=unheard)


def told(held: HeldBack, what: Decided) -> list[tuple[str, str]]:
    return [(one.story, one.words) for one in held.items("S01", what, NOW)]


QUIET, STILL = ("drug-1", Suppression.QUIET_HOURS), ("drug-1", Suppression.NOTHING_MATERIAL)


def test_a_signal_that_is_held_back_all_night_is_told_once() -> None:
    held = HeldBack(lambda _: {})
    assert [told(held, decided(QUIET)) for _ in range(3)] == [[("drug-1", "quiet_hours")], [], []]


def test_another_reason_is_told_and_the_same_after_something_else_is_told_anew() -> None:
    held = HeldBack(lambda _: {})
    closed = ("drug-1", Suppression.CLOSED_BEFORE_TOLD)
    looks = [decided(QUIET), decided(closed), decided(STILL), decided(QUIET)]
    assert [told(held, one) for one in looks] == [
        [("drug-1", "quiet_hours")],
        [("drug-1", "closed_before_told")],
        [],
        [("drug-1", "quiet_hours")],
    ]


def test_that_nothing_is_new_or_somebody_heard_it_holds_nothing_back() -> None:
    held = HeldBack(lambda _: {})
    usual = (Suppression.NOTHING_MATERIAL, Suppression.ACKNOWLEDGED, Suppression.AWAITING_ACKNOWLEDGEMENT)
    assert told(held, decided(*(("bsi-1", one) for one in usual), ("bsi-2", Suppression.REPEATS_USED_UP))) == []


def test_after_a_start_the_audit_says_what_was_told() -> None:
    held = HeldBack(lambda subject: {"drug-1": "quiet_hours"} if subject == "S01" else {})
    assert told(held, decided(QUIET)) == []
    held.forget()
    assert told(held, decided(QUIET, ("drug-2", Suppression.QUIET_HOURS))) == [("drug-2", "quiet_hours")]


def test_a_page_that_nobody_heard_is_told() -> None:
    held = HeldBack(lambda _: {})
    unheard = Unheard("0123456789abcdef", "bsi-1", SignalKind.BSI_CONFIRMED, Severity.PAGE)
    (item,) = held.items("S01", decided(unheard=(unheard,)), NOW)
    assert (item.what, item.page, item.subject) == (Happened.UNHEARD, "0123456789abcdef", "S01")


def test_what_the_storm_limit_keeps_is_told_and_what_passes_is_not() -> None:
    passed, kept = page(story="bsi-1"), page(story="bsi-2")
    items = [*storm_items([passed, kept], [passed], NOW)]
    assert [(one.what, one.page, one.words) for one in items] == [(Happened.HELD_BACK, kept.id, "storm_limit")]

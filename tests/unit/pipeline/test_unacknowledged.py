"""Which pages nobody has heard, counted from ledgers that the pager itself wrote."""

from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, Ledger, Trouble, decide_health
from graftwatch.paging.decision import Circumstances
from graftwatch.pipeline.unacknowledged import known_to_be_wrong, unacknowledged
from paging_builders import FOUR_IN_THE_AFTERNOON as NOW
from paging_builders import heard as heard_page
from paging_builders import minutes_later

FAILING = Trouble(HealthKind.CHANNEL_FAILING, "pager", "busy", NOW)
UNMAPPED = Trouble(HealthKind.CODES_UNMAPPED, "lab, X1", "nobody mapped it", NOW, Severity.NOTIFY)


def told(*troubles: Trouble, minutes: int = 0, ledger: Ledger | None = None, heard: bool = False) -> Ledger:
    held = ledger or Ledger()
    pages = [story.last_page for story in held.stories]
    acknowledgements = tuple(heard_page(one, minutes_later(minutes)) for one in pages)
    circumstances = Circumstances(now=minutes_later(minutes), acknowledgements=acknowledgements if heard else ())
    return decide_health(troubles, held, circumstances).ledger


def test_nothing_waits_where_nothing_was_told() -> None:
    assert unacknowledged([Ledger()]).waiting == {}
    assert known_to_be_wrong([Ledger()]) == ()


def test_what_nobody_acknowledged_is_counted_by_severity_since_its_first_page() -> None:
    first = told(FAILING, UNMAPPED)
    repeated = told(FAILING, UNMAPPED, minutes=15, ledger=first)
    found = unacknowledged([repeated, told(FAILING, minutes=5)])
    assert found.waiting == {Severity.PAGE: 2, Severity.NOTIFY: 1}
    assert found.oldest == {Severity.PAGE: NOW, Severity.NOTIFY: NOW}
    assert found.unheard == 0


def test_what_was_acknowledged_or_is_over_is_not_counted_and_not_wrong_to_the_outside() -> None:
    first = told(FAILING)
    for ledger in (told(FAILING, minutes=5, ledger=first, heard=True), told(minutes=5, ledger=first)):
        assert unacknowledged([ledger]).waiting == {}
        assert known_to_be_wrong([ledger]) == ()


def test_what_wakes_is_wrong_and_what_waits_for_the_morning_is_not() -> None:
    assert known_to_be_wrong([told(FAILING, UNMAPPED), told(FAILING)]) == ("health.channel_failing",)


def test_a_monitor_that_could_not_be_reached_is_not_told_so_itself() -> None:
    outside = Trouble(HealthKind.CHANNEL_FAILING, "outside", "no answer in time", NOW)
    assert known_to_be_wrong([told(FAILING, outside)], {"health.channel_failing:outside"}) == (
        "health.channel_failing",
    )
    assert known_to_be_wrong([told(outside)], {"health.channel_failing:outside"}) == ()


def test_what_is_hidden_waits_unseen_and_is_counted_once_nobody_heard_it() -> None:
    hidden = frozenset({HealthKind.CHANNEL_FAILING})
    ledger = told(FAILING, UNMAPPED)
    assert unacknowledged([ledger], hidden).waiting == {Severity.NOTIFY: 1}
    for minutes in range(1, 24 * 60):
        ledger = told(FAILING, UNMAPPED, minutes=minutes, ledger=ledger)
    assert unacknowledged([ledger], hidden).unheard == 1
    assert unacknowledged([ledger], hidden).waiting[Severity.PAGE] == 1


def test_what_was_repeated_to_its_limit_is_unheard_and_still_wrong() -> None:
    ledger = told(FAILING)
    for minutes in range(1, 24 * 60):
        ledger = told(FAILING, minutes=minutes, ledger=ledger)
    found = unacknowledged([ledger])
    assert (found.unheard, found.waiting, found.oldest) == (1, {Severity.PAGE: 1}, {Severity.PAGE: NOW})
    assert known_to_be_wrong([ledger]) == ("health.channel_failing",)

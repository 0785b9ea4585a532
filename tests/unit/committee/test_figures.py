"""The trial's figures: who is counted, in which state, with which events, and where the boundary was met."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graftwatch.assessment import Assessment
from graftwatch.committee.figures import EndpointFigures, trial_figures
from graftwatch.findings import EventKind, EventStatus
from graftwatch.protocol import Boundary, Protocol
from graftwatch.roster import HEARTBEAT_SUBJECT, Identifier, Recipient
from paging_builders import assessment, event

TRANSPLANT = datetime(2026, 6, 1, 1, tzinfo=UTC)
IN_THE_WINDOW = datetime(2026, 6, 20, tzinfo=UTC)
AFTER_THE_WINDOW = datetime(2026, 7, 3, tzinfo=UTC)
ON = date(2026, 6, 5)
CONFIRMED = event(EventStatus.CONFIRMED, date_of_event=ON, in_window=True, counts_for_endpoint=True)
OUTSIDE = event(EventStatus.CONFIRMED, id="later", date_of_event=date(2026, 7, 9), in_window=False)
SECOND = event(EventStatus.CONFIRMED, id="second", date_of_event=ON, in_window=True, counts_for_endpoint=True)
SUSPECTED = event(EventStatus.SUSPECTED, date_of_event=ON, in_window=True)
REJECTION = CONFIRMED.model_copy(update={"kind": EventKind.REJECTION})
TWO_STOP = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=3, table={2: 2, 3: 2}),))


def recipient(subject: str) -> Recipient:
    return Recipient(subject, frozenset({Identifier(subject)}), TRANSPLANT)


def figures(
    *held: Assessment, at: datetime = IN_THE_WINDOW, protocol: Protocol | None = None, endpoint: int = 0
) -> EndpointFigures:
    trial = [(recipient(one.subject), one) for one in held]
    return trial_figures(trial, protocol or Protocol(), at).endpoints[endpoint]


def test_recipients_are_counted_by_state_without_the_heartbeat() -> None:
    trial = [(recipient(name), assessment(subject=name)) for name in ("S01", "S02", HEARTBEAT_SUBJECT)]
    assert trial_figures(trial, Protocol(), IN_THE_WINDOW).recipients == {"in_window": 2}


def test_suspected_and_confirmed_events_and_those_outside_the_window_are_kept_apart() -> None:
    bsi = figures(assessment(events=(CONFIRMED, OUTSIDE)), assessment(events=(SUSPECTED,), subject="S02"))
    assert bsi.events == {EventStatus.CONFIRMED: 1, EventStatus.SUSPECTED: 1}
    assert (bsi.outside_window, bsi.recipients_with_event) == (1, 1)


def test_two_events_of_one_recipient_are_one_recipient_with_an_event() -> None:
    bsi = figures(assessment(events=(CONFIRMED, SECOND)))
    assert (bsi.events[EventStatus.CONFIRMED], bsi.recipients_with_event, bsi.counts.events) == (2, 1, 1)


def test_each_endpoint_has_its_own_events() -> None:
    held = assessment(events=(CONFIRMED, REJECTION, REJECTION))
    assert [figures(held, endpoint=one).recipients_with_event for one in (0, 1)] == [1, 1]
    assert figures(held, endpoint=1).events == {EventStatus.CONFIRMED: 2}


@pytest.mark.parametrize(
    ("at", "evaluable"),
    [
        pytest.param(IN_THE_WINDOW, 1, id="with the event at once, without it after the window only"),
        pytest.param(AFTER_THE_WINDOW, 2, id="both after the window"),
    ],
)
def test_who_is_evaluable(at: datetime, evaluable: int) -> None:
    bsi = figures(assessment(events=(CONFIRMED,)), assessment(subject="S02"), at=at)
    assert (bsi.counts.events, bsi.counts.evaluable) == (1, evaluable)


def test_the_day_of_the_look_is_the_hospitals() -> None:
    """15:00 UTC of 1 July is midnight of 2 July in Tokyo: the window's last day, 1 July, has just ended."""
    last_minute, midnight = datetime(2026, 7, 1, 14, 59, tzinfo=UTC), datetime(2026, 7, 1, 15, tzinfo=UTC)
    assert [figures(assessment(), at=at).counts.evaluable for at in (last_minute, midnight)] == [0, 1]


def test_who_left_the_trial_before_an_event_is_not_evaluable() -> None:
    left = replace(recipient("S01"), withdrawn_at=datetime(2026, 6, 10, tzinfo=UTC))
    (bsi, _) = trial_figures([(left, assessment())], Protocol(), AFTER_THE_WINDOW).endpoints
    assert bsi.counts.evaluable == 0


def test_the_boundary_is_met_at_the_look_that_meets_it() -> None:
    """Two of the first two evaluable recipients have the event, and two stop."""
    held = [assessment(events=(CONFIRMED,), subject=name) for name in ("S01", "S02", "S03")]
    assert figures(held[0], protocol=TWO_STOP).crossing is None
    crossing = figures(*held, protocol=TWO_STOP).crossing
    assert crossing is not None
    assert (crossing.evaluable, crossing.events) == (2, 2)


def test_recipients_beyond_those_planned_do_not_break_the_boundary() -> None:
    held = [assessment(subject=f"S{number:02}") for number in range(5)]
    assert figures(*held, at=AFTER_THE_WINDOW, protocol=TWO_STOP).crossing is None


def test_an_endpoint_without_a_planned_boundary_has_none() -> None:
    rejection = figures(assessment(events=(REJECTION,)), protocol=TWO_STOP, endpoint=1)
    assert (rejection.plan, rejection.boundary, rejection.crossing) == (None, None, None)

"""Who counts, by hand from the rules: the window, early ends, late results, days in the hospital's zone."""

from datetime import UTC, datetime

import pytest

from committee_cases import Case, bsi, case, figures, noon, of_bsi, on
from graftwatch.findings import EventStatus
from graftwatch.protocol import Evaluability, Protocol
from graftwatch.roster import HEARTBEAT_SUBJECT

WITH, WITHOUT, NOT_YET, OUT = "with_event", "without_event", "not_yet_evaluable", "excluded"
PRIMARY_ONLY = {"attribution": "secondary", "secondary_to": "UTI", "criterion": None, "counts_for_endpoint": False}
BEFORE_MIDNIGHT, AFTER_MIDNIGHT = datetime(2026, 6, 4, 14, 30, tzinfo=UTC), datetime(2026, 6, 4, 15, 30, tzinfo=UTC)
"""23:30 of 4 June and 00:30 of 5 June in Tokyo; both are 4 June in UTC. 5 June is post-operative day 4."""


@pytest.mark.parametrize(
    ("one", "day", "standing", "reason"),
    [
        pytest.param(case("S", bsi(5)), 5, WITH, "event_in_window", id="an event counts from its day on"),
        pytest.param(case("S", bsi(30)), 40, WITH, "event_in_window", id="the window's last day is inside"),
        pytest.param(case("S", bsi(0)), 40, WITH, "event_in_window", id="the day of the transplant is inside"),
        pytest.param(case("S", bsi(31)), 40, WITHOUT, "window_complete", id="the day after the window is outside"),
        pytest.param(case("S"), 30, NOT_YET, "window_open", id="the last day itself is not over"),
        pytest.param(case("S"), 31, WITHOUT, "window_complete", id="the day after it is"),
        pytest.param(case("S", transplanted=3), 2, NOT_YET, "not_transplanted_yet", id="a transplant to come"),
        pytest.param(case("S", bsi(8), died=8), 40, WITH, "event_in_window", id="death on the event's day"),
        pytest.param(case("S", bsi(8), died=7), 40, WITHOUT, "died", id="death the day before"),
        pytest.param(case("S", died=20), 20, WITHOUT, "died", id="the dead count as without the event at once"),
        pytest.param(case("S", died=31), 40, WITHOUT, "window_complete", id="death after the window changes nothing"),
        pytest.param(case("S", bsi(12), again=10), 40, WITHOUT, "re_transplanted", id="an event of the next graft"),
        pytest.param(case("S", bsi(9), again=10), 40, WITH, "event_in_window", id="an event before the next graft"),
        pytest.param(case("S", bsi(5), left=noon(4)), 40, OUT, "withdrawn", id="an event after the withdrawal"),
        pytest.param(case("S", bsi(5), left=noon(5)), 40, WITH, "event_in_window", id="withdrawn on the event's day"),
        pytest.param(case("S", bsi(5), left=noon(6)), 40, WITH, "event_in_window", id="withdrawn after the event"),
        pytest.param(case("S", left=noon(31)), 40, WITHOUT, "window_complete", id="withdrawn after the window"),
        pytest.param(case("S", left=noon(20)), 10, NOT_YET, "window_open", id="a withdrawal to come"),
        pytest.param(case("S", left=noon(-2)), 40, OUT, "withdrawn", id="withdrawn before the transplant"),
        pytest.param(case("S", bsi(4), left=BEFORE_MIDNIGHT), 40, OUT, "withdrawn", id="left before Tokyo's midnight"),
        pytest.param(case("S", bsi(4), left=AFTER_MIDNIGHT), 40, WITH, "event_in_window", id="left after midnight"),
        pytest.param(
            case("S", bsi(5, EventStatus.SUSPECTED)), 40, WITHOUT, "window_complete", id="a suspicion never counts"
        ),
        pytest.param(
            case("S", bsi(5, **PRIMARY_ONLY)), 40, WITHOUT, "window_complete", id="a secondary one, if primary ones do"
        ),
    ],
)
def test_where_a_recipient_stands(one: Case, day: int, standing: str, reason: str) -> None:
    (held,) = of_bsi(one, day=day).standings
    assert (held.standing, held.reason) == (standing, reason)


@pytest.mark.parametrize(
    ("rule", "one", "standing"),
    [
        pytest.param({"died": "as_event"}, case("S", died=9), WITH, id="the dead as if they had it"),
        pytest.param({"died": "not_at_all"}, case("S", died=9), OUT, id="the dead not at all"),
        pytest.param({"died": "not_at_all"}, case("S", bsi(8), died=9), WITH, id="but not who had it before"),
        pytest.param(
            {"re_transplanted": "followed_on"}, case("S", bsi(12), again=10), WITH, id="a second graft's event"
        ),
        pytest.param({"withdrawn": "as_no_event"}, case("S", left=noon(9)), WITHOUT, id="withdrawn as without"),
        pytest.param({"days_for_results": 10}, case("S"), NOT_YET, id="results may still come"),
        pytest.param({"days_for_results": 9}, case("S"), WITHOUT, id="no result can come any more"),
    ],
)
def test_the_protocol_says_who_is_evaluable(rule: dict[str, object], one: Case, standing: str) -> None:
    """Day 40: the window of 30 days ended on day 30, so that day 31 + 9 days for results is the first day after it."""
    protocol = Protocol(evaluability=Evaluability.model_validate(rule))
    (held,) = of_bsi(one, protocol=protocol).standings
    assert held.standing == standing


def test_a_secondary_infection_is_held_against_the_window_by_its_first_blood_draw() -> None:
    """The site's infection is of the day before the transplant, the blood of day 2: in the window, by the contract."""
    secondary = bsi(
        -1, attribution="secondary", in_window=True, counts_for_endpoint=True, specimens=("2026-06-03T08:30",)
    )
    found = of_bsi(case("S", secondary))
    assert (found.counts.events, found.recipients_with_event) == (1, 1)
    assert found.standings[0].evaluable_on == on(2)
    assert found.listed[0].date_of_event == on(-1)


def test_the_heartbeats_recipient_stands_nowhere() -> None:
    beat = case(HEARTBEAT_SUBJECT, bsi(5), risk=["dsa"])
    found = figures(beat)
    assert (found.enrolled, found.courses, found.endpoints[0].listed) == (0, (), ())
    assert found.by_risk["dsa"][0].counts.enrolled == 0
    assert found == figures()


@pytest.mark.parametrize(
    ("one", "why_not"),
    [
        pytest.param(case("S", bsi(5, EventStatus.SUSPECTED)), "suspected, not confirmed", id="suspected"),
        pytest.param(case("S", bsi(5, EventStatus.CONTAMINANT)), "contaminant", id="contaminant"),
        pytest.param(case("S", bsi(35)), "outside the window", id="outside"),
        pytest.param(
            case("S", bsi(5, **PRIMARY_ONLY)), "secondary, and the protocol counts primary ones only", id="secondary"
        ),
        pytest.param(case("S", bsi(8), died=7), "after the recipient's death", id="after death"),
        pytest.param(case("S", bsi(8), again=7), "after the next transplant", id="after the next graft"),
        pytest.param(case("S", bsi(8), left=noon(7)), "the recipient had left the trial", id="after the withdrawal"),
        pytest.param(
            case("S", bsi(45, in_window=True, counts_for_endpoint=True)), "later than the data cut-off", id="late"
        ),
    ],
)
def test_an_event_that_does_not_count_says_why(one: Case, why_not: str) -> None:
    (listed,) = of_bsi(one).listed
    assert (listed.counts, listed.why_not) == (False, why_not)


def test_of_two_events_of_a_recipient_the_first_is_the_one_that_counts() -> None:
    found = of_bsi(case("S", bsi(9), bsi(4)))
    assert [(one.day, one.counts, one.why_not) for one in found.listed] == [
        (4, True, ""),
        (9, False, "the recipient counts by an earlier event"),
    ]
    assert (found.counts.events, found.events[EventStatus.CONFIRMED]) == (1, 2)


def test_of_two_events_of_one_day_the_same_one_counts_in_whatever_order_they_stand() -> None:
    one, other = bsi(4, name="one"), bsi(4, name="other")
    counting = [
        [each.id for each in of_bsi(case("S", *events)).listed if each.counts]
        for events in ((one, other), (other, one))
    ]
    assert counting == [["one"], ["one"]]


def test_what_people_judged_stands_beside_what_the_rules_say() -> None:
    found = of_bsi(
        case("S1", bsi(5, adjudicated="confirmed"), bsi(9, EventStatus.SUSPECTED)),
        case("S2", bsi(5, EventStatus.CONTAMINANT, adjudicated="contaminant"), bsi(35, adjudicated="confirmed")),
        case("S3", bsi(5, EventStatus.UNRESOLVED, date_of_event=None, in_window=False), bsi(6, EventStatus.EXCLUDED)),
        case("S4", bsi(35), bsi(40, EventStatus.SUSPECTED)),
    )
    assert found.adjudicated == {"confirmed": 1, "secondary": 0, "refuted": 0, "contaminant": 1, "awaiting": 2}

"""Who counts: standing, reason and since when, by the protocol's definition."""

from datetime import date

import pytest

from graftwatch.safety.cumulative_incidence import Outcome, TimeToEvent
from graftwatch.safety.evaluable import (
    EarlyEndCounts,
    EvaluabilityRule,
    FollowUp,
    evaluable_path,
    evaluate,
    time_to_event,
    trial_counts,
)

TRANSPLANT = date(2026, 6, 1)
LAST_DAY = date(2026, 7, 1)  # day 30
AFTER = date(2026, 7, 2)
LATER = date(2026, 9, 1)
RULE = EvaluabilityRule()


def _june(day: int) -> date:
    return date(2026, 6, day)


def _follow_up(
    *events: date, died: date | None = None, again: date | None = None, withdrawn: date | None = None
) -> FollowUp:
    return FollowUp("S01", TRANSPLANT, events, died, again, withdrawn)


@pytest.mark.parametrize(
    ("follow_up", "as_of", "standing", "reason", "evaluable_on"),
    [
        pytest.param(
            _follow_up(),
            date(2026, 5, 31),
            "not_yet_evaluable",
            "not_transplanted_yet",
            None,
            id="before the transplant",
        ),
        pytest.param(_follow_up(), LAST_DAY, "not_yet_evaluable", "window_open", None, id="on the window's last day"),
        pytest.param(_follow_up(), AFTER, "without_event", "window_complete", AFTER, id="on the day after"),
        pytest.param(
            _follow_up(_june(5)), _june(5), "with_event", "event_in_window", _june(5), id="event: counts at once"
        ),
        pytest.param(
            _follow_up(_june(5)), _june(4), "not_yet_evaluable", "window_open", None, id="the day before the event"
        ),
        pytest.param(
            _follow_up(_june(9), _june(5)),
            LATER,
            "with_event",
            "event_in_window",
            _june(5),
            id="two events: the first one counts, once",
        ),
        pytest.param(_follow_up(TRANSPLANT), LATER, "with_event", "event_in_window", TRANSPLANT, id="event on day 0"),
        pytest.param(
            _follow_up(date(2026, 5, 31)),
            LATER,
            "without_event",
            "window_complete",
            AFTER,
            id="event on the day before the transplant",
        ),
        pytest.param(_follow_up(LAST_DAY), LATER, "with_event", "event_in_window", LAST_DAY, id="event on day 30"),
        pytest.param(_follow_up(AFTER), LATER, "without_event", "window_complete", AFTER, id="event on day 31"),
        pytest.param(_follow_up(died=_june(9)), LATER, "without_event", "died", _june(9), id="died without the event"),
        pytest.param(
            _follow_up(_june(9), died=_june(9)),
            LATER,
            "with_event",
            "event_in_window",
            _june(9),
            id="event on the day of death",
        ),
        pytest.param(
            _follow_up(died=_june(9)), _june(8), "not_yet_evaluable", "window_open", None, id="death not known yet"
        ),
        pytest.param(
            _follow_up(died=AFTER), LATER, "without_event", "window_complete", AFTER, id="died after the window"
        ),
        pytest.param(_follow_up(withdrawn=_june(9)), LATER, "excluded", "withdrawn", None, id="withdrawn early"),
        pytest.param(
            _follow_up(_june(10), withdrawn=_june(9)),
            LATER,
            "excluded",
            "withdrawn",
            None,
            id="event after the withdrawal",
        ),
        pytest.param(
            _follow_up(_june(5), withdrawn=_june(9)),
            LATER,
            "with_event",
            "event_in_window",
            _june(5),
            id="event before the withdrawal",
        ),
        pytest.param(
            _follow_up(again=_june(9), died=_june(12)),
            LATER,
            "without_event",
            "re_transplanted",
            _june(9),
            id="re-transplanted, then died: the first end decides",
        ),
        pytest.param(
            _follow_up(died=_june(9), withdrawn=_june(9)),
            LATER,
            "without_event",
            "died",
            _june(9),
            id="died and taken off the trial on one day",
        ),
    ],
)
def test_standing(  # one argument a column of the table
    follow_up: FollowUp, as_of: date, standing: str, reason: str, evaluable_on: date | None
) -> None:
    found = evaluate(follow_up, RULE, as_of)
    assert (found.standing, found.reason, found.evaluable_on) == (standing, reason, evaluable_on)


@pytest.mark.parametrize(
    ("counts", "standing", "reason"),
    [
        (EarlyEndCounts.AS_NO_EVENT, "without_event", "withdrawn"),
        (EarlyEndCounts.AS_EVENT, "with_event", "withdrawn"),
        (EarlyEndCounts.NOT_AT_ALL, "excluded", "withdrawn"),
        (EarlyEndCounts.FOLLOWED_ON, "without_event", "window_complete"),
    ],
)
def test_the_protocol_says_what_an_early_end_means(counts: EarlyEndCounts, standing: str, reason: str) -> None:
    found = evaluate(_follow_up(withdrawn=_june(9)), EvaluabilityRule(withdrawn=counts), LATER)
    assert (found.standing, found.reason) == (standing, reason)


def test_who_is_followed_on_can_still_have_the_event() -> None:
    rule = EvaluabilityRule(withdrawn=EarlyEndCounts.FOLLOWED_ON)
    assert evaluate(_follow_up(_june(12), withdrawn=_june(9)), rule, LATER).standing == "with_event"


def test_results_still_to_come_keep_the_window_open() -> None:
    rule = EvaluabilityRule(days_for_results=5)
    assert evaluate(_follow_up(), rule, date(2026, 7, 6)).reason == "window_open"
    assert evaluate(_follow_up(), rule, date(2026, 7, 7)).evaluable_on == date(2026, 7, 7)


def test_a_window_that_starts_later() -> None:
    rule = EvaluabilityRule(first_day=3)
    assert evaluate(_follow_up(_june(3)), rule, LATER).standing == "without_event"
    assert evaluate(_follow_up(_june(4)), rule, LATER).standing == "with_event"


def test_who_withdrew_before_the_transplant_never_counts() -> None:
    rule = EvaluabilityRule(withdrawn=EarlyEndCounts.AS_NO_EVENT)
    before = _follow_up(_june(5), withdrawn=date(2026, 5, 20))
    for as_of in (date(2026, 5, 20), LATER):
        assert evaluate(before, rule, as_of).standing == "excluded"
        assert time_to_event(before, rule, as_of) is None
    assert evaluate(before, rule, date(2026, 5, 19)).standing == "not_yet_evaluable"


def test_an_earlier_graft_of_the_same_recipient_ends_nothing() -> None:
    assert evaluate(_follow_up(again=date(2026, 5, 30)), RULE, LATER).reason == "window_complete"


def test_counts_add_up() -> None:
    recipients = (
        _follow_up(),
        _follow_up(_june(5)),
        _follow_up(withdrawn=_june(3)),
        _follow_up(died=_june(4)),
    )
    counts = trial_counts(evaluate(one, RULE, _june(20)) for one in recipients)
    assert (counts.enrolled, counts.evaluable, counts.events) == (4, 2, 1)
    assert (counts.not_yet_evaluable, counts.excluded) == (1, 1)
    assert counts.rate == 0.5
    assert trial_counts([]).rate is None


def test_path_is_in_the_order_of_becoming_evaluable() -> None:
    early_event = FollowUp("S03", date(2026, 6, 20), (date(2026, 6, 25),))
    first_complete = FollowUp("S02", TRANSPLANT)
    same_day = FollowUp("S01", TRANSPLANT)
    excluded = FollowUp("S04", TRANSPLANT, withdrawn_on=_june(2))
    recipients = (first_complete, excluded, same_day, early_event)
    path = evaluable_path(evaluate(one, RULE, LATER) for one in recipients)
    assert [one.subject for one in path] == ["S03", "S01", "S02"]


@pytest.mark.parametrize(
    ("follow_up", "as_of", "expected"),
    [
        pytest.param(_follow_up(), date(2026, 5, 1), None, id="not transplanted yet"),
        pytest.param(_follow_up(), _june(11), TimeToEvent(10, Outcome.CENSORED), id="still in the window"),
        pytest.param(_follow_up(), LATER, TimeToEvent(30, Outcome.CENSORED), id="the window's end censors"),
        pytest.param(_follow_up(_june(5)), LATER, TimeToEvent(4, Outcome.EVENT), id="event"),
        pytest.param(_follow_up(_june(5)), _june(4), TimeToEvent(3, Outcome.CENSORED), id="event not known yet"),
        pytest.param(_follow_up(died=_june(9)), LATER, TimeToEvent(8, Outcome.DEATH), id="death competes"),
        pytest.param(
            _follow_up(_june(9), died=_june(9)), LATER, TimeToEvent(8, Outcome.EVENT), id="of one day the event"
        ),
        pytest.param(
            _follow_up(again=_june(9)), LATER, TimeToEvent(8, Outcome.RE_TRANSPLANT), id="re-transplant competes"
        ),
        pytest.param(
            _follow_up(_june(12), withdrawn=_june(9)),
            LATER,
            TimeToEvent(8, Outcome.CENSORED),
            id="withdrawal censors",
        ),
        pytest.param(_follow_up(died=AFTER), LATER, TimeToEvent(30, Outcome.CENSORED), id="death after the window"),
    ],
)
def test_time_to_event(follow_up: FollowUp, as_of: date, expected: TimeToEvent | None) -> None:
    assert time_to_event(follow_up, RULE, as_of) == expected


def test_death_competes_even_where_it_is_followed_on() -> None:
    rule = EvaluabilityRule(died=EarlyEndCounts.FOLLOWED_ON, re_transplanted=EarlyEndCounts.FOLLOWED_ON)
    assert time_to_event(_follow_up(died=_june(9)), rule, LATER) == TimeToEvent(8, Outcome.DEATH)
    assert time_to_event(_follow_up(again=_june(9)), rule, LATER) == TimeToEvent(30, Outcome.CENSORED)


@pytest.mark.parametrize(
    "settings",
    [{"first_day": -1}, {"first_day": 5, "last_day": 4}, {"days_for_results": -1}],
)
def test_an_impossible_definition_is_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="day"):
        EvaluabilityRule(**settings)  # type: ignore[arg-type] # days only

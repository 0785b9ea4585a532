"""How long a feed may be silent by the hour: expected times are by hand, in the local zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.pipeline.silence import SilenceRule, silent_at

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def berlin(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def by_day(hours: dict[range, float]) -> SilenceRule:
    """The same limits every day."""
    limits = {hour: minutes(limit) for span, limit in hours.items() for hour in span}
    return SilenceRule(tuple(limits.get(hour % 24) for hour in range(168)))


DAYTIME = by_day({range(7, 19): 15})
# June 4th 2026 is a Thursday.


@pytest.mark.parametrize(
    ("rule", "last", "silent"),
    [
        pytest.param(DAYTIME, berlin(4, 12), berlin(4, 12, 15), id="within the hours"),
        pytest.param(DAYTIME, berlin(4, 18, 45), berlin(4, 19), id="just before they end"),
        pytest.param(DAYTIME, berlin(4, 18, 46), berlin(5, 7, 15), id="the night stops the count"),
        pytest.param(DAYTIME, berlin(4, 6, 40), berlin(4, 7, 15), id="the morning begins it"),
        pytest.param(by_day({range(7, 19): 15, range(19, 24): 60}), berlin(4, 18, 50), berlin(4, 19, 50), id="longer"),
        pytest.param(by_day({range(7): 60, range(7, 19): 15}), berlin(4, 6, 40), berlin(4, 7, 15), id="shorter"),
        pytest.param(by_day({range(7): 30, range(7, 19): 15}), berlin(4, 6, 31), berlin(4, 7, 1), id="due before that"),
        pytest.param(SilenceRule.always(minutes(60 * 50)), berlin(4, 12), berlin(6, 14), id="longer than two days"),
        pytest.param(SilenceRule.always(None), berlin(4, 12), None, id="never"),
    ],
)
def test_a_feed_is_silent(rule: SilenceRule, last: datetime, silent: datetime | None) -> None:
    assert silent_at(last, rule.at, BERLIN) == silent


def test_days_of_the_week_have_limits_of_their_own() -> None:
    working = SilenceRule(tuple(minutes(15) if hour < 5 * 24 else None for hour in range(168)))
    friday_evening = berlin(5, 23, 50)
    assert silent_at(friday_evening, working.at, BERLIN) == berlin(8, 0, 15)  # Monday


def test_silence_is_counted_in_real_minutes_when_the_clocks_go_back() -> None:
    # October 25th 2026: 03:00 summer time becomes 02:00, so that 02:30 comes twice.
    last = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 summer time
    rule = SilenceRule.always(minutes(90))
    assert silent_at(last, rule.at, BERLIN) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)  # 03:00 winter time


def test_a_limit_that_begins_in_the_hour_the_clocks_skip_begins_with_the_next() -> None:
    # March 29th 2026: 02:00 becomes 03:00; a limit from 02 to 05 begins at 03:00 summer time.
    rule = by_day({range(2, 5): 20})
    last = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30 winter time
    assert silent_at(last, rule.at, BERLIN) == datetime(2026, 3, 29, 1, 20, tzinfo=UTC)  # 03:20 summer time


def test_the_hours_of_a_zone_half_an_hour_off_begin_at_its_own_full_hours() -> None:
    last = datetime(2026, 6, 4, 1, 0, tzinfo=UTC)  # 06:30 in Kolkata
    assert silent_at(last, DAYTIME.at, KOLKATA) == datetime(2026, 6, 4, 1, 45, tzinfo=UTC)  # 07:15

"""Post-operative days: calendar days in the hospital's zone; the day of the transplant is day 0."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from graftwatch.roster import Identifier, Recipient

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")


def recipient(transplanted_at: datetime) -> Recipient:
    return Recipient("S01", frozenset({Identifier("1")}), transplanted_at)


@pytest.mark.parametrize(
    ("transplanted_at", "zone", "day", "expected"),
    [
        pytest.param(datetime(2026, 6, 1, 9, tzinfo=TOKYO), TOKYO, date(2026, 6, 1), 0, id="the day itself"),
        pytest.param(datetime(2026, 6, 1, 9, tzinfo=TOKYO), TOKYO, date(2026, 5, 31), -1, id="the day before"),
        pytest.param(datetime(2026, 6, 1, 9, tzinfo=TOKYO), TOKYO, date(2026, 7, 1), 30, id="over a month's end"),
        pytest.param(datetime(2028, 2, 28, 9, tzinfo=TOKYO), TOKYO, date(2028, 3, 1), 2, id="over a leap day"),
        pytest.param(datetime(2026, 6, 1, 23, 59, tzinfo=TOKYO), TOKYO, date(2026, 6, 2), 1, id="a minute to midnight"),
        pytest.param(
            datetime(2026, 6, 1, 16, tzinfo=UTC), TOKYO, date(2026, 6, 2), 0, id="already the next day in Tokyo"
        ),
        pytest.param(
            datetime(2026, 6, 2, 1, tzinfo=TOKYO), BERLIN, date(2026, 6, 1), 0, id="still the day before in Berlin"
        ),
        pytest.param(
            datetime(2026, 10, 24, 23, tzinfo=BERLIN), BERLIN, date(2026, 10, 26), 2, id="over the end of summer time"
        ),
    ],
)
def test_post_operative_day(transplanted_at: datetime, zone: ZoneInfo, day: date, expected: int) -> None:
    one = recipient(transplanted_at)

    assert one.post_operative_day(day, zone) == expected
    assert one.day(expected, zone) == day

"""Times: as precise as written, in the sender's zone, on the hospital's calendar day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from graftwatch.facts import ClinicalTime
from graftwatch.hl7.timestamps import TimeProblem, TimeProblemReason, clinical_time

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        pytest.param("2026060308", datetime(2026, 6, 2, 23, tzinfo=UTC), id="hours"),
        pytest.param("202606030815", datetime(2026, 6, 2, 23, 15, tzinfo=UTC), id="minutes"),
        pytest.param("20260603081530", datetime(2026, 6, 2, 23, 15, 30, tzinfo=UTC), id="seconds"),
        pytest.param("20260603081530.1234", datetime(2026, 6, 2, 23, 15, 30, 123400, tzinfo=UTC), id="fractions"),
        pytest.param("20260603081530+0000", datetime(2026, 6, 3, 8, 15, 30, tzinfo=UTC), id="an offset wins"),
        pytest.param("202606030815-0400", datetime(2026, 6, 3, 12, 15, tzinfo=UTC), id="a western offset"),
        pytest.param("2026-06-03T08:15:30Z", datetime(2026, 6, 3, 8, 15, 30, tzinfo=UTC), id="ISO 8601"),
        pytest.param(
            "2026-06-03T08:15:30+09:00", datetime(2026, 6, 2, 23, 15, 30, tzinfo=UTC), id="a zone with a colon"
        ),
        pytest.param("2026060308+09", datetime(2026, 6, 2, 23, tzinfo=UTC), id="a zone of hours only"),
        pytest.param("20260603T0815", datetime(2026, 6, 2, 23, 15, tzinfo=UTC), id="a T alone"),
        pytest.param("2026/06/03 08:15", datetime(2026, 6, 2, 23, 15, tzinfo=UTC), id="slashes behind the year"),
        pytest.param("20260603081530.5", datetime(2026, 6, 2, 23, 15, 30, 500000, tzinfo=UTC), id="one digit"),
        pytest.param(
            "20260603081530.123456789012345678901234567890+0000",
            datetime(2026, 6, 3, 8, 15, 30, 123456, tzinfo=UTC),
            id="thirty digits of a second, and the zone behind them",
        ),
        pytest.param("202606032400", datetime(2026, 6, 3, 15, tzinfo=UTC), id="24:00 is the end of the day"),
        pytest.param("20261231240000.000", datetime(2026, 12, 31, 15, tzinfo=UTC), id="24:00 at the end of a year"),
        pytest.param("20170101085960", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC), id="a leap second"),
        pytest.param("20260603 0815", datetime(2026, 6, 2, 23, 15, tzinfo=UTC), id="a blank before the time"),
    ],
)
def test_instants(written: str, at: datetime) -> None:
    read = clinical_time(written, TOKYO, TOKYO)
    assert isinstance(read, ClinicalTime)
    assert read.at == at


@pytest.mark.parametrize("written", ["20260603", "2026-06-03", "20260603+0900"])
def test_a_date_stays_a_date(written: str) -> None:
    assert clinical_time(written, TOKYO, TOKYO) == ClinicalTime(date(2026, 6, 3))


def test_the_day_is_the_hospitals_whatever_the_senders_zone() -> None:
    read = clinical_time("20260603200000", NEW_YORK, TOKYO)
    assert read == ClinicalTime(date(2026, 6, 4), datetime(2026, 6, 4, 0, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param("20260230", TimeProblemReason.IMPOSSIBLE, id="30 February"),
        pytest.param("20261301", TimeProblemReason.IMPOSSIBLE, id="month 13"),
        pytest.param("202606032500", TimeProblemReason.IMPOSSIBLE, id="25 o'clock"),
        pytest.param("202606030861", TimeProblemReason.IMPOSSIBLE, id="minute 61"),
        pytest.param("00000000", TimeProblemReason.IMPOSSIBLE, id="zeros"),
        pytest.param("202606030800+9999", TimeProblemReason.IMPOSSIBLE, id="an offset of 99 hours"),
        pytest.param("202606030800+1430", TimeProblemReason.IMPOSSIBLE, id="an offset that no place has"),
        pytest.param("202606032401", TimeProblemReason.IMPOSSIBLE, id="a minute after 24:00"),
        pytest.param("20260603081560", TimeProblemReason.IMPOSSIBLE, id="a 60th second that is no leap second"),
        pytest.param("20250229", TimeProblemReason.IMPOSSIBLE, id="29 February of a common year"),
        pytest.param("20260631", TimeProblemReason.IMPOSSIBLE, id="31 June"),
        pytest.param("202606-0300", TimeProblemReason.COARSER_THAN_A_DAY, id="a month with an offset is no day"),
        pytest.param("2026-06", TimeProblemReason.COARSER_THAN_A_DAY, id="a month with a sign"),
        pytest.param("2026-06/03", TimeProblemReason.NOT_A_TIME, id="two kinds of signs"),
        pytest.param("20260603081530." + "1" * 60, TimeProblemReason.NOT_A_TIME, id="a fraction without end"),
        pytest.param("202606", TimeProblemReason.COARSER_THAN_A_DAY, id="a month"),
        pytest.param("2026", TimeProblemReason.COARSER_THAN_A_DAY, id="a year"),
        pytest.param("Aug 15, 2026", TimeProblemReason.NOT_A_TIME, id="a month's name"),
        pytest.param("3.6.2026", TimeProblemReason.NOT_A_TIME, id="day and month in another order"),
        pytest.param("2026060308153", TimeProblemReason.NOT_A_TIME, id="half a second's digits"),
    ],
)
def test_impossible_times_are_named(written: str, reason: TimeProblemReason) -> None:
    read = clinical_time(written, TOKYO, TOKYO)
    assert isinstance(read, TimeProblem)
    assert read.reason is reason

"""How long a feed may be silent, as the settings say it, and how a wrong row is refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from graftwatch.entrypoints.settings import SettingsError, load_settings
from graftwatch.entrypoints.silence_settings import silence_rule
from graftwatch.pipeline.silence import SilenceRule

MONDAY, FRIDAY, SATURDAY = 0, 4, 5


def rule(tmp_path: Path, silence: str) -> SilenceRule | None:
    file = tmp_path / "settings.toml"
    file.write_text(f'[[feeds]]\nname = "laboratory"\n{silence}\n')
    (feed,) = load_settings(file).feeds
    return silence_rule(feed.silence, feed.silence_minutes)


def minutes(found: SilenceRule | None, day: int, hour: int) -> float | None:
    assert found is not None
    limit = found.at(day * 24 + hour)
    return None if limit is None else limit / timedelta(minutes=1)


def test_without_a_limit_a_feed_may_be_silent_for_ever(tmp_path: Path) -> None:
    assert rule(tmp_path, "") is None


def test_the_first_row_that_fits_an_hour_counts_and_the_others_take_what_is_set_for_all(tmp_path: Path) -> None:
    table = """
    silence_minutes = 90
    silence = [{ hours = "07-19", days = "mon-fri", minutes = 15 }, { days = "sat-sun", minutes = 240 }]
    """
    found = rule(tmp_path, table)
    assert [minutes(found, MONDAY, hour) for hour in (6, 7, 18, 19)] == [90, 15, 15, 90]
    assert minutes(found, SATURDAY, 12) == 240


def test_hours_over_midnight_belong_to_their_own_days(tmp_path: Path) -> None:
    found = rule(tmp_path, 'silence = [{ hours = "19-07", days = "mon,fri", minutes = 60 }]')
    assert [minutes(found, MONDAY, hour) for hour in (6, 7, 19)] == [60, None, 60]
    assert minutes(found, SATURDAY, 3) is None
    assert minutes(found, FRIDAY, 23) == 60


def test_days_run_over_the_end_of_the_week(tmp_path: Path) -> None:
    found = rule(tmp_path, 'silence = [{ days = "sat-mon", minutes = 60 }]')
    assert [minutes(found, day, 12) for day in range(7)] == [60, None, None, None, None, 60, 60]


def test_learning_takes_what_is_set_until_it_knows_better(tmp_path: Path) -> None:
    found = rule(tmp_path, 'silence = "learn"\nsilence_minutes = 45')
    assert found is not None
    assert (found.learns, minutes(found, MONDAY, 12)) == (True, 45)


@pytest.mark.parametrize(
    ("row", "mend"),
    [
        pytest.param('{ hours = "7-19", minutes = 15 }', "write them like '07-19'", id="hours"),
        pytest.param('{ hours = "07-25", minutes = 15 }', "write them like '07-19'", id="an hour that is none"),
        pytest.param('{ days = "mo-fr", minutes = 15 }', "write them like 'mon-fri'", id="days"),
        pytest.param("{ minutes = 0 }", "greater than 0", id="no time at all"),
        pytest.param('{ hours = "07-19" }', "minutes", id="no limit"),
    ],
)
def test_a_wrong_row_is_refused_with_its_mend(tmp_path: Path, row: str, mend: str) -> None:
    with pytest.raises(SettingsError) as refused:
        rule(tmp_path, f"silence = [{row}]")
    assert "silence" in str(refused.value)
    assert mend in str(refused.value)

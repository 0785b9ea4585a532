"""Changes of the file keep every other line, comments too."""

import tomllib
from datetime import datetime, timedelta, timezone

import pytest

from graftwatch.on_call.amend import NotAmendableError, with_calendar, with_override
from on_call_files import WEEKLY, file_text

TOKYO = timezone(timedelta(hours=9))
AT = datetime(2026, 11, 2, 8, tzinfo=TOKYO)


def test_an_override_is_added_at_the_end() -> None:
    text = "# a comment\n" + file_text(WEEKLY) + "# the end"
    amended = with_override(text, "first", "doctor-b", AT, AT + timedelta(hours=1))
    assert amended.startswith(text)
    assert amended.endswith(
        '\n\n[[overrides]]\nduty = "first"\nperson = "doctor-b"\n'
        "from = 2026-11-02T08:00:00+09:00\nto = 2026-11-02T09:00:00+09:00\n"
    )


def test_lines_keep_their_ending() -> None:
    text = file_text(WEEKLY).replace("\n", "\r\n")
    amended = with_override(text, "first", "doctor-b", AT, AT + timedelta(hours=1))
    assert amended.count("\n") == amended.count("\r\n")


def test_overrides_written_as_an_inline_array_cannot_be_added_to() -> None:
    with pytest.raises(NotAmendableError, match="`overrides` is written in a way"):
        with_override("overrides = []\n" + file_text(WEEKLY), "first", "doctor-b", AT, AT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("[duties.first] # c\n", '[duties.first] # c\ncalendar = "b.ics"\n', id="set"),
        pytest.param(
            '[duties.first]\ncalendar = "a.ics" # c\n', '[duties.first]\ncalendar = "b.ics" # c\n', id="another"
        ),
        pytest.param("# c\n", '# c\n\n[duties.first]\ncalendar = "b.ics"\n', id="a duty that is not there yet"),
    ],
)
def test_a_duty_is_given_a_calendar(before: str, after: str) -> None:
    assert with_calendar(before, "first", "b.ics") == after
    assert tomllib.loads(after)["duties"]["first"]["calendar"] == "b.ics"


def test_a_duty_written_inline_cannot_be_given_a_calendar() -> None:
    with pytest.raises(NotAmendableError, match="write it as a table"):
        with_calendar('[duties]\nfirst = { otherwise = "doctor-a" }\n', "first", "b.ics")

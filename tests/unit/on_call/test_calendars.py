"""iCalendar files as the source of a duty, and shifts as iCalendar files."""

from datetime import UTC, datetime

import icalendar
import pytest

from graftwatch.on_call import OnCallFileError, by_person, calendar_of, warnings_of
from on_call_files import WEEKLY, calendar_text, rota_of

DUTY = '[duties.first]\ncalendar = "rota.ics"\n'


def utc(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "since", "until"),
    [
        pytest.param(
            "DTSTART;TZID=Europe/Berlin:20261019T080000\nDTEND;TZID=Europe/Berlin:20261026T080000\nSUMMARY:doctor-a",
            utc(19, 6),
            utc(26, 7),
            id="with a zone, over the autumn change",
        ),
        pytest.param(
            "DTSTART:20261019T060000Z\nDTEND:20261026T070000Z\nSUMMARY:doctor-a", utc(19, 6), utc(26, 7), id="in UTC"
        ),
        pytest.param(
            "DTSTART:20261019T080000\nDTEND:20261026T080000\nSUMMARY:doctor-a",
            utc(19, 6),
            utc(26, 7),
            id="floating: local to the file's zone",
        ),
        pytest.param(
            "DTSTART;VALUE=DATE:20261025\nDTEND;VALUE=DATE:20261026\nSUMMARY:doctor-a",
            utc(24, 22),
            utc(25, 23),
            id="all day: a day of 25 hours, midnight to midnight",
        ),
        pytest.param(
            "DTSTART;VALUE=DATE:20261019\nSUMMARY:doctor-a", utc(18, 22), utc(19, 22), id="a day without an end"
        ),
        pytest.param(
            "DTSTART;TZID=Tokyo Standard Time:20261019T080000\nDURATION:PT12H\nSUMMARY:  Doctor-A ",
            utc(18, 23),
            utc(19, 11),
            id="a Windows zone, a duration, the name in other letters",
        ),
    ],
)
def test_an_event_is_a_shift(event: str, since: datetime, until: datetime) -> None:
    rota = rota_of(DUTY, rota=calendar_text(event))
    shifts = by_person(rota.shifts("first", utc(1, 0), utc(30, 0)))
    assert [(one.person, one.begins, one.ends) for one in shifts] == [("doctor-a", since, until)]


def test_recurrences_exceptions_and_moved_occurrences() -> None:
    calendar = calendar_text(
        "UID:weekly\nDTSTART;TZID=Europe/Berlin:20261005T080000\nDTEND;TZID=Europe/Berlin:20261006T080000\n"
        "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20261012T080000\nSUMMARY:doctor-a",
        "UID:weekly\nRECURRENCE-ID;TZID=Europe/Berlin:20261019T080000\nDTSTART;TZID=Europe/Berlin:20261020T080000\n"
        "DTEND;TZID=Europe/Berlin:20261021T080000\nSUMMARY:doctor-b",
        "DTSTART:20261001T000000Z\nDTEND:20261002T000000Z\nSTATUS:CANCELLED\nSUMMARY:doctor-c",
    )
    shifts = by_person(rota_of(DUTY, rota=calendar).shifts("first", utc(1, 0), utc(30, 0)))
    assert [(one.person, one.begins) for one in shifts] == [
        ("doctor-a", utc(5, 6)),
        ("doctor-b", utc(20, 6)),
        ("doctor-a", utc(26, 7)),
    ]


def test_of_two_events_at_once_the_one_that_begins_later_counts_while_it_lasts() -> None:
    calendar = calendar_text(
        "DTSTART:20261001T000000Z\nDTEND:20261008T000000Z\nSUMMARY:doctor-a",
        "DTSTART:20261003T000000Z\nDTEND:20261004T000000Z\nSUMMARY:doctor-b",
    )
    rota = rota_of(DUTY, rota=calendar)
    assert [rota.who("first", utc(day, 12)) for day in (2, 3, 4)] == ["doctor-a", "doctor-b", "doctor-a"]


def test_a_person_is_known_by_other_spellings() -> None:
    calendar = calendar_text("DTSTART:20261001T000000Z\nDTEND:20261008T000000Z\nSUMMARY:night  DUTY one")
    rota = rota_of('[people.doctor-d]\ncalled = ["Night duty one"]\n' + DUTY, rota=calendar)
    assert rota.who("first", utc(2, 0)) == "doctor-d"


def test_an_event_that_names_nobody_does_not_count_and_is_told_without_its_words() -> None:
    calendar = calendar_text("DTSTART:20261001T000000Z\nDTEND:20261008T000000Z\nSUMMARY:Somebody Unknown")
    rota = rota_of(DUTY, rota=calendar)
    said = warnings_of(rota, utc(1, 12))
    assert rota.who("first", utc(2, 0)) is None
    assert any("the event of 2026-10-01 02:00 names nobody" in one for one in said)
    assert "Somebody" not in "".join(said)


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        pytest.param("no calendar", "is not one iCalendar file", id="other text"),
        pytest.param("", "is not one iCalendar file", id="empty"),
        pytest.param(
            calendar_text("DTSTART;TZID=Nowhere/Land:20261001T000000\nDURATION:PT1H\nSUMMARY:doctor-a"),
            "the event of 2026-10-01: DTSTART has a time zone that nobody knows",
            id="a zone that nobody knows",
        ),
        pytest.param(calendar_text("SUMMARY:doctor-a"), "no DTSTART", id="no begin"),
        pytest.param(calendar_text("DTSTART:20261001T000000Z\nSUMMARY:doctor-a"), "neither DTEND nor", id="no end"),
        pytest.param(
            calendar_text("DTSTART:20261001T000000Z\nDTEND:20261001T000000Z\nSUMMARY:doctor-a"),
            "ends no later than it begins",
            id="of no length",
        ),
        pytest.param(
            calendar_text("DTSTART:20261001T000000\nDTEND:20261001T010000Z\nSUMMARY:doctor-a"),
            "not of one kind",
            id="one end floating",
        ),
        pytest.param(
            calendar_text("DTSTART:20261001T000000Z\nDURATION:PT1M\nRRULE:FREQ=SECONDLY\nSUMMARY:doctor-a"),
            "repeats secondly",
            id="more than anybody could work out",
        ),
        pytest.param(
            calendar_text("DTSTART:00010101T000000Z\nDURATION:PT1H\nSUMMARY:doctor-a"),
            "a shift begins between 2000 and 2199",
            id="of no time",
        ),
        pytest.param(
            calendar_text("DTSTART:20261001T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=0\nSUMMARY:doctor-a"),
            "INTERVAL of its RRULE is not from 1 to 1000",
            id="an interval of nothing, which never ends",
        ),
        pytest.param(
            calendar_text("DTSTART:20261001T000000Z\nDURATION:PT1H\nRRULE:BYDAY=MO\nSUMMARY:doctor-a"),
            "shifts repeat daily at most",
            id="a rule without a frequency",
        ),
        pytest.param(
            calendar_text(
                "DTSTART:20261001T000000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;DATECOUNT=4;BYDAY=MO\nSUMMARY:doctor-a"
            ),
            "the event of 2026-10-01: its recurrence cannot be worked out",
            id="a rule that the library stumbles over",
        ),
        pytest.param(
            calendar_text("DTSTART:20261001T000000Z\nDURATION:PT1H\nRRULE:FREQ=SOMETIMES\nSUMMARY:doctor-a"),
            "RRULE cannot be read",
            id="a rule that is none",
        ),
    ],
)
def test_a_calendar_that_cannot_be_worked_out_is_refused(calendar: str, said: str) -> None:
    with pytest.raises(OnCallFileError, match=said):
        rota_of(DUTY, rota=calendar)


def test_a_calendar_is_taken_up_to_its_limit_and_refused_a_byte_beyond() -> None:
    calendar = calendar_text("DTSTART:20261001T000000Z\nDTEND:20261008T000000Z\nSUMMARY:doctor-a")
    padding = 1024 * 1024 - len(calendar)
    at_limit = calendar.replace("VERSION:2.0", "VERSION:2.0\r\nX-FILL:" + "x" * (padding - len("\r\nX-FILL:")))
    assert len(at_limit) == 1024 * 1024
    assert rota_of(DUTY, rota=at_limit).who("first", utc(2, 0)) == "doctor-a"
    with pytest.raises(OnCallFileError, match="larger than 1048576 bytes"):
        rota_of(DUTY, rota=at_limit.replace("X-FILL:", "X-FILL:x"))


def test_shifts_go_out_and_come_back_the_same() -> None:
    override = (
        '[[overrides]]\nduty = "first"\nperson = "doctor-c"\nfrom = 2026-10-25T02:30:00\nto = 2026-10-25T05:00:00\n'
    )
    rota = rota_of(WEEKLY + override)
    since, until = utc(12, 6), utc(23, 7, month=11)
    out = calendar_of("first", rota.shifts("first", since, until), utc(1, 0))
    back = rota_of(DUTY, rota=out.decode())
    assert by_person(back.shifts("first", since, until)) == by_person(rota.shifts("first", since, until))


def test_an_event_keeps_its_uid_and_names_nothing_but_a_key() -> None:
    rota = rota_of(WEEKLY)
    first = calendar_of("first", rota.whole_shifts("first", utc(14, 0), utc(20, 0)), utc(14, 0))
    later = calendar_of("first", rota.whole_shifts("first", utc(15, 0), utc(20, 0)), utc(15, 0))

    def events(content: bytes) -> list[tuple[str, str]]:
        return [(str(one["UID"]), str(one["SUMMARY"])) for one in icalendar.Calendar.from_ical(content).walk("VEVENT")]

    assert (
        events(first)
        == events(later)
        == [
            ("first-20261012T060000Z@graftwatch", "doctor-a"),
            ("first-20261019T060000Z@graftwatch", "doctor-b"),
        ]
    )
    assert b"@hospital" not in first

"""Whether a central line made it a CLABSI (chapter 4, eligible central line and table 3).

An eligible line has been in place for more than two consecutive calendar days after its first access as an inpatient
in this stay (line day 3 or later), and was in place on the date of event or the day before. Days with any line count
on; a full day without a line starts again. ECMO or a ventricular assist device for more than two days, in place on the
date of event or the day before, takes the association away. Outside of
every known stay it is none; where no stay is known at all, the line days decide alone.
"""

from datetime import date, timedelta

from tests.referee.history import Condition, History, day
from tests.referee.stays import onset, stay_of

DEVICES = ("ecmo", "vad", "tah")


def line_associated(history: History, date_of_event: date) -> bool | None:
    """Whether it is associated with a central line; None where no line is known."""
    if not history.lines:
        return None
    outside = bool(history.stays) and onset(history, date_of_event) != "HAI"
    if outside or any(_device(one, date_of_event) for one in history.conditions):
        return False
    return any(_line_day(history, date_of_event - timedelta(days=back)) >= 3 for back in (0, 1))


def _line_day(history: History, on: date) -> int:
    """The line day that a day is, 0 where no line was in place: counted back, day by day."""
    stay = stay_of(history, on)
    first = stay.admitted.date() if stay else date.min
    count = 0
    while on >= first and _in_place(history, on):
        count, on = count + 1, on - timedelta(days=1)
    return count


def _in_place(history: History, on: date) -> bool:
    return any(
        day(one.accessed or one.placed) <= on and (one.removed is None or on <= day(one.removed))
        for one in history.lines
    )


def _device(one: Condition, date_of_event: date) -> bool:
    if one.name not in DEVICES:
        return False
    for back in (0, 1):
        on = date_of_event - timedelta(days=back)
        if one.since + timedelta(days=2) <= on and (one.until is None or on <= one.until):
            return True
    return False

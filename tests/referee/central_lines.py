"""Whether a central line made it a CLABSI (chapter 4, eligible central line and table 3).

An eligible line has been in place for more than two consecutive calendar days after its first access as an inpatient
in this stay (line day 3 or later), and was in place on the date of event or the day before. Days with any line count
on; a full day without a line starts again. Outside of every known stay it is none; where no stay is known at all, the
line days decide alone. What takes the association away:

| exclusion                                                     | when                                                |
| ------------------------------------------------------------- | --------------------------------------------------- |
| ECMO, VAD, artificial heart, for more than two days           | on the date of event or the day before              |
| the patient injected into the line                            | in the infection window period                      |
| pus at another vascular access, with an organism that matches | in the infection window period                      |
| epidermolysis bullosa, Munchausen syndrome by proxy           | in the stay                                         |
"""

from collections.abc import Iterable
from datetime import date, timedelta

from tests.referee.blood_that_counts import named
from tests.referee.history import Blood, Condition, History, day
from tests.referee.matching import matches_site, same_commensal
from tests.referee.organisms import Organism
from tests.referee.primary import Infection
from tests.referee.stays import in_stay, onset, stay_of

DEVICES = ("ecmo", "vad", "tah")
IN_THE_STAY = ("epidermolysis_bullosa", "munchausen_by_proxy")


def line_associated(history: History, one: Infection, bloods: Iterable[Blood]) -> bool | None:
    """Whether it is associated with a central line; None where no line is known."""
    if not history.lines:
        return None
    event = one.date_of_event
    outside = bool(history.stays) and onset(history, event) != "HAI"
    if outside or any(_excludes(history, each, one, bloods) for each in history.conditions):
        return False
    return any(_line_day(history, event - timedelta(days=back)) >= 3 for back in (0, 1))


def _excludes(history: History, condition: Condition, infection: Infection, bloods: Iterable[Blood]) -> bool:
    if condition.name in IN_THE_STAY:
        return in_stay(history, condition, infection.date_of_event)
    begin, end = (infection.blood_on + timedelta(days=shift) for shift in (-3, 3))
    in_the_window = condition.since <= end and (condition.until is None or condition.until >= begin)
    if condition.name == "patient_injection":
        return in_the_window
    if condition.name == "pus_at_access":
        inside = [one for one in bloods if one.number in infection.specimens and begin <= one.on <= end]
        return in_the_window and _matches(condition, infection, inside)
    return _device(condition, infection.date_of_event)


def _matches(pus: Condition, infection: Infection, bloods: Iterable[Blood]) -> bool:
    """Whether an organism of the pus is in the blood of the window; where none is named, the person says that it is."""
    if not pus.organisms:
        return True
    in_blood = [one for blood in bloods for one in named(blood) if _of(infection, one)]
    return any(matches_site(one, other) for one in in_blood for other in pus.organisms)


def _of(infection: Infection, organism: Organism) -> bool:
    return any(same_commensal(organism, one) for one in infection.organisms)


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

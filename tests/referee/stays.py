"""Hospital days: present on admission or healthcare-associated, and which stay a day belongs to (chapter 2).

The day of admission is hospital day 1. A date of event on one of the two days before, or on day 1 or 2, is present on
admission; from day 3 on it is healthcare-associated. The day of discharge and the day after still belong to the stay.
"""

from datetime import date, timedelta

from tests.referee.history import Condition, History, Stay

FOREVER = date(2100, 1, 1)


def last_day(stay: Stay) -> date:
    """The last day that belongs to a stay."""
    return stay.discharged.date() + timedelta(days=1) if stay.discharged else FOREVER


def stay_of(history: History, on: date) -> Stay | None:
    """The stay that an event of this day belongs to: the one under way, else the one that begins in two days."""
    for stay in history.stays:
        if stay.admitted.date() <= on <= last_day(stay):
            return stay
    for stay in history.stays:
        if timedelta(0) < stay.admitted.date() - on <= timedelta(days=2):
            return stay
    return None


def onset(history: History, date_of_event: date) -> str | None:
    """POA or HAI; None where no stay is known for the day."""
    stay = stay_of(history, date_of_event)
    if stay is None:
        return None
    hospital_day = (date_of_event - stay.admitted.date()).days + 1
    return "HAI" if hospital_day >= 3 else "POA"


def same_stay(history: History, one: date, other: date) -> bool:
    """Whether two days belong to one stay, or to the same time outside of any."""
    first, last = min(one, other), max(one, other)
    stay = stay_of(history, one)
    between = any(first <= each.admitted.date() <= last for each in history.stays)
    return stay == stay_of(history, other) and (stay is not None or not between)


def on_admission(history: History, found: date) -> date:
    """The date of event: what was met on the two days before the admission counts as of hospital day 1."""
    stay = stay_of(history, found)
    return max(found, stay.admitted.date()) if stay else found


def in_stay(history: History, condition: Condition, on: date) -> bool:
    """Whether a condition was there in the stay of a day; where no stay is known, it was."""
    stay = stay_of(history, on)
    if stay is None:
        return True
    left = stay.discharged.date() if stay.discharged else FOREVER
    return condition.since <= left and (condition.until is None or condition.until >= stay.admitted.date())

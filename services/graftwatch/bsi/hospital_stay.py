"""Hospital stays: hospital day, present on admission or healthcare-associated, and what is another stay.

Source: NHSN Patient Safety Component Manual, chapter 2, January 2026. The day of admission is hospital day 1; there
is no day 0. A date of event on day −2 or −1 is set to hospital day 1. The day of discharge and the day after it
still belong to the stay; a day that both a stay and the two days before the next one claim belongs to the first.
What is told twice of one day's admission, by a feed and by a person, is one stay.

Where the manual leaves two answers open: the day of discharge and the day after it belong to the stay that ended, also
where the recipient is admitted again on them. A stay whose end nobody told lasts until the next admission.

    admitted 2026-06-10    06-08  06-09  06-10  06-11  06-12
    hospital day             −2     −1      1      2      3
    onset                   POA    POA    POA    POA    HAI
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from graftwatch.facts import Admission, Chart, Discharge

DAYS_BEFORE_ADMISSION: Final = 2
LAST_POA_HOSPITAL_DAY: Final = 2
DAYS_AFTER_DISCHARGE: Final = 1


@dataclass(frozen=True, slots=True, order=True)
class HospitalStay:
    """One stay; `admitted` is `date.min` where only the discharge is known, `discharged` `date.max` while it lasts."""

    admitted: date
    discharged: date = date.max

    def hospital_day(self, day: date) -> int:
        """The hospital day: 1 is the day of admission, −1 the day before it.

        >>> stay = HospitalStay(date(2026, 6, 10))
        >>> [stay.hospital_day(date(2026, 6, day)) for day in (8, 9, 10, 11, 12)]
        [-2, -1, 1, 2, 3]
        """
        days = (day - self.admitted).days
        return days + 1 if days >= 0 else days

    def holds(self, day: date) -> bool:
        """Whether the day belongs to the stay itself, the day after the discharge included."""
        return self.admitted <= day and (day - self.discharged).days <= DAYS_AFTER_DISCHARGE

    def announces(self, day: date) -> bool:
        """Whether the day is one of the two before the admission."""
        return timedelta() < self.admitted - day <= timedelta(days=DAYS_BEFORE_ADMISSION)

    def onset(self, day: date) -> str | None:
        """Says "POA" or "HAI" of a date of event; None where the admission is unknown."""
        if self.admitted == date.min:
            return None
        return "POA" if self.hospital_day(day) <= LAST_POA_HOSPITAL_DAY else "HAI"


@dataclass(frozen=True, slots=True)
class HospitalStays:
    """All stays of a recipient, by admission."""

    stays: tuple[HospitalStay, ...] = ()

    def of(self, day: date) -> HospitalStay | None:
        """The stay that a day belongs to; where two claim it, the one that is known to have ended first."""
        inside = [stay for stay in self.stays if stay.holds(day)]
        if inside:
            return min((stay for stay in inside if stay.discharged != date.max), default=max(inside))
        return min((stay for stay in self.stays if stay.announces(day)), default=None)

    def same(self, one: date, other: date) -> bool:
        """Whether two days belong to the same stay, or both to none with no stay between them."""
        stay = self.of(one)
        if stay is not None or self.of(other) is not None:
            return stay == self.of(other)
        first, last = sorted((one, other))
        return not any(first < between.admitted < last for between in self.stays)

    def set_to_admission(self, day: date) -> date:
        """The date of event, moved to hospital day 1 where it lies in the two days before the admission."""
        stay = self.of(day)
        return day if stay is None else max(day, stay.admitted)


def hospital_stays(chart: Chart) -> HospitalStays:
    """The stays that admissions and discharges tell of; one visit's facts are one stay, so are one day's admissions."""
    admitted: dict[str, date] = {}
    discharged: dict[str, date] = {}
    for arrival in chart.of(Admission):
        visit, day = arrival.statement.visit, arrival.statement.admitted.on
        admitted[visit] = min(day, admitted.get(visit, day))
    for departure in chart.of(Discharge):
        visit, day = departure.statement.visit, departure.statement.discharged.on
        discharged[visit] = max(day, discharged.get(visit, day))
    ends: dict[date, date | None] = {}
    for visit, day in admitted.items():
        ends[day] = max((one for one in (discharged.get(visit), ends.get(day)) if one is not None), default=None)
    stays = {HospitalStay(day, end or date.max) for day, end in ends.items()}
    unmatched = sorted(day for visit, day in discharged.items() if visit not in admitted)
    return HospitalStays(tuple(sorted(_closed(stays, unmatched))))


def _closed(stays: set[HospitalStay], unmatched: Iterable[date]) -> set[HospitalStay]:
    """Stays after discharges that name no known visit: each ends the newest open stay begun by then."""
    for day in unmatched:
        started = [stay for stay in stays if stay.discharged == date.max and stay.admitted <= day]
        if started:
            stays.remove(max(started))
            stays.add(replace(max(started), discharged=day))
        else:
            stays.add(HospitalStay(date.min, day))
    return stays

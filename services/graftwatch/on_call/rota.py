"""The rota: who is on duty at a time, and all shifts of a span of time. Pure: the same file says the same for ever.

Strongest first: overrides (the later in the file), the calendar (the event that begins later, then the shorter one),
the layers (the later in the file); where none of them has anybody, whoever `otherwise` names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

from graftwatch.on_call.calendar_in import ShiftCalendar
from graftwatch.on_call.file import OnCallFile
from graftwatch.on_call.local_times import instant_of
from graftwatch.on_call.rotation import turns
from graftwatch.on_call.shift import Because, Claim, Shift, joined, strongest

_OVERRIDE, _CALENDAR, _LAYER = 0.0, 1.0, 2.0
MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Rota:
    """An on-call file with its calendars.

    Attributes:
        file: the file, without a fault.
        calendars: each duty's calendar, for the duties that have one.
    """

    file: OnCallFile
    calendars: Mapping[str, ShiftCalendar] = field(default_factory=dict)

    def who(self, duty: str, at: datetime) -> str | None:
        """The person on duty at an instant, or None where nobody is or there is no such duty."""
        if duty not in self.file.duties:
            return None
        return self.shifts(duty, at, at + MOMENT)[0].person or None

    def shift_at(self, duty: str, at: datetime) -> Shift:
        """The shift of an instant, whole as `whole_shifts` gives it."""
        return self.whole_shifts(duty, at, at + MOMENT)[0]

    def whole_shifts(self, duty: str, since: datetime, until: datetime) -> list[Shift]:
        """The shifts that touch a span, with their own bounds instead of the span's, as far as `horizon` goes."""
        around = self.shifts(duty, *horizon(since, until))
        return [one for one in around if one.begins < until and one.ends > since]

    def shifts(self, duty: str, since: datetime, until: datetime) -> list[Shift]:
        """The shifts from `since` to `until`, tiling that span; nobody's where nobody is on duty.

        Raises:
            KeyError: there is no such duty.
        """
        found = strongest(self._claims(duty, since, until), since, until)
        return list(joined(one for shift in found for one in self._filled(duty, shift)))

    def _claims(self, duty: str, since: datetime, until: datetime) -> Iterator[Claim]:
        yield from self._overrides.get(duty, ())
        if duty in self.calendars:
            for shift in self.calendars[duty].between(since, until):
                rank = (_CALENDAR, -shift.begins.timestamp(), shift.ends.timestamp())
                yield Claim(rank, replace(shift, because=Because.CALENDAR))
        for number, layer in enumerate(self.file.duties[duty].layers):
            yield from (Claim((_LAYER, -number), turn) for turn in turns(layer, self.file.zone, since, until))

    @cached_property
    def _overrides(self) -> dict[str, list[Claim]]:
        """The claims of all overrides by duty: a file keeps those of years, and each page asks."""
        claims: dict[str, list[Claim]] = {}
        for number, one in enumerate(self.file.overrides):
            begins, ends = (instant_of(at, self.file.zone) for at in (one.begins, one.ends))
            shift = Shift(one.person, begins, ends, Because.OVERRIDE)
            claims.setdefault(one.duty, []).append(Claim((_OVERRIDE, -number), shift))
        return claims

    def _filled(self, duty: str, shift: Shift) -> Iterator[Shift]:
        """A shift as it is, or where it is nobody's, whoever `otherwise` names."""
        otherwise = self.file.duties[duty].otherwise
        if shift.person or not otherwise:
            yield shift
        elif otherwise in self.file.duties:
            standing_in = self.shifts(otherwise, shift.begins, shift.ends)
            yield from (replace(one, because=Because.OTHERWISE) if one.person else one for one in standing_in)
        else:
            yield replace(shift, person=otherwise, because=Because.OTHERWISE)


def horizon(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """How far shifts are looked for around a span: from the begin of the year before to the end of the year after.

    Whoever always has a duty has it from there to there; that does not move from one look to the next.
    """
    return datetime(since.year - 1, 1, 1, tzinfo=UTC), datetime(until.year + 2, 1, 1, tzinfo=UTC)

"""CDC's Adult Sepsis Event: a presumed infection with organ dysfunction. An option of the protocol, off by default.

Source: CDC, Hospital Toolkit for Adult Sepsis Surveillance (2018). Recipients of 18 years and older. Blood was drawn
for culture, whatever grew; qualifying antimicrobial days begin within 2 calendar days of it (antimicrobial_days.py); an
organ fails within 2 days of it (organ_dysfunction.py). Onset is the first of these days. No other event is counted
within 14 days, the onset being day 1; the notice is open until then.

    06-03  06-04  06-05  06-06  06-07  06-08
           blood
                  mero   mero   mero   mero     QADs 06-05 to 06-08: the fourth day makes the event
    norepinephrine 06-03                        onset 06-03; open to 06-16

After a liver transplant creatinine, bilirubin and platelets change by themselves. They are told apart, and where only
they speak the notice says so. It is a notice of its own beside the story of the same blood, and never an endpoint.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from graftwatch.bsi.antimicrobial_days import (
    DAYS_EACH_SIDE,
    DAYS_NEEDED,
    ENDINGS,
    PresumedInfection,
    courses_of,
    presumed_infection,
)
from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.history import History
from graftwatch.bsi.organ_dysfunction import END_STAGE_RENAL_DISEASE, VENTILATION, Dysfunction, organ_dysfunctions
from graftwatch.bsi.period import Period
from graftwatch.bsi.signs import is_adult
from graftwatch.bsi.story import Verdicts, event_id
from graftwatch.bsi.told import Message, Told, ground, signal
from graftwatch.facts import Treatment
from graftwatch.findings import SignalKind
from graftwatch.terminology.treatments import ANTIMICROBIAL, VASOPRESSOR

REPEAT_WITHIN_DAYS: Final = 14
ADULT_SEPSIS_CONDITIONS: Final = ENDINGS | {VASOPRESSOR, VENTILATION, END_STAGE_RENAL_DISEASE}
"""Conditions that only this rule asks for."""
STORY: Final = "adult_sepsis"
"""What tells the name of this notice from that of the story of the same blood."""


@dataclass(frozen=True, slots=True)
class AdultSepsisEvent:
    """One event: its blood culture, its antimicrobial days and its organ dysfunctions."""

    culture: BloodCulture
    infection: PresumedInfection
    dysfunctions: tuple[Dysfunction, ...]

    @property
    def onset(self) -> date:
        """The first of its days."""
        return min(self.culture.on, self.infection.days.first, *(one.element.on for one in self.dysfunctions))

    @property
    def repeat_days(self) -> Period:
        """The days in which no other event is counted."""
        return Period.around(self.onset, 0, REPEAT_WITHIN_DAYS - 1)


def adult_sepsis_events(history: History, cultures: Iterable[BloodCulture]) -> list[AdultSepsisEvent]:
    """The Adult Sepsis Events of a history, by blood culture."""
    courses, events = courses_of(history), list[AdultSepsisEvent]()
    for culture in cultures if courses else ():
        covered = any(culture.on in one.repeat_days for one in events)
        if covered or not culture.cultured or not is_adult(history, culture.on):
            continue
        infection = presumed_infection(history, culture.on, courses)
        dysfunctions = organ_dysfunctions(history, culture.on) if infection is not None else []
        if infection is not None and dysfunctions:
            events.append(AdultSepsisEvent(culture, infection, tuple(dysfunctions)))
    return events


def adult_sepsis(history: History, cultures: Sequence[BloodCulture], verdicts: Verdicts) -> Iterator[Told]:
    """The notices of Adult Sepsis Events; nothing where the protocol does not ask for them."""
    if not history.protocol.suspected_bsi.adult_sepsis_event:
        return
    for one in adult_sepsis_events(history, cultures):
        yield _told(history, one, verdicts)
    look = _next_look(history, cultures)
    if look is not None:
        yield Told(frozenset(), None, None, look)


def _told(history: History, event: AdultSepsisEvent, verdicts: Verdicts) -> Told:
    own = [one.element for one in event.dysfunctions if not one.confounded]
    at = ground(
        event_id(history.recipient.subject, event.culture.key, STORY),
        event.onset,
        cultures=[event.culture],
        elements=[*event.infection.elements, *(one.element for one in event.dysfunctions)],
    )
    ends = datetime.combine(event.repeat_days.last + timedelta(days=1), time(), history.zone)
    verdict = verdicts.about([event.culture.key], STORY)
    refuted = verdict is not None and verdict.takes_away
    reason = f"{_infection(history, event)}; {_organs(event)}"
    if refuted:
        reason = str(verdict)
    elif history.now >= ends:
        reason = f"{REPEAT_WITHIN_DAYS} days since the onset on {history.words(event.onset)}"
    message = Message(
        SignalKind.BSI_ADULT_SEPSIS,
        "Adult Sepsis Event" if own else "Adult Sepsis Event by values that the transplant changes, too",
        reason,
        "Look at the recipient.",
        closed=refuted or history.now >= ends,
    )
    until = ends if not message.closed else None
    return Told(frozenset(), None, signal(history, at, message, None), until)


def _infection(history: History, event: AdultSepsisEvent) -> str:
    first, last = (day.isoformat() for day in event.infection.days.days())
    number = (event.infection.days.last - event.infection.days.first).days + 1
    early = f" until {event.infection.ended_by}" if event.infection.ended_by and number < DAYS_NEEDED else ""
    return (
        f"blood culture of {history.words(event.culture.on)}, {number} qualifying antimicrobial days "
        f"{first} to {last}{early}; onset {history.words(event.onset)}"
    )


def _organs(event: AdultSepsisEvent) -> str:
    own = ", ".join(one.element.text for one in event.dysfunctions if not one.confounded)
    apart = ", ".join(one.element.text for one in event.dysfunctions if one.confounded)
    said = own or "no organ dysfunction but what the transplant changes, too"
    return f"{said}; apart, confounded by the transplant: {apart}" if apart else said


def _next_look(history: History, cultures: Iterable[BloodCulture]) -> datetime | None:
    """Midnight, while something lasts that grows by a day without any message, near blood that may need it."""
    lasting = [
        one.statement
        for one in history.chart.of(Treatment)
        if one.statement.kind == ANTIMICROBIAL and (one.statement.until or date.max) > history.today
    ]
    newest = max((one.on for one in cultures if one.cultured), default=None)
    if not lasting or newest is None:
        return None
    decided_by = newest + timedelta(days=DAYS_EACH_SIDE + DAYS_NEEDED)
    if history.today > decided_by:
        return None
    return datetime.combine(history.today + timedelta(days=1), time(), history.zone)

"""A trial as large as a protocol may plan it, with every option that /metrics has something to say about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from graftwatch.assessment import Assessment, RecipientState
from graftwatch.findings import Event, EventKind, EventStatus, Exposure, LastLevel, SignalKind
from graftwatch.protocol import Boundary, Protocol
from graftwatch.protocol.rules import DRUG_UNITS
from graftwatch.roster import RISKS, Identifier, Recipient
from paging_builders import assessment, event, signal

FIRST = datetime(2020, 1, 1, 1, tzinfo=UTC)
LAST_DAY = 365
RULES = ("pocock", "obrien-fleming")
THRESHOLDS = (0.05, 0.1, 0.15, 0.25, 0.3, 0.35, 0.4, 0.5)

Trial = Sequence[tuple[Recipient, Assessment]]


def large_protocol(recipients: int = 1000) -> Protocol:
    """Planned for so many, asked about as many thresholds as there may be, over the longest window."""
    boundaries = tuple(
        Boundary(endpoint=endpoint, rule=rule, p0=0.2, alpha=0.1, n=recipients)
        for endpoint, rule in zip(("bsi", "rejection"), RULES, strict=True)
    )
    return Protocol.model_validate(
        {
            "window": {"last_day": LAST_DAY},
            "belief": {"thresholds": THRESHOLDS},
            "historical_rate": {"bsi": 0.286, "rejection": 0.31},
            "boundaries": boundaries,
        }
    )


def large_trial(recipients: int = 1000, arms: Sequence[str] = ("",)) -> Trial:
    """So many recipients, a day apart, infused on day 3; every third had an infection, some died."""
    return [_recipient(number, arms[number % len(arms)]) for number in range(recipients)]


def newest(trial: Trial) -> datetime:
    """A year and a day after the last transplant: every window is complete."""
    return max(one.transplanted_at for one, _ in trial) + timedelta(days=LAST_DAY + 1)


def _recipient(number: int, arm: str) -> tuple[Recipient, Assessment]:
    transplanted = FIRST + timedelta(days=number)
    recipient = Recipient(
        f"ZQX-{number:04}",
        frozenset({Identifier(f"4711-{number:04}", "HOSPITAL-OF-NOWHERE")}),
        transplanted,
        infused_at=transplanted + timedelta(days=3),
        arm=arm,
        risk=frozenset(RISKS[: number % (len(RISKS) + 1)]),
    )
    day = transplanted.date()
    statuses = (EventStatus.CONFIRMED, *EventStatus)
    events = [_event(EventKind.BSI, statuses[number % len(statuses)], number, day)] if number % 3 == 0 else []
    events += [_event(EventKind.REJECTION, EventStatus.CONFIRMED, number, day)] if number % 4 == 0 else []
    held = assessment(
        subject=recipient.subject,
        events=tuple(events),
    )
    signals = tuple(signal(kind, id=f"{kind}{number}") for kind in SignalKind) if number % 50 == 0 else ()
    exposure = tuple(_exposure(drug, number) for drug in DRUG_UNITS)
    state = tuple(RecipientState)[number % 5]
    ends = {
        "died_on": day + timedelta(days=number % 300) if number % 7 == 0 else None,
        "re_transplanted_on": day + timedelta(days=number % 200) if number % 11 == 0 else None,
    }
    return recipient, held.model_copy(update={"exposure": exposure, "state": state, "signals": signals, **ends})


def _event(kind: EventKind, status: EventStatus, number: int, transplanted: date) -> Event:
    on = transplanted + timedelta(days=number * 7 % (LAST_DAY + 1))
    made = event(status, id=f"{kind}{number}", date_of_event=on, in_window=True, counts_for_endpoint=True)
    return made.model_copy(update={"kind": kind})


def _exposure(drug: str, number: int) -> Exposure:
    return Exposure(
        drug=drug,
        unit=DRUG_UNITS[drug],
        target=(6.0, 10.0),
        time_in_range=number % 97 / 96,
        covered_hours=480.0,
        last=LastLevel(at=FIRST, value=number % 13),
    )


def in_other_arms(trial: Trial, shift: int) -> Trial:
    """The same recipients, the arms and infusions of others."""
    told = [(one.arm, one.infused_at and one.infused_at - one.transplanted_at) for one, _ in trial]
    moved = [*told[shift:], *told[:shift]]
    return [
        (replace(one, arm=arm, infused_at=None if after is None else one.transplanted_at + after), held)
        for (one, held), (arm, after) in zip(trial, moved, strict=True)
    ]

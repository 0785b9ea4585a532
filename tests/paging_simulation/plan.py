"""What a seed means: whose story when, what arrives late or twice, what fails when, who answers.

Everything is drawn here, before anything runs, so that a trial follows from its seed alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from tests.paging_simulation.clock import DAY, HOUR, MINUTE, SECOND
from tests.paging_simulation.lines import LINES, Line
from tests.paging_simulation.people import Person, drawn
from tests.paging_simulation.receivers import PEOPLE, Fault, Outage
from tests.paging_simulation.service import PAGER

from graftwatch.findings import Severity
from graftwatch.on_call import Rota, read_rota
from graftwatch.pipeline.channels import Channel
from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, PatientIdentifier

SMS, SPARE = "sms", "spare"
# The nights on which clocks are changed lie in the middle of a trial: 29 March and 25 October in Berlin, 8 March and
# 1 November in New York; Tokyo has none.
STARTS = (
    ("Asia/Tokyo", datetime(2026, 6, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 2, 25, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 9, 25, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 2, 10, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 5, tzinfo=UTC)),
)
CHANNELS = ({"to": [PAGER], "wait_minutes": 10}, {"to": [SMS], "wait_minutes": 15})
DUTIES = (
    {"to": ["first"], "wait_minutes": 5},
    {"to": ["second"], "wait_minutes": 10},
    {"to": [SMS, PAGER], "wait_minutes": 10},
)
ESCALATIONS = ((), CHANNELS, DUTIES)
ON_CALL = """
time_zone = "{zone}"
{people}
[duties.first]
[[duties.first.layers]]
people = ["doctor-a", "doctor-b"]
handover = "daily 02:30"
starts = {starts}
[duties.second]
[[duties.second.layers]]
people = ["infection-control", "doctor-a"]
handover = "daily 08:00"
every = "3 days"
starts = {starts}
"""
"""Hand-overs at 02:30 fall into the hour that is skipped or repeated when clocks change."""
LENGTH = 60 * DAY
TAIL = 20 * DAY
WAITS = tuple(timedelta(seconds=one) for one in (1, 2, 5, 15, 30, 60, 120, 300))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A beat of a line arrives (true time)."""

    at: datetime
    line: int
    beat: int


@dataclass(frozen=True, slots=True)
class End:
    """A life ends at its so-many-th step, and the next one begins so long after."""

    steps: int
    down: timedelta


@dataclass(frozen=True, slots=True)
class Plan:
    """A trial, as drawn.

    Attributes:
        seed: what everything that is drawn while it is played follows from.
        protocol: its paging section is the policy.
        starts, ends: true time (aware).
        lines: what happens, one recipient each.
        roster: who each line's recipient is.
        arrivals: when each beat comes, in order.
        channels: in the settings' order.
        people: who hears a channel, and the people of the on-call file.
        rota: who is on call; None: pages go to channels.
        outages: by channel.
        jumps: when the wall clock is set, and by how much.
        lives: how each life but the last one ends.
        laboratory: when the laboratory's feed sends nothing, from and to; None: it is not watched.
        crowded: so many pages come at once that the storm limit holds some back.
    """

    seed: int
    protocol: Protocol
    starts: datetime
    ends: datetime
    lines: tuple[Line, ...]
    roster: tuple[Enrolment, ...]
    arrivals: tuple[Arrival, ...]
    channels: tuple[Channel, ...]
    people: dict[str, Person]
    rota: Rota | None = None
    outages: dict[str, list[Outage]] = field(default_factory=dict)
    jumps: tuple[tuple[datetime, timedelta], ...] = ()
    lives: tuple[End, ...] = ()
    laboratory: tuple[tuple[datetime, datetime], ...] | None = None
    crowded: bool = False


def plan_of(seed: int) -> Plan:
    """The trial of a seed."""
    random = Random(seed)
    zone, starts = random.choice(STARTS)
    crowded = random.random() < 0.15
    escalation = random.choice(ESCALATIONS)
    paging = {**_policy(random, crowded=crowded), "escalation": escalation}
    protocol = Protocol.model_validate({"time_zone": zone, "paging": paging})
    lines = tuple(_lines(starts, random, crowded=crowded))
    arrivals = tuple(sorted(_arrivals(lines, random), key=lambda one: one.at))
    jumps = tuple(_jumps(starts, lines, arrivals, random))
    watched = not jumps and random.random() < 0.3
    return Plan(
        seed=seed,
        protocol=protocol,
        starts=starts,
        ends=starts + LENGTH + TAIL,
        lines=lines,
        roster=tuple(_enrolment(number, one, random) for number, one in enumerate(lines)),
        arrivals=arrivals,
        channels=channels_giving_up_after(random.choice((10 * MINUTE, 45 * MINUTE, 24 * HOUR))),
        people={name: drawn(name, random) for name in (PAGER, SMS, SPARE, *PEOPLE)},
        rota=_rota(zone, starts) if escalation is DUTIES else None,
        outages={name: list(_outages(name, arrivals, random)) for name in (PAGER, SMS, SPARE)},
        jumps=jumps,
        lives=tuple(_end(random) for _ in range(random.choice((0, 1, 3, 6)))),
        laboratory=tuple(_gaps(starts, random)) if watched else None,
        crowded=crowded,
    )


def _policy(random: Random, *, crowded: bool) -> dict[str, object]:
    return {
        "repeat_after_minutes": random.choice((5, 15, 20)),
        "repeats_at_most": random.choice((1, 2, 4)),
        "pages_an_hour": random.choice((1, 2)) if crowded else 20,
    }


def _rota(zone: str, starts: datetime) -> Rota:
    through = '{pager} = "routing-key-of-{one}", {sms} = "https://receiver.invalid/sms.{one}"'
    people = "\n".join(
        f"[people.{one}]\nthrough = {{ {through.format(pager=PAGER, sms=SMS, one=one)} }}" for one in PEOPLE
    )
    text = ON_CALL.format(zone=zone, people=people, starts=(starts - 2 * DAY).date())
    return read_rota(text, "on-call.toml", {PAGER, SMS, SPARE}, _no_calendar)


def _no_calendar(name: str) -> bytes:
    raise AssertionError(f"no duty has a calendar, and {name} was asked for")


def number_of(line: int) -> str:
    """The patient number of a line's recipient."""
    return f"471{line}"


def _lines(starts: datetime, random: Random, *, crowded: bool) -> Iterator[Line]:
    """Two to four, each some time in the trial; where it is crowded, all within two hours."""
    crowd = starts + DAY + random.uniform(0, 1) * (LENGTH - 10 * DAY)
    for number in range(4 if crowded else random.choice((2, 3, 4))):
        tell: Callable[[str, str, datetime], Line] = random.choice(LINES)
        alone = starts + DAY + random.uniform(0, 1) * (LENGTH - 10 * DAY)
        begins = crowd + random.uniform(0, 2) * HOUR if crowded else alone
        yield tell(f"S{number + 1:02}", number_of(number), begins.replace(second=0, microsecond=0))


def _enrolment(number: int, line: Line, random: Random) -> Enrolment:
    return Enrolment(
        subject=line.subject,
        identifiers=(PatientIdentifier(value=number_of(number), authority="HOSP"),),
        transplanted_at=line.begins - timedelta(days=random.randint(3, 8), hours=random.randint(0, 23)),
    )


def _arrivals(lines: tuple[Line, ...], random: Random) -> list[Arrival]:
    arrivals = []
    for number, line in enumerate(lines):
        earliest = line.begins
        for beat, one in enumerate(line.beats):
            late = random.choice((20 * SECOND, 10 * MINUTE, 10 * MINUTE, 30 * HOUR)) * random.random()
            at = line.begins + one.after + late
            if line.in_order:
                at = max(at, earliest + SECOND)
            earliest = at
            arrivals.append(Arrival(at, number, beat))
            if not line.in_order and random.random() < 0.4:
                arrivals.append(Arrival(at + random.uniform(0, 1) * 3 * DAY, number, beat))
    return arrivals


def channels_giving_up_after(patience: timedelta) -> tuple[Channel, ...]:
    """PagerDuty, an SMS gateway behind a webhook, and another that stands in for them."""
    return (
        Channel(PAGER, severities=frozenset({Severity.PAGE}), waits=WAITS, give_up_after=patience),
        Channel(SMS, waits=WAITS, give_up_after=patience),
        Channel(SPARE, only_as_fallback=True, waits=WAITS),
    )


def _outages(name: str, arrivals: tuple[Arrival, ...], random: Random) -> list[Outage]:
    """Some about the time of an arrival, so that they matter."""
    kinds = [one for one in Fault if name == PAGER or one not in {Fault.WRONG_KEY, Fault.DROPS}]
    outages = []
    for _ in range(random.choice((0, 1, 2, 4))):
        begins = random.choice(arrivals).at + random.uniform(-60, 30) * MINUTE
        length = random.choice((3, 20, 90)) * random.uniform(0.2, 1.0) * MINUTE
        outages.append(Outage(begins, begins + length, random.choice(kinds)))
    return outages


def _jumps(
    starts: datetime, lines: tuple[Line, ...], arrivals: tuple[Arrival, ...], random: Random
) -> list[tuple[datetime, timedelta]]:
    """A clock that is set wrong, and set right again some time later; about the time of an arrival.

    A year ahead, some minutes long, only where nothing ends by the time alone.
    """
    jumps, sizes = [], [-HOUR, HOUR, -7 * MINUTE, 40 * SECOND, 3 * HOUR, -3 * HOUR]
    if not any(one.by_time for one in lines):
        sizes += [400 * DAY, 400 * DAY]
    for _ in range(random.choice((0, 0, 1, 2))):
        at = max(random.choice(arrivals).at + random.uniform(-30, 30) * MINUTE, starts)
        by = random.choice(sizes)
        right_again = at + random.uniform(0.01, 8) * (MINUTE if by > DAY else HOUR)
        jumps += [(at, by), (right_again, -by)]
    return jumps


def _gaps(starts: datetime, random: Random) -> Iterator[tuple[datetime, datetime]]:
    """When the laboratory's feed stands still: longer than it may, and shorter."""
    at = starts + 5 * DAY
    for hours in (random.uniform(26, 60), random.uniform(5, 12)):
        at += random.uniform(1, 20) * DAY
        yield at, at + hours * HOUR
        at += hours * HOUR


def _end(random: Random) -> End:
    return End(random.randint(1, 260), random.choice((2 * SECOND, 40 * SECOND, 10 * MINUTE, 2 * HOUR)))

"""Seeded random histories, biased towards the edges of the rules.

Days are drawn as steps from one another that matter: same day, next day, two days; window ± 3 and ± 4; repeat infection
timeframe day 14 and 15; hospital day −2, −3, 2, 3. Transplants fall on month ends and around leap days.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from tests.referee import organisms as o
from tests.referee.history import (
    Blood,
    Condition,
    Count,
    History,
    Line,
    Moment,
    Report,
    Sign,
    Stay,
    Temperature,
)
from tests.referee.rare_histories import made_rare
from tests.referee.site_histories import sites

TRANSPLANTS = (
    date(2026, 6, 1),
    date(2026, 1, 29),
    date(2027, 12, 30),
    date(2028, 2, 27),
    date(2026, 3, 27),
    date(2026, 10, 23),
)
STEPS = (0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 6, 7, 10, 12, 13, 13, 14, 15, 20)
TEMPERATURES = (
    ("37.9", "Cel"),
    ("38.0", "Cel"),
    ("38.1", "Cel"),
    ("100.4", "[degF]"),
    ("100.5", "[degF]"),
    ("36.0", "°C"),
    ("35.9", "Cel"),
    ("38.05", "Cel"),
    ("39.2", "℃"),
    ("96.7", "[degF]"),
    ("96.8", "[degF]"),
)


def history(random: Random, zone: str) -> History:
    """One history in a hospital of this time zone."""
    transplanted = datetime.combine(random.choice(TRANSPLANTS), time(9))
    stays = _stays(random, transplanted)
    draws = _draws(random, transplanted)
    days = [one.on for one in draws]
    born = _born(random, days)
    one = History(
        transplanted=transplanted,
        born=born,
        stays=stays,
        bloods=tuple(draws),
        temperatures=_temperatures(random, days),
        counts=_counts(random, days),
        signs=_signs(random, days),
        sites=sites(random, draws) if random.random() < 0.45 else (),
        lines=_lines(random, days, stays),
        conditions=_conditions(random, days),
        zone=zone,
        writing=random.randrange(1 << 30),
    )
    return made_rare(random, one)


def _born(random: Random, days: list[date]) -> date | None:
    chance = random.random()
    if chance < 0.6:
        return date(1967, 3, 21) if chance < 0.5 else None
    about = random.choice(days)
    if (about.month, about.day) == (2, 29):
        about = about + timedelta(days=1)
    return about.replace(year=about.year - 1) + timedelta(days=random.choice((-1, 0, 1, 2, 200)))


def _stays(random: Random, transplanted: datetime) -> tuple[Stay, ...]:
    if random.random() < 0.1:
        return ()
    admitted = transplanted - timedelta(days=random.choice((0, 0, 1, 2, 3, 10)), hours=2)
    if random.random() < 0.6:
        return (Stay(admitted),)
    left = transplanted + timedelta(days=random.choice((3, 5, 8, 10, 12, 15)), hours=4)
    again = left + timedelta(days=random.choice((4, 5, 7, 10)), hours=random.choice((-2, 0, 3)))
    ended = again + timedelta(days=6) if random.random() < 0.3 else None
    return Stay(admitted, left), Stay(again, ended)


def _draws(random: Random, transplanted: datetime) -> list[Blood]:
    favourite = random.choice((o.EPIDERMIDIS, o.CONS, o.MITIS, o.COLI, o.AUREUS, None))
    on = transplanted.date() + timedelta(days=random.choice((-3, -2, -1, 0, 1, 2, 3, 4, 5, 8, 12, 20, 28)))
    draws = []
    for number in range(random.choice((1, 2, 2, 2, 3, 3, 4, 5))):
        draws.append(_draw(random, f"B{number}", on, number, favourite))
        on += timedelta(days=random.choice(STEPS))
    return draws


def _draw(random: Random, number: str, on: date, place: int, favourite: o.Organism | None) -> Blood:
    hour, minute = random.choice(((0, 0), (2, 30), (6, 30), (12, 0), (20, 15), (23, 50)))
    collected: Moment = datetime.combine(on, time(hour, minute + place))
    if random.random() < 0.06:
        collected = on
    method = "nct" if random.random() < 0.12 else "culture"
    return Blood(number, collected, tuple(_reports(random, on, favourite)), method)


def _reports(random: Random, on: date, favourite: o.Organism | None) -> list[Report]:
    stated = datetime.combine(on, time(15)) + timedelta(days=1)
    final = Report(stated + timedelta(days=2), "F", _found(random, favourite))
    reports = [final]
    if random.random() < 0.25:
        reports.insert(0, Report(stated, "P", final.found[:1] if random.random() < 0.7 else ()))
    if random.random() < 0.12:
        reports.append(Report(stated + timedelta(days=4), "C", _found(random, favourite)))
    elif random.random() < 0.06:
        reports[-1] = (
            replace(final, status="P") if random.random() < 0.5 else replace(final, pending=_some(random, final))
        )
    elif random.random() < 0.03:
        reports.append(Report(stated + timedelta(days=4), "X", final.found))
    return reports


def _some(random: Random, report: Report) -> frozenset[o.Organism]:
    return frozenset(one for one in report.organisms if random.random() < 0.5)


def _found(random: Random, favourite: o.Organism | None) -> tuple[tuple[o.Organism, int], ...]:
    if random.random() < 0.08:
        return ()
    chosen: list[o.Organism] = []
    for _ in range(random.choice((1, 1, 1, 2, 2, 3))):
        one = _organism(random, favourite)
        if one not in chosen:
            chosen.append(one)
    return tuple((one, random.randrange(len(one.spellings))) for one in chosen)


def _organism(random: Random, favourite: o.Organism | None) -> o.Organism:
    chance = random.random()
    if favourite is not None and chance < 0.5:
        return favourite
    if chance < 0.7:
        return random.choice(o.COMMENSALS)
    if chance < 0.95:
        return random.choice(o.PATHOGENS)
    return random.choice((*o.EXCLUDED, o.UNKNOWN))


def _near(random: Random, days: list[date]) -> date:
    return random.choice(days) + timedelta(days=random.choice((-4, -3, -3, -2, -1, 0, 0, 1, 2, 3, 3, 4)))


def _at(random: Random, on: date) -> datetime:
    return datetime.combine(on, random.choice((time(0, 0), time(0, 5), time(7, 20), time(12), time(23, 59))))


def _temperatures(random: Random, days: list[date]) -> tuple[Temperature, ...]:
    taken = []
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        value, unit = random.choice(TEMPERATURES)
        taken.append(Temperature(_at(random, _near(random, days)), Decimal(value), unit))
    return tuple(taken)


def _signs(random: Random, days: list[date]) -> tuple[Sign, ...]:
    names = ("fever", "hypothermia", "chills", "hypotension", "apnea", "bradycardia")
    seen = []
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        on = _near(random, days)
        seen.append(Sign(random.choice(names), on if random.random() < 0.3 else _at(random, on)))
    return tuple(seen)


def _counts(random: Random, days: list[date]) -> tuple[Count, ...]:
    if random.random() < 0.5:
        return ()
    counted = []
    for _ in range(random.choice((1, 2, 2, 3, 4))):
        cells = Decimal(random.choice((100, 499, 499, 500, 501, 4000)))
        kind = random.choice(("anc", "wbc"))
        counted.append(
            Count(_at(random, _near(random, days)), kind, cells, random.choice(("/uL", "10*3/uL", "10*9/L")))
        )
    return tuple(counted)


def _lines(random: Random, days: list[date], stays: tuple[Stay, ...]) -> tuple[Line, ...]:
    if random.random() < 0.5 or not stays:
        return ()
    on = random.choice(days) - timedelta(days=random.choice((0, 1, 2, 2, 3, 4, 6)))
    first = _line(random, on)
    if first.removed is None or random.random() < 0.6:
        return (first,)
    again = first.removed.date() if isinstance(first.removed, datetime) else first.removed
    return first, _line(random, again + timedelta(days=random.choice((0, 1, 2))))


def _line(random: Random, on: date) -> Line:
    placed = _at(random, on)
    accessed = placed + timedelta(hours=1) if random.random() < 0.7 else None
    removed = _at(random, on + timedelta(days=random.choice((1, 2, 3, 4)))) if random.random() < 0.6 else None
    if removed is not None and removed <= placed:
        removed = None
    return Line(placed, accessed, removed)


def _conditions(random: Random, days: list[date]) -> tuple[Condition, ...]:
    found: list[Condition] = []
    about = random.choice(days)
    if random.random() < 0.15:
        grafted = about - timedelta(days=random.choice((20, 100, 364, 365, 366, 367)))
        found.append(Condition("allogeneic_hsct", grafted))
        if random.random() < 0.5:
            found.append(
                Condition("gi_gvhd", about - timedelta(days=random.choice((0, 3, 8))), None, random.choice((2, 3, 4)))
            )
        else:
            began = about - timedelta(days=random.choice((-1, 0, 6, 7, 8)))
            found.append(Condition("diarrhoea", began, None, None, random.choice((999, 1000, 1500))))
    if random.random() < 0.1:
        since = about - timedelta(days=random.choice((0, 1, 2, 3, 5)))
        until = since + timedelta(days=random.choice((0, 1, 2, 3))) if random.random() < 0.5 else None
        found.append(Condition(random.choice(("ecmo", "vad")), since, until))
    return tuple(found)


def rewritten(one: History, random: Random) -> History:
    """The same history, written down in another way and arriving in another order."""
    return replace(one, writing=random.randrange(1 << 30))

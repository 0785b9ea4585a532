"""What seldom comes by chance, put into some of the random histories so that each kind is judged some hundred times.

Infants with LCBI 3 and MBI-LCBI 3, viridans streptococci in neutropenia, stem cells with an injured gut, specimens of
which a site takes a part, what takes a line's association away, and readmission on the next days. Days are drawn at
the edges of each rule, so that about half of these histories just fail it.
"""

from collections.abc import Callable
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
    Report,
    Sign,
    Site,
    Stay,
)

SHARE = 0.6
"""Of the histories, how many are made rare."""
ORAL = (o.MITIS, o.ORALIS, o.VIRIDANS, o.ROTHIA)
ENTERIC = (o.COLI, o.KLEBSIELLA, o.FAECALIS, o.FAECIUM, o.ALBICANS)
COMPLEMENTARY = (
    (o.MITIS, o.VIRIDANS),
    (o.EPIDERMIDIS, o.CONS),
    (o.HOMINIS, o.CONS),
    (o.BACILLUS_CEREUS, o.BACILLUS_SP),
)
PARTLY_TAKEN = (
    ("UTI", "SUTI 1a", o.COLI, o.ALBICANS),
    ("UTI", "SUTI 1b", o.FAECALIS, o.YEAST),
    ("UTI", "SUTI 1a", o.KLEBSIELLA_SP, o.ASPERGILLUS),
    ("PNEU", "2", o.PSEUDOMONAS, o.FAECIUM),
    ("PNEU", "3", o.ALBICANS, o.FAECIUM),
    ("VAE", "PVAP", o.AUREUS, o.ALBICANS),
    ("VAE", "PVAP", o.ACINETOBACTER, o.FAECALIS),
    ("ENDO", "1", o.AUREUS, o.PSEUDOMONAS),
    ("GIT", "2b", o.GLABRATA, o.COLI),
)


def made_rare(random: Random, history: History) -> History:
    """The history, or for a share of them one that holds something rare."""
    return random.choice(KINDS)(random, history) if random.random() < SHARE else history


def _around(history: History) -> date:
    return history.bloods[0].on


def _blood(random: Random, number: str, on: date, *found: o.Organism) -> Blood:
    collected = datetime.combine(on, random.choice((time(0, 1), time(8, 10), time(23, 58))))
    stated = datetime.combine(on, time(16)) + timedelta(days=3)
    spelled = tuple((one, random.randrange(len(one.spellings))) for one in found)
    return Blood(number, collected, (Report(stated, "F", spelled),))


def _pair(random: Random, on: date, one: o.Organism, other: o.Organism) -> tuple[Blood, Blood]:
    later = on + timedelta(days=random.choice((0, 0, 0, 1, 1, 1, 1, 2)))
    return _blood(random, "P0", on, one), _blood(random, "P1", later, other)


def _sign(random: Random, on: date, names: tuple[str, ...]) -> Sign:
    return Sign(random.choice(names), on + timedelta(days=random.choice((-4, -3, -2, -1, 0, 0, 1, 2, 3, 4))))


def _low_counts(random: Random, on: date) -> tuple[Count, ...]:
    days = random.sample((-4, -3, -2, -1, 0, 1, 2, 3, 4), 3)
    cells = [Decimal(random.choice((100, 300, 499, 499, 500))) for _ in days]
    taken = [datetime.combine(on + timedelta(days=shift), time(7)) for shift in days]
    return tuple(Count(at, random.choice(("anc", "wbc")), each, "/uL") for at, each in zip(taken, cells, strict=True))


def _some_of(random: Random, history: History) -> tuple[Blood, ...]:
    """The blood that stays beside what is rare: none, or a part."""
    return history.bloods[1:] if random.random() < 0.4 else ()


def _infant(random: Random, history: History) -> History:
    """A pair and a sign of LCBI 3 about the first birthday, sometimes with neutropenia and viridans streptococci."""
    return _made_infant(random, history, oral=random.random() < 0.6)


def _infant_of_the_mouth(random: Random, history: History) -> History:
    """The same with neutropenia and viridans streptococci, which may be MBI-LCBI 3."""
    return _made_infant(random, history, oral=True)


def _made_infant(random: Random, history: History, *, oral: bool) -> History:
    on = _around(history)
    about = on + timedelta(days=1) if (on.month, on.day) == (2, 29) else on
    born = about.replace(year=about.year - 1) + timedelta(days=random.choice((-1, 0, 0, 1, 2, 100, 200, 300)))
    one = random.choice(ORAL if oral else o.COMMENSALS)
    pair = random.choice(COMPLEMENTARY) if random.random() < 0.3 else (one, one)
    return replace(
        history,
        born=born,
        bloods=(*_pair(random, on, *pair), *_some_of(random, history)),
        temperatures=(),
        signs=(_sign(random, on, ("hypothermia", "apnea", "bradycardia", "fever")), *history.signs[1:]),
        counts=_low_counts(random, on) if oral else history.counts,
    )


def _oral(random: Random, history: History) -> History:
    """Viridans streptococci or Rothia from two draws in neutropenia, with a sign of any age."""
    on, one = _around(history), random.choice(ORAL)
    return replace(
        history,
        bloods=(*_pair(random, on, one, one), *_some_of(random, history)),
        signs=(_sign(random, on, ("fever", "chills", "hypotension")), *history.signs),
        counts=_low_counts(random, on),
    )


def _stem_cells(random: Random, history: History) -> History:
    """MBI organisms within about a year of stem cells, with GVHD or diarrhoea at the edges."""
    on, grafted = _around(history), random.choice((20, 100, 200, 364, 365, 366, 367))
    pathogen = _blood(random, "P0", on, random.choice(ENTERIC))
    pair = _pair(random, on, *(random.choice(ORAL),) * 2)
    oral = random.random() < 0.3
    since = on - timedelta(days=random.choice((-1, 0, 0, 1, 3, 6, 7, 8)))
    until = since + timedelta(days=random.choice((0, 1, 3))) if random.random() < 0.4 else None
    gvhd = Condition("gi_gvhd", since, until, random.choice((2, 3, 3, 4)))
    diarrhoea = Condition("diarrhoea", since, until, None, random.choice((999, 1000, 1500, 2000)))
    by_weight = replace(
        diarrhoea, millilitres=random.choice((None, 400)), millilitres_per_kg=random.choice((19, 20, 30))
    )
    stem_cells = Condition("allogeneic_hsct", on - timedelta(days=grafted))
    return replace(
        history,
        bloods=(*(pair if oral else (pathogen,)), *_some_of(random, history)),
        signs=(_sign(random, on, ("fever", "chills")), *history.signs) if oral else history.signs,
        conditions=(*history.conditions, stem_cells, random.choice((gvhd, diarrhoea, by_weight))),
        born=random.choice((history.born, _about_18_years_before(random, on))),
    )


def _about_18_years_before(random: Random, on: date) -> date:
    about = on + timedelta(days=1) if (on.month, on.day) == (2, 29) else on
    return about.replace(year=about.year - 18) + timedelta(days=random.choice((-1, 0, 1, 2, 3000)))


def _seldom_taken(random: Random, history: History) -> History:
    """PVAP, or a vascular infection as an SSI, with an organism of the blood, at the edges of its period."""
    name, criterion = random.choice((("VAE", "PVAP"), ("VAE", "PVAP"), ("SSI", "VASC 1"), ("VASC", "1")))
    on, one = _around(history), random.choice(o.PATHOGENS)
    date_of_event = on + timedelta(days=random.choice((-14, -13, -12, -5, -1, 0, 0, 1, 2, 3, 4)))
    specimen = random.choice(("sputum", "lung tissue", "pleural fluid")) if name == "VAE" else "drainage"
    found = random.choice(((one,), (one, random.choice(o.COMMENSALS))))
    site = Site(name, criterion, date_of_event, date_of_event, found, False, specimen)
    more = (random.choice(o.PATHOGENS),) if random.random() < 0.4 else ()
    blood = _blood(random, "P0", on, *dict.fromkeys((one, *more)))
    return replace(history, bloods=(blood, *_some_of(random, history)), sites=(site,))


def _partly_taken(random: Random, history: History) -> History:
    """A specimen with an organism of a site and another that the site excludes, and sometimes blood that follows."""
    on, (name, criterion, taken, left) = _around(history), random.choice(PARTLY_TAKEN)
    anchor = on - timedelta(days=random.choice((-4, -3, -1, 0, 0, 1, 3, 10, 12, 13)))
    specimen = random.choice(("sputum", "lung tissue")) if name in {"PNEU", "VAE"} else "drainage"
    site = Site(
        name, criterion, anchor - timedelta(days=random.choice((0, 0, 1, 3))), anchor, (taken,), False, specimen
    )
    return replace(
        history,
        bloods=(_blood(random, "P0", on, taken, left), *_some_of(random, history)),
        sites=(site, *(one for one in history.sites if one.site != name)),
    )


def _line_excluded(random: Random, history: History) -> History:
    """An eligible line, and what may take its association away."""
    on = _around(history)
    admitted = datetime.combine(on - timedelta(days=random.choice((2, 3, 6, 10, 20))), time(6))
    line = Line(datetime.combine(on - timedelta(days=random.choice((1, 2, 2, 3, 5, 9))), time(9)))
    pathogen = random.choice(o.PATHOGENS)
    bloods = (_blood(random, "P0", on, pathogen), *_some_of(random, history))
    return replace(
        history,
        stays=(Stay(admitted),),
        lines=(line,),
        bloods=bloods,
        conditions=(*history.conditions, _exclusion(random, on, pathogen)),
    )


def _exclusion(random: Random, on: date, pathogen: o.Organism) -> Condition:
    name = random.choice(
        (
            "ecmo",
            "vad",
            "tah",
            "patient_injection",
            "epidermolysis_bullosa",
            "munchausen_by_proxy",
            *("pus_at_access",) * 2,
        )
    )
    since = on + timedelta(days=random.choice((-30, -8, -5, -4, -3, -2, -2, -1, 0, 1, 3, 4)))
    until = since + timedelta(days=random.choice((0, 1, 2, 3, 5))) if random.random() < 0.6 else None
    if name != "pus_at_access":
        return Condition(name, since, until)
    grown = random.choice(((), (pathogen,), (pathogen,), (random.choice(o.PATHOGENS), random.choice(o.COMMENSALS))))
    return Condition(name, since, until, organisms=grown)


def _readmitted(random: Random, history: History) -> History:
    """A second stay on the day of the discharge, or up to three days later, with blood about it."""
    on = _around(history)
    left = datetime.combine(on + timedelta(days=random.choice((-4, -3, -2, -1, 0, 1, 2, 5))), time(11))
    again = left + timedelta(days=random.choice((0, 1, 1, 2, 2, 3, 3)), hours=4)
    ended = again + timedelta(days=random.choice((1, 4, 9))) if random.random() < 0.4 else None
    first = Stay(left - timedelta(days=random.choice((1, 2, 5, 12))), left)
    return replace(history, stays=(first, Stay(again, ended)))


KINDS: tuple[Callable[[Random, History], History], ...] = (
    _infant,
    _infant,
    _infant_of_the_mouth,
    _infant_of_the_mouth,
    _oral,
    _seldom_taken,
    _stem_cells,
    _partly_taken,
    _line_excluded,
    _line_excluded,
    _readmitted,
)

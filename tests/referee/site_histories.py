"""Infections at other sites for random histories: all criteria of table B1, others that are refused, at every edge."""

from datetime import date, timedelta
from random import Random

from tests.referee import organisms as o
from tests.referee.history import Blood, Site
from tests.referee.site_rules import SCENARIO_1, SCENARIO_2

REFUSED = (
    ("PNEU", "1"),
    ("VASC", "1"),
    ("SSI", "VASC 2"),
    ("VAE", "IVAC"),
    ("SKIN", "1"),
    ("IAB", "2a"),
    ("GIT", "1a"),
    ("UTI", "SUTI 3"),
    ("BONE", "2"),
)
AS_OFTEN = ("VAE PVAP", "VAE PVAP", "SSI VASC 1", "SSI VASC 1")
STEPS = (-14, -13, -12, -11, -10, -4, -3, -2, -1, 0, 0, 0, 1, 2, 3, 4)


def sites(random: Random, draws: list[Blood]) -> tuple[Site, ...]:
    """One or two site infections near the blood."""
    found: list[Site] = []
    for _ in range(random.choice((1, 1, 1, 2))):
        one = _site(random, draws)
        if (one.site, one.date_of_event) not in {(other.site, other.date_of_event) for other in found}:
            found.append(one)
    return tuple(found)


def _site(random: Random, draws: list[Blood]) -> Site:
    blood = random.choice(draws)
    anchor: date = blood.on + timedelta(days=random.choice(STEPS))
    date_of_event = anchor - timedelta(days=random.choice((0, 0, 1, 2, 3)))
    name, criterion, blood_is_element = _criterion(random)
    found = () if blood_is_element else _organisms(random, draws)
    return Site(name, criterion, date_of_event, anchor, found, blood_is_element, _specimen(random, name))


def _specimen(random: Random, name: str) -> str:
    if name not in {"PNEU", "VAE"}:
        return "drainage"
    return random.choice(("sputum", "bronchoalveolar lavage", "lung tissue", "pleural fluid"))


def _criterion(random: Random) -> tuple[str, str, bool]:
    chance = random.random()
    if chance < 0.1:
        return *random.choice(REFUSED), False
    if chance < 0.13:
        return "NEC", random.choice(("1", "2")), False
    if chance < 0.3:
        return _parts(random.choice(("UTI", "IAB 1", "PNEU 2", "SKIN 2a", "SSI DI", "ENDO 1", "LUNG 1", *AS_OFTEN)))
    if chance < 0.65:
        return _parts(random.choice(sorted(SCENARIO_1)))
    name, criterion, _ = _parts(random.choice(sorted(SCENARIO_2)))
    return name, criterion, True


def _parts(name: str) -> tuple[str, str, bool]:
    if name == "UTI":
        return "UTI", "SUTI 1a", False
    if name.startswith(("SUTI", "ABUTI")):
        return "UTI", name, False
    site, criterion = name.split(" ", 1)
    return site, criterion, False


def _organisms(random: Random, draws: list[Blood]) -> tuple[o.Organism, ...]:
    in_blood = [one for blood in draws for one in blood.current.organisms if one.family != "unknown"]
    chosen = []
    for _ in range(random.choice((1, 1, 2))):
        one = random.choice(in_blood) if in_blood and random.random() < 0.7 else random.choice(o.PATHOGENS)
        if one not in chosen:
            chosen.append(one)
    return tuple(chosen)

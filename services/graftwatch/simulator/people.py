"""Invented people: names, birth dates, and numbers of several authorities.

Names are made of invented words, numbers start with 9 and belong to nobody. An *impostor* is another patient who
has the same number as a recipient, given by another authority.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from graftwatch.simulator.segments import HOSPITAL, Sender, segment

CLINIC: Final = "CLINIC"
FORMER_HOSPITAL: Final = "OLDGWH"
INSURER: Final = "NHI"

FAMILY_NAMES: Final = (
    ("Kazehara", "風原"),
    ("Tsukimori", "月杜"),
    ("Hoshigawara", "星河原"),
    ("Testmann", "テストマン"),
    ("Musterow", "ムステロウ"),
    ("Amatsuki", "雨槻"),
    ("Kumonose", "雲ノ瀬"),
    ("Exampleton", "エグザンプル"),
    ("Yukimichi", "雪道野"),
    ("Probström", "プロブストレム"),
    ("Inventis", "インヴェンティス"),
    ("Minamokaze", "水面風"),
)
GIVEN_NAMES: Final = (
    ("Aoi", "葵"),
    ("Rento", "連斗"),
    ("Yuzuha", "柚葉"),
    ("Sorata", "空汰"),
    ("Mei", "芽衣"),
    ("Zoë", "ゾエ"),
    ("Kaiya", "海矢"),
    ("Nonoka", "野乃香"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented patient.

    Attributes:
        identifiers: number and authority, the one that messages name first before the others.
        family: index into FAMILY_NAMES.
        given: index into GIVEN_NAMES.
        born: date of birth.
        sex: "M" or "F".
        visit: number of the stay.
    """

    identifiers: tuple[tuple[str, str], ...]
    family: int
    given: int
    born: date
    sex: str
    visit: str

    def pid(self, sender: Sender) -> str:
        """The PID segment as one sender writes it."""
        numbers = "~".join(_identifier(number, authority, sender) for number, authority in self.identifiers)
        return segment("PID", {1: "1", 3: numbers, 5: self._name(sender), 7: f"{self.born:%Y%m%d}", 8: self.sex})

    def first_number(self, sender: Sender) -> str:
        """The number that messages name first, with its authority."""
        return _identifier(*self.identifiers[0], sender)

    def known_by(self, identifiers: tuple[tuple[str, str], ...]) -> "Person":
        """The same person under other numbers."""
        return replace(self, identifiers=identifiers)

    def pv1(self, ward: str) -> str:
        """The PV1 segment."""
        return segment("PV1", {1: "1", 2: "I", 3: f"{ward}^{self.family + 1}^{self.given + 1}", 19: self.visit})

    def _name(self, sender: Sender) -> str:
        family, given = FAMILY_NAMES[self.family], GIVEN_NAMES[self.given]
        if sender.charset == "utf-8":
            return f"{family[0]}^{given[0]}~{family[1]}^{given[1]}"
        if sender.is_iso_2022:
            return f"{family[1]}^{given[1]}"
        plain = f"{family[0]}^{given[0]}"
        return plain if sender.charset == "latin-1" else plain.replace("ö", "oe").replace("ë", "e")


def _identifier(number: str, authority: str, sender: Sender) -> str:
    kind = "NI" if authority == INSURER else "MR"
    shown = sender.authority if authority == HOSPITAL else authority
    return f"{number}^^^{shown}^{kind}"


def invented(random: Random, numbers: tuple[tuple[str, str], ...], born: date, sex: str) -> Person:
    """A person with these numbers."""
    family, given = random.randrange(len(FAMILY_NAMES)), random.randrange(len(GIVEN_NAMES))
    return Person(numbers, family, given, born, sex, f"V{numbers[0][0]}")


def recipient_number(position: int) -> str:
    """The hospital's number of the recipient at this position of the roster."""
    return f"91{position:04d}77"


def merged_number(position: int) -> str:
    """The hospital's number of the recipient at this position after a merge."""
    return f"97{position:04d}77"


def other_patients(random: Random, count: int, recipients: int, today: date) -> list[Person]:
    """The hospital's other patients; the first ones share a recipient's number under another authority."""
    return [_other(random, position, recipients, today) for position in range(count)]


def _other(random: Random, position: int, recipients: int, today: date) -> Person:
    own = (f"95{position:06d}", HOSPITAL)
    born = today - timedelta(days=random.randrange(365, 95 * 365))
    numbers = [own, (f"9900{position:06d}", INSURER)]
    if position < (recipients + 3) // 4:  # one recipient in four has an impostor
        numbers.insert(0, (recipient_number(4 * position), CLINIC))
    return invented(random, tuple(numbers), born, random.choice("MF"))

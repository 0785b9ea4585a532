"""What happens to a recipient, written by hand, and by hand beside it what people must be told when it is known.

A line is a few beats, each a message or a decision with the time it is said, in the order in which it is said. How the
beats arrive is the trial's: late, twice, in another order. `stands` says for any set of beats that have arrived what
is so, from the line's own rules (a newer version of a report replaces the older one, a final one a preliminary one),
never from the service.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from tests.embedded import blood_culture, stamp, temperature
from tests.paging_simulation.clock import DAY, HOUR

STAIN = "Positive, Gram positive cocci in clusters"
COLI, KLEBSIELLA, EPIDERMIDIS = "Escherichia coli", "Klebsiella pneumoniae", "Staphylococcus epidermidis"


class Loudness(IntEnum):
    """How loudly something must be told."""

    NOTHING = 0
    NOTICE = 1
    PAGE = 2


@dataclass(frozen=True, slots=True)
class Stands:
    """What is so: how loudly it must be told, how sure it is (the surer the higher), and the organisms."""

    loudness: Loudness = Loudness.NOTHING
    sure: int = 0
    organisms: frozenset[str] = frozenset()


NOTHING = Stands()
NOTICE = Stands(Loudness.NOTICE)
SUSPECTED = Stands(Loudness.PAGE, 1)


def confirmed(*organisms: str) -> Stands:
    """An infection with organisms, the report final."""
    return Stands(Loudness.PAGE, 3, frozenset(organisms))


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The sender takes messages back: those of these beats count no longer."""

    beats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Enrolling:
    """The recipient is enrolled only now; what came before was a stranger's."""


Said = bytes | dict[str, object] | Withdrawal | Enrolling


@dataclass(frozen=True, slots=True)
class Beat:
    """Something said so long after the line's beginning: the bytes of a message, a decision's fields, or another."""

    after: timedelta
    content: Callable[[datetime], Said]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one recipient, beginning at a time (aware); what stands once some of its beats are known.

    Attributes:
        name: what happens.
        subject: to whom.
        begins: when (aware); beats count from here.
        beats: what is said, in the order in which it is said.
        stands: for the beats that arrived, by their numbers.
        in_order: the beats arrive in this order, once each, because one refers to another.
        by_time: something in it ends by the time alone.
    """

    name: str
    subject: str
    begins: datetime
    beats: tuple[Beat, ...]
    stands: Callable[[frozenset[int]], Stands]
    in_order: bool = False
    by_time: bool = False


def newest(*stands: Stands) -> Callable[[frozenset[int]], Stands]:
    """The newest beat that arrived says what is so."""
    return lambda known: stands[max(known)] if known else NOTHING


@dataclass(frozen=True, slots=True)
class _Blood:
    """One draw's report, version by version."""

    number: str
    drawn: datetime
    order: str

    def says(self, said: str, status: str = "F") -> Callable[[datetime], bytes]:
        def message(at: datetime) -> bytes:
            name = f"{self.number}-{self.order}-{stamp(at)}"
            return blood_culture(
                name, at, collected_at=self.drawn, said=said, status=status, order=self.order, number=self.number
            )

        return message


def _line(
    name: str,
    subject: str,
    begins: datetime,
    beats: Sequence[tuple[timedelta, Callable[[datetime], bytes]]],
    *stands: Stands,
) -> Line:
    return Line(name, subject, begins, tuple(Beat(*one) for one in beats), newest(*stands))


def pathogen(subject: str, number: str, begins: datetime) -> Line:
    """A bottle turns positive, and the organism is named: E. coli is a pathogen, one set confirms."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = [(0 * HOUR, blood.says(STAIN, "P")), (26 * HOUR, blood.says(COLI))]
    return _line("pathogen", subject, begins, beats, SUSPECTED, confirmed(COLI))


def contaminant(subject: str, number: str, begins: datetime) -> Line:
    """A bottle turns positive with a common commensal, in one set only: no infection."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = [(0 * HOUR, blood.says(STAIN, "P")), (30 * HOUR, blood.says(EPIDERMIDIS))]
    return _line("contaminant", subject, begins, beats, SUSPECTED, NOTHING)


def corrected_to_another(subject: str, number: str, begins: datetime) -> Line:
    """The named organism is corrected to another one: people act on the organism, so it is told."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = [(0 * HOUR, blood.says(STAIN, "P")), (26 * HOUR, blood.says(COLI)), (3 * DAY, blood.says(KLEBSIELLA, "C"))]
    return _line("corrected to another", subject, begins, beats, SUSPECTED, confirmed(COLI), confirmed(KLEBSIELLA))


def corrected_to_none(subject: str, number: str, begins: datetime) -> Line:
    """The laboratory takes the growth back: bottles were mixed up."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = [
        (0 * HOUR, blood.says(STAIN, "P")),
        (26 * HOUR, blood.says(COLI)),
        (2 * DAY, blood.says("No growth", "C")),
    ]
    return _line("corrected to none", subject, begins, beats, SUSPECTED, confirmed(COLI), NOTHING)


def back_again(subject: str, number: str, begins: datetime) -> Line:
    """A growth is taken back, and the correction is taken back in turn."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = [
        (0 * HOUR, blood.says(COLI)),
        (20 * HOUR, blood.says("No growth", "C")),
        (45 * HOUR, blood.says(COLI, "C")),
    ]
    return _line("back again", subject, begins, beats, confirmed(COLI), NOTHING, confirmed(COLI))


def no_growth(subject: str, number: str, begins: datetime) -> Line:
    """A culture without growth and temperatures below 38 °C: nothing to tell."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = [
        (0 * HOUR, blood.says("No growth to date", "P")),
        (6 * HOUR, lambda at: temperature(f"{number}-T{stamp(at)}", at, "37.4", number=number)),
        (4 * DAY, blood.says("No growth at 5 days")),
    ]
    return _line("no growth", subject, begins, beats, NOTHING, NOTHING, NOTHING)


def fever_with_culture(subject: str, number: str, begins: datetime) -> Line:
    """Fever within a day of a culture without result yet: a notice, over when nothing grew."""
    blood = _Blood(number, begins - 2 * HOUR, "A")

    def stands(known: frozenset[int]) -> Stands:
        return NOTICE if {0, 1} <= known and 2 not in known else NOTHING

    beats = (
        Beat(0 * HOUR, lambda at: temperature(f"{number}-T{stamp(at)}", at, "38.6", number=number)),
        Beat(3 * HOUR, blood.says("No growth to date", "P")),
        Beat(5 * DAY, blood.says("No growth at 5 days")),
    )
    return Line("fever with culture", subject, begins, beats, stands, by_time=True)


def second_set_with_fever(subject: str, number: str, begins: datetime) -> Line:
    """A commensal in one set is a contaminant; in two sets of a day beside fever it is LCBI 2.

    Two sets without a sign are no infection yet: people are asked for the sign (a suspicion).
    """
    first = _Blood(number, begins - 20 * HOUR, "A")
    second = _Blood(number, begins - 20 * HOUR + timedelta(minutes=20), "B")

    def stands(known: frozenset[int]) -> Stands:
        if {1, 2, 3} <= known:
            return confirmed(EPIDERMIDIS)
        if {1, 3} <= known:
            return Stands(Loudness.PAGE, 1, frozenset({EPIDERMIDIS}))
        return SUSPECTED if 0 in known and 1 not in known else NOTHING

    fever_at = begins - 18 * HOUR
    beats = (
        Beat(0 * HOUR, first.says(STAIN, "P")),
        Beat(24 * HOUR, first.says(EPIDERMIDIS)),
        Beat(25 * HOUR, lambda _: temperature(f"{number}-T{stamp(fever_at)}", fever_at, "38.6", number=number)),
        Beat(26 * HOUR, second.says(EPIDERMIDIS)),
    )
    return Line("second set with fever", subject, begins, beats, stands, in_order=True)


def biopsy(subject: str, number: str, begins: datetime) -> Line:
    """A biopsy of RAI 6 is entered: a rejection, confirmed; its signal closes 14 days after it."""
    del number

    def entered(at: datetime) -> dict[str, object]:
        return {"type": "biopsy", "subject": subject, "at": at.isoformat(), "portal": 2, "duct": 2, "venous": 2}

    def waits(at: datetime) -> bytes:
        return b"MSH|^~\\&|WARD|HOSP|GW|HOSP|" + stamp(at).encode() + b"||ADT^A08|still-here|P|2.4"

    beats = (Beat(0 * HOUR, entered), Beat(14 * DAY + HOUR, waits))
    stands = newest(Stands(Loudness.PAGE, 2), NOTHING)
    return Line("biopsy", subject, begins, beats, stands, in_order=True, by_time=True)


def withdrawn(subject: str, number: str, begins: datetime) -> Line:
    """The report's file is deleted by its sender: whatever only it said is not so."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = (
        Beat(0 * HOUR, blood.says(STAIN, "P")),
        Beat(26 * HOUR, blood.says(COLI)),
        Beat(40 * HOUR, lambda _: Withdrawal((0, 1))),
    )
    return Line("withdrawn", subject, begins, beats, newest(SUSPECTED, confirmed(COLI), NOTHING), in_order=True)


def enrolled_late(subject: str, number: str, begins: datetime) -> Line:
    """The culture was confirmed before anybody enrolled the recipient: it is found in what came, and told late."""
    blood = _Blood(number, begins - 20 * HOUR, "A")
    beats = (
        Beat(0 * HOUR, blood.says(STAIN, "P")),
        Beat(26 * HOUR, blood.says(COLI)),
        Beat(3 * DAY, lambda _: Enrolling()),
        Beat(4 * DAY, blood.says("No growth", "C")),
    )
    stands = newest(NOTHING, NOTHING, confirmed(COLI), NOTHING)
    return Line("enrolled late", subject, begins, beats, stands, in_order=True)


LINES = (
    pathogen,
    contaminant,
    corrected_to_another,
    corrected_to_none,
    back_again,
    no_growth,
    fever_with_culture,
    second_set_with_fever,
    biopsy,
    withdrawn,
    enrolled_late,
)


def decision_line(fields: dict[str, object]) -> bytes:
    """A decision as it is entered."""
    return (json.dumps({"by": "ward", **fields}) + "\n").encode()

"""The rest of the hospital: hundreds of other patients, whom the service must read past quickly.

Made from templates, so that 20,000 messages a second and more can be written: each patient's PID is built once for
each sender, each result line once for each of its values. What is said is coherent enough for a reader: cultures
advance from received to final, counts and temperatures vary. Nobody here is a recipient; the impostors carry a
recipient's number under another authority, and have positive blood cultures.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from random import Random
from typing import Final

from graftwatch.simulator.background_cultures import Incubators
from graftwatch.simulator.background_lines import panels
from graftwatch.simulator.outgoing import SimulatedMessage
from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import (
    ADMISSIONS,
    CHEMISTRY,
    CHEMISTRY_JLAC10,
    INTENSIVE_CARE,
    JAPANESE_WARDS,
    MICROBIOLOGY,
    OLD_MICROBIOLOGY,
    WARDS,
    Sender,
)

OTHER_PATIENTS: Final = 600
_SENDERS: Final = (
    ADMISSIONS,
    CHEMISTRY,
    CHEMISTRY_JLAC10,
    INTENSIVE_CARE,
    JAPANESE_WARDS,
    MICROBIOLOGY,
    OLD_MICROBIOLOGY,
    WARDS,
)
_MOVEMENTS: Final = ("A01^ADT_A01", "A02^ADT_A02", "A03^ADT_A03", "A08^ADT_A01", "A08^ADT_A01")
_KINDS_BITS: Final = 4
_RESULTS: Final = 12  # of sixteen messages twelve are results, three cultures, one an admission, transfer, discharge
_CULTURES: Final = 15
_WARDS: Final = ("MED", "SURG", "ICU", "URO", "HAEM", "ORTHO")
# Share of a day's messages by hour: quiet nights, the laboratory's morning.
_BY_HOUR: Final = (1, 1, 1, 1, 1, 2, 5, 8, 9, 8, 7, 6, 5, 5, 6, 6, 5, 4, 4, 4, 4, 3, 2, 2)


class Background:
    """The other patients' messages, in order of time."""

    def __init__(self, random: Random, patients: Sequence[Person], impostors: int, zone: tzinfo) -> None:
        self._random = random
        self._zone = zone
        self._panels = panels(random)
        self._incubators = Incubators(random, len(patients), impostors)
        self._written = 0
        self._patients = len(patients)
        self._people = {sender: [_who(one, sender, n) for n, one in enumerate(patients)] for sender in _SENDERS}
        self._heads = {sender: _head(sender) for sender in _SENDERS}
        self._tails = {sender: f"|P|{sender.version}||||||{sender.charset_name}".rstrip("|") for sender in _SENDERS}
        self._kinds: list[Callable[[str], bytes]] = [self._result] * _RESULTS
        self._kinds += [self._culture] * (_CULTURES - _RESULTS) + [self._movement]

    def messages(self, starts: datetime, days: int, count: int) -> Iterator[SimulatedMessage]:
        """So many messages over so many days, most of them by day."""
        hours = [hour for hour, weight in enumerate(_BY_HOUR) for _ in range(weight)]
        a_day = count / days
        begin = starts.astimezone(UTC)
        for number in range(count):
            day, part = divmod(number / a_day, 1.0)
            slot, within = divmod(part * len(hours), 1.0)
            at = begin + timedelta(days=day, hours=self._hour(hours, slot, within))
            yield self._message(at)

    @staticmethod
    def _hour(hours: list[int], slot: float, within: float) -> float:
        hour = hours[int(slot)]
        first = hours.index(hour)
        return hour + (slot - first + within) / _BY_HOUR[hour]

    def _message(self, at: datetime) -> SimulatedMessage:
        stamp = at.astimezone(self._zone).strftime("%Y%m%d%H%M%S%z")
        self._written += 1
        content = self._kinds[self._random.getrandbits(_KINDS_BITS)](stamp)
        return SimulatedMessage(at, content, self._control_id)

    @property
    def _control_id(self) -> str:
        return f"H{self._written:08d}"

    def _result(self, stamp: str) -> bytes:
        panel = self._panels[self._random.randrange(len(self._panels))]
        sender = panel.sender
        head = self._header(sender, stamp, sender.result_type)
        person = self._people[sender][self._random.randrange(self._patients)]
        order = f"O{self._written}"
        numbers = f"{order}|{order}F"
        request = f"ORC|RE|{numbers}\rOBR|1|{numbers}|{panel.service}|||{stamp}|||||||||||||||{stamp}|||F\r"
        return b"".join((head, person, request.encode(sender.charset), panel.results(self._random)))

    def _culture(self, stamp: str) -> bytes:
        one = self._incubators.next_report(stamp)
        old = one.patient & 1
        sender = OLD_MICROBIOLOGY if old else MICROBIOLOGY
        head = self._header(sender, stamp, sender.result_type if old else "OUL^R22^OUL_R22")
        numbers = f"{one.number}|F{one.number}"
        collected = one.collected[:14] if old else one.collected
        source, said = (one.source, stamp[:14]) if old else ("", stamp)
        request = f"OBR|1|{numbers}|{one.code}|||{collected}||||||||{source}|||||||{said}||MB|{one.status}\r"
        specimen = "" if old else f"SPM|1|{one.number}^B{one.number}||{one.specimen_type}|||||||||||||{collected}\r"
        body = specimen + request + one.result(coded=not old)
        return b"".join((head, self._people[sender][one.patient], body.encode(sender.charset)))

    def _movement(self, stamp: str) -> bytes:
        trigger = self._random.choice(_MOVEMENTS)
        head = self._header(ADMISSIONS, stamp, f"ADT^{trigger}")
        event = f"EVN|{trigger[:3]}|{stamp}\r".encode()
        return b"".join((head, event, self._people[ADMISSIONS][self._random.randrange(self._patients)]))

    def _header(self, sender: Sender, stamp: str, message_type: str) -> bytes:
        said = stamp if sender.states_zone else stamp[:14]
        return f"{self._heads[sender]}{said}||{message_type}|{self._control_id}{self._tails[sender]}\r".encode()


def _head(sender: Sender) -> str:
    return f"MSH|^~\\&|{sender.application}|GWH|GRAFTWATCH|GWH|"


def _who(person: Person, sender: Sender, number: int) -> bytes:
    return sender.encoded((person.pid(sender), person.pv1(_WARDS[number % len(_WARDS)])))

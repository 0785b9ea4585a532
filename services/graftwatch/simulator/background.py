"""The rest of the hospital: hundreds of other patients, whom the service must read past quickly.

Made from templates, so that 20,000 messages a second and more can be written: each patient's PID is built once for
each sender, each result line once for each of its values. What is said is coherent enough for a reader: cultures
advance from received to final, counts and temperatures vary. Nobody here is a recipient; the impostors carry a
recipient's number under another authority, and have positive blood cultures.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from random import Random
from typing import Final

from graftwatch.simulator.background_cultures import Incubators
from graftwatch.simulator.background_kinds import MOVEMENTS, ORDERS, Kind, Moment
from graftwatch.simulator.background_lines import panels
from graftwatch.simulator.background_reports import reports
from graftwatch.simulator.outgoing import SimulatedMessage
from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import MICROBIOLOGY, OLD_MICROBIOLOGY, Sender

OTHER_PATIENTS: Final = 600
_PANELS: Final = 290  # of a thousand messages: counts, chemistry and charts
_CULTURES: Final = 110
_WARDS: Final = ("MED", "SURG", "ICU", "URO", "HAEM", "ORTHO")
# Share of a day's messages by hour: quiet nights, the laboratory's morning.
_BY_HOUR: Final = (1, 1, 1, 1, 1, 2, 5, 8, 9, 8, 7, 6, 5, 5, 6, 6, 5, 4, 4, 4, 4, 3, 2, 2)


class _Page:
    """The patients as one system names them, each built when it is first needed."""

    def __init__(self, patients: Sequence[Person], sender: Sender) -> None:
        self._patients = patients
        self._sender = sender
        self._written: dict[int, tuple[str, str]] = {}

    def pid_and_visit(self, number: int) -> tuple[str, str]:
        """PID and PV1, without their ends."""
        found = self._written.get(number)
        if found is None:
            person = self._patients[number]
            found = self._written[number] = (person.pid(self._sender), person.pv1(_WARDS[number % len(_WARDS)]))
        return found


class Background:
    """The other patients' messages, in order of time."""

    def __init__(self, random: Random, patients: Sequence[Person], impostors: int, zone: tzinfo) -> None:
        self._random = random
        self._zone = zone
        self._panels = panels(random)
        self._incubators = Incubators(random, len(patients), impostors)
        self._written = 0
        self._patients = patients
        self._pages: dict[Sender, _Page] = {}
        self._kinds: list[Callable[[str], bytes]] = [*[self._result] * _PANELS, *[self._culture] * _CULTURES]
        for one in (*MOVEMENTS, *ORDERS, *reports(random)):
            self._kinds += [partial(self._of_kind, one)] * one.share

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
        content = self._kinds[self._random.randrange(len(self._kinds))](stamp)
        return SimulatedMessage(at, content, self._control_id)

    @property
    def _control_id(self) -> str:
        return f"H{self._written:08d}"

    def _of_kind(self, one: Kind, stamp: str) -> bytes:
        sender = one.sender
        moment = Moment(self._random, _said(sender, stamp), self._written)
        segments = [self._header(sender, stamp, one.message_type), one.before(moment)]
        if one.about_a_patient:
            pid, visit = self._who(sender, self._random.randrange(len(self._patients)))
            segments.append(f"{pid}{one.pid_end(moment)}\r{one.behind_pid(moment)}{visit}\r")
        segments.append(one.body(moment))
        return "".join(segments).encode(sender.charset)

    def _result(self, stamp: str) -> bytes:
        panel = self._panels[self._random.randrange(len(self._panels))]
        sender = panel.sender
        pid, visit = self._who(sender, self._random.randrange(len(self._patients)))
        numbers, said = f"O{self._written}|O{self._written}F", _said(sender, stamp)
        request = f"ORC|RE|{numbers}\rOBR|1|{numbers}|{panel.service}|||{said}|||||||||||||||{said}|||F\r"
        text = f"{self._header(sender, stamp, sender.result_type)}{pid}\r{visit}\r{request}"
        return text.encode(sender.charset) + panel.results(self._random)

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
        pid, visit = self._who(sender, one.patient)
        body = f"{head}{pid}\r{visit}\r{specimen}{request}{one.result(coded=not old)}"
        return body.encode(sender.charset)

    def _who(self, sender: Sender, number: int) -> tuple[str, str]:
        page = self._pages.get(sender)
        if page is None:
            page = self._pages[sender] = _Page(self._patients, sender)
        return page.pid_and_visit(number)

    def _header(self, sender: Sender, stamp: str, message_type: str) -> str:
        begin = f"MSH|^~\\&|{sender.application}|GWH|GRAFTWATCH|GWH|{_said(sender, stamp)}"
        return f"{begin}||{message_type}|{self._control_id}{sender.header_end}\r"


def _said(sender: Sender, stamp: str) -> str:
    return stamp if sender.states_zone else stamp[:14]

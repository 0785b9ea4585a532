"""A trial of two arms whose allocation is a hypothesis: the same patients and events, and other ones were infused.

What a blinded role reaches must be the same under every allocation. Some have a fever in the hours in which they
may have been infused: who was has a reaction, who was not has none; NK activity is measured in whoever was.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from embedded import Embedded, blood_culture, stamp, temperature, tokyo
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.roster import Enrolment, PatientIdentifier

CELLS, STANDARD = "arm-cells", "arm-standard"
"""Arms under names that no other text of ours holds."""
SUBJECTS = tuple(f"S{number:02}" for number in range(1, 9))
INFECTED = {"S02": "Escherichia coli", "S05": "Staphylococcus aureus", "S07": "Klebsiella pneumoniae"}
REJECTED, DEAD, ALONE_AT_RISK = "S04", "S06", "S03"
ALLOCATIONS = (
    frozenset({"S01", "S02", "S03", "S04"}),
    frozenset({"S05", "S06", "S07", "S08"}),
    frozenset({"S02", "S05", "S07", "S03"}),
    frozenset({"S01", "S04", "S06", "S08"}),
)
"""Who was infused: among them all infected and none of them, the recipient alone at risk and not."""
FEVERISH = {"S01": "39.2", "S02": "39.1", "S05": "39.4", "S08": "36.9"}
"""Temperatures in the hours in which some are infused; the others' are normal: other allocations, other reactions."""
LAST_DAY = 60
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
ENDS = tokyo(LAST_DAY, 12)
MIDWAY = tokyo(17, 0)
"""Some reactions are past, some recipients are not transplanted yet."""
_APART = timedelta(days=2)

PROTOCOL = """
name = "two-arms"
version = "1"
[[boundaries]]
endpoint = "bsi"
rule = "table"
p0 = 0.1
n = 8
table = { 2 = 2, 3 = 2, 4 = 2, 5 = 3, 6 = 3, 7 = 3, 8 = 3 }
[paging]
repeats_at_most = 0
"""


@dataclass(frozen=True)
class TwoArmTrial:
    """The trial under one allocation.

    Attributes:
        infused: the subjects of the arm that is infused.
    """

    infused: frozenset[str]

    def entries(self, after: datetime = BEFORE_ALL, until: datetime = ENDS) -> list[NewEntry]:
        """What came in (after, until], in order."""
        return [one for one in sorted(self._entries(), key=_by_time) if after < one.received_at <= until]

    def play(self, folder: Path, until: datetime = ENDS) -> Embedded:
        """Plays it through journal and detector into a data folder, an entry at a time as it came."""
        configured(folder)
        played = Embedded(folder / "data", protocol=folder / "protocol.toml")
        played.journal.append(self.entries(until=until))
        played.run(1)
        return played

    def _entries(self) -> Iterator[NewEntry]:
        for number, subject in enumerate(SUBJECTS):
            later = number * _APART
            enrolled = self._enrolment(subject, later).model_dump_json().encode()
            yield NewEntry(tokyo(0, 8), EntryKind.ROSTER, "roster", "", enrolled)
            yield from _fever(subject, later)
            yield from _levels(subject, later)
            if subject in INFECTED:
                yield from _infection(subject, later)
        yield from self._nk_activity()
        yield _decision(REJECTED, 3 * _APART + tokyo(15, 9), {"type": "biopsy", "portal": 2, "duct": 2, "venous": 2})
        yield _decision(DEAD, 5 * _APART + tokyo(20, 9), {"type": "death"})
        yield NewEntry(tokyo(LAST_DAY, 12), EntryKind.FRAME, "default", "", b"")

    def _enrolment(self, subject: str, later: timedelta) -> Enrolment:
        infused = subject in self.infused
        return Enrolment(
            subject=subject,
            identifiers=(PatientIdentifier(value=_number(subject), authority="HOSP"),),
            transplanted_at=tokyo(0, 10) + later,
            infused_at=tokyo(3, 10) + later if infused else None,
            arm=CELLS if infused else STANDARD,
            risk=("abo_incompatible",) if subject == ALONE_AT_RISK else (),
        )

    def _nk_activity(self) -> Iterator[NewEntry]:
        """As many results at the same times under every allocation, and of whoever was infused."""
        for place, subject in enumerate(sorted(self.infused)):
            for day, value in ((2, "40"), (19, "12"), (21, "11")):
                at = tokyo(day, 7, place)
                yield _frame(_result(f"N{place}-{day}", at, "34439-0^NK cell function^LN", value, "%", subject), at)


def _number(subject: str) -> str:
    return f"70{subject[1:]}"


def _by_time(entry: NewEntry) -> datetime:
    return entry.received_at


def _frame(content: bytes, at: datetime) -> NewEntry:
    return NewEntry(at, EntryKind.FRAME, "default", content.split(b"|", 10)[9].decode(), content)


def _result(control_id: str, at: datetime, code: str, value: str, unit: str, subject: str) -> bytes:
    return "\r".join(
        (
            rf"MSH|^~\&|LAB|HOSP|GW|HOSP|{stamp(at)}||ORU^R01|{control_id}|P|2.5.1",
            f"PID|1||{_number(subject)}^^^HOSP^MR",
            f"OBR|1|{control_id}||{code}|||{stamp(at)}|||||||||||||||{stamp(at)}||CH|F",
            f"OBX|1|NM|{code}||{value}|{unit}|||||F|||{stamp(at)}",
        )
    ).encode()


def _fever(subject: str, later: timedelta) -> Iterator[NewEntry]:
    for hour, value in ((8, "36.8"), (14, FEVERISH.get(subject, "37.1")), (22, "37.0")):
        at = tokyo(3, hour) + later
        yield _frame(temperature(f"T{subject}{hour}", at, value, number=_number(subject)), at)


def _levels(subject: str, later: timedelta) -> Iterator[NewEntry]:
    for day, value in ((4, "5.1"), (6, "8.3"), (8, "9.0")):
        at = tokyo(day, 7) + later
        yield _frame(_result(f"L{subject}{day}", at, "11253-2^Tacrolimus trough^LN", value, "ng/mL", subject), at)


def _infection(subject: str, later: timedelta) -> Iterator[NewEntry]:
    at = tokyo(11, 9) + later
    yield _frame(
        blood_culture(
            f"C{subject}",
            at,
            collected_at=tokyo(9, 8) + later,
            said=INFECTED[subject],
            order=f"O{subject}",
            number=_number(subject),
        ),
        at,
    )


def _decision(subject: str, at: datetime, said: dict[str, object]) -> NewEntry:
    return _line(at, {**said, "subject": subject, "at": at.isoformat(), "by": "ward"})


def _line(at: datetime, said: dict[str, object]) -> NewEntry:
    return NewEntry(at, EntryKind.DECISION, "decision", "", (json.dumps(said) + "\n").encode())


def configured(folder: Path) -> Path:
    """Writes the protocol file and the settings; gives the latter's path."""
    (folder / "protocol.toml").write_text(PROTOCOL, "utf-8")
    settings = folder / "settings.toml"
    settings.write_text(f'protocol = "{folder / "protocol.toml"}"\nclock = "replay"\n', "utf-8")
    return settings

"""Culture reports as microbiology systems send them.

Four habits: specimen-centred OUL^R22 with a specimen a bottle and SNOMED CT codes; the same with JLAC10 and JANIS
codes; ORU^R01 v2.4 with an order a bottle; ORU^R01 v2.3 with one order a set and free text. Collection stands in
SPM-17, or in OBR-7 with the source in OBR-15; when the status was given, in OBR-22, or nowhere but in MSH-7.
Every message is a snapshot of its set: gram stain, culture and susceptibility are orders of their own in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from graftwatch.simulator.cultures import CultureReport, CultureSet, Material, Stage
from graftwatch.simulator.organisms import Organism
from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import (
    JAPANESE_MICROBIOLOGY,
    MICROBIOLOGY,
    OLD_MICROBIOLOGY,
    WEST_MICROBIOLOGY,
    Sender,
    segment,
)

GRAM_CODE: Final = "664-3^Microscopic observation [Identifier] in Specimen by Gram stain^LN"
_AEROBIC: Final = "17928-3^Bacteria identified in Blood by Aerobe culture^LN"
_ANAEROBIC: Final = "17934-1^Bacteria identified in Blood by Anaerobe culture^LN"
_BLOOD: Final = "600-7^Bacteria identified in Blood by Culture^LN"
_OTHER: Final = ("634-6^Bacteria identified in Specimen by Aerobe culture^LN",)
_JLAC10: Final = "6B010000001900014^培養同定検査^JC10"
_PANEL: Final = "SUSC^Antimicrobial susceptibility panel^L"
_STATUS: Final = {
    Stage.RECEIVED: "I",
    Stage.NO_GROWTH: "F",
    Stage.FINAL: "F",
    Stage.CORRECTED: "C",
}


class Naming(Enum):
    """How a system names an organism in OBX-5."""

    SNOMED = "snomed"
    JANIS = "janis"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Habit:
    """How one microbiology system reports.

    Attributes:
        sender: the system.
        specimen_segments: OUL^R22 with SPM, else ORU^R01 with OBR-15.
        codes: the culture's code, one for each bottle or one for the whole set.
        naming: how organisms are named.
        nothing_grew: words for no growth at the end.
        states_status_time: OBR-22 is filled; else only MSH-7 says when.
    """

    sender: Sender
    specimen_segments: bool
    codes: tuple[str, ...]
    naming: Naming
    nothing_grew: str
    states_status_time: bool = True


HABITS: Final = (
    Habit(MICROBIOLOGY, True, (_AEROBIC, _ANAEROBIC), Naming.SNOMED, "No growth after 5 days"),
    Habit(JAPANESE_MICROBIOLOGY, True, (_JLAC10,), Naming.JANIS, "発育を認めず"),
    Habit(WEST_MICROBIOLOGY, False, (_AEROBIC, _ANAEROBIC), Naming.SNOMED, "No growth"),
    Habit(OLD_MICROBIOLOGY, False, (_BLOOD,), Naming.TEXT, "NO GROWTH AT 5 DAYS", states_status_time=False),
)


@dataclass(frozen=True, slots=True)
class CultureLetter:
    """One report of one set about one person, ready to be written.

    Attributes:
        order: placer's order number, the same for all reports on a set.
        choice: picks one of the laboratory's spellings of an organism.
    """

    habit: Habit
    person: Person
    order: str
    drawn: CultureSet
    report: CultureReport
    choice: int

    def message(self, control_id: str, stated_at: datetime) -> bytes:
        """The message's bytes."""
        sender = self.habit.sender
        kind = "OUL^R22^OUL_R22" if self.habit.specimen_segments else sender.result_type
        head = (sender.header(kind, control_id, stated_at), self.person.pid(sender), self.person.pv1("SURG"))
        return sender.encoded((*head, *self._groups()))

    def _groups(self) -> Iterator[str]:
        last = len(self._codes)
        for bottle, code in enumerate(self._codes, 1):
            grows = bottle == 1 or self.drawn.anaerobic_too
            if self.habit.specimen_segments:
                yield self._specimen(bottle)
            yield from self._order_of(bottle, code)
            yield from self._culture(code, grows=grows)
            if bottle == 1 and self._stained:
                yield from self._gram_stain(last + 1)
            if bottle == 1 and self.report.stage in {Stage.TESTED, Stage.FINAL}:
                yield from self._susceptibility(last + 2, code)

    @property
    def _codes(self) -> tuple[str, ...]:
        return self.habit.codes if self.drawn.material is Material.BLOOD else _OTHER

    @property
    def _stained(self) -> bool:
        return bool(self.drawn.gram) and self.report.stage is not Stage.RECEIVED

    @property
    def _status(self) -> str:
        return _STATUS.get(self.report.stage, "P")

    def _number(self, bottle: int) -> str:
        return f"{self.order}-{bottle}" if len(self._codes) > 1 else self.order

    def _specimen(self, bottle: int) -> str:
        sender, drawn = self.habit.sender, self.drawn
        times = {17: sender.time(drawn.collected), 18: sender.time(drawn.received)}
        number = f"{self.order}^B{self._number(bottle)}"
        return segment("SPM", {1: str(bottle), 2: number, 4: "^".join((*drawn.material.value, "HL70487")), **times})

    def _order_of(self, set_id: int, code: str, specimen: int | None = None, parent: str = "") -> Iterator[str]:
        """OBR and ORC in the order that the message type asks for."""
        sender, drawn = self.habit.sender, self.drawn
        filler = f"F{self._number(specimen or set_id)}" + (f"-{set_id}" if specimen else "")
        fields = {1: str(set_id), 2: self.order, 3: filler, 4: code, 25: self._status}
        fields |= {7: sender.time(drawn.collected), 14: sender.time(drawn.received), 24: "MB"}
        if self.habit.states_status_time:
            fields[22] = sender.time(self.report.stated_at)
        if not self.habit.specimen_segments:
            fields[15] = "^".join(drawn.material.value)
        if parent:
            fields |= {26: parent, 29: f"{self.order}^F{self._number(specimen or 1)}"}
        control = segment("ORC", {1: "RE", 2: self.order, 3: filler})
        requested = segment("OBR", fields)
        yield from (requested, control) if self.habit.specimen_segments else (control, requested)

    def _culture(self, code: str, *, grows: bool) -> Iterator[str]:
        report = self.report
        if report.stage is Stage.RECEIVED:
            return
        if report.stage is Stage.FLAGGED and grows:
            yield self._words(code, "Positive")
        elif report.organisms and grows:
            for sub_id, organism in enumerate(report.organisms, 1):
                yield self._isolate(code, sub_id, organism)
        elif self._status == "P":
            yield self._words(code, f"No growth after {report.hours} hours" if report.hours else "No growth to date")
        else:
            yield self._words(code, self.habit.nothing_grew)

    def _gram_stain(self, set_id: int) -> Iterator[str]:
        withdrawn = self.report.stage is Stage.CORRECTED and not self.report.organisms
        seen = "No organisms seen" if withdrawn else self.drawn.gram
        yield from self._order_of(set_id, GRAM_CODE, specimen=1)
        yield segment("OBX", {1: "1", 2: "ST", 3: GRAM_CODE, 5: seen, 11: self._status})

    def _words(self, code: str, words: str) -> str:
        return segment("OBX", {1: "1", 2: "ST", 3: code, 5: words, 11: self._status})

    def _isolate(self, code: str, sub_id: int, organism: Organism) -> str:
        kind, value = self._named(organism)
        return segment("OBX", {1: str(sub_id), 2: kind, 3: code, 4: str(sub_id), 5: value, 8: "A", 11: self._status})

    def _named(self, organism: Organism) -> tuple[str, str]:
        coded = "CWE" if self.habit.sender.version >= "2.5" else "CE"
        if self.habit.naming is Naming.JANIS and organism.janis:
            return coded, f"{organism.janis}^{organism.spoken[0]}^JANIS"
        if self.habit.naming is Naming.SNOMED and organism.snomed:
            return coded, f"{organism.snomed}^{organism.spoken[0]}^SCT"
        spoken = organism.spoken[self.choice % len(organism.spoken)]
        return ("ST", spoken) if self.habit.naming is Naming.TEXT else (coded, f"^{spoken}")

    def _susceptibility(self, set_id: int, code: str) -> Iterator[str]:
        parent = f"{code.replace('^', '&')}^1^{self.report.organisms[0].spoken[0]}"
        yield from self._order_of(set_id, _PANEL, specimen=1, parent=parent)
        for number, (drug, answer) in enumerate((("VAN^Vancomycin^L", "S"), ("MEM^Meropenem^L", "S")), 1):
            yield segment("OBX", {1: str(number), 2: "ST", 3: drug, 4: "1", 5: answer, 8: answer, 11: self._status})

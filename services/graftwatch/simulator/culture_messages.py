"""Culture reports as microbiology systems send them.

Seven habits: specimen-centred OUL^R22 with a specimen a bottle and SNOMED CT codes; the same of v2.8 with Z-segments
inside groups and the report as a document; with JLAC10 and JANIS codes in UTF-8, and in ISO 2022 with amounts joined by
OBX-4; ORU^R01 v2.4 with an order a bottle; v2.3 with one order a set and free text; v2.3.1 with free text over several
lines and notes. Collection stands in
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
    ISO_2022_MICROBIOLOGY,
    JAPANESE_MICROBIOLOGY,
    MICROBIOLOGY,
    NEW_MICROBIOLOGY,
    OLD_MICROBIOLOGY,
    TEXT_MICROBIOLOGY,
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
        amounts: how much grew stands in an OBX of its own, with the organism's sub-id.
        remarks: lines and notes around a result.
        own_segments: Z-segments stand inside the groups, and the last report comes as a document, too.
    """

    sender: Sender
    specimen_segments: bool
    codes: tuple[str, ...]
    naming: Naming
    nothing_grew: str
    states_status_time: bool = True
    amounts: bool = False
    remarks: bool = False
    own_segments: bool = False


HABITS: Final = (
    Habit(MICROBIOLOGY, True, (_AEROBIC, _ANAEROBIC), Naming.SNOMED, "No growth after 5 days"),
    Habit(JAPANESE_MICROBIOLOGY, True, (_JLAC10,), Naming.JANIS, "発育を認めず"),
    Habit(WEST_MICROBIOLOGY, False, (_AEROBIC, _ANAEROBIC), Naming.SNOMED, "No growth"),
    Habit(OLD_MICROBIOLOGY, False, (_BLOOD,), Naming.TEXT, "NO GROWTH AT 5 DAYS", states_status_time=False),
    Habit(ISO_2022_MICROBIOLOGY, True, (_JLAC10,), Naming.JANIS, "菌の発育を認めず", amounts=True),
    Habit(NEW_MICROBIOLOGY, True, (_AEROBIC, _ANAEROBIC), Naming.SNOMED, "No growth after 5 days", own_segments=True),
    Habit(TEXT_MICROBIOLOGY, False, (_BLOOD,), Naming.TEXT, "No growth after 5 days", remarks=True),
)
_AMOUNT: Final = "6B010000001900011^菌量^JC10"
_DOCUMENT: Final = "^application^pdf^Base64^SW52ZW50ZWQgcmVwb3J0IG9mIGEgY3VsdHVyZQ=="


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
        return sender.encoded((*head, *self._dressed(self._groups())))

    def _dressed(self, groups: Iterator[str]) -> Iterator[str]:
        """The groups with what some systems put between their segments."""
        for one in groups:
            yield one
            if self.habit.own_segments and one.startswith(("OBX", "OBR")):
                yield "ZMB|1|INCUBATOR-3|^~"
            if self.habit.remarks and one.startswith("OBX"):
                yield "NTE|1|L|Reported to the ward by telephone"
        if self.habit.own_segments and self.report.stage in {Stage.FINAL, Stage.NO_GROWTH}:
            yield segment("OBX", {1: "9", 2: "ED", 3: "PDF^Report^L", 5: _DOCUMENT, 11: self._status})

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
                yield from self._amount(code, sub_id)
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

    def _amount(self, code: str, sub_id: int) -> Iterator[str]:
        fields = {1: str(sub_id + 10), 2: "ST", 4: str(sub_id), 11: self._status}
        if self.habit.amounts:
            yield segment("OBX", fields | {3: _AMOUNT, 5: "` 3 +`"})
        elif self.habit.remarks:
            yield segment("OBX", fields | {3: code, 5: "Heavy growth"})

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

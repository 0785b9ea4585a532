"""Vital signs and blood values as wards' and laboratories' systems send them.

Wards differ: degrees Celsius at the axilla by LOINC, Fahrenheit by mouth, JLAC10 with the one-character unit, or
local codes with LOINC as the alternate; monitors send ORU^R30. Laboratories differ in codes, in units of the counts, in
how a number is written (NM, SN, ST with a comparator), where the specimen stands, and in segments of their own.
100.4 degrees Fahrenheit is 38.0 Celsius: values are converted in tenths, as a thermometer shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graftwatch.simulator.charts import DrugPeak, MorningBlood, VitalSigns
from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import (
    BEDSIDE,
    CHEMISTRY,
    CHEMISTRY_JLAC10,
    INTENSIVE_CARE,
    ISO_2022_CHEMISTRY,
    ISO_2022_WARDS,
    JAPANESE_WARDS,
    NEW_CHEMISTRY,
    OLD_CHEMISTRY,
    WARDS,
    Sender,
    segment,
)

_HEART_RATE: Final = "8867-4^Heart rate^LN"
_RESPIRATORY_RATE: Final = "9279-1^Respiratory rate^LN"
_SYSTOLIC: Final = "8480-6^Systolic blood pressure^LN"
_SATURATION: Final = "59408-5^Oxygen saturation in Arterial blood by Pulse oximetry^LN"


@dataclass(frozen=True, slots=True)
class WardHabit:
    """How one ward charts: its system, code and unit of a temperature, and the trigger event of its results."""

    sender: Sender
    temperature: str
    unit: str
    systolic: str = _SYSTOLIC
    trigger: str = "R01"

    @property
    def fahrenheit(self) -> bool:
        """Whether it measures in degrees Fahrenheit."""
        return "F" in self.unit


WARD_HABITS: Final = (
    WardHabit(WARDS, "8328-7^Axillary temperature^LN", "Cel"),
    WardHabit(WARDS, "T01^Temp^99WARD^8310-5^Body temperature^LN", "°C", "BP1^Sys BP^99WARD^8480-6^Systolic^LN"),
    WardHabit(JAPANESE_WARDS, "9P100000000000001^体温^JC10", "℃", "9A751000000000001^収縮期血圧^JC10"),
    WardHabit(INTENSIVE_CARE, "8331-1^Oral temperature^LN", "[degF]"),
    WardHabit(BEDSIDE, "8310-5^Body temperature^LN", "Cel^degree Celsius^UCUM", trigger="R30"),
    WardHabit(ISO_2022_WARDS, "9P100000000000001^体温^JC10", "℃", "9A751000000000001^収縮期血圧^JC10"),
)


@dataclass(frozen=True, slots=True)
class LaboratoryHabit:
    """How one laboratory reports.

    Attributes:
        sender: its system.
        ast, alt, tacrolimus: its codes where laboratories differ.
        count_unit, count_factor: the unit of its counts, and what 10*9/L is in it.
        value_type: OBX-2 of a number.
        specimen_segments: SPM, else OBR-15.
        own_segments: Z-segments stand between the results.
    """

    sender: Sender
    ast: str
    alt: str
    tacrolimus: str
    count_unit: str
    count_factor: int = 1
    value_type: str = "NM"
    specimen_segments: bool = True
    own_segments: bool = False

    def result(self, set_id: int, code: str, value: str, unit: str, status: str) -> list[str]:
        """A number as this laboratory writes it, with what stands behind it."""
        if self.value_type == "SN":
            value = f"^{value}"
        fields = {1: str(set_id), 2: self.value_type, 3: code, 5: value, 6: unit, 11: status}
        return [segment("OBX", fields), *(["ZRS|1|RERUN^Y|ANALYSER-7"] * self.own_segments)]


_AST: Final = "1920-8^Aspartate aminotransferase^LN"
_ALT: Final = "1742-6^Alanine aminotransferase^LN"
_PEAK: Final = "TACPEAK^Tacrolimus peak^L^11253-2^Tacrolimus [Mass/volume] in Blood^LN"
LABORATORY_HABITS: Final = (
    LaboratoryHabit(CHEMISTRY, _AST, _ALT, "77348-1^Tacrolimus [Mass/volume] in Blood --trough^LN", "10*9/L"),
    LaboratoryHabit(CHEMISTRY, f"GOT^AST^L^{_AST}", f"GPT^ALT^L^{_ALT}", "74097-7^Tacrolimus^LN", "/uL", 1000),
    LaboratoryHabit(
        CHEMISTRY_JLAC10,
        "3B035000002327201^AST^JC10",
        "3B045000002327201^ALT^JC10",
        "3M810000001905101^タクロリムス^JC10",
        "10*3/uL",
    ),
    LaboratoryHabit(
        ISO_2022_CHEMISTRY,
        "3B035000002327201^AST(GOT)^JC10",
        "3B045000002327201^ALT(GPT)^JC10",
        "3M810000001905101^タクロリムス^JC10",
        "/uL",
        1000,
        value_type="ST",
    ),
    LaboratoryHabit(
        OLD_CHEMISTRY,
        f"SGOT^AST^L^{_AST}",
        f"SGPT^ALT^L^{_ALT}",
        "FK^FK506 TROUGH^L^77348-1^Tacrolimus trough^LN",
        "10*9/L",
        value_type="SN",
        specimen_segments=False,
    ),
    LaboratoryHabit(
        NEW_CHEMISTRY,
        _AST,
        _ALT,
        "77348-1^Tacrolimus [Mass/volume] in Blood --trough^LN",
        "10*9/L^^UCUM",
        own_segments=True,
    ),
)


@dataclass(frozen=True, slots=True)
class ChartLetter:
    """Some rounds of one person, in one message."""

    habit: WardHabit
    person: Person
    order: str
    rounds: Sequence[VitalSigns]

    def message(self, control_id: str, stated_at: datetime) -> bytes:
        """The message's bytes."""
        sender = self.habit.sender
        kind = sender.result_type.replace("R01", self.habit.trigger)
        lines = [sender.header(kind, control_id, stated_at)]
        lines += [self.person.pid(sender), self.person.pv1("SURG")]
        for number, one in enumerate(self.rounds, 1):
            lines += self._round(number, one)
        return sender.encoded(lines)

    def _round(self, number: int, one: VitalSigns) -> list[str]:
        filler, taken = f"{self.order}-{number}", self.habit.sender.time(one.taken_at)
        values = (
            (self.habit.temperature, self._temperature(one.temperature), self.habit.unit),
            (_HEART_RATE, str(one.heart_rate), "/min"),
            (_RESPIRATORY_RATE, str(one.respiratory_rate), "/min"),
            (self.habit.systolic, str(one.systolic), "mm[Hg]"),
            (_SATURATION, str(one.saturation), "%"),
        )
        fields = {1: str(number), 2: filler, 3: filler, 4: "VITALS^Vital signs^L", 7: taken, 22: taken, 25: "F"}
        results = [f"{_reading(position, *value)}|||{taken}" for position, value in enumerate(values, 1)]
        return [segment("ORC", {1: "RE", 2: filler, 3: filler}), segment("OBR", fields), *results]

    def _temperature(self, celsius: float) -> str:
        return f"{celsius * 9 / 5 + 32:.1f}" if self.habit.fahrenheit else f"{celsius:.1f}"


def _reading(set_id: int, code: str, value: str, unit: str) -> str:
    return segment("OBX", {1: str(set_id), 2: "NM", 3: code, 5: value, 6: unit, 11: "F"})


@dataclass(frozen=True, slots=True)
class BloodLetter:
    """One morning's blood of one person: chemistry, counts, and the drug level, an order each.

    Attributes:
        status: "F", or "C" where it corrects an earlier report of the same order.
        wrong_alt: ALT as it was first and wrongly reported.
    """

    habit: LaboratoryHabit
    person: Person
    order: str
    blood: MorningBlood
    status: str = "F"
    wrong_alt: int | None = None

    def message(self, control_id: str, stated_at: datetime) -> bytes:
        """The message's bytes."""
        sender = self.habit.sender
        lines = [sender.header(sender.result_type, control_id, stated_at)]
        lines += [self.person.pid(sender), self.person.pv1("SURG")]
        lines += self._panel(1, "CHEM^Chemistry^L", stated_at, self._chemistry(), "SER^Serum^HL70487")
        lines += self._panel(2, "CBC^Blood count^L", stated_at, self._counts(), "BLD^Whole blood^HL70487")
        if self.blood.tacrolimus is not None:
            level = ((self.habit.tacrolimus, str(self.blood.tacrolimus), "ng/mL"),)
            lines += self._panel(3, "TAC^Tacrolimus^L", stated_at, level, "BLD^Whole blood^HL70487")
        return sender.encoded(lines)

    def _chemistry(self) -> tuple[tuple[str, str, str], ...]:
        blood = self.blood
        alt = blood.alt if self.wrong_alt is None else self.wrong_alt
        return (
            (self.habit.ast, str(blood.ast), "U/L"),
            (self.habit.alt, str(alt), "U/L"),
            ("6768-6^Alkaline phosphatase^LN", str(blood.alp), "U/L"),
            ("2324-2^Gamma glutamyl transferase^LN", str(blood.ggt), "U/L"),
            ("1975-2^Bilirubin.total^LN", str(blood.bilirubin), "mg/dL"),
            ("2160-0^Creatinine^LN", str(blood.creatinine), "mg/dL"),
            ("1988-5^C reactive protein^LN", str(blood.crp), "mg/L"),
        )

    def _counts(self) -> tuple[tuple[str, str, str], ...]:
        blood, unit = self.blood, self.habit.count_unit
        counts = (
            ("6690-2^Leukocytes^LN", blood.wbc),
            ("751-8^Neutrophils^LN", blood.neutrophils),
            ("711-2^Eosinophils^LN", blood.eosinophils),
            ("777-3^Platelets^LN", blood.platelets),
        )
        return tuple((code, f"{value * self.habit.count_factor:g}", unit) for code, value in counts)

    def _panel(
        self, number: int, code: str, stated_at: datetime, values: Sequence[tuple[str, str, str]], specimen: str
    ) -> list[str]:
        filler, drawn = f"{self.order}-{number}", self.habit.sender.time(self.blood.drawn_at)
        fields = {1: str(number), 2: self.order, 3: filler, 4: code, 7: drawn}
        fields |= {22: self.habit.sender.time(stated_at), 25: self.status}
        behind = [segment("SPM", {1: str(number), 2: f"{self.order}^B{filler}", 4: specimen, 17: drawn})]
        if not self.habit.specimen_segments:
            fields[15], behind = "&".join(specimen.split("^")[:2]), []
        lines = [segment("ORC", {1: "RE", 2: self.order, 3: filler}), segment("OBR", fields)]
        for position, value in enumerate(values, 1):
            lines += self.habit.result(position, *value, self.status)
        return lines + behind


def peak_message(person: Person, order: str, peak: DrugPeak, control_id: str, stated_at: datetime) -> bytes:
    """A tacrolimus level drawn two hours after the dose, said in the code's text and in a note."""
    sender, drawn = CHEMISTRY, CHEMISTRY.time(peak.drawn_at)
    fields = {1: "1", 2: order, 3: f"{order}-1", 4: "TACP^Tacrolimus peak^L", 7: drawn}
    return sender.encoded(
        (
            sender.header(sender.result_type, control_id, stated_at),
            person.pid(sender),
            person.pv1("SURG"),
            segment("ORC", {1: "RE", 2: order, 3: f"{order}-1"}),
            segment("OBR", fields | {22: sender.time(stated_at), 25: "F"}),
            _reading(1, _PEAK, str(peak.level), "ng/mL"),
            "NTE|1||Peak level, drawn 2 hours after the dose",
            segment("SPM", {1: "1", 2: f"{order}^B{order}", 4: "BLD^Whole blood^HL70487", 17: drawn}),
        )
    )

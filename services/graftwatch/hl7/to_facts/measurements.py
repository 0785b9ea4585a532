"""One observation to one measurement: vital signs, laboratory values, drug levels, in canonical units.

Source: HL7 v2.5.1 chapter 7 (OBX). A vital sign was true at OBX-14, a laboratory value when its specimen was collected
(SPM-17, OBR-7), since laboratories often fill OBX-14 with the time of reporting. A drug level's timing and a
temperature's site come from the code, else from words. A value that cannot be used is a finding, never a guess.
Left out: whether an untimed level is a trough, which the protocol decides.
"""

import re
import unicodedata
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from graftwatch.facts import ClinicalTime, Measurement, Status, pseudonymous_key
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.coded import Triplet, coded, words_of
from graftwatch.hl7.to_facts.quantities import DATES, Number, number_in
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT, Became, Reading
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup, note_lines
from graftwatch.hl7.to_facts.specimens import BLOOD, KNOWN_TYPES, PLASMA, SERUM, GroupSpecimen
from graftwatch.hl7.to_facts.statuses import observation_status, stated_at
from graftwatch.terminology.concepts import Concept, ConceptDefinition, DoseTiming, Kind, Specimen, definition
from graftwatch.terminology.meanings import Meaning
from graftwatch.terminology.units import Quantity, UnitProblem, UnitProblemReason, folded_unit, to_canonical

_TIMINGS: Final = MappingProxyType({DoseTiming.TROUGH: "trough", DoseTiming.TWO_HOURS_AFTER_DOSE: "peak"})
_HOURS_AFTER_DOSE: Final = re.compile(
    r"(?P<hours>\d+(?:\.\d+)?)\s*(?:-|\s)?(?:h|hr|hrs|hours?|時間)\s*(?:post|after|後)|投与後?\s*(?P<later>\d+)\s*時間"
)
_TROUGH: Final = re.compile(r"\bc0\b|\btrough\b|\bpre-?\s?dose\b|\bbefore dose\b|トラフ|投与前|服用前|内服前")
_TWO_HOURS: Final = re.compile(r"\bc2\b|2時間値")
_PEAK: Final = re.compile(r"\bpeak\b|\bpost-?\s?dose\b|\bafter dose\b|ピーク|投与後|服用後|内服後")
# A level 1 to 4 hours after a dose is near the peak; twice-daily dosing makes one 10 hours or more after it a trough.
_PEAK_HOURS: Final = 4
_TROUGH_HOURS: Final = 10
_SITES: Final = (
    (re.compile(r"axill|腋窩|\bax\b"), "axillary"),
    (re.compile(r"tympan|\bear\b|鼓膜|耳"), "tympanic"),
    (re.compile(r"rect|直腸"), "rectal"),
    (re.compile(r"bladder|膀胱"), "bladder"),
    (re.compile(r"o?esophag|食道"), "oesophageal"),
    (re.compile(r"pulmonary artery|\bblood\b|血液温|肺動脈"), "blood"),
    (re.compile(r"\boral|\bmouth|sublingual|口腔|舌下"), "oral"),
    (re.compile(r"\bcore\b|深部"), "core"),
    (re.compile(r"temporal|forehead|\bskin\b|額"), "skin"),
)
_NOT_ELSEWHERE: Final = frozenset({BLOOD, SERUM, PLASMA})


# Measures of a drug that have a target of their own, beside its troughs.
_OF_ITS_OWN: Final = frozenset({Concept.MPA_AUC, Concept.CYCLOSPORINE_C2})
_NO_CODE: Final = (Triplet("", "", ""),)
# Stands in a withdrawn statement, which says only that there is nothing.
_NOTHING: Final = (Number(Decimal(0)), Quantity(Decimal(0), ""))


def add_measurement(
    reading: Reading, group: ResultGroup, observation: Observation, means: Meaning, specimen: GroupSpecimen
) -> None:
    """Adds the measurement that an observation holds, or says why it holds none."""
    segment = observation.segment
    concept = _concept(reading, segment, means, specimen)
    taken = _taken(reading, group, segment, concept, specimen)
    if taken is None or not _fits(reading, segment, concept, specimen):
        return
    status = observation_status(observation)
    held = _quantity(reading, segment, concept, means) if status is not Status.WITHDRAWN else _NOTHING
    if held is None:
        return
    number, quantity = held
    row = definition(concept)
    statement = Measurement(
        concept=(concept if concept in _OF_ITS_OWN else row.analyte or concept).value,
        value=quantity.value,
        unit=quantity.unit or row.unit or "",
        taken=taken,
        comparator=number.comparator,
        site=_site(means, segment) if concept is Concept.TEMPERATURE else None,
        timing=_timing(row, group, observation) if row.kind is Kind.DRUG_LEVEL else None,
    )
    identity = _identity(group, segment, taken, specimen.number)
    reading.add(identity, statement, status, stated_at(reading, group, [observation]))
    reading.account(segment, Became.FACT)


def _concept(reading: Reading, segment: Segment, means: Meaning, specimen: GroupSpecimen) -> Concept:
    """The concept; tacrolimus of serum or plasma is another analyte than that of whole blood.

    A specimen that is said to be serum or plasma wins over a code that says blood: a level in plasma, far below that
    of whole blood, would look like dangerously low exposure. The contradiction is told.
    """
    if means.concept not in {Concept.TACROLIMUS, Concept.TACROLIMUS_TROUGH}:
        return means.concept
    if specimen.kind in {SERUM, PLASMA}:
        if means.specimen is Specimen.BLOOD:
            text = f"{means.concept} is coded as of whole blood, its specimen is {specimen.kind}: taken as such"
            reading.find("specimen_conflict", segment, 3, text)
        return Concept.TACROLIMUS_SERUM
    return Concept.TACROLIMUS_SERUM if means.specimen is Specimen.SERUM else means.concept


def _fits(reading: Reading, segment: Segment, concept: Concept, specimen: GroupSpecimen) -> bool:
    """Whether the specimen is one that the concept is measured in; an unknown specimen is given the benefit."""
    if definition(concept).specimen is None or specimen.kind not in KNOWN_TYPES - _NOT_ELSEWHERE:
        return True
    text = f"{concept} is measured in blood or serum; this specimen is {specimen.kind}"
    reading.find("specimen_conflict", segment, 3, text)
    return False


def _taken(
    reading: Reading, group: ResultGroup, segment: Segment, concept: Concept, specimen: GroupSpecimen
) -> ClinicalTime | None:
    if definition(concept).kind is Kind.VITAL_SIGN:
        taken = reading.time(segment, 14) or specimen.collected
    else:
        taken = specimen.collected or reading.time(segment, 14) or reading.time(group.request, 14)
    if taken is None:
        reading.find("time_missing", segment, 14, f"{concept} without a time of collection or observation")
    return taken


def _quantity(reading: Reading, segment: Segment, concept: Concept, means: Meaning) -> tuple[Number, Quantity] | None:
    if not segment.raw(5):
        reading.find("value_missing", segment, 5, f"{concept} without a value")
        return None
    if segment.separators.repetition in segment.raw(5):
        reading.find("several_values", segment, 5, f"{concept} holds several values")
        return None
    number = None if segment.value(2).upper() in DATES else number_in(segment)
    if number is None:
        reading.find("not_a_number", segment, 5, f"{concept} holds no number (OBX-2 {segment.value(2)[:3]})")
        return None
    default = means.default_unit or reading.feed.units.get(concept)
    units = [part for unit in coded(segment, 6) for part in (unit.code, unit.text) if part]
    if number.unit and units and folded_unit(number.unit) != folded_unit(units[0]):
        reading.find("unit_conflict", segment, 5, f"{concept} has a unit in OBX-5 and another in OBX-6")
        return None
    quantity = _converted(number, [*units, *([number.unit] if number.unit else [])], concept, default)
    if isinstance(quantity, UnitProblem):
        _report(reading, segment, quantity, concept)
        return None
    return number, quantity


def _converted(number: Number, units: list[str], concept: Concept, default: str | None) -> Quantity | UnitProblem:
    """By the first unit that is known; the problem is that of the first unit."""
    first: UnitProblem | None = None
    for unit in units or [""]:
        read = to_canonical(number.value, unit, concept, default_unit=default)
        if isinstance(read, Quantity):
            return read
        first = first or read
        if read.reason is not UnitProblemReason.UNKNOWN_UNIT:
            break
    return first or UnitProblem(UnitProblemReason.MISSING_UNIT, number.value, None, f"{concept} without a unit")


def _report(reading: Reading, segment: Segment, problem: UnitProblem, concept: Concept) -> None:
    """Says that a number is unusable, without the number itself."""
    texts = {
        UnitProblemReason.MISSING_UNIT: "has no unit and the feed declares none",
        UnitProblemReason.UNKNOWN_UNIT: "has a unit that nobody mapped",
        UnitProblemReason.IMPLAUSIBLE: "has a value that its unit makes impossible",
        UnitProblemReason.NOT_A_QUANTITY: "is not a quantity",
    }
    if problem.reason is UnitProblemReason.UNKNOWN_UNIT:
        reading.list_unmapped("OBX-6", problem.unit or "", segment.value(6, 3), concept.value)
    reading.find(f"unit_{problem.reason}", segment, 6, f"{concept} {texts[problem.reason]}")


def _site(means: Meaning, segment: Segment) -> str | None:
    """Body site of a temperature: of the code, of OBX-20, or of the code's own text."""
    if means.temperature_site is not None:
        return means.temperature_site.value
    stated = words_of(coded(segment, 20)) or segment.value(20)
    for words in (stated, words_of(coded(segment, 17)), words_of(coded(segment, 3))):
        folded = unicodedata.normalize("NFKC", words).casefold()
        known = next((site for pattern, site in _SITES if pattern.search(folded)), None)
        if known is not None:
            return known
    return stated.casefold()[:TEXT_LIMIT] or None


def _timing(row: ConceptDefinition, group: ResultGroup, observation: Observation) -> str | None:
    """Trough or peak: of the code, else of the words nearest to the result."""
    if row.timing is not None:
        return _TIMINGS.get(row.timing)
    request = group.request
    near = [words_of(coded(observation.segment, 3)), *note_lines(observation.notes)]
    far = [
        words_of(coded(request, 4)),
        *(request.text_of(number) for number in (13, 39) if request),
        *group.note_lines(),
    ]
    return next((timing for words in (*near, *far) if (timing := timing_in(words)) is not None), None)


def timing_in(words: str) -> str | None:
    """What words say about the timing of a drug level.

    >>> timing_in("Tacrolimus C0"), timing_in("drawn 2 h after dose"), timing_in("12 hours post dose")
    ('trough', 'peak', 'trough')
    >>> timing_in("Cyclosporine C2")
    'c2'
    >>> timing_in("Tacrolimus") is None
    True
    """
    folded = unicodedata.normalize("NFKC", words).casefold()
    after = _HOURS_AFTER_DOSE.search(folded)
    if after is not None:
        hours = float(after["hours"] or after["later"])
        return "peak" if hours <= _PEAK_HOURS else "trough" if hours >= _TROUGH_HOURS else None
    if _TROUGH.search(folded):
        return "trough"
    if _TWO_HOURS.search(folded):
        return "c2"
    return "peak" if _PEAK.search(folded) else None


def _identity(group: ResultGroup, segment: Segment, taken: ClinicalTime, specimen_number: str) -> str:
    """Order, specimen, time, code and sub-id: one order number may cover a series of the same test."""
    code = (coded(segment, 3) or _NO_CODE)[0]
    order = group.filler or group.placer
    at = taken.at or taken.on
    key = pseudonymous_key(order, specimen_number, at.isoformat(), code.code or code.text, segment.raw(4))
    return f"observation:{key}"

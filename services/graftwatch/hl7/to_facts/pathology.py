"""Pathology reports on liver biopsies, from documents (MDM) and results (ORU), as proposals for a person to confirm.

Source: HL7 v2.5.1 chapter 9 (MDM^T01 to T11; TXA-2, 4, 12, 13, 17, 19) and chapter 7; LOINC document names; HL7 table
0074. A report is pathology by its code (LOINC), its service section (OBR-24 "SP", "PAT") or its name.

| event           | what it does                                                              |
| --------------- | ------------------------------------------------------------------------- |
| T02             | states what its text says                                                 |
| T06             | an addendum: states it anew where it speaks of rejection, else nothing    |
| T08, T10        | an edit or a replacement: what it does not repeat is taken back           |
| T11, TXA-19 CA  | the document is cancelled: what it said is taken back                     |
| T01, T03, …     | notices without a text: nothing                                           |

Versions of one report share its order, else the document that they belong to (TXA-13), else their own number. The day
of the biopsy is its collection (SPM-17, OBR-7) or the procedure's (TXA-4). Left out: texts inside documents (ED).
"""

import re
from collections.abc import Iterable
from typing import Final

from graftwatch.facts import BiopsyProposal, ClinicalTime, Status, pseudonymous_key
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.amounts import CODED, WITHOUT_WORDS, value_words
from graftwatch.hl7.to_facts.coded import Triplet, coded, words_of
from graftwatch.hl7.to_facts.reading import Became, Reading
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup, result_groups
from graftwatch.hl7.to_facts.statuses import NO_RESULT, observation_status, report_status
from graftwatch.terminology.banff_text import names_liver, names_pathology, read_banff

# LOINC: pathology study, surgical pathology study; site, gross, microscopic, diagnosis, note; panel, synoptic report.
_LOINC: Final = frozenset(
    {"11526-1", "11529-5", "22633-2", "22634-0", "22635-7", "22637-3", "34574-4", "60567-5", "60568-3"}
)
_CULTURE: Final = re.compile(r"cultur|gram stain|培養|塗抹|同定", re.IGNORECASE)
_SECTIONS: Final = frozenset({"SP", "PAT"})
_WITHOUT_TEXT: Final = frozenset({"T01", "T03", "T05", "T07", "T09"})
_WHOLE_AGAIN: Final = frozenset({"T08", "T10"})
_CHANGES: Final = frozenset({"T06", *_WHOLE_AGAIN})
_CANCELS: Final = "T11"
_TAKEN_AWAY: Final = frozenset({"CA", "OB"})
# TXA-17 (table 0271): authenticated, legally authenticated; others are on their way.
_AUTHENTICATED: Final = frozenset({"AU", "LA"})


def is_pathology(group: ResultGroup) -> bool:
    """Whether a result group is a pathology report; numbers, and a culture of a biopsy, are none.

    By its order's code, section or name, or by a result's code: a question of a form may name a biopsy, too.
    """
    request = group.request
    results = [coded(one.segment, 3) for one in group.observations]
    numbers = any(one.segment.value(2).upper() in {"NM", "SN"} for one in group.observations)
    if numbers or any(_CULTURE.search(words_of(element)) for element in (coded(request, 4), *results)):
        return False
    by_section = request is not None and request.value(24).upper() in _SECTIONS
    by_code = any(one.code in _LOINC for element in results for one in element)
    return by_section or by_code or _names_pathology(coded(request, 4))


def _names_pathology(element: Iterable[Triplet]) -> bool:
    return any(one.code in _LOINC or names_pathology(f"{one.code} {one.text}") for one in element)


def _is_pathology_document(document: Segment, groups: Iterable[ResultGroup]) -> bool:
    """A document is one thing: what names any part of it names the whole."""
    held = list(groups)
    parts = (coded(one.segment, 3) for group in held for one in group.observations)
    named = _names_pathology(coded(document, 2)) or any(map(_names_pathology, parts))
    return named or any(map(is_pathology, held))


def add_pathology_results(reading: Reading, groups: list[ResultGroup]) -> None:
    """Adds what the pathology reports of a result message say, those of one order together."""
    by_order: dict[str, list[ResultGroup]] = {}
    for group in groups:
        by_order.setdefault(group.filler or group.placer, []).append(group)
    for order, held in by_order.items():
        request = held[0].request or reading.message.segments[0]
        texts = _Text(reading, held)
        status = report_status(held, texts.statuses)
        at = next((at for group in held if (at := _collected(reading, group)) is not None), None)
        key = order or f"message {reading.message.control_id}"
        _propose(reading, request, texts, key, at, status, whole=status is Status.CORRECTED)


def add_document(reading: Reading) -> None:
    """Adds what a document message (MDM) says of a liver biopsy."""
    message, header = reading.message, reading.message.segments[0]
    document = message.first("TXA")
    if document is None:
        reading.refuse("document_not_read", header, 9, "a document message without TXA")
        return
    groups = result_groups(message.segments)
    if not _is_pathology_document(document, groups):
        reading.refuse(
            "document_not_read", document, 2, "a document that is no pathology report: nothing is read of it"
        )
        return
    key = _document_key(document, groups)
    at = next((at for group in groups if (at := _collected(reading, group)) is not None), None)
    at = at or reading.time(document, 4)
    if message.trigger == _CANCELS or document.value(19).upper() in _TAKEN_AWAY:
        _take_back(reading, key, at)
        reading.refuse("document_cancelled", document, 19, "a cancelled document: what it said is taken back")
    elif message.trigger in _WITHOUT_TEXT:
        reading.refuse("document_without_text", header, 9, f"{message.trigger} tells of a document without its text")
    else:
        text = _Text(reading, groups)
        status = _document_status(document, message.trigger, text)
        _propose(reading, document, text, key, at, status, whole=message.trigger in _WHOLE_AGAIN)


class _Text:
    """The text of a report, its lines accounted for."""

    def __init__(self, reading: Reading, groups: Iterable[ResultGroup]) -> None:
        self.observations: list[Observation] = []
        self.statuses: list[Status] = []
        lines: list[str] = []
        for group in groups:
            lines += group.note_lines()
            lines.append(words_of(coded(group.request, 4)))
            for observation in group.observations:
                lines += self._lines(reading, observation)
        self.text = "\n".join(line for line in lines if line)

    def _lines(self, reading: Reading, observation: Observation) -> list[str]:
        segment = observation.segment
        kind = segment.value(2).upper()
        if segment.value(11).upper() in NO_RESULT or kind in WITHOUT_WORDS:
            text = "holds no text that is read (OBX-2 or OBX-11 says so)"
            reading.find("document_not_read", segment, 5, f"a part of a pathology report that {text}")
            return []
        self.observations.append(observation)
        status = observation_status(observation)
        self.statuses.append(status)
        if status is Status.WITHDRAWN:
            return []
        return [value_words(segment) if kind in CODED else segment.text_of(5)]


def _document_status(document: Segment, trigger: str, text: _Text) -> Status:
    completion = document.value(17).upper()
    if not completion:
        final = bool(text.statuses) and all(one.is_final for one in text.statuses)
    else:
        final = completion in _AUTHENTICATED
    if not final:
        return Status.PRELIMINARY
    return Status.CORRECTED if trigger in _CHANGES else Status.FINAL


def _document_key(document: Segment, groups: Iterable[ResultGroup]) -> str:
    orders = [order for group in groups if (order := group.filler or group.placer)]
    stated = (*orders, document.value(15), document.value(14), _number(document, 13), _number(document, 12))
    return next((one for one in stated if one), "")


def _number(document: Segment, field: int) -> str:
    """The number of a document, EI: component 1, in older versions component 3."""
    return document.value(field) or document.value(field, 3)


def _collected(reading: Reading, group: ResultGroup) -> ClinicalTime | None:
    return reading.time(group.specimen, 17) or reading.time(group.request, 7)


def _propose(  # noqa: PLR0913 - a report has these parts, and each is named at the call
    reading: Reading,
    place: Segment,
    text: _Text,
    key: str,
    at: ClinicalTime | None,
    status: Status,
    *,
    whole: bool,
) -> None:
    """Adds the proposal of a report, or says why there is none; a whole new text without one takes the old back."""
    of_document = place.name == "TXA"
    said = read_banff(text.text) if names_liver(text.text) else None
    became = Became.PART if said is not None else Became.FINDING
    for one in text.observations:
        reading.account(one.segment, became)
    if said is None or status is Status.WITHDRAWN:
        if whole or status is Status.WITHDRAWN:
            _take_back(reading, key, at)
        why = "a pathology report that says nothing of rejection in a liver"
        reading.find("no_biopsy_grade", place, 2 if of_document else 4, why)
        return
    if at is None:
        why = "a biopsy without its day: that of the report stands for it"
        reading.find("time_missing", place, 4 if of_document else 7, why)
    statement = BiopsyProposal(
        document=pseudonymous_key("document", key),
        taken=at or _day_of(reading),
        portal=said.portal,
        duct=said.duct,
        venous=said.venous,
        total=said.total,
        grade=said.grade,
        preliminary=not status.is_final,
    )
    reading.add(_identity(key), statement, status, reading.sent_at())


def _take_back(reading: Reading, key: str, at: ClinicalTime | None) -> None:
    nothing = BiopsyProposal(pseudonymous_key("document", key), at or _day_of(reading))
    reading.add(_identity(key), nothing, Status.WITHDRAWN, reading.sent_at())


def _identity(key: str) -> str:
    return f"biopsy_proposal:{pseudonymous_key('document', key)}"


def _day_of(reading: Reading) -> ClinicalTime:
    return ClinicalTime(reading.sent_at().astimezone(reading.zone).date())

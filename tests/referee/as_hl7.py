"""Writes histories as a hospital would send them: HL7 v2 messages, roster.csv, decisions.jsonl and codes.csv.

Results come as ORU^R01, admissions as ADT; arrival is shuffled and some messages come twice, by the history's own seed.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.referee.history import Blood, Count, History, Moment, Report, Stay, Temperature
from tests.referee.organisms import Organism

CODES = """code,system,concept,specimen,unit
BC,99LAB,blood_culture,blood,
BLDPCR,99LAB,blood_nct,blood,
TMP,99WARD,temperature,,Cel
NEUT,99LAB,anc,,/uL
"""
_CULTURES = ("600-7^Bacteria identified in Blood by Culture^LN", "BC^Blood culture^99LAB", "17928-3^Aerobic^LN")
_NCT = "BLDPCR^Sepsis panel^99LAB"
_TEMPERATURES = ("8310-5^Body temperature^LN", "8328-7^Axillary temperature^LN", "TMP^Temp^99WARD^8310-5^Body temp^LN")
_COUNTS = {"wbc": "6690-2^Leukocytes^LN", "anc": "751-8^Neutrophils^LN"}


def written(histories: dict[str, History], folder: Path) -> None:
    """Writes the histories, by subject, into a folder: messages/, roster.csv, decisions.jsonl, codes.csv."""
    (folder / "messages").mkdir()
    roster = ["subject,identifier,authority,transplanted_at,infused_at,arm,born,sex,risk,withdrawn_at"]
    lines: list[str] = []
    for subject, history in histories.items():
        born = history.born.isoformat() if history.born else ""
        roster.append(f"{subject},{number(subject)},HOSP,{history.transplanted:%Y-%m-%dT%H:%M},,,{born},,,")
        messages = _arrival(list(messages_of(subject, history)), Random(history.writing))
        (folder / "messages" / f"{subject}.hl7").write_text("".join(messages), "utf-8", newline="")
        lines += (json.dumps({"subject": subject, **one}) for one in decisions_of(history))
    (folder / "roster.csv").write_text("\n".join([*roster, ""]), "utf-8")
    (folder / "decisions.jsonl").write_text("\n".join([*lines, ""]), "utf-8")
    (folder / "codes.csv").write_text(CODES, "utf-8")


def number(subject: str) -> str:
    """The patient number of a subject."""
    return f"9{subject.lstrip('S')}"


def _arrival(messages: list[str], random: Random) -> list[str]:
    again = [one for one in messages if random.random() < 0.15]
    messages = messages + again
    random.shuffle(messages)
    return messages


def messages_of(subject: str, history: History) -> Iterator[str]:
    """Every message about one recipient, in no particular order."""
    random = Random(history.writing)
    for one in history.bloods:
        code = _NCT if one.method == "nct" else random.choice(_CULTURES)
        for version, report in enumerate(one.reports):
            yield _blood(subject, one, report, version, code)
    for index, temperature in enumerate(history.temperatures):
        yield _temperature(subject, temperature, index, random.choice(_TEMPERATURES))
    for index, count in enumerate(history.counts):
        yield _count(subject, count, index)
    for index, stay in enumerate(history.stays):
        yield from _admission(subject, stay, index)


def hl7_time(moment: Moment) -> str:
    """A moment as precise as it is known."""
    return f"{moment:%Y%m%d%H%M%S}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"


def _message(subject: str, control_id: str, sent: datetime, kind: str, *segments: str) -> str:
    head = rf"MSH|^~\&|LAB|HOSP|GW|TRIAL|{hl7_time(sent)}||{kind}|{subject}-{control_id}|P|2.5.1||||||UNICODE UTF-8"
    return "\r".join((head, f"PID|1||{number(subject)}^^^HOSP^MR||SAMPLE^PERSON", *segments, ""))


def _blood(subject: str, blood: Blood, report: Report, version: int, code: str) -> str:
    drawn, stated, key = hl7_time(blood.collected), hl7_time(report.stated), f"{subject}-{blood.number}"
    found = [("CWE", one.spellings[spelling], _status(report, one)) for one, spelling in report.found]
    results = [
        f"OBX|{n}|{kind}|{code}|{n}|{value}||||||{status}|||{drawn}"
        for n, (kind, value, status) in enumerate(found or [("ST", "No growth", report.status)], 1)
    ]
    order = f"OBR|1|O{key}|F{key}|{code}|||{drawn}|||||||||||||||{stated}||MB|{report.status}"
    specimen = f"SPM|1|{key}||119297000^Blood specimen^SCT|||||||||||||{drawn}"
    return _message(subject, f"{blood.number}-{version}", report.stated, "ORU^R01^ORU_R01", order, *results, specimen)


def _status(report: Report, organism: Organism) -> str:
    return "P" if organism in report.pending else report.status


def _number_result(subject: str, key: str, taken: Moment, code: str, value: str, unit: str) -> str:
    sent = taken if isinstance(taken, datetime) else datetime(taken.year, taken.month, taken.day, 23)
    at = hl7_time(taken)
    order = f"OBR|1|O{subject}-{key}|F{subject}-{key}|{code}|||{at}|||||||||||||||{hl7_time(sent)}|||F"
    result = f"OBX|1|NM|{code}||{value}|{unit}|||||F|||{at}"
    return _message(subject, key, sent, "ORU^R01^ORU_R01", order, result)


def _temperature(subject: str, one: Temperature, index: int, code: str) -> str:
    return _number_result(subject, f"T{index}", one.taken, code, str(one.value), one.unit)


def _count(subject: str, one: Count, index: int) -> str:
    factor = {"10*9/L": 1000, "10*3/uL": 1000, "/uL": 1}[one.unit]
    return _number_result(subject, f"N{index}", one.taken, _COUNTS[one.kind], str(one.cells / factor), one.unit)


def _admission(subject: str, stay: Stay, index: int) -> Iterator[str]:
    admitted = hl7_time(stay.admitted)
    yield _message(
        subject, f"A{index}", stay.admitted, "ADT^A01^ADT_A01", f"EVN|A01|{admitted}", _visit(subject, stay, index)
    )
    if stay.discharged:
        left = hl7_time(stay.discharged)
        visit = f"{_visit(subject, stay, index)}|{left}"
        yield _message(subject, f"D{index}", stay.discharged, "ADT^A03^ADT_A03", f"EVN|A03|{left}", visit)


def _visit(subject: str, stay: Stay, index: int) -> str:
    """PV1 up to the admission in its field 44."""
    fields = [""] * 45
    fields[0], fields[1], fields[2], fields[3] = "PV1", "1", "I", "5W^501^1"
    fields[19], fields[44] = f"V{subject}-{index}^^^HOSP^VN", hl7_time(stay.admitted)
    return "|".join(fields)


def decisions_of(history: History) -> Iterator[dict[str, Any]]:
    """What people decided about the recipient, without the subject."""
    for sign in history.signs:
        yield {"type": "sign", "sign": sign.name, "at": _iso(sign.seen)}
    for site in history.sites:
        yield {
            "type": "site_infection",
            "at": f"{site.date_of_event.isoformat()}T12:00:00",
            "site": site.site,
            "criterion": site.criterion,
            "date_of_event": site.date_of_event.isoformat(),
            "anchor": site.anchor.isoformat(),
            "organisms": [one.name for one in site.organisms],
            "specimen_dates": [site.anchor.isoformat()],
            "specimen_type": site.specimen,
            "blood_is_element": site.blood_is_element,
        }
    for line in history.lines:
        stated = {"placed_at": line.placed, "accessed_at": line.accessed, "removed_at": line.removed}
        times = {name: _iso(one) for name, one in stated.items() if one is not None}
        yield {"type": "central_line", "at": _iso(line.placed), **times}
    for one in history.conditions:
        said: dict[str, Any] = {"type": "condition", "condition": one.name, "at": one.since.isoformat()}
        said["from"] = one.since.isoformat()
        if one.until:
            said["to"] = one.until.isoformat()
        if one.grade is not None:
            said["grade"] = one.grade
        if one.millilitres is not None:
            said["ml_per_24h"] = one.millilitres
        yield said


def _iso(moment: Moment) -> str:
    return moment.isoformat()


def last_day(history: History) -> date:
    """A day by which everything that will be said has been said."""
    said = [report.stated.date() for blood in history.bloods for report in blood.reports]
    return max([history.transplanted.date(), *said]) + timedelta(days=40)

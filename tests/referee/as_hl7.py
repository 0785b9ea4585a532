"""Writes histories as a hospital would send them: HL7 v2 messages, roster.csv, decisions.jsonl and codes.csv.

Results come as ORU^R01, admissions as ADT; arrival is shuffled and some messages come twice, by the history's own seed.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.referee.blood_messages import blood_messages
from tests.referee.history import Count, History, Moment, Stay, Temperature
from tests.referee.sender import STYLES, Clock, Sender, number

CODES = """code,system,concept,specimen,unit
BC,99LAB,blood_culture,blood,
BLDPCR,99LAB,blood_nct,blood,
TMP,99WARD,temperature,,Cel
NEUT,99LAB,anc,,/uL
"""
_TEMPERATURES = ("8310-5^Body temperature^LN", "8328-7^Axillary temperature^LN", "TMP^Temp^99WARD^8310-5^Body temp^LN")
_COUNTS = {"wbc": "6690-2^Leukocytes^LN", "anc": "751-8^Neutrophils^LN"}


def written(histories: dict[str, History], folder: Path, adjudications: Iterable[dict[str, Any]] = ()) -> None:
    """Writes the histories, by subject, into a folder: messages/, roster.csv, decisions.jsonl, codes.csv."""
    (folder / "messages").mkdir()
    roster = ["subject,identifier,authority,transplanted_at,infused_at,arm,born,sex,risk,withdrawn_at"]
    lines = [json.dumps(one) for one in adjudications]
    for subject, history in histories.items():
        born = history.born.isoformat() if history.born else ""
        roster.append(f"{subject},{number(subject)},HOSP,{history.transplanted:%Y-%m-%dT%H:%M},,,{born},,,")
        messages = _arrival(list(messages_of(subject, history)), Random(history.writing))
        (folder / "messages" / f"{subject}.hl7").write_text("".join(messages), "utf-8", newline="")
        lines += (json.dumps({"subject": subject, **one}) for one in decisions_of(history))
    (folder / "roster.csv").write_text("\n".join([*roster, ""]), "utf-8")
    (folder / "decisions.jsonl").write_text("\n".join([*lines, ""]), "utf-8")
    (folder / "codes.csv").write_text(CODES, "utf-8")
    (zone,) = {one.zone for one in histories.values()}
    (folder / "protocol.toml").write_text(f'time_zone = "{zone}"\n', "utf-8")


def _arrival(messages: list[str], random: Random) -> list[str]:
    again = [one for one in messages if random.random() < 0.15]
    messages = messages + again
    random.shuffle(messages)
    return messages


def messages_of(subject: str, history: History) -> Iterator[str]:
    """Every message about one recipient, in no particular order."""
    random = Random(history.writing)
    sender = Sender(subject, Clock(history.zone, random.choice(STYLES)))
    for one in history.bloods:
        yield from blood_messages(sender, one, random)
    for index, temperature in enumerate(history.temperatures):
        yield _temperature(sender, temperature, index, random.choice(_TEMPERATURES))
    for index, count in enumerate(history.counts):
        yield _count(sender, count, index)
    for index, stay in enumerate(history.stays):
        yield from _admission(sender, stay, index)


def _number_result(sender: Sender, key: str, taken: Moment, code: str, value: str, unit: str) -> str:
    sent = taken if isinstance(taken, datetime) else datetime(taken.year, taken.month, taken.day, 23)
    at, order = sender.clock.hl7(taken), f"{sender.subject}-{key}"
    requested = f"OBR|1|O{order}|F{order}|{code}|||{at}|||||||||||||||{sender.clock.hl7(sent)}|||F"
    result = f"OBX|1|NM|{code}||{value}|{unit}|||||F|||{at}"
    return sender.message(key, sent, "ORU^R01^ORU_R01", requested, result)


def _temperature(sender: Sender, one: Temperature, index: int, code: str) -> str:
    return _number_result(sender, f"T{index}", one.taken, code, str(one.value), one.unit)


def _count(sender: Sender, one: Count, index: int) -> str:
    factor = {"10*9/L": 1000, "10*3/uL": 1000, "/uL": 1}[one.unit]
    return _number_result(sender, f"N{index}", one.taken, _COUNTS[one.kind], str(one.cells / factor), one.unit)


def _admission(sender: Sender, stay: Stay, index: int) -> Iterator[str]:
    admitted, visit = sender.clock.hl7(stay.admitted), _visit(sender, stay, index)
    yield sender.message(f"A{index}", stay.admitted, "ADT^A01^ADT_A01", f"EVN|A01|{admitted}", visit)
    if stay.discharged:
        left = sender.clock.hl7(stay.discharged)
        yield sender.message(f"D{index}", stay.discharged, "ADT^A03^ADT_A03", f"EVN|A03|{left}", f"{visit}|{left}")


def _visit(sender: Sender, stay: Stay, index: int) -> str:
    """PV1 up to the admission in its field 44."""
    fields = [""] * 45
    fields[0], fields[1], fields[2], fields[3] = "PV1", "1", "I", "5W^501^1"
    fields[19], fields[44] = f"V{sender.subject}-{index}^^^HOSP^VN", sender.clock.hl7(stay.admitted)
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
        if one.millilitres_per_kg is not None:
            said["ml_per_kg_24h"] = one.millilitres_per_kg
        if one.organisms:
            said["organisms"] = [each.name for each in one.organisms]
        yield said


def _iso(moment: Moment) -> str:
    return moment.isoformat()

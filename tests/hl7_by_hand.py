"""HL7 as laboratories and wards write it, and `graftwatch assess` run over it, for cases reviewed by hand.

Nothing of the service builds these messages: a case says when something was drawn, what grew and how far the result
was final, and the text below is what a laboratory system would send. Times are written `0604 0800` (4 June 2026,
08:00, hospital time), in another year `20280229 0800`; the recipient S01 was transplanted on 1 June 2026, in the
hospital in Tokyo.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from graftwatch.entrypoints.cli import graftwatch

Wanted = dict[str, object]
Report = dict[str, Any]

ROSTER_HEAD = "subject,identifier,authority,transplanted_at,infused_at,arm,born,sex,risk,withdrawn_at\n"
ROSTER = ROSTER_HEAD + "S01,10001,HOSP,2026-06-01T09:30,2026-06-04T10:00,nk,1967-03-21,F,,\n"
INFANT = ROSTER_HEAD + "S01,10001,HOSP,2026-06-01T09:30,,nk,2025-12-01,F,,\n"
PID = "PID|1||10001^^^HOSP^MR||INVENTED^PERSON||19670321|F"
BLOOD_CULTURE = "600-7^Bacteria identified in Blood by Culture^LN"

SNOMED = {
    "Staphylococcus aureus": "3092008",
    "Staphylococcus epidermidis": "60875001",
    "Escherichia coli": "112283007",
    "Klebsiella pneumoniae": "56415008",
    "Enterococcus faecium": "90272000",
    "Pseudomonas aeruginosa": "52499004",
    "Candida albicans": "53326005",
}


def stamp(when: str) -> str:
    """`0604 0800` as HL7 writes it: 202606040800."""
    whole = when.replace(" ", "")
    return whole if len(whole) == len("202606040800") else "2026" + whole


def later(when: str, hours: float) -> str:
    """The same notation, so many hours later."""
    moment = datetime.strptime(stamp(when), "%Y%m%d%H%M") + timedelta(hours=hours)  # noqa: DTZ007 a wall-clock label
    return moment.strftime("%Y%m%d %H%M")


def message(*segments: str, kind: str = "ORU^R01^ORU_R01", sent: str, version: str = "2.5.1", pid: str = PID) -> str:
    """MSH, PID and these segments, ended by carriage returns; the control id is a digest of them."""
    body = "\r".join([pid, *segments])
    control_id = sha256((kind + sent + body).encode()).hexdigest()[:12].upper()
    return f"MSH|^~\\&|LIS|HOSP|GW|HOSP|{stamp(sent)}||{kind}|{control_id}|P|{version}\r{body}\r"


def organism_obx(number: int, name: str, status: str, what: str = BLOOD_CULTURE) -> str:
    """One organism in OBX-5: coded where the laboratory has a SNOMED CT id, its own words otherwise."""
    code = SNOMED.get(name)
    value = f"CWE|{what}|{number}|{code}^{name}^SCT" if code else f"ST|{what}|{number}|{name}"
    return f"OBX|{number}|{value}||||||{status}"


def culture(
    collected: str,
    *organisms: str,
    specimen: str = "A1",
    order: str = "",
    status: str = "F",
    report: str = "",
    reported: str = "",
    code: str = BLOOD_CULTURE,
) -> str:
    """A blood culture's report, two days after its collection unless said."""
    sent = reported or later(collected, 48)
    order = order or f"O{specimen}"
    whole = report or status
    obr = f"OBR|1|{order}^HIS|{specimen}^LIS|{code}|||{stamp(collected)}|||||||||||||||{stamp(sent)}||MB|{whole}"
    spm = f"SPM|1|{specimen}||119297000^Blood specimen^SCT|||||||||||||{stamp(collected)}"
    found = [
        organism_obx(number, name, status, code) for number, name in enumerate(organisms or ["No growth"], start=1)
    ]
    return message(f"ORC|RE|{order}^HIS|{specimen}^LIS", obr, *found, spm, sent=sent)


def value(when: str, code: str, number: str, unit: str, limits: str = "", kind: str = "NM") -> str:
    """One measured value: a vital sign, a chemistry result, a drug level."""
    order = f"V{code[:6].strip('^')}{stamp(when)[4:]}"
    obr = f"OBR|1||{order}^LIS|{code}|||{stamp(when)}|||||||||||||||{stamp(when)}||CH|F"
    return message(obr, f"OBX|1|{kind}|{code}||{number}|{unit}|{limits}||||F|||{stamp(when)}", sent=when)


def temperature(when: str, number: str, unit: str = "Cel") -> str:
    """A body temperature."""
    return value(when, "8310-5^Body temperature^LN", number, unit)


def white_cells(when: str, number: str, unit: str = "10*3/uL") -> str:
    """A leucocyte count."""
    return value(when, "6690-2^Leukocytes [#/volume] in Blood by Automated count^LN", number, unit)


def admitted(when: str, *, discharged: str = "") -> str:
    """ADT A01, or with a discharge A03."""
    event = "A03" if discharged else "A01"
    pv1 = "PV1|1|I|W5^501^1" + "|" * 16 + f"V{when[:4]}" + "|" * 25 + stamp(when)
    if discharged:
        pv1 += "|" + stamp(discharged)
    sent = discharged or when
    return message(f"EVN|{event}|{stamp(sent)}", pv1, kind=f"ADT^{event}^ADT_{event}", sent=sent)


def said(kind: str, at: str = "2026-06-30T09:00:00+09:00", **fields: object) -> dict[str, object]:
    """A person's decision about S01."""
    return {"type": kind, "subject": "S01", "at": at, "by": "infection control", **fields}


def sign(name: str, when: str) -> dict[str, object]:
    """A sign that a person saw."""
    moment = datetime.strptime(stamp(when), "%Y%m%d%H%M")  # noqa: DTZ007 the offset stands in the text
    return said("sign", at=f"{moment:%Y-%m-%dT%H:%M:00}+09:00", sign=name)


def assess(
    folder: Path,
    messages: Iterable[str | bytes],
    *,
    decisions: Sequence[dict[str, object]] = (),
    decisions_text: str = "",
    roster: str = ROSTER,
    protocol: str = "",
    codes: str = "",
    now: str = "2026-07-15T00:00:00+09:00",
) -> Result:
    """Writes what a site would hand over into files and runs the real command on them."""
    inbox = folder / "messages"
    inbox.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(messages):
        (inbox / f"{number:02}.hl7").write_bytes(one if isinstance(one, bytes) else one.encode())
    lines = "".join(json.dumps(one) + "\n" for one in decisions)
    arguments = ["assess", "--json", "--now", now]
    for name, text in (
        ("roster.csv", roster),
        ("protocol.toml", protocol),
        ("decisions.jsonl", decisions_text or lines),
        ("codes.csv", codes),
    ):
        if text:
            (folder / name).write_text(text, encoding="utf-8")
            arguments += ["--" + name.split(".")[0], str(folder / name)]
    return CliRunner().invoke(graftwatch, [*arguments, str(inbox)])


def report_of(result: Result) -> Report:
    """The JSON that `assess` printed; its own words where it printed none."""
    assert result.exit_code == 0, result.output
    report: Report = json.loads(result.stdout)
    return report


def event(criterion: str | None, day: str, *organisms: str, status: str = "confirmed", **more: object) -> Wanted:
    """What a bloodstream infection must say; `day` is `06-04`."""
    return {
        "criterion": criterion,
        "date_of_event": f"2026-{day}",
        "organisms": sorted(organisms),
        "status": status,
        **more,
    }


def contaminant(day: str, *organisms: str) -> Wanted:
    """A growth that is told, and is no infection."""
    return event(None, day, *organisms, status="contaminant")


def _seen(one: dict[str, Any], keys: Iterable[str]) -> Wanted:
    seen = {key: one[key] for key in keys}
    if "organisms" in seen:
        seen["organisms"] = sorted(organism["name"] for organism in one["organisms"])
    return seen


def events(report: Report, kind: str = "bsi") -> list[dict[str, Any]]:
    """The first recipient's events of a kind."""
    return [one for one in report["recipients"][0]["events"] if one["kind"] == kind]


def assert_events(report: Report, wanted: Sequence[Wanted], kind: str = "bsi") -> None:
    """Exactly these events, in the order of their dates; only what a case names is compared."""
    actual = sorted(events(report, kind), key=lambda one: (one["date_of_event"] or "", one["criterion"] or ""))
    if len(actual) == len(wanted):
        seen = [_seen(one, want) for one, want in zip(actual, wanted, strict=True)]
    else:
        seen = [_seen(one, ["criterion", "date_of_event", "organisms", "status", "missing"]) for one in actual]
    assert seen == list(wanted), "\n".join(["", *map(str, seen), "wanted:", *map(str, wanted)])


def open_signals(report: Report) -> set[str]:
    """Kinds of the first recipient's open signals."""
    return {one["kind"] for one in report["recipients"][0]["signals"] if one["status"] == "open"}

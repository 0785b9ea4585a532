"""A folder with a roster and hand-written messages, and `graftwatch assess` over it."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from graftwatch.entrypoints.cli import graftwatch
from written_messages import blood_culture, observation

ROSTER = "subject,identifier,authority,transplanted_at\nS01,1001,HOSP,2026-06-01T09:00\n"
AUREUS = "3092008^Staphylococcus aureus^SCT"
EPIDERMIDIS = "60875001^Staphylococcus epidermidis^SCT"
COLI = "112283007^Escherichia coli^SCT"
AXILLARY = "8328-7^Axillary temperature^LN"
TROUGH = "77348-1^Tacrolimus trough^LN"
AST = "1920-8^AST^LN"
Report = dict[str, Any]


class Desk:
    """A folder with a roster and messages, and `assess` over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("roster.csv", ROSTER)
        (folder / "messages").mkdir()

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    def run(self, *messages: bytes, options: tuple[object, ...] = ()) -> Result:
        for number, content in enumerate(messages):
            (self.folder / "messages" / f"{number:03d}.hl7").write_bytes(content)
        where = ["--roster", self.folder / "roster.csv", *options, self.folder / "messages", "--json"]
        return CliRunner().invoke(graftwatch, ["assess", *(str(one) for one in where)])

    def assess(self, *messages: bytes, options: tuple[object, ...] = ()) -> Report:
        done = self.run(*messages, options=options)
        assert done.exit_code == 0, done.stderr
        report: Report = json.loads(done.stdout)
        return report

    def decided(self, *decisions: Report) -> tuple[object, ...]:
        lines = "".join(f"{json.dumps({'subject': 'S01', **one})}\n" for one in decisions)
        return "--decisions", self.write("decisions.jsonl", lines)


def events(report: Report, kind: str = "bsi") -> list[Report]:
    return [one for one in report["recipients"][0]["events"] if one["kind"] == kind]


def confirmed(report: Report) -> list[Report]:
    return [one for one in events(report) if one["status"] == "confirmed"]


def open_signals(report: Report) -> set[tuple[str, str]]:
    signals = report["recipients"][0]["signals"]
    return {(one["kind"], one["severity"]) for one in signals if one["status"] == "open"}


def pair(second_day: str) -> tuple[bytes, bytes]:
    """S. epidermidis on 8 June and on another day."""
    return (
        blood_culture("C1", collected="202606080900", reported="202606111500", found=[EPIDERMIDIS], specimen="A"),
        blood_culture("C2", collected=second_day, reported="202606131500", found=[EPIDERMIDIS], specimen="B"),
    )


def fever(value: str, unit: str, taken: str = "202606072000") -> bytes:
    return observation("T1", taken, AXILLARY, value, unit)

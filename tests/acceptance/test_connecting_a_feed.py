"""docs/connecting-a-feed.md works as it is written: its files and commands, in order, against a real service over TLS.

Only what differs from hospital to hospital is put in: the address, free ports, the page's id.
"""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from openpyxl import Workbook

from embedded import blood_culture
from graftwatch.adapters.clock import SystemClock
from running_service import until

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "connecting-a-feed.md").read_text("utf-8")
LOCAL = (
    "MSH|^~\\&|LAB|GWH|GW|GWH|20260605||ORU^R01|LOCAL1|P|2.4\r"
    "PID|1||7^^^GWH\r"
    "OBR|1|O9|F9|BCX^Blood culture^L|||20260604\r"
    "OBX|1|ST|BCX^Blood culture^L||Escherichia coli||||||F\r"
)
SERVE = "graftwatch serve"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines()]


class Day:
    """The folder, the service once it is started, and what the commands said."""

    def __init__(self, folder: Path, cleanup: ExitStack) -> None:
        self.folder = folder
        self.said: dict[str, str] = {}
        self._cleanup = cleanup
        self._put_in = {"0.0.0.0": "127.0.0.1"}
        self._path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def prepare(self) -> None:
        """What the hospital has ready: certificates, samples, roster, test messages."""
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.folder / "hospital-ca.pem")
        for name, owner in (("listener", "127.0.0.1"), ("laboratory", "laboratory.hospital.example")):
            issued = authority.issue_cert(owner)
            issued.private_key_pem.write_to_path(self.folder / f"{name}.key")
            for part in issued.cert_chain_pems:
                part.write_to_path(self.folder / f"{name}.pem", append=True)
        samples = self.folder / "samples"
        samples.mkdir()
        for one in (ROOT / "schemas" / "hl7" / "examples").iterdir():
            (samples / one.name).write_bytes(one.read_bytes())
        (samples / "local.hl7").write_text(LOCAL)
        (self.folder / "broken.hl7").write_text(LOCAL.replace("LOCAL1", ""))
        now = SystemClock().now().astimezone(UTC)
        grafted = (now - timedelta(days=8)).isoformat()
        row = f"TEST,90071234,GWH,{grafted}\n"
        (self.folder / "roster.csv").write_text(f"subject,identifier,authority,transplanted_at\n{row}")
        (self.folder / "test-culture.hl7").write_bytes(_positive(now))
        (self.folder / "graftwatch.toml").write_text(self._filled(blocks("toml")[0]).replace("2575", "0"))
        (self.folder / "codes.csv").write_text("code,system,concept,specimen,unit\n")
        (self.folder / "organism-names.txt").write_text("STAPH AUREUS COAG +\nE. coli\n")
        listed = Workbook()
        for cells in (["Organism Name", "Category"], ["Escherichia coli", "MBI"], ["Novobacter novus", "CC"]):
            listed.worksheets[0].append(cells)
        listed.save(self.folder / "NHSN-Organisms.xlsx")

    def run(self, command: str) -> None:
        """Runs a command of the document; it must end as the document says."""
        if command.startswith(SERVE):
            self._serve(command)
            return
        if "PAGE" in command and "PAGE" not in self._put_in:
            self._put_in["PAGE"] = self._newest_page()
        line, _, remark = self._filled(command).partition("  # ends with ")
        ended = self._shell(line)
        assert ended.returncode == int(remark or 0), f"{command}\n{ended.stdout}\n{ended.stderr}"
        self.said[command] = ended.stdout + ended.stderr

    def _shell(self, line: str) -> subprocess.CompletedProcess[str]:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("GRAFTWATCH_")}
        environment = {**bare, "PATH": self._path}
        return subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=environment, check=False, capture_output=True, text=True
        )

    def _serve(self, command: str) -> None:
        words = [str(Path(sys.executable).parent / "graftwatch"), *shlex.split(command)[1:], "--http-port", "0"]
        log = self._cleanup.enter_context((self.folder / "serve.log").open("wb"))
        process = subprocess.Popen(words, cwd=self.folder, stdout=subprocess.PIPE, stderr=log)
        self._cleanup.callback(_stop, process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (self.folder / "serve.log").read_text()
        ready = json.loads(line)
        self._put_in["graftwatch.hospital.example:2575"] = f"127.0.0.1:{ready['mllp'][0]['port']}"
        self._put_in["http://127.0.0.1:8080"] = ready["http"]

    def _newest_page(self) -> str:
        until(lambda: self._pages() != [], 20)
        return str(self._pages()[-1]["id"])

    def _pages(self) -> list[dict[str, object]]:
        ended = self._shell("graftwatch pages list --config graftwatch.toml --json")
        assert ended.returncode == 0, ended.stderr
        pages: list[dict[str, object]] = json.loads(ended.stdout)
        return [one for one in pages if one.get("subject") == "TEST"]

    def _filled(self, text: str) -> str:
        for name, value in self._put_in.items():
            text = text.replace(name, value)
        return text


def _positive(now: datetime) -> bytes:
    drawn = now - timedelta(days=2)
    return blood_culture("TEST1", now, collected_at=drawn, said="Escherichia coli", number="90071234", authority="GWH")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    if process.stdout is not None:
        process.stdout.close()


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with ExitStack() as cleanup:
        yield Day(tmp_path, cleanup)


@pytest.mark.timeout(600)
def test_every_command_of_the_checklist_works_in_its_order(day: Day) -> None:
    day.prepare()
    lint, *_, with_codes = [
        one for one in commands() if one.startswith("graftwatch lint") and "--conformance" not in one
    ]
    for command in commands():
        if command == with_codes:
            (day.folder / "codes.csv").write_text(blocks("csv")[0])
        day.run(command)

    assert "BCX" in day.said[lint]
    unmapped = [code["code"] for one in json.loads(day.said[with_codes]) for code in one["unmapped"]]
    assert "BCX" not in unmapped
    sent = next(text for command, text in day.said.items() if command.startswith("graftwatch send samples/"))
    assert "AA" in sent
    assert "MSH-10" in next(text for command, text in day.said.items() if "send broken.hl7" in command)
    assert "no_control_id" in day.said["graftwatch quarantine list --config graftwatch.toml"]
    assert "Staphylococcus aureus" in day.said["graftwatch journal find EX11 --config graftwatch.toml"]
    assert "Escherichia coli" in day.said["graftwatch explain TEST --config graftwatch.toml"]
    metrics = day.said["curl --silent --fail http://127.0.0.1:8080/metrics"]
    assert 'graftwatch_frames_received_total{feed="laboratory",outcome="accepted"}' in metrics


def test_the_checklist_names_no_setting_that_does_not_exist() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text("utf-8")
    named = set(re.findall(r"^(\w+) = ", blocks("toml")[0], re.MULTILINE)) | {"silence_minutes"}
    assert {one for one in named if f"`{one}`" not in settings} == set()

"""A site edits its codes.csv beside the running service: what was mapped pages, what is faulty is told by line."""

import json
import subprocess
import sys
from pathlib import Path

from embedded import blood_culture, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from running_service import RunningService, until

HEADER = "code,system,concept,specimen,unit\n"
ROSTER = "subject,identifier,authority,transplanted_at\nS01,ZQ-4711,HOSP,2026-06-01T10:00\n"
QUICK = {"GRAFTWATCH_LIMITS__LAG_SECONDS": "1", "GRAFTWATCH_HEARTBEAT_SECONDS": "0.2"}
# Two seconds are promised; a busy machine is given more before a test says that they are broken.


class Site:
    """A folder with a roster, settings and a codes.csv."""

    def __init__(self, folder: Path, codes: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.codes = folder / "codes.csv"
        self.codes.write_text(codes)
        self.settings = folder / "settings.toml"
        self.settings.write_text(f'[[feeds]]\nname = "lab"\ncodes = "{self.codes}"\n')
        (folder / "roster.csv").write_text(ROSTER)

    def service(self) -> RunningService:
        given = ("--config", str(self.settings), "--roster", str(self.folder / "roster.csv"))
        return RunningService(self.data, *given, environment=QUICK)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        given = (*arguments, "--config", str(self.settings), "--data", str(self.data))
        command = [sys.executable, "-m", "graftwatch.entrypoints", *given]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def told(self) -> list[tuple[str, str, str]]:
        """Kind, reason and text of each page that was delivered."""
        pages = self.data / "pages.jsonl"
        lines = pages.read_text().splitlines() if pages.exists() else []
        documents = [json.loads(line)["page"] for line in lines]
        return [(one["kind"], one["reason"], json.dumps(one)) for one in documents]

    def kinds(self) -> list[tuple[str, str]]:
        return [(kind, reason) for kind, reason, _ in self.told()]


def culture(control_id: str, code: str) -> bytes:
    report = blood_culture(control_id, tokyo(6, 2), collected_at=tokyo(5, 8), said="Escherichia coli", number="ZQ-4711")
    return report.replace(b"600-7^Culture^LN", f"{code}^Kultur^L".encode()).replace(
        b"600-7^Bacteria identified^LN", f"{code}^Keim^L".encode()
    )


def send(service: RunningService, message: bytes) -> None:
    with MllpClient("127.0.0.1", service.port) as client:
        assert [answer.code for answer in client.send([message])] == ["AA"]


def test_an_unmapped_culture_pages_as_soon_as_its_code_stands_in_the_file(tmp_path: Path) -> None:
    site = Site(tmp_path, HEADER + "BT,L,temperature,,Cel\n")
    with site.service() as service:
        service.ready()
        send(service, culture("C1", "BCX"))
        service.settled()
        assert "bsi" not in " ".join(kind for kind, _ in site.kinds())
        service.shows('graftwatch_unmapped_codes_total{feed="lab",system="L"} 2.0')
        site.codes.write_text(HEADER + "BT,L,temperature,,Cel\nBCX,L,blood_culture,,\n")
        until(lambda: ("bsi.confirmed", "first") in site.kinds())
        assert "codes in force" in service.log()
        assert service.stop() == 0


def test_a_faulty_file_keeps_the_codes_before_it_and_is_told_line_by_line_until_it_is_mended(tmp_path: Path) -> None:
    good = HEADER + "BCX,L,blood_culture,,\n"
    site = Site(tmp_path, good)
    with site.service() as service:
        service.ready()
        service.shows('graftwatch_codes_file_faults{feed="lab"} 0.0')
        site.codes.write_text(good + "BT,L,temprature,,Cel\nTAC,L,tacrolimus,,furlong\n")
        service.shows('graftwatch_codes_file_faults{feed="lab"} 2.0')
        send(service, culture("C1", "BCX"))
        until(lambda: ("bsi.confirmed", "first") in site.kinds())
        assert (
            "codes.csv:3: concept 'temprature' is not in the published list; did you mean temperature?" in service.log()
        )
        assert "codes.csv:4: unit 'furlong' does not fit tacrolimus" in service.log()
        doctor = site.command("doctor")
        assert doctor.returncode == 1
        assert "codes.csv:3: concept 'temprature'" in doctor.stderr
        assert "the codes taken before stay in force" in doctor.stderr
        until(lambda: ("health.codes_faulty", "first") in site.kinds())
        page = next(text for kind, _, text in site.told() if kind == "health.codes_faulty")
        assert "codes.csv has 2 faults, the first in line 3" in page
        site.codes.write_text(good)
        until(lambda: ("health.codes_faulty", "resolved") in site.kinds())
        service.shows('graftwatch_codes_file_faults{feed="lab"} 0.0')
        assert [kind for kind, reason in site.kinds() if reason == "first"].count("health.codes_faulty") == 1
        assert service.stop() == 0


def test_a_service_starts_again_by_the_codes_in_force_although_the_file_is_faulty_or_gone(tmp_path: Path) -> None:
    site = Site(tmp_path, HEADER + "BCX,L,blood_culture,,\n")
    with site.service() as service:
        service.ready().settled()
        assert service.stop() == 0
    site.codes.unlink()
    with site.service() as service:
        service.ready()
        service.shows('graftwatch_codes_file_faults{feed="lab"} 1.0')
        send(service, culture("C1", "BCX"))
        until(lambda: ("bsi.confirmed", "first") in site.kinds())
        assert service.stop() == 0


def test_a_feed_without_codes_in_force_does_not_start_with_a_faulty_file(tmp_path: Path) -> None:
    site = Site(tmp_path, HEADER + "BT,L,temprature,,Cel\nTAC,L,tacrolimus,,furlong\n")
    ended = site.command("serve", "--mllp-port", "0", "--http-port", "0")
    assert ended.returncode == 1
    assert "codes.csv:2: concept 'temprature'" in ended.stderr
    assert "codes.csv:3: unit 'furlong'" in ended.stderr
    assert not site.data.exists()

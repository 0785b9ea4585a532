"""Through the running service: a merge, or a late enrolment, makes an earlier culture page as found late."""

import json
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue

from embedded import blood_culture, stamp, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.entrypoints.demo.pager import Pager
from graftwatch.paging import Page
from running_service import RunningService

SECRET = "invented for this test only"  # noqa: S105 - it is what it says
ROSTER = "subject,identifier,authority,transplanted_at\nS01,ZQ-4711,HOSP,2026-06-01T10:00\n"
SETTINGS = '[[channels]]\nkind = "webhook"\nname = "pager"\nurl = "{url}"\nsecret = "{secret}"\n'


def graftwatch(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graftwatch.entrypoints", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def culture(control_id: str, number: str) -> bytes:
    at = tokyo(6, 2)
    return blood_culture(control_id, at, collected_at=tokyo(5, 8), said="Escherichia coli", number=number)


def merge() -> bytes:
    at = stamp(tokyo(7, 9))
    head = rf"MSH|^~\&|ADT|HOSP|GW|HOSP|{at}||ADT^A40|M1|P|2.5.1"
    return "\r".join((head, f"EVN|A40|{at}", "PID|1||ZQ-4711^^^HOSP^MR", "MRG|ZQ-88^^^HOSP^MR", "")).encode()


def test_results_that_came_before_their_merge_or_enrolment_are_paged_as_found_late(tmp_path: Path) -> None:
    pages: SimpleQueue[Page] = SimpleQueue()
    (tmp_path / "roster.csv").write_text(ROSTER)
    data = str(tmp_path / "data")
    with Pager(SECRET, pages.put) as pager:
        (tmp_path / "settings.toml").write_text(SETTINGS.format(url=pager.url, secret=SECRET))
        started = ("--roster", str(tmp_path / "roster.csv"), "--config", str(tmp_path / "settings.toml"))
        with RunningService(tmp_path / "data", *started) as service:
            service.ready()
            with MllpClient("127.0.0.1", service.port) as client:
                sent = client.send([culture("C1", "ZQ-88"), culture("C2", "ZQ-99"), merge()])
                assert [answer.code for answer in sent] == ["AA"] * 3
            merged = pages.get(timeout=60)
            identifier = ("--identifier", "ZQ-99", "--authority", "HOSP", "--transplanted-at", "2026-06-01T10:00")
            assert graftwatch("enroll", "add", "S02", *identifier, "--data", data).returncode == 0
            enrolled = pages.get(timeout=60)
            service.settled()
            listed = graftwatch("enroll", "list", "--identifiers", "--json", "--data", data)
            assert service.stop() == 0
            said = [merged.model_dump_json(), enrolled.model_dump_json(), service.log()]
    assert [(page.subject, page.kind) for page in (merged, enrolled)] == [
        ("S01", "bsi.confirmed"),
        ("S02", "bsi.confirmed"),
    ]
    assert merged.found_late is not None
    assert "patient number learnt" in merged.summary
    assert enrolled.found_late is not None
    assert "recipient enrolled" in enrolled.summary
    learnt = [one["learnt_from"] for one in json.loads(listed.stdout)[0]["identifiers"]]
    assert learnt == [None, "ADT^A40 M1 of default"]
    assert not [text for text in said if "ZQ-" in text]

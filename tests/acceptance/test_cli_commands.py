"""Commands that need neither a service nor a data folder: safety boundary, lint, terminology, simulate, send."""

import json
import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.cli.faults import INPUT_FAULTS, said
from graftwatch.hl7.batch import split_messages
from written_messages import PATIENT, blood_culture, message, observation

AUREUS = "3092008^Staphylococcus aureus^SCT"
BLOOD = blood_culture("C1", collected="202606040830", reported="202606061200", found=[AUREUS])
BB = ("--rule", "beta-binomial", "--prior", "0.6,2.4", "--p0", "0.2", "--alpha", "0.1", "--n", "30")


def _run(*words: object) -> Result:
    return CliRunner().invoke(graftwatch, [str(one) for one in words])


def _said(*words: object) -> Any:  # noqa: ANN401 - a JSON document
    done = _run(*words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


class TestSafetyBoundary:
    def test_the_published_beta_binomial_boundary(self) -> None:
        found = _said("safety", "boundary", *BB, "--at", "0.2,0.25,0.3")
        assert found["stop_at"]["3"] == 3
        assert [found["stop_at"][n] for n in ("5", "7", "11", "14", "18", "21", "25", "29", "30")] == [
            *(4, 5, 6, 7, 8, 9, 10, 11, 11)
        ]
        assert "2" not in found["stop_at"]
        assert found["alpha_spent"] == pytest.approx(0.09957367, abs=5e-9)
        assert found["crossing_probability"]["0.25"] == pytest.approx(0.23832301, abs=5e-9)
        assert found["crossing_probability"]["0.3"] == pytest.approx(0.43615256, abs=5e-9)
        assert set(found["expected_n"]) == {"0.2", "0.25", "0.3"}

    def test_both_conventions_are_said_in_words(self) -> None:
        text = _run("safety", "boundary", *BB).stdout
        assert "stop if events ≥ b, with b = 3 at n = 3–4" in text
        assert "stop if events > r, with r = 2 at n = 3–4" in text

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param((*BB[:2], *BB[4:]), "prior", id="beta-binomial without a prior"),
            pytest.param(("--rule", "pocock", "--p0", "2", "--alpha", "0.1", "--n", "30"), "p0", id="a rate above 1"),
            pytest.param((*BB, "--at", "often"), "numbers", id="rates that are no numbers"),
        ],
    )
    def test_figures_that_make_no_boundary_are_wrong_use(self, words: tuple[str, ...], said: str) -> None:
        done = _run("safety", "boundary", *words)
        assert done.exit_code == 2
        assert said in done.stderr


class TestLint:
    def test_one_object_a_message(self, tmp_path: Path) -> None:
        local = observation("L1", "202606100800", "TAC^Tacrolimus^L", "7.0", "ng/mL")
        (tmp_path / "batch.hl7").write_bytes(BLOOD + local)
        first, second = _said("lint", tmp_path)
        assert (first["control_id"], first["type"], first["charset"]) == ("C1", "ORU^R01", "UNICODE UTF-8")
        assert "Staphylococcus aureus" in first["facts"][0]
        assert {"file", "control_id", "type", "charset", "findings", "facts", "unmapped"} <= set(first)
        assert {"field": "OBX-3", "code": "TAC", "system": "L", "text": "Tacrolimus"} in second["unmapped"]

    def test_what_cannot_be_read_says_where(self, tmp_path: Path) -> None:
        (tmp_path / "bad.hl7").write_bytes(b"no message")
        done = _run("lint", tmp_path / "bad.hl7", "--json")
        assert done.exit_code == 1
        assert json.loads(done.stdout)[0]["unread"]
        assert "bad.hl7, byte 0" in done.stderr

    def test_a_patient_is_never_named(self, tmp_path: Path) -> None:
        (tmp_path / "m.hl7").write_bytes(
            message("M1", "20260601", "ORU^R01", f"PID|1||{PATIENT}||SECRET^NAME", "OBX|1")
        )
        for words in (("lint", tmp_path), ("lint", tmp_path, "--json"), ("lint", tmp_path, "--conformance")):
            done = _run(*words)
            assert "SECRET" not in done.output
            assert "1001" not in done.output


class TestSimulate:
    def test_a_feed_in_files_is_read_by_assess(self, tmp_path: Path) -> None:
        out, truth = tmp_path / "feed", tmp_path / "truth.json"
        asked = ("--seed", 3, "--recipients", 2, "--days", 45, "--background", 0.1)
        made = _said("simulate", *asked, "--out", out, "--truth", truth)
        report = _said(
            "assess", "--roster", out / "roster.csv", "--decisions", out / "decisions.jsonl", out / "messages"
        )
        written = [part for path in (out / "messages").iterdir() for part in split_messages(path.read_bytes())]
        assert made["messages"] == made["accepted"] == len(written) > 100
        assert all(part.is_message for part in written)
        assert report["unread"] == []
        subjects = [one["subject"] for one in json.loads(truth.read_text())["recipients"]]
        assert [one["subject"] for one in report["recipients"]] == sorted(subjects)

    def test_a_folder_that_holds_something_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "mine").write_text("")
        done = _run("simulate", "--seed", 1, "--recipients", 1, "--days", 1, "--out", tmp_path)
        assert done.exit_code == 1
        assert "not empty" in done.stderr

    def test_files_or_a_listener_one_of_them(self) -> None:
        assert _run("simulate", "--seed", 1).exit_code == 2


class _Answering(socketserver.StreamRequestHandler):
    """Answers each frame: AA, or AR where the message says so in MSH-3."""

    def handle(self) -> None:
        frame = b""
        while byte := self.rfile.read(1):
            frame += byte
            if frame.endswith(b"\x1c\r"):
                fields = frame.strip(b"\x0b\x1c\r").split(b"|")
                code = b"AR" if fields[2] == b"REFUSE" else b"AA"
                answer = b"\r".join((rb"MSH|^~\&|||||||ACK|1|P|2.5", b"MSA|" + code + b"|" + fields[9] + b"|said"))
                self.wfile.write(b"\x0b" + answer + b"\r\x1c\r")
                frame = b""


@contextmanager
def _listener() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class TestSend:
    def test_each_message_has_its_answer_and_time(self, tmp_path: Path) -> None:
        (tmp_path / "two.hl7").write_bytes(BLOOD + observation("L1", "202606100800", "X^X^L", "1", "1"))
        with _listener() as address:
            sent = _said("send", tmp_path, "--to", address, "--window", 5)
        assert [(one["control_id"], one["code"]) for one in sent["answers"]] == [("C1", "AA"), ("L1", "AA")]
        assert (sent["sent"], sent["accepted"]) == (2, 2)
        assert set(sent["round_trip_ms"]) == {"p50", "p99", "max"}

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(BLOOD.replace(b"|LAB|", b"|REFUSE|"), id="a message that is refused"),
            pytest.param(b"garbage\r" + BLOOD, id="bytes that are no message"),
        ],
    )
    def test_what_was_not_accepted_ends_with_one(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "m.hl7").write_bytes(content)
        with _listener() as address:
            assert _run("send", tmp_path, "--to", address).exit_code == 1

    def test_nobody_listening_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "m.hl7").write_bytes(BLOOD)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            done = _run("send", tmp_path, "--to", f"127.0.0.1:{taken.getsockname()[1]}")
        assert done.exit_code == 1
        assert "refused" in done.stderr

    @pytest.mark.parametrize("address", ["localhost", "localhost:no", ":2575", "localhost:70000"])
    def test_an_address_without_a_port_is_wrong_use(self, address: str) -> None:
        assert _run("send", "x.hl7", "--to", address).exit_code == 2


def test_concepts_are_the_published_ones() -> None:
    concepts = {one["concept"]: one for one in _said("terminology", "concepts")}
    assert concepts["tacrolimus_trough"]["unit"] == "ng/mL"
    assert concepts["blood_culture"]["kind"] == "microbiology"


@pytest.mark.parametrize("name", sorted(INPUT_FAULTS))
def test_a_fault_of_the_input_is_named_after_its_class(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(__import__(module, fromlist=[kind]), kind), Exception)


def test_our_own_fault_says_where_and_nothing_of_the_data() -> None:
    try:
        {}["PATIENT-4711"]
    except KeyError as fault:
        told = said(fault)
    assert told.exit_code == 3
    assert "KeyError" in told.message
    assert "4711" not in told.message


class TestLintOfAFeed:
    def test_the_page_and_the_proposed_lines(self, tmp_path: Path) -> None:
        feed, proposed = tmp_path / "feed", tmp_path / "codes.csv"
        feed.mkdir()
        for number in range(25):
            local = observation(f"L{number}", "202606100800", "TAC^Tacrolimus^L", f"{number + 3}.0", "ng/mL")
            (feed / f"{number:02}.hl7").write_bytes(local)
        done = _run("lint", feed, "--propose", proposed)
        assert done.exit_code == 0, done.output
        assert "25 messages, 25 read, 0 not" in done.stdout
        assert "TAC,L,tacrolimus,,ng/mL" in done.stdout
        assert "TAC,L,tacrolimus,,ng/mL" in proposed.read_text("utf-8")
        assert "understood: tacrolimus" not in done.stdout, "nothing is mapped by a proposal"
        mapped = _run("lint", feed, "--codes", proposed)
        assert "codes that nobody mapped" not in mapped.stdout
        assert re.search(r"tacrolimus\s+25", mapped.stdout)

    def test_proposals_do_not_overwrite_what_somebody_accepted(self, tmp_path: Path) -> None:
        (tmp_path / "codes.csv").write_text("code,concept\n")
        (tmp_path / "m.hl7").write_bytes(BLOOD)
        done = _run("lint", tmp_path / "m.hl7", "--propose", tmp_path / "codes.csv")
        assert done.exit_code == 1
        assert (tmp_path / "codes.csv").read_text() == "code,concept\n"


class TestTerminologyLists:
    def test_the_codes_of_a_concept(self) -> None:
        rows = _said("terminology", "codes", "--concept", "tacrolimus_serum")
        assert {(row["code"], row["system"]) for row in rows} == {("32721-3", "LN"), ("3M8100000023???01", "JC10")}

    def test_the_units_of_a_concept_and_what_a_body_can_have(self) -> None:
        told = _said("terminology", "units", "temperature")
        assert (told["unit"], told["possible"]) == ("Cel", ["24", "46.5"])
        assert {"Cel", "°C", "[degF]"} <= set(told["spellings"])

    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("60875001", "Staphylococcus epidermidis"),
            ("SNOMED 3092008", "Staphylococcus aureus"),
            ("JANIS code 1303", "Staphylococcus aureus"),
            ("2001", "Escherichia coli"),
            ("1234567", None),
        ],
    )
    def test_a_bare_code_is_looked_up_and_never_guessed(self, written: str, name: str | None) -> None:
        [answer] = _said("terminology", "organism", written)
        assert (answer["name"], answer["status"]) == (name, "resolved" if name else "unresolved")

"""`graftwatch safety boundary` as a designer: rules side by side, looks, a table of one's own, a file written."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graftwatch.entrypoints.cli import graftwatch
from graftwatch.protocol import parse_protocol
from graftwatch.safety.planned import planned_boundary

PLAN = ("--p0", "0.2", "--alpha", "0.1", "--n", "30")
PROTOCOL = """\
# Ours.
version = "1"

[[boundaries]]
endpoint = "rejection"
rule = "pocock"
p0 = 0.25  # of the earlier recipients
"""


def _run(*words: object) -> Result:
    return CliRunner().invoke(graftwatch, ["safety", "boundary", *(str(one) for one in words)])


def _said(*words: object) -> Any:  # noqa: ANN401 - a JSON document
    done = _run(*words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def protocol_file(tmp_path: Path) -> Path:
    path = tmp_path / "protocol.toml"
    path.write_text(PROTOCOL, "utf-8")
    return path


class TestSideBySide:
    RULES = ("--rule", "pocock", "--rule", "obrien-fleming", "--rule", "sprt", "--p1", "0.35", "--table", "10:5,30:11")

    def test_each_is_what_it_is_alone(self) -> None:
        found = _said(*self.RULES, *PLAN, "--at", "0.2,0.4")
        alone = [
            _said("--rule", "pocock", *PLAN, "--at", "0.2,0.4"),
            _said("--rule", "obrien-fleming", *PLAN, "--at", "0.2,0.4"),
            _said("--rule", "sprt", "--p1", "0.35", *PLAN, "--at", "0.2,0.4"),
            _said("--table", "10:5,30:11", *PLAN, "--at", "0.2,0.4"),
        ]
        assert found["alternatives"] == alone
        assert found["most_cautious"] == {"early": ["pocock"], "late": ["obrien-fleming"]}

    def test_people_see_steps_figures_and_who_is_cautious_when(self) -> None:
        text = _run(*self.RULES, *PLAN).stdout
        assert "stop if events ≥ b, with b = 3 at n = 3–4, 4 at n = 5–7" in text
        assert "with b = 5 at n = 10, 11 at n = 30" in text
        rows = [line.split() for line in text.splitlines()]
        assert ["3", "3", "–", "–", "–"] in rows  # from n = 3 on pocock alone can stop
        assert ["5", "4", "5", "4", "–"] in rows
        assert ["11", "6", "6", "6", "–"] in rows  # between its looks a table stops at nothing
        assert ["0.4", "pocock", "0.80576733", "15.7502", "6.3001", "4", "13", "30"] in rows
        assert {row[0] for row in rows if len(row) > 1 and row[1] == "sprt"} == {"0.2", "0.25", "0.3", "0.35", "0.4"}
        assert "most cautious early (fewest events asked for, n = 1–10): pocock\n" in text
        assert "most cautious late (n = 21–30): obrien-fleming\n" in text

    def test_the_stopping_n_is_told_whole(self) -> None:
        found = _said("--rule", "pocock", *PLAN, "--at", "0.3")
        assert sum(found["stopping_n"]["0.3"].values()) == pytest.approx(found["crossing_probability"]["0.3"])
        assert found["stopping_n"]["0.3"]["3"] == pytest.approx(0.3**3)
        stopped = {int(n): p for n, p in found["stopping_n"]["0.3"].items()}
        ended_by = {n: sum(p for at, p in stopped.items() if at <= n) for n in (5, 6, 14, 15, 29)}
        assert ended_by[5] < 0.1 <= ended_by[6]
        assert ended_by[14] < 0.25 <= ended_by[15]
        assert ended_by[29] < 0.5  # the rest ends with the plan
        assert found["quantiles_of_n"]["0.3"] == {"0.1": 6, "0.25": 15, "0.5": 30, "0.75": 30, "0.9": 30}

    def test_a_table_that_spends_more_than_alpha_says_so(self) -> None:
        assert "at p = 0.2, more than the 0.1 wanted" in _run("--table", "3:2,30:9", *PLAN).stdout
        assert "more than" not in _run("--rule", "pocock", *PLAN).stdout

    def test_only_the_looks_asked_for_can_stop(self) -> None:
        found = _said("--rule", "pocock", *PLAN, "--looks", "10,20,30")
        assert set(found["stop_at"]) == {"10", "20", "30"}
        assert found["stop_at"]["10"] < 6  # α is spent on three looks, so that each is more liberal than of thirty
        assert found["alpha_spent"] <= 0.1


class TestWriting:
    def test_the_file_gives_the_same_boundary_and_keeps_the_rest(self, protocol_file: Path) -> None:
        found = _said("--rule", "pocock", *PLAN, "--looks", "10,30", "--write", protocol_file, "--endpoint", "bsi")
        text = protocol_file.read_text("utf-8")
        assert text.startswith(PROTOCOL)
        held = parse_protocol(text, "protocol.toml")
        plan = next(one for one in held.boundaries if one.endpoint == "bsi")
        assert {str(n): events for n, events in planned_boundary(plan).stop_at.items()} == found["stop_at"]
        assert found["written"] == {
            "file": str(protocol_file),
            "endpoint": "bsi",
            "version": "1",
            "is_changed": True,
            "is_version_raised": False,
        }

    def test_a_version_that_was_not_raised_is_told(self, protocol_file: Path) -> None:
        words = ("--table", "5:3,10:5", *PLAN, "--write", protocol_file, "--endpoint", "rejection")
        assert "protocol.toml: the version is still '1'" in _run(*words).stderr
        assert 'version = "1"' in protocol_file.read_text("utf-8")
        assert _run(*words).stderr == ""  # the same again changes nothing

    def test_the_version_asked_for_is_written(self, protocol_file: Path) -> None:
        words = ("--rule", "pocock", *PLAN, "--write", protocol_file, "--endpoint", "rejection", "--version", "2")
        done = _run(*words)
        assert done.stderr == ""
        assert f"written to {protocol_file}: the boundary of rejection, version '2'" in done.stdout
        assert parse_protocol(protocol_file.read_text("utf-8"), "").version == "2"

    def test_permissions_stay_and_nothing_is_left_beside(self, protocol_file: Path) -> None:
        protocol_file.chmod(0o640)
        _said("--rule", "pocock", *PLAN, "--write", protocol_file, "--endpoint", "bsi")
        assert protocol_file.stat().st_mode & 0o777 == 0o640
        assert list(protocol_file.parent.iterdir()) == [protocol_file]

    def test_a_file_that_is_no_text_is_named(self, protocol_file: Path) -> None:
        protocol_file.write_bytes(b"\xff\xfe")
        done = _run("--rule", "pocock", *PLAN, "--write", protocol_file, "--endpoint", "bsi")
        assert done.exit_code == 1
        assert "protocol.toml: byte 0 is not UTF-8" in done.stderr

    def test_a_folder_that_takes_no_file_is_named(self, protocol_file: Path) -> None:
        protocol_file.with_name("protocol.toml.begun").mkdir()
        done = _run("--rule", "pocock", *PLAN, "--write", protocol_file, "--endpoint", "bsi")
        assert done.exit_code == 1
        assert "protocol.toml: cannot be written: Is a directory" in done.stderr
        assert protocol_file.read_text("utf-8") == PROTOCOL

    def test_a_file_that_is_no_protocol_is_left_as_it_is(self, protocol_file: Path) -> None:
        protocol_file.write_text("verson = '2'\n", "utf-8")
        done = _run("--rule", "pocock", *PLAN, "--write", protocol_file, "--endpoint", "bsi")
        assert done.exit_code == 1
        assert "protocol.toml: `verson`" in done.stderr
        assert protocol_file.read_text("utf-8") == "verson = '2'\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(PLAN, "--rule or several, or --table", id="no boundary at all"),
        pytest.param(("--rule", "pocock", "--prior", "1,1", *PLAN), "--prior belongs to beta-binomial", id="prior"),
        pytest.param(("--rule", "sprt", *PLAN), "--p1 belongs to sprt, which needs it", id="sprt without p1"),
        pytest.param(("--rule", "sprt", "--p1", "0.1", *PLAN), "--p1 is 0.1: it must lie above --p0", id="p1 below p0"),
        pytest.param(("--table", "5;3", *PLAN), "write the table like 5:3,10:5", id="a table not like one"),
        pytest.param(("--table", "5:3,5:4", *PLAN), "n = 5 stands twice", id="an n twice"),
        pytest.param(("--table", "5:6", *PLAN), "6 events at n = 5", id="more events than recipients"),
        pytest.param(("--table", "5:3", "--looks", "5", *PLAN), "--looks belongs to a calibrated rule", id="its looks"),
        pytest.param(("--rule", "pocock", "--looks", "10,31", *PLAN), "within 1–30", id="a look after the plan"),
        pytest.param(("--rule", "pocock", "--looks", "10,x", *PLAN), "like 10,20,30", id="looks that are no numbers"),
        pytest.param(("--rule", "pocock", *PLAN[:4], "--n", "1001"), "--n: ", id="beyond the largest plan"),
        pytest.param(("--rule", "pocock", *PLAN, "--at", "1.5"), "the rate is 1.5", id="a rate above 1"),
        pytest.param(("--rule", "pocock", *PLAN, "--version", "2"), "belong to --write", id="a version of no file"),
    ],
)
def test_wrong_use_names_the_option_and_the_mend(words: tuple[str, ...], said: str) -> None:
    done = _run(*words)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_writing_takes_one_boundary_and_an_endpoint(protocol_file: Path) -> None:
    without = _run("--rule", "pocock", *PLAN, "--write", protocol_file)
    several = _run("--rule", "pocock", "--rule", "obrien-fleming", *PLAN, "--write", protocol_file, "--endpoint", "bsi")
    assert (without.exit_code, several.exit_code) == (2, 2)
    assert "--write needs --endpoint" in without.stderr
    assert "takes one boundary" in several.stderr
    assert protocol_file.read_text("utf-8") == PROTOCOL


def test_a_boundary_is_designed_without_what_reads_a_data_folder() -> None:
    """So that a plan of a thousand recipients is there within a second, start included."""
    code = (
        "import sys; from graftwatch.entrypoints.cli import main\n"
        "try: main()\n"
        "finally: sys.stderr.write(' '.join(sys.modules))"
    )
    words = ("safety", "boundary", "--rule", "pocock", "--p0", "0.2", "--alpha", "0.1", "--n", "1000", "--json")
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["n"] == 1000
    assert not {"graftwatch.assessment", "graftwatch.terminology", "matplotlib", "sqlite3"} & set(done.stderr.split())

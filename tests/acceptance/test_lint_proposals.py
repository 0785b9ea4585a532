"""No proposed mapping is clinically wrong: on a simulated feed whose codes nobody knows, and on the public samples."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from graftwatch.entrypoints.cli import graftwatch
from graftwatch.terminology.loinc import LOINC

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "hl7-samples"


def proposed(folder: Path, file: Path) -> dict[tuple[str, str], str]:
    """Code and system of each proposed line, and its concept."""
    done = CliRunner().invoke(graftwatch, ["lint", str(folder), "--propose", str(file)])
    assert done.exit_code in {0, 1}, done.output
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("# ")]
    return {(row["code"], row["system"]): row["concept"] for row in csv.DictReader(lines)}


def test_a_feed_whose_codes_are_local_is_proposed_what_they_officially_mean(tmp_path: Path) -> None:
    out = tmp_path / "feed"
    asked = ["simulate", "--seed", "3", "--recipients", "2", "--days", "6", "--background", "0.05", "--out", str(out)]
    assert CliRunner().invoke(graftwatch, asked).exit_code == 0
    local = tmp_path / "local"
    local.mkdir()
    for file in (out / "messages").iterdir():
        (local / file.name).write_bytes(file.read_bytes().replace(b"^LN|", b"^L|").replace(b"^LN^", b"^L^"))
    found = proposed(local, tmp_path / "codes.csv")
    officially = {code: concept for (code, _), concept in found.items() if code in LOINC}
    assert officially == {code: LOINC[code].concept.value for code in officially}
    assert len(officially) >= 10


@pytest.mark.skipif(not SAMPLES.exists(), reason="the public HL7 samples are not beside the project")
def test_what_is_proposed_for_the_public_samples_was_found_right_by_a_person(tmp_path: Path) -> None:
    assert proposed(SAMPLES, tmp_path / "codes.csv") == {
        ("32769", "99MFR"): "heart_rate",
        ("82314", "GH"): "direct_bilirubin",
        ("ALT", ""): "alt",
        ("AST", ""): "ast",
        ("CREA", ""): "creatinine",
        ("CRP", "L"): "crp",
        ("HR", ""): "heart_rate",
        ("RR", ""): "respiratory_rate",
        ("WBC", "LN"): "wbc",
    }

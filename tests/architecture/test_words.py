"""Words that no file of the project may hold, and words that the glossary may hold only once."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Each pattern is written so that it does not find itself.
FORBIDDEN = {
    "a package registry's host": r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|crates[.]io|proxy[.]golang[.]org"
    r"|repo[.]maven|repo1[.]maven|rubygems[.]org|conda[.]anaconda|(?:registry|index|hub)[.](?:[\w-]+[.])*docker[.]",
    "a path of one machine": r"(?<![\w.~$}\-])/(?:work|home|root|Users|tmp|private|mnt)/(?=[\w.])",
    "a reminder instead of a mend": r"\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b",
}


def _tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: which files are tracked is unknown")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _findings(text: str, pattern: str) -> list[str]:
    return [
        f"line {number}: {found.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for found in re.finditer(pattern, line)
    ]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    found = {
        str(path.relative_to(ROOT)): findings
        for path in _tracked_files()
        if (findings := _findings(path.read_text(errors="replace"), FORBIDDEN[what]))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        pytest.param("a package registry's host", "--index-url https://pypi" + ".org/simple", id="an index"),
        pytest.param("a path of one machine", "open('/" + "tmp/feed.hl7')", id="a temporary file"),
        pytest.param("a path of one machine", "see /" + "home/someone", id="a home"),
        pytest.param("a reminder instead of a mend", "# TO" + "DO: later", id="a reminder"),
    ],
)
def test_the_patterns_find_what_they_are_for(what: str, text: str) -> None:
    assert len(_findings(text, FORBIDDEN[what])) == 1


@pytest.mark.parametrize("text", ["var/lib/graftwatch", "https://example.org/work/plan", "frame/tmp/x", "$HOME/tmp/x"])
def test_the_patterns_leave_alone(text: str) -> None:
    assert not any(_findings(text, pattern) for pattern in FORBIDDEN.values())


def test_glossary_holds_each_word_once() -> None:
    rows = [line for line in (ROOT / "GLOSSARY.md").read_text().splitlines() if line.startswith("| ")]
    words = [row.split("|")[1].strip() for row in rows]
    words = [word for word in words if word not in {"word", "---"}]
    assert len(words) > 50
    assert sorted(words) == sorted(set(words))

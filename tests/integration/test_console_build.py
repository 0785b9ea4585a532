"""What is built of the console: the wheel has all that its pages need, and the bundle is what its sources say."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "services" / "graftwatch" / "console"
NEEDED = ("assets", "templates", "locale")


def test_the_wheel_has_every_page_style_and_word(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())

    needed = {
        file.relative_to(CONSOLE.parents[1]).as_posix()
        for folder in NEEDED
        for file in (CONSOLE / folder).rglob("*")
        if file.is_file()
    }
    assert needed - names == set()
    assert [name for name in names if "node_modules" in name or name.startswith("graftwatch/console/browser/")] == []


def test_the_bundle_is_what_its_sources_say(tmp_path: Path) -> None:
    """In a copy, so that nothing of this folder changes."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm is installed: the bundle is taken as it was committed")
    browser = tmp_path / "browser"
    shutil.copytree(CONSOLE / "browser", browser, ignore=shutil.ignore_patterns("node_modules"))
    installed = subprocess.run(
        [npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=browser, check=False, capture_output=True, timeout=200
    )
    if installed.returncode:
        pytest.skip("npm cannot install the packages of package-lock.json here: is its registry to be reached?")
    subprocess.run([npm, "run", "--silent", "build"], cwd=browser, check=True, capture_output=True, timeout=100)

    made = (tmp_path / "assets" / "console.js").read_bytes()
    assert made == (CONSOLE / "assets" / "console.js").read_bytes(), "run `make assets` and commit the bundle"

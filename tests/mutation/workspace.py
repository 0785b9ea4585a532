"""The folder in which mutants are made: a copy of the package and of the tests, in the layout that mutmut knows.

mutmut names a mutant by the path of its file and finds packages in `src/`; ours is in `services/`. Only files whose
content has changed are written, so that mutmut keeps what it has decided about the others.
"""

import shutil
from pathlib import Path
from typing import Final

WORKSPACE: Final = Path(".mutation")
ROOMS: Final = ("bsi", "rejection")


def prepare() -> None:
    """Brings the copies up to date."""
    _mirror(Path("services/graftwatch"), WORKSPACE / "src" / "graftwatch")
    _mirror(Path("tests"), WORKSPACE / "tests")
    settings = Path("pyproject.toml").read_bytes().replace(b'"services"', b'"src"')
    # mutmut marks its own lines as bare "type: ignore".
    _write(WORKSPACE / "pyproject.toml", settings.replace(b'"ignore-without-code", ', b""))
    # mutmut copies tests on top of those of the run before; one that was taken away would stay.
    shutil.rmtree(WORKSPACE / "mutants" / "tests", ignore_errors=True)


def _mirror(source: Path, target: Path) -> None:
    files = {one.relative_to(source) for one in source.rglob("*") if one.is_file() and "__pycache__" not in one.parts}
    for one in files:
        _write(target / one, (source / one).read_bytes())
    for held in [one for one in target.rglob("*") if one.is_file()]:
        if held.relative_to(target) not in files:
            held.unlink()


def _write(target: Path, content: bytes) -> None:
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)

"""Who may import whom: the contracts of pyproject.toml, and the finer ones that they cannot say."""

import ast
import subprocess
import sys
from itertools import permutations
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
PACKAGE = SERVICES / "graftwatch"
SIMULATOR_MAY_IMPORT = ("graftwatch.protocol", "graftwatch.terminology", "graftwatch.simulator")


def _imported(path: Path) -> set[str]:
    """The modules of the package that a file imports, wherever in the file it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(_module_or_member(node.module, alias.name) for alias in node.names)
    return {name for name in found if name.split(".")[0] == "graftwatch"}


def _module_or_member(module: str, name: str) -> str:
    """`from a import b` imports the module a.b where there is one, else a."""
    path = SERVICES.joinpath(*module.split("."), name)
    return f"{module}.{name}" if path.is_dir() or path.with_suffix(".py").exists() else module


def _inside(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def test_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_simulator_knows_no_rule() -> None:
    """Its truth must be its own: it may know the protocol's figures and the codes, and nothing that concludes."""
    forbidden = {
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in (PACKAGE / "simulator").rglob("*.py")
        for name in _imported(path)
        if not any(_inside(name, room) for room in SIMULATOR_MAY_IMPORT)
    }
    assert forbidden == set()


def test_adapters_do_not_know_one_another() -> None:
    kinds = [path.name for path in (PACKAGE / "adapters").iterdir() if (path / "__init__.py").exists()]
    forbidden = {
        f"{path.relative_to(PACKAGE)} imports {name}"
        for own, other in permutations(kinds, 2)
        for path in (PACKAGE / "adapters" / own).rglob("*.py")
        for name in _imported(path)
        if _inside(name, f"graftwatch.adapters.{other}")
    }
    assert forbidden == set()


def test_an_import_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    source = tmp_path / "late.py"
    source.write_text("def late():\n    from graftwatch import bsi\n    import graftwatch.safety.boundary\n")
    assert _imported(source) == {"graftwatch.bsi", "graftwatch.safety.boundary"}

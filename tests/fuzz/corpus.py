r"""The kept inputs of each target: one a line in `corpus/TARGET.txt`, written as Python writes bytes.

Text files, so that a change of them can be read. Lines that begin with `#` say where the next ones come from.
"""

import ast
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"
DICTIONARY = FOLDER / "dictionary.txt"


def kept(target: str) -> list[bytes]:
    """The inputs of a target."""
    lines = (FOLDER / f"{target}.txt").read_text(encoding="ascii").splitlines()
    return [ast.literal_eval(line) for line in lines if line and not line.startswith("#")]


def keep(target: str, inputs: Iterable[bytes]) -> None:
    """Adds inputs that are not kept yet."""
    known = set(kept(target))
    new = [one for one in inputs if one not in known]
    with (FOLDER / f"{target}.txt").open("a", encoding="ascii") as file:
        file.writelines(f"{one!r}\n" for one in new)


def unpack(target: str, folder: Path) -> None:
    """Writes each input as a file, as the fuzzer wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(kept(target)):
        (folder / f"kept-{number:04}").write_bytes(one)

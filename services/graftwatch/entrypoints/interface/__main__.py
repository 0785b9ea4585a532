"""Writes the interface specification anew: `python -m graftwatch.entrypoints.interface [FOLDER]`."""

import sys
from pathlib import Path

from graftwatch.entrypoints.interface.published import published

if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    for name, content in published(root / "schemas" / "hl7" / "examples").items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, "utf-8")

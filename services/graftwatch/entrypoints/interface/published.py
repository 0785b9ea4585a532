"""Every generated file of the interface specification: its path and content."""

import json
from pathlib import Path
from typing import Final

from graftwatch.entrypoints.interface.document import document
from graftwatch.entrypoints.interface.profile import profile
from graftwatch.entrypoints.interface.static_definition import STRUCTURES, static_definition

FOLDER: Final = "schemas/hl7"


def published(examples: Path) -> dict[str, str]:
    """The files; `examples` is the folder of the messages that the document shows."""
    said = profile()
    definitions = {f"{FOLDER}/{one.structure}.xml": static_definition(one) for one in STRUCTURES}
    return {
        f"{FOLDER}/profile.json": json.dumps(said, ensure_ascii=False, indent=2) + "\n",
        **definitions,
        "docs/interface-specification.md": document(said, examples),
    }

"""The small file beside a taken one that says what became of each of its messages.

`NAME.outcome.json` is written as the messages are taken, so that a file of a million of them needs no memory. It holds
control ids, places and reasons, and nothing of a patient.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Self

from graftwatch.hl7.batch_structure import BatchStructure
from graftwatch.pipeline.file_intake import ACCEPTED, DUPLICATE, MessageOutcome

SUFFIX = ".outcome.json"
# The last line holds everything but the messages: it is read back after a crash, and is bounded.
_LAST_LINE_BYTES = 1024 * 1024
_LAST_LINE = re.compile(rb'\n\], ("counts": .*\})\n\Z')


class OutcomeFile:
    """One outcome file while it is written; a context manager that leaves the draft whole or not there."""

    def __init__(self, draft: Path, name: str, feed: str) -> None:
        self.path = draft
        self._file = draft.open("w", encoding="utf-8")
        self._file.write(f'{{"file": {json.dumps(name)}, "feed": {json.dumps(feed)}, "messages": [')
        self.counts: Counter[str] = Counter()
        self._whole = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if not self._whole:
            self.path.unlink(missing_ok=True)

    @property
    def all_taken(self) -> bool:
        """Whether there was a message, and each one was taken."""
        return bool(self.counts) and set(self.counts) <= {ACCEPTED, DUPLICATE}

    def add(self, outcomes: Sequence[MessageOutcome]) -> None:
        """Notes what became of some messages."""
        for one in outcomes:
            comma = "," if self.counts else ""
            line = {key: value for key, value in asdict(one).items() if value not in ("", 0) or key == "offset"}
            self._file.write(f"{comma}\n{json.dumps(line, ensure_ascii=False)}")
            self.counts[one.outcome] += 1

    def finish(self, structure: BatchStructure, kept_as: str, fault: str = "") -> None:
        """Says the rest and makes the draft durable: headers and trailers, and where the file goes."""
        rest = {
            "counts": dict(self.counts),
            "batch": _batch(structure),
            "differences": [asdict(one) for one in structure.differences],
            "fault": fault,
            "kept_as": kept_as,
        }
        self._file.write("\n], " + json.dumps(rest, ensure_ascii=False)[1:] + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._whole = True


def _batch(structure: BatchStructure) -> dict[str, object] | None:
    if not structure.is_batch:
        return None
    return {
        "file_control_id": structure.file_control_id,
        "stated_batches": structure.stated_batches,
        "counted_batches": structure.counted_batches,
        "batches": [asdict(one) for one in structure.batches],
    }


def kept_as(draft: Path) -> str:
    """Where the file of a whole draft went; nothing where the draft is not whole."""
    with draft.open("rb") as file:
        file.seek(max(0, draft.stat().st_size - _LAST_LINE_BYTES))
        found = _LAST_LINE.search(file.read())
    return str(json.loads(b"{" + found.group(1))["kept_as"]) if found else ""

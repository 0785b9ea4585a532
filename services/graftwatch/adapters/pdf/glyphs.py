"""Which characters the embedded font can draw, and how the others are written, so that none is lost silently."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

REPLACED: Final = (
    "Characters that the fonts of this file do not hold are written by their Unicode numbers, such as ‹U+5927›; "
    "the HTML form of this report shows them."
)


@dataclass(frozen=True, slots=True)
class FontFiles:
    """The fonts of a document."""

    regular: Path
    bold: Path

    @classmethod
    def of_matplotlib(cls) -> "FontFiles":
        """DejaVu Sans as matplotlib brings it along."""
        import matplotlib as mpl  # noqa: PLC0415 - half a second that only a report needs

        folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
        return cls(folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf")


@dataclass(slots=True)
class Glyphs:
    """Writes texts with what the fonts hold.

    Attributes:
        drawable: the characters that every font of the document holds.
        replaced: the characters that were written by their number.
    """

    drawable: frozenset[str]
    replaced: set[str] = field(default_factory=set)

    def visible(self, text: str) -> str:
        """The text, each run of characters that cannot be drawn as their numbers; control characters are spaces."""
        spaced = re.sub(r"[\x00-\x1f\x7f]", " ", text)
        missing = {one for one in spaced if one not in self.drawable}
        if not missing:
            return spaced
        self.replaced |= missing
        run = f"[{re.escape(''.join(sorted(missing)))}]+"
        return re.sub(run, lambda found: f"‹{' '.join(f'U+{ord(one):04X}' for one in found[0])}›", spaced)

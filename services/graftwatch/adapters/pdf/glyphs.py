"""Which characters the embedded font can draw, and how the others are written, so that none is lost silently."""

import re
from dataclasses import dataclass, field
from importlib.metadata import files
from pathlib import Path
from typing import Final

REPLACED: Final = (
    "Characters that the fonts of this file do not hold are written by their Unicode numbers, such as ‹U+ADE0›; "
    "the HTML form of this report shows them."
)


@dataclass(frozen=True, slots=True)
class FontFiles:
    """The fonts of a document; `further` has the characters that the others have not."""

    regular: Path
    bold: Path
    further: Path

    @classmethod
    def installed(cls) -> "FontFiles":
        """DejaVu Sans as matplotlib brings it along, and IPAexGothic for Japanese: the same on every machine."""
        import matplotlib as mpl  # noqa: PLC0415 - half a second that only a report needs

        folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
        # Found without an import, which would change matplotlib's settings for everybody.
        [japanese] = [one for one in files("matplotlib-fontja") or () if one.name == "ipaexg.ttf"]
        return cls(folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf", Path(str(japanese.locate())))


@dataclass(slots=True)
class Glyphs:
    """Writes texts with what the fonts hold.

    Attributes:
        drawable: the characters that the document's fonts hold in every style.
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

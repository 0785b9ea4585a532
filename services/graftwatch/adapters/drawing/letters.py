"""Words in a drawing: how wide they are, and where they are broken; by the font that matplotlib brings along."""

from functools import lru_cache
from typing import Final

FONT: Final = "DejaVu Sans"
"""What matplotlib brings along, so that a picture is the same everywhere."""
TICK: Final = 10.0
"""Points, of numbers on axes."""
TEXT: Final = 10.5
"""Points, of words."""
LINE: Final = 1.3
"""From one line of words to the next, of their size."""

_ROUNDED_UP: Final = 1.02
"""Signs are set upon whole dots, which makes words somewhat wider."""
_PER_CENT: Final = "\u00a0%"


@lru_cache(maxsize=4096)
def width(text: str, size: float = TEXT) -> float:
    """How wide a text is, in points; a sign that the font has not is taken for a full one."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - loaded with the first chart
    from matplotlib.textpath import text_to_path  # noqa: PLC0415 - the same

    known = "".join(sign for sign in text if has(sign))
    font = FontProperties(family=FONT, size=size)
    wide, _, _ = text_to_path.get_text_width_height_descent(known, font, ismath=False) if known else (0.0, 0.0, 0.0)
    return _ROUNDED_UP * float(wide) + size * (len(text) - len(known))


@lru_cache(maxsize=4096)
def has(sign: str) -> bool:
    """Whether the font has a sign."""
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 - loaded with the first chart

    return get_font(findfont(FontProperties(family=FONT))).get_char_index(ord(sign)) != 0


def legible(text: str) -> str:
    """The text in signs of the font; another sign as its number, such as ‹U+7D30›, never as an empty box."""
    return "".join(sign if has(sign) else f"‹U+{ord(sign):04X}›" for sign in text)


def broken(text: str, room: float, size: float = TEXT) -> list[str]:
    """The text in lines that fit: broken at blanks but not before a %, in a word only where it alone is too wide."""
    lines = [""]
    for word in text.replace(" %", _PER_CENT).split(" "):
        tried = f"{lines[-1]} {word}".strip()
        if width(tried, size) <= room:
            lines[-1] = tried
            continue
        if lines[-1]:
            lines.append("")
        lines[-1] = word
        while width(lines[-1], size) > room and len(lines[-1]) > 1:
            kept = next((n for n in range(len(lines[-1]) - 1, 1, -1) if width(lines[-1][:n], size) <= room), 1)
            lines[-1:] = [lines[-1][:kept], lines[-1][kept:]]
    return [one for one in lines if one]


def height(lines: int, size: float = TEXT) -> float:
    """How high so many lines are, in points."""
    return lines * size * LINE

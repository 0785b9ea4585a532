"""Text and boxes as SVG: lines broken by an estimate of their width, so that a picture is the same everywhere."""

import unicodedata
from dataclasses import dataclass, field
from html import escape
from typing import Final

FONTS: Final = (
    "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', sans-serif"
)
FIXED: Final = "Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK JP', monospace"
# Of the font's size: a full-width character is one, a Latin letter of the widest usual font somewhat over a half.
_FULL: Final = 1.0
_CAPITAL: Final = 0.68
_NARROW: Final = 0.32
_OTHER: Final = 0.55
_NARROW_SIGNS: Final = frozenset("iljtf.,:;!|'()[] ")
# What must not begin a line in Japanese.
_NOT_FIRST: Final = frozenset("。、，．）」』】：；？！ー")
# What must not end one.
_NOT_LAST: Final = frozenset("（「『【")


def width(text: str, size: float, *, fixed: bool = False) -> float:
    """How wide a text is drawn, by estimate."""
    return size * sum(_share(char, fixed=fixed) for char in text)


def _share(char: str, *, fixed: bool) -> float:
    if unicodedata.east_asian_width(char) in "WFA" and ord(char) > 0xFF:
        return _FULL
    if fixed:
        return 0.61
    if char in _NARROW_SIGNS:
        return _NARROW
    return _CAPITAL if char.isupper() else _OTHER


def broken(text: str, size: float, room: float, *, fixed: bool = False) -> list[str]:
    """The text in lines that fit: broken at blanks, in Japanese between any two signs, in a long word anywhere."""

    def fits(line: str) -> bool:
        return width(line.rstrip(), size, fixed=fixed) <= room

    lines, line = list[str](), ""
    for piece in _pieces(text):
        if line and not fits(line + piece) and piece not in _NOT_FIRST:
            kept = line.rstrip("".join(_NOT_LAST))
            lines.append(kept.rstrip())
            line = line[len(kept) :]
        line = (line + piece).lstrip()
        while not fits(line) and not set(line) & _NOT_FIRST:
            kept = next((line[:n] for n in range(len(line) - 1, 1, -1) if fits(line[:n])), line[:1])
            lines.append(kept)
            line = line[len(kept) :]
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Words with the blank behind them, and every full-width sign by itself."""
    pieces, word = list[str](), ""
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            pieces += [word, char] if word else [char]
            word = ""
        else:
            word += char
            if char == " ":
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces


@dataclass
class Canvas:
    """What is drawn so far, from the top; `y` is where the next thing begins."""

    width: float
    background: str = "#ffffff"
    y: float = 0.0
    drawn: list[str] = field(default_factory=list)

    def box(
        self, x: float, y: float, wide: float, high: float, fill: str, *, round_by: float = 0, edge: str = ""
    ) -> None:
        """A rectangle."""
        stroke = f' stroke="{edge}"' if edge else ""
        self.drawn.append(
            f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="{round_by:g}" fill="{fill}"{stroke}/>'
        )

    def line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        fill: str = "#1f2328",
        bold: bool = False,
        fixed: bool = False,
    ) -> None:
        """One line of text; `y` is its base line."""
        weight = ' font-weight="600"' if bold else ""
        family = f' font-family="{FIXED}"' if fixed else ""
        self.drawn.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}{family} xml:space="preserve">'
            f"{escape(text, quote=False)}</text>"
        )

    def text(self, x: float, room: float, text: str, size: float, **how: object) -> None:
        """A text from `y` down, in lines that fit."""
        fixed = bool(how.get("fixed"))
        for one in broken(text, size, room, fixed=fixed):
            self.y += size * 1.42
            self.line(x, self.y - size * 0.32, one, size, **how)  # type: ignore[arg-type]

    def svg(self, title: str) -> str:
        """The picture."""
        high = round(self.y)
        return "\n".join(
            [
                (
                    f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{high}" '
                    f'viewBox="0 0 {self.width:g} {high}" font-family="{FONTS}" role="img">'
                ),
                f"<title>{escape(title, quote=False)}</title>",
                f'<rect width="{self.width:g}" height="{high}" fill="{self.background}"/>',
                *self.drawn,
                "</svg>",
                "",
            ]
        )

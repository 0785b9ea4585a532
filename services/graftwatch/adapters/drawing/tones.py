"""How each tone looks: a colour, and what tells it apart without one: line, width, marker, hatch.

Colours are of Okabe and Ito's palette (Color Universal Design, 2008), which the colour-blind tell apart; those of it
that are too faint on paper, under 3 : 1 (WCAG 2.2, 1.4.11), are left out. Each has a second one for dark pages.
"""

from dataclasses import dataclass
from typing import Final

from graftwatch.committee.chart import Tone

Dashes = tuple[float, ...]

INK: Final = "#16202c"
"""Text and axes."""
FAINT: Final = "#c9d0d8"
"""The grid."""
QUIET: Final = "#4a5665"
"""What leads the eye from words to what they name."""
PAPER: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Look:
    """How a tone is drawn.

    Attributes:
        colour: on white.
        dark: on a dark page.
        width: of its line, in points.
        dashes: on and off, in points; none: drawn through.
        marker: matplotlib's sign for single points.
        size: of the marker, against the others'.
        hatch: matplotlib's sign for areas.
    """

    colour: str
    dark: str
    width: float
    dashes: Dashes
    marker: str
    hatch: str
    size: float = 1.0


LOOKS: Final = {
    Tone.SEEN: Look("#0072b2", "#56b4e9", 2.4, (), "o", ""),
    Tone.BOUNDARY: Look("#d55e00", "#e69f00", 2.0, (7.0, 2.5), "s", "///"),
    Tone.AHEAD: Look("#009e73", "#00c18d", 1.7, (1.2, 2.2), "^", "..."),
    Tone.REFERENCE: Look("#555b61", "#a9b0b7", 1.3, (9.0, 2.5, 1.5, 2.5), "D", "xxx"),
    Tone.ALARM: Look("#14181e", "#f0e442", 2.8, (3.2, 1.6), "X", "+++", 1.6),
    Tone.SECOND: Look("#b8568c", "#e59cc4", 1.7, (4.0, 1.6, 1.2, 1.6, 1.2, 1.6), "v", "\\\\\\"),
}
_VARIABLES: Final = {
    **{look.colour: (tone.value, look.dark) for tone, look in LOOKS.items()},
    INK: ("ink", "#e8ecf1"),
    FAINT: ("faint", "#46515d"),
    QUIET: ("quiet", "#aeb8c4"),
    PAPER: ("paper", "#14191f"),
}


def of_the_page(drawn: str) -> str:
    """A drawing whose colours are the page's, and those of paper where the page says nothing."""
    for colour, (name, _) in _VARIABLES.items():
        drawn = drawn.replace(colour, f"var(--{name},{colour})")
    return drawn


def page_colours(*, dark: bool = False) -> str:
    """The variables of a page's style sheet that charts take their colours from, on a light or on a dark page."""
    return "".join(f"--{name}:{on_dark if dark else colour};" for colour, (name, on_dark) in _VARIABLES.items())

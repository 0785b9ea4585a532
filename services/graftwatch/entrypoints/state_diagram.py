"""docs/paging-states.svg, drawn from the pager's table of transitions: what can happen to a story, and nothing else.

Where the states stand is chosen here; which arrows there are, and what is written on them, is the table's. What leads
from every running state to the same one is drawn once, from "any of these". A state without a place is refused, and so
is a transition that none of the arrows shows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from graftwatch.paging import StoryState

Table = Mapping[tuple[StoryState | None, str], StoryState]

WIDTH: Final = 1040
HEIGHT: Final = 470
BOX: Final = (150, 50)
ANY: Final = "any of these"
BEFORE: Final = "before"
PLACES: Final[Mapping[str, tuple[int, int]]] = {
    BEFORE: (50, 140),
    StoryState.WAITING: (300, 140),
    StoryState.HEARD: (650, 140),
    StoryState.UNHEARD: (300, 370),
    ANY: (650, 370),
    StoryState.RESOLVED: (930, 230),
    StoryState.RETRACTED: (930, 370),
}
RUNNING: Final = tuple(one for one in StoryState if not one.over)
OVER: Final = tuple(one for one in StoryState if one.over)
FRAMES: Final = ((205, 60, 540, 370, "running"), (835, 150, 190, 280, "over"))
STYLE: Final = """
  text { font: 14px sans-serif; fill: #1a1a1a }
  .state { font-weight: bold }
  .box { fill: #eef3fb; stroke: #2f5597; stroke-width: 1.5 }
  .frame { fill: none; stroke: #999; stroke-dasharray: 6 4 }
  .any { fill: #fff; stroke: #999; stroke-dasharray: 6 4 }
  .name { fill: #666 }
  .arrow { fill: none; stroke: #1a1a1a; stroke-width: 1.3; marker-end: url(#head) }
"""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one place to another, and what happens."""

    begins: str
    ends: str
    happens: tuple[str, ...]


def arrows(table: Table) -> list[Arrow]:
    """The arrows that show the whole table, each transition by one of them."""
    by_happening: dict[str, dict[str, StoryState]] = {}
    for (state, happens), after in table.items():
        by_happening.setdefault(str(happens), {})[state or BEFORE] = after
    found: dict[tuple[str, str], list[str]] = {}
    for happens, steps in by_happening.items():
        for begins, ends in _drawn(steps):
            found.setdefault((begins, ends), []).append(happens)
    return [Arrow(begins, ends, tuple(sorted(happens))) for (begins, ends), happens in sorted(found.items())]


def _drawn(steps: Mapping[str, StoryState]) -> Iterator[tuple[str, str]]:
    rest = dict(steps)
    for group, name in ((RUNNING, ANY), (OVER, OVER[0])):
        after = {steps[one] for one in group if one in steps}
        alike = all(one in steps for one in group)
        if alike and (len(after) == 1 or all(steps[one] is one for one in group)):
            yield name, after.pop() if len(after) == 1 else name
            rest = {begins: ends for begins, ends in rest.items() if begins not in group}
    yield from rest.items()


def drawing(table: Table) -> str:
    """The diagram as SVG."""
    parts = [*(_frame(*one) for one in FRAMES), *(_place(one) for one in _named(table))]
    parts += [text for one in arrows(table) for text in _arrow(one)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="The states of a story">\n<style>{STYLE}</style>\n'
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M 0 0 L 10 5 L 0 10 z"/></marker></defs>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _named(table: Table) -> list[str]:
    return [BEFORE, ANY, *sorted({*table.values(), *(state for state, _ in table if state)})]


def _frame(left: int, top: int, width: int, height: int, name: str) -> str:
    return (
        f'<rect class="frame" x="{left}" y="{top}" width="{width}" height="{height}" rx="12"/>'
        f'<text class="name" x="{left + 10}" y="{top + 18}">{name}</text>'
    )


def _place(name: str) -> str:
    x, y = PLACES[name]
    if name == BEFORE:
        return f'<circle cx="{x}" cy="{y}" r="9"/>'
    width, height = BOX
    kind = "any" if name == ANY else "box"
    return (
        f'<rect class="{kind}" x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}" rx="10"/>'
        f'<text class="state" x="{x}" y="{y + 5}" text-anchor="middle">{escape(name)}</text>'
    )


def _arrow(arrow: Arrow) -> Iterator[str]:
    path, (x, y), anchor = ROUTES[arrow.begins, arrow.ends]
    yield f'<path class="arrow" d="{path}"/>'
    yield from _lines(arrow.happens, x, y, anchor)


def _lines(texts: Iterable[str], x: int, y: int, anchor: str) -> Iterator[str]:
    for row, text in enumerate(texts):
        words = escape(text.replace("_", " "))
        yield f'<text x="{x}" y="{y + 17 * row}" text-anchor="{anchor}">{words}</text>'


ROUTES: Final[Mapping[tuple[str, str], tuple[str, tuple[int, int], str]]] = {
    (BEFORE, StoryState.WAITING): ("M 60 140 H 224", (132, 112), "middle"),
    (StoryState.WAITING, StoryState.WAITING): ("M 260 115 C 255 75, 345 75, 340 115", (350, 92), "start"),
    (StoryState.WAITING, StoryState.UNHEARD): ("M 300 165 V 344", (308, 262), "start"),
    (ANY, StoryState.WAITING): ("M 590 345 L 377 160", (500, 222), "start"),
    (ANY, StoryState.HEARD): ("M 650 345 V 166", (642, 195), "end"),
    (ANY, ANY): ("M 574 360 C 520 350, 520 395, 574 385", (524, 376), "end"),
    (ANY, StoryState.RESOLVED): ("M 726 360 L 854 245", (786, 268), "middle"),
    (ANY, StoryState.RETRACTED): ("M 726 372 H 854", (790, 394), "middle"),
    (OVER[0], StoryState.WAITING): ("M 930 150 C 920 20, 330 0, 312 114", (640, 32), "middle"),
}
"""How each arrow runs, where its words stand, and which way they grow."""

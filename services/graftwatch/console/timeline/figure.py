"""The whole picture: lanes below each other over one time axis, and the same as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from graftwatch.console.timeline import lanes_happened, lanes_told, lanes_values
from graftwatch.console.timeline.ranges import Choice, Days, choices
from graftwatch.console.timeline.rows import Row
from graftwatch.console.timeline.scale import DAY, Scale
from graftwatch.console.timeline.shapes import Lane, Shape, line, number, rect, text, width_of
from graftwatch.console.timeline.views import Timeline
from graftwatch.console.timeline.words import Teller

WIDTH: Final = 1140.0
GUTTER: Final = lanes_values.GUTTER
HEAD: Final = 56.0
"""Height of the axis."""
BETWEEN: Final = 10.0
"""Between two lanes."""
SHEET: Final = 690.0
"""Height of what a sheet of A4 across holds at full width."""
STEPS: Final = (1, 2, 5, 7, 10, 14, 28, 56)
"""Every so many days have a number."""
DAY_ROOM, DATE_ROOM = 26.0, 48.0
"""Pixels that a day's number and a date need."""
QUARTERS: Final = 90.0
"""Where a day is wider than that, its quarters have lines of their own."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What the template draws.

    Attributes:
        lanes: by their place.
        head: the axis, and what lies behind all lanes.
        side: what stands beside the axis.
        rows: of the table, by time.
        choices: links to other days.
        days: that are shown.
        width, gutter, height: of the picture and of what stands beside it.
        tall: whether it must be made smaller for a sheet of paper to hold it.
    """

    lanes: list[Lane]
    head: list[Shape]
    side: list[Shape]
    rows: list[Row]
    choices: list[Choice]
    days: Days
    width: str
    gutter: str
    height: str
    tall: bool


def figure(drawn: Timeline, days: Days, teller: Teller) -> Figure:
    """The picture of some days of a timeline."""
    scale = Scale(days.first, days.last, teller.zone, WIDTH)
    lanes, rows = [], []
    for lane, told in _lanes(drawn, scale, teller):
        lanes.append(lane)
        rows += told
    y = HEAD
    for lane in lanes:
        lane.y = y
        y += lane.height + BETWEEN
    rows.sort(key=lambda one: (one.at, one.what))
    _lead(lanes, rows)
    return Figure(
        lanes=lanes,
        head=[*_behind(drawn, scale, y), *_axis(scale, teller), *_now(drawn, scale, teller, y)],
        side=[text(0, 16, teller.say("POD"), "title"), text(0, 33, teller.say("Date"), "unit")],
        rows=rows,
        choices=choices(drawn, days, teller),
        days=days,
        width=number(WIDTH),
        gutter=number(GUTTER),
        height=number(y),
        tall=y > SHEET,
    )


def _lanes(drawn: Timeline, scale: Scale, teller: Teller) -> Iterator[tuple[Lane, list[Row]]]:
    yield lanes_happened.events(drawn, scale, teller)
    yield lanes_told.episodes(drawn, scale, teller)
    yield lanes_happened.cultures(drawn, scale, teller)
    yield lanes_values.temperatures(drawn, scale, teller)
    for one in drawn.drugs:
        yield lanes_values.drug(one, scale, teller)
    yield from lanes_values.liver(drawn, scale, teller)
    care = lanes_happened.care(drawn, scale, teller)
    if care is not None:
        yield care
    yield lanes_told.signals(drawn, scale, teller)
    yield lanes_told.pages(drawn, scale, teller)


def _lead(lanes: list[Lane], rows: list[Row]) -> None:
    """Gives each cell where it leads: to its message, where it has one only, else to its first row of the table."""
    by_cell: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(rows):
        by_cell.setdefault(row.cell, []).append((place, row))
    for lane in lanes:
        for cell in lane.cells:
            held = by_cell.get(cell.id, [])
            numbers = {one.number for _, row in held for one in row.messages}
            only = next(iter(numbers)) if len(numbers) == 1 else None
            cell.href = f"/messages/{only}" if only is not None else f"#tl-r{held[0][0]}" if held else ""


def _behind(drawn: Timeline, scale: Scale, height: float) -> Iterator[Shape]:
    """The days outside the window, and a quiet line for each day that has room for one."""
    begin, end = scale.x_of_day(drawn.window.first), scale.x_of_day(drawn.window.last + DAY)
    for x0, x1 in ((0.0, min(begin, scale.width)), (max(0.0, end), scale.width)):
        if x1 > x0:
            yield rect(x0, HEAD - 6, x1 - x0, height - HEAD + 6, "outside")
    every = _every(scale, DAY_ROOM / 2)
    for day in scale.days[1:]:
        if (day - drawn.transplanted_on).days % every == 0:
            x = scale.x_of_day(day)
            yield line(x, HEAD - 6, x, height, "grid")
    if scale.pixels_a_day >= QUARTERS:
        for day in scale.days:
            for hours in (6, 12, 18):
                x = scale.x(scale.midnight(day) + timedelta(hours=hours))
                yield line(x, HEAD - 6, x, height, "grid quarter")


def _every(scale: Scale, room: float) -> int:
    return next((one for one in STEPS if one * scale.pixels_a_day >= room), STEPS[-1])


def _axis(scale: Scale, teller: Teller) -> Iterator[Shape]:
    for room, y, kind in ((DAY_ROOM, 16.0, "pod"), (DATE_ROOM, 33.0, "date")):
        every = _every(scale, room)
        for day in scale.days:
            number_of_day = (day - teller.transplanted_on).days
            middle = (scale.x_of_day(day) + scale.x_of_day(day + DAY)) / 2
            words = str(number_of_day).replace("-", "−") if kind == "pod" else f"{day:%m-%d}"
            half = width_of(words) / 2
            if number_of_day % every == 0 and half <= middle <= scale.width - half:
                yield text(middle, y, words, kind, "middle")


def _now(drawn: Timeline, scale: Scale, teller: Teller, height: float) -> Iterator[Shape]:
    """The line of now, or of the time that it is known by."""
    if scale.holds(drawn.as_of):
        x = scale.x(drawn.as_of)
        words = teller.say("now") if drawn.known_by is None else teller.say("as known then")
        half = width_of(words) / 2
        yield line(x, HEAD - 4, x, height, "now")
        yield text(min(max(x, half), scale.width - half), HEAD - 9, words, "now-word", "middle")

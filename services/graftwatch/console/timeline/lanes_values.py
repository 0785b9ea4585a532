"""Lanes of measured values: temperatures, each drug's levels against its target, liver tests by their upper limit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from math import log2
from typing import Final

from graftwatch.console.timeline.courses import Course
from graftwatch.console.timeline.courses import drawn as course_drawn
from graftwatch.console.timeline.rows import Row
from graftwatch.console.timeline.scale import Scale
from graftwatch.console.timeline.shapes import Cell, Lane, Shape, glyph, line, rect, text
from graftwatch.console.timeline.views import Drug, Reading, Series, Timeline, Value
from graftwatch.console.timeline.words import UNITS, Teller

HEIGHT: Final = 96.0
TOP, BOTTOM = 22.0, 8.0
"""Room above and below the values."""
GUTTER: Final = 112.0
TICK_ROOM: Final = 12.0
"""Pixels between two numbers of a scale."""
TEMPERATURE_GAP: Final = timedelta(hours=36)
LIVER_GAP: Final = timedelta(days=4)
HIGHEST_CELSIUS, LOWEST_CELSIUS = 43.0, 30.0
"""What lies beyond is drawn at the edge: a slip of the pen must not flatten everything else."""
FEVERS_NAMED: Final = 3
MANY: Final = 6
"""More draws than that within what can be pointed at are told together: their lowest and highest."""
PEAK_FOLD: Final = 512.0
MOST_TIMES_TARGET: Final = 4.0
DIVISIONS: Final = (("alt", "ast"), ("total_bilirubin", "ggt", "alp"))
LOOKS: Final = {
    "alt": ("first", "dot"),
    "ast": ("second", "box"),
    "total_bilirubin": ("first", "dot"),
    "ggt": ("second", "box"),
    "alp": ("third", "kite"),
}
"""Lines differ by dashes and signs, not by colour alone."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Where values stand in a lane: from `low` at the bottom to `high` at the top, `by` the scale's own measure."""

    low: float
    high: float
    by: Callable[[float], float] = field(default=lambda value: value)

    def y(self, value: float) -> float:
        """Where a value stands; one beyond the edge stands at the edge."""
        share = (self.by(value) - self.by(self.low)) / (self.by(self.high) - self.by(self.low))
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(1.0, max(0.0, share)))


def _fold(value: float) -> float:
    """Each doubling is as high as the next."""
    return log2(max(value, 1 / 1024))


def _lane(title: str, unit: str, axis: Axis, ticks: Sequence[float]) -> Lane:
    """An empty lane with its scale; numbers that would cover each other are left out."""
    gutter = [text(0, HEIGHT - BOTTOM, unit, "unit")]
    free = HEIGHT
    for tick in sorted(ticks):
        y = axis.y(tick)
        if free - y >= TICK_ROOM or free == HEIGHT:
            gutter.append(text(GUTTER - 6, y + 4, f"{tick:g}", "tick", "end"))
            free = y
    return Lane(title, HEIGHT, gutter=gutter)


def _pointed_at(lane: Lane, prefix: str, scale: Scale, told: dict[int, tuple[str, list[Row]]]) -> Iterator[Row]:
    """Gives the lane a cell for each part that has something to tell, and the rows their cell."""
    for place, (begin, end) in enumerate(scale.parts()):
        if place in told:
            name, rows = told[place]
            x = scale.x(begin)
            cell = Cell(f"{prefix}{place}", x, 0, scale.x(end) - x, HEIGHT, f"{lane.title}, {name}")
            lane.cells.append(cell)
            for row in rows:
                row.cell = cell.id
                yield row


def _by_part(values: Sequence[Value], scale: Scale) -> dict[int, list[Value]]:
    held: dict[int, list[Value]] = {}
    for one in values:
        if scale.holds(one.at):
            held.setdefault(scale.part(one.at), []).append(one)
    return held


def temperatures(drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    """Temperatures; above 38.0 and below 36.0 °C with a sign."""
    series = drawn.temperatures
    by_part = _by_part(series.values, scale)
    values = [one for each in by_part.values() for one in each]
    low = max(LOWEST_CELSIUS, min([drawn.hypothermia_below - 0.5, *(one.value for one in values)]))
    high = min(HIGHEST_CELSIUS, max([drawn.fever_above + 2, *(one.value for one in values)]))
    axis = Axis(low, high)
    lane = _lane(teller.name(series.concept), "°C", axis, (drawn.hypothermia_below, drawn.fever_above, 40.0))
    lane.shapes = [
        line(0, axis.y(limit), scale.width, axis.y(limit), "limit")
        for limit in (drawn.hypothermia_below, drawn.fever_above)
    ]
    lane.shapes += course_drawn(Course(values, "first", "dot", TEMPERATURE_GAP), scale, axis.y)
    told = {place: _temperatures_of(each, series, drawn, teller) for place, each in by_part.items()}
    return lane, list(_pointed_at(lane, "t", scale, told))


def _temperatures_of(values: list[Value], series: Series, drawn: Timeline, teller: Teller) -> tuple[str, list[Row]]:
    """A stretch's temperatures: all in one row, and the highest fevers in rows of their own."""
    fevers = [one for one in values if one.reading is Reading.ABOVE]
    says = teller.values(values, series.unit)
    status = ""
    if fevers:
        limit = f"{drawn.fever_above:.1f} °C"
        status = teller.words.say_many("%(num)d above %(limit)s", "%(num)d above %(limit)s", len(fevers), limit=limit)
    what = teller.name(series.concept)
    when = teller.moment(values[0].when) if len(values) == 1 else teller.span(values[0].at, values[-1].at)
    messages = tuple(dict.fromkeys(one.message for one in values)) if len(values) <= FEVERS_NAMED else ()
    rows = [Row(values[0].at, when, what, says, status, messages)]
    if len(values) > 1:
        worst = sorted(fevers, key=lambda one: -one.value)[:FEVERS_NAMED]
        fever = teller.name("fever")
        rows += [
            Row(one.at, teller.moment(one.when), what, teller.value(one, series.unit), fever, (one.message,))
            for one in sorted(worst, key=lambda one: one.at)
        ]
    return f"{when}: {says}{'; ' if status else ''}{status}", rows


def drug(one: Drug, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    """A drug's levels against its target."""
    by_part = _by_part(one.levels.values, scale)
    values = [each for held in by_part.values() for each in held]
    top = max(target.high for target in one.targets)
    troughs = [each.value for each in values if each.reading is not Reading.APART]
    high = min(MOST_TIMES_TARGET * top, max([top * 1.5, *troughs]))
    axis = Axis(0, high)
    bounds = {edge for target in one.targets for edge in (target.low, target.high)}
    lane = _lane(teller.name(one.drug), UNITS.get(one.levels.unit, one.levels.unit), axis, (0.0, *bounds))
    lane.shapes = [*_targets(one, scale, axis)]
    lane.shapes += course_drawn(Course(values, "first", "dot", timedelta(days=one.max_gap_days)), scale, axis.y)
    if one.overdue_since is not None and scale.holds(one.overdue_since):
        lane.shapes.append(
            line(scale.x(one.overdue_since), TOP, scale.x(one.overdue_since), HEIGHT - BOTTOM, "overdue")
        )
    told = {place: _levels_of(each, one, teller) for place, each in by_part.items()}
    return lane, list(_pointed_at(lane, f"d{one.drug}-", scale, told))


def _targets(one: Drug, scale: Scale, axis: Axis) -> Iterator[Shape]:
    ends = [*(target.since for target in one.targets[1:]), one.targets_until]
    for target, end in zip(one.targets, ends, strict=True):
        x0, x1 = max(0.0, scale.x(target.since)), min(scale.width, scale.x(end))
        if x1 > x0:
            top, bottom = axis.y(target.high), axis.y(target.low)
            yield rect(x0, top, x1 - x0, bottom - top, "target")
            yield line(x0, top, x1, top, "bound")
            yield line(x0, bottom, x1, bottom, "bound")


def _levels_of(values: list[Value], one: Drug, teller: Teller) -> tuple[str, list[Row]]:
    told = [_level_row(each, one, teller) for each in values]
    if len(values) > MANY:
        when, says = teller.span(values[0].at, values[-1].at), teller.values(values, one.levels.unit)
        beyond = [row for row, each in zip(told, values, strict=True) if each.reading in {Reading.ABOVE, Reading.BELOW}]
        told = [Row(values[0].at, when, teller.name(one.drug), says), *beyond[:FEVERS_NAMED]]
    return "; ".join(f"{row.when}: {row.says}, {row.status}" for row in told[:FEVERS_NAMED]), told


def _level_row(each: Value, one: Drug, teller: Teller) -> Row:
    target = next((held for held in reversed(one.targets) if held.since <= each.at), one.targets[0])
    status = teller.kind(each.reading)
    if each.reading is not Reading.APART:
        between = f"{target.low:g}–{target.high:g}"
        status = teller.say("%(how)s the target of %(between)s", how=status, between=between)
    said = f"; {teller.name(each.said)}" if each.said else ""
    when, says = teller.moment(each.when), teller.value(each, one.levels.unit)
    return Row(each.at, when, teller.name(one.drug), says, f"{status}{said}", (each.message,))


@dataclass(frozen=True, slots=True)
class _Panel:
    """A lane of liver tests: title, what the names of its cells begin with, and the tests."""

    title: str
    prefix: str
    held: Sequence[Series]


def liver(drawn: Timeline, scale: Scale, teller: Teller) -> Iterator[tuple[Lane, list[Row]]]:
    """Liver tests as multiples of the upper limit of normal: transaminases, and what rises when bile is held back."""
    titles = (teller.say("Transaminases"), teller.say("Cholestasis"))
    for title, prefix, tests in zip(titles, "al", DIVISIONS, strict=True):
        held = [one for one in drawn.liver_tests if one.concept in tests]
        if held:
            yield _liver(_Panel(title, prefix, held), drawn, scale, teller)


def _liver(panel: _Panel, drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    limits = {one.concept: one.upper_limit or 1.0 for one in panel.held}
    shown = {one.concept: [each for each in one.values if scale.holds(each.at)] for one in panel.held}
    folds = [each.value / limits[name] for name, values in shown.items() for each in values]
    rule = drawn.enzyme_limits.times_upper_limit
    axis = Axis(0.5, min(PEAK_FOLD, max([4.0, rule * 2, *folds])), _fold)
    ticks = [2.0**power for power in range(10) if 2.0**power <= axis.high]
    lane = _lane(panel.title, teller.say("× ULN"), axis, ticks)
    lane.gutter += _samples(panel.held, teller)
    lane.shapes = [line(0, axis.y(1), scale.width, axis.y(1), "bound")]
    if panel.held[0].concept in DIVISIONS[0]:
        lane.shapes.append(line(0, axis.y(rule), scale.width, axis.y(rule), "limit"))
    for name, values in shown.items():
        look, sign = LOOKS[name]
        course = Course(values, look, sign, LIVER_GAP, flags=False)
        lane.shapes += course_drawn(course, scale, lambda value, name=name: axis.y(value / limits[name]))  # type: ignore[misc]
    drawn_at = sorted(((each, one) for one in panel.held for each in shown[one.concept]), key=lambda one: one[0].at)
    by_part: dict[int, list[tuple[Value, Series]]] = {}
    for each, one in drawn_at:
        by_part.setdefault(scale.part(each.at), []).append((each, one))
    told = {place: _tests_of(each, teller) for place, each in by_part.items()}
    return lane, list(_pointed_at(lane, panel.prefix, scale, told))


def _tests_of(values: list[tuple[Value, Series]], teller: Teller) -> tuple[str, list[Row]]:
    """A row for each draw, with all its tests; one row for many draws."""
    draws = [(at, list(each)) for at, each in groupby(values, key=lambda one: one[0].at)]
    if len(draws) > MANY:
        rows = [_draws_row(draws[0][0], draws[-1][0], values, teller)]
    else:
        rows = [_draw_row(at, drawn, teller) for at, drawn in draws]
    return "; ".join(f"{row.when}: {row.says}" for row in rows[:FEVERS_NAMED]), rows


def _draws_row(first: datetime, last: datetime, values: list[tuple[Value, Series]], teller: Teller) -> Row:
    tests = {one.concept: one for _, one in values}
    says = (
        f"{teller.series(one)} {teller.values([each for each, of in values if of is one], one.unit)}"
        for one in tests.values()
    )
    return Row(first, teller.span(first, last), teller.say("Liver tests"), "; ".join(says))


def _draw_row(at: datetime, drawn: list[tuple[Value, Series]], teller: Teller) -> Row:
    says = ", ".join(f"{teller.series(one)} {teller.value(value, one.unit)}" for value, one in drawn)
    above = [
        f"{teller.series(one)} {value.value / one.upper_limit:.1f} × ULN"
        for value, one in drawn
        if value.reading is Reading.ABOVE and one.upper_limit
    ]
    messages = tuple(dict.fromkeys(value.message for value, _ in drawn))
    when = teller.moment(drawn[0][0].when)
    return Row(at, when, teller.say("Liver tests"), says, ", ".join(above), messages)


def _samples(held: Sequence[Series], teller: Teller) -> Iterator[Shape]:
    """What each line looks like, beside the lane."""
    for place, one in enumerate(held):
        look, sign = LOOKS[one.concept]
        y = TOP + 10 + 14 * place
        yield line(0, y - 4, 20, y - 4, f"course {look}")
        yield glyph(sign, 10, y - 4, f"value {look}")
        yield text(25, y, teller.series(one), "legend")

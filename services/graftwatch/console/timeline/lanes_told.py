"""Lanes of what was concluded and told: episodes with their periods, signals, pages."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from graftwatch.console.timeline.items import (
    BAR_HEIGHT,
    BAR_ROW,
    NOON,
    SIGN_ROW,
    Said,
    Sign,
    shown,
    with_bars,
    with_words,
)
from graftwatch.console.timeline.lanes_happened import bar
from graftwatch.console.timeline.rows import Item, Row, packed
from graftwatch.console.timeline.scale import DAY, Scale
from graftwatch.console.timeline.shapes import Lane, Shape, glyph
from graftwatch.console.timeline.views import Episode, PageTold, SignalBar, Timeline
from graftwatch.console.timeline.words import Teller
from graftwatch.findings import EventStatus, Severity, SignalStatus

CLOSE: Final = 22.0
"""Pages of one story that are no further apart, in pixels, are drawn as one with their number."""
_LOOKS: Final = {
    EventStatus.CONFIRMED: "loud",
    EventStatus.SUSPECTED: "open unsettled loud-edge",
    EventStatus.UNRESOLVED: "open unsettled loud-edge",
}


def episodes(drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    """Each infection with its infection window period and repeat infection timeframe; rejections and reactions."""
    found = (_episode(one, scale, teller) for one in drawn.episodes if one.date_of_event is not None)
    return packed(teller.say("Episodes"), "p", (one for one in found if one is not None), BAR_ROW, scale.width)


def _days(period: tuple[date, date], scale: Scale) -> tuple[float, float]:
    return scale.x_of_day(period[0]), scale.x_of_day(period[1] + DAY)


def _episode(one: Episode, scale: Scale, teller: Teller) -> Item | None:
    on = one.date_of_event or date.min
    at = scale.midnight(on) + NOON
    x = scale.x(at)
    periods = [
        (_days(period, scale), kind, fill)
        for period, kind, fill in (
            (one.repeat_infection_timeframe, "period rit", "dots"),
            (one.infection_window_period, "period iwp", "hatch"),
        )
        if period is not None
    ]
    span = min([x - 9, *(each[0] for each, _, _ in periods)]), max([x + 9, *(each[1] for each, _, _ in periods)])
    if not shown(span, scale):
        return None

    def bars(top: float) -> list[Shape]:
        drawn = [
            each
            for place, kind, fill in periods
            if shown(place, scale)
            for each in bar(place, top, scale, kind, lasts=False, fill=fill)
        ]
        if 0 <= x <= scale.width:
            drawn.append(glyph("diamond", x, top + BAR_HEIGHT / 2, _LOOKS.get(one.status, "open faint")))
        return drawn

    row = _episode_row(one, at, teller)
    said = Said(", ".join(each for each in (row.what, row.when, row.says, row.status) if each), [row])
    return with_bars(span, _episode_label(one, teller), scale, bars, said)


def _episode_label(one: Episode, teller: Teller) -> str:
    """What it is in few words: criterion or grade, what of, how sure."""
    head = " ".join(each for each in (one.criterion or "", teller.grade(one.grade) if one.grade else "") if each)
    if one.kind.value != "bsi" or not head:
        head = teller.kind(one.kind) + (f": {teller.grade(one.grade)}" if one.grade else "")
    status = "" if one.status is EventStatus.CONFIRMED else f" ({teller.kind(one.status)})"
    return f"{head}{status}{': ' if one.organisms else ''}{', '.join(one.organisms)}"


def _episode_row(one: Episode, at: datetime, teller: Teller) -> Row:
    says = [one.criterion or "", ", ".join(one.organisms), teller.grade(one.grade) if one.grade else ""]
    if one.secondary_to:
        says.append(teller.say("secondary to %(site)s", site=one.secondary_to))
    for period, words in (
        (one.infection_window_period, teller.say("infection window period")),
        (one.repeat_infection_timeframe, teller.say("repeat infection timeframe")),
    ):
        if period is not None:
            says.append(f"{words} {period[0].isoformat()} – {period[1].isoformat()}")
    status = [
        teller.kind(one.status),
        teller.say("in the window") if one.in_window else teller.say("outside the window"),
    ]
    if one.counts_for_endpoint:
        status.append(teller.say("counts for the endpoint"))
    return Row(
        at,
        teller.say("date of event %(day)s", day=teller.day(one.date_of_event or date.min)),
        teller.kind(one.kind),
        "; ".join(each for each in says if each),
        "; ".join(status),
        one.messages,
    )


def signals(drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    """Each signal from its first evidence until it was closed, or until now."""
    found = (_signal(one, drawn, scale, teller) for one in drawn.signals)
    return packed(teller.say("Signals"), "s", (one for one in found if one is not None), BAR_ROW, scale.width)


def _signal(one: SignalBar, drawn: Timeline, scale: Scale, teller: Teller) -> Item | None:
    is_open = one.status is SignalStatus.OPEN
    end = max(one.since, drawn.as_of) if is_open else one.until or one.since
    span = scale.x(one.since), max(scale.x(end), scale.x(one.since) + 5)
    if not shown(span, scale):
        return None

    def bars(top: float) -> list[Shape]:
        look = f"signal {one.severity.value} {one.status.value}"
        return bar(span, top, scale, look, lasts=is_open, fill="" if is_open else "stripes")

    what = teller.phrases.what[one.kind]
    status = teller.say("open") if is_open else teller.say("closed")
    if not is_open and one.until is not None:
        status = teller.say("closed %(time)s", time=teller.time(one.until))
    because = teller.phrases.said(one.closed_because) if one.closed_because else ""
    row = Row(
        one.since,
        teller.time(one.since),
        teller.say("Signal: %(what)s", what=what),
        teller.phrases.said(one.summary),
        f"{status}: {because}" if because else status,
        one.messages,
    )
    return with_bars(span, what, scale, bars, Said(f"{row.what}, {row.when}, {row.status}", [row]))


def pages(drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    """Each page when it was told, and when somebody heard it."""
    told = [one for one in drawn.pages if scale.holds(one.told_at)]
    found = (_pages(each, scale, teller) for each in _together(told, scale))
    return packed(teller.say("Pages"), "g", found, SIGN_ROW, scale.width)


def _together(told: Sequence[PageTold], scale: Scale) -> Iterator[list[PageTold]]:
    """Pages of one story that stand too close to be told apart."""
    by_story: dict[str, list[PageTold]] = {}
    for one in told:
        held = by_story.setdefault(one.story, [])
        if held and scale.x(one.told_at) - scale.x(held[0].told_at) > CLOSE:
            yield held
            held = by_story[one.story] = []
        held.append(one)
    yield from by_story.values()


def _pages(told: Sequence[PageTold], scale: Scale, teller: Teller) -> Item:
    rows = [_page_row(one, teller) for one in told]
    is_loud = any(one.severity is Severity.PAGE for one in told)
    is_end = all(one.reason.ends for one in told)
    heard = [one.acknowledged_at for one in told if one.acknowledged_at is not None]
    name = "; ".join(f"{one.what}, {one.when}, {one.status}" for one in rows)
    look = f"{'loud' if is_loud else 'open'}{' heard' if heard else ''}"
    shape = "tick" if is_end else "bell" if is_loud else "note"
    sign = Sign(scale.x(told[0].told_at), shape, look, scale.x(max(heard)) if heard else None)
    return with_words(sign, f"×{len(told)}" if len(told) > 1 else "", scale, Said(name, rows))


def _page_row(one: PageTold, teller: Teller) -> Row:
    phrases = teller.phrases
    what = f"{phrases.lead.get(one.reason, '')}{phrases.what[one.kind]}"
    if one.acknowledged_at is not None:
        by, time = one.acknowledged_by or teller.say("unknown"), teller.time(one.acknowledged_at)
        status = teller.say("acknowledged %(time)s by %(by)s", time=time, by=by)
    elif one.reason.ends or one.severity is not Severity.PAGE:
        status = ""
    else:
        status = teller.say("not acknowledged")
    what = teller.say("Page: %(what)s", what=what)
    return Row(one.told_at, teller.time(one.told_at), what, teller.page(one), status, page=one.id)

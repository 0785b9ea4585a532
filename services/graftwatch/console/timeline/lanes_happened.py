"""Lanes of what happened, of cultures, and of stays, lines, treatments and conditions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from graftwatch.bsi.blood_culture import BLOOD
from graftwatch.console.timeline.items import (
    BAR_HEIGHT,
    BAR_ROW,
    SIGN_ROW,
    Said,
    Sign,
    instant,
    shown,
    with_bars,
    with_words,
)
from graftwatch.console.timeline.rows import Item, Row, packed
from graftwatch.console.timeline.scale import DAY, Scale
from graftwatch.console.timeline.shapes import Lane, Shape, line, path, rect
from graftwatch.console.timeline.views import Culture, CultureState, Mark, MarkKind, OrganismSeen, Span, Timeline
from graftwatch.console.timeline.words import Teller
from graftwatch.facts import Status

SIGNS: Final = {
    MarkKind.TRANSPLANT: ("graft", "major"),
    MarkKind.INFUSION: ("drop", "major"),
    MarkKind.RE_TRANSPLANT: ("graft", "major"),
    MarkKind.DEATH: ("cross", "major"),
    MarkKind.WITHDRAWAL: ("leave", "major"),
    MarkKind.BIOPSY: ("square", "plain"),
    MarkKind.BIOPSY_PROPOSAL: ("square", "open"),
    MarkKind.SITE_INFECTION: ("diamond", "loud"),
    MarkKind.SIGN: ("triangle", "loud"),
    MarkKind.DOSE: ("dose", "plain"),
}
CULTURE_SIGNS: Final = {
    CultureState.PENDING: ("ring", "open waiting"),
    CultureState.POSITIVE: ("disc", "loud"),
    CultureState.NEGATIVE: ("minus", "open"),
    CultureState.NOT_DONE: ("times", "open"),
    CultureState.UNREADABLE: ("question", "open"),
}


def events(drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    """Transplant, infusion, biopsies, signs and what else happened at a moment."""
    found = (_event(one, scale, teller) for one in drawn.marks if scale.holds(instant(one.when, scale)))
    return packed(teller.say("Events"), "e", found, SIGN_ROW, scale.width)


def _event(one: Mark, scale: Scale, teller: Teller) -> Item:
    at, kind = instant(one.when, scale), teller.kind(one.kind)
    words = teller.name(one.words) if one.kind is not MarkKind.BIOPSY else teller.grade(one.words)
    label = words if one.kind is MarkKind.SIGN else f"{kind}: {words}" if words else kind
    name = f"{kind}{': ' if words else ''}{words}, {teller.moment(one.when)}"
    row = Row(at, teller.moment(one.when), kind, words, messages=one.messages)
    sign, look = SIGNS[one.kind]
    return with_words(Sign(scale.x(at), sign, look), label, scale, Said(name, [row]))


def care(drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]] | None:
    """Stays, lines, treatments and conditions; None where none is in the picture."""
    found = list(_spans(drawn, scale, teller))
    return packed(teller.say("Care"), "c", found, BAR_ROW, scale.width) if found else None


def _spans(drawn: Timeline, scale: Scale, teller: Teller) -> Iterator[Item]:
    for one in drawn.spans:
        begin = (one.first.at or scale.midnight(one.first.on)) if one.first else scale.begin
        end = (one.last.at or scale.midnight(one.last.on + DAY)) if one.last else max(begin, drawn.as_of)
        span = scale.x(begin), scale.x(end)
        if shown(span, scale):
            yield _span(one, begin, span, scale, teller)


def _span(one: Span, begin: datetime, span: tuple[float, float], scale: Scale, teller: Teller) -> Item:
    kind = teller.kind(one.kind)
    label = teller.name(one.words) if one.words else kind
    first = teller.moment(one.first) if one.first else teller.say("unknown")
    when = teller.say(
        "%(first)s to %(last)s", first=first, last=teller.moment(one.last) if one.last else teller.say("now")
    )
    row = Row(begin, when, kind, teller.name(one.words), messages=one.messages)

    def bars(top: float) -> list[Shape]:
        return bar(span, top, scale, f"span {one.kind.value}", lasts=one.last is None)

    return with_bars(span, label, scale, bars, Said(f"{label}, {when}", [row]))


def bar(span: tuple[float, float], top: float, scale: Scale, kind: str, *, lasts: bool, fill: str = "") -> list[Shape]:
    """A bar; its begin and its end have an edge where they are in the picture, and its end an arrow while it lasts."""
    x0, x1 = max(0.0, span[0]), min(scale.width, span[1])
    drawn = [rect(x0, top, x1 - x0, BAR_HEIGHT, kind, fill)]
    if span[0] >= 0:
        drawn.append(line(x0, top - 2, x0, top + BAR_HEIGHT + 2, "edge"))
    if lasts and span[1] <= scale.width:
        middle = top + BAR_HEIGHT / 2
        drawn.append(path([(x1 - 4, top), (x1 + 2, middle), (x1 - 4, top + BAR_HEIGHT)], "arrow"))
    elif span[1] <= scale.width:
        drawn.append(line(x1, top - 2, x1, top + BAR_HEIGHT + 2, "edge"))
    return drawn


def cultures(drawn: Timeline, scale: Scale, teller: Teller) -> tuple[Lane, list[Row]]:
    """Cultures where they were collected, with what grew, and until when a result was awaited."""
    placed = ((one, _collected(one, scale)) for one in drawn.cultures)
    found = (_culture(one, at, drawn, scale, teller) for one, at in placed if scale.holds(at))
    return packed(teller.say("Cultures"), "k", found, SIGN_ROW, scale.width)


def _collected(one: Culture, scale: Scale) -> datetime:
    if one.collected is not None:
        return instant(one.collected, scale)
    return min(each.stated_at for each in one.reports)


def _culture(one: Culture, at: datetime, drawn: Timeline, scale: Scale, teller: Teller) -> Item:
    sign, look = CULTURE_SIGNS[one.state]
    if one.status is Status.CORRECTED:
        look = f"{look} corrected"
    elif one.status is Status.PRELIMINARY:
        look = f"{look} unsettled"
    waits = one.state is CultureState.PENDING
    until = drawn.as_of if waits else one.resulted_at
    row = _culture_row(one, at, teller)
    said = Said(", ".join(each for each in (row.what, row.when, row.says, row.status) if each), [row])
    names = ", ".join(teller.organism(each) for each in one.organisms)
    if one.specimen_type not in {BLOOD, ""}:
        names = ": ".join(each for each in (teller.name(one.specimen_type), names) if each)
    end = scale.x(until) if until is not None else None
    return with_words(Sign(scale.x(at), sign, look, end), names, scale, said)


def _culture_row(one: Culture, at: datetime, teller: Teller) -> Row:
    specimen = teller.name(one.specimen_type) if one.specimen_type else teller.say("unknown specimen")
    says = [", ".join(_grown(each, teller) for each in one.organisms) or teller.kind(one.state)]
    if one.earlier:
        says.append(teller.say("earlier reports named %(names)s", names=", ".join(one.earlier)))
    status = [teller.kind(one.status)] if one.resulted_at else []
    if one.resulted_at:
        status.append(teller.say("reported %(time)s", time=teller.time(one.resulted_at)))
    if one.collected is None:
        status.append(teller.say("collected when nobody said"))
    return Row(
        at,
        teller.moment(one.collected) if one.collected else teller.time(at),
        teller.say("Culture: %(specimen)s", specimen=specimen),
        "; ".join(says),
        "; ".join(status),
        tuple(dict.fromkeys(ref for each in one.reports for ref in each.messages)),
    )


def _grown(one: OrganismSeen, teller: Teller) -> str:
    name = teller.organism(one)
    return f"{name} ({one.quantity})" if one.quantity else name

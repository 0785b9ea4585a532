"""Every place where the truth and the service differ, in words, with the service's own grounds and the messages.

Nothing is left out and nothing is decided here: an endpoint on one side only, an event missed or found for nothing, a
date, criterion or organism that differs, blood that is no infection and was confirmed, a story that woke somebody for
nothing, a signal that never came.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from graftwatch.assessment import Explained, explain
from graftwatch.backtest.figures import (
    ENDPOINTS,
    found_criterion,
    same_date,
    same_organisms,
    service_has,
    true_criterion,
    truth_has,
)
from graftwatch.backtest.matching import KIND_OF_EVENT, NOTHING, Pair, belongs_to, same_standing
from graftwatch.backtest.observed import Observed, StoryTold, is_called, is_true
from graftwatch.backtest.rejection_signals import LABORATORY, confirmed_rejection, signalled
from graftwatch.backtest.report import Disagreement
from graftwatch.backtest.truth import Kind, Standing, TrueEvent
from graftwatch.facts import Fact, MicrobiologyReport, Statement
from graftwatch.findings import Event

OPEN_STANDINGS: Final = frozenset({Standing.SUSPECTED, Standing.UNRESOLVED, Standing.EXCLUDED})
NEAR_DAYS: Final = 7
"""What happened so many days around a missed event is told with it."""


def disagreements(everybody: Iterable[Observed], judged: frozenset[Kind]) -> tuple[Disagreement, ...]:
    """All of them, recipient by recipient."""
    return tuple(found for one in everybody for found in _of(one, judged))


def _of(one: Observed, judged: frozenset[Kind]) -> Iterator[Disagreement]:
    for kind in ENDPOINTS:
        if kind in judged:
            yield from _endpoint(one, kind)
    for kind in KIND_OF_EVENT.values():
        if kind in judged:
            for pair in one.pairs[kind]:
                yield from _event(one, pair, kind)
    for told in one.stories:
        if told.kind in judged and not told.is_right and any(one.observes(page.decided_at) for page in told.news):
            yield _page(one, told)
    if Kind.REJECTION in judged:
        yield from _not_signalled(one)


def _endpoint(one: Observed, kind: Kind) -> Iterator[Disagreement]:
    true, found = truth_has(kind, one), service_has(kind, one)
    if true != found:
        words = {True: "endpoint met", False: "no endpoint"}
        title = f"{kind.value} endpoint {'missed' if true else 'for nothing'}"
        yield _said(one, "endpoint", title, (words[true], words[found]))


def _event(one: Observed, pair: Pair, kind: Kind) -> Iterator[Disagreement]:
    title = _difference(one, pair, kind)
    if title is not None:
        grounds = [pair.found] if pair.found else _near(one, pair.true)
        about = "culture" if pair.true is not None and not pair.true.standing.is_real else "event"
        yield _said(
            one,
            about,
            title,
            (_true_words(pair.true), _found_words(pair.found)),
            when=_when(one, grounds),
            explanation=(
                *_explained(one, grounds),
                *(_reports(one, pair.true) if pair.true and not pair.found else ()),
            ),
            messages=_messages(grounds),
        )


def _difference(one: Observed, pair: Pair, kind: Kind) -> str | None:
    """What differs, in a few words; None where nothing that counts does."""
    if is_true(pair) and not is_called(pair):
        return f"{kind.value} missed"
    if is_called(pair) and not is_true(pair):
        return f"{kind.value} confirmed for nothing"
    if not is_true(pair):
        return f"{kind.value}: other standing" if _stands_otherwise(one, pair) else None
    named, said = true_criterion(pair), found_criterion(pair)
    differs = [
        "date" if not same_date(pair) else "",
        "criterion" if named and said != named else "",
        "organisms" if pair.true and pair.true.organisms and not same_organisms(pair) else "",
    ]
    words = ", ".join(part for part in differs if part)
    return f"{kind.value}: other {words}" if words else None


def _stands_otherwise(one: Observed, pair: Pair) -> bool:
    """Whether neither side confirms anything, and yet they differ in what a person must do about it.

    A further finding on blood that belongs to a true event already is no difference.
    """
    found = None if pair.found is None else same_standing(pair.found)
    if pair.true is not None:
        return pair.true.standing in OPEN_STANDINGS and found is not pair.true.standing
    if pair.found is None or pair.found.date_of_event is None or found not in OPEN_STANDINGS:
        return False
    kind = KIND_OF_EVENT[pair.found.kind]
    return belongs_to({pair.found.date_of_event}, kind, one.truth) is None


def _page(one: Observed, told: StoryTold) -> Disagreement:
    said = told.news[0]
    truth = _true_words(told.true)
    service = f"{len(told.news)} page{'s' if len(told.news) > 1 else ''}, first {said.kind.value}"
    grounds = [each for each in one.course.assessment.events if each.id == told.story.event]
    at_end = told.pages[-1]
    story = (f"ended: {at_end.reason.value}: {at_end.details.because}" if at_end.reason.ends else "not ended",)
    told_because = tuple(f"{page.kind.value}: {page.details.because}" for page in told.news if page.details.because)
    elements = tuple(f"met: {each}" for each in said.details.evidence)
    return _said(
        one,
        "page",
        "page for nothing",
        (truth, service),
        when=tuple(f"{_minute(one, page.decided_at)} {page.reason.value}" for page in told.news),
        explanation=(*told_because, *elements, *story, *_explained(one, grounds)),
        messages=_sources(one, told.story.evidence),
    )


def _not_signalled(one: Observed) -> Iterator[Disagreement]:
    rejection = confirmed_rejection(one)
    if rejection is None:
        return
    entered = one.biopsy_entered_at(rejection)
    if not signalled(one, rejection, LABORATORY, by=entered):
        seen = [each for (_, kind), each in one.course.signals.items() if kind in LABORATORY]
        told = [f"{each.signal.kind.value} of {_minute(one, each.seen_at)}" for each in seen]
        said = ", ".join(told) or "no laboratory signal"
        when = (f"biopsy entered {_minute(one, entered)}",)
        exposure = [row for row in explain(one.course.assessment) if row.heading.startswith("exposure")]
        yield _said(
            one, "signal", "rejection not signalled before its biopsy", (_true_words(rejection), said), when=when,
            explanation=_lines(exposure),
        )  # fmt: skip


def _said(  # noqa: PLR0913 - a disagreement has these parts, each named at the call
    one: Observed,
    about: str,
    title: str,
    words: tuple[str, str],
    *,
    when: Sequence[str] = (),
    explanation: Sequence[str] = (),
    messages: Sequence[str] = (),
) -> Disagreement:
    note = f"; played: {one.truth.note}" if one.truth.note else ""
    clean = one.scrub
    return Disagreement(
        feed=one.feed,
        subject=one.subject,
        about=about,
        title=title,
        truth=clean(words[0] + note),
        service=clean(words[1]),
        when=tuple(when),
        explanation=tuple(clean(line) for line in explanation),
        messages=tuple(clean(each) for each in messages),
    )


def _true_words(true: TrueEvent | None) -> str:
    if true is None:
        return NOTHING
    parts = (
        f"{true.kind.value} {true.standing.value}",
        true.on.isoformat(),
        true.criterion or true.grade,
        ", ".join(true.organisms),
        "" if true.in_window else "outside the window",
        true.note,
    )
    return ", ".join(part for part in parts if part)


def _found_words(found: Event | None) -> str:
    if found is None:
        return NOTHING
    parts = (
        f"{found.kind.value} {found.status.value}",
        found.date_of_event.isoformat() if found.date_of_event else "no date of event",
        found.criterion or found.grade or (f"secondary to {found.secondary_to}" if found.secondary_to else ""),
        ", ".join(each.name for each in found.organisms),
        "" if found.in_window else "outside the window",
    )
    return ", ".join(part for part in parts if part)


def _near(one: Observed, true: TrueEvent | None) -> list[Event]:
    """The service's events of the kind around the day of one that it missed."""
    if true is None:
        return []
    return [
        each
        for each in one.course.assessment.events
        if KIND_OF_EVENT[each.kind] is true.kind
        and each.date_of_event is not None
        and abs((each.date_of_event - true.on).days) <= NEAR_DAYS
    ]


def _explained(one: Observed, events: Iterable[Event]) -> tuple[str, ...]:
    """The service's explanation of these events, as `graftwatch explain` gives it."""
    ids = {each.id for each in events}
    rows = [row for row in explain(one.course.assessment) if any(("event", each) in row.rows for each in ids)]
    return _lines(rows)


def _lines(rows: Iterable[Explained]) -> tuple[str, ...]:
    lines = list[str]()
    for one in rows:
        lines.append(one.heading)
        lines += [f"{label}: {text}" for label, text in one.rows if label not in {"event", "messages"}]
    return tuple(lines)


def _reports(one: Observed, true: TrueEvent) -> Iterator[str]:
    """What the service had read of microbiology around the day of an event that it did not find at all."""
    if true.kind is not Kind.BSI:
        return
    found = [each for each in one.course.facts.current() if _collected_near(each, true.on)]
    yield f"blood and other specimens read, collected within {NEAR_DAYS} days of {true.on.isoformat()}: {len(found)}"
    for each in found:
        said = each.statement
        if isinstance(said, MicrobiologyReport) and said.collected is not None:
            names = ", ".join(isolate.organism or "unresolved" for isolate in said.isolates) or said.growth.value
            specimen = said.specimen_type or "specimen not said"
            yield f"{said.kind.value} of {specimen}, collected {said.collected.on.isoformat()}: {names}"


def _collected_near(one: Fact[Statement], day: date) -> bool:
    said = one.statement
    if not isinstance(said, MicrobiologyReport) or said.collected is None:
        return False
    return abs(said.collected.on - day) <= timedelta(days=NEAR_DAYS)


def _when(one: Observed, events: Iterable[Event]) -> tuple[str, ...]:
    seen = (one.course.confirmed.get(each.id) for each in events)
    return tuple(f"first confirmed {_minute(one, each.confirmed_at)}" for each in seen if each is not None)


def _messages(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(sorted({source for each in events for source in each.sources}))


def _sources(one: Observed, evidence: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({str(each.source) for each in one.course.versions(evidence)}))


def _minute(one: Observed, moment: datetime) -> str:
    return moment.astimezone(one.protocol.zone).isoformat(sep=" ", timespec="minutes")

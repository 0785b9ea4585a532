"""Criterion, site, grade and date in words, and what of them, of kind and organisms, is not as people were told."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from graftwatch.findings import SignalKind
from graftwatch.paging.fitting import cut
from graftwatch.paging.matter import Ground, Said
from graftwatch.paging.page import LINE_LENGTH, PageReason
from graftwatch.paging.phrases import Phrases
from graftwatch.paging.telling import Telling

ORGANISMS_LENGTH: Final = 400
"""So much of the one line may name organisms; all of them stand in the lines below."""


def classified(telling: Telling, phrases: Phrases) -> str:
    """Criterion or site, with grade and date of event; grade and date alone say less than the reason does."""
    parts = _classes(telling.matter.said, telling, phrases)
    return begun(phrases.comma.join(part for part in parts if part)) if any(parts[:2]) else ""


def _classes(said: Said, telling: Telling, phrases: Phrases) -> tuple[str, str, str, str]:
    criterion = phrases.said(said.criterion) if said.criterion else ""
    if criterion and said.kind is SignalKind.BSI_SUSPECTED:
        criterion = phrases.if_confirmed.format(criterion=criterion)
    return (
        criterion,
        phrases.secondary_to.format(site=phrases.said(said.secondary_to)) if said.secondary_to else "",
        phrases.said(said.grade) if said.grade else "",
        phrases.date_of_event.format(day=_dated(said.date_of_event, telling, phrases)) if said.date_of_event else "",
    )


def _dated(day: date, telling: Telling, phrases: Phrases) -> str:
    """A day with its post-operative day, counted back from that of the page."""
    written, today = phrases.date.format(day), telling.who.post_operative_day
    if today is None:
        return written
    ago = telling.now.astimezone(telling.zone).date() - day
    return f"{written}{phrases.in_brackets.format(phrases.of_day_briefly(today - ago.days))}"


def now_reported(telling: Telling, phrases: Phrases) -> str:
    """At an end: what the same blood is said to hold now, where that is not what people were told."""
    now = telling.matter.said.organisms
    if not telling.reason.ends or not now or not telling.head or set(now) == set(telling.head):
        return ""
    return phrases.now_reported.format(what=cut(phrases.comma.join(now), ORGANISMS_LENGTH))


def told_before(telling: Telling, phrases: Phrases) -> str:
    """At a revision: what people were told that is so no more."""
    if telling.reason is not PageReason.REVISED or telling.before is None:
        return ""
    told, now = telling.before, telling.matter.said
    kinds = [phrases.what[told.kind]] if told.kind is not now.kind else []
    changed = [was for was, _ in _reclassified(told, telling, phrases)]
    gone = [one for one in told.organisms if one not in now.organisms]
    return phrases.before.format(what=phrases.comma.join([*kinds, *gone, *changed])) if kinds or gone or changed else ""


def changes(telling: Telling, phrases: Phrases) -> Iterator[str]:
    """What differs from the page before; of signals told together also which is gone and which has come."""
    yield from _changes(telling, phrases)
    now, before = telling.matter.said, telling.before or telling.matter.said
    organism_gone = set(before.organisms) - set(now.organisms)
    for lost in telling.change.lost:
        because = phrases.said(telling.matter.closings.get(lost.signal, ""))
        if because or not (organism_gone and lost.organisms):
            what = phrases.no_longer.format(what=ground_in_words(lost, phrases))
            yield phrases.colon.join(part for part in (what, because) if part)
    for gained in telling.change.gained:
        yield phrases.now_also.format(what=ground_in_words(gained, phrases))


def _changes(telling: Telling, phrases: Phrases) -> Iterator[str]:
    now = telling.matter.said
    before = telling.before or now
    if before.kind is not now.kind:
        yield phrases.was.format(now=phrases.what[now.kind], was=phrases.what[before.kind])
    for gained in sorted(set(now.organisms) - set(before.organisms)):
        yield phrases.now_also.format(what=gained)
    for lost in sorted(set(before.organisms) - set(now.organisms)):
        yield phrases.no_longer.format(what=lost)
    for was, is_now in _reclassified(before, telling, phrases):
        yield phrases.was.format(now=is_now, was=was) if is_now else phrases.no_longer.format(what=was)


def _reclassified(told: Said, telling: Telling, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Criterion, site, grade and date that are not as they were told; each as it was and as it is now."""
    now = telling.matter.said
    stated = zip(_stated(told), _stated(now), strict=True)
    in_words = zip(_classes(told, telling, phrases), _classes(now, telling, phrases), strict=True)
    return (words for (was, is_now), words in zip(stated, in_words, strict=True) if was and was != is_now)


def _stated(said: Said) -> tuple[object, ...]:
    return said.criterion, said.secondary_to, said.grade, said.date_of_event


def ground_in_words(ground: Ground, phrases: Phrases) -> str:
    """One signal of a story in short: kind, organisms, criterion and site."""
    organisms = phrases.comma.join(ground.organisms)
    site = phrases.secondary_to.format(site=phrases.said(ground.secondary_to)) if ground.secondary_to else ""
    what = phrases.colon.join(part for part in (phrases.what[ground.kind], organisms) if part)
    criterion = phrases.said(ground.criterion) if ground.criterion else ""
    day = phrases.blood_of.format(day=phrases.date.format(ground.first_day)) if ground.first_day else ""
    return cut(phrases.comma.join(part for part in (what, criterion, site, day) if part), LINE_LENGTH)


def begun(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]

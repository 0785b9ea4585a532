"""What a page says: one line (1,024 characters), an SMS (160), and the lines below.

In this order, so that whatever is cut was the least: what and how sure, who, which post-operative day; criterion and
date, or the rule's reason where there is no criterion yet, or why the story ended; what would make it surer. Each is
said once. What comes here is scrubbed already (scrub.py). Organisms are named as far as there is room and then
counted, so that nothing behind them is lost; a text that is too long ends in an ellipsis.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from graftwatch.findings import SignalKind
from graftwatch.paging.days import with_days
from graftwatch.paging.differences import (
    ORGANISMS_LENGTH,
    begun,
    changes,
    classified,
    ground_in_words,
    now_reported,
    told_before,
)
from graftwatch.paging.fitting import cut, named
from graftwatch.paging.folding import one_line
from graftwatch.paging.matter import Matter
from graftwatch.paging.page import LINE_LENGTH, LINES, SUMMARY_LENGTH, PageDetails, PageReason, Words
from graftwatch.paging.phrases import ENGLISH, Phrases
from graftwatch.paging.scrub import STRUCK_OUT
from graftwatch.paging.short import short
from graftwatch.paging.telling import Telling

LATE_DAYS = 2
"""Evidence that came this many days ago is said to be found late: results normally come within hours, so that much
is a backfill or a late enrolment."""
SETTLES_LENGTH: Final = 160
"""What would make it surer stands in the one line where it is no longer than that, and in the lines below anyway."""

_SOURCE: Final = re.compile(r" \[[^\[\]]+\]")
_UNITS: Final = (
    (re.compile(r"(?<=\d) Cel\b"), " °C"),
    (re.compile(r"(?<=\d) 10\*9/L"), " ×10⁹/L"),
    (re.compile(r"(?<=\d) mm\[Hg\]"), " mmHg"),
)
"""Units as people write them; facts hold those of UCUM."""


def worded(telling: Telling, phrases: Phrases = ENGLISH) -> Words:
    """The texts of a page."""
    matter = telling.matter
    asks = phrases.said(matter.asks) if matter.asks else phrases.asks[matter.said.kind]
    return Words(
        summary=_summary(telling, phrases),
        short=_short(telling, phrases),
        details=PageDetails(
            since=matter.since,
            because=cut(_because(telling, phrases), LINE_LENGTH),
            organisms=lines(matter.said.organisms, phrases),
            evidence=lines([*_beside(matter, phrases), *_said(matter.elements, telling, phrases)], phrases),
            missing=() if telling.reason.ends else _said(matter.missing, telling, phrases),
            asks="" if telling.reason.ends else cut(_stopped(begun(asks), phrases), LINE_LENGTH),
            changed=lines(list(changes(telling, phrases)), phrases),
            event=matter.event,
        ),
    )


def _summary(telling: Telling, phrases: Phrases) -> str:
    """The parts as far as there is room; the first two, which say what and who, always have it."""
    text = ""
    for part in _parts_of_summary(telling, phrases):
        sentence = f"{phrases.gap if text else ''}{_stopped(part, phrases)}"
        if len(text) + len(sentence) > SUMMARY_LENGTH:
            return cut(text + sentence, SUMMARY_LENGTH)
        text += sentence
    return text


def _parts_of_summary(telling: Telling, phrases: Phrases) -> Iterator[str]:
    said, who, ends = telling.matter.said, telling.who, telling.reason.ends
    organisms = named(telling.head, ORGANISMS_LENGTH, phrases.comma, phrases.more)
    what = f"{phrases.lead[telling.reason]}{phrases.what[said.kind]}"
    yield f"{what}{phrases.colon}{cut(organisms, ORGANISMS_LENGTH)}" if organisms else what
    if who.subject:
        day = () if who.post_operative_day is None else (phrases.of_day(who.post_operative_day),)
        yield phrases.comma.join([one_line(who.subject), *day])
    classes = "" if ends else classified(telling, phrases)
    rest = [
        classes,
        *_beside(telling.matter, phrases),
        _late(telling, phrases),
        told_before(telling, phrases),
        now_reported(telling, phrases),
        "" if classes else _because(telling, phrases),
        "" if ends else _settles(telling, phrases),
    ]
    yield from (part for part in rest if part)


def _short(telling: Telling, phrases: Phrases) -> str:
    said, who = telling.matter.said, telling.who
    day = "" if who.post_operative_day is None else f" {phrases.of_day_briefly(who.post_operative_day)}"
    classes = "" if telling.reason.ends else classified(telling, phrases)
    return short(
        f"{one_line(who.subject)}{day}" if who.subject else "",
        f"{phrases.lead_briefly[telling.reason]}{phrases.what_briefly[said.kind]}",
        telling.head,
        classes or _because(telling, phrases, briefly=True),
        phrases,
    )


def _beside(matter: Matter, phrases: Phrases) -> list[str]:
    """What else is told in the same story and says something else: a secondary infection, a sepsis, a name to read."""
    others = (one for one in matter.grounds if one.signal != matter.signal)
    return [ground_in_words(one, phrases) for one in others if one.kind is not SignalKind.BSI_SUSPECTED]


def _said(texts: Iterable[str], telling: Telling, phrases: Phrases) -> tuple[str, ...]:
    return lines([in_usual_units(phrases.said(_with_days(text, telling))) for text in texts], phrases)


def _with_days(text: str, telling: Telling) -> str:
    today = telling.who.post_operative_day
    if today is None:
        return text
    return with_days(text, telling.now.astimezone(telling.zone).date() - timedelta(days=today))


def in_usual_units(text: str) -> str:
    """A sentence of a rule with its units as people write them."""
    for unit, written in _UNITS:
        text = unit.sub(written, text)
    return text


def _because(telling: Telling, phrases: Phrases, *, briefly: bool = False) -> str:
    """Why, beginning as a sentence does; a name that had to be struck out is not quoted by its gap.

    About the service itself it begins with the name of a feed, stage or channel, which stays as it is written.
    """
    matter = telling.matter
    if matter.said.kind is SignalKind.BSI_UNRESOLVED and STRUCK_OUT in matter.because and not telling.reason.ends:
        return begun(phrases.name_not_recognised.format(subject=one_line(telling.who.subject)))
    stated = (telling.reason.ends and matter.closed_because) or matter.because
    because = in_usual_units(phrases.said(stated if briefly else _with_days(stated, telling)))
    return begun(because) if telling.who.subject else because


def _stopped(text: str, phrases: Phrases) -> str:
    if not text or text.endswith(("?", "…")):
        return text
    return f"{text.removesuffix('.').removesuffix(phrases.stop)}{phrases.stop}"


def _settles(telling: Telling, phrases: Phrases) -> str:
    """The first thing that would make it surer, in short."""
    matter = telling.matter
    lead = phrases.to_settle.get(matter.said.kind)
    if lead is None or not matter.missing:
        return ""
    missing = in_usual_units(_SOURCE.sub("", phrases.said(_with_days(matter.missing[0], telling))))
    return f"{lead}{missing}" if len(missing) <= SETTLES_LENGTH else ""


def _late(telling: Telling, phrases: Phrases) -> str:
    late = telling.found_late
    came_at = late.since(telling.matter.evidence) if late else None
    if late and came_at:
        came, known = (phrases.time.format(at.astimezone(late.zone)) for at in (came_at, late.known_at))
        return phrases.result_found_late[late.cause].format(came=came, known=known)
    days = (telling.now - telling.matter.since).days
    return phrases.found_late.format(days=days) if telling.reason is PageReason.FIRST and days >= LATE_DAYS else ""


def lines(texts: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    """The texts as lines of a page: so many at most, the last saying how many more there were."""
    kept = [cut(text, LINE_LENGTH) for text in texts]
    if len(kept) > LINES:
        kept = [*kept[: LINES - 1], phrases.more.format(count=len(kept) - LINES + 1)]
    return tuple(kept)

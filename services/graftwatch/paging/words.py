"""What a page says: one line (1,024 characters), an SMS (160), and the lines below; and a letter made of them.

In this order, so that whatever is cut was the least: what and how sure, who, which post-operative day; criterion and
date, or the rule's reason where there is no criterion yet, or why the story ended; what would make it surer. Each is
said once. What comes here is scrubbed already (scrub.py). Organisms are named as far as there is room and then
counted, so that nothing behind them is lost; a text that is too long ends in an ellipsis.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from graftwatch.findings import SignalKind
from graftwatch.paging.compare import NO_DIFFERENCE, Difference
from graftwatch.paging.days import with_days
from graftwatch.paging.fitting import cut, named
from graftwatch.paging.found_late import FoundLate
from graftwatch.paging.languages import phrases_of
from graftwatch.paging.matter import Ground, Matter, Said
from graftwatch.paging.page import LINE_LENGTH, LINES, SUMMARY_LENGTH, Page, PageDetails, PageReason, Words
from graftwatch.paging.phrases import ENGLISH, Phrases
from graftwatch.paging.scrub import STRUCK_OUT, one_line
from graftwatch.paging.short import short

LATE_DAYS = 2
"""Evidence that came this many days ago is said to be found late: results normally come within hours, so that much
is a backfill or a late enrolment."""
ORGANISMS_LENGTH: Final = 400
"""So much of the one line may name organisms; all of them stand in the lines below."""
SETTLES_LENGTH: Final = 160
"""What would make it surer stands in the one line where it is no longer than that, and in the lines below anyway."""

_SOURCE: Final = re.compile(r" \[[^\[\]]+\]")
_UNITS: Final = (
    (re.compile(r"(?<=\d) Cel\b"), " °C"),
    (re.compile(r"(?<=\d) 10\*9/L"), " ×10⁹/L"),
    (re.compile(r"(?<=\d) mm\[Hg\]"), " mmHg"),
)
"""Units as people write them; facts hold those of UCUM."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a page is about: a recipient on a post-operative day, or nobody where it is the service itself."""

    subject: str = ""
    post_operative_day: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be worded: why, what, about whom, what people were told before, when, and what was found late."""

    reason: PageReason
    matter: Matter
    who: Who
    before: Said | None
    now: datetime
    found_late: FoundLate | None = None
    zone: tzinfo = UTC
    change: Difference = NO_DIFFERENCE

    @property
    def head(self) -> tuple[str, ...]:
        """The organisms that the page begins with: at an end those that people were told, else new ones first."""
        now, told = self.matter.said.organisms, self.before.organisms if self.before else ()
        if self.reason.ends:
            return told or now
        return tuple(sorted(now, key=lambda one: one in told))


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
            asks="" if telling.reason.ends else cut(_stopped(_begun(asks), phrases), LINE_LENGTH),
            changed=lines(list(_changed(telling, phrases)), phrases),
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
    classified = "" if ends else _classified(telling, phrases)
    rest = [
        classified,
        *_beside(telling.matter, phrases),
        _late(telling, phrases),
        _before(telling, phrases),
        _now_reported(telling, phrases),
        "" if classified else _because(telling, phrases),
        "" if ends else _settles(telling, phrases),
    ]
    yield from (part for part in rest if part)


def _short(telling: Telling, phrases: Phrases) -> str:
    said, who = telling.matter.said, telling.who
    day = "" if who.post_operative_day is None else f" {phrases.of_day_briefly(who.post_operative_day)}"
    classified = "" if telling.reason.ends else _classified(telling, phrases)
    return short(
        f"{one_line(who.subject)}{day}" if who.subject else "",
        f"{phrases.lead_briefly[telling.reason]}{phrases.what_briefly[said.kind]}",
        telling.head,
        classified or _because(telling, phrases, briefly=True),
        phrases,
    )


def _beside(matter: Matter, phrases: Phrases) -> list[str]:
    """What else is told in the same story and says something else: a secondary infection, a sepsis, a name to read."""
    others = (one for one in matter.grounds if one.signal != matter.signal)
    return [_ground(one, phrases) for one in others if one.kind is not SignalKind.BSI_SUSPECTED]


def _ground(ground: Ground, phrases: Phrases) -> str:
    organisms = phrases.comma.join(ground.organisms)
    site = phrases.secondary_to.format(site=phrases.said(ground.secondary_to)) if ground.secondary_to else ""
    what = phrases.colon.join(part for part in (phrases.what[ground.kind], organisms) if part)
    criterion = phrases.said(ground.criterion) if ground.criterion else ""
    day = phrases.blood_of.format(day=phrases.date.format(ground.first_day)) if ground.first_day else ""
    return cut(phrases.comma.join(part for part in (what, criterion, site, day) if part), LINE_LENGTH)


def _said(texts: Iterable[str], telling: Telling, phrases: Phrases) -> tuple[str, ...]:
    return lines([_plain(phrases.said(_with_days(text, telling))) for text in texts], phrases)


def _with_days(text: str, telling: Telling) -> str:
    today = telling.who.post_operative_day
    if today is None:
        return text
    return with_days(text, telling.now.astimezone(telling.zone).date() - timedelta(days=today))


def _plain(text: str) -> str:
    for unit, written in _UNITS:
        text = unit.sub(written, text)
    return text


def _because(telling: Telling, phrases: Phrases, *, briefly: bool = False) -> str:
    """Why, beginning as a sentence does; a name that had to be struck out is not quoted by its gap.

    About the service itself it begins with the name of a feed, stage or channel, which stays as it is written.
    """
    matter = telling.matter
    if matter.said.kind is SignalKind.BSI_UNRESOLVED and STRUCK_OUT in matter.because and not telling.reason.ends:
        return _begun(phrases.name_not_recognised.format(subject=one_line(telling.who.subject)))
    stated = (telling.reason.ends and matter.closed_because) or matter.because
    because = _plain(phrases.said(stated if briefly else _with_days(stated, telling)))
    return _begun(because) if telling.who.subject else because


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stopped(text: str, phrases: Phrases) -> str:
    if not text or text.endswith(("?", "…")):
        return text
    return f"{text.removesuffix('.').removesuffix(phrases.stop)}{phrases.stop}"


def _classified(telling: Telling, phrases: Phrases) -> str:
    """Criterion or site, with grade and date of event; grade and date alone say less than the reason does."""
    parts = _classes(telling.matter.said, telling, phrases)
    return _begun(phrases.comma.join(part for part in parts if part)) if any(parts[:2]) else ""


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


def _settles(telling: Telling, phrases: Phrases) -> str:
    """The first thing that would make it surer, in short."""
    matter = telling.matter
    lead = phrases.to_settle.get(matter.said.kind)
    if lead is None or not matter.missing:
        return ""
    missing = _plain(_SOURCE.sub("", phrases.said(_with_days(matter.missing[0], telling))))
    return f"{lead}{missing}" if len(missing) <= SETTLES_LENGTH else ""


def _now_reported(telling: Telling, phrases: Phrases) -> str:
    """At an end: what the same blood is said to hold now, where that is not what people were told."""
    now = telling.matter.said.organisms
    if not telling.reason.ends or not now or not telling.head or set(now) == set(telling.head):
        return ""
    return phrases.now_reported.format(what=cut(phrases.comma.join(now), ORGANISMS_LENGTH))


def _late(telling: Telling, phrases: Phrases) -> str:
    late = telling.found_late
    came_at = late.since(telling.matter.evidence) if late else None
    if late and came_at:
        came, known = (phrases.time.format(at.astimezone(late.zone)) for at in (came_at, late.known_at))
        return phrases.result_found_late[late.cause].format(came=came, known=known)
    days = (telling.now - telling.matter.since).days
    return phrases.found_late.format(days=days) if telling.reason is PageReason.FIRST and days >= LATE_DAYS else ""


def _changed(telling: Telling, phrases: Phrases) -> Iterator[str]:
    """What differs from the page before; of signals told together also which is gone and which has come."""
    yield from _changes(telling, phrases)
    now, before = telling.matter.said, telling.before or telling.matter.said
    organism_gone = set(before.organisms) - set(now.organisms)
    for lost in telling.change.lost:
        because = phrases.said(telling.matter.closings.get(lost.signal, ""))
        if because or not (organism_gone and lost.organisms):
            what = phrases.no_longer.format(what=_ground(lost, phrases))
            yield phrases.colon.join(part for part in (what, because) if part)
    for gained in telling.change.gained:
        yield phrases.now_also.format(what=_ground(gained, phrases))


def _before(telling: Telling, phrases: Phrases) -> str:
    """At a revision: what people were told that is so no more."""
    if telling.reason is not PageReason.REVISED or telling.before is None:
        return ""
    told, now = telling.before, telling.matter.said
    kinds = [phrases.what[told.kind]] if told.kind is not now.kind else []
    changed = [was for was, _ in _reclassified(told, telling, phrases)]
    gone = [one for one in told.organisms if one not in now.organisms]
    return phrases.before.format(what=phrases.comma.join([*kinds, *gone, *changed])) if kinds or gone or changed else ""


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


def lines(texts: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    """The texts as lines of a page: so many at most, the last saying how many more there were."""
    kept = [cut(text, LINE_LENGTH) for text in texts]
    if len(kept) > LINES:
        kept = [*kept[: LINES - 1], phrases.more.format(count=len(kept) - LINES + 1)]
    return tuple(kept)


def letter(page: Page, zone: tzinfo, language: str = "", acknowledge_link: str = "") -> str:
    """The page as a text of several lines, for an e-mail.

    Args:
        page: the page.
        zone: the hospital's time zone.
        language: the reader's; empty: the page's own.
        acknowledge_link: where this reader acknowledges it; empty: the command is named.
    """
    phrases, words = phrases_of(page.told_in(language)), page.words(language)
    details, since = words.details, words.details.since.astimezone(zone)
    blocks = [
        [words.summary],
        [] if details.because in words.summary else [details.because],
        [_titled(phrases.since, phrases.time.format(since), phrases)],
        _block(phrases.changed, details.changed, phrases),
        _block(phrases.evidence, details.evidence, phrases),
        _block(phrases.missing, details.missing, phrases),
        [_titled(phrases.please, details.asks, phrases)] if details.asks else [],
        [page.link, *_how_to_acknowledge(page, acknowledge_link, phrases)],
        [phrases.times_are.format(zone=zone)],
    ]
    kept = ["\n".join(line for line in block if line) for block in blocks]
    return "\n\n".join(block for block in kept if block) + "\n"


def _how_to_acknowledge(page: Page, link: str, phrases: Phrases) -> list[str]:
    if page.reason.ends:
        return []
    return [_titled(phrases.acknowledge_link, link, phrases)] if link else [phrases.acknowledge.format(page=page.id)]


def _titled(title: str, text: str, phrases: Phrases) -> str:
    return f"{title}{phrases.colon}{text}"


def _block(title: str, texts: Sequence[str], phrases: Phrases) -> list[str]:
    return [f"{title}{phrases.colon.rstrip()}", *(f"- {line}" for line in texts)] if texts else []

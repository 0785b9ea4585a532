"""What a page says: one line (1,024 characters), an SMS (160), and the lines below; and a letter made of them.

In this order, so that whatever is cut was the least: what and how sure, who, which post-operative day, criterion and
date; the rule's reason where there is no criterion yet, or why the story ended. Each is said once. What comes here is
scrubbed already (scrub.py); a text that is too long ends in an ellipsis.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from graftwatch.findings import SignalKind
from graftwatch.paging.found_late import FoundLate
from graftwatch.paging.matter import Matter, Said
from graftwatch.paging.page import LINE_LENGTH, LINES, SHORT_LENGTH, SUMMARY_LENGTH, Page, PageDetails, PageReason
from graftwatch.paging.phrases import ENGLISH, Phrases
from graftwatch.paging.scrub import STRUCK_OUT

LATE_DAYS = 2
"""Evidence that came this many days ago is said to be found late: results normally come within hours, so that much
is a backfill or a late enrolment."""

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a page is about: a recipient on a post-operative day, or nobody where it is the service itself."""

    subject: str = ""
    post_operative_day: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a page."""

    summary: str
    short: str
    details: PageDetails


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be worded: why, what, about whom, what people were told before, when, and what was found late."""

    reason: PageReason
    matter: Matter
    who: Who
    before: Said | None
    now: datetime
    found_late: FoundLate | None = None


def worded(telling: Telling, phrases: Phrases = ENGLISH) -> Wording:
    """The texts of a page."""
    matter = telling.matter
    because = _because(telling, phrases)
    return Wording(
        summary=cut(_summary(telling, phrases), SUMMARY_LENGTH),
        short=cut(_short(telling, phrases), SHORT_LENGTH),
        details=PageDetails(
            since=matter.since,
            because=cut(because, LINE_LENGTH),
            organisms=lines(matter.said.organisms, phrases),
            evidence=lines(matter.elements, phrases),
            missing=lines(matter.missing, phrases),
            asks="" if telling.reason.ends else cut(matter.asks or phrases.asks[matter.said.kind], LINE_LENGTH),
            changed=lines(list(_changes(telling.before or matter.said, matter.said, phrases)), phrases),
            event=matter.event,
        ),
    )


def _summary(telling: Telling, phrases: Phrases) -> str:
    said, who = telling.matter.said, telling.who
    day = "" if who.post_operative_day is None else f", {phrases.day.format(day=who.post_operative_day)}"
    parts = [
        f"{phrases.lead[telling.reason]}{phrases.what[said.kind]}{_organisms(said)}.",
        f"{who.subject}{day}." if who.subject else "",
        _stopped(_begun(_classified(said, phrases))),
        _late(telling, phrases),
        _stopped(_because(telling, phrases)) if telling.reason.ends or not _classified(said, phrases) else "",
    ]
    return " ".join(part for part in parts if part)


def _short(telling: Telling, phrases: Phrases) -> str:
    said, who = telling.matter.said, telling.who
    day = "" if who.post_operative_day is None else f" {phrases.day_briefly.format(day=who.post_operative_day)}"
    about = f"{who.subject}{day}: " if who.subject else ""
    rest = f". {_because(telling, phrases)}" if telling.reason.ends or not who.subject else ""
    return f"{about}{phrases.lead_briefly[telling.reason]}{phrases.what_briefly[said.kind]}{_organisms(said)}{rest}"


def _organisms(said: Said) -> str:
    return f": {', '.join(said.organisms)}" if said.organisms else ""


def _because(telling: Telling, phrases: Phrases) -> str:
    """Why, beginning as a sentence does; a name that had to be struck out is not quoted by its gap.

    About the service itself it begins with the name of a feed, stage or channel, which stays as it is written.
    """
    matter = telling.matter
    if matter.said.kind is SignalKind.BSI_UNRESOLVED and STRUCK_OUT in matter.because and not telling.reason.ends:
        return _begun(phrases.name_not_recognised.format(subject=telling.who.subject))
    because = (telling.reason.ends and matter.closed_because) or matter.because
    return _begun(because) if telling.who.subject else because


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stopped(text: str) -> str:
    return f"{text.removesuffix('.')}." if text else ""


def _classified(said: Said, phrases: Phrases) -> str:
    """Criterion, site, grade and date of event; a date alone says less than the reason does."""
    criterion, site, grade, day = _parts(said, phrases)
    return ", ".join(part for part in (criterion, site, grade, day) if part) if criterion or site or grade else ""


def _parts(said: Said, phrases: Phrases) -> tuple[str, str, str, str]:
    return (
        said.criterion or "",
        phrases.secondary_to.format(site=said.secondary_to) if said.secondary_to else "",
        said.grade or "",
        phrases.date_of_event.format(day=said.date_of_event) if said.date_of_event else "",
    )


def _late(telling: Telling, phrases: Phrases) -> str:
    late = telling.found_late
    came_at = late.since(telling.matter.evidence) if late else None
    if late and came_at:
        came, known = (f"{at.astimezone(late.zone):%Y-%m-%d %H:%M}" for at in (came_at, late.known_at))
        return phrases.result_found_late[late.cause].format(came=came, known=known)
    days = (telling.now - telling.matter.since).days
    return phrases.found_late.format(days=days) if telling.reason is PageReason.FIRST and days >= LATE_DAYS else ""


def _changes(before: Said, now: Said, phrases: Phrases) -> Iterable[str]:
    if before.kind is not now.kind:
        yield phrases.was.format(now=phrases.what[now.kind], was=phrases.what[before.kind])
    for gained in sorted(set(now.organisms) - set(before.organisms)):
        yield phrases.now_also.format(what=gained)
    for lost in sorted(set(before.organisms) - set(now.organisms)):
        yield phrases.no_longer.format(what=lost)
    for was, is_now in zip(_parts(before, phrases), _parts(now, phrases), strict=True):
        if was and was != is_now:
            yield phrases.was.format(now=is_now or phrases.nothing, was=was)


def lines(texts: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    """The texts as lines of a page: so many at most, the last saying how many more there were."""
    kept = [cut(text, LINE_LENGTH) for text in texts]
    if len(kept) > LINES:
        kept = [*kept[: LINES - 1], phrases.more.format(count=len(kept) - LINES + 1)]
    return tuple(kept)


def cut(text: str, length: int) -> str:
    """The text, ended by an ellipsis where it is longer than that."""
    return text if len(text) <= length else text[: length - 1].rstrip() + ELLIPSIS


def letter(page: Page, zone: tzinfo, phrases: Phrases = ENGLISH) -> str:
    """The page as a text of several lines, for an e-mail."""
    details = page.details
    blocks = [
        [page.summary],
        [] if details.because in page.summary else [details.because],
        [f"{phrases.since}: {details.since.astimezone(zone):%Y-%m-%d %H:%M %Z}"],
        _block(phrases.changed, details.changed),
        _block(phrases.evidence, details.evidence),
        _block(phrases.missing, details.missing),
        [f"{phrases.please}: {details.asks}"] if details.asks else [],
        [page.link, "" if page.reason.ends else phrases.acknowledge.format(page=page.id)],
    ]
    kept = ["\n".join(line for line in block if line) for block in blocks]
    return "\n\n".join(block for block in kept if block) + "\n"


def _block(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"- {line}" for line in lines)] if lines else []

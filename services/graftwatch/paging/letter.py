"""A page as a text of several lines: for an e-mail, and for services that take a long text."""

from collections.abc import Sequence
from datetime import tzinfo

from graftwatch.paging.languages import phrases_of
from graftwatch.paging.page import Page
from graftwatch.paging.phrases import Phrases


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

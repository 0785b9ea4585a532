"""What the audit of pages tells of an acknowledgement: who heard, through what, after how long, whether it counted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from graftwatch.facts import Acknowledgement, Fact, Statement
from graftwatch.paging import Heard, Ledger
from graftwatch.pipeline.audit import AuditItem, Happened

NO_EFFECT = "changed nothing: it was heard before, or is over"


def acknowledgements(facts: Iterable[Fact[Statement]]) -> tuple[Acknowledgement, ...]:
    """What of these facts says that a page was heard."""
    return tuple(one.statement for one in facts if isinstance(one.statement, Acknowledgement))


def heard_by_page(ledgers: Iterable[Ledger], said: Iterable[Acknowledgement]) -> dict[str, Acknowledgement]:
    """The acknowledgements by page id; one of a page is one of the repetitions that go with it, too."""
    by_page = {one.page: one for one in said}
    groups = [pages for ledger in ledgers for story in ledger.stories for pages in story.heard_together()]
    heard: dict[str, Acknowledgement] = {}
    for pages in groups:
        first = next((by_page[one] for one in pages if one in by_page), None)
        heard |= dict.fromkeys(pages, first) if first else {}
    return heard | by_page


def heard_items(
    facts: Sequence[Fact[Statement]], heard: Sequence[Heard], subject: str, now: datetime
) -> Iterator[AuditItem]:
    """The items of new acknowledgements.

    Args:
        facts: what was new.
        heard: which of it counted, and how long after its page.
        subject: whose pages; empty for those about the service itself.
        now: when it was handled, for one that states no time.
    """
    seconds = {one.page: one.seconds for one in heard}
    for one in acknowledgements(facts):
        yield AuditItem(
            at=one.acknowledged.at or now,
            what=Happened.ACKNOWLEDGED,
            page=one.page,
            subject=subject,
            by=one.by,
            through=one.through,
            after_seconds=seconds.get(one.page),
            words="" if one.page in seconds else NO_EFFECT,
        )

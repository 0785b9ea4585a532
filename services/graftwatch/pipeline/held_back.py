"""What the audit of pages tells of pages that were not sent: held back, by what, and that nobody heard.

A signal is looked at again and again and held back each time for the same reason: it is told when the reason changes.
That nothing is new, or that a page waits for its acknowledgement, is the usual case and is not told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from graftwatch.paging import Decided, Page, Suppression
from graftwatch.pipeline.audit import AuditItem, Happened

USUAL: Final = frozenset(
    {
        Suppression.NOTHING_MATERIAL,
        Suppression.ACKNOWLEDGED,
        Suppression.AWAITING_ACKNOWLEDGEMENT,
        Suppression.REPEATS_USED_UP,
    }
)
"""Reasons that hold nothing back; that repetitions are used up is told once, as a page that nobody heard."""
UNHEARD: Final = "nobody acknowledged it, and it is sent no more"


class HeldBack:
    """Remembers by what each signal is held back.

    Args:
        newest: what the audit says so last, by signal, of a recipient or of the service (empty).
    """

    def __init__(self, newest: Callable[[str], Mapping[str, str]]) -> None:
        self._newest = newest
        self._known: dict[str, dict[str, str]] = {}

    def forget(self) -> None:
        """Takes the audit's word again: a transaction was undone."""
        self._known.clear()

    def items(self, subject: str, decided: Decided, now: datetime) -> Iterator[AuditItem]:
        """The items of what changed with a decision."""
        held = {one.signal: one.by.value for one in decided.suppressed if one.by not in USUAL}
        if subject not in self._known and (held or decided.unheard):
            self._known[subject] = dict(self._newest(subject))
        before = self._known.get(subject, {})
        for signal, by in held.items():
            if before.get(signal) != by:
                yield AuditItem(at=now, what=Happened.HELD_BACK, story=signal, subject=subject, words=by)
        for one in decided.unheard:
            yield AuditItem(
                at=now,
                what=Happened.UNHEARD,
                page=one.page,
                story=one.story,
                subject=subject,
                kind=one.kind,
                severity=one.severity,
                words=UNHEARD,
            )
        if subject in self._known:
            self._known[subject] = held


def storm_items(decided: Sequence[Page], passed: Sequence[Page], now: datetime) -> Iterator[AuditItem]:
    """The items of pages that the storm limit holds back; one that is let out later is told as decided then."""
    through = {one.id for one in passed}
    for one in decided:
        if one.id not in through:
            yield AuditItem(
                at=now,
                what=Happened.HELD_BACK,
                page=one.id,
                story=one.story,
                subject=one.subject,
                kind=one.kind,
                reason=one.reason,
                severity=one.severity,
                words=Suppression.STORM_LIMIT.value,
            )

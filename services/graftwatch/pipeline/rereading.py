"""A recipient's kept frames read again, because a feed's own codes changed.

Only frames that hold a code whose meaning changed are read again. What they say now becomes known now; what they said
and nobody says any more lapses now. So a value that nobody had mapped counts from the moment it was mapped, one that
was mapped wrongly counts no longer, and what was concluded in between stays what it was at its time.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from graftwatch.facts import Fact, FactSet, Lapse, Statement, Version
from graftwatch.pipeline.intake import Attributed, Intake
from graftwatch.pipeline.journal import Entry
from graftwatch.terminology.site_codes import SiteCodes

# A code of these signs stands in a frame's bytes as it stands in the file, in every character set that is read.
_PLAIN_CODE: Final = re.compile(r"[A-Za-z0-9._-]+")
# Looking for more codes than this costs more than reading the frame.
CODES_LOOKED_FOR: Final = 40
# Two bytes a sign: a code does not stand in it as it is.
_WIDE: Final = b"\0"

Touches = Callable[[bytes], bool]
Key = tuple[str, Version]


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading again changes for one recipient; `came_at` is when the message of each new fact first came."""

    facts: tuple[Fact[Statement], ...] = ()
    lapses: tuple[Lapse, ...] = ()
    came_at: Mapping[str, datetime] = field(default_factory=dict)


def touched_by(before: SiteCodes, after: SiteCodes) -> Touches:
    """Tells frames that a change of codes may concern from those that it cannot."""
    codes = {code for code, _ in changed_codes(before, after)}
    if changed_organisms(before, after):  # written in any case, blanks and escapes
        return lambda _: True
    if len(codes) > CODES_LOOKED_FOR or not all(_PLAIN_CODE.fullmatch(code) for code in codes):
        return lambda _: True
    looked_for = [code.encode("ascii") for code in sorted(codes)]
    return lambda frame: _WIDE in frame or any(code in frame for code in looked_for)


def changed_codes(before: SiteCodes, after: SiteCodes) -> frozenset[tuple[str, str]]:
    """The codes, with their systems, that mean something else afterwards, or something where they meant nothing."""
    keys = before.rows.keys() | after.rows.keys()
    return frozenset(key for key in keys if before.rows.get(key) != after.rows.get(key))


def changed_organisms(before: SiteCodes, after: SiteCodes) -> frozenset[str]:
    """The codes and words of organisms, in small letters, that stand for something else afterwards."""
    keys = before.organisms.keys() | after.organisms.keys()
    return frozenset(
        code for code, system in keys if before.organisms.get((code, system)) != after.organisms.get((code, system))
    )


@dataclass(frozen=True, slots=True)
class Rereading:
    """Reads again after a change of one feed's codes.

    Attributes:
        intake: how frames become facts, with the new codes.
        feed: the feed whose codes changed.
        touches: tells the frames that the change may concern.
        at: the time of the change.
    """

    intake: Intake
    feed: str
    touches: Touches
    at: datetime

    def of(self, subject: str, held: FactSet, frames: Callable[[str], Iterable[Entry]]) -> Reread:
        """What changes for a recipient.

        Args:
            subject: whose frames.
            held: what is held of the recipient.
            frames: gives a recipient's kept frames, as often as asked.
        """
        touched = [one for one in frames(subject) if one.feed == self.feed and self.touches(one.content)]
        if not touched:
            return Reread()
        read = [(one, fact) for one in touched for fact in self._facts(subject, one)]
        said = [fact for _, fact in read]
        counting = {_key(one): one for one in held.counting()}
        sources = {(one.feed, one.control_id) for one in touched}
        unsaid = {key: one for key, one in counting.items() if (one.source.feed, one.source.control_id) in sources}
        for one in said:
            unsaid.pop(_key(one), None)
        if unsaid:  # another message may say the same
            for entry in frames(subject):
                for one in self._facts(subject, entry):
                    unsaid.pop(_key(one), None)
        new = [(entry, one) for entry, one in read if _key(one) not in counting]
        came_at = {one.identity: entry.came_at for entry, one in reversed(new)}
        lapses = tuple(Lapse(subject, *key, self.at) for key in unsaid)
        return Reread(tuple(one for _, one in new), lapses, came_at)

    def _facts(self, subject: str, entry: Entry) -> Iterator[Fact[Statement]]:
        for one in self.intake.take(entry.content, entry.feed, self.at, entry.came_at):
            if isinstance(one, Attributed) and one.subject == subject:
                yield from one.understood.facts


def _key(one: Fact[Statement]) -> Key:
    return one.identity, one.version

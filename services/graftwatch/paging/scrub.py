"""Keeps identifiers out of pages, whatever a rule or a laboratory wrote.

The first line of defence is that facts hold no identifier and that rules use their own words. This is the second:
what the roster knows of the recipient, words that stand for nothing we know (a laboratory's free text), and long
runs of digits are struck out of every text of a page; so are line breaks and control characters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from graftwatch.paging.matter import Matter
from graftwatch.roster import Recipient

STRUCK_OUT = "[…]"
LONG_NUMBER = re.compile(r"\d{6,}")
"""No value, time or day that a page states has six digits in a row; patient and specimen numbers have."""
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
_DISTINCT_LENGTH = 4
"""An identifier this long is struck out wherever it stands, a shorter one only where it stands alone."""


@dataclass(frozen=True, slots=True)
class Scrub:
    """Strikes private words out of a text; build it with `of`."""

    private: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> "Scrub":
        """A scrub that strikes out these words, the longest first, whatever their case."""
        held = {word.strip() for word in words} - {""}
        return cls(tuple(_pattern(word) for word in sorted(held, key=lambda word: (-len(word), word))))

    def with_words(self, words: Iterable[str]) -> "Scrub":
        """The scrub that strikes out these words, too."""
        return Scrub((*Scrub.of(words).private, *self.private))

    def __call__(self, text: str) -> str:
        """The text in one line without private words."""
        for pattern in self.private:
            text = pattern.sub(STRUCK_OUT, text)
        return _UNPRINTABLE.sub(" ", LONG_NUMBER.sub(STRUCK_OUT, text)).strip()


def _pattern(word: str) -> re.Pattern[str]:
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    whole = spaced if len(word) >= _DISTINCT_LENGTH else rf"(?<!\w){spaced}(?!\w)"
    return re.compile(whole, re.IGNORECASE)


def private_words(recipient: Recipient) -> frozenset[str]:
    """What the roster knows of a recipient that no page may hold: identifiers and the birth date as it is written."""
    numbers = {identifier.value for identifier in recipient.identifiers}
    return frozenset(numbers | (_written(recipient.born) if recipient.born else set()))


def _written(day: date) -> set[str]:
    return {f"{day:{form}}" for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")}


def scrubbed(matter: Matter, scrub: Scrub) -> Matter:
    """What there is to tell, each of its texts in one line and without private words."""
    clean = scrub.with_words(matter.private_words)
    said = matter.said
    return replace(
        matter,
        said=said.model_copy(
            update={
                "organisms": tuple(clean(one) for one in said.organisms),
                "criterion": clean(said.criterion) if said.criterion else None,
                "secondary_to": clean(said.secondary_to) if said.secondary_to else None,
                "grade": clean(said.grade) if said.grade else None,
            }
        ),
        because=clean(matter.because),
        closed_because=clean(matter.closed_because),
        asks=clean(matter.asks),
        elements=tuple(clean(one) for one in matter.elements),
        missing=tuple(clean(one) for one in matter.missing),
        private_words=frozenset(),
    )

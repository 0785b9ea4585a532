"""Keeps identifiers out of pages, whatever a rule or a laboratory wrote.

The first line of defence is that facts hold no identifier and that rules use their own words. This is the second:
what the roster knows of the recipient, words that stand for nothing we know (a laboratory's free text), and long
runs of digits are struck out of every text of a page, however they are written: full width, another script's digits,
another case, accents, blanks or hyphens between. What nobody can see, or what turns a line round (controls, joiners,
marks of direction, stray accents), is left out before.

| roster        | text                      | page                |
| ------------- | ------------------------- | ------------------- |
| 0012345       | ID ００１２３４５         | ID […]              |
| 0012345       | 00-12 345                 | […]                 |
| born 1967-03-21 | 昭和42年3月21日生        | […]生               |
|               | ١٢٣٤٥٦                    | […]                 |
|               | AST 12345 U/L, 2026-06-04 | the same            |
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from graftwatch.paging.folding import is_usual, one_line
from graftwatch.paging.matter import Matter
from graftwatch.paging.private_text import PrivateWords
from graftwatch.roster import Recipient

STRUCK_OUT: Final = "[…]"
_ERAS: Final = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
)
"""Japanese eras by their first day, as birth dates are written in hospitals there."""


@dataclass(frozen=True, slots=True)
class Scrub:
    """Strikes private words out of a text, and long numbers unless they may stay; build it with `of`."""

    words: frozenset[str] = frozenset()
    long_numbers: bool = True

    @classmethod
    def of(cls, words: Iterable[str]) -> "Scrub":
        """A scrub that strikes out these words, however they are written."""
        return cls(frozenset(word.strip() for word in words) - {""})

    def with_words(self, words: Iterable[str]) -> "Scrub":
        """The scrub that strikes out these words, too."""
        added = Scrub.of(words).words
        return replace(self, words=self.words | added) if added else self

    @property
    def _private(self) -> PrivateWords:
        return PrivateWords.of(self.words, self.long_numbers)

    def leaves(self, texts: Iterable[str]) -> bool:
        """Whether none of the texts needs a change; said of all at once, since a decision asks it of every signal."""
        return _leaves(self._private, "·".join(texts))

    def __call__(self, text: str) -> str:
        """The text in one line without private words."""
        return _cleaned(self._private, text)


@lru_cache(maxsize=32768)
def _cleaned(private: PrivateWords, text: str) -> str:
    text = one_line(text)
    while spans := private.spans(text):
        for begin, end in reversed(spans):
            text = f"{text[:begin]}{STRUCK_OUT}{text[end:]}"
    return text


@lru_cache(maxsize=16384)
def _leaves(private: PrivateWords, text: str) -> bool:
    """The same of one text; what was said of a recipient is mostly said again at the next look."""
    return is_usual(text) and not private.spans(text)


def private_words(recipient: Recipient) -> frozenset[str]:
    """What the roster knows of a recipient that no page may hold: identifiers and the birth date as it is written."""
    numbers = {identifier.value for identifier in recipient.identifiers}
    return frozenset(numbers | (_written(recipient.born) if recipient.born else set()))


def _written(day: date) -> set[str]:
    """A day as people write it: year first or last, with and without zeros, in words, by Japanese era."""
    year, months, days = f"{day:%Y}", {f"{day:%m}", f"{day.month}"}, {f"{day:%d}", f"{day.day}"}
    written = {form.format(year, m, d) for form in ("{}-{}-{}", "{}年{}月{}日") for m in months for d in days}
    written |= {f"{a}-{b}-{year}" for m in months for d in days for a, b in ((d, m), (m, d))}
    named = {f"{day:%B}", f"{day:%b}"}
    written |= {f"{a} {b} {year}" for name in named for d in days for a, b in ((d, name), (name, d))}
    for first, era, letter in _ERAS:
        if day >= first:
            number = str(day.year - first.year + 1)
            numbers = {number, "元"} if number == "1" else {number}
            written |= {f"{era}{n}年{m}月{d}日" for n in numbers for m in months for d in days}
            return written | {f"{letter}{number}.{m}.{d}" for m in months for d in days}
    return written


def scrubbed(matter: Matter, scrub: Scrub) -> Matter:
    """What there is to tell, each of its texts in one line and without private words."""
    clean, said = scrub.with_words(matter.private_words), matter.said
    stated = [one for one in (said.criterion, said.secondary_to, said.grade) if one]
    lone = (*stated, matter.because, matter.closed_because, matter.asks)
    if clean.leaves((*said.organisms, *lone, *matter.elements, *matter.missing)):
        return replace(matter, private_words=frozenset()) if matter.private_words else matter
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

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

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from graftwatch.paging.matter import Matter
from graftwatch.roster import Recipient

STRUCK_OUT: Final = "[…]"
_BETWEEN: Final = re.compile(r"[\W_]+")
LONG_NUMBER: Final = re.compile(r"\d{6,}")
"""No value, time or day that a page states has six digits in a row; patient and specimen numbers have."""
_USUAL: Final = re.compile("[ -~¡-¬®-ʯ‐-‧‰-⁞⁰-ₜ、-ゖァ-ヿ一-鿿！-～]*")
"""Signs of which each is seen and stands by itself: most texts hold no other."""
_LEFT_OUT: Final = frozenset({"Cf", "Cs", "Co", "Cn", "Mn", "Me"})
"""Categories that nobody sees by themselves: marks of direction and joiners, halves and unknown ones, stray accents."""
_MARKS: Final = frozenset({"Mn", "Me"})
_BLANKS: Final = frozenset({"Cc", "Zs", "Zl", "Zp"})
_LOOKS_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol that show nothing."""
_DISTINCT_LENGTH: Final = 4
"""An identifier this long is struck out wherever it stands, a shorter one only where it stands alone."""
_LONG_ENOUGH: Final = 6
"""So many letters and digits make no other sense when they are spread, so up to eight signs may stand between two."""
_SPREAD_LENGTH: Final = 3
"""A shorter one is struck out only as it is written: "41" must not make 4-1 unreadable."""
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
    def _private(self) -> "_Private":
        return _Private.of(self.words, self.long_numbers)

    def leaves(self, texts: Iterable[str]) -> bool:
        """Whether none of the texts needs a change; said of all at once, since a decision asks it of every signal."""
        return _leaves(self._private, "·".join(texts))

    def __call__(self, text: str) -> str:
        """The text in one line without private words."""
        return _cleaned(self._private, text)


@lru_cache(maxsize=32768)
def _cleaned(private: "_Private", text: str) -> str:
    text = one_line(text)
    while spans := private.spans(text):
        for begin, end in reversed(spans):
            text = f"{text[:begin]}{STRUCK_OUT}{text[end:]}"
    return text


@lru_cache(maxsize=16384)
def _leaves(private: "_Private", text: str) -> bool:
    """The same of one text; what was said of a recipient is mostly said again at the next look."""
    return bool(_USUAL.fullmatch(text)) and "  " not in text and not private.spans(text)


def one_line(text: str) -> str:
    r"""The text in one line, without what nobody can see.

    >>> one_line(" two\r\nlines, \u202eturned\u202c and jo\u200bined ")
    'two lines, turned and joined'
    """
    if not _USUAL.fullmatch(text):
        text = "".join(_visible(char) for char in unicodedata.normalize("NFC", text))
    return re.sub(" +", " ", text).strip() if "  " in text else text.strip()


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in _BLANKS or char in _LOOKS_BLANK:
        return " "
    return "" if category in _LEFT_OUT else char


@dataclass(frozen=True, slots=True, eq=False)
class _Private:
    """What is looked for: the folded words, the longest first, and each without what stands between its letters.

    A word of signs only is no identifier.
    """

    words: tuple[str, ...]
    letters: tuple[str, ...]
    long_numbers: bool

    @classmethod
    @lru_cache(maxsize=16384)
    def of(cls, words: frozenset[str], long_numbers: bool) -> "_Private":  # noqa: FBT001 - the cache's key
        folded = {one_line(word).translate(_FOLDED) for word in words}
        ordered = sorted((word for word in folded if _BETWEEN.sub("", word)), key=lambda word: (-len(word), word))
        return cls(tuple(ordered), tuple(_BETWEEN.sub("", word) for word in ordered), long_numbers)

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Where private words and long numbers stand in a text; most texts hold none, which is seen quickly."""
        folded, bare = text.translate(_FOLDED), text.translate(_BARE)
        held = tuple(word for word, letters in zip(self.words, self.letters, strict=True) if letters in bare)
        if not held and not (self.long_numbers and LONG_NUMBER.search(folded)):
            return ()
        at: Sequence[int] = range(len(text))
        if len(folded) != len(text):
            at = [index for index, char in enumerate(text) for _ in char.translate(_FOLDED)]
        places = _places(held, self.long_numbers)
        return [(at[one.start()], at[one.end() - 1] + 1) for one in places.finditer(folded)]


@lru_cache(maxsize=512)
def _places(words: tuple[str, ...], long_numbers: bool) -> re.Pattern[str]:  # noqa: FBT001 - the cache's key
    return re.compile("|".join([*map(_pattern, words), *([LONG_NUMBER.pattern] if long_numbers else [])]))


def _pattern(word: str) -> str:
    """Where a folded word may stand."""
    letters = [re.escape(char) for char in word if char.isalnum()]
    alone = r"(?<!\w){}(?!\w)".format
    if len(letters) >= _LONG_ENOUGH:
        return r"[\W_]{0,8}".join(letters)
    as_written = r"\s+".join(re.escape(part) for part in word.split())
    if len(letters) < _SPREAD_LENGTH:
        return alone(as_written)
    spread = alone(r"[\s‐‑–−-]?".join(letters))
    return spread if len(letters) < _DISTINCT_LENGTH else f"{as_written}|{spread}"


class _Folded(dict[int, str]):
    """Characters without width, case and accents, digits of any script as 0 to 9; worked out once for each."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        kept = "".join(_digit(one) for one in plain if unicodedata.category(one) not in _MARKS)
        self[code] = kept or " "
        return self[code]


class _Bare(dict[int, str]):
    """The same without what is neither letter nor digit."""

    def __missing__(self, code: int) -> str:
        self[code] = _BETWEEN.sub("", _FOLDED[code])
        return self[code]


_FOLDED: Final = _Folded()
_BARE: Final = _Bare()


def _digit(char: str) -> str:
    value = unicodedata.numeric(char, -1)
    return str(int(value)) if value in range(10) else char


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

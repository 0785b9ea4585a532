"""Finds a person's names, numbers and date of birth wherever they stand in a text, however they are written there.

Capitals, width, kana and combining marks make no difference; a long number is found with blanks, hyphens or brackets
in it, a date in any usual order and in Japanese years. Short words (under four letters or digits) are found as whole
words only, or "Li" would be found in "Lipase".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

MASK: Final = "•••"

_WHOLE_WORD_BELOW: Final = 4
_SPACED_FROM: Final = 6
_SHORTEST: Final = 2
_SPACES: Final = r"[-\s().]{0,2}"
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_DATE: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_ERAS: Final = (
    (date(2019, 5, 1), "令和", "r"),
    (date(1989, 1, 8), "平成", "h"),
    (date(1926, 12, 25), "昭和", "s"),
    (date(1912, 7, 30), "大正", "t"),
    (date(1868, 1, 25), "明治", "m"),
)
_CONTACT: Final = re.compile(
    r"(?<![\d.])(?:\+\d{1,3}[-\s]?)?\(?0\d{1,4}\)?[-\s]\d{1,4}[-\s]\d{3,4}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
"""A telephone number or an e-mail address, whoever's it is."""


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as it is compared, and where each of its signs stands in the text itself."""

    text: str
    places: range | list[int]


def _folded(text: str) -> _Folded:
    if text.isascii():
        return _Folded(text.lower(), range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        plain = unicodedata.normalize("NFKD", sign.casefold()).casefold().translate(_HIRAGANA)
        signs.append(plain)
        places.extend([at] * len(plain))
    return _Folded("".join(signs), [*places, len(text)])


def folded(text: str) -> str:
    """A text as it is compared.

    >>> folded("ﾔﾏﾀﾞ") == folded("やまだ"), folded("４７Ａ")
    (True, '47a')
    """
    return _folded(text).text


class PersonalWords:
    """The words that must not be shown.

    Args:
        words: names, numbers, addresses.
        born: dates of birth as sent, such as "19600102".
    """

    def __init__(self, words: Iterable[str], born: Iterable[str] = ()) -> None:
        plain = {folded(one.strip()) for word in words for one in (word, *word.split())}
        patterns = [_pattern(one) for one in sorted(plain, key=len, reverse=True) if _counts(one)]
        dates = [pattern for one in born for pattern in _date_patterns(one)]
        self._pattern = re.compile("|".join([*dates, *patterns])) if dates or patterns else None

    def masked(self, text: str) -> str:
        """The text with each of the words blotted out, and contacts of anybody.

        >>> PersonalWords(["Yamada", "4711"]).masked("pt. YAMADA (no. ４７１１), Lipase 40, tel 03-1234-5678")
        'pt. ••• (no. •••), Lipase 40, tel •••'
        """
        text = _CONTACT.sub(MASK, text) if "@" in text or any(sign.isdecimal() for sign in text) else text
        if self._pattern is None or not text:
            return text
        compared = _folded(text)
        shown: list[str] = []
        end = 0
        for found in self._pattern.finditer(compared.text):
            begin = compared.places[found.start()]
            shown += [text[end:begin], MASK] if begin >= end else []
            end = max(end, compared.places[found.end() - 1] + 1)
            end = _with_marks(text, end)
        return "".join([*shown, text[end:]])


def _with_marks(text: str, end: int) -> int:
    """Past marks that belong to the sign before them."""
    while end < len(text) and unicodedata.combining(unicodedata.normalize("NFKD", text[end])[:1] or " "):
        end += 1
    return end


def _counts(word: str) -> bool:
    """Whether a word can be looked for: one letter or sign cannot, one kanji is a name."""
    if not any(sign.isalnum() for sign in word):
        return False
    return len(word) >= _SHORTEST or "\u3400" <= word <= "\u9fff"


def _pattern(word: str) -> str:
    if not word.isascii():
        return re.escape(word)
    if len(word) < _WHOLE_WORD_BELOW:
        return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
    digits = re.sub(r"[-\s().]", "", word)
    if digits.isdecimal() and len(digits) >= _SPACED_FROM:
        return _SPACES.join(digits)
    return re.escape(word)


def _date_patterns(born: str) -> Iterator[str]:
    """How a date may be written; nothing for what is no whole date."""
    found = _DATE.match(re.sub(r"\D", "", folded(born)))
    if not found:
        return
    year, month, day = found.groups()
    sign = r"[-/.,年月\s]{0,2}"
    before = r"[-/.,\s]{1,2}"
    loose_month, loose_day = f"0?{int(month)}", f"0?{int(day)}"
    yield f"{year}{sign}{loose_month}{sign}{loose_day}"
    for one, other in ((loose_day, loose_month), (loose_month, loose_day)):
        yield rf"(?<!\d){one}{before}{other}{before}(?:{year[:2]})?{year[2:]}(?!\d)"
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return
    for begins, name, letter in _ERAS:
        if on >= begins:
            number = on.year - begins.year + 1
            said = f"(?:{number}|元)" if number == 1 else str(number)
            yield rf"(?:{name}|{name[0]}|(?<![a-z]){letter}){said}{sign}{loose_month}{sign}{loose_day}"
            return

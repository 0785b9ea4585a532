"""Texts as they are shown and compared: in one line, without what nobody sees; without width, case and accents.

Sources: Unicode Standard Annex 15 (normalisation forms) and the general categories of the Unicode character database.
"""

import re
import unicodedata
from typing import Final

_BETWEEN: Final = re.compile(r"[\W_]+")
_USUAL: Final = re.compile("[ -~¡-¬®-ʯ‐-‧‰-⁞⁰-ₜ、-ゖァ-ヿ一-鿿！-～]*")
"""Signs of which each is seen and stands by itself: most texts hold no other."""
_LEFT_OUT: Final = frozenset({"Cf", "Cs", "Co", "Cn", "Mn", "Me"})
"""Categories that nobody sees by themselves: marks of direction and joiners, halves and unknown ones, stray accents."""
_MARKS: Final = frozenset({"Mn", "Me"})
_BLANKS: Final = frozenset({"Cc", "Zs", "Zl", "Zp"})
_LOOKS_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol that show nothing."""


def is_usual(text: str) -> bool:
    """Whether a text is in one line already, of signs of which each is seen and stands by itself."""
    return bool(_USUAL.fullmatch(text)) and "  " not in text


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


def without_signs(folded: str) -> str:
    """A folded text without what is neither letter nor digit."""
    return _BETWEEN.sub("", folded)


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
        self[code] = without_signs(FOLDED[code])
        return self[code]


FOLDED: Final = _Folded()
"""For `str.translate`: a text without width, case and accents."""
BARE: Final = _Bare()
"""For `str.translate`: the same without what is neither letter nor digit."""


def _digit(char: str) -> str:
    value = unicodedata.numeric(char, -1)
    return str(int(value)) if value in range(10) else char

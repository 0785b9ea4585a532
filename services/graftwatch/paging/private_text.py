"""Where private words and long numbers stand in a text, however they are written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graftwatch.paging.folding import BARE, FOLDED, one_line, without_signs

LONG_NUMBER: Final = re.compile(r"\d{6,}")
"""No value, time or day that a page states has six digits in a row; patient and specimen numbers have."""
_DISTINCT_LENGTH: Final = 4
"""An identifier this long is struck out wherever it stands, a shorter one only where it stands alone."""
_LONG_ENOUGH: Final = 6
"""So many letters and digits make no other sense when they are spread, so up to eight signs may stand between two."""
_SPREAD_LENGTH: Final = 3
"""A shorter one is struck out only as it is written: "41" must not make 4-1 unreadable."""


@dataclass(frozen=True, slots=True, eq=False)
class PrivateWords:
    """What is looked for: the folded words, the longest first, and each without what stands between its letters.

    A word of signs only is no identifier.
    """

    words: tuple[str, ...]
    letters: tuple[str, ...]
    long_numbers: bool

    @classmethod
    @lru_cache(maxsize=16384)
    def of(cls, words: frozenset[str], long_numbers: bool) -> "PrivateWords":  # noqa: FBT001 - the cache's key
        """These words, and long numbers or not."""
        folded = {one_line(word).translate(FOLDED) for word in words}
        ordered = sorted((word for word in folded if without_signs(word)), key=lambda word: (-len(word), word))
        return cls(tuple(ordered), tuple(without_signs(word) for word in ordered), long_numbers)

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Where private words and long numbers stand in a text; most texts hold none, which is seen quickly."""
        folded, bare = text.translate(FOLDED), text.translate(BARE)
        held = tuple(word for word, letters in zip(self.words, self.letters, strict=True) if letters in bare)
        if not held and not (self.long_numbers and LONG_NUMBER.search(folded)):
            return ()
        at: Sequence[int] = range(len(text))
        if len(folded) != len(text):
            at = [index for index, char in enumerate(text) for _ in char.translate(FOLDED)]
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

"""Texts made to fit: cut with an ellipsis, lists named as far as there is room and then counted."""

from collections.abc import Callable, Sequence

ELLIPSIS = "…"

Measure = Callable[[str], int]
"""How long a text is, by what limits it: characters, or what an SMS counts."""


def cut(text: str, length: int, measure: Measure = len, ellipsis: str = ELLIPSIS) -> str:
    """The text, ended by an ellipsis where it is longer than that.

    >>> cut("abcd", 4), cut("abcde", 4), cut("ab cde", 4)
    ('abcd', 'abc…', 'ab…')
    """
    if measure(text) <= length:
        return text
    kept = text[:length]
    while kept and measure(kept) > length - measure(ellipsis):
        kept = kept[:-1]
    return kept.rstrip() + ellipsis


def named(names: Sequence[str], length: int, comma: str, more: str, measure: Measure = len) -> str:
    """The names as far as they fit, then how many more there are; the first one in any case.

    >>> named(["ab", "cd", "ef"], 10, ", ", "and {count} more")
    'ab, cd, ef'
    >>> named(["ab", "cd", "ef", "gh"], 13, ", ", "+{count}")
    'ab, cd, +2'
    """
    most = length // max(len(comma), 1) + 2  # with their commas alone more names than these are too long
    for kept in range(min(len(names), most), 0, -1):
        left = [more.format(count=len(names) - kept)] if kept < len(names) else []
        text = comma.join([*names[:kept], *left])
        if measure(text) <= length or kept == 1:
            return text
    return ""

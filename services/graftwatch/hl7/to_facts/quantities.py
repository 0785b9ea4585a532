"""Numbers as senders write them: comparator and value, from NM, SN, ST and their like.

Source: HL7 v2.5.1 chapter 2A (NM, SN) and what hospitals send: `<2.0`, `> 30`, `&lt;2`, full-width signs, `2.0以下`, a
number with its unit behind it. Ranges, titres and anything else is no number: a decimal comma, too, since "1,234" has
two readings. Left out: units, which the terminology converts.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from graftwatch.hl7.message import Segment

DATES: Final = frozenset({"DT", "TM", "TS", "DTM"})
"""OBX-2 of dates and times, whose digits are no number."""
_COMPARATORS: Final = MappingProxyType(
    {"": "", "=": "", "<": "<", "<=": "<=", "=<": "<=", "≤": "<=", "≦": "<=", ">": ">", ">=": ">=", "=>": ">="}
    | {"≥": ">=", "≧": ">="}
)
_WORDS_BEHIND: Final = MappingProxyType({"以下": "<=", "未満": "<", "以上": ">=", "超": ">"})
_NUMBER: Final = re.compile(
    r"(?P<comparator>[<>=≤≦≥≧]{0,2})\s*(?P<value>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?)"
    r"\s*(?P<words>以下|未満|以上|超)?\s*(?P<unit>\S.*)?",
    re.DOTALL,
)
# What nearly every number looks like.
_PLAIN: Final = re.compile(r"\d{1,12}(?:\.\d{1,12})?", re.ASCII)
# Flags that analysers append to a number; they are no unit.
_FLAGS: Final = frozenset({"H", "L", "HH", "LL", "*", "#", "!"})
# "120/80", "1:128", "1,234", "4 - 6", "3+": a range, a ratio, a grade; "/uL" is a unit.
_SECOND_NUMBER: Final = re.compile(r"[,.:~+^\d-]|/\s*\d")
# Longer than any number with its unit.
_LIMIT: Final = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number as sent; `unit` is there only where it stood behind the number."""

    value: Decimal
    comparator: str = ""
    unit: str = ""


def number_in(observation: Segment) -> Number | None:
    """The number of OBX-5, or None where it holds none."""
    raw = observation.raw(5)
    if _PLAIN.fullmatch(raw):
        return Number(Decimal(raw))
    if observation.value(2).upper() == "SN":
        return _structured(observation)
    return number(observation.separators.plain(raw))


def number(written: str) -> Number | None:
    """A written number, or None.

    >>> number("&lt;2.0")
    Number(value=Decimal('2.0'), comparator='<', unit='')
    >>> number("３８．５")
    Number(value=Decimal('38.5'), comparator='', unit='')
    >>> number("1,234") is None
    True
    """
    plain = unicodedata.normalize("NFKC", html.unescape(written)).strip(" \t`'")
    form = _NUMBER.fullmatch(plain) if len(plain) <= _LIMIT else None
    if form is None or form["comparator"] not in _COMPARATORS:
        return None
    unit = (form["unit"] or "").strip()
    if unit in _FLAGS:
        unit = ""
    if _SECOND_NUMBER.match(unit):
        return None
    comparator = _WORDS_BEHIND.get(form["words"] or "") or _COMPARATORS[form["comparator"]]
    return Number(Decimal(form["value"]), comparator, unit)


def _structured(observation: Segment) -> Number | None:
    """SN: comparator, first number, separator, second number; a second number makes it a range or a ratio."""
    if len(observation.components(5)) == 1:
        return number(observation.value(5))
    comparator, first = observation.value(5, 1), observation.value(5, 2)
    if observation.value(5, 3) or observation.value(5, 4):
        return None
    return number(f"{comparator}{first}")

"""What an SMS can hold: the GSM 7-bit alphabet, 160 septets a message; beyond the alphabet UCS-2, 70 characters.

Source: 3GPP TS 23.038 (GSM 03.38), default alphabet and its extension table, whose characters take two septets. One
character outside (an ellipsis, a dash, a curved quotation mark) turns the whole message into UCS-2, so English texts
are written within it. Japanese texts never are: up to 70 characters are one message, 160 are three parts of 67.

| text                        | alphabet | length | parts |
| --------------------------- | -------- | ------ | ----- |
| S01 POD 3: BSI suspected    | GSM 7    | 24     | 1     |
| the same with an ellipsis … | UCS-2    |        |       |
| target [6-10]               | GSM 7    | 15     | 1     |
| S01 血流感染疑い            | UCS-2    | 10     | 1     |
"""

import unicodedata
from functools import lru_cache
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = frozenset("^{}\\[~]|€")
"""Each takes two septets: an escape and the character."""
GSM_7_LENGTH: Final = 160
GSM_7_PART_LENGTH: Final = 153
UCS_2_LENGTH: Final = 70
UCS_2_PART_LENGTH: Final = 67
"""A part of several gives up some of its length to the header that joins them."""

_WRITTEN: Final = {
    "[": "(",
    "]": ")",
    "…": "...",
    "–": "-",
    "—": "-",
    "‑": "-",
    "−": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "`": "'",
    "×": "x",
    "·": ".",
    "•": "*",
    "≥": ">=",
    "≤": "<=",
    "µ": "u",
    "μ": "u",
    "°": "",
    "℃": "C",
    **{high: f"^{number}" for number, high in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}
"""How people write in seven bits what is not in the alphabet, and what takes two septets there."""


def is_gsm_7(text: str) -> bool:
    """Whether a text can go in seven bits."""
    return all(char in BASIC or char in EXTENSION for char in text)


def units(text: str) -> int:
    """How long a text is in an SMS: septets where seven bits hold it, else UTF-16 units.

    >>> units("target [6-10]"), units("血流感染"), units("🦠 x")
    (15, 4, 4)
    """
    if is_gsm_7(text):
        return sum(2 if char in EXTENSION else 1 for char in text)
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> int:
    """As how many messages a text goes.

    >>> parts("a" * 160), parts("a" * 161), parts("あ" * 70), parts("あ" * 160)
    (1, 2, 1, 3)
    """
    whole, part = (GSM_7_LENGTH, GSM_7_PART_LENGTH) if is_gsm_7(text) else (UCS_2_LENGTH, UCS_2_PART_LENGTH)
    return 1 if units(text) <= whole else -(-units(text) // part)


def in_seven_bits(text: str) -> str:
    """The text in the alphabet, in one line; what nothing in it stands for becomes a question mark.

    >>> in_seven_bits("“É. coli” 38.4 °C, 10⁹/L …")
    '"É. coli" 38.4 C, 10^9/L ...'
    """
    return "".join(_in_seven_bits(char) for char in text)


@lru_cache(maxsize=4096)
def _in_seven_bits(char: str) -> str:
    if char in _WRITTEN:
        return _WRITTEN[char]
    if char in "\n\r":
        return " "
    if is_gsm_7(char):
        return char
    plain = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    return plain if plain != char and is_gsm_7(plain) and plain else "?"

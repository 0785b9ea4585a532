"""What may be kept of who acknowledged: a name or a role, never a telephone number or an e-mail address.

Addresses of staff stand in the on-call file and nowhere else, so what people type, and what a receiver calls its
users, is looked at before it is kept.
"""

import unicodedata
from typing import Final

NAME_LENGTH: Final = 64
"""Characters: a full name with its title and ward has fewer."""
_DIGITS_AT_MOST: Final = 5
""""ward 5, bed 12" has three; the shortest telephone number with an area code has more than five."""


def staff_name(stated: str) -> str:
    """A name or a role in one line; empty where it cannot be kept: nothing, too long, a number, an e-mail address."""
    shown = "".join(" " if unicodedata.category(one)[0] in "ZC" else one for one in stated)
    name = " ".join(shown.split())
    plain = unicodedata.normalize("NFKC", name)
    unusable = len(name) > NAME_LENGTH or "@" in plain or sum(one.isdigit() for one in plain) > _DIGITS_AT_MOST
    return "" if unusable else name

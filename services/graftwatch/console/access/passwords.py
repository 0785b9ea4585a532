"""Passwords: what is taken for one, and how it is kept.

Kept by argon2id with the second parameters that RFC 9106 (section 4) recommends: 3 passes over 64 MiB in 4 lanes. What
is taken follows NIST SP 800-63B (5.1.1.2): length, no rules of composition, and none that everybody tries first.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from graftwatch.console.shell.marked import marked as _

LEAST_LENGTH: Final = 12
MOST_LENGTH: Final = 256
LEAST_DIFFERENT: Final = 5
"""Fewer different characters are a pattern, such as `aaaaaaaaaaaa` or `121212121212`."""
LEAST_NAME: Final = 3
"""A shorter name stands in too many words to be refused there."""
COMMON: Final = frozenset(
    {
        *("password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "motdepasse", "letmein", "welcome", "changeme"),
        *("administrator", "admin", "iloveyou", "sunshine", "princess", "football", "baseball", "superman", "trustno"),
        *("qwertyuiop", "qwertyuiopasdf", "qwertyuiopasdfghjkl", "asdfghjkl", "zxcvbnm", "qazwsxedc", "qazwsxedcrfv"),
        *("abcdefghijkl", "abcdefghijklmnop", "graftwatch", "hospital", "transplant", "infectioncontrol", "nihongo"),
        *("sakura", "arigatou", "konnichiwa", "byouin", "kansen", "correcthorsebatterystaple", "monkey", "dragon"),
    }
)
"""The beginnings of lists of leaked passwords, and this service's own words; digits and signs around them count for
nothing."""
_DIGITS: Final = "01234567890123456789"
_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_ONE_AT_A_TIME: Final = threading.Lock()
"""One takes 64 MiB and a moment of four cores: many at once would weigh on what matters more."""


def normal(password: str) -> str:
    """A password however it was typed: NFKC, so that full-width and composed characters are the same (RFC 8265)."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, name: str) -> str:
    """Why this is not taken as the password of an account; empty where it is.

    >>> fault_of("correct horse", "ward-5"), fault_of("short", "ward-5")
    ('', 'A password has 12 characters or more.')
    """
    said = normal(password)
    letters = re.sub(r"[^a-z@]", "", said.casefold())
    if len(said) < LEAST_LENGTH:
        return _("A password has 12 characters or more.")
    if len(said) > MOST_LENGTH:
        return _("A password has 256 characters or fewer.")
    if letters in COMMON or said.casefold() in COMMON or len(set(said)) < LEAST_DIFFERENT or said in _DIGITS:
        return _("This is among the passwords that are tried first. Choose another, such as four words of your own.")
    if len(name) >= LEAST_NAME and name.casefold() in said.casefold():
        return _("A password does not hold the account's own name.")
    return ""


def kept(password: str) -> str:
    """What is kept of a password."""
    with _ONE_AT_A_TIME:
        return _HASHER.hash(normal(password))


def is_right(password: str, held: str) -> bool:
    """Whether this is the password; as slow where nothing is held as where it is wrong."""
    try:
        with _ONE_AT_A_TIME:
            _HASHER.verify(held or nobodys(), normal(password[: MOST_LENGTH * 2]))
    except (VerificationError, InvalidHashError):
        return False
    return bool(held)


def is_old(held: str) -> bool:
    """Whether a password was kept by other parameters than today's, and is to be kept anew."""
    return _HASHER.check_needs_rehash(held)


@lru_cache(maxsize=1)
def nobodys() -> str:
    """What a password is held against where there is none; asked for once before anybody signs in."""
    return kept("nobody's password")

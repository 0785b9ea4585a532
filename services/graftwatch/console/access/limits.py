"""How often one may try to sign in, and how often a program may ask: explicit, counted, and over after a time.

An account's own attempts are limited by a wait that doubles, so that whoever knows a password cannot try the codes of
the second factor through, and nobody is locked out for good (NIST SP 800-63B, 5.2.2). A name that nobody has is treated
like one that somebody has. Attempts count when they begin, so that many at once are no way around.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final, TypeVar

from graftwatch.console.attempts import FailedAttempts

FREE_ATTEMPTS: Final = 5
FIRST_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 3600.0
AT_AN_ADDRESS: Final = 60
"""In a minute; a whole hospital may stand behind one address."""
OVERALL: Final = 120
"""In a minute."""
REMEMBERED: Final = 10_000
"""Names and addresses; beyond, the one that was used longest ago is forgotten."""
ASKED_BY_TOKEN: Final = 600
"""Requests of one token in a minute."""
WRONG_TOKENS: Final = 60
"""Of one address in a minute."""

Counted = TypeVar("Counted")


@dataclass
class _Tried:
    times: int = 0
    until: float = 0.0


class SignInLimits:
    """Counts attempts to sign in; any thread.

    Args:
        seconds: a clock that never goes back.
    """

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._accounts: OrderedDict[str, _Tried] = OrderedDict()
        self._addresses = Each(AT_AN_ADDRESS, seconds)
        self._overall = FailedAttempts(OVERALL, seconds)

    def wait(self, name: str, address: str) -> float:
        """Takes an attempt; the seconds to wait where it is one too many, 0 where it may be made."""
        with self._lock:
            now, tried = self._seconds(), _recent(self._accounts, name, _Tried)
            if tried.until > now:
                return tried.until - now
            if not (self._addresses.one_more(address) and self._overall.one_more()):
                return FIRST_WAIT_SECONDS
            tried.times += 1
            beyond = tried.times - FREE_ATTEMPTS
            if beyond >= 0:
                tried.until = now + min(FIRST_WAIT_SECONDS * 2.0 ** min(beyond, 20), LONGEST_WAIT_SECONDS)
            return 0.0

    def succeeded(self, name: str) -> None:
        """Forgets the attempts of an account that signed in."""
        with self._lock:
            self._accounts.pop(name, None)


class Each:
    """So many in a minute, for each of many.

    Args:
        at_most: of each.
        seconds: a clock that never goes back.
    """

    def __init__(self, at_most: int, seconds: Callable[[], float] = monotonic) -> None:
        self._at_most = at_most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._known: OrderedDict[str, FailedAttempts] = OrderedDict()

    def one_more(self, who: str) -> bool:
        """Notes one more; whether it is within the limit."""
        with self._lock:
            return _recent(self._known, who, lambda: FailedAttempts(self._at_most, self._seconds)).one_more()


def _recent(known: "OrderedDict[str, Counted]", who: str, new: Callable[[], Counted]) -> Counted:
    found = known.pop(who, None)
    if found is None:
        found = new()
    known[who] = found
    if len(known) > REMEMBERED:
        known.popitem(last=False)
    return found

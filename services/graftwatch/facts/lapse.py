"""Times in which a version of a fact does not count, although a message once said it.

A statement that its own sender corrects gets a newer version. A lapse is the other case: the message stands, but it
is read differently now (a code was mapped anew), or the message itself counts no longer. The version then lapses from
that moment on, and counts again from the moment it is said again. What was concluded before stays as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from graftwatch.facts.version import Version


@dataclass(frozen=True, slots=True)
class Lapse:
    """One such time.

    Attributes:
        subject: pseudonymous subject id of the recipient.
        identity: the statement's identity.
        version: the version that does not count.
        since: from when on (aware).
        until: until when; None while it lasts.
    """

    subject: str
    identity: str
    version: Version
    since: datetime
    until: datetime | None = None


class Lapses:
    """All lapses of one recipient's facts."""

    def __init__(self, lapses: Iterable[Lapse] = ()) -> None:
        self._held: dict[tuple[str, Version], list[Lapse]] = {}
        for one in lapses:
            self._held.setdefault((one.identity, one.version), []).append(one)

    def __bool__(self) -> bool:
        return bool(self._held)

    def begin(self, lapse: Lapse) -> bool:
        """Takes a lapse up; says whether the version counted until now."""
        held = self._held.setdefault((lapse.identity, lapse.version), [])
        counted = all(one.until is not None for one in held)
        if counted:
            held.append(lapse)
        return counted

    def end(self, identity: str, version: Version, at: datetime) -> bool:
        """The version was said again; says whether it had lapsed."""
        held = self._held.get((identity, version), [])
        lasting = [one for one in held if one.until is None and one.since <= at]
        for one in lasting:
            held[held.index(one)] = replace(one, until=at)
        return bool(lasting)

    def counts(self, identity: str, version: Version, known_by: datetime | None = None) -> bool:
        """Whether the version counts now, or counted at a time."""
        held = self._held.get((identity, version), ())
        if known_by is None:
            return all(one.until is not None for one in held)
        return not any(one.since <= known_by and (one.until is None or known_by < one.until) for one in held)

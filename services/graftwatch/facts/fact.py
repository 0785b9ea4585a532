"""A fact: one identified, versioned statement about one recipient, and how facts merge.

A fact is bitemporal: the statement says when it was true, `known_at` when the service came to know it. Every
version is kept (a grow-only set); the current view is the maximum version of each identity among those known by
a time, without those that had lapsed by then. Merging is a join, so order, repetition and splitting of the input
cannot change where it ends.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Generic, TypeVar

from graftwatch.facts.codec import encode
from graftwatch.facts.lapse import Lapse, Lapses
from graftwatch.facts.statements import Statement
from graftwatch.facts.version import WITHDRAWN, Status, Version

S_co = TypeVar("S_co", bound=Statement, covariant=True)
S = TypeVar("S", bound=Statement)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a statement came from: the feed and the message's control id (MSH-10), or a person's decision."""

    feed: str
    control_id: str

    def __str__(self) -> str:
        return f"MSH-10 {self.control_id}" if self.control_id else self.feed


@dataclass(frozen=True, slots=True)
class Fact(Generic[S_co]):
    """One version of one statement about one recipient.

    Attributes:
        subject: pseudonymous subject id of the recipient.
        identity: which statement this is a version of; the same for all its versions, free of identifiers.
        version: where it stands among them.
        known_at: when the service came to know this version (aware).
        source: the message or decision it came from.
        statement: what is said.
    """

    subject: str
    identity: str
    version: Version
    known_at: datetime
    source: Source
    statement: S_co


def pseudonymous_key(*parts: str) -> str:
    """A short key that stands for these parts: 16 hexadecimal digits (64 bits) of BLAKE2b.

    It takes the place of order, specimen and visit numbers, and names stories and pages: the same for every run,
    replay and engine.
    """
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def content_hash(statement: Statement) -> str:
    """The hash that breaks ties between versions; of the stored form, so it is the same after keeping and reading."""
    kind, document = encode(statement)
    return hashlib.blake2b(kind.encode() + document, digest_size=8).hexdigest()


def fact(  # noqa: PLR0913 - a fact has these six parts, and each is named at the call
    *,
    subject: str,
    identity: str,
    statement: S,
    status: Status,
    stated_at: datetime,
    known_at: datetime,
    source: Source,
) -> Fact[S]:
    """A fact whose version follows from its status, time and content."""
    version = Version.of(status, stated_at, content_hash(statement))
    return Fact(subject, identity, version, known_at, source, statement)


def _join(one: Fact[Statement], other: Fact[Statement]) -> Fact[Statement]:
    """The same version heard twice: known since the earlier time, from the source that sorts first."""
    if one.known_at <= other.known_at and one.source <= other.source:
        return one
    return replace(one, known_at=min(one.known_at, other.known_at), source=min(one.source, other.source))


def newest_of(facts: Iterable[Fact[Statement]]) -> list[Fact[Statement]]:
    """The newest version of each identity, without withdrawn statements, in no particular order.

    What `FactSet(facts).newest()` gives, for who needs it once and keeps no set.
    """
    newest: dict[str, Fact[Statement]] = {}
    is_any_withdrawn = False
    for one in facts:  # each fact is touched once: on a long list that lies scattered in memory, that is what costs
        is_any_withdrawn = is_any_withdrawn or one.version.rank == WITHDRAWN
        held = newest.setdefault(one.identity, one)
        if held is not one:
            newest[one.identity] = _newer(held, one)
    if not is_any_withdrawn:
        return list(newest.values())
    return [one for one in newest.values() if one.version.rank != WITHDRAWN]


def _newer(one: Fact[Statement], other: Fact[Statement]) -> Fact[Statement]:
    return _join(one, other) if one.version == other.version else max(one, other, key=lambda either: either.version)


class FactSet:
    """All versions of all facts of one recipient, which only grow, and the times in which some did not count."""

    def __init__(self, facts: Iterable[Fact[Statement]] = (), lapses: Iterable[Lapse] = ()) -> None:
        self._versions: dict[str, list[Fact[Statement]]] = {}
        self._newest: dict[str, Fact[Statement]] = {}
        self._withdrawn: set[str] = set()
        self._lapses = Lapses(lapses)
        for one in facts:
            self._merge(one)

    def __len__(self) -> int:
        return sum(len(versions) for versions in self._versions.values())

    def __iter__(self) -> Iterator[Fact[Statement]]:
        return chain.from_iterable(self._versions.values())

    def add(self, new: Fact[Statement]) -> bool:
        """Merges one fact; says whether anything changed. What had lapsed counts again from now on."""
        again = self._lapses.end(new.identity, new.version, new.known_at) if self._lapses else False
        return self._merge(new) or again

    def lapse(self, lapse: Lapse) -> bool:
        """Lets a version lapse; says whether it counted until now."""
        if not self._lapses.begin(lapse):
            return False
        self._newest.pop(lapse.identity, None)
        self._withdrawn.discard(lapse.identity)
        counting = [one for one in self._versions.get(lapse.identity, ()) if self._counts(one)]
        if counting:
            self._hold_newest(max(counting, key=lambda one: one.version))
        return True

    def counting(self) -> Iterator[Fact[Statement]]:
        """Every version that counts now, the newest or not."""
        return (one for one in self if self._counts(one))

    def _counts(self, one: Fact[Statement], known_by: datetime | None = None) -> bool:
        return not self._lapses or self._lapses.counts(one.identity, one.version, known_by)

    def _merge(self, new: Fact[Statement]) -> bool:
        versions = self._versions.get(new.identity)
        if versions is None:
            self._versions[new.identity] = [new]
            if self._counts(new):
                self._hold_newest(new)
            return True
        at = next((at for at, held in enumerate(versions) if held.version == new.version), len(versions))
        merged = new if at == len(versions) else _join(versions[at], new)
        changed = versions[at : at + 1] != [merged]
        versions[at : at + 1] = [merged]
        newest = self._newest.get(new.identity)
        if (newest is None or newest.version <= new.version) and self._counts(merged):
            self._hold_newest(merged)
        return changed

    def _hold_newest(self, one: Fact[Statement]) -> None:
        self._newest[one.identity] = one
        if one.version.rank == WITHDRAWN:
            self._withdrawn.add(one.identity)
        elif self._withdrawn:
            self._withdrawn.discard(one.identity)

    def known_by(self, at: datetime | None) -> list[Fact[Statement]]:
        """Every version that was known at a time and counted then, the newest or not; all that count now, if None."""
        if at is None:
            return list(self.counting())
        return [one for one in self if one.known_at <= at and self._counts(one, at)]

    def versions_of(self, identity: str) -> list[Fact[Statement]]:
        """Every version of one statement that counts now, in the order in which they came."""
        return [one for one in self._versions.get(identity, ()) if self._counts(one)]

    def newest(self) -> list[Fact[Statement]]:
        """The newest version of each identity, without withdrawn statements, in no particular order."""
        if not self._withdrawn:
            return list(self._newest.values())
        return [one for identity, one in self._newest.items() if identity not in self._withdrawn]

    def current(self, known_by: datetime | None = None) -> list[Fact[Statement]]:
        """The newest version of each identity among those known by `known_by` (all, if None), by identity.

        Withdrawn statements are left out: their newest version says that there is nothing.
        """
        newest = self.newest() if known_by is None else newest_of(self.known_by(known_by))
        return sorted(newest, key=attrgetter("identity"))

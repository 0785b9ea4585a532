"""A fact: one identified, versioned statement about one recipient, and how facts merge.

A fact is bitemporal: the statement says when it was true, `known_at` when the service came to know it. Every
version is kept (a grow-only set); the current view is the maximum version of each identity among those known by
a time, without those that had lapsed by then. Merging is a join, so order, repetition and splitting of the input
cannot change where it ends.
"""

import hashlib
from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Generic, TypeVar

from graftwatch.facts.codec import encode
from graftwatch.facts.lapse import Lapse, Lapses
from graftwatch.facts.statements import Statement
from graftwatch.facts.version import Status, Version

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
    return replace(one, known_at=min(one.known_at, other.known_at), source=min(one.source, other.source))


class FactSet:
    """All versions of all facts of one recipient, which only grow, and the times in which some did not count."""

    def __init__(self, facts: Iterable[Fact[Statement]] = (), lapses: Iterable[Lapse] = ()) -> None:
        self._versions: dict[str, list[Fact[Statement]]] = {}
        self._newest: dict[str, Fact[Statement]] = {}
        self._lapses = Lapses(lapses)
        for one in facts:
            self._merge(one)
        self._identities = sorted(self._versions)

    def __len__(self) -> int:
        return sum(len(versions) for versions in self._versions.values())

    def __iter__(self) -> Iterator[Fact[Statement]]:
        return chain.from_iterable(self._versions.values())

    def add(self, new: Fact[Statement]) -> bool:
        """Merges one fact; says whether anything changed. What had lapsed counts again from now on."""
        if new.identity not in self._versions:
            insort(self._identities, new.identity)
        again = self._lapses.end(new.identity, new.version, new.known_at) if self._lapses else False
        return self._merge(new) or again

    def lapse(self, lapse: Lapse) -> bool:
        """Lets a version lapse; says whether it counted until now."""
        if not self._lapses.begin(lapse):
            return False
        counting = [one for one in self._versions.get(lapse.identity, ()) if self._counts(one)]
        if counting:
            self._newest[lapse.identity] = max(counting, key=lambda one: one.version)
        else:
            self._newest.pop(lapse.identity, None)
        return True

    def counting(self) -> Iterator[Fact[Statement]]:
        """Every version that counts now, the newest or not."""
        return (one for one in self if self._counts(one))

    def _counts(self, one: Fact[Statement], known_by: datetime | None = None) -> bool:
        return not self._lapses or self._lapses.counts(one.identity, one.version, known_by)

    def _merge(self, new: Fact[Statement]) -> bool:
        versions = self._versions.setdefault(new.identity, [])
        at = next((at for at, held in enumerate(versions) if held.version == new.version), len(versions))
        merged = new if at == len(versions) else _join(versions[at], new)
        changed = versions[at : at + 1] != [merged]
        versions[at : at + 1] = [merged]
        newest = self._newest.get(new.identity)
        if (newest is None or newest.version <= new.version) and self._counts(merged):
            self._newest[new.identity] = merged
        return changed

    def current(self, known_by: datetime | None = None) -> list[Fact[Statement]]:
        """The newest version of each identity among those known by `known_by` (all, if None), by identity.

        Withdrawn statements are left out: their newest version says that there is nothing.
        """
        newest = self._newest if known_by is None else self._newest_known_by(known_by)
        held = (newest.get(identity) for identity in self._identities)
        return [one for one in held if one is not None and not one.version.withdrawn]

    def _newest_known_by(self, known_by: datetime) -> dict[str, Fact[Statement]]:
        newest: dict[str, Fact[Statement]] = {}
        for one in self:
            best = newest.get(one.identity)
            known = one.known_at <= known_by and self._counts(one, known_by)
            if known and (best is None or best.version < one.version):
                newest[one.identity] = one
        return newest

"""The versions of the protocol that were in force: a running trial's rules change under a new version only.

What a file says is compared as this release reads it, so that a release that only adds defaults changes nothing: what
was in force before is read by the same release and gets the same defaults.

| the file says                                    | then                                                       |
| ------------------------------------------------ | ---------------------------------------------------------- |
| nothing was ever in force                        | it is the first version                                    |
| the same as what is in force                     | nothing                                                    |
| something else under a version never used before | it comes in force, and everybody is assessed anew          |
| something else under a version used before       | it is refused; what is in force stays                      |
| a lower number than what is in force             | the same: an old file                                      |
"""

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from graftwatch.protocol.loader import parse_protocol
from graftwatch.protocol.model import Protocol

NOTHING_SAID: Final = "{}"
"""What the built-in protocol says: everything by default."""

_NUMBERS: Final = re.compile(r"\d+(\.\d+)*")


@dataclass(frozen=True, slots=True)
class StatedProtocol:
    """A protocol as its file says it.

    Attributes:
        said: the file's content as canonical JSON, without anything it leaves to the defaults.
        protocol: the rules as this release reads them.
    """

    said: str
    protocol: Protocol


BUILT_IN: Final = StatedProtocol(NOTHING_SAID, Protocol())


def stated_protocol(text: str, source: str) -> StatedProtocol:
    """What a protocol file says.

    Args:
        text: the file's content (TOML).
        source: the file's name, for error messages.

    Raises:
        ProtocolError: it cannot be used.
    """
    protocol = parse_protocol(text, source)
    return StatedProtocol(json.dumps(tomllib.loads(text), default=str, sort_keys=True, ensure_ascii=False), protocol)


@lru_cache(maxsize=64)
def said_protocol(said: str) -> Protocol:
    """The rules of what a file said, as this release reads it.

    Raises:
        ValidationError: this release cannot read it any more.
    """
    return Protocol.model_validate(json.loads(said))


@dataclass(frozen=True, slots=True)
class ProtocolVersion:
    """One version of the protocol.

    Attributes:
        name: of the protocol.
        version: as the file names it; used once.
        sha256: of all rules as they came in force, as reports name them.
        since: when it came in force (aware); it is in force until the next one's.
        said: what the file said, canonical JSON.
    """

    name: str
    version: str
    sha256: str
    since: datetime
    said: str

    @classmethod
    def of(cls, stated: StatedProtocol, since: datetime) -> "ProtocolVersion":
        """What a file says, in force from a time on."""
        one = stated.protocol
        return cls(one.name, one.version, one.sha256, since, stated.said)

    @property
    def protocol(self) -> Protocol:
        """The rules as this release reads them."""
        return said_protocol(self.said)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A protocol file beside the history.

    Attributes:
        in_force: what is in force from now on.
        is_new: it is to be added to the history.
        changes: something else was in force before: everybody is to be assessed anew.
        refused: why the file is not in force, in words; empty where it is.
    """

    in_force: ProtocolVersion
    is_new: bool = False
    changes: bool = False
    refused: str = ""


def compare_with_history(stated: StatedProtocol, history: Sequence[ProtocolVersion], now: datetime) -> Comparison:
    """What a protocol file does to the versions in force; see the table above.

    Args:
        stated: what the file says.
        history: every version that was in force, the newest last.
        now: from when it would be in force (aware).
    """
    if not history:
        return Comparison(ProtocolVersion.of(stated, now), is_new=True)
    held, file = history[-1], stated.protocol
    if held.said == stated.said or held.protocol.sha256 == file.sha256:
        return Comparison(held)
    if file.version == held.version:
        return Comparison(held, refused=f"says something else than version {held.version}, in force since {_day(held)}")
    used = next((one for one in reversed(history) if one.version == file.version), None)
    if used is not None:
        why = f"says version {file.version}, in force from {_day(used)}; now version {held.version} is"
        return Comparison(held, refused=why)
    if _is_lower(file.version, held.version):
        why = f"says version {file.version}, which is lower than version {held.version} in force"
        return Comparison(held, refused=why)
    return Comparison(ProtocolVersion.of(stated, max(now, held.since)), is_new=True, changes=True)


def protocol_at(history: Sequence[ProtocolVersion], at: datetime) -> ProtocolVersion:
    """The version that was in force at a time; before the first one's, the first.

    Raises:
        IndexError: there is none.
    """
    return next((one for one in reversed(history) if one.since <= at), None) or history[0]


def _day(one: ProtocolVersion) -> str:
    return f"{one.since.astimezone(one.protocol.zone):%Y-%m-%d %H:%M}"


def _is_lower(version: str, than: str) -> bool:
    """Whether both are numbers, such as 2 and 1.10, and the one is lower; of other names nobody can say."""
    if not (_NUMBERS.fullmatch(version) and _NUMBERS.fullmatch(than)):
        return False
    return [int(part) for part in version.split(".")] < [int(part) for part in than.split(".")]

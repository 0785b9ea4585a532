"""Coded elements as sent: two or three triplets of code, text and system, and what the first known one means.

Source: HL7 v2.5.1 chapter 2A (CE, CWE). The sender's own code often stands first and the standard one second, or the
other way round; each is asked in turn. A code without a system takes the feed's default system.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from graftwatch.hl7.message import NULL, Segment
from graftwatch.terminology.codes import meaning
from graftwatch.terminology.meanings import Meaning
from graftwatch.terminology.site_codes import SiteCodes

# CWE has its second alternate triplet in components 10, 11 and 12 (v2.7).
_TRIPLETS: Final = (0, 3, 9)
# CWE.9: what the sender had before anybody coded it.
_ORIGINAL_TEXT: Final = 8
# v2.8.2 gives a coded element 999 characters at most; what is longer is no code, and would fill the caches.
_LIMIT: Final = 2000
# A feed has some hundred codes; the cache only saves the search.
_CACHE_ENTRIES: Final = 4096


class Triplet(NamedTuple):
    """One code with its text and the system it is from, all as sent."""

    code: str
    text: str
    system: str


def triplets(components: list[str]) -> Iterator[Triplet]:
    """The triplets of a coded element that say anything."""
    for start in _TRIPLETS:
        code, text, system = (part.strip() for part in (*components[start : start + 3], "", "", "")[:3])
        if code or text:
            yield Triplet(code, text, system)
    original = components[_ORIGINAL_TEXT].strip() if len(components) > _ORIGINAL_TEXT else ""
    if original:
        yield Triplet("", original, "")


def coded(segment: Segment | None, number: int, repetition: int = 1) -> tuple[Triplet, ...]:
    """The triplets in a field."""
    raw = segment.raw(number)[:_LIMIT] if segment is not None else ""
    if segment is None or not raw:
        return ()
    separators = segment.separators
    if separators.escape in raw or separators.repetition in raw:
        return tuple(triplets(segment.components(number, repetition)))
    return _plain_triplets(raw, separators.component) if repetition == 1 else ()


@lru_cache(maxsize=_CACHE_ENTRIES)
def _plain_triplets(raw: str, component: str) -> tuple[Triplet, ...]:
    """The triplets of a field without escapes and repetitions."""
    return tuple(triplets(["" if part == NULL else part for part in raw.split(component)]))


class SameSiteCodes:
    """A site's codes as a key: compared by identity, since comparing whole files would cost more than the search."""

    __slots__ = ("site",)

    def __init__(self, site: SiteCodes) -> None:
        self.site = site

    def __hash__(self) -> int:
        return id(self.site)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameSiteCodes) and self.site is other.site


@lru_cache(maxsize=_CACHE_ENTRIES)
def meaning_of(element: tuple[Triplet, ...], default_system: str, codes: SameSiteCodes) -> Meaning | None:
    """What the first known code of an element means, or None where nobody mapped any."""
    for one in element:
        known = meaning(one.code, one.system or default_system, codes.site)
        if known is not None:
            return known
    return None


def words_of(element: tuple[Triplet, ...]) -> str:
    """The texts of an element, for reading what they say about site or timing."""
    return " ".join(one.text for one in element if one.text)

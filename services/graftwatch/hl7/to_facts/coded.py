"""Coded elements as sent: two or three triplets of code, text and system, and what the first known one means.

Source: HL7 v2.5.1 chapter 2A (CE, CWE). The sender's own code often stands first and the standard one second, or the
other way round; each is asked in turn. A code without a system takes the feed's default system.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graftwatch.hl7.message import Segment
from graftwatch.terminology.codes import meaning
from graftwatch.terminology.meanings import Meaning
from graftwatch.terminology.site_codes import SiteCodes

# CWE has its second alternate triplet in components 10, 11 and 12 (v2.7).
_TRIPLETS: Final = (0, 3, 9)
# A feed has some hundred codes; the cache only saves the search.
_CACHE_ENTRIES: Final = 4096


@dataclass(frozen=True, slots=True)
class Triplet:
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


def coded(segment: Segment | None, number: int, repetition: int = 1) -> tuple[Triplet, ...]:
    """The triplets in a field."""
    if segment is None:
        return ()
    components = tuple(segment.components(number, repetition))
    return _triplets(components)


@lru_cache(maxsize=_CACHE_ENTRIES)
def _triplets(components: tuple[str, ...]) -> tuple[Triplet, ...]:
    return tuple(triplets(list(components)))


def meaning_of(element: tuple[Triplet, ...], default_system: str, site: SiteCodes) -> Meaning | None:
    """What the first known code of an element means, or None where nobody mapped any."""
    for one in element:
        known = meaning(one.code, one.system or default_system, site)
        if known is not None:
            return known
    return None


def words_of(element: tuple[Triplet, ...]) -> str:
    """The texts of an element, for reading what they say about site or timing."""
    return " ".join(one.text for one in element if one.text)

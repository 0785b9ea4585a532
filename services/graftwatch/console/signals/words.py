"""What rules and the pager say, in the language of a page: the same words that people are paged with."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graftwatch.findings import SignalKind
from graftwatch.paging import PageKind
from graftwatch.paging.languages import LANGUAGES, phrases_of
from graftwatch.paging.phrases import Phrases
from graftwatch.paging.words import in_usual_units

_SOURCE: Final = re.compile(r"\[(MSH-10 [^\[\]]+|[^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Told:
    """The words of one language."""

    phrases: Phrases

    def what(self, kind: PageKind) -> str:
        """What a signal or a page is about, and how sure it is."""
        return self.phrases.what[kind]

    def said(self, text: str) -> str:
        """A rule's sentence; in English where the language does not know it."""
        return in_usual_units(self.phrases.said(text)) if text else ""

    def plainly(self, text: str) -> str:
        """The same without the message that it came from, which is linked beside it."""
        return _SOURCE.sub("", self.said(text)).rstrip()

    def asked(self, kind: SignalKind, asks: str) -> str:
        """What is asked of the reader: what the rule asks, else what is asked of all of this kind."""
        return self.said(asks) if asks else self.phrases.asks[kind]

    def begun(self, text: str) -> str:
        """The same, begun as a sentence is."""
        said = self.said(text)
        return said[:1].upper() + said[1:]


@lru_cache(maxsize=len(LANGUAGES))
def told_in(language: str) -> Told:
    """The words of a language; English where there is none of it."""
    return Told(phrases_of("ja" if language == "ja" else "en"))


def sources_of(text: str) -> list[str]:
    """The control ids of the messages that a sentence names.

    >>> sources_of("chills on 2026-06-05 [MSH-10 A7]"), sources_of("chills [decision]")
    (['A7'], [])
    """
    found = (one.removeprefix("MSH-10 ") for one in _SOURCE.findall(text) if one.startswith("MSH-10 "))
    return list(dict.fromkeys(found))

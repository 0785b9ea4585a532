"""The languages that pages are written in: the protocol's own, and those that its channels and people ask for."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, TypedDict

from graftwatch.paging.japanese import JAPANESE
from graftwatch.paging.page import PageDetails, Words
from graftwatch.paging.phrases import ENGLISH, Phrases
from graftwatch.protocol import Language, Paging

LANGUAGES: Final = MappingProxyType[Language, Phrases]({"en": ENGLISH, "ja": JAPANESE})


class Texts(TypedDict):
    """The fields of a page that hold its texts."""

    summary: str
    short: str
    details: PageDetails
    language: Language
    also: dict[Language, Words]


def phrases_of(language: Language) -> Phrases:
    """The words of a language."""
    return LANGUAGES[language]


def in_languages(policy: Paging, worded: Callable[[Phrases], Words]) -> Texts:
    """What a page says, in each of the protocol's languages."""
    own = worded(phrases_of(policy.language))
    others = sorted(policy.also_in - {policy.language})
    return Texts(
        summary=own.summary,
        short=own.short,
        details=own.details,
        language=policy.language,
        also={language: worded(phrases_of(language)) for language in others},
    )

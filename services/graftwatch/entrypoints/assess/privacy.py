"""Keeps a recipient's identifiers and birth date out of what other systems read, whatever a laboratory wrote.

As in pages (`paging.scrub`), but for documents: only words are struck out of them, no times and no numbers.
"""

import json
import re
from collections.abc import Callable
from typing import Final

from graftwatch.paging import Scrub, private_words
from graftwatch.paging.private_text import PrivateWords
from graftwatch.roster import Recipient

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")

Clean = Callable[[str], str]


def as_it_is(document: str) -> str:
    """Of nobody on the roster nothing is known that could be struck out."""
    return document


def cleaned_of(recipient: Recipient | None) -> Clean:
    """Strikes a recipient's private words out of a JSON document; one without any comes back as it is."""
    if recipient is None:
        return as_it_is
    words = private_words(recipient)
    scrub, looked_for = Scrub(frozenset(words), long_numbers=False), PrivateWords.of(frozenset(words), False)

    def cleaned(document: str) -> str:
        if not looked_for.spans(document):
            return document
        return json.dumps(_without(json.loads(document), scrub), ensure_ascii=False, separators=(",", ":"))

    return cleaned


def _without(value: object, scrub: Scrub) -> object:
    if isinstance(value, str):
        return value if _TIME.fullmatch(value) else scrub(value)
    if isinstance(value, list):
        return [_without(one, scrub) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, scrub) for name, one in value.items()}
    return value

"""The console's languages: English stands in the templates, Japanese in `locale/ja/*.po`, one file an area.

A sentence without a translation is shown in English; a test finds every one.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel.messages.pofile import read_po

LANGUAGES: Final = {"en": "English", "ja": "日本語"}
"""By code, each in its own name."""
USUAL: Final = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """What the console says in one language."""

    language: str
    translated: dict[str, str]

    def say(self, english: str, **values: object) -> str:
        """A sentence in this language; `%(name)s` in it stands for a value."""
        said = self.translated.get(english) or english
        return said % values if values else said

    def say_many(self, one: str, many: str, n: int, **values: object) -> str:
        """A sentence about some number, which stands in it as `%(num)d`; Japanese has one form for all."""
        return self.form(one, many, n) % {"num": n, **values}

    def form(self, one: str, many: str, n: int) -> str:
        """The same with its values still to be put in, as templates do for themselves."""
        return self.translated.get(one) or (one if n == 1 else many)


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The words of a language, one of LANGUAGES; English where there is none."""
    if language == USUAL or language not in LANGUAGES:
        return Words(USUAL, {})
    translated: dict[str, str] = {}
    for file in sorted(files("graftwatch.console").joinpath("locale", language).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".po"):
            for message in read_po(BytesIO(file.read_bytes()), locale=language):
                if message.id:
                    translated[_first(message.id)] = _first(message.string or "")
    return Words(language, translated)


def _first(said: str | tuple[str, ...] | list[str]) -> str:
    """A sentence, or the first of its forms."""
    return said if isinstance(said, str) else said[0]


def preferred(accepted: str) -> str:
    """The language that a browser asks for in Accept-Language, among ours.

    >>> preferred("ja,en-US;q=0.7"), preferred("de"), preferred("")
    ('ja', 'en', 'en')
    """
    for part in accepted.split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return USUAL

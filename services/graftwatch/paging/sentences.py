"""Sentences said in another language: a table of patterns, "{organism} from blood collected {day:day}, final".

What stands in braces is taken over. With a kind behind the colon it must be of that kind and is said in the other
language, too: a day, a value, a name out of a list, a sentence of the same table. A message's source in brackets at the
end stays. What no pattern says as a whole is tried by its parts: sentences, then at ";", then at ",". A text that is
not known in the table at all is given back as None; the caller then shows it as it stands, so nothing is lost.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from string import Formatter
from typing import Final

LONGEST: Final = 1000
"""A longer text is no rule's sentence; patterns are not tried on it, however many ways there were to read it."""
SENTENCES: Final = ". "
"""Between two sentences; the stop belongs to the first."""
DEEPEST: Final = 6
"""Sentences in sentences: a closed rise holds a biopsy that holds a grade."""
_WITH_SOURCE: Final = re.compile(r"(.*\S) (\[[^\[\]]+\])")

Said = str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand in a pair of braces: its form, and how it is said; None where it cannot be said."""

    form: str
    said: Callable[[str], Said]


@dataclass(frozen=True)
class Sentence:
    """A pattern's form, and what it is in the other language."""

    form: str
    kinds: Mapping[str, str]
    said: str
    text: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first asked: hundreds of them would hold up the start of every process."""
        return re.compile(self.form)


class Table:
    """The sentences of one language.

    Args:
        sentences: pairs of a pattern and what it is in the other language; of two that fit, the first counts.
        kinds: what stands in braces, by its name behind the colon. `said` is a sentence of this table.
        joined: what stands between the parts of a text that were said one by one, by what stood there.
    """

    def __init__(
        self, sentences: Iterable[tuple[str, str]], kinds: Mapping[str, Kind], joined: Mapping[str, str]
    ) -> None:
        self._kinds = kinds
        self._joined = joined
        self.sentences: Sequence[Sentence] = [self._sentence(text, said) for text, said in sentences]
        self.say = lru_cache(maxsize=4096)(self._say)

    def _say(self, text: str, depth: int = 0) -> Said:
        """The text in the other language, or None."""
        if len(text) > LONGEST or depth > DEEPEST or not text:
            return None
        with_source = _WITH_SOURCE.fullmatch(text)
        if with_source is not None:
            said = self.say(with_source[1], depth)
            return said and f"{said} {with_source[2]}"
        for sentence in self.sentences:
            found = sentence.pattern.fullmatch(text)
            said = self._filled(sentence, found.groupdict(), depth) if found else None
            if said is not None:
                return said
        return next((said for parted in self._joined if (said := self._by_parts(text, parted, depth))), None)

    def _by_parts(self, text: str, parted: str, depth: int) -> Said:
        parts = text.split(parted)
        if parted == SENTENCES:
            parts = [*(f"{part}." for part in parts[:-1]), parts[-1]]
        said = [self.say(part, depth + 1) for part in parts] if len(parts) > 1 else [None]
        known = [one for one in said if one is not None]
        return self._joined[parted].join(known) if len(known) == len(said) else None

    def _filled(self, sentence: Sentence, found: Mapping[str, str], depth: int) -> Said:
        said = {name: self._said(sentence.kinds[name], text, depth) for name, text in found.items()}
        known = {name: one for name, one in said.items() if one is not None}
        return sentence.said.format_map(known) if len(known) == len(said) else None

    def _said(self, kind: str, text: str, depth: int) -> Said:
        match kind:
            case "":
                return text
            case "said":
                return self.say(text, depth + 1)
            case _:
                return self._kinds[kind].said(text)

    def _sentence(self, text: str, said: str) -> Sentence:
        whole, kinds = "", dict[str, str]()
        for literal, name, kind, _ in Formatter().parse(text):
            whole += re.escape(literal)
            if name is not None:
                kinds[name] = kind or ""
                form = self._kinds[kind].form if kind and kind != "said" else ".+?"
                whole += f"(?P<{name}>{form})"
        return Sentence(whole, kinds, said, text)

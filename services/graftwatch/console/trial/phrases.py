"""The words of charts and tables in a reader's language: the report's sentences, matched and said anew.

The committee room writes its sentences in English, so that a report has the same bytes for everybody. Here each is held
against patterns, whose values (`%(n)s`) are said in the language, too. What no pattern knows stays English; a test
finds what charts say and nobody translated.
"""

import re
from functools import lru_cache
from typing import Final

from graftwatch.console.shell.languages import USUAL, words
from graftwatch.console.trial.sentences import LISTS, SENTENCES

_VALUE: Final = re.compile(r"%\((\w+)\)s")
_NUMBERS: Final = {"n": r"[\d,]+", "k": r"[\d,]+", "lower": r"[\d.]+", "upper": r"[\d.]+"}
SAID_KEPT: Final = 8192


def _pattern(sentence: str) -> re.Pattern[str]:
    """What matches a sentence with its values."""
    parts, at = [], 0
    for value in _VALUE.finditer(sentence):
        parts += [re.escape(sentence[at : value.start()]), f"(?P<{value[1]}>{_NUMBERS.get(value[1], '.+?')})"]
        at = value.end()
    return re.compile("".join([*parts, re.escape(sentence[at:])]), re.DOTALL)


_PATTERNS: Final = [(sentence, _pattern(sentence.replace("%%", "%"))) for sentence in SENTENCES]


@lru_cache(maxsize=SAID_KEPT)
def say(language: str, english: str) -> str:
    """A sentence in a language.

    >>> say("en", "6 of 19"), say("ja", "6 of 19"), say("ja", "tacrolimus")
    ('6 of 19', '19例中6例', 'tacrolimus')
    """
    if language == USUAL or not english:
        return english
    said = words(language)
    for sentence, pattern in _PATTERNS:
        found = pattern.fullmatch(english)
        if found is not None:
            values = {name: say(language, value) for name, value in found.groupdict().items()}
            return said.say(sentence, **values) if values else said.say(sentence).replace("%%", "%")
    for between in LISTS:
        if between in english:
            return said.say(between).join(say(language, one) for one in english.split(between))
    return english

"""Organisms in coded elements and in running text, by the terminology, and what else the words say.

The site's own codes win, then a published code over a text. Text is read sentence by sentence; a line that was broken
in the middle of a phrase goes on with a small letter. A short phrase that names nothing anybody knows stays in the
laboratory's words, to be reviewed by a person; longer prose says nothing. Left out: names, denials and comments,
which the terminology reads.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graftwatch.hl7.to_facts.coded import Triplet
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT
from graftwatch.terminology.organism import Organism, Precision, ResolutionStatus
from graftwatch.terminology.organisms import named, resolve, resolve_all
from graftwatch.terminology.result_text import BY_CODE, Saying, saying
from graftwatch.terminology.site_codes import SiteCodes

# A name has few words; what is longer is prose, and prose may hold anything.
NAME_WORDS: Final = 6
NAME_LETTERS: Final = 2
# An organism stands in the first lines of a report, and early in its line; what is beyond is not searched.
TEXT_READ: Final = 20_000
SENTENCE_READ: Final = 1000
_NO_SITE_CODES: Final = SiteCodes()
_CACHE_ENTRIES: Final = 2048
_SENTENCE_END: Final = re.compile(r"[;\n。；|]+|(?<=[a-z)])\.\s+(?=[A-Z])")
_LABEL: Final = re.compile(r"^[^:：]{1,40}[:：]\s*(?=\S)")
_BROKEN_LINE: Final = re.compile(r"(?<=[A-Za-z,])\s*\n\s*(?=[a-z])")
_NUMBER: Final = re.compile(r"\d{3}")
_FORMER: Final = re.compile(r"\bprevious|\bformerly\b|\bhistory of\b|\brule out\b|訂正前|以前|前回", re.IGNORECASE)
_CORRECTED_TO: Final = re.compile(
    r".*\b(?:(?:corrected|changed|revised|amended)\s+(?:to|reads)|now(?:\s+(?:to|reads|is|(?:identified|reported)\s+as))?)\b"
    r"|.*訂正後",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a phrase or code names: an organism, or words that nobody resolved."""

    reported: str
    organism: Organism | None

    @property
    def is_form(self) -> bool:
        """Whether it describes a form under the microscope rather than a species or genus."""
        return self.organism is not None and self.organism.precision is Precision.MORPHOLOGY


Phrase = Named | Saying


def read_code(element: Iterable[Triplet], default_system: str, site: SiteCodes = _NO_SITE_CODES) -> list[Phrase]:
    """What a coded value says: by the site's own codes, its first known code, its texts, else its words unresolved."""
    stated = list(element)
    if not stated:
        return []
    by_site = _by_site(stated, default_system, site)
    if by_site is not None:
        return [by_site]
    words = next((one.text for one in stated if one.text), "")
    codes = [(one.code, one.system or default_system) for one in stated if one.code]
    by_code = resolve(None, codes) if codes else None
    if by_code is not None and by_code.status is ResolutionStatus.RESOLVED:
        return [Named((words or by_code.reported)[:TEXT_LIMIT], by_code.organism)]
    known = next((BY_CODE[code] for code, _ in codes if code in BY_CODE), None)
    if known is not None:
        return [known]
    phrases = read_text(words or stated[0].code, site)
    if not words and (
        phrases in ([Saying.REMARK], [Saying.NOT_DONE]) or _NUMBER.match(stated[0].code)
    ):  # nobody knows the code: no remark
        phrases = []
    if by_code is not None and by_code.status is ResolutionStatus.NOT_AN_ORGANISM:
        return phrases or [Saying.REMARK]
    return phrases or [Named((words or stated[0].code)[:TEXT_LIMIT], None)]


def _by_site(stated: list[Triplet], default_system: str, site: SiteCodes) -> Named | None:
    """The organism that the site's own codes have for a code, or for the words of an element."""
    for one in stated:
        name = site.organism(one.code, one.system or default_system) or site.organism(one.text, "")
        if name is not None:
            return Named((one.text or one.code)[:TEXT_LIMIT], named(name))
    return None


def read_text(text: str, site: SiteCodes = _NO_SITE_CODES) -> list[Phrase]:
    r"""What running text says, sentence by sentence; prose that names nothing says nothing.

    >>> [one.organism.name for one in read_text("1. Escherichia coli\n2. S. aureus (MRSA)")]
    ['Escherichia coli', 'Staphylococcus aureus']
    >>> read_text("No growth to date")
    [<Saying.NO_GROWTH_TO_DATE: 'no_growth_to_date'>]
    """
    unwrapped = _BROKEN_LINE.sub(" ", text[:TEXT_READ])
    sentences = (part.strip()[:SENTENCE_READ] for part in _SENTENCE_END.split(unwrapped))
    return [phrase for sentence in sentences if sentence for phrase in _by_words(sentence, site)]


def _by_words(sentence: str, site: SiteCodes) -> Sequence[Phrase]:
    name = site.organism(sentence, "")
    return [Named(sentence[:TEXT_LIMIT], named(name))] if name is not None else _sentence(sentence)


@lru_cache(maxsize=_CACHE_ENTRIES)
def _sentence(sentence: str) -> tuple[Phrase, ...]:
    """What one sentence says: the organisms it affirms, else what it says of growth, else its words."""
    if _FORMER.search(sentence):
        sentence = _CORRECTED_TO.sub("", sentence).strip() if _CORRECTED_TO.search(sentence) else ""
    return tuple(_phrases(sentence)) if sentence else (Saying.REMARK,)


def _phrases(sentence: str) -> Iterator[Phrase]:
    bare = _LABEL.sub("", sentence)
    affirmed = resolve_all(sentence)
    if affirmed:
        for one in affirmed:
            name = one.organism.name if one.organism is not None else bare[:TEXT_LIMIT]
            yield Named(bare if len(bare) <= TEXT_LIMIT and len(affirmed) == 1 else name, one.organism)
        return
    said = saying(bare) or saying(sentence)
    if said is not None:
        yield said
    elif resolve(bare).status is ResolutionStatus.UNRESOLVED and _may_be_a_name(bare):
        yield Named(bare, None)
    else:
        yield Saying.REMARK


def _may_be_a_name(words: str) -> bool:
    if _NUMBER.search(words):
        return False
    letters = sum(1 for sign in words if sign.isalpha())
    return letters >= NAME_LETTERS and len(words.split()) <= NAME_WORDS and len(words) <= TEXT_LIMIT

"""What the free text of a culture or Gram stain says of growth: none, none yet, pending, or which organisms.

English and Japanese. A denial of one organism ("no Staphylococcus aureus isolated") says nothing about growth, so it
is unknown. An organism or a form that is affirmed is growth, whatever else the text says. Left out: statuses and
codes of the message, which the caller weighs first.
"""

import re
from dataclasses import dataclass
from typing import Final

from graftwatch.facts import Growth
from graftwatch.terminology.organism import Organism
from graftwatch.terminology.organisms import affirmed_organisms
from graftwatch.terminology.text_folding import folded

_NO_GROWTH: Final = re.compile(
    r"\bno\s+(?:\w+\s+){0,3}?growth\b|\bno\s+(?:micro-?)?organisms?\b|\bno\s+bacteria\b(?!\s+other)|\bno\s+pathogens?\b|\bno\s+fung(?:us|i)\b"
    r"|\bnot?\s+grown?\b|\bng\s*\d*\s*d?\b|\bsterile\b|\bculture\s+(?:is\s+)?negative\b|\bnegative\s+(?:blood\s+)?culture\b|\bgrowth\s*:?\s*(?:none|nil|negative|no)\b"
    r"|^\W*(?:negative|neg|none|nil|not\s+detected)\W*$|\bnegative\s+(?:at|after|to)\b|\bno\s+isolates?\b|\bno\s+anaerob\w+"
)
_TO_DATE: Final = re.compile(
    r"\bto\s+date\b|\bso\s+far\b|\bthus\s+far\b|\bin\s+progress\b|\bcontinu\w*|\bpreliminary\b|\bpending\b|\bto\s+follow\b|\bstill\b|\bat\s+present\b|\bngtd\b"
)
_PENDING: Final = re.compile(
    r"\bpending\b|\bin\s+progress\b|\bto\s+follow\b|\bawait\w*|\breceived\b|\bincubat\w*|\bsetup\b|\bset\s+up\b|\bnot\s+yet\b"
)
_GROWTH: Final = re.compile(
    r"\bpositive\b|\bgrowth\s+(?:detected|seen|observed|noted|present|in)\b|\bgrowing\b|\bgrew\b|\b(?:light|moderate|heavy|scant\w*|mixed)\s+growth\b"
    r"|\bmixed\b.*\bflora\b|\bmixed\s+bacterial\b"
)


@dataclass(frozen=True, slots=True)
class ResultText:
    """What a text says: growth or not, and the organisms or forms that it names."""

    growth: Growth
    organisms: tuple[Organism, ...] = ()


def classify_result_text(text: str | None) -> ResultText:
    """What the text says of growth.

    >>> classify_result_text("No growth at 5 days").growth
    <Growth.NONE: 'none'>
    >>> classify_result_text("発育を認めず").growth
    <Growth.NONE: 'none'>
    >>> [found.name for found in classify_result_text("E. coli and GPC in clusters").organisms]
    ['Escherichia coli', 'Gram-positive coccus in clusters']
    """
    reported = (text or "").strip()
    organisms = affirmed_organisms(reported)
    if organisms:
        return ResultText(Growth.POSITIVE, organisms)
    plain = folded(reported)
    if _NO_GROWTH.search(plain) or re.search(r"\bngtd\b", plain):
        return ResultText(Growth.NONE_TO_DATE if _TO_DATE.search(plain) else Growth.NONE)
    if _GROWTH.search(plain):
        return ResultText(Growth.POSITIVE)
    return ResultText(Growth.PENDING if _PENDING.search(plain) else Growth.UNKNOWN)

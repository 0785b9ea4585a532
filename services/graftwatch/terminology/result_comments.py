"""Texts that stand where an organism could and are none: no growth, flora, comments, amounts, states of work.

Works on folded text. A text is a comment when one of the phrases stands in it, or when nothing is left of it but
figures, amounts and signs. Anything else without an organism stays unresolved, for a person to look at.
"""

import re
from typing import Final

_PHRASE: Final = re.compile(
    r"\bno\b|\bnot\b|\bnone\b|\bnil\b|\bn/?a\b|\bnegative\b|\bpositive\b|\bsterile\b|\bflora\b|\bcontamina\w*|\bpending\b|\bto\s+follow\b"
    r"|\bin\s+progress\b|\bprogress\b|\bcancel\w*|\breject\w*|\binsufficient\b|\brefer\s+to\b|\bcomments?\b|\bnotes?\b|\breport\w*|\bresults?\b"
    r"|\bpreliminary\b|\bfinal\b|\bgrowth\b|\bmixed\b|\bcultur\w*|\bspecimens?\b|\bsamples?\b|\bbottles?\b|\bcollected\b|\brecollect\w*"
    r"|\bresubmit\w*|\brepeat\w*|\bcfu\b|\bcolon(?:y|ies)\b|\bsusceptib\w*|\bsensitivit\w*|\bcall\w*|\bphoned\b|\bnotified\b|\bphysician\b"
    r"|\bdays?\b|\bhours?\b|\bidentification\b|\bfurther\b|\bstain\b|\bsmear\b|\bleu[ck]ocytes?\b|\bpolymorph\w*|\bepithelial\b|\bwbcs?\b|\brbcs?\b"
    r"|\binterpret\w*|\bsignificance\b|\bclinical\w*|\btest\w*|\bscreen\w*|\bhistory\b|\bprevious\w*|\bdeleted\b|\berror\b|\bsee\b"
)
_ONLY_AMOUNT: Final = re.compile(
    r"(?:[\d\s+\-/<>=.,:;()*^x%~#≥≤]|\b(?:few|many|moderate|rare|scant\w*|heavy|light|numerous|occasional|small|large|ml|l|e|h|hr|hrs)\b)*"
)


def is_comment(folded_text: str) -> bool:
    """Whether a text without an organism is a comment or an amount, not an unknown name."""
    return _ONLY_AMOUNT.fullmatch(folded_text) is not None or _PHRASE.search(folded_text) is not None

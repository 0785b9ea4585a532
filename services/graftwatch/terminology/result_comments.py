"""Texts that stand where an organism could and are none: no growth, flora, comments, amounts, states of work.

Works on folded text. A plain phrase of a comment ("flora", "pending") makes a comment of the text; words that could
as well stand beside a name ("growth", "bottle") do so only when nothing but such words is left. A word with the
ending of a genus is never part of a comment unless it is denied, so an unknown name cannot vanish behind one.
"""

import re
from typing import Final

from graftwatch.terminology.negation import Stance, denials
from graftwatch.terminology.report_words import NEUTRAL, words_of
from graftwatch.terminology.taxonomy import GENUS_BY_FOLDED
from graftwatch.terminology.text_folding import clauses, words

_PHRASE: Final = re.compile(
    r"\bng(?:td)?\b|\bno\b|\bnot\b|\bnone\b|\bnil\b|\bn/?a\b|\bnegative\b|\bneg\b|\bsterile\b|\bflora\b|\bcontamina\w*|\bpending\b|\bto\s+follow\b"
    r"|\bin\s+progress\b|\bcancel\w*|\breject\w*|\binsufficient\b|\brefer\s+to\b|\bcomments?\b|\bnotes?\b|\breports?\b"
    r"|\bpreliminary\b|\bfinal\b|\brecollect\w*|\bresubmit\w*|\brepeat\w*|\bphoned\b|\bnotified\b|\bcalled\b|\bsignificance\b"
    r"|\b(?:resistan|suscept|sensitiv|intermediate)\w*\s+to\b|\bmic\b"
    r"|\bduplicate\b|\bsent\s+(?:out|to)\b|\breference\s+lab\w*|\bpolymorph\w*|\bepithelial\b|\bleu[ck]ocytes?\b|\bha?emoly[sz]ed\b|\bclotted\b|\bdeleted\b|\berror\b|\bhistory\b"
)


_LIKE_A_GENUS: Final = re.compile(
    r"(?:bacter|bacterium|bacillus|coccus|monas|ella|myces|vibrio|spira|plasma|sporium|phyton|phaga|virga|cola|ia)$"
)
_NOT_A_GENUS: Final = words_of(
    "bacteria bacteraemia bacteremia fungaemia candidaemia septicaemia anaemia media criteria"
)
_SHORTEST_GENUS: Final = 5
_OTHER_SCRIPT: Final = re.compile(r"[^\W\d_a-z]")


def is_comment(folded_text: str) -> bool:
    """Whether a text without an organism is a comment or an amount, not an unknown name."""
    if any(_has_unknown_name(words(clause)) for clause in clauses(folded_text)):
        return False
    if _PHRASE.search(folded_text) is not None:
        return True
    if _OTHER_SCRIPT.search(folded_text) is not None:
        return False
    left = [word for word in words(folded_text) if not word.isdigit() and word not in {"/", "(", ")"}]
    return all(word in NEUTRAL or word[0].isdigit() for word in left)


def _has_unknown_name(clause_words: list[str]) -> bool:
    denial = denials(clause_words)
    return any(
        denial.stance(at) is not Stance.DENIED and _looks_like_genus(word) for at, word in enumerate(clause_words)
    )


def _looks_like_genus(word: str) -> bool:
    if word in GENUS_BY_FOLDED:
        return True
    return len(word) >= _SHORTEST_GENUS and word not in _NOT_A_GENUS and _LIKE_A_GENUS.search(word) is not None

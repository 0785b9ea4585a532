"""Laboratory wording to plain words: one spelling, one number, clauses apart, Japanese phrases in English.

Decides nothing about organisms. Folding: Unicode NFKC, no case, Greek letters and signs as words ("gram(+)" is
"gram positive"), plural forms of shapes and groups as singular, British as American spelling where a phrase needs
it. Clauses are what one negation can reach: they end at a line, a semicolon, a full stop between sentences, and
at "and" between two findings.
"""

import re
import unicodedata
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.european_wording import european_in_english
from graftwatch.terminology.japanese_wording import in_english

_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[/()]")
# Abbreviated genera and ranks keep their full stop; a clause goes on behind it.
_ABBREVIATIONS: Final = (
    "staph strep subsp kleb pseud prov cand coryne haem clost bact acinet acineto steno citro prot entero serr salm "
    "asperg presump prob poss enteroc enterob esch esche klebs pseudo strept neiss morg aerom burk"
)
_NO_ABBREVIATION: Final = "".join(f"(?<!{word})" for word in _ABBREVIATIONS.split())
# "X not detected, Y detected": each has a verb of its own, so the comma ends what the first one says.
_VERBS: Final = ("detected", "isolated", "found", "seen", "present", "absent", "recovered", ": positive", ": negative")
_VERB_ENDS: Final = "(?:" + "|".join(f"(?<={verb})" for verb in _VERBS) + ")"
_VERB_FOLLOWS: Final = r"(?=[^,;]*\b(?:detected|isolated|found|seen|present|absent|recovered|positive|negative)\b)"
_CLAUSE_END: Final = re.compile(
    _VERB_ENDS
    + r"\s?,"
    + _VERB_FOLLOWS
    + r"|[\n\r;。、|]+|(?<=[a-z)]{4})"
    + _NO_ABBREVIATION
    + r"\.(?=\s|$)|\s&\s|\s\+\s(?=[a-z])|\band\b|\bwith\b(?!\s+(?:esbl|capsule))|\bplus\b|\bbut\b|\bhowever\b"
)
_REPLACEMENTS: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (
            (
                r"\b(?:see|refer\s+to|as\s+(?:per|in)|same\s+as|identical\s+to|cf)\.?\s+(?:the\s+)?(?:previous|prior)\b"
                r"(?:\s+(?:culture|report|specimen|sample|result|isolate)s?\b)?"
            ),
            " refer to comment ",
        ),
        (r"\bgr?p\b\.?", "group"),
        (r"\blancefield\b", " "),
        (r"\bstrep(?:tococc(?:us|i))?\b\.?\s+([abcdfg])\s*(?=$|[,;.)\n])", r"group \1 streptococcus"),
        (r"\bcoloni[sz]ed\s+with\b", "colonized "),
        (r"\bsee\s+(?=comment|note|below|report)", "refer to "),
        (r"\b(gram|gm)[\s\-]*\(?\s*(?:\+\s*ve|\+|pos\b\.?|positiv\w*)\s*\)?", r"gram positive "),
        (
            (
                r"\b(gram|gm)\s*\(?\s*(?:[-−‐–]\s*ve\b|neg\b\.?|[-−‐–]\s*neg\w*|negativ\w*|[-−‐–](?!\s*(?:pos|var|"
                r"stain|smear)))\s*\)?"
            ),
            r"gram negative ",
        ),
        (r"\b(gram|gm)[\s\-]*var\w*", "gram variable "),
        (
            r"\bcoag(?:ulase)?\b\.?[\s,:\-]*(?:\(\s*[-−]\s*\)|negativ\w*|neg\b\.?|[-−](?=\s|$|staph))",
            "coagulase negative ",
        ),
        (r"\bcoag(?:ulase)?\b\.?[\s,:\-]*(?:\(\s*\+\s*\)|positiv\w*|pos\b\.?|\+)", "coagulase positive "),
        (r"\bacid-?fast\b", "acid fast"),
        (r"β|\bbeta-?\s*ha?emolytic|\bb-ha?emolytic", " beta "),
        (r"α", " alpha "),
        (r"γ", " gamma "),
        (r"\bbeta\s+(?:-?\s*ha?emolytic\b)?", "beta "),
        (r"\bgamma\s*\(\s*non\s*\)", "gamma"),
        (r"\bg\s*(?:\(\s*\+\s*\)|\+(?=\s*(?:coc|rod|bac|dip)))", "gram positive "),
        (r"\bg\s*(?:\(\s*[-−]\s*\)|[-−–]\s*(?=(?:coc|rod|bac|dip)))", "gram negative "),
        (r"\(\s*[-−]\s*\)", " negative "),
        (r"\(\s*\+\s*\)", " positive "),
        (r"(?<=[a-z])\(([a-z]{1,4})\)(?=\s|$|[.,;])", ""),  # "rod(s)"; "coccus(cocci)" below
        (r"\((?:cocci|rods|bacilli|es)\)", " "),
    )
)
_END_OF_LATIN: Final = "\u0250"
_SINGULAR: Final = MappingProxyType(
    {
        "cocci": "coccus",
        "bacilli": "rod",  # a shape; "bacillus" may be the genus as well
        "rods": "rod",
        "coccobacilli": "coccobacillus",
        "diplococci": "diplococcus",
        "staphylococci": "staphylococcus",
        "staphs": "staphylococcus",
        "streptococci": "streptococcus",
        "streps": "streptococcus",
        "enterococci": "enterococcus",
        "pneumococci": "pneumococcus",
        "meningococci": "meningococcus",
        "gonococci": "gonococcus",
        "micrococci": "micrococcus",
        "lactobacilli": "lactobacillus",
        "diphtheroids": "diphtheroid",
        "coliforms": "coliform",
        "coryneforms": "coryneform",
        "yeasts": "yeast",
        "cells": "cell",
        "molds": "mold",
        "moulds": "mould",
        "fungi": "fungus",
        "elements": "element",
        "anaerobes": "anaerobe",
        "aerobes": "aerobe",
        "parasites": "parasite",
        "helminths": "helminth",
        "viruses": "virus",
        "spirochetes": "spirochete",
        "organisms": "organism",
        "fermenters": "fermenter",
        "spp": "species",
        "sp": "species",
        "ssp": "subspecies",
        "subsp": "subspecies",
        "ss": "subspecies",
        "haemolytic": "hemolytic",
        "nonhaemolytic": "nonhemolytic",
        "neg": "negative",
        "pos": "positive",
        "gm": "gram",
        "strep": "streptococcus",
        "strepto": "streptococcus",
        "staph": "staphylococcus",
        "staphylo": "staphylococcus",
    }
)


def folded(text: str) -> str:
    """Plain lower-case text in English words, with its punctuation."""
    plain = unicodedata.normalize("NFKC", in_english(unicodedata.normalize("NFKC", text))).casefold()
    plain = european_in_english(_without_accents(plain.replace("×", "x").replace("’", "'")))
    for pattern, words in _REPLACEMENTS:
        plain = pattern.sub(words, plain)
    return plain


def _without_accents(text: str) -> str:
    """Latin letters without their accents; kana keep their voicing marks."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", sign)[0] if sign < _END_OF_LATIN else sign for sign in text)


def clauses(folded_text: str) -> list[str]:
    """What one negation can reach."""
    return [clause for clause in _CLAUSE_END.split(folded_text) if clause.strip(" .,:-")]


def words(clause: str) -> list[str]:
    """The clause's words in one spelling; "/" and brackets are words of their own.

    >>> words("gram-negative rods, e.coli")
    ['gram', 'negative', 'rod', 'e', 'coli']
    """
    return [_SINGULAR.get(word, word) for word in _WORD.findall(clause)]

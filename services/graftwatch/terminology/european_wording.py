"""German, French, Spanish and Italian laboratory wording in English words, so that one reader serves all.

Source: wording of microbiology reports in these languages. Latin names need no translation; words of growth and
denial, shapes and everyday names of groups do. Works on lower-case text without accents; what is not in the table is
left as it is. A denial that is not understood must not leave an organism behind it: "pas de S. aureus" denies it.
"""

import re
from typing import Final

_TABLE: Final = (
    # German
    (r"\b(?:kein(?:e[nrms]?)?|ohne)\b", "no"),
    (r"\bnicht\b", "not"),
    (r"\bnachgewiesen\b|\bnachweisbar\b", "detected"),
    (r"\bwachstum\b", "growth"),
    (r"\bkeime?n?\b|\berreger\b", "organisms"),
    (r"\bgram-?\s?(negativ|positiv|variab)(?:e[nrsm]?|el|len)?\b", r"gram \1e"),
    (r"\bgram (negativ|positiv)e\b", r"gram \1e"),
    (r"\bkoag(?:ulase)?\b", "coagulase"),
    (r"\bnegativ(?:e[nrsm])?\b|\bneg\.(?=\s|$)", "negative"),
    (r"\bpositiv(?:e[nrsm])?\b", "positive"),
    (r"\bkns\b", "cns"),
    (r"\bstabchen(?:bakterien)?\b", "rods"),
    (r"\bkokken\b", "cocci"),
    (r"\b(staphylo|strepto|entero|pneumo|meningo|gono|mikro|diplo)kokk(?:en|us)\b", r"\1cocci"),
    (r"\bmikrococci\b", "micrococci"),
    (r"\bvergrunende\b", "viridans"),
    (r"\b(?:(?:du|de|del|der)\s+)?(?:gruppe|groupe|gruppo|grupo)\b", "group"),
    (r"\b(?:spross|hefe)pilze?n?\b|\bhefen?\b", "yeast"),
    (r"\bschimmelpilze?n?\b", "mould"),
    (r"\bin haufen\b|\bhaufen\b", "in clusters"),
    (r"\bin ketten\b|\bketten\b", "in chains"),
    (r"\b(?:haut|misch|standort|mund|rachen)flora\b", "flora"),
    (r"\bkontamination\b", "contamination"),
    # French
    (r"\bpas de\b|\babsence de\b|\babsence d'|\baucune?s?\b", "no "),
    (r"\b(?:non|pas) (?:retrouvee?s?|isolee?s?|detectee?s?|mise? en evidence)\b", "not detected"),
    (r"\bcroissance\b|\bpousse\b", "growth"),
    (r"\bflor[ae] mixt[ae]\b", "mixed flora"),
    (r"\bflore\b", "flora"),
    (r"\bstaphylocoques? dores?\b", "staphylococcus aureus"),
    (r"\bstaphylocoques?\b", "staphylococcus"),
    (r"\b(strepto|entero|pneumo|meningo|gono)coques?\b", r"\1coccus"),
    (r"\ba coagulase negati(?:f|ve)\b|\bcoagulase negatif\b", "coagulase negative"),
    (r"\b(cocci|bacilles?)(?: a)? gram[ -]?(positif|negatif)s?\b", r"gram \2 \1"),
    (r"\bnegatifs?\b|\bnegativ[oai]s?\b", "negative"),
    (r"\bpositifs?\b|\bpositiv[oai]s?\b", "positive"),
    (r"\bbacilles?\b|\bbacilos?\b|\bbastoncini\b", "rods"),
    (r"\bcoques?\b|\bcocos?\b|\bcocchi\b", "cocci"),
    (r"\ben amas\b|\ben racimos?\b|\ba grappolo\b", "in clusters"),
    (r"\ben chainettes?\b|\ben cadenas?\b|\ba catenella\b", "in chains"),
    (r"\blevures?\b|\blevaduras?\b|\blieviti?\b", "yeast"),
    # Spanish and Italian
    (r"\bsin\b(?! nombre)|\bnessuna?\b|\bassenza di\b|\bausencia de\b", "no"),
    (r"\bno se (?:aisla|detecta|observa)n?\b|\bnon (?:si )?(?:isolat[oi]|rilevat[oi])\b", "not detected"),
    (r"\bcrecimiento\b|\bcrescita\b|\bdesarrollo\b", "growth"),
    (r"\bestafilococos?\b|\bstafilococc[oi]\b", "staphylococcus"),
    (r"\bestreptococos?\b|\bstreptococc[oi]\b", "streptococcus"),
    (r"\benterococos?\b|\benterococc[oi]\b", "enterococcus"),
    (r"\bneumococos?\b|\bpneumococc[oi]\b", "pneumococcus"),
    (r"\bcoagulasa\b|\bcoagulasi\b", "coagulase"),
    (r"\b(rods|cocci) gram (positive|negative)\b", r"gram \2 \1"),
)
_REPLACEMENTS: Final = tuple((re.compile(pattern), english) for pattern, english in _TABLE)
_FOREIGN: Final = re.compile(
    r"kokk|stabchen|koag|\bkns\b|wachstum|\bkein|keim|erreger|nicht|hefe|pilz|grun|grupp|grup[eo]|group|flor|haufen|negativ\b|positiv\b"
    r"|coque|croissan|pousse|\bpas d|aucun|absence|retrouv|levur|levad|liev|bacil|negati[fvoa]|positi[fvoa]|crec|cresc"
    r"|\bsin\b|nessun|assenza|ausencia|desarr|cocos?\b|cocchi|cocco\b|cocci\b|coagulas[ai]\b|no se|amas|chainet"
    r"|\bohne\b"
)


def european_in_english(text: str) -> str:
    """The words of these languages in English; anything else as it is.

    >>> european_in_english("staphylocoques a coagulase negative")
    'staphylococcus coagulase negative'
    >>> european_in_english("kein wachstum")
    'no growth'
    """
    if _FOREIGN.search(text) is None:
        return text
    for pattern, english in _REPLACEMENTS:
        text = pattern.sub(english, text)
    return text

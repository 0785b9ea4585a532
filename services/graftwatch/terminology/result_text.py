"""What laboratories write instead of an organism: no growth, positive, pending, an amount, a remark.

Source: wording of English and Japanese microbiology reports, and SNOMED CT qualifiers. "Gram-negative", "coagulase
positive" and their like name organisms and say nothing of growth, so they are set aside first. A denial of one
organism ("no MRSA isolated") is a remark, not a result of the culture. Left out: names of organisms.
"""

import re
import unicodedata
from enum import StrEnum
from types import MappingProxyType
from typing import Final

# Longer than any wording here; what is longer is prose.
PHRASE_LIMIT: Final = 200


class Saying(StrEnum):
    """What a phrase says about growth."""

    NO_GROWTH = "no_growth"
    NO_GROWTH_TO_DATE = "no_growth_to_date"
    POSITIVE = "positive"
    PENDING = "pending"
    AMOUNT = "amount"
    NOT_DONE = "not_done"
    REMARK = "remark"


BY_CODE: Final = MappingProxyType(
    {
        "260385009": Saying.NO_GROWTH,  # SNOMED CT: Negative
        "260415000": Saying.NO_GROWTH,  # Not detected
        "264868006": Saying.NO_GROWTH,  # No growth
        "2667000": Saying.NO_GROWTH,  # Absent
        "10828004": Saying.POSITIVE,  # Positive
        "260373001": Saying.POSITIVE,  # Detected
        "52101004": Saying.POSITIVE,  # Present
    }
)
_NAMES_WITH_SIGN: Final = re.compile(
    r"(?:gram|g|coag(?:ulase)?|catalase|oxidase|esbl|lactose|グラム|コアグラーゼ)[\s._-]*(?:stain\s*)?"
    r"(?:positive|negative|pos\b|neg\b|\(?[+-]\)?(?=\s)|陽性|陰性)"
)
_OBJECT: Final = (
    r"(?:growth|organisms?|bacteria|micro-?organisms?|isolates?|pathogens?|microbes?"
    r"|(?:an)?aerobes?|yeasts?|fung[ui]s?)"
)
_KINDS: Final = r"(?:bacterial|fungal|microbial|(?:an)?aerobic|significant|pathogenic|visible|and|or|/|\s)*"
_HOW_MUCH: Final = r"(?:heavy|moderate|light|scant|few|rare|many|abundant|profuse|numerous|occasional)"

# The first saying with a pattern that is found decides: a remark may hold any of the words below it.
PATTERNS: Final = MappingProxyType(
    {
        Saying.REMARK: (
            *(
                r"suscept",
                r"sensitiv",
                r"antibiogram",
                r"\btest(?:ed)? (?:by|perf)",
                r"performed",
                r"method",
                r"感受性",
            ),
            *(r"called", r"notified", r"phoned", r"informed", r"read.?back", r"report(?:ed)? to", r"telephone"),
            *(r"previous", r"formerly", r"history of", r"prior\b", r"訂正前", r"以前"),
            *(
                r"\bwbcs?\b",
                r"\bpmns?\b",
                r"leu[ck]ocyt",
                r"neutrophil",
                r"polymorph",
                r"epithelial",
                r"白血球",
                r"上皮",
            ),
            *(r"contaminat", r"flora", r"汚染", r"常在菌", r"significance", r"clinical"),
            *(r"please", r"refer", r"consult", r"comment", r"\bsee\b", r"interpret", r"repeat", r"recollect"),
            *(r"\bno (?:other|further|additional)", r"time to positiv", r"rule out", r"\br/o\b"),
            *(r"not (?:done|performed|tested)", r"specimen (?:received|collected|rejected)"),
            *(
                r"\bqns\b",
                r"\btnp\b",
                r"quantity not",
                r"insufficient",
                r"cancel",
                r"clotted",
                r"ha?emoly",
                r"中止",
                r"検体不",
            ),
        ),
        Saying.PENDING: (r"^(?:results? ?)?pending", r"in progress", r"in process", r"検査中", r"培養中", r"未着"),
        Saying.NO_GROWTH_TO_DATE: (
            rf"\bno {_KINDS}{_OBJECT}.*(?:to date|so far|thus far|yet\b)",
            r"現在まで.*(?:認め|陰性|なし)",
        ),
        Saying.NO_GROWTH: (
            rf"\bno {_KINDS}{_OBJECT}",
            rf"\b{_OBJECT} (?:were |was )?(?:not|absent)",
            *(
                r"\bnegative(?! for)",
                r"^neg\b",
                r"\bsterile\b",
                r"^absent$",
                r"^(?:none|nil)$",
                r"^ng(?:td)?(?: ?[x@]? ?\d+ ?(?:d|days?|h|hrs?|hours?)?)?$",
                r"^\(?-\)?$",
            ),
            *(r"\bnothing (?:grown|isolated|seen)", r"^not (?:detected|isolated|seen|found|grown)$"),
            *(
                r"発育(?:[をは]|菌を)?(?:認め(?:ず|ない|ません)|せず|なし|ありません)",
                r"菌(?:の発育)?[をは]?(?:認めず|せず|なし)",
            ),
            *(r"検出(?:せず|されず|しない|されません)", r"認めず", r"認められ(?:ず|ません)", r"陰性"),
        ),
        Saying.POSITIVE: (
            *(r"\bpositive\b", r"^pos\b", r"^growth$", r"^(?!.*\bno[tn]?\b).*\bdetected$", r"^present$", r"^\(?\+\)?$"),
            r"\bgrowth (?:detected|present|observed|seen|noted)",
            r"\bmixed (?:bacterial |microbial )?growth\b|\bpolymicrobial\b",
            rf"\b{_OBJECT} (?:seen|present|detected|isolated|to follow)",
            *(r"identification (?:to follow|pending)", r"\bid to follow"),
            *(r"陽性", r"発育あり", r"発育を認め(?:る|ます|た)", r"発育中", r"検出$"),
        ),
        Saying.AMOUNT: (
            r"^[<>≧≥≦≤]?\s*\d[\d,.]*\s*(?:[x×]\s*10\s*[\^*]?\s*\d+)?\s*\+?\s*(?:cfu|col(?:on(?:y|ies))?|個)?(?:\s*/\s*ml)?$",
            *(r"^10\s*[\^*]\s*\d", rf"^{_HOW_MUCH}(?: growth| numbers?)?$", r"^(?:少|中等|多)量$"),
        ),
    }
)
_SAYINGS: Final = tuple((saying, re.compile("|".join(patterns))) for saying, patterns in PATTERNS.items())
# The whole test was not done: cancelled, or no fit specimen. What names a part of the work, or one bottle, is a remark.
_SAMPLE: Final = r"(?:quantity|volume|specimen|sample)"
_NOT_DONE: Final = re.compile(
    r"\bcancel|\brejected\b|\bclotted\b|\bha?emoly[sz]ed\b|\bqns\b|\btnp\b"
    r"|\bnot (?:done|performed|collected|received)\b"
    rf"|\b{_SAMPLE} not suff|\b{_SAMPLE} (?:was |is )?insufficient|\binsufficient {_SAMPLE}|^insufficient$"
    r"|検査(?:を)?中止|^中止$|検体(?:不良|不足|不適|なし|未着|溶血)|^溶血$|溶血のため|未採取"
)
_PART_OF_IT: Final = re.compile(
    r"suscept|sensitiv|antibiogram|\bmics?\b|\bstain|smear|identif|\btyping|subcultur|\bpcr\b|molecular|maldi|\bpanel"
    r"|\bbottles?\b|aerob|fung|\bafb\b|acid.?fast|work.?up|\bnot (?:cancel|reject|clotted|ha?emoly)"
    r"|感受性|塗抹|同定|染色|ボトル"
)
_FOLLOWS: Final = re.compile(r"\bpending\b|to follow\b|preliminary report$|\bprelim\b$")
# Where and how it was drawn, and words that only fill a field: no result, if nothing above was said.
_CIRCUMSTANCE: Final = re.compile(
    r"\b(?:arm|hand|wrist|groin|femoral|jugular|peripheral|venipuncture|line|picc|port|draw|drawn|bottles?|sets?)\b"
    r"|^n/?[ar]$|^(?:done|final|preliminary|completed?|corrected)(?: report)?$|静脈|採血|ボトル"
)
_DENIAL: Final = re.compile(
    r"^no(?:t|ne|n)?\b|\bnegative for\b|\babsence of\b|\bnot (?:isolated|detected|seen|found|grown)\b"
)


def plain(words: str) -> str:
    """One spelling of what laboratories write: NFKC, no case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", words[:PHRASE_LIMIT]).casefold().split()).strip(" .。`'\"*")


def saying(words: str) -> Saying | None:
    """What a phrase says about growth, or None where it says nothing of the kind.

    >>> saying("No growth to date"), saying("発育を認めず"), saying("Gram negative rods")
    (<Saying.NO_GROWTH_TO_DATE: 'no_growth_to_date'>, <Saying.NO_GROWTH: 'no_growth'>, None)
    >>> saying("Positive, identification to follow"), saying("` 3 +`"), saying("No MRSA isolated")
    (<Saying.POSITIVE: 'positive'>, <Saying.AMOUNT: 'amount'>, <Saying.REMARK: 'remark'>)
    >>> saying("Specimen clotted, test cancelled"), saying("Susceptibility not performed")
    (<Saying.NOT_DONE: 'not_done'>, <Saying.REMARK: 'remark'>)
    """
    said = _NAMES_WITH_SIGN.sub("", plain(words)).strip()
    if _NOT_DONE.search(said) and not _PART_OF_IT.search(said):
        return Saying.NOT_DONE
    known = next((one for one, pattern in _SAYINGS if pattern.search(said)), None)
    if known is None and _FOLLOWS.search(said):
        return Saying.PENDING
    if known is None and (_DENIAL.search(said) or _CIRCUMSTANCE.search(said)):
        return Saying.REMARK
    return known

"""What a pathologist's text says of rejection in a liver biopsy: the Banff index in parts or in total, or a grade word.

Source: Banff schema for liver allografts (rejection activity index: portal, bile duct and venous, 0-3 each) and the
wording of English and Japanese reports. Read line by line, in this order of trust:

1. three parts: "RAI = P2 B2 V1", "RAI 2+2+1", "portal inflammation 2, bile duct damage 2, venous endotheliitis 1"
2. the total: "RAI 5/9"
3. a grade that stands beside the rejection: "moderate acute cellular rejection", 中等度の急性細胞性拒絶反応
4. "indeterminate for rejection"
5. a rejection without a grade, or one that is only suspected: somebody must read the text
6. "no evidence of rejection", 拒絶反応を認めない

Lines about the past and the clinician's question, and sections of clinical history, say nothing. Antibody-mediated and
chronic rejection have no rule here and are left out. It is a reading for a person to confirm, never a diagnosis.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# A diagnosis stands within the first pages, and in a sentence of some lines; what is beyond is not searched.
TEXT_READ: Final = 50_000
SENTENCE_READ: Final = 600
_SENTENCE: Final = re.compile(r"[\n;。；]+|(?<=[a-z0-9)])\.\s+(?=[A-Z0-9])")
_HEADING: Final = re.compile(r"^\W*(?P<name>[a-z][a-z /&()-]{2,40}|[぀-ヿ一-鿿]{2,12})\s*[:：]", re.IGNORECASE)
_NOT_FOUND_HERE: Final = re.compile(
    r"clinical|history|indication|previous|prior\b|requisition|questions?\b|procedure"
    r"|臨床|既往|前回|依頼|目的|経過",
    re.IGNORECASE,
)
_PAST_OR_QUESTION: Final = re.compile(
    r"\bprevious|\bprior\b|\bcompared (?:to|with)|\bhistory of\b|\br/o\b|\brule out\b"
    r"|\?\s*(?:acute\s+)?(?:rejection|acr)|前回|既往|過去",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b(?:[-/.]\d\d?)*")
_REJECTION: Final = re.compile(r"reject|\bacr\b|\btcmr\b|拒絶", re.IGNORECASE)
_OTHER_REJECTION: Final = re.compile(
    r"antibody[- ]mediated(?: \(humou?ral\))?(?: rejection)?|\bamr\b|humou?ral(?: rejection)?"
    r"|chronic(?: ductopenic)?(?: rejection)?|ductopenic rejection|(?:抗体関連(?:型)?|慢性)拒絶(?:反応)?",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"\b(?:no|without|negative for|absence of|free of|lacks?|not)\b.*(?:reject|\bacr\b|\btcmr\b)"
    r"|(?:reject\w*|\bacr\b|\btcmr\b).{0,30}\b(?:not (?:seen|identified|present|evident)|absent|excluded)\b"
    r"|拒絶.*(?:認め(?:ない|ず|ません|られない|られず)|みられない|見られない|なし|ありません|否定的)",
    re.IGNORECASE,
)
_UNSURE: Final = re.compile(
    r"suspicious|suggest|cannot (?:be )?exclud|not (?:be )?excluded|possibl|probabl|equivocal|\?"
    r"|疑|否定でき(?:ない|ず)|示唆",
    re.IGNORECASE,
)
_INDETERMINATE: Final = re.compile(r"indeterminate|borderline|判定保留|不確定|境界", re.IGNORECASE)
_GRADES: Final = {
    "mild": "mild",
    "moderate": "moderate",
    "severe": "severe",
    "軽度": "mild",
    "中等度": "moderate",
    "高度": "severe",
    "重度": "severe",
}
_GRADE: Final = r"(mild|moderate|severe|軽度|中等度|高度|重度)"
_RANGE: Final = re.compile(rf"{_GRADE}\s*(?:to|or|から|[-–~〜/])\s*{_GRADE}", re.IGNORECASE)
_INDEX: Final = re.compile(r"\brai\b|rejection activity index", re.IGNORECASE)
_KIND: Final = (
    r"(?:acute|t[- ]?cell[- ]mediated|cellular|hepatic|liver|allograft|late|early|\(?tcmr\)?|\(?acr\)?|\s|[,/])*"
)
_REJECTION_WORD: Final = r"(?:rejection|\bacr\b|\btcmr\b)"
_GRADED: Final = (
    re.compile(rf"\b{_GRADE}(?:\s+activity)?\s+{_KIND}{_REJECTION_WORD}", re.IGNORECASE),
    re.compile(
        rf"{_REJECTION_WORD}(?:\s*\(?(?:acr|tcmr)\)?)?[\s,:;(-]*(?:banff\b[\s:,]*)?(?:grade\b[\s:=,]*)?{_GRADE}\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\bbanff\b[^.]{{0,20}}?(?:grade\b)?[\s:=,-]*{_GRADE}\b", re.IGNORECASE),
    re.compile(rf"{_GRADE}の?(?:急性)?(?:細胞性)?(?:t細胞関連型?)?拒絶", re.IGNORECASE),
    re.compile(rf"拒絶(?:反応)?[\s(,:、・]*{_GRADE}", re.IGNORECASE),
)
_BETWEEN: Final = r"[\s,;/+&・、:=-]*"
_PART: Final = r"\s*[=:]?\s*([0-3])"
_LETTERS: Final = re.compile(
    rf"\bp(?:ortal)?{_PART}{_BETWEEN}b(?:d|ile(?:[- ]duct)?)?{_PART}{_BETWEEN}v(?:e|enous)?{_PART}\b", re.IGNORECASE
)
_SUM: Final = re.compile(
    r"(?:rai|rejection activity index)[^0-9\n]{0,30}([0-3])\s*\+\s*([0-3])\s*\+\s*([0-3])(?![\d.])", re.IGNORECASE
)
_SCORE: Final = r"[^0-9\n;。]{0,30}?([0-3])(?:\s*/\s*3)?(?!\d|\.\d|/)"
_NAMED: Final = (
    re.compile(rf"(?:portal(?: tract)? inflammation|門脈域?の?炎症){_SCORE}", re.IGNORECASE),
    re.compile(
        rf"(?:bile[- ]duct (?:inflammation|damage|injury)(?:/damage)?|胆管(?:の?炎症?|障害|傷害)){_SCORE}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:(?:venous )?endotheli(?:al)?itis|(?:venous|endothelial|venous endothelial) inflammation|静脈?内皮炎)"
        rf"{_SCORE}",
        re.IGNORECASE,
    ),
)
_TOTAL: Final = re.compile(
    r"(?:\brai\b|rejection activity index)[^0-9pbv\n]{0,30}?([0-9])(?:\s*/\s*9)?(?!\d|\.\d|\s*[-–~+]\s*\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BanffReading:
    """What the text says: parts, total, or a grade word; all None: a rejection whose grade somebody must read."""

    portal: int | None = None
    duct: int | None = None
    venous: int | None = None
    total: int | None = None
    grade: str | None = None


def read_banff(text: str) -> BanffReading | None:
    """What a pathology text says of rejection, or None where it says nothing of it.

    >>> read_banff("Moderate acute cellular rejection, RAI 5/9 (P2 B2 V1)")
    BanffReading(portal=2, duct=2, venous=1, total=5, grade='moderate')
    >>> read_banff("No evidence of rejection.").grade, read_banff("急性細胞性拒絶反応(中等度)").grade
    ('none', 'moderate')
    >>> read_banff("Clinical history: rule out rejection") is None
    True
    """
    lines = _findings_of(text)
    whole = "\n".join(lines)
    parts = _parts(whole)
    totals = {int(one) for one in _TOTAL.findall(whole)}
    mentioned = _INDEX.search(whole) is not None
    total = sum(parts) if parts is not None else totals.pop() if len(totals) == 1 else None
    about = [_OTHER_REJECTION.sub("", line) for line in lines]
    about = [line for line in about if _REJECTION.search(line) or _GRADED[2].search(line)]
    grade = _grade(about)
    if total is None and not about and not mentioned:
        return None
    portal, duct, venous = parts or (None, None, None)
    return BanffReading(portal, duct, venous, total, grade)


def _findings_of(text: str) -> list[str]:
    """The lines that state what was found: no history, no question, no past."""
    plain = unicodedata.normalize("NFKC", text[:TEXT_READ]).replace("．", ".")
    lines: list[str] = []
    skipped = False
    for raw in _SENTENCE.split(plain):
        line = _YEAR.sub(" ", raw[:SENTENCE_READ]).strip()
        heading = _HEADING.match(line)
        if heading is not None:
            skipped = bool(_NOT_FOUND_HERE.search(heading["name"]))
        if line and not skipped and not _PAST_OR_QUESTION.search(line):
            lines.append(line)
    return lines


def _parts(text: str) -> tuple[int, int, int] | None:
    found = {tuple(int(part) for part in one) for one in (*_LETTERS.findall(text), *_SUM.findall(text))}
    if not found:
        named = [pattern.search(text) for pattern in _NAMED]
        found = {tuple(int(one[1]) for one in named if one is not None)}
    first = found.pop() if len(found) == 1 else ()  # two different indices in one text: a person must read them
    return (first[0], first[1], first[2]) if len(first) == len(_NAMED) else None


def _grade(about: list[str]) -> str | None:
    """The grade that the lines about rejection give it; None: without one."""
    told = [_grade_of(line) for line in about]
    graded = {one for one in told if one not in {None, "none"}}
    if len(graded) == 1:
        return graded.pop()
    if graded or None in told:
        return None
    return "none" if told else None


def _grade_of(line: str) -> str | None:
    if _INDETERMINATE.search(line):
        return "indeterminate"
    if _DENIED.search(line) and not _UNSURE.search(line):
        return "none"
    if _UNSURE.search(line) or _RANGE.search(line):
        return None
    found = {_GRADES[match[1].casefold()] for pattern in _GRADED for match in pattern.finditer(line)}
    return found.pop() if len(found) == 1 else None


_LIVER: Final = re.compile(r"\bliver\b|\bhepat|肝|\brai\b|rejection activity index", re.IGNORECASE)
_PATHOLOGY: Final = re.compile(r"patholog|histolog|\bbiops|病理|組織診|生検", re.IGNORECASE)


def names_liver(text: str) -> bool:
    """Whether a text is about a liver: other organs have Banff grades of their own."""
    return _LIVER.search(text[:TEXT_READ]) is not None


def names_pathology(name: str) -> bool:
    """Whether the name of a document or service is that of a pathology report.

    >>> names_pathology("Surgical Pathology Report"), names_pathology("病理組織検査"), names_pathology("Chest X-ray")
    (True, True, False)
    """
    return _PATHOLOGY.search(unicodedata.normalize("NFKC", name)) is not None

"""Days, values and names in Japanese: what stands in the sentences of the rules.

Names of drugs, tests, signs, grades and criteria are a closed list; a name that is not in it makes its sentence
unknown, which the tests of every rule's sentence would see. Organisms are not translated; forms of a stain are.
"""

import re
from types import MappingProxyType
from typing import Final

from graftwatch.paging.japanese_kinds import WHAT
from graftwatch.paging.phrases import ENGLISH
from graftwatch.paging.sentences import Kind

NAMES: Final = MappingProxyType(
    {
        # drugs
        "tacrolimus": "タクロリムス",
        "tacrolimus in serum": "タクロリムス（血清）",
        "cyclosporine": "シクロスポリン",
        "cyclosporine C2": "シクロスポリンC2",
        "everolimus": "エベロリムス",
        "sirolimus": "シロリムス",
        "MPA": "MPA",
        # tests and vital signs
        **{name: name for name in ("ALT", "AST", "ALP", "GGT", "SpO2", "WBC", "ANC")},
        "bilirubin": "ビリルビン",
        "creatinine": "クレアチニン",
        "platelets": "血小板",
        "lactate": "乳酸",
        "eosinophils": "好酸球",
        "temperature": "体温",
        "heart rate": "心拍数",
        "respiratory rate": "呼吸数",
        "systolic pressure": "収縮期血圧",
        "NK activity": "NK活性",
        # signs
        "fever": "発熱",
        "hypothermia": "低体温",
        "chills": "悪寒",
        "hypotension": "血圧低下",
        "apnea": "無呼吸",
        "bradycardia": "徐脈",
        # treatments and conditions
        "vasopressor": "昇圧薬",
        "mechanical ventilation": "人工呼吸",
        "allogeneic_hsct": "同種造血幹細胞移植",
        "gi_gvhd": "消化管GVHD",
        "diarrhoea": "下痢",
        "death": "死亡",
        "comfort care": "緩和ケア",
        "transfer to acute care": "急性期病院への転院",
        # reports
        "culture": "培養",
        "gram stain": "グラム染色",
        "non culture test": "非培養検査",
        "susceptibility": "薬剤感受性",
        # how far
        "low": "低値",
        "high": "高値",
        "very high": "著明高値",
        "critical": "危険域高値",
        # grades of rejection
        "none": "拒絶反応なし",
        "indeterminate": "判定保留",
        "mild": "軽度",
        "moderate": "中等度",
        "severe": "高度",
        # verdicts
        "confirmed": "確定",
        "refuted": "否定",
        "contaminant": "汚染",
        "secondary": "二次性",
        # what stands beside a rise
        "low exposure": "血中濃度低値",
        "low exposure and eosinophils": "血中濃度低値と好酸球増多",
        "nothing else": "他の所見なし",
    }
)
BESIDE: Final = MappingProxyType({**NAMES, "eosinophils": "好酸球増多"})
_KINDS: Final = {ENGLISH.what[kind]: said for kind, said in WHAT.items()}
_SHAPES: Final = MappingProxyType(
    {
        "coccus": "球菌",
        "bacillus": "桿菌",
        "coccobacillus": "球桿菌",
        "diplococcus": "双球菌",
        "bacteria": "菌",
        "organism": "菌",
    }
)
_SIGNS: Final = MappingProxyType({"negative": "陰性", "positive": "陽性", "variable": "不定性"})
_ARRANGED: Final = MappingProxyType(
    {"clusters": "ブドウ状", "chains": "連鎖状", "pairs": "双球状", "tetrads": "四連球状"}
)
_OTHER_FORMS: Final = MappingProxyType({"Yeast": "酵母様真菌", "Mould": "糸状菌", "Acid-fast bacillus": "抗酸菌"})
_FORM: Final = re.compile(
    rf"(Anaerobic |Aerobic )?Gram-({'|'.join(_SIGNS)}) (pleomorphic )?({'|'.join(_SHAPES)})"
    rf"(?: in ({'|'.join(_ARRANGED)}))?"
)
_DAY: Final = r"\d{4}-\d\d-\d\d(?: \(POD -?\d+\))?"
_DAY_IN_WORDS: Final = re.compile(r"\d{4}年(\d+)月(\d+)日(?:（術後\d+日目）|（手術\d+日前）)?")
_TIME: Final = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?(?: \(POD -?\d+\))?"
_PARTS: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)( \d\d:\d\d)?(?: \(POD (-?\d+)\))?")
_VALUE: Final = r"[<>=]{0,2}-?[\d.]+(?: (?!on |below |from )[^\s,;:()]+)?"
_LASTING: Final = r"\d+ seconds|\d+ minutes?|\d+ h \d+ min|\d+ days \d+ h"
_PARTS_OF_LASTING: Final = (
    (" seconds", "秒"),
    (" minutes", "分"),
    (" minute", "分"),
    (" days ", "日"),
    (" h ", "時間"),
    (" h", "時間"),
    (" min", "分"),
)


def _day(text: str) -> str:
    """A day, with its post-operative day where it has one."""
    return _at(text, "（{}）")


def _at(text: str, with_day: str) -> str:
    """A day or a time, with its post-operative day as the pattern says."""
    year, month, day, clock, after = _PARTS.fullmatch(text).groups()  # type: ignore[union-attr] # the kinds' forms
    pod = with_day.format(_after(int(after))) if after else ""
    return f"{int(year)}年{int(month)}月{int(day)}日{clock or ''}{pod}"


def _after(day: int) -> str:
    return f"術後{day}日目" if day >= 0 else f"手術{-day}日前"


def with_days_briefly(text: str) -> str:
    """The text with days as 6/4, for an SMS."""
    return _DAY_IN_WORDS.sub(r"\1/\2", text)


def _days(text: str) -> str:
    return "、".join(_day(one) for one in text.split(", "))


def _value_at(text: str) -> str:
    value, _, at = text.partition(" on ")
    return f"{value}（{_at(at, '、{}')}）"


def _values_at(text: str) -> str:
    return "、".join(_value_at(one) for one in text.split(", "))


def _lasting(text: str) -> str:
    for part, said in _PARTS_OF_LASTING:
        text = text.replace(part, said)
    return text


def _names(text: str) -> str | None:
    said = [NAMES.get(one) for one in text.split(", ")]
    return "、".join(one for one in said if one) if all(said) else None


def _forms(text: str) -> str:
    return "、".join(_form(one) for one in text.split(", "))


def _form(text: str) -> str:
    found = _FORM.fullmatch(text)
    if found is None:
        return _OTHER_FORMS.get(text, text)
    oxygen, sign, pleomorphic, shape, arranged = found.groups()
    air = {None: "", "Anaerobic ": "嫌気性", "Aerobic ": "好気性"}[oxygen]
    how = f"（{_ARRANGED[arranged]}）" if arranged else ""
    return f"{air}グラム{_SIGNS[sign]}{'多形性' if pleomorphic else ''}{_SHAPES[shape]}{how}"


def _same(text: str) -> str:
    return text


KINDS: Final = MappingProxyType(
    {
        "day": Kind(_DAY, _day),
        "days": Kind(rf"{_DAY}(?:, {_DAY})*", _days),
        "time": Kind(_TIME, _day),
        "number": Kind(r"[<>=]{0,2}-?\d[\d.,]*%?", _same),
        "unit": Kind(r"\S+", _same),
        "value": Kind(_VALUE, _same),
        "value_at": Kind(rf"{_VALUE} on {_TIME}", _value_at),
        "values_at": Kind(rf"{_VALUE} on {_TIME}(?:, {_VALUE} on {_TIME})*", _values_at),
        "lasting": Kind(_LASTING, _lasting),
        "name": Kind("|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True)), NAMES.get),
        "names": Kind(r"[a-zA-Z ]+(?:, [a-zA-Z ]+)*", _names),
        "beside": Kind("|".join(re.escape(name) for name in sorted(BESIDE, key=len, reverse=True)), BESIDE.get),
        "forms": Kind(r"[A-Z][^()]*?", _forms),
        "criterion": Kind(r"(?:MBI-)?LCBI-\d(?: or LCBI-\d)?", lambda text: text.replace(" or ", "または")),
        "site": Kind(r"[A-Z]{2,5}(?: [A-Za-z0-9/-]+)*", _same),
        "kind": Kind("|".join(re.escape(name) for name in _KINDS), _KINDS.get),
        "word": Kind(r"\S+", _same),
    }
)

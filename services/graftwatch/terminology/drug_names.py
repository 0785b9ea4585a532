"""Immunosuppressants by the names that wards and pharmacies write: generic and brand, English and Japanese.

Source: generic names (INN) and the brand names of oral and intravenous preparations. Systemic glucocorticoids are one
concept, "steroids", for the rules ask only whether one was given; basiliximab has no level, and changes the target of
tacrolimus. A preparation for the skin, the eye, the nose or the airways reaches no blood level, so it is no dose. Left
out: codes of drug catalogues, which say
less than the name beside them, and every other drug.
"""

import re
import unicodedata
from typing import Final

_NAMES: Final = (
    ("tacrolimus", r"tacrolimus|\bfk[- ]?506\b|prograf|advagraf|graceptor|envarsus|astagraf|adoport|modigraf"),
    ("tacrolimus", r"タクロリムス|プログラフ|グラセプター"),
    ("cyclosporine", r"ciclosporin|cyclosporin|neoral|sandimmun|gengraf|シクロスポリン|ネオーラル|サンディミュン"),
    ("everolimus", r"everolimus|certican|zortress|エベロリムス|サーティカン"),
    ("sirolimus", r"sirolimus|rapamune|シロリムス|ラパリムス"),
    (
        "steroids",
        r"\b(methyl)?predniso(lo)?ne?\b|methylpred|medrol|hydrocortisone?|solu-?cortef|dexamethasone?|betamethasone?",
    ),
    (
        "steroids",
        r"プレドニゾロン|プレドニン|ソル[・･]?メドロール|メドロール|ヒドロコルチゾン|ソル[・･]?コーテフ|デキサメタゾン|ベタメタゾン",
    ),
    ("basiliximab", r"basiliximab|simulect|バシリキシマブ|シムレクト"),
    ("mpa", r"mycophenol|cellcept|myfortic|ミコフェノール|セルセプト"),
)
_PATTERNS: Final = tuple((drug, re.compile(pattern)) for drug, pattern in _NAMES)
NOT_INTO_BLOOD: Final = re.compile(
    r"ointment|cream|topical|eye ?drops?|ophthalmic|軟膏|外用|点眼|\bgel\b|ゲル"
    r"|lotion|inhal|nasal|nebuli|enema|rectal|mouthwash|クリーム|ローション|吸入|点鼻|注腸|坐剤|点耳"
)
WITHOUT_LEVEL: Final = frozenset({"steroids", "basiliximab"})
"""Drugs of which the day of a dose is asked for, and no level."""
_TEMSIROLIMUS: Final = re.compile(r"temsirolimus|テムシロリムス")  # a drug against tumours


def immunosuppressant(name: str) -> str | None:
    """The drug that a name stands for, by its concept, or None.

    >>> [immunosuppressant(one) for one in ("プログラフカプセル１ｍｇ", "Neoral", "Amoxicillin", "Protopic ointment")]
    ['tacrolimus', 'cyclosporine', None, None]
    >>> [immunosuppressant(one) for one in ("Prednisolone", "ソル・メドロール", "Simulect", "Prednisolone eye drops")]
    ['steroids', 'steroids', 'basiliximab', None]
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    if NOT_INTO_BLOOD.search(plain) or _TEMSIROLIMUS.search(plain):
        return None
    return next((drug for drug, pattern in _PATTERNS if pattern.search(plain)), None)

"""Antimicrobials and vasopressors by the names that wards and pharmacies write: generic, brand, Japanese, ATC code.

Source: generic names (INN) and the WHO's ATC classes: J01 antibacterials, J02 antimycotics, J04AB rifampicin and C01CA
or H01BA01 vasopressors for systemic use. Which drugs count for an Adult Sepsis Event follows CDC's Hospital Toolkit for
Adult Sepsis Surveillance (2018, appendices A and B). A preparation for the skin, eye, ear, nose or airways does not
reach the blood and is none. Left out: antivirals, which treat no bloodstream infection that a culture shows; codes of
national drug catalogues, which say less than the name beside them.
"""

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.drug_names import NOT_INTO_BLOOD

ANTIMICROBIAL: Final = "antimicrobial"
VASOPRESSOR: Final = "vasopressor"

_ATC: Final = re.compile(r"(J0[12][A-Z]{2}|J04AB|C01CA|H01BA)\d\d", re.ASCII)
_ATC_SYSTEMS: Final = frozenset({"ATC", "WC", "WHOATC", "2.16.840.1.113883.6.73"})


@dataclass(frozen=True, slots=True)
class KnownTreatment:
    """A drug: its kind, its generic name, its ATC code."""

    kind: str
    drug: str
    atc: str


_ROWS: Final = (
    # beta-lactams
    ("amoxicillin/clavulanate", "J01CR02", "amoxicillin.{0,12}clavulan|co-?amoxiclav|augmentin|オーグメンチン"),
    ("amoxicillin", "J01CA04", "amoxicillin|amoxycillin|アモキシシリン|サワシリン"),
    ("ampicillin/sulbactam", "J01CR01", "ampicillin.{0,12}sulbactam|unasyn|sultamicillin"),
    ("ampicillin/sulbactam", "J01CR01", "スルバクタム.{0,6}アンピシリン|アンピシリン.{0,6}スルバクタム|ユナシン"),
    ("ampicillin", "J01CA01", "ampicillin|アンピシリン|ビクシリン"),
    ("piperacillin/tazobactam", "J01CR05", "piperacillin.{0,12}tazobactam|tazocin|zosyn|pip.?tazo"),
    ("piperacillin/tazobactam", "J01CR05", "タゾバクタム.{0,6}ピペラシリン|ゾシン"),
    ("piperacillin", "J01CA12", "piperacillin|ピペラシリン|ペントシリン"),
    ("benzylpenicillin", "J01CE01", "benzylpenicillin|penicillin g|ベンジルペニシリン|ペニシリンg"),
    ("flucloxacillin", "J01CF05", "flucloxacillin"),
    ("oxacillin", "J01CF04", r"\boxacillin"),
    ("nafcillin", "J01CF06", "nafcillin"),
    ("cefazolin", "J01DB04", "cefazolin|セファゾリン|セファメジン"),
    ("cefuroxime", "J01DC02", "cefuroxime"),
    ("cefmetazole", "J01DC09", "cefmetazole|セフメタゾール"),
    ("flomoxef", "J01DC14", "flomoxef|フロモキセフ|フルマリン"),
    ("cefotaxime", "J01DD01", "cefotaxime|セフォタキシム"),
    ("ceftriaxone", "J01DD04", "ceftriaxone|rocephin|セフトリアキソン|ロセフィン"),
    ("ceftazidime/avibactam", "J01DD52", "ceftazidime.{0,12}avibactam|avycaz|zavicefta"),
    ("ceftazidime/avibactam", "J01DD52", "アビバクタム.{0,6}セフタジジム|ザビセフタ"),
    ("ceftazidime", "J01DD02", "ceftazidime|セフタジジム"),
    ("cefoperazone/sulbactam", "J01DD62", "cefoperazone.{0,12}sulbactam|sulperazon"),
    ("cefoperazone/sulbactam", "J01DD62", "スルバクタム.{0,6}セフォペラゾン|スルペラゾン"),
    ("cefoperazone/sulbactam", "J01DD62", "セフォペラゾン.{0,6}スルバクタム"),
    ("cefepime", "J01DE01", "cefepime|maxipime|セフェピム|マキシピーム"),
    ("ceftaroline", "J01DI02", "ceftaroline"),
    ("ceftolozane/tazobactam", "J01DI54", "ceftolozane|zerbaxa|セフトロザン|ザバクサ"),
    ("cefiderocol", "J01DI04", "cefiderocol|fetroja|セフィデロコル|フェトロージャ"),
    ("meropenem", "J01DH02", "meropenem|meropen|merrem|メロペネム|メロペン"),
    ("ertapenem", "J01DH03", "ertapenem"),
    ("doripenem", "J01DH04", "doripenem|ドリペネム|フィニバックス"),
    ("imipenem/cilastatin", "J01DH51", "imipenem|イミペネム|チエナム"),
    ("aztreonam", "J01DF01", "aztreonam|アズトレオナム"),
    # others against bacteria
    ("gentamicin", "J01GB03", "gentami[cs]in|ゲンタマイシン"),
    ("tobramycin", "J01GB01", "tobramycin|トブラマイシン"),
    ("amikacin", "J01GB06", "amikacin|アミカシン"),
    ("arbekacin", "J01GB12", "arbekacin|アルベカシン|ハベカシン"),
    ("ciprofloxacin", "J01MA02", "ciprofloxacin|シプロフロキサシン|シプロキサン"),
    ("levofloxacin", "J01MA12", "levofloxacin|cravit|レボフロキサシン|クラビット"),
    ("moxifloxacin", "J01MA14", "moxifloxacin|モキシフロキサシン"),
    ("vancomycin", "J01XA01", "vancomycin|vancocin|バンコマイシン"),
    ("teicoplanin", "J01XA02", "teicoplanin|テイコプラニン|タゴシッド"),
    ("telavancin", "J01XA03", "telavancin"),
    ("dalbavancin", "J01XA04", "dalbavancin"),
    ("oritavancin", "J01XA05", "oritavancin"),
    ("daptomycin", "J01XX09", "daptomycin|cubicin|ダプトマイシン|キュビシン"),
    ("linezolid", "J01XX08", "linezolid|zyvox|リネゾリド|ザイボックス"),
    ("tedizolid", "J01XX11", "tedizolid|シベクトロ|テジゾリド"),
    ("fosfomycin", "J01XX01", "fosfomycin|ホスホマイシン|ホスミシン"),
    ("colistin", "J01XB01", "colisti[nm]|colistimethate|コリスチン|オルドレブ"),
    ("polymyxin b", "J01XB02", "polymyxin b"),
    ("metronidazole", "J01XD01", "metronidazole|メトロニダゾール|アネメトロ"),
    ("clindamycin", "J01FF01", "clindamycin|クリンダマイシン|ダラシン"),
    ("azithromycin", "J01FA10", "azithromycin|アジスロマイシン|ジスロマック"),
    ("erythromycin", "J01FA01", "erythromycin|エリスロマイシン"),
    ("clarithromycin", "J01FA09", "clarithromycin|クラリスロマイシン"),
    ("doxycycline", "J01AA02", "doxycycline|ドキシサイクリン"),
    ("minocycline", "J01AA08", "minocycline|ミノサイクリン|ミノマイシン"),
    ("tigecycline", "J01AA12", "tigecycline|チゲサイクリン|タイガシル"),
    ("chloramphenicol", "J01BA01", "chloramphenicol|クロラムフェニコール"),
    ("sulfamethoxazole/trimethoprim", "J01EE01", "sulfamethoxazole|co-?trimoxazole|bactrim"),
    ("sulfamethoxazole/trimethoprim", "J01EE01", "スルファメトキサゾール|バクタ|st合剤"),
    ("rifampicin", "J04AB02", r"rifampi(ci)?n\b|リファンピシン"),
    # against fungi
    ("amphotericin b", "J02AA01", "amphotericin|ambisome|アムホテリシン|アムビゾーム"),
    ("fluconazole", "J02AC01", "fluconazole|fosfluconazole|フルコナゾール|プロジフ"),
    ("itraconazole", "J02AC02", "itraconazole|イトラコナゾール"),
    ("voriconazole", "J02AC03", "voriconazole|vfend|ボリコナゾール|ブイフェンド"),
    ("posaconazole", "J02AC04", "posaconazole|ポサコナゾール|ノクサフィル"),
    ("isavuconazole", "J02AC05", "isavuconazo|イサブコナゾ|クレセンバ"),
    ("caspofungin", "J02AX04", "caspofungin|カスポファンギン|カンサイダス"),
    ("micafungin", "J02AX05", "micafungin|ミカファンギン|ファンガード"),
    ("anidulafungin", "J02AX06", "anidulafungin"),
    # vasopressors
    ("norepinephrine", "C01CA03", "norepinephrine|noradrenaline?|ノルアドレナリン"),
    ("epinephrine", "C01CA24", r"\bepinephrine|\badrenaline?\b|(?<!ノル)アドレナリン|ボスミン"),
    ("dopamine", "C01CA04", r"\bdopamine|ドパミン|イノバン"),
    ("phenylephrine", "C01CA06", "phenylephrine|フェニレフリン|ネオシネジン"),
    ("vasopressin", "H01BA01", r"\bvasopressin|(?<!デスモ)バソプレシン|ピトレシン"),
)  # fmt: skip
_KNOWN: Final = tuple(
    (KnownTreatment(VASOPRESSOR if atc[0] in "CH" else ANTIMICROBIAL, drug, atc), re.compile(words))
    for drug, atc, words in _ROWS
)
_BY_ATC: Final = MappingProxyType({known.atc: known for known, _ in _KNOWN})


def treatment(name: str, code: str = "", system: str = "") -> KnownTreatment | None:
    """The antimicrobial or vasopressor that a code or a name stands for, or None; an ATC code wins over a name.

    >>> names = ("Zosyn 4.5 g", "バンコマイシン塩酸塩点滴静注用", "Noradrenaline")
    >>> [found.drug for found in map(treatment, names) if found]
    ['piperacillin/tazobactam', 'vancomycin', 'norepinephrine']
    >>> treatment("Gentamicin eye drops"), treatment("Desmopressin"), treatment("x", "J01DH02", "ATC")
    (None, None, KnownTreatment(kind='antimicrobial', drug='meropenem', atc='J01DH02'))
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    if NOT_INTO_BLOOD.search(plain):
        return None
    if system.upper() in _ATC_SYSTEMS and _ATC.fullmatch(code.upper()):
        found = _BY_ATC.get(code.upper())
        if found is not None:
            return found
    return next((known for known, words in _KNOWN if words.search(plain)), None)

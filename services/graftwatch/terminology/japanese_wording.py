"""Japanese laboratory wording in English words, phrase by phrase, so that one reader serves both.

Source: names of the JANIS organism list and of Japanese microbiology reports. Longest phrase first; what is not
in the table is left as it is. Half-width kana must be full-width already (NFKC).
"""

import re
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.japanese_species import SPECIES_IN_KANA

_NOT: Final = ("ず", "ない", "なかった", "ません", "ませんでした")
_SHAPES: Final = {"球菌": "coccus", "桿菌": "rod", "球桿菌": "coccobacillus", "双球菌": "diplococcus"}
_ORGANISMS: Final = {
    "メチシリン耐性黄色ブドウ球菌": "Staphylococcus aureus",
    "黄色ブドウ球菌": "Staphylococcus aureus",
    "表皮ブドウ球菌": "Staphylococcus epidermidis",
    "腐性ブドウ球菌": "Staphylococcus saprophyticus",
    "コアグラーゼ陰性ブドウ球菌": "coagulase negative staphylococcus",
    "コアグラーゼ陽性ブドウ球菌": "coagulase positive staphylococcus",
    "ブドウ球菌": "Staphylococcus",
    "スタフィロコッカス": "Staphylococcus",
    "肺炎球菌": "Streptococcus pneumoniae",
    "肺炎レンサ球菌": "Streptococcus pneumoniae",
    "肺炎連鎖球菌": "Streptococcus pneumoniae",
    "化膿レンサ球菌": "Streptococcus pyogenes",
    "化膿連鎖球菌": "Streptococcus pyogenes",
    "緑色レンサ球菌": "viridans streptococcus",
    "緑色連鎖球菌": "viridans streptococcus",
    "α溶血性レンサ球菌": "alpha hemolytic streptococcus",
    "α溶血性連鎖球菌": "alpha hemolytic streptococcus",
    "β溶血性レンサ球菌": "beta hemolytic streptococcus",
    "β溶血性連鎖球菌": "beta hemolytic streptococcus",
    **{
        f"{letter}群{chain}": f"group {letter} streptococcus"
        for letter in "ABCFG"
        for chain in ("溶血性レンサ球菌", "溶血性連鎖球菌", "レンサ球菌", "連鎖球菌", "溶連菌", "β溶血性レンサ球菌")
    },
    "レンサ球菌": "Streptococcus",
    "連鎖球菌": "Streptococcus",
    "バンコマイシン耐性腸球菌": "Enterococcus",
    "腸球菌": "Enterococcus",
    "エンテロコッカス": "Enterococcus",
    "α溶連菌": "alpha hemolytic streptococcus",
    "α-溶連菌": "alpha hemolytic streptococcus",
    "腸管出血性大腸菌": "EHEC",
    "腸管毒素原性大腸菌": "ETEC",
    "腸管病原性大腸菌": "EPEC",
    "大腸菌群": "coliform",
    "大腸菌": "Escherichia coli",
    "肺炎桿菌": "Klebsiella pneumoniae",
    "クレブシエラ": "Klebsiella",
    "クレブシェラ": "Klebsiella",
    "エンテロバクター": "Enterobacter",
    "シトロバクター": "Citrobacter",
    "セラチア菌": "Serratia",
    "セラチア": "Serratia",
    "霊菌": "Serratia marcescens",
    "プロテウス": "Proteus",
    "モルガネラ": "Morganella",
    "プロビデンシア": "Providencia",
    "サルモネラ": "Salmonella",
    "チフス菌": "Salmonella typhi",
    "赤痢菌": "Shigella",
    "エルシニア": "Yersinia",
    "腸内細菌目細菌": "Enterobacterales",
    "腸内細菌目": "Enterobacterales",
    "腸内細菌科": "Enterobacteriaceae",
    "多剤耐性緑膿菌": "Pseudomonas aeruginosa",
    "緑膿菌": "Pseudomonas aeruginosa",
    "シュードモナス": "Pseudomonas",
    "アシネトバクター": "Acinetobacter",
    "ステノトロホモナス": "Stenotrophomonas",
    "セパシア菌": "Burkholderia cepacia",
    "ブドウ糖非発酵グラム陰性桿菌": "non fermenting gram negative bacillus",
    "非発酵菌": "non fermenter",
    "インフルエンザ菌": "Haemophilus influenzae",
    "モラクセラ": "Moraxella",
    "髄膜炎菌": "Neisseria meningitidis",
    "淋菌": "Neisseria gonorrhoeae",
    "カンピロバクター": "Campylobacter",
    "ヘリコバクター": "Helicobacter",
    "ピロリ菌": "Helicobacter pylori",
    "レジオネラ": "Legionella",
    "リステリア": "Listeria",
    "腸炎ビブリオ": "Vibrio parahaemolyticus",
    "コレラ菌": "Vibrio cholerae",
    "ビブリオ": "Vibrio",
    "エロモナス": "Aeromonas",
    "セレウス菌": "Bacillus cereus",
    "枯草菌": "Bacillus subtilis",
    "炭疽菌": "Bacillus anthracis",
    "バチルス": "Bacillus",
    "バシラス": "Bacillus",
    "バシルス": "Bacillus",
    "ジフテリア菌": "Corynebacterium diphtheriae",
    "コリネバクテリウム": "Corynebacterium",
    "コリネ型細菌": "coryneform bacteria",
    "コリネ型菌": "coryneform bacteria",
    "バークホルデリア": "Burkholderia",
    "エリザベスキンギア": "Elizabethkingia",
    "アクネ菌": "Cutibacterium acnes",
    "アクネ桿菌": "Cutibacterium acnes",
    "ミクロコッカス": "Micrococcus",
    "乳酸桿菌": "Lactobacillus",
    "ラクトバチルス": "Lactobacillus",
    "ウェルシュ菌": "Clostridium perfringens",
    "ウエルシュ菌": "Clostridium perfringens",
    "破傷風菌": "Clostridium tetani",
    "ボツリヌス菌": "Clostridium botulinum",
    "ディフィシル菌": "Clostridioides difficile",
    "クロストリジウム": "Clostridium",
    "クロストリディオイデス・ディフィシル": "Clostridioides difficile",
    "バクテロイデス": "Bacteroides",
    "フソバクテリウム": "Fusobacterium",
    "プレボテラ": "Prevotella",
    "ノカルジア": "Nocardia",
    "非結核性抗酸菌": "nontuberculous mycobacteria",
    "結核菌": "Mycobacterium tuberculosis",
    "抗酸菌": "acid fast bacillus",
    "嫌気性菌": "anaerobic bacteria",
    "カンジダ": "Candida",
    "クリプトコックス": "Cryptococcus",
    "クリプトコッカス": "Cryptococcus",
    "アスペルギルス": "Aspergillus",
    "ムーコル": "Mucor",
    "酵母様真菌": "yeast",
    "酵母様菌": "yeast",
    "酵母": "yeast",
    "糸状菌": "mould",
    "真菌": "fungus",
    **{
        f"{oxygen}グラム{sign}{shape}": f"{words} gram {gram} {form}"
        for oxygen, words in (("", ""), ("嫌気性", "anaerobic"), ("好気性", "aerobic"))
        for sign, gram in (("陽性", "positive"), ("陰性", "negative"))
        for shape, form in _SHAPES.items()
    },
    "クラスター": " in clusters ",
    **{
        f"{before}グラム陽性球菌{after}": f"gram positive coccus in {words}"
        for shape, words in (
            ("ブドウ状", "clusters"),
            ("ブドウの房状", "clusters"),
            ("集塊状", "clusters"),
            ("連鎖状", "chains"),
        )
        for before, after in ((shape, ""), (f"{shape}の", ""), ("", f"({shape})"), ("", f" {shape}"))
    },
    **{
        f"{letter}({sign}){shape}": f"gram {gram} {form}"
        for letter in "Gg"
        for sign, gram in (("+", "positive"), ("-", "negative"))
        for shape, form in _SHAPES.items()
    },
    "集塊状": " in clusters ",
    "ブドウ状": " in clusters ",
    "連鎖状": " in chains ",
}
# Verbs that say that something was found, with every ending that denies it.
_FOUND_NOT: Final = (
    *(
        f"{stem}{ending}"
        for stem in ("認められ", "みられ", "見られ", "検出され", "分離され", "確認され")
        for ending in _NOT
    ),
    *(f"{stem}{ending}" for stem in ("認め", "検出でき") for ending in _NOT),
    *(
        f"{noun}{ending}"
        for noun in ("検出", "分離", "確認")
        for ending in ("せず", "しない", "しません", "なし", "無し")
    ),
)
_WORDING: Final = {
    **dict.fromkeys(_FOUND_NOT, "not detected"),
    # That no resistance was found denies no organism.
    **{f"耐性{particle}{verb}": " " for particle in ("", "は", "を", "が") for verb in (*_FOUND_NOT, "なし", "無し")},
    "未検出": "not detected",
    "有意菌なし": "no organism seen",
    "有意な菌なし": "no organism seen",
    "病原菌なし": "no organism seen",
    "病原菌検出せず": "no organism seen",
    "菌は認められません": "no organism seen",
    "菌は検出されませんでした": "no organism seen",
    "菌の発育を認めず": "no growth",
    "菌の発育を認めません": "no growth",
    "発育を認めず": "no growth",
    "発育を認めません": "no growth",
    "発育認めず": "no growth",
    "菌発育認めず": "no growth",
    "発育は認められません": "no growth",
    "発育せず": "no growth",
    "発育なし": "no growth",
    "菌発育なし": "no growth",
    "発育無し": "no growth",
    "菌陰性": "no growth",
    "培養陰性": "no growth",
    "菌を認めず": "no organism seen",
    "菌認めず": "no organism seen",
    "菌検出せず": "no organism seen",
    "細菌を認めず": "no organism seen",
    "現時点": "to date",
    "現在": "to date",
    "培養中": "pending",
    "検査中": "pending",
    "同定中": "identification pending",
    "継続中": "pending",
    "保留": "pending",
    "未報告": "pending",
    "培養陽性": "culture positive",
    "ボトル陽性": "bottle positive",
    "陽性": "positive",
    "陰性": "negative",
    "常在菌": "normal flora",
    "口腔内常在菌": "normal flora",
    "皮膚常在菌": "skin flora",
    "汚染": "contaminant",
    "コンタミネーション": "contaminant",
    "コンタミ": "contaminant",
    "コメント参照": "refer to comment",
    "疑い": "suspected",
    "推定": "presumptive",
    "中止": "cancelled",
    "検体不良": "rejected",
    "属": " species",
    "を疑う": " suspected",
    "以外": " excluded",
    "少数": "few",
    "多数": "many",
    "(-)": "negative",
}
_TABLE: Final = MappingProxyType({**_WORDING, **_ORGANISMS, **SPECIES_IN_KANA})
_PHRASE: Final = re.compile("|".join(re.escape(phrase) for phrase in sorted(_TABLE, key=len, reverse=True)))
# "Non-fermenters other than Pseudomonas aeruginosa" names what comes last.
_OTHER_THAN: Final = re.compile(r"(\w+)以外の(\w+)")
_JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def in_english(text: str) -> str:
    """The text with the Japanese phrases of the table in English words.

    >>> in_english("グラム陽性球菌 クラスター").split()
    ['gram', 'positive', 'coccus', 'in', 'clusters']
    """
    if _JAPANESE.search(text) is None:
        return text
    text = _OTHER_THAN.sub(r"\2 not \1", text)
    return _PHRASE.sub(lambda found: f" {_TABLE[found[0]]} ", text)

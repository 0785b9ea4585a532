"""Species as Japanese laboratories write them in kana: genus and epithet, a middle dot, a blank or nothing between.

Source: the kana names of the JANIS organism list and of Japanese textbooks. Only species that blood cultures yield; a
genus alone stands in japanese_wording.py. Half-width kana must be full-width already (NFKC).
"""

from types import MappingProxyType
from typing import Final

_SPECIES: Final = {
    ("スタフィロコッカス", "アウレウス"): "Staphylococcus aureus",
    ("スタフィロコッカス", "エピデルミディス"): "Staphylococcus epidermidis",
    ("スタフィロコッカス", "ヘモリティカス"): "Staphylococcus haemolyticus",
    ("スタフィロコッカス", "ホミニス"): "Staphylococcus hominis",
    ("スタフィロコッカス", "カピティス"): "Staphylococcus capitis",
    ("スタフィロコッカス", "ルグドゥネンシス"): "Staphylococcus lugdunensis",
    ("エンテロコッカス", "フェカーリス"): "Enterococcus faecalis",
    ("エンテロコッカス", "フェシウム"): "Enterococcus faecium",
    ("クレブシエラ", "ニューモニエ"): "Klebsiella pneumoniae",
    ("クレブシエラ", "オキシトカ"): "Klebsiella oxytoca",
    ("クレブシエラ", "エロゲネス"): "Klebsiella aerogenes",
    ("エンテロバクター", "クロアカ"): "Enterobacter cloacae",
    ("エンテロバクター", "クロアカエ"): "Enterobacter cloacae",
    ("エンテロバクター", "エロゲネス"): "Klebsiella aerogenes",
    ("シトロバクター", "フロインディ"): "Citrobacter freundii",
    ("シトロバクター", "フレンディ"): "Citrobacter freundii",
    ("シトロバクター", "コセリ"): "Citrobacter koseri",
    ("セラチア", "マルセッセンス"): "Serratia marcescens",
    ("セラチア", "マルセセンス"): "Serratia marcescens",
    ("プロテウス", "ミラビリス"): "Proteus mirabilis",
    ("プロテウス", "ブルガリス"): "Proteus vulgaris",
    ("モルガネラ", "モルガニー"): "Morganella morganii",
    ("モルガネラ", "モルガニ"): "Morganella morganii",
    ("シュードモナス", "エルギノーサ"): "Pseudomonas aeruginosa",
    ("アシネトバクター", "バウマニ"): "Acinetobacter baumannii",
    ("アシネトバクター", "バウマニー"): "Acinetobacter baumannii",
    ("ステノトロホモナス", "マルトフィリア"): "Stenotrophomonas maltophilia",
    ("バークホルデリア", "セパシア"): "Burkholderia cepacia",
    ("エリザベスキンギア", "メニンゴセプチカ"): "Elizabethkingia meningoseptica",
    ("バクテロイデス", "フラジリス"): "Bacteroides fragilis",
    ("クロストリジウム", "パーフリンジェンス"): "Clostridium perfringens",
    ("リステリア", "モノサイトゲネス"): "Listeria monocytogenes",
    ("バチルス", "セレウス"): "Bacillus cereus",
    ("カンジダ", "アルビカンス"): "Candida albicans",
    ("カンジダ", "グラブラータ"): "Candida glabrata",
    ("カンジダ", "グラブラタ"): "Candida glabrata",
    ("カンジダ", "パラプシローシス"): "Candida parapsilosis",
    ("カンジダ", "トロピカリス"): "Candida tropicalis",
    ("カンジダ", "クルセイ"): "Candida krusei",
    ("カンジダ", "アウリス"): "Candida auris",
    ("クリプトコッカス", "ネオフォルマンス"): "Cryptococcus neoformans",
    ("アスペルギルス", "フミガーツス"): "Aspergillus fumigatus",
    ("アスペルギルス", "フミガタス"): "Aspergillus fumigatus",
}
SPECIES_IN_KANA: Final = MappingProxyType(
    {f"{genus}{between}{epithet}": name for (genus, epithet), name in _SPECIES.items() for between in ("・", " ", "")}
)

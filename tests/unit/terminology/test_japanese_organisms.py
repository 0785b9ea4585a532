"""Organisms and denials as Japanese laboratories write them; a denial never becomes an organism."""

import pytest

from graftwatch.terminology.organism import ResolutionStatus
from graftwatch.terminology.organisms import resolve

NAMED = """
Klebsiella pneumoniae = クレブシエラ・ニューモニエ | クレブシエラ ニューモニエ | ｸﾚﾌﾞｼｴﾗ･ﾆｭｰﾓﾆｴ | 肺炎桿菌
Acinetobacter baumannii = アシネトバクター・バウマニ | アシネトバクター・バウマニー
Enterobacter cloacae = エンテロバクター・クロアカ
Enterococcus faecium = エンテロコッカス・フェシウム
Enterococcus = エンテロコッカス属 | 腸球菌
Serratia marcescens = セラチア・マルセッセンス | 霊菌
Stenotrophomonas maltophilia = ステノトロホモナス・マルトフィリア
Burkholderia cepacia = バークホルデリア・セパシア
Elizabethkingia meningoseptica = エリザベスキンギア・メニンゴセプチカ
Candida glabrata = カンジダ・グラブラータ | カンジダ・グラブラタ
Candida parapsilosis = カンジダ・パラプシローシス
Aspergillus fumigatus = アスペルギルス・フミガーツス
Gram-positive coccus in clusters = グラム陽性球菌(ブドウ状) | ブドウ状グラム陽性球菌 | グラム陽性球菌 集塊状
Gram-positive coccus = G(+)球菌 | グラム陽性球菌 1+ | グラム陽性球菌が認められました
Gram-negative bacillus = G(-)桿菌 | グラム陰性桿菌を認めました
Staphylococcus aureus = 黄色ブドウ球菌 メチシリン耐性は認められません | ＭＲＳＡを検出しました
Escherichia coli = 大腸菌 薬剤耐性なし | ESBL産生大腸菌
"""
DENIED = """
MRSAは認められません | MRSAは検出されませんでした | 緑膿菌は分離されませんでした | 緑膿菌分離せず | 大腸菌は確認されず
カンジダは検出できませんでした | 酵母を認めず | グラム陽性球菌は見られませんでした
有意菌なし | 病原菌検出せず | 大腸菌(-) | NG | NGTD
free of Candida | No MRSA | S. aureus: not detected
"""


def table(text: str) -> list[tuple[str, str]]:
    lines = [line.split(" = ") for line in text.strip().splitlines()]
    return [(name, wording.strip()) for name, wordings in lines for wording in wordings.split(" | ")]


@pytest.mark.parametrize(("name", "wording"), table(NAMED))
def test_a_name_as_laboratories_write_it(name: str, wording: str) -> None:
    found = resolve(wording).organism
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("wording", [one.strip() for one in DENIED.replace("\n", " | ").split(" | ") if one.strip()])
def test_a_denial_is_no_organism(wording: str) -> None:
    assert resolve(wording).status is ResolutionStatus.NOT_AN_ORGANISM

"""The sentences of the rules for bloodstream infection, of endings, and of what is asked, in Japanese.

A rule that gets a new sentence gets a line here; tests/unit/paging/test_japanese_sentences.py holds every text of every
rule against these tables.
"""

from typing import Final

from graftwatch.paging.japanese_explanation import EXPLANATION
from graftwatch.paging.japanese_names import KINDS
from graftwatch.paging.japanese_rejection import REJECTION
from graftwatch.paging.japanese_service import SERVICE
from graftwatch.paging.sentences import SENTENCES, Table

Pairs = tuple[tuple[str, str], ...]

_ENDINGS: Final[Pairs] = (
    (
        "a report was corrected or withdrawn; nothing supports it any more",
        "報告が訂正または取り消され、根拠がなくなりました",
    ),
    ("it is over; nothing is to be done", "終了しました。対応は不要です"),
    ("it is now part of another signal of this recipient", "同じ患者の別の通知に統合されました"),
    ("it is now reported together with another signal", "別の通知とあわせて報告されています"),
    ("probable contaminant", "汚染の可能性が高い"),
    ("the organism does not count", "判定に含めない菌です"),
    ("refuted by a person's decision", "担当者の判定により否定"),
    ("the organism's name is not resolved", "菌名を判別できません"),
    ("{word:name} by a person on {day:day}: {note}", "{day}に担当者が{word}と判定：{note}"),
    ("{word:name} by a person on {day:day}", "{day}に担当者が{word}と判定"),
    ("the recipient died", "患者が死亡"),
    ("closed: {why:said}", "終了：{why}"),
)
_ASKED: Final[Pairs] = (
    ("Look at the recipient; await the organism.", "患者を診察し、菌名の報告を待ってください。"),
    ("Look at the recipient; await the final result.", "患者を診察し、最終報告を待ってください。"),
    ("Look at the recipient.", "患者を診察してください。"),
    ("Review the episode and its treatment.", "症例と治療を確認してください。"),
    (
        "Ask the laboratory for the final result, or decide: confirmed, contaminant or refuted.",
        "検査室に最終報告を問い合わせるか、確定・汚染・否定のいずれかを判定してください。",
    ),
    ("Nothing, unless the recipient's state says otherwise.", "患者の状態に変わりがなければ対応は不要です。"),
    (
        "Read the report and decide: pathogen, commensal or none.",
        "報告書を読み、病原菌・常在菌・該当なしのいずれかを判定してください。",
    ),
    ("Ask the laboratory when the blood was collected.", "採血日時を検査室に問い合わせてください。"),
    ("Decide whether another site's infection takes it.", "他部位の感染に伴うものかを判定してください。"),
    (
        "Look for fever, chills or hypotension and record them.",
        "発熱・悪寒・血圧低下の有無を確認し、記録してください。",
    ),
)
_CULTURES: Final[Pairs] = (
    ("{organism} from blood collected {day:day}, final", "{organism}：{day}採取の血液、最終報告"),
    ("{organism} from blood collected {day:day}, preliminary", "{organism}：{day}採取の血液、中間報告"),
    (
        "{organism} from blood collected {day:day}, final, by a non-culture test",
        "{organism}：{day}採取の血液、最終報告（非培養検査）",
    ),
    (
        "{organism} from blood collected {day:day}, preliminary, by a non-culture test",
        "{organism}：{day}採取の血液、中間報告（非培養検査）",
    ),
    (
        "{what:criterion}: {organisms}, first blood collected {day:day}, by final results",
        "{what}：{organisms}、最初の採血は{day}、最終報告による",
    ),
    (
        "{what:criterion}: {organisms}, first blood collected {day:day}, by preliminary results",
        "{what}：{organisms}、最初の採血は{day}、中間報告による",
    ),
    (
        "secondary to {site}: {organisms}, first blood collected {day:day}, by final results",
        "{site}に続発：{organisms}、最初の採血は{day}、最終報告による",
    ),
    (
        "secondary to {site}: {organisms}, first blood collected {day:day}, by preliminary results",
        "{site}に続発：{organisms}、最初の採血は{day}、中間報告による",
    ),
    ("positive blood culture ({forms:forms}), blood collected {day:day}", "血液培養陽性（{forms}）、{day}採血"),
    ("positive blood culture, blood collected {day:day}", "血液培養陽性、{day}採血"),
    ("{report:name} positive: {forms:forms}, blood collected {day:day}", "{report}陽性：{forms}、{day}採血"),
    ("{report:name} positive, blood collected {day:day}", "{report}陽性、{day}採血"),
    ("blood culture collected {day:day}", "血液培養採取：{day}"),
    ("no result yet of the blood culture of {days:days}", "{days}採取の血液培養は結果待ち"),
    ("no result within 7 days of collection", "採取から7日以内に結果なし"),
    ("it has no result within 7 days of collection", "採取から7日以内に結果なし"),
    ("no final result within 7 days", "7日以内に最終報告なし"),
    ("the culture ended without growth", "培養は陰性で終了"),
    ("the culture was not done: nobody knows whether anything grows", "培養は実施されず、菌の有無は不明"),
    ("growth in the blood culture", "血液培養での発育"),
    ("named by a preliminary result", "中間報告で菌名あり"),
    ("a final or corrected result that names the organism", "菌名を示す最終報告または訂正報告"),
    ("an organism named by the culture", "培養による菌名"),
    ("an organism name that can be resolved", "判別できる菌名"),
    ("a non-culture test names an organism", "非培養検査で菌名あり"),
    (
        "the result of the culture taken beside the test, which decides",
        "検査と同時に採取した培養の結果（これにより判定）",
    ),
    (
        "blood for culture was collected beside the test, and the culture decides",
        "検査と同時に培養用の血液を採取しており、培養の結果で判定",
    ),
    ("the corrected report no longer names an organism", "訂正報告では菌名が取り下げられた"),
    ("the corrected report says that the culture was not done", "訂正報告によれば培養は実施されていない"),
    ("the final report says neither growth nor none", "最終報告から発育の有無を読み取れない"),
    (
        "organism not known to the service: {said}, blood collected {day:day}",
        "判別できない菌名：{said}、{day}採血",
    ),
    ("organism not known to the service: {said}", "判別できない菌名：{said}"),
    (
        "positive blood report of {day:day}, collection time unknown",
        "{day}の血液培養陽性報告、採血日時不明",
    ),
    (
        "positive blood report of {day:day}, said to be collected on {on:day}, which is still to come",
        "{day}の血液培養陽性報告、採血日が未来の{on}となっている",
    ),
    (
        "positive blood report of {day:day}, said to be collected, which is still to come",
        "{day}の血液培養陽性報告、採血日が未来となっている",
    ),
    ("positive blood culture without a collection time", "血液培養陽性、採血日時の記載なし"),
    (
        "positive blood culture said to be collected on {on:day}, which is still to come: the time cannot be right",
        "血液培養陽性、採血日が未来の{on}となっており誤りと思われる",
    ),
    (
        "positive blood culture said to be collected, which is still to come: the time cannot be right",
        "血液培養陽性、採血日が未来となっており誤りと思われる",
    ),
    ("the time when the blood was collected", "採血日時"),
)
_CRITERIA: Final[Pairs] = (
    (
        "probable contaminant: a common commensal from a single blood specimen",
        "汚染の可能性が高い：皮膚常在菌が血液1検体のみ",
    ),
    (
        "probable contaminant: a common commensal by a non-culture test, which does not count for it",
        "汚染の可能性が高い：皮膚常在菌は非培養検査では判定に含めない",
    ),
    (
        "the same commensal from two blood specimens, first {day:day}, and no sign",
        "同じ皮膚常在菌が血液2検体（1検体目は{day}）、徴候なし",
    ),
    (
        (
            "probable contaminant: the same commensal from two blood specimens, first {day:day}, and no sign in the "
            "infection window period"
        ),
        "汚染の可能性が高い：同じ皮膚常在菌が血液2検体（1検体目は{day}）、感染判定期間内に徴候なし",
    ),
    ("excluded from every infection by the manual: {organisms}", "マニュアルにより感染の起因菌から除外：{organisms}"),
    (
        "alone no primary bloodstream infection by the manual: {organisms}",
        "マニュアルにより単独では原発性血流感染としない：{organisms}",
    ),
    ("LCBI-1: an organism that is not excluded", "LCBI-1：除外対象でない菌"),
    (
        "LCBI-1: a pathogen that is not excluded, in this blood or in the same timeframe",
        "LCBI-1：この血液または同じ期間の血液に、除外対象でない病原菌",
    ),
    ("an infection at another site with a matching organism", "菌の一致する他部位の感染"),
    (
        "LCBI-2: the same commensal by culture from a second specimen, drawn separately from {first:day} to {last:day}",
        "LCBI-2：{first}から{last}までに別に採取した2検体目の培養で同じ皮膚常在菌",
    ),
    (
        (
            "LCBI-2: the commensal by culture from two specimens drawn separately from {first:day} to {last:day}; a "
            "non-culture test does not count for a common commensal"
        ),
        "LCBI-2：{first}から{last}までに別々に採取した2検体の培養で同じ皮膚常在菌（非培養検査は含めない）",
    ),
    ("{what:said} (nearest: {near:said})", "{what}（最も近いもの：{near}）"),
    ("{organism} of {day:day}, {apart:number} days apart", "{organism}、{day}、{apart}日離れている"),
    ("{organism} of {day:day}, by a non-culture test", "{organism}、{day}、非培養検査"),
    ("{organism} of {day:day}, another organism", "{organism}、{day}、別の菌"),
    (
        "{criterion:criterion}: {signs:said} within 3 days of the first of the two",
        "{criterion}：2検体のうち最初のものの前後3日以内に{signs}",
    ),
    (
        "{criterion:criterion}: {signs:said} from {first:day} to {last:day} (no temperature is known)",
        "{criterion}：{first}から{last}までに{signs}（体温の記録なし）",
    ),
    (
        (
            "{criterion:criterion}: {signs:said} from {first:day} to {last:day} (highest temperature: {value:number} "
            "°C {day:day} [{source}])"
        ),
        "{criterion}：{first}から{last}までに{signs}（最高体温 {value} °C、{day} [{source}]）",
    ),
    ("fever above 38.0 °C, chills or hypotension", "38.0 °Cを超える発熱、悪寒または血圧低下"),
    (
        "fever above 38.0 °C, hypothermia below 36.0 °C, apnoea, bradycardia, chills or hypotension",
        "38.0 °Cを超える発熱、36.0 °C未満の低体温、無呼吸、徐脈、悪寒または血圧低下",
    ),
)
_ELEMENTS: Final[Pairs] = (
    ("{sign:name} seen {day:day}", "{day}に{sign}を確認"),
    ("{what:name} {value:number} {unit:unit} {day:day}", "{what} {value} {unit}、{day}"),
    (
        "{count:name} {value:number} ×10⁹/L (below 500 /mm³) {day:day}",
        "{count} {value} ×10⁹/L（500/mm³未満）、{day}",
    ),
    ("{what:name} since {day:day}", "{what}：{day}から"),
    ("{what:name} grade {grade:number} since {day:day}", "{what} グレード{grade}：{day}から"),
    ("{what:name} {volume:number} mL/24 h since {day:day}", "{what} {volume} mL/24時間：{day}から"),
    ("{what:name} {volume:number} mL/kg/24 h since {day:day}", "{what} {volume} mL/kg/24時間：{day}から"),
    (
        "{what:name} {volume:number} mL/24 h {weight:number} mL/kg/24 h since {day:day}",
        "{what} {volume} mL/24時間（{weight} mL/kg/24時間）：{day}から",
    ),
    ("central line accessed {day:day}", "中心静脈カテーテル使用開始：{day}"),
    ("removed {day:day}", "抜去：{day}"),
    ("line day {number:number} on the date of event", "発生日は留置{number}日目"),
    ("line day {number:number} on the day before the date of event", "発生日の前日は留置{number}日目"),
    ("{site:site} of {day:day}", "{site}（{day}）"),
    ("secondary to {site}", "{site}に続発"),
    ("another site, by a person's verdict", "他部位（担当者の判定）"),
)
_SEPSIS: Final[Pairs] = (
    (
        "blood culture of {culture:day}, {number:number} qualifying antimicrobial days {first:day} to {last:day}",
        "{culture}の血液培養、該当する抗菌薬投与{number}日間（{first}から{last}）",
    ),
    (
        (
            "blood culture of {culture:day}, {number:number} qualifying antimicrobial days {first:day} to {last:day} "
            "until {what:name} on {on:day}"
        ),
        "{culture}の血液培養、該当する抗菌薬投与{number}日間（{first}から{last}、{on}の{what}まで）",
    ),
    ("onset {day:day}", "発症{day}"),
    ("no organ dysfunction but what the transplant changes, too", "移植自体でも生じうる臓器障害のみ"),
    ("apart, confounded by the transplant: {what:said}", "別記（移植の影響あり）：{what}"),
    ("14 days since the onset on {day:day}", "{day}の発症から14日経過"),
    ("{drug} new on {first:day}, to {last:day}", "{drug}：{first}開始、{last}まで"),
    (
        "{drug} new on {first:day}, to {last:day}, route not stated",
        "{drug}：{first}開始、{last}まで、投与経路の記載なし",
    ),
    ("{drug} new on {first:day}, to {last:day}, by mouth", "{drug}：{first}開始、{last}まで、経口"),
    ("{what:name} ({drug}) began {day:day}", "{what}（{drug}）開始：{day}"),
    ("{what:name} began {day:day}", "{what}開始：{day}"),
    ("on the day of the transplant", "移植当日"),
    ("at least twice the baseline of {value:number}", "基準値{value}の2倍以上"),
    ("at most half of the baseline of {value:number}", "基準値{value}の半分以下"),
    ("at least 2.0", "2.0以上"),
)
TABLE: Final = Table(
    (*EXPLANATION, *_ENDINGS, *_ASKED, *_CULTURES, *_CRITERIA, *_SEPSIS, *REJECTION, *_ELEMENTS, *SERVICE),
    KINDS,
    {SENTENCES: "", "; ": "。", ", ": "、"},
)


def in_japanese(text: str) -> str:
    """The sentence in Japanese, or as it is where nobody has put it into Japanese."""
    return TABLE.say(text) or text

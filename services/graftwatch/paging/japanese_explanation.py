"""How a bloodstream infection was judged, in Japanese: the lines of an event's explanation, which no page holds.

The console shows them to whoever asks why. What is not here is shown in English.
"""

from typing import Final

Pairs = tuple[tuple[str, str], ...]

_PRIMARY: Final[Pairs] = (
    (
        "{onset:word}: hospital day {number:number} of the stay since {day:day}",
        "{onset}：{day}からの入院の第{number}病日",
    ),
    (
        "onset unknown: no admission is known that the date of event belongs to",
        "発症区分は不明：発生日の属する入院が把握できません",
    ),
    (
        "{criterion:criterion}: a recognised pathogen from blood collected {day:day}; no sign is needed",
        "{criterion}：{day}採取の血液から病原菌（徴候は不要）",
    ),
    (
        (
            "{criterion:criterion}: a recognised pathogen from blood collected {day:day}; no sign is needed; "
            "{mbi:criterion}: only organisms of mucosal barrier injury, and its ground"
        ),
        "{criterion}：{day}採取の血液から病原菌（徴候は不要）。{mbi}：粘膜障害に関連する菌のみで、その根拠あり",
    ),
    (
        (
            "{criterion:criterion}: {organism} from two blood specimens drawn separately ({one:day} and {two:day}), "
            "and a sign in the infection window period ({signs:names})"
        ),
        "{criterion}：別々に採血した2検体から{organism}（{one}と{two}）、感染判定期間内の徴候（{signs}）",
    ),
    (
        (
            "{criterion:criterion}: {organism} from two blood specimens drawn separately ({one:day} and {two:day}), "
            "and a sign of infants up to 1 year in the infection window period ({signs:names})"
        ),
        ("{criterion}：別々に採血した2検体から{organism}（{one}と{two}）、感染判定期間内の1歳以下の徴候（{signs}）"),
    ),
    (
        "first element {day:day}, just before the admission: date of event set to hospital day 1",
        "最初の要素は入院直前の{day}：発生日を第1病日とする",
    ),
    (
        (
            "{criterion:criterion} is met, too, with an earlier sign: reported by the pathogen, which is the first "
            "positive test, and its date"
        ),
        "より早い徴候で{criterion}も満たすが、最初の陽性検査である病原菌とその日付で報告",
    ),
    (
        "{criterion:criterion} is met, too: reported by the criterion with the earlier date of event",
        "{criterion}も満たすが、発生日の早い判定基準で報告",
    ),
    (
        "outside the endpoint's window, post-operative days {first:number} to {last:number}",
        "観察期間（術後{first}～{last}日目）の外",
    ),
    (
        "added in the repeat infection timeframe: {organisms} from blood collected {day:day}",
        "反復感染期間内に追加：{day}採取の血液から{organisms}",
    ),
    (
        (
            "added in the repeat infection timeframe, secondary to {site} as well: {organisms} from blood collected "
            "{day:day}"
        ),
        "反復感染期間内に追加（{site}にも続発）：{day}採取の血液から{organisms}",
    ),
    (
        "left out, a single common commensal: {organism} from blood collected {day:day}",
        "除外（単独の皮膚常在菌）：{day}採取の血液から{organism}",
    ),
    (
        "left out, a commensal pair without a sign: {organism} from blood collected {day:day}",
        "除外（徴候のない皮膚常在菌の組）：{day}採取の血液から{organism}",
    ),
    ("not final, would be added: blood collected {day:day}", "最終報告前（確定すれば追加）：{day}採取の血液"),
    ("not final, would be added: {organism}", "最終報告前（確定すれば追加）：{organism}"),
    ("signal closed: {why:said}", "シグナル終了：{why}"),
    ("verdict: {what:said}", "判定：{what}"),
    ("verdict: {word:name}", "判定：{word}"),
)
_LINE: Final[Pairs] = (
    ("central-line association unknown: {why:said}", "中心静脈カテーテル関連は不明：{why}"),
    ("not central-line associated: {why:said}", "中心静脈カテーテル関連ではない：{why}"),
    ("no central line is known", "中心静脈カテーテルの情報がありません"),
    ("the date of event lies in no hospital stay", "発生日が入院期間にありません"),
    ("present on admission, hospital day {number:number}", "入院時から存在（第{number}病日）"),
)
_BARRIER: Final[Pairs] = (
    ("nearest criterion missed: {criterion:criterion}: {why:said}", "最も近い未達の判定基準：{criterion}：{why}"),
    ("only MBI organisms: {organisms} is not among them", "MBI菌のみであること（{organisms}は該当しない）"),
    (
        "only viridans streptococci and Rothia: {organisms} is not among them",
        "ビリダンスレンサ球菌とRothiaのみであること（{organisms}は該当しない）",
    ),
    (
        "{neutropenia:said}, or an allogeneic stem-cell transplant in the year before it with GVHD or diarrhoea",
        "{neutropenia}、または前1年以内の同種造血幹細胞移植とGVHDまたは下痢",
    ),
    (
        "ANC or WBC below 500 /mm³ on 2 days from {first:day} to {last:day} (none is known)",
        "{first}から{last}に好中球またはWBC 500 /mm³未満が2日（測定値なし）",
    ),
    (
        (
            "ANC or WBC below 500 /mm³ on 2 days from {first:day} to {last:day} "
            "(lowest: {what:name} {value} ×10⁹/L {day:day} [{source}])"
        ),
        "{first}から{last}に好中球またはWBC 500 /mm³未満が2日（最低：{what} {value} ×10⁹/L、{day} [{source}]）",
    ),
    (
        (
            "ANC or WBC below 500 /mm³ on a second day from {first:day} to {last:day} "
            "(one day only: {what:name} {value} ×10⁹/L (below 500 /mm³) {day:day})"
        ),
        "{first}から{last}に好中球またはWBC 500 /mm³未満がもう1日（1日のみ：{what} {value} ×10⁹/L、{day}）",
    ),
)
_SECONDARY: Final[Pairs] = (
    (
        "secondary by scenario 1: an organism of the blood matches the specimen of {site} of {day:day}",
        "シナリオ1による続発：血液の菌が{site}（{day}）の検体の菌と一致",
    ),
    (
        "secondary by scenario 2: the blood culture is an element of {site} of {day:day}",
        "シナリオ2による続発：血液培養が{site}（{day}）の判定基準の要素",
    ),
    (
        "blood collected {day:day}: in the site's infection window period, {first:day} to {last:day}",
        "{day}採取の血液：その部位の感染判定期間内（{first}～{last}）",
    ),
    (
        (
            "blood collected {day:day}: {organism} matches {match} of {where}; in the attribution period, "
            "{first:day} to {last:day}"
        ),
        "{day}採取の血液：{organism}が{where}の{match}と一致、帰属期間内（{first}～{last}）",
    ),
    (
        "blood collected {day:day}: {organisms} of the same specimen goes with it",
        "{day}採取の血液：同じ検体の{organisms}も伴う",
    ),
    ("not secondary to {site} of {day:day}: {why:said}", "{site}（{day}）に続発ではない：{why}"),
    ("the site excludes {organisms}", "この部位では{organisms}を除外"),
    ("the decision names no organism of the site's specimen", "その部位の検体の菌名が入力されていません"),
    ("the criterion asks for blood with an MBI organism", "この判定基準は血液にMBI菌があることを求めます"),
    (
        "a common commensal that meets no criterion by itself cannot be secondary",
        "単独で判定基準を満たさない皮膚常在菌は続発とできません",
    ),
    ("{organisms} matches none of {where}, {names}", "{organisms}は{where}の菌（{names}）と一致しません"),
    (
        (
            "blood collected {day:day} is {number:number} days {side:word} its attribution period, {first:day} to "
            "{last:day}"
        ),
        "{day}採取の血液は帰属期間（{first}～{last}）から{number}日外れています",
    ),
    (
        "blood collected {day:day} is 1 day {side:word} its attribution period, {first:day} to {last:day}",
        "{day}採取の血液は帰属期間（{first}～{last}）から1日外れています",
    ),
)
_WITHOUT_EFFECT: Final[Pairs] = (
    ("site_infection {site} of {day:day}: {why:said}", "他部位の感染 {site}（{day}）：{why}"),
    (
        "a bloodstream infection is never secondary to PNU1, VASC, VAC or IVAC",
        "血流感染はPNU1、VASC、VAC、IVACの続発とはなりません",
    ),
    ("this criterion takes no bloodstream infection; {which}", "この判定基準には血流感染は伴いません（{which}）"),
    (
        (
            "this criterion takes a bloodstream infection only where the blood culture is one of its elements; "
            "if it is, say so by `blood_is_element`"
        ),
        "この判定基準では、血液培養がその要素である場合に限り血流感染を伴います。要素であればその欄に印を付けてください",
    ),
    (
        "blood is no element of this criterion; name the organisms of the site's own specimen",
        "血液はこの判定基準の要素ではありません。その部位の検体の菌名を入力してください",
    ),
    (
        "adjudicate {target}: no event or signal of this recipient has this id",
        "判定 {target}：この患者に該当するイベント・シグナルがありません",
    ),
    ("condition {name}: no rule asks for it; {mend}", "病態 {name}：判定に用いられません（{mend}）"),
)
EXPLANATION: Final[Pairs] = (*_PRIMARY, *_LINE, *_BARRIER, *_SECONDARY, *_WITHOUT_EFFECT)

"""The sentences of the rules for rejection, exposure, infusion and NK activity in Japanese."""

from typing import Final

REJECTION: Final = (
    # what is asked
    (
        "read the report, then enter what it says with `graftwatch decide biopsy`, or refute this signal",
        "報告書を読み、`graftwatch decide biopsy` で結果を入力するか、この通知を否定してください。",
    ),
    ("check dose, intake and interactions", "投与量、服薬状況、相互作用を確認してください。"),
    ("check dose, interactions and kidney function", "投与量、相互作用、腎機能を確認してください。"),
    (
        "draw a trough, or say that the drug was stopped by refuting this signal",
        "トラフ値を採血してください。投与中止の場合はこの通知を否定してください。",
    ),
    (
        "look at the recipient; other causes of a rise are commoner than rejection",
        "患者を診察してください。上昇の原因は拒絶反応以外のことが多いです。",
    ),
    ("decide whether to take a biopsy", "肝生検の要否を判断してください。"),
    (
        "treat as decided; it counts for the endpoint if it is in the window",
        "方針に従い治療してください。観察期間内であれば評価項目に数えます。",
    ),
    ("look at the recipient", "患者を診察してください。"),
    ("tell the trial's laboratory", "試験の検査室に連絡してください。"),
    # a result, a rise
    (
        (
            "{level:said}: {upper:number} × the upper limit {limit:number}, {times:number} × the lowest of the hours "
            "before {lowest:value_at}"
        ),
        "{level}、基準値上限{limit}の{upper}倍、直前の最低値 {lowest}の{times}倍",
    ),
    (
        "{level:said}: {upper:number} × the upper limit {limit:number}, lowest of the hours before {lowest:value_at}",
        "{level}、基準値上限{limit}の{upper}倍、直前の最低値 {lowest}",
    ),
    ("support: {rise:said}", "参考：{rise}"),
    ("worst {level:said}: CTCAE 5.0 grade {grade:number}", "最高値 {level}、CTCAE 5.0 グレード{grade}"),
    ("since {day:day}, {worst:said}", "{day}から、{worst}"),
    ("enzyme rise with {what:beside}, since {day:day}, {worst:said}", "肝酵素上昇（{what}）、{day}から、{worst}"),
    ("enzyme rise with {what:beside}", "肝酵素上昇（{what}）"),
    ("fever CTCAE 5.0 grade {grade:number}", "発熱 CTCAE 5.0 グレード{grade}"),
    ("back at or below the limit: {levels:said}", "上限以下に復帰：{levels}"),
    ("risen again from {level:said}", "{level}から再上昇"),
    ("a new graft was transplanted", "再移植"),
    # what makes it suspected
    (
        (
            "low exposure during the rise (newest: {troughs:said}), or eosinophils of {least:number} 10*9/L or more "
            "off steroids (highest: {count:said})"
        ),
        "上昇中の血中濃度低値（最新：{troughs}）、またはステロイド非投与下の好酸球 {least} ×10⁹/L以上（最高：{count}）",
    ),
    ("no trough is known", "トラフ値なし"),
    ("no count is known", "測定値なし"),
    ("{count:value_at}, under steroid treatment", "{count}、ステロイド投与中"),
    # biopsies and verdicts
    ("a biopsy with RAI 3 or more, or a person's adjudication", "RAI 3以上の肝生検、または担当者の判定"),
    ("no rejection in the biopsy of {at:time}: none (RAI {total:number})", "{at}の肝生検で拒絶反応なし（RAI {total}）"),
    ("no rejection in the biopsy of {at:time}: none", "{at}の肝生検で拒絶反応なし"),
    ("biopsy of {at:time}: {grade:said}", "{at}の肝生検：{grade}"),
    ("{grade:name} (RAI {total:number})", "{grade}（RAI {total}）"),
    ("biopsy", "肝生検"),
    ("adjudication", "担当者の判定"),
    ("confirmed by a person's adjudication", "担当者の判定により確定"),
    ("refuted by a person's adjudication", "担当者の判定により否定"),
    ("{word} by a person's adjudication", "担当者の判定：{word}"),
    ("a person refuted it", "担当者が否定"),
    ("joined to the confirmed rejection of {day:day}", "{day}の確定した拒絶反応に統合"),
    ("{days:number} days after the last biopsy", "最後の肝生検から{days}日経過"),
    ("the pathology report says {said:said}, preliminary", "病理報告（中間）：{said}"),
    ("the pathology report says {said:said}", "病理報告：{said}"),
    (
        "{what:said} (RAI {total:number}: portal {portal:number}, duct {duct:number}, venous {venous:number})",
        "{what}（RAI {total}：門脈域{portal}、胆管{duct}、静脈{venous}）",
    ),
    ("{what:said} (RAI {total:number})", "{what}（RAI {total}）"),
    ("{grade:name} rejection", "{grade}の拒絶反応"),
    ("a rejection whose grade must be read", "拒絶反応（程度は要確認）"),
    ("no rejection", "拒絶反応なし"),
    ("a biopsy of this day was entered", "同日の肝生検が入力済み"),
    ("a biopsy entered by a person", "担当者による肝生検結果の入力"),
    # exposure
    (
        "{step:name} {drug:name} troughs in a row {values:values_at} (target {target})",
        "{drug} トラフ値が連続して{step}：{values}、目標 {target}",
    ),
    (
        "{step:name} {drug:name} trough {values:values_at} (target {target})",
        "{drug} トラフ値が{step}：{values}、目標 {target}",
    ),
    (
        "{drug:name} in range {share:number} of the time until {at:time}, mostly below",
        "{drug} 目標域内の時間 {share}（{at}まで、主に低値側）",
    ),
    ("troughs {values:values_at}", "トラフ値：{values}"),
    ("latest {level:said}", "最新：{level}"),
    ("{drug:name}: {why:said}", "{drug}：{why}"),
    ("troughs are back in range", "トラフ値が目標域に復帰"),
    ("the window of the targets has ended", "目標値の適用期間が終了"),
    ("last {drug:name} trough {value:value_at}", "最後の{drug}トラフ値 {value}"),
    ("first dose of {drug:name} on {at:time}", "{drug}初回投与 {at}"),
    ("in hospital and no trough until {at:time}", "入院中、{at}までトラフ値なし"),
    ("a {drug:name} trough", "{drug}トラフ値"),
    ("a trough was drawn", "トラフ値が測定された"),
    ("another drug was begun", "別の薬剤が開始された"),
    ("the recipient was discharged", "退院した"),
    # infusion and NK activity
    ("{level:said}, before the infusion {before:said}", "{level}（輸注前 {before}）"),
    ("before the infusion {before:said}", "輸注前 {before}"),
    ("nothing more in {hours:number} hours", "その後{hours}時間所見なし"),
    ("a {what:name} before the infusion to compare with", "比較のための輸注前の{what}"),
    ("back above the limit", "基準を上回るまで回復"),
    # a value with its time; last, for much ends like it
    ("{what:name} trough {value:value_at}", "{what}トラフ値 {value}"),
    ("{what:name} {value:value_at}", "{what} {value}"),
    ("{grade:name}", "{grade}"),
    ("{value:value_at}", "{value}"),
)

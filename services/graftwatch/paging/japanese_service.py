"""The sentences of the watch over the service itself in Japanese; they begin with the name of a feed or a channel."""

from typing import Final

SERVICE: Final = (
    ("{what:kind}, told once since {at:time}, to the last step", "{what}、{at}から1回、最終段階まで通知"),
    (
        "{what:kind}, told {times:number} times since {at:time}, to the last step",
        "{what}、{at}から{times}回、最終段階まで通知",
    ),
    ("not delivered ({why:said}): {short}", "未達（{why}）：{short}"),
    ("not delivered ({why}): {short}", "未達（{why}）：{short}"),
    ("a page was given up: {why:said}", "通知の送信を断念：{why}"),
    ("a page was given up: {why}", "通知の送信を断念：{why}"),
    ("{count:number} faults, the first in line {line:number}", "誤り{count}件、最初は{line}行目"),
    ("{count:number} faults, the first", "誤り{count}件"),
    ("a fault in line {line:number}", "{line}行目に誤り"),
    ("a fault", "誤りあり"),
    ("the file before it stays in force", "以前の当番表を使用中"),
    ("see `{command}`", "`{command}` を参照"),
    (
        "says something else than version {version}, in force since {at:time}",
        "第{version}版（{at}から有効）と内容が異なる",
    ),
    (
        "says version {version}, in force from {at:time}; now version {held} is",
        "第{version}版は{at}から使用済みで、現在は第{held}版が有効",
    ),
    (
        "says version {version}, which is lower than version {held} in force",
        "第{version}版は有効な第{held}版より前の番号",
    ),
    ("nobody is on duty", "当番がいません"),
    (
        "is no duty or person of the on-call file, and no channel",
        "当番表の当番・担当者にも経路にもない名前です",
    ),
    (
        "the channel takes no pages about recipients that wake somebody",
        "この経路は患者についての緊急通知を受けません",
    ),
    ("the receiver answered {status}", "受信側の応答：{status}"),
    ("the receiver's certificate is not trusted: {why}", "受信側の証明書を信頼できません：{why}"),
    (
        "the service could not be reached, or did not take the message",
        "サービスに接続できないか、受け付けられませんでした",
    ),
    ("has no address on a channel that takes pages", "緊急通知を受ける経路の連絡先がありません"),
    (
        "{person} is on duty and has no address on a channel that takes pages",
        "当番の{person}に、緊急通知を受ける経路の連絡先がありません",
    ),
    ("no message for {limit:lasting}", "{limit}間受信なし"),
    ("longer than is usual at this hour", "この時間帯としては異例の長さ"),
    ("since {at:time}", "{at}から"),
    ("none ever came", "一度も受信していない"),
    ("heard again after {silence:lasting} of silence", "{silence}ぶりに受信再開"),
    (
        "{count:number} bad messages since {at:time}: {reasons}; the first: {first:said}; see `{command}`",
        "{at}から読み取れない電文{count}件（{reasons}）。最初のもの：{first}。`{command}` を参照",
    ),
    ("{reason:word} in entry {entry:number} of the journal", "受信記録{entry}番（{reason}）"),
    ("{reason:word} at byte {position:number} of its stream", "接続の{position}バイト目（{reason}）"),
    (
        "reads well again; {count:number} bad messages from {since:time} to {until:time} ({reasons}); see `{command}`",
        "読み取りが回復。{since}から{until}まで読み取れない電文{count}件（{reasons}）。`{command}` を参照",
    ),
    (
        "a recipient's message has {field:word} {code}, which nobody mapped: {concept}?",
        "患者の電文の {field} {code} が未登録（{concept}？）",
    ),
    ("messages say that they are one person; nothing was merged", "同一人物とする電文あり。統合はしていません"),
    (
        "messages give more numbers than a person has; nothing was merged",
        "1人分を超える患者番号を示す電文あり。統合はしていません",
    ),
    (
        "a message about patient numbers was not taken; see `{command}`",
        "患者番号に関する電文を取り込めませんでした。`{command}` を参照",
    ),
    ("the journal cannot be written; senders are answered AE", "受信記録に書き込めません。送信側にはAEで応答中"),
    ("the detector's process does not answer; nothing is detected", "検出処理が応答しません。何も検出されていません"),
    (
        "no heartbeat has come through to a channel's end for {seconds:number} s",
        "動作確認信号が{seconds}秒間、通知経路の終端に届いていません",
    ),
    (
        "the cluster does not answer; no page comes from detection",
        "クラスタが応答しません。検出結果の通知が届きません",
    ),
    ("a page could not be read by this version", "この版では読めない通知がありました"),
    ("deliveries through {channel:word} make no progress", "{channel} 経由の送信が進んでいません"),
    ("{count:number} messages wait to be looked at", "未処理の電文 {count}件"),
    (
        "{file:word} has {count:number} faults, the first in line {line:number}",
        "{file} に誤り{count}件、最初は{line}行目",
    ),
    ("{file:word} has a fault in line {line:number}", "{file} の{line}行目に誤り"),
    ("no answer in time", "時間内に応答なし"),
    ("no answer in time ({fault:word})", "時間内に応答なし（{fault}）"),
    ("cannot reach the receiver ({fault:word})", "受信側に接続できません（{fault}）"),
    ("cannot reach the mail server ({fault:word})", "メールサーバに接続できません（{fault}）"),
    ("cannot write the file: {fault}", "ファイルに書き込めません：{fault}"),
    ("internal fault: {fault:word}", "内部エラー：{fault}"),
    ("{fault:word} in {place:word}", "{place} で {fault}"),
    # last: the name of the part, then what was seen
    ("about the service: {reason:said}", "本サービスについて：{reason}"),
    ("{part}: {reason:said}", "{part}：{reason}"),
)

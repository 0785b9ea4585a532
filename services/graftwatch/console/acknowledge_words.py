"""What the page behind an acknowledgement link says, in each language; nothing that the page does not hold."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class AcknowledgeWords:
    """The words of one language; `{by}`, `{at}` and `{newer}` are filled in."""

    language: str
    title: str
    heading: str
    sent_at: str
    asks: str
    as_person: str
    as_whom: str
    whom_hint: str
    button: str
    taken: str
    used: str
    heard: str
    over: str
    over_after: str
    superseded: str
    expired: str
    invalid: str
    unavailable: str
    nameless: str
    too_many: str
    somebody: str


ENGLISH: Final = AcknowledgeWords(
    language="en",
    title="Acknowledge a page",
    heading="Please acknowledge this page",
    sent_at="Sent",
    asks="What is asked",
    as_person="You acknowledge as {by}.",
    as_whom="Your name or role",
    whom_hint="It is kept with the page, so that others know who has heard it. No telephone number, no e-mail address.",
    button="I have heard it",
    taken="Acknowledged by {by}, {at}. It will not be sent again.",
    used="This link was used: acknowledged by {by}, {at}.",
    heard="Acknowledged already by {by}, {at}. There is nothing more to do here.",
    over="This has ended. There is nothing to acknowledge any more.",
    over_after="This has ended; it was acknowledged by {by}, {at}.",
    superseded="A newer page about this was sent. Please open that one and acknowledge it there.",
    expired="This link no longer works since {at}. Please use the newest page, or ask the person on call.",
    invalid="This link does not work. Please open it from the page again, whole, or ask the person on call.",
    unavailable="Not acknowledged: the service could not keep it just now. Please try again in a moment.",
    nameless="Not acknowledged yet: please say who you are, by a name or a role of at most {length} characters, without"
    " a telephone number or an e-mail address.",
    too_many="Too many links that do not work were tried. Please wait a minute.",
    somebody="somebody",
)

JAPANESE: Final = AcknowledgeWords(
    language="ja",
    title="呼び出しの確認",
    heading="この呼び出しを確認してください",
    sent_at="送信時刻",
    asks="お願いしたいこと",
    as_person="{by} として確認します。",
    as_whom="お名前または役割",
    whom_hint="誰が確認したかが分かるように、呼び出しとともに記録されます。電話番号やメールアドレスは入力しないでください。",
    button="確認しました",
    taken="{by} が {at} に確認しました。再送されません。",
    used="このリンクは使用済みです。{by} が {at} に確認しました。",
    heard="すでに {by} が {at} に確認しています。ここで行うことはもうありません。",
    over="この件は終了しました。確認の必要はありません。",
    over_after="この件は終了しました。{by} が {at} に確認しています。",
    superseded="この件について新しい呼び出しが送られています。新しいほうを開いて確認してください。",
    expired="このリンクは {at} に期限が切れました。最新の呼び出しを使うか、当番の担当者にお尋ねください。",
    invalid="このリンクは使えません。呼び出しからもう一度リンク全体を開くか、当番の担当者にお尋ねください。",
    unavailable="確認できませんでした。いまサービスが記録できません。少し待ってからもう一度お試しください。",
    nameless="まだ確認されていません。お名前または役割を{length}文字以内で入力してください"
    "（電話番号やメールアドレスは不可）。",
    too_many="使えないリンクが何度も試されました。1分ほどお待ちください。",
    somebody="どなたか",
)

WORDS: Final = MappingProxyType({one.language: one for one in (ENGLISH, JAPANESE)})
"""The languages by their names in the protocol."""

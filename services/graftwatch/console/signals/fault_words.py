"""What is wrong with a decision, in the visitor's language: the documents say it in English.

A sentence that the table does not know is shown in English, never left out.
"""

from typing import Final

from graftwatch.paging.sentences import Kind, Table

_PAIRS: Final = (
    ("Field required", "入力してください"),
    ("Input should be {choices}", "次のいずれかにしてください：{choices}"),
    ("Input should be a valid date or datetime, {why}", "正しい日付ではありません"),
    ("Input should be a valid date in the format YYYY-MM-DD, {why}", "日付は 2026-06-05 のように書いてください"),
    ("Input should be a valid date", "日付は 2026-06-05 のように書いてください"),
    ("Input should be a valid integer, {why}", "整数で書いてください"),
    ("Input should be a valid integer", "整数で書いてください"),
    ("Input should be a valid decimal", "数値で書いてください"),
    ("String should have at most {number} characters", "{number}文字以内で書いてください"),
    ("String should have at least {number} character", "入力してください"),
    ("String should have at least {number} characters", "入力してください"),
    (
        '{value} is not a time; write it like "2026-06-05T10:00:00+09:00", or a day like "2026-06-05"',
        "{value} は日時ではありません",
    ),
    (
        '{value} is not known as one organism; write its full name, "Escherichia coli"',
        "{value} を一つの菌名として判別できません。正式名で書いてください（例：Escherichia coli）",
    ),
    (
        '{value} is not known as an antimicrobial; write its generic name, "meropenem"',
        "{value} を抗菌薬として判別できません。一般名で書いてください（例：meropenem）",
    ),
    ("a central line needs `placed_at`, or `accessed_at`", "留置日時か、院内での最初の使用日時を入力してください"),
    (
        "say which `event` or `signal` it is about, by its id",
        "どのイベントまたはシグナルについての判定かを選んでください",
    ),
    (
        "a biopsy needs `portal`, `duct` and `venous` (0 to 3 each), or a `grade`",
        "門脈域・胆管・静脈の3項目（各0～3）か、グレードを入力してください",
    ),
    ("`discharged_at` is before `admitted_at`", "退院日が入院日より前です"),
    ("`to` is before `from`", "最終日が初日より前です"),
    ("{subject} is not enrolled", "{subject} は登録されていません"),
)
_JAPANESE: Final = Table(_PAIRS, dict[str, Kind](), {"; ": "；"})


def fault_in(language: str, said: str) -> str:
    """A fault in a language."""
    return (_JAPANESE.say(said) if language == "ja" else None) or said

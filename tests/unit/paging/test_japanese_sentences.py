"""Every sentence that a rule can put on a page is known in Japanese; what is not is shown as it stands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graftwatch
from charts import assessed, day_of_june, june
from graftwatch.facts import Fact, Statement
from graftwatch.paging.days import with_days
from graftwatch.paging.japanese_names import NAMES
from graftwatch.paging.japanese_sentences import TABLE, in_japanese
from graftwatch.paging.matter import matters_of
from random_charts import OTHERS, cultures

PACKAGE = Path(graftwatch.__file__).parent


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        (
            "Escherichia coli from blood collected 2026-06-04 (POD 3), final [MSH-10 M17]",
            "Escherichia coli：2026年6月4日（術後3日目）採取の血液、最終報告 [MSH-10 M17]",
        ),
        (
            (
                "positive blood culture (Gram-negative bacillus, Gram-positive coccus in clusters), blood collected "
                "2026-05-31 (POD -1)"
            ),
            "血液培養陽性（グラム陰性桿菌、グラム陽性球菌（ブドウ状））、2026年5月31日（手術1日前）採血",
        ),
        ("temperature 39.5 °C 2026-06-04 (POD 3)", "体温 39.5 °C、2026年6月4日（術後3日目）"),
        (
            "low tacrolimus troughs in a row 4.3 ng/mL on 2026-06-09 06:19, <2 ng/mL on 2026-06-10 (target 6-10)",
            (
                "タクロリムス トラフ値が連続して低値：4.3 ng/mL（2026年6月9日 06:19）、<2 ng/mL（2026年6月10日）、"
                "目標 6-10"
            ),
        ),
        (
            (
                "AST 150 U/L on 2026-06-08 06:29: 3.8 × the upper limit 40, 4.4 × the lowest of the hours before "
                "34 U/L on 2026-06-07 06:09"
            ),
            "AST 150 U/L（2026年6月8日 06:29）、基準値上限40の3.8倍、直前の最低値 34 U/L（2026年6月7日 06:09）の4.4倍",
        ),
        (
            (
                "enzyme rise with low exposure and eosinophils, since 2026-06-08, worst ALT 260 U/L on 2026-06-09 "
                "06:33: CTCAE 5.0 grade 3"
            ),
            (
                "肝酵素上昇（血中濃度低値と好酸球増多）、2026年6月8日から、最高値 ALT 260 U/L（2026年6月9日 06:33）、"
                "CTCAE 5.0 グレード3"
            ),
        ),
        (
            "no rejection in the biopsy of 2026-06-12 14:00: none (RAI 0)",
            "2026年6月12日 14:00の肝生検で拒絶反応なし（RAI 0）",
        ),
        (
            "the pathology report says moderate rejection (RAI 5: portal 2, duct 2, venous 1), preliminary",
            "病理報告（中間）：中等度の拒絶反応（RAI 5：門脈域2、胆管2、静脈1）",
        ),
        (
            "refuted by a person on 2026-06-05: seen twice [decision]",
            "2026年6月5日に担当者が否定と判定：seen twice [decision]",
        ),
        (
            "lab: no message for 2 h 10 min, longer than is usual at this hour, since 2026-06-04 13:50; none ever came",
            "lab：2時間10分間受信なし、この時間帯としては異例の長さ、2026年6月4日 13:50から。一度も受信していない",
        ),
        (
            (
                "lab: 7 bad messages since 2026-06-04 15:20: not_hl7 5, bad_charset 2; the first: not_hl7 at byte 0 of "
                "its stream; see `graftwatch quarantine list --feed lab`"
            ),
            (
                "lab：2026年6月4日 15:20から読み取れない電文7件（not_hl7 5, bad_charset 2）。"
                "最初のもの：接続の0バイト目（not_hl7）。"
                "`graftwatch quarantine list --feed lab` を参照"
            ),
        ),
        (
            (
                "lab: reads well again; 12 bad messages from 2026-06-04 15:20 to 2026-06-04 16:00 (not_hl7 12); see "
                "`graftwatch quarantine list --feed lab`"
            ),
            (
                "lab：読み取りが回復。2026年6月4日 15:20から2026年6月4日 16:00まで読み取れない電文12件（not_hl7 12）。"
                "`graftwatch quarantine list --feed lab` を参照"
            ),
        ),
        (
            "lab, X1 (L): a recipient's message has OBX-3 X1 (L) 'Blood culture', which nobody mapped: blood culture?",
            "lab, X1 (L)：患者の電文の OBX-3 X1 (L) 'Blood culture' が未登録（blood culture？）",
        ),
        (
            "Look at the recipient; await the organism. Read the report and decide: pathogen, commensal or none.",
            "患者を診察し、菌名の報告を待ってください。報告書を読み、病原菌・常在菌・該当なしのいずれかを判定してください。",
        ),
        (
            "worst ALT 260 U/L on 2026-06-09 06:33 (POD 8): CTCAE 5.0 grade 3",
            "最高値 ALT 260 U/L（2026年6月9日 06:33、術後8日目）、CTCAE 5.0 グレード3",
        ),
        ("biopsy of 2026-06-09 14:00 (POD 8): mild (RAI 3)", "2026年6月9日 14:00（術後8日目）の肝生検：軽度（RAI 3）"),
        ("lab: codes.csv has a fault in line 3", "lab：codes.csv の3行目に誤り"),
        (
            "S03, S07: messages say that they are one person; nothing was merged",
            "S03, S07：同一人物とする電文あり。統合はしていません",
        ),
        (
            "S01: Rejection suspected, told 5 times since 2026-06-04 15:10, to the last step",
            "S01：拒絶反応 疑い、2026年6月4日 15:10から5回、最終段階まで通知",
        ),
        (
            "detector: the journal cannot be written; senders are answered AE",
            "detector：受信記録に書き込めません。送信側にはAEで応答中",
        ),
    ],
)
def test_a_sentence_is_said_as_people_there_write_it(english: str, japanese: str) -> None:
    assert in_japanese(english) == japanese


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("something that no rule says", id="unknown"),
        pytest.param("growth in the blood culture; and something else", id="known in part"),
        pytest.param("a " * 5000, id="endless"),
        pytest.param("", id="empty"),
        pytest.param("latest " * 60 + "x", id="a sentence in a sentence without end"),
    ],
)
def test_what_is_not_known_is_shown_as_it_stands(text: str) -> None:
    assert in_japanese(text) == text


ONLY_EXPLAINED = frozenset(
    {
        "bsi/primary_explanation.py",
        "bsi/secondary_explanation.py",
        "bsi/line_exclusions.py",
        "bsi/assigned_twice.py",
        "bsi/site_criteria.py",
        "bsi/site_names.py",
        "bsi/site_exclusions.py",
        "bsi/mbi.py",
        "bsi/open_site.py",
        "rejection/adverse_events.py",
    }
)
"""Files whose words stand in an event's explanation or among refused decisions, never on a page."""
NOT_ON_A_PAGE = (
    # summaries: a page has its own words for what it is about
    "Suspected bloodstream infection",
    "Positive blood culture",
    "Blood culture to review: no collection time",
    "Blood culture to review",
    "unreadable result",
    "with a pending blood culture",
    "Adult Sepsis Event",
    "Adult Sepsis Event by values that the transplant changes, too",
    "collection time",
    "exposure to",
    "trough overdue since",
    "lowest",
    "highest",
    "liver enzymes have risen",
    "rejection suspected: liver enzymes have risen",
    "rejection confirmed",
    "by a person",
    "post-operative day",
    "biopsy report to confirm, of",
    "reaction after the cell infusion",
    "NK activity has fallen by",
    "or more since before the infusion",
    # explanations and refused decisions
    "verdict",
    "not applied, since it was given before the growth was stated",
    "adjudicate",
    "no event or signal of this recipient has this id",
    "no such verdict",
    "no rule can be applied without the day of collection",
    "signal closed",
    "a rejection cannot be",
    "a report is not",
    "enter the biopsy, or use 'refuted'",
    "no grade; give `portal`, `duct` and `venous` (0-3 each) or a known `grade`",
    "site_infection",
    "no central line is known",
    "the date of event lies in no hospital stay",
    "present on admission, hospital day",
    "on the date of event or the day before",
    "is needed: no line of this stay was in place by then",
    "is needed",
    "is needed: the line was",
    "days before",
    "ANC or WBC below 500 /mm³ on 2 days",
    "ANC or WBC below 500 /mm³ on a second day",
    "one day only",
    "none is known",
    "or an allogeneic stem-cell transplant in the year before it with GVHD or diarrhoea",
    "after the",
    "gastrointestinal GVHD grade III or IV in the same stay, or",
    "of diarrhoea in 24 h that began from",
    "or 20 mL/kg",
    "date of event",
    "day before the date of event",
    # two sentences of the table
    "the file before it stays in force; see `graftwatch on-call check`",
    # a command, which stays
    "see `graftwatch quarantine list --feed",
)


def _fragments(path: Path) -> Iterator[str]:
    """The words of a file's strings: of those with a blank, and of all that are put together."""
    tree = ast.parse(path.read_text())
    documentation = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr):
            for part in one.values:
                if isinstance(part, ast.Constant):
                    yield str(part.value)
        elif isinstance(one, ast.Constant) and id(one) not in documentation and " " in str(one.value):
            yield str(one.value)


KNOWN = "\n".join([*(re.sub(r"\{[^}]*\}", "\n", one.text) for one in TABLE.sentences), *NAMES])
SERVICE = (
    "paging/ending.py",
    "pipeline/service_watch.py",
    "pipeline/needed_codes.py",
    "pipeline/unheard.py",
    "pipeline/channel_watch.py",
    "pipeline/on_call_watch.py",
    "pipeline/reach.py",
    "entrypoints/watchdog.py",
)
UNPAGED = frozenset(one.strip() for one in NOT_ON_A_PAGE)
RULES = sorted(
    str(path.relative_to(PACKAGE)) for room in ("bsi", "rejection") for path in (PACKAGE / room).glob("*.py")
)


@pytest.mark.parametrize("file", [*(name for name in RULES if name not in ONLY_EXPLAINED), *SERVICE])
def test_every_sentence_in_a_rules_file_is_in_the_table(file: str) -> None:
    words = (one.strip(" ,:;.()[]“”-_%\n") for one in _fragments(PACKAGE / file))
    said = {one for one in words if re.search("[a-z]{3}", one) and " | " not in one}
    assert {one for one in said - UNPAGED if one not in KNOWN} == set()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(cultures(), OTHERS), max_size=12), st.integers(0, 45))
def test_every_text_of_a_recipient_is_known(facts: list[Fact[Statement]], day: int) -> None:
    for matter in matters_of(assessed(*facts, now=june(day))):
        texts = (matter.because, matter.closed_because, matter.asks, *matter.elements, *matter.missing)
        assert [one for one in texts if one and TABLE.say(with_days(one, day_of_june(1))) is None] == []

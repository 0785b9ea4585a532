"""What one SMS holds (3GPP TS 23.038), and that pages are written for it."""

import pytest

from graftwatch.findings import SignalKind
from graftwatch.paging import HealthKind, PageReason
from graftwatch.paging.languages import LANGUAGES
from graftwatch.paging.phrases import ENGLISH
from graftwatch.paging.short import short
from graftwatch.paging.sms import in_seven_bits, is_gsm_7, parts, units
from graftwatch.protocol import Paging
from paging_builders import Pager, assessment, signal

REASONS = [one for one in PageReason if one not in {PageReason.SUPPRESSED, PageReason.NONE}]


@pytest.mark.parametrize(
    ("text", "length", "messages"),
    [
        pytest.param("a" * 160, 160, 1, id="as long as one message"),
        pytest.param("a" * 161, 161, 2, id="one septet longer"),
        pytest.param("€" * 80, 160, 1, id="an extension takes two septets"),
        pytest.param("€" * 80 + "a", 161, 2, id="extensions and one more"),
        pytest.param("é" * 160, 160, 1, id="accents that the alphabet has"),
        pytest.param("a" * 70 + "…", 71, 2, id="an ellipsis makes it UCS-2"),
        pytest.param("血" * 70, 70, 1, id="seventy in UCS-2"),
        pytest.param("血" * 71, 71, 2, id="seventy-one in UCS-2"),
        pytest.param("🦠" * 35, 70, 1, id="beyond the first plane two units each"),
    ],
)
def test_an_sms_is_as_long_as_the_standard_counts(text: str, length: int, messages: int) -> None:
    assert (units(text), parts(text)) == (length, messages)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[…] “AST” 3.8 × 40 – 10⁹/L", '(...) "AST" 3.8 x 40 - 10^9/L'),
        ("`graftwatch explain` 38.4 °C", "'graftwatch explain' 38.4 C"),
        ("Ｓ０１", "S01"),
        ("Šárka", "Sarka"),
        ("血", "?"),
    ],
)
def test_a_text_is_written_in_seven_bits(text: str, written: str) -> None:
    assert in_seven_bits(text) == written
    assert is_gsm_7(in_seven_bits(text))


@pytest.mark.parametrize("kind", [*SignalKind, *HealthKind])
@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_reason_is_one_message_with_an_organism_and_a_day(
    kind: SignalKind | HealthKind, reason: PageReason, language: str
) -> None:
    phrases = next(one for name, one in LANGUAGES.items() if name == language)
    what = f"{phrases.lead_briefly[reason]}{phrases.what_briefly[kind]}"
    who = f"LT-2026-042 {phrases.of_day_briefly(100)}"
    text = short(who, what, ("Klebsiella pneumoniae",), "LCBI-1", phrases)
    assert text.startswith(f"{who}{phrases.colon}{what}")
    assert "Klebsiella pneumoniae" in text
    assert parts(text) == 1
    assert is_gsm_7(text) == (language == "en")


def test_more_organisms_than_fit_are_counted() -> None:
    many = tuple(f"Organism number {number}" for number in range(1, 20))
    text = short("S01 POD 3", "BSI suspected", many, "preliminary", ENGLISH)
    assert text.startswith("S01 POD 3: BSI suspected: Organism number 1, Organism number 2, ")
    assert text.endswith("+13")
    assert units(text) <= 160


def test_a_japanese_reason_is_cut_to_keep_it_one_message() -> None:
    pager = Pager(Paging(language="ja"))
    reason = (
        "low tacrolimus troughs in a row 4.2 ng/mL on 2026-06-03 07:00, 3.9 ng/mL on 2026-06-04 07:00 (target 6-10)"
    )
    pager.looks(assessment(signal(SignalKind.EXPOSURE_LOW, reason=reason)))
    text = pager.pages[0].short
    assert text.startswith("S01 術後3日目：血中濃度低値。タクロリムス トラフ値が連続して低値：4.2 ng/mL（6/3 07:00）")
    assert text.endswith("…")
    assert (units(text), parts(text)) == (70, 1)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        pytest.param("Ｓ０１", "S01 POD 3: ", id="full width is written in seven bits"),
        pytest.param(
            "患者01", "患者01 POD 3: ", id="a name that seven bits cannot write stays: who comes before length"
        ),
    ],
)
def test_who_it_is_about_is_never_a_question_mark(subject: str, said: str) -> None:
    pager = Pager()
    pager.looks(assessment(signal(), subject=subject))
    assert pager.pages[0].short.startswith(said)
    assert "?" not in pager.pages[0].short

"""What pathology texts say of rejection; expected values are read by hand, line by line."""

from time import process_time

import pytest

from graftwatch.terminology.banff_text import BanffReading, names_liver, names_pathology, read_banff
from graftwatch.terminology.drug_names import immunosuppressant

# What takes the square of a text's length takes a minute for this one; a busy machine takes a tenth of a second.
SECONDS_AT_MOST = 5


@pytest.mark.parametrize(
    ("text", "parts", "total"),
    [
        pytest.param("RAI 5/9", None, 5, id="total of nine"),
        pytest.param("Rejection activity index (RAI): 5", None, 5, id="spelled out"),
        pytest.param("rejection activity index of 6 of 9", None, 6, id="in a sentence"),
        pytest.param("RAI = P2 B2 V1", (2, 2, 1), 5, id="letters"),
        pytest.param(
            "Rejection activity index: portal 2, bile duct 2, venous 1 (5/9)", (2, 2, 1), 5, id="the parts in words"
        ),
        pytest.param("RAI P3B3V2", (3, 3, 2), 8, id="letters without blanks"),
        pytest.param("RAI=5/9 (P2, B2, V1)", (2, 2, 1), 5, id="total and letters"),
        pytest.param("RAI: 2+2+1=5", (2, 2, 1), 5, id="a sum"),
        pytest.param(
            "Portal inflammation: 2\nBile duct damage: 1\nVenous endotheliitis: 2",
            (2, 1, 2),
            5,
            id="names",
        ),
        pytest.param("門脈域の炎症 2、胆管障害 2、静脈内皮炎 1", (2, 2, 1), 5, id="Japanese names"),
        pytest.param("ＲＡＩ＝５/９", None, 5, id="full-width"),
        pytest.param("Banff 2016: RAI 4", None, 4, id="a year is no index"),
        pytest.param("RAI 0/9", None, 0, id="zero"),
        pytest.param("Previous biopsy RAI 7. Current: RAI 2/9", None, 2, id="an earlier biopsy does not count"),
        pytest.param("RAI 5-6/9", None, None, id="a range is for a person"),
        pytest.param("Left lobe RAI 3. Right lobe RAI 6.", None, None, id="two indices are for a person"),
        pytest.param("Portal inflammation: 2\nBile duct damage: 1", None, None, id="two parts of three"),
    ],
)
def test_the_index(text: str, parts: tuple[int, int, int] | None, total: int | None) -> None:
    said = read_banff(text) or BanffReading()
    assert (said.portal, said.duct, said.venous) == (parts or (None, None, None))
    assert said.total == total


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        pytest.param("Banff: moderate acute cellular rejection", "moderate", id="before the rejection"),
        pytest.param("Acute cellular rejection, mild", "mild", id="behind it"),
        pytest.param("T-cell mediated rejection (TCMR), severe", "severe", id="behind its abbreviation"),
        pytest.param("Banff grade: moderate", "moderate", id="Banff's grade"),
        pytest.param("- MODERATE ACUTE CELLULAR REJECTION\n- NO FIBROSIS", "moderate", id="capitals, as a list"),
        pytest.param("中等度の急性細胞性拒絶反応を認める", "moderate", id="Japanese, before"),
        pytest.param("急性細胞性拒絶反応(高度)", "severe", id="Japanese, behind"),
        pytest.param("No evidence of acute cellular rejection", "none", id="none"),
        pytest.param("Acute cellular rejection is not identified", "none", id="not identified"),
        pytest.param("No features of rejection. Mild portal inflammation.", "none", id="mild is the inflammation"),
        pytest.param("拒絶反応の所見は認められない", "none", id="Japanese, none"),
        pytest.param("Indeterminate for rejection", "indeterminate", id="indeterminate"),
        pytest.param("No antibody-mediated rejection. Moderate TCMR.", "moderate", id="another rejection is denied"),
        pytest.param("No chronic rejection. Mild acute rejection.", "mild", id="chronic rejection is denied"),
        pytest.param("Acute rejection", None, id="without a grade"),
        pytest.param("Mild to moderate acute cellular rejection", None, id="a range"),
        pytest.param("Suggestive of mild ACR", None, id="only suggested"),
        pytest.param("軽度の拒絶反応が疑われる", None, id="Japanese, only suspected"),
        pytest.param("Rejection cannot be excluded", None, id="not excluded"),
        pytest.param("Mild ACR in segment 2. Severe ACR in segment 4.", None, id="two grades"),
    ],
)
def test_the_grade(text: str, grade: str | None) -> None:
    said = read_banff(text)
    assert said is not None
    assert (said.grade, said.total) == (grade, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Steatosis 20%", id="nothing of rejection"),
        pytest.param("Clinical history: ?rejection\nDiagnosis: Steatosis", id="the clinician's question"),
        pytest.param("Clinical data: moderate rejection in May\nstill febrile\nDiagnosis: cholestasis", id="a section"),
        pytest.param("臨床情報：拒絶反応の疑い\n診断：脂肪肝", id="Japanese: clinical information"),
        pytest.param("History of moderate acute cellular rejection", id="history"),
        pytest.param("Chronic rejection is not seen", id="chronic rejection has no rule"),
        pytest.param("No antibody-mediated rejection", id="nor has antibody-mediated rejection"),
    ],
)
def test_what_says_nothing(text: str) -> None:
    assert read_banff(text) is None


@pytest.mark.parametrize("words", ["no ", "拒絶", "RAI ", "rejection ", "mild ", "portal inflammation ", "P1 ", "1"])
def test_a_megabyte_of_text_is_read_in_bounded_time(words: str) -> None:
    began = process_time()
    read_banff("RAI 5/9. Acute rejection " + words * (1_000_000 // len(words)))
    assert process_time() - began < SECONDS_AT_MOST


def test_organs_and_reports_by_name() -> None:
    assert [names_liver(one) for one in ("Liver, biopsy", "肝生検", "Kidney biopsy, Banff i2")] == [True, True, False]
    assert [names_pathology(one) for one in ("Surgical Pathology", "病理", "Chest X-ray")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("name", "drug"),
    [
        ("Tacrolimus 1 mg capsule", "tacrolimus"),
        ("グラセプターカプセル５ｍｇ", "tacrolimus"),
        ("FK506", "tacrolimus"),
        ("ciclosporin", "cyclosporine"),
        ("ネオーラル50mgカプセル", "cyclosporine"),
        ("サーティカン錠0.25mg", "everolimus"),
        ("sirolimus", "sirolimus"),
        ("temsirolimus", None),
        ("CellCept 250", "mpa"),
        ("Tacrolimus 0.1% ointment", None),
        ("タリムス点眼液 タクロリムス", None),
        ("Amoxicillin 500mg", None),
    ],
)
def test_drugs_by_name(name: str, drug: str | None) -> None:
    assert immunosuppressant(name) == drug

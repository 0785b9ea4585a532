"""A site's own codes: read whole or refused with every fault of the file."""

import pytest

from graftwatch.terminology.codes import meaning
from graftwatch.terminology.concepts import Concept, DoseTiming, Specimen
from graftwatch.terminology.meanings import TemperatureSite
from graftwatch.terminology.site_codes import SiteCodes, SiteCodesError

HEADER = "code,system,concept,specimen,unit\n"


def test_site_code_of_its_system_and_of_any_system() -> None:
    site = SiteCodes.parse(HEADER + "TAC0,99LAB,tacrolimus_trough,,ng/mL\nBCX,,blood_culture,,\n", "codes.csv")
    trough, culture = meaning("TAC0", "99lab", site), meaning("BCX", "whatever", site)
    assert trough is not None
    assert (trough.concept, trough.timing, trough.default_unit) == (
        Concept.TACROLIMUS_TROUGH,
        DoseTiming.TROUGH,
        "ng/mL",
    )
    assert culture is not None
    assert culture.concept is Concept.BLOOD_CULTURE
    assert meaning("TAC0", "L", site) is None


def test_site_mapping_wins_over_the_built_in_table() -> None:
    site = SiteCodes.parse(HEADER + "11253-2,LN,tacrolimus_trough,blood,ng/mL\n", "codes.csv")
    found = meaning("11253-2", "LN", site)
    assert found is not None
    assert (found.concept, found.specimen) == (Concept.TACROLIMUS_TROUGH, Specimen.BLOOD)


def test_row_for_a_system_wins_over_the_row_for_any() -> None:
    site = SiteCodes.parse(HEADER + "K1,,crp,,mg/dL\nK1,L,creatinine,,mg/dL\n", "codes.csv")
    here, elsewhere = meaning("K1", "L", site), meaning("K1", "99X", site)
    assert here is not None
    assert elsewhere is not None
    assert (here.concept, elsewhere.concept) == (Concept.CREATININE, Concept.CRP)


def test_specimen_of_a_temperature_is_its_site_and_unnamed_specimens_are_other() -> None:
    site = SiteCodes.parse(HEADER + "T1,,temperature,axillary,Cel\nC1,,culture,urine,\n", "codes.csv")
    temperature, culture = meaning("T1", None, site), meaning("C1", None, site)
    assert temperature is not None
    assert temperature.temperature_site is TemperatureSite.AXILLARY
    assert culture is not None
    assert culture.specimen is Specimen.OTHER


def test_every_fault_is_listed_with_its_line() -> None:
    text = (
        HEADER
        + "A,L,temprature,,\n,L,crp,,\nB,L,crp,,Cel\n\nC,L,wbc,,\nC,l,anc,,\nT,,temperature,toe,\nX,,crp,,mg/L,,\n"
    )
    with pytest.raises(SiteCodesError) as refused:
        SiteCodes.parse(text, "codes.csv")
    assert [fault.line for fault in refused.value.faults] == [2, 3, 4, 7, 8, 9]
    message = str(refused.value)
    assert "codes.csv:2: concept 'temprature'" in message
    assert "codes.csv:4: unit 'Cel' does not fit crp" in message
    assert "already stands in line 6" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "empty", id="empty file"),
        pytest.param("code,concept,note\n", r"column 3 \('note'\) is unknown", id="unknown column"),
        pytest.param("code,unit\n", "'concept' is missing", id="missing column"),
        pytest.param("code,concept,code\n", "stands twice", id="a column twice"),
        pytest.param(HEADER + 'A,L,"crp,,\n', "not CSV", id="unclosed quote"),
    ],
)
def test_broken_file_is_refused_with_a_reason(text: str, words: str) -> None:
    with pytest.raises(SiteCodesError, match=words):
        SiteCodes.parse(text, "codes.csv")


def test_byte_order_mark_and_windows_lines_are_fine() -> None:
    site = SiteCodes.parse("\ufeff" + HEADER.replace("\n", "\r\n") + "A,L,crp,,mg/dL\r\n", "codes.csv")
    found = meaning("A", "L", site)
    assert found is not None
    assert found.default_unit == "mg/dL"


def test_a_culture_of_blood_needs_no_specimen_and_takes_no_other() -> None:
    site = SiteCodes.parse(HEADER + "BC,L,blood_culture,,\n", "codes.csv")
    found = meaning("BC", "L", site)
    assert found is not None
    assert found.specimen is Specimen.BLOOD
    with pytest.raises(SiteCodesError, match=r"codes\.csv:2: specimen 'urine' does not fit blood_culture"):
        SiteCodes.parse(HEADER + "BC,L,blood_culture,urine,\n", "codes.csv")


def test_a_remark_is_no_code_and_a_code_may_begin_with_the_same_sign() -> None:
    text = HEADER + '# proposed, 12 times: "Neut, abs"\n#NEUT,L,anc,,10*9/L\n# X,L,nonsense\n'
    site = SiteCodes.parse(text, "codes.csv")
    assert list(site.rows) == [("#NEUT", "l")]


def test_a_wrong_file_is_refused_without_its_content() -> None:
    with pytest.raises(SiteCodesError) as refused:
        SiteCodes.parse("S01,ZQ-4711,HOSP,2026-06-01T10:00\n", "codes.csv")
    assert "4711" not in str(refused.value)

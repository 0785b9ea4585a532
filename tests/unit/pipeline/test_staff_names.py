import pytest

from graftwatch.pipeline.staff_names import staff_name


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        pytest.param("doctor-a", "doctor-a", id="a key"),
        pytest.param("  infection \n control\t", "infection control", id="in one line"),
        pytest.param("感染制御部 当直医", "感染制御部 当直医", id="Japanese"),
        pytest.param("ward 5, bed 12", "ward 5, bed 12", id="numbers of a ward"),
        pytest.param("x" * 64, "x" * 64, id="as long as allowed"),
        pytest.param("x" * 65, "", id="one character more"),
        pytest.param("", "", id="nothing"),
        pytest.param(" \u200b\u202e\x00 ", "", id="nothing that can be seen"),
        pytest.param("doctor-a\u202e", "doctor-a", id="a sign that turns the line around"),
        pytest.param("doctor-a@hospital.example", "", id="an e-mail address"),
        pytest.param("doctor-a＠hospital.example", "", id="one with a full-width sign"),
        pytest.param("03-1234-5678", "", id="a telephone number"),
        pytest.param("０３１２３４", "", id="full-width digits"),
        pytest.param("room 12345", "room 12345", id="five digits"),
        pytest.param("room 123456", "", id="six digits"),
    ],
)
def test_a_name_is_kept_and_an_address_is_not(stated: str, kept: str) -> None:
    assert staff_name(stated) == kept

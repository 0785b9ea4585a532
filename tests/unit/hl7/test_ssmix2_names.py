"""Names in an SS-MIX2 storage (guidelines 1.2g): read, built, and why one is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graftwatch.hl7.ssmix2 import (
    UNDERSTOOD_TYPES,
    Flag,
    NotAName,
    StorageName,
    build_name,
    is_day_wanted,
    is_type_wanted,
    read_name,
)
from graftwatch.hl7.ssmix2_transactions import hints_of

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        pytest.param(
            "9999013_20111220_OML-11_000000011000354_20111220103059000_01_1",
            ("9999013", "20111220", "OML-11", "000000011000354", "20111220103059000", "01", "1"),
            id="laboratory result",
        ),
        pytest.param(
            "9999013_-_ADT-00_999999999999999_20111220224447339_-_1",
            ("9999013", "-", "ADT-00", "999999999999999", "20111220224447339", "-", "1"),
            id="a patient's basics, of no day and department",
        ),
        pytest.param(
            "0123456789_20160101_L-OBSERVATIONS^OBSERVATIONS^99ZL01_000000020160101_201601011500321_1",
            (
                "0123456789",
                "20160101",
                "L-OBSERVATIONS^OBSERVATIONS^99ZL01",
                "000000020160101",
                "201601011500321",
                "",
                "1",
            ),
            id="observations without a department",
        ),
        pytest.param(
            "0000001_20000401_OMP-11_123456789012346_20110701113813226_01_0",
            ("0000001", "20000401", "OMP-11", "123456789012346", "20110701113813226", "01", "0"),
            id="deleted",
        ),
        pytest.param(
            "0000001_20260601_^local_name^^11526-1^^LN_K1_20260701113813226_01_2",
            ("0000001", "20260601", "^local_name^^11526-1^^LN", "K1", "20260701113813226", "01", "2"),
            id="superseded, its type with an underscore",
        ),
    ],
)
def test_a_name_is_read_and_built_again(name: str, parts: tuple[str, ...]) -> None:
    found = read_name(name)
    assert isinstance(found, StorageName)
    assert (*found.series, found.at, found.department, found.flag) == parts
    assert build_name(found) == (name if parts[5] else name[:-1] + "_1")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Thumbs.db", "it is not of the form"),
        ("9999013_20111220_OML-11_1_20111220103059000_01_3", "its flag is none of 0, 1 and 2"),
        ("9999013_2011122_OML-11_1_20111220103059000_01_1", "its day is neither YYYYMMDD nor -"),
        ("9999013_20111220_OML-11_1_yesterday_01_1", "it is not of the form"),
        ("9999013_20111220_OML-11_1_20111220103059000_01_1.tmp", "it is not of the form"),
    ],
)
def test_what_is_no_name_says_why_and_repeats_nothing_of_it(name: str, said: str) -> None:
    found = read_name(name)
    assert isinstance(found, NotAName)
    assert said in found.text
    assert "9999013" not in found.text


@given(
    st.builds(
        StorageName,
        patient=st.text(LETTERS, min_size=1, max_size=15),
        day=st.sampled_from(["-", "20260601"]),
        data_type=st.sampled_from(["ADT-22", "OML-11", "L-OBSERVATIONS^OBSERVATIONS^99ZL01"]),
        order=st.text(LETTERS, max_size=15),
        at=st.text("0123456789", min_size=17, max_size=17),
        department=st.sampled_from(["-", "01"]),
        flag=st.sampled_from(Flag),
    )
)
def test_every_name_that_can_be_built_is_read_as_it_was(name: StorageName) -> None:
    assert read_name(build_name(name)) == name


def test_a_file_lies_by_the_first_six_signs_of_its_patient() -> None:
    found = read_name("9999013_20111220_OML-11_000000011000354_20111220103059000_01_1")
    assert isinstance(found, StorageName)
    assert found.folder == "999/901/9999013/20111220/OML-11"


def test_a_change_of_the_flag_alone_leaves_the_stem() -> None:
    one, two = (read_name(f"9999013_20111220_OML-11_1_20111220103059000_01_{flag}") for flag in (1, 2))
    assert isinstance(one, StorageName)
    assert isinstance(two, StorageName)
    assert one.stem == two.stem


@pytest.mark.parametrize(
    ("data_type", "wanted"),
    [
        ("OML-11", True),
        ("ADT-22", True),
        ("OMP-12", True),
        ("L-OBSERVATIONS^OBSERVATIONS^99ZL01", True),
        ("^病理診断報告書^^11526-1^病理^LN", True),
        ("OML-01", False),
        ("OMP-01", False),
        ("^退院時サマリー^^18842-5^^LN", False),
    ],
)
def test_results_movements_administrations_and_pathology_are_taken_and_no_orders(data_type: str, wanted: bool) -> None:  # noqa: FBT001
    assert is_type_wanted(data_type, UNDERSTOOD_TYPES) is wanted


@pytest.mark.parametrize(
    ("day", "wanted"), [("20260601", True), ("20260531", False), ("-", True), ("2026", False), ("lost+found", False)]
)
def test_days_from_the_first_on_are_wanted_and_what_belongs_to_no_day(day: str, wanted: bool) -> None:  # noqa: FBT001
    assert is_day_wanted(day, "20260601") is wanted


@pytest.mark.parametrize(
    ("log", "folders", "not_understood"),
    [
        pytest.param(
            b"INS\tx/9999013_20111220_OML-11_1_20111220103059000_01_1\r\n",
            ("999/901/9999013/20111220/OML-11",),
            0,
            id="a file's name",
        ),
        pytest.param(
            b'"DEL","9999013","20111220","OML-11","1"\r\n', ("999/901/9999013/20111220/OML-11",), 0, id="in columns"
        ),
        pytest.param(
            b"INS|1\rMSH|^~\\&|HIS\rPID|1||9999013^^^^PI\r\n", ("999/901/9999013",), 0, id="the message alone"
        ),
        pytest.param(b"INS something else\r\nDEL\r\n", (), 2, id="nothing to go by"),
        pytest.param(b"INSTANCE 9999013 20111220 OML-11", (), 0, id="a word that only begins like it"),
    ],
)
def test_the_transaction_log_is_searched_for_what_it_says_has_changed(
    log: bytes, folders: tuple[str, ...], not_understood: int
) -> None:
    found = hints_of(log)
    assert (found.folders, found.not_understood) == (folders, not_understood)

"""Which frames a change of codes may concern: never one too few."""

import pytest

from graftwatch.pipeline.rereading import CODES_LOOKED_FOR, touched_by
from graftwatch.terminology.site_codes import SiteCodes

HEADER = "code,system,concept,specimen,unit\n"


def codes(*rows: str) -> SiteCodes:
    return SiteCodes.parse(HEADER + "".join(f"{row}\n" for row in rows), "codes.csv")


def test_only_frames_that_hold_a_changed_code() -> None:
    touches = touched_by(codes("A1,L,crp,,mg/dL", "B2,L,ast,,"), codes("A1,L,crp,,mg/L", "B2,L,ast,,"))
    assert [touches(frame) for frame in (b"OBX|1|NM|A1^^L", b"OBX|1|NM|B2^^L", b"OBX|1|NM|C3^^L")] == [
        True,
        False,
        False,
    ]


def test_a_code_that_was_taken_away_touches_its_frames() -> None:
    assert touched_by(codes("A1,L,crp,,"), codes())(b"OBX|1|NM|A1^^L")


@pytest.mark.parametrize("code", ["A&B", "体温", "A B", "A^B"])
def test_a_code_that_may_be_written_otherwise_touches_every_frame(code: str) -> None:
    assert touched_by(codes(), codes(f"{code},L,crp,,"))(b"OBX|1|NM|X9^^L")


def test_an_organism_may_be_written_in_any_case_and_touches_every_frame() -> None:
    named = SiteCodes.parse("code,concept,organism\nSTAEPI,organism,Staphylococcus epidermidis\n", "codes.csv")
    assert touched_by(codes(), named)(b"OBX|1|CE|BC^^L||staEPI^^L")
    assert not touched_by(named, named)(b"OBX|1|CE|BC^^L||STAEPI^^L")


def test_a_frame_of_two_bytes_a_sign_is_read_again_in_any_case() -> None:
    assert touched_by(codes(), codes("A1,L,crp,,"))("OBX|1|NM|X9^^L".encode("utf-16-le"))


def test_as_many_codes_as_are_looked_for_and_one_more() -> None:
    rows = [f"K{number:03},L,crp,," for number in range(CODES_LOOKED_FOR + 1)]
    assert not touched_by(codes(), codes(*rows[:-1]))(b"OBX|1|NM|X9^^L")
    assert touched_by(codes(), codes(*rows))(b"OBX|1|NM|X9^^L")

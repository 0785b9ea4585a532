"""roster.csv: all or nothing, every fault by line, and no identifier in any of them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from graftwatch.roster import Enrolment, PatientIdentifier, RosterFileError, parse_roster, read_roster

TOKYO = ZoneInfo("Asia/Tokyo")
HEADER = "subject,identifier,authority,transplanted_at,infused_at,arm,born,sex,risk,withdrawn_at"


def parsed(*rows: str, header: str = HEADER) -> list[Enrolment]:
    return parse_roster("\n".join((header, *rows)) + "\n", "roster.csv", TOKYO)


def faults(*rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(RosterFileError) as refused:
        parsed(*rows, header=header)
    return refused.value.faults


def test_a_full_row() -> None:
    row = "S01,4711,A,2026-06-01T09:30,2026-06-04T10:00+09:00,nk,1967-03-21,F,abo_incompatible; dsa,2026-06-20T00:00Z"

    assert parsed(row) == [
        Enrolment(
            subject="S01",
            identifiers=(PatientIdentifier(value="4711", authority="A"),),
            transplanted_at=datetime(2026, 6, 1, 9, 30, tzinfo=TOKYO),
            infused_at=datetime(2026, 6, 4, 10, tzinfo=TOKYO),
            arm="nk",
            born=date(1967, 3, 21),
            sex="F",
            risk=("abo_incompatible", "dsa"),
            withdrawn_at=datetime(2026, 6, 20, tzinfo=UTC),
        )
    ]


def test_everything_after_the_transplant_may_be_empty_or_absent() -> None:
    assert parsed("S01,4711,A,2026-06-01T09:30,,,,,,") == parsed(
        "S01,4711,A,2026-06-01T09:30", header="subject,identifier,authority,transplanted_at"
    )


def test_a_time_without_an_offset_is_in_the_protocols_zone() -> None:
    one = parsed("S01,4711,A,2026-06-01T09:30,,,,,,")[0]

    assert one.transplanted_at == datetime(2026, 6, 1, 0, 30, tzinfo=UTC)


def test_rows_of_one_subject_are_one_recipient_with_several_identifiers() -> None:
    rows = ("S01,4711,A,2026-06-01T09:30,,nk,,,,", "S02,55,A,2026-06-02,,,,,,", "S01,0815,B,2026-06-01T09:30,,,,,,")

    enrolments = parsed(*rows)

    assert [one.subject for one in enrolments] == ["S01", "S02"]
    assert [one.value for one in enrolments[0].identifiers] == ["4711", "0815"]
    assert enrolments[0].arm == "nk"


def test_a_byte_order_mark_and_spaces_do_no_harm() -> None:
    text = "\ufeff" + HEADER + "\r\n S01 , 4711 , A , 2026-06-01T09:30 ,,,,,,\r\n"

    assert parse_roster(text, "roster.csv", TOKYO)[0].identifiers == (PatientIdentifier(value="4711", authority="A"),)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        pytest.param(
            "S02,4711,A,2026-06-01T09:30,,,,,,",
            "the identifier of S02 already belongs to S01",
            id="two owners of one identifier",
        ),
        pytest.param(",55,A,2026-06-01T09:30,,,,,,", "`subject` is empty", id="no subject"),
        pytest.param(
            "S" * 65 + ",55,A,2026-06-01T09:30,,,,,,",
            "`subject` is longer than 64 characters; choose a shorter id",
            id="a subject of 65 characters",
        ),
        pytest.param("S02,,A,2026-06-01T09:30,,,,,,", "`identifier` is empty", id="no identifier"),
        pytest.param("S02,55,A,,,,,,,", "`transplanted_at` is empty", id="no transplant"),
        pytest.param(
            "S02,55,A,1 June,,,,,,",
            "`transplanted_at` is not a time; write it like 2026-06-01T09:30 or 2026-06-01T09:30+09:00",
            id="no time",
        ),
        pytest.param(
            "S02,55,A,1926-06-01,,,,,,",
            "`transplanted_at` is not between 1970 and 2299; correct the year",
            id="a year before 1970",
        ),
        pytest.param(
            "S02,4.711E+11,A,2026-06-01,,,,,,",
            "`identifier` was shortened by a spreadsheet and has lost digits; format the column as text, enter it anew",
            id="a number that a spreadsheet shortened",
        ),
        pytest.param(
            "S02,5\u200b5,A,2026-06-01,,,,,,",
            "`identifier` holds a character that cannot be seen, such as a line break; type it anew",
            id="a space of no width",
        ),
        pytest.param(
            f"S02,{'5' * 301},A,2026-06-01,,,,,,",
            "`identifier` is longer than 300 characters; shorten it",
            id="an identifier of 301 characters",
        ),
        pytest.param(
            "S02,55,A,2026-06-01,,,21.3.1967,,,", "`born` is not a date; write it like 1967-03-21", id="no date"
        ),
        pytest.param(
            "S02,55,A,2026-06-01,,,,,abo,",
            "`risk` 'abo' is not known; use abo_incompatible, dsa, desensitised, joined by ';'",
            id="an unknown risk",
        ),
        pytest.param(
            "heartbeat,55,A,2026-06-01,,,,,,",
            "subject 'heartbeat' is reserved for the service's own test message; choose another id",
            id="the reserved subject",
        ),
        pytest.param(
            "S02,55,A,2026-06-01,,,,,,,more", "more fields than columns; quote values that hold a comma", id="too many"
        ),
        pytest.param(
            "S01,55,A,2026-06-02T09:30,,,,,,",
            "`transplanted_at` of S01 differs from line 2; write the same transplant in all rows of a subject",
            id="two transplants of one subject",
        ),
        pytest.param(
            "S01,55,A,2026-06-01T09:30,,cells,,,,",
            "`arm` of S01 differs from line 2; a subject's rows must agree, or leave it empty in the later ones",
            id="two arms of one subject",
        ),
    ],
)
def test_a_fault_names_the_line_and_the_mend(row: str, fault: str) -> None:
    assert faults("S01,4711,A,2026-06-01T09:30,,,,,,", row) == [f"roster.csv, line 3: {fault}"]


def test_all_faults_are_listed_at_once() -> None:
    found = faults("S01,,A,x,,,,,,", "S02,1,A,2026-06-01,,,nobody,,,", "S03,1,A,2026-06-01,,,,,,")

    assert [one.split(": ")[0] for one in found] == [
        "roster.csv, line 2",
        "roster.csv, line 2",
        "roster.csv, line 3",
        "roster.csv, line 4",
    ]


def test_no_identifier_and_no_birth_date_stands_in_a_fault() -> None:
    found = faults("S01,471147,A,never,,,31.12.1967,,,", "S02,471147,A,2026-06-01,,,,,,")

    assert "471147" not in " ".join(found)
    assert "1967" not in " ".join(found).replace("1967-03-21", "")


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        pytest.param(
            "subject,identifier,transplanted_at",
            f"roster.csv, line 1: column `authority` is missing; the header must be {HEADER}",
            id="a column is missing",
        ),
        pytest.param(
            HEADER + ",weight", "roster.csv, line 1: there is no column `weight`; remove or rename it", id="too many"
        ),
        pytest.param(
            HEADER + ",arm",
            "roster.csv, line 1: column `arm` stands there more than once; keep one of them",
            id="one column twice",
        ),
    ],
)
def test_a_faulty_header(header: str, fault: str) -> None:
    assert faults(header=header) == [fault]


def test_a_header_alone_enrols_nobody() -> None:
    assert parsed() == []


def test_an_empty_file_lacks_its_header() -> None:
    with pytest.raises(RosterFileError, match="column `subject` is missing"):
        parse_roster("", "roster.csv", TOKYO)


def test_an_empty_line_is_no_row() -> None:
    assert len(parsed("S01,4711,A,2026-06-01T09:30,,,,,,", "", "S02,1,A,2026-06-01,,,,,,")) == 2


def test_a_line_number_counts_lines_not_rows() -> None:
    found = faults("S01,4711,A,2026-06-01T09:30,,,,,,", "", "S02,1,A,never,,,,,,")

    assert found[0].startswith("roster.csv, line 4: ")


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        pytest.param(
            "2026-10-25T02:30",
            "`transplanted_at` comes twice, as the clocks go back in that night; add the offset, like +02:00 or +01:00",
            id="the hour that comes twice",
        ),
        pytest.param(
            "2026-03-29T02:30",
            "`transplanted_at` is in the hour that the clocks skip in that night; correct it, or add the offset",
            id="the hour that is skipped",
        ),
    ],
)
def test_an_hour_in_the_night_of_the_clocks_needs_its_offset(stated: str, fault: str) -> None:
    with pytest.raises(RosterFileError) as refused:
        parse_roster(f"{HEADER}\nS01,1,A,{stated},,,,,,", "roster.csv", BERLIN)
    assert refused.value.faults == [f"roster.csv, line 2: {fault}"]

    one = parse_roster(f"{HEADER}\nS01,1,A,{stated}+01:00,,,,,,", "roster.csv", BERLIN)[0]
    assert one.transplanted_at == datetime.fromisoformat(f"{stated}+01:00")


def test_an_hour_beside_that_night_needs_none() -> None:
    one = parse_roster(f"{HEADER}\nS01,1,A,2026-10-25T03:00,,,,,,", "roster.csv", BERLIN)[0]

    assert one.transplanted_at == datetime(2026, 10, 25, 2, tzinfo=UTC)


@pytest.mark.parametrize("between", [";", "\t"])
def test_cells_may_be_parted_by_what_the_header_is_parted_by(between: str) -> None:
    row = between.join(("S01", "4711", "A", "2026-06-01", "", "", "", "", '"dsa;desensitised"', ""))

    one = parse_roster(f"{HEADER.replace(',', between)}\n{row}\n", "roster.csv", TOKYO)[0]

    assert one.risk == ("dsa", "desensitised")


def test_a_fault_knows_its_cell_and_who_is_without_one_is_read_all_the_same() -> None:
    read = read_roster(f"{HEADER}\nS01,1,A,never,,,,,abo,\nS02,2,A,2026-06-01,,,,,,", TOKYO)

    assert [(one.line, one.column, one.kind.value) for one in read.faults] == [
        (2, "transplanted_at", "not_a_time"),
        (2, "risk", "unknown_risk"),
    ]
    assert [one.subject for one in read.enrolments] == ["S02"]

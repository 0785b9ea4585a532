"""What ADT messages mean: admission, transfer, discharge, their cancellations, death."""

from datetime import UTC, date, datetime

import pytest

from graftwatch.facts import Admission, ClinicalTime, Death, Discharge, Fact, FactSet, Statement, Transfer
from hl7_messages import facts, finding_kinds, message, understood

ADMITTED = "20260601100000"


def pv1(*, kind: str = "I", visit: str = "V1", admitted: str = "", discharged: str = "", ward: str = "WARD7") -> str:
    return f"PV1|1|{kind}|{ward}^12^A" + "|" * 16 + visit + "|" * 25 + admitted + "|" + discharged


def adt(trigger: str, *segments: str, recorded: str = "20260601103000", occurred: str = "") -> bytes:
    return message(f"EVN|{trigger}|{recorded}||||{occurred}", *segments, kind=f"ADT^{trigger}")


def only(frame: bytes) -> Fact[Statement]:
    """The only thing that a message says about a stay."""
    (one,) = (one for one in facts(frame) if not isinstance(one.statement, Death))
    return one


def test_an_admission_is_at_its_own_time() -> None:
    one = only(adt("A01", pv1(admitted=ADMITTED)))
    assert isinstance(one.statement, Admission)
    assert one.statement.admitted.at == datetime(2026, 6, 1, 1, tzinfo=UTC)
    assert one.version.stated_at == datetime(2026, 6, 1, 1, 30, tzinfo=UTC)


def test_without_its_own_time_when_it_occurred() -> None:
    one = only(adt("A01", pv1(), occurred="20260601"))
    assert isinstance(one.statement, Admission)
    assert one.statement.admitted == ClinicalTime(date(2026, 6, 1))


def test_a_discharge_and_the_admission_stated_beside_it() -> None:
    found = facts(adt("A03", pv1(admitted=ADMITTED, discharged="20260620110000"), recorded="20260620113000"))
    assert [type(one.statement) for one in found] == [Discharge, Admission]


def test_a_transfer_names_the_ward() -> None:
    one = only(adt("A02", pv1(ward="ICU"), occurred="20260603150000"))
    assert isinstance(one.statement, Transfer)
    assert one.statement.ward == "ICU"
    assert one.statement.moved.on == date(2026, 6, 3)


@pytest.mark.parametrize(
    ("stated", "cancelled"),
    [
        pytest.param(
            adt("A01", pv1(admitted=ADMITTED)),
            adt("A11", pv1(admitted=ADMITTED), recorded="20260601120000"),
            id="admission",
        ),
        pytest.param(
            adt("A02", pv1(), occurred="20260603150000"),
            adt("A12", pv1(), recorded="20260603160000", occurred="20260603150000"),
            id="transfer",
        ),
        pytest.param(
            adt("A03", pv1(discharged="20260620")),
            adt("A13", pv1(), recorded="20260620180000"),
            id="discharge",
        ),
    ],
)
def test_cancellations_take_back(stated: bytes, cancelled: bytes) -> None:
    said, taken_back = only(stated), only(cancelled)
    assert said.identity == taken_back.identity
    assert FactSet([taken_back, said]).current() == []


def test_a_second_discharge_after_a_cancelled_one_counts() -> None:
    first = only(adt("A03", pv1(discharged="20260620")))
    cancelled = only(adt("A13", pv1(), recorded="20260620180000"))
    second = only(adt("A03", pv1(discharged="20260625"), recorded="20260625180000"))
    (held,) = FactSet([second, cancelled, first]).current()
    assert held == second


def test_an_update_corrects_times() -> None:
    said = only(adt("A01", pv1(admitted=ADMITTED)))
    corrected = only(adt("A08", pv1(admitted="20260531"), recorded="20260602"))
    (held,) = FactSet([said, corrected]).current()
    assert held == corrected


def test_an_update_may_delete_the_discharge() -> None:
    said = only(adt("A03", pv1(discharged="20260620")))
    deleted = only(adt("A08", pv1(discharged='""'), recorded="20260621"))
    assert FactSet([said, deleted]).current() == []


@pytest.mark.parametrize("kind", ["O", "E", "P", "R"])
def test_outpatient_and_emergency_visits_are_no_admission(kind: str) -> None:
    assert facts(adt("A01", pv1(kind=kind, admitted=ADMITTED))) == ()


def test_two_stays_are_two() -> None:
    one, other = (only(adt("A01", pv1(visit=visit, admitted=ADMITTED))) for visit in ("V1", "V2"))
    assert one.identity != other.identity


def test_stays_without_a_number_are_told_by_their_times() -> None:
    one, other = (only(adt("A01", pv1(visit="", admitted=at))) for at in (ADMITTED, "20260701100000"))
    assert one.identity != other.identity
    assert finding_kinds(adt("A01", pv1(visit="", admitted=ADMITTED))) == ["visit_unnumbered"]


def died(at: str, indicator: str = "Y") -> bytes:
    person = "PID|1||10001^^^HOSP^MR" + "|" * 26 + f"{at}|{indicator}"
    return f"MSH|^~\\&|ADT|H|||20260610||ADT^A31|9|P|2.5\rEVN|A31|20260610\r{person}\r".encode()


def test_death() -> None:
    (one,) = facts(died("20260609213000"))
    assert isinstance(one.statement, Death)
    assert one.statement.died.on == date(2026, 6, 9)


def test_a_death_without_its_time_is_a_finding() -> None:
    assert facts(died("")) == ()
    assert finding_kinds(died("")) == ["time_missing", "event_without_movement"]


def test_a_death_taken_back() -> None:
    (one,) = facts(died('""', "N"))
    assert one.version.withdrawn


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        pytest.param("SIU^S12", "appointments", id="scheduling"),
        pytest.param("DFT^P03", "charges", id="billing"),
        pytest.param("VXU^V04", "immunisations", id="vaccines"),
        pytest.param("MFN^M02", "master file", id="master files"),
        pytest.param("RDE^O11", "medication", id="pharmacy"),
        pytest.param("ORR^O02", "answers", id="answers to orders"),
        pytest.param("QBP^Q11", "asks for something", id="queries"),
        pytest.param("ZZZ^Z01", "unknown", id="a type that stands in no chapter"),
    ],
)
def test_a_message_that_holds_nothing_says_why(kind: str, reason: str) -> None:
    found = understood(message("SCH|1", "OBX|1|NM|8867-4^^LN||60|/min|||||F", kind=kind))
    (why,) = found.findings
    assert (why.kind, found.facts) == ("message_type", ())
    assert reason in why.text


def test_a_death_beside_a_result_is_told_and_not_taken() -> None:
    frame = message("OBR|1|P1|F1|PANEL").replace(b"INVENTED^PERSON", b"INVENTED^PERSON" + b"|" * 25 + b"Y")
    assert (facts(frame), finding_kinds(frame)) == ((), ["death_elsewhere"])


def test_a_pulse_beside_an_admission_is_read() -> None:
    pulse = "OBX|1|NM|8867-4^Heart rate^LN||88|/min|||||F|||20260604080000"
    found = facts(message("EVN|A01|20260604", "PV1|1|I|W||||||||||||||||V1", pulse, kind="ADT^A01"))
    assert [type(one.statement).__name__ for one in found] == ["Admission", "Measurement"]


def test_results_of_several_patients_at_once_are_not_read() -> None:
    frame = message("OBR|1", "PID|2||20002^^^HOSP", "OBR|1", "OBX|1|NM|1920-8^^LN||40|U/L")
    assert facts(frame) == ()
    assert finding_kinds(frame) == ["several_patients"]

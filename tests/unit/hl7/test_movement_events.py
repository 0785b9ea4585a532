"""Every trigger event of ADT says something about the stay, or why it says nothing; numbers, corrections, deaths."""

import pytest

from graftwatch.facts import Admission, Death, Discharge, FactSet, Statement, Transfer
from graftwatch.hl7.to_facts.movement_events import MOVEMENT_EVENTS, movement_event
from hl7_messages import facts, finding_kinds

ADMITTED, LEFT, OCCURRED = "20260601100000", "20260620110000", "20260610090000"

SAYS: dict[str, tuple[type[Statement], ...]] = {
    "A01": (Admission,),
    "A02": (Transfer, Admission),
    "A03": (Discharge, Admission),
    "A04": (Admission,),
    "A06": (Admission,),
    "A07": (Discharge, Admission),
    "A08": (Admission,),
    "A11": (Admission,),
    "A12": (Transfer, Admission),
    "A13": (Discharge, Admission),
    "A17": (Transfer, Admission),
}
"""By HL7 v2.5.1, 3.3.1 to 3.3.62: events that say something about an inpatient's stay whose PV1-44 is stated."""

ABOUT_A_NUMBER = ("A35", "A36", "A41", "A42", "A44", "A45", "A49", "A50", "A51")


def adt(
    trigger: str,
    *,
    kind: str = "I",
    visit: str = "V1",
    account: str = "",
    admitted: str = ADMITTED,
    discharged: str = "",
    disposition: str = "",
    merged: str = "",
    recorded: str = "20260610100000",
    died: str = "",
    dead: str = "",
) -> bytes:
    person = "PID|1||10001^^^HOSP^MR" + "|" * 15 + account + "|" * 11 + f"{died}|{dead}"
    stay = f"PV1|1|{kind}|W7" + "|" * 16 + visit + "|" * 17 + disposition + "|" * 8 + admitted + "|" + discharged
    head = f"MSH|^~\\&|ADT|H|||{recorded}||ADT^{trigger}|9|P|2.5.1"
    event = f"EVN|{trigger}|{recorded}||||{OCCURRED}"
    return "\r".join((head, event, person, *([merged] if merged else []), stay, "")).encode()


def stays(*frames: bytes) -> set[tuple[str, str]]:
    """What counts of the stays after these messages, each as its kind and day."""
    current = FactSet(one for frame in frames for one in facts(frame)).current()
    days = {
        Admission: lambda one: one.admitted.on,
        Discharge: lambda one: one.discharged.on,
        Death: lambda one: one.died.on,
        Transfer: lambda one: one.moved.on,
    }
    return {(type(one.statement).__name__, str(days[type(one.statement)](one.statement))) for one in current}


def test_the_table_has_every_trigger_event_of_the_standard() -> None:
    standard = {f"A{number:02}" for number in range(1, 63)} - {"A56", "A57", "A58", "A59"}
    assert standard == MOVEMENT_EVENTS.keys()


@pytest.mark.parametrize("trigger", sorted(MOVEMENT_EVENTS))
def test_each_event_says_something_or_why_not(trigger: str) -> None:
    said = tuple(type(one.statement) for one in facts(adt(trigger)) if not isinstance(one.statement, Death))
    assert said == SAYS.get(trigger, ())
    if trigger not in SAYS and trigger not in ABOUT_A_NUMBER:
        assert "event_without_movement" in finding_kinds(adt(trigger))
        assert movement_event(trigger).why


def test_an_event_that_hl7_does_not_have_is_said_to_be_none() -> None:
    assert facts(adt("A99")) == ()
    assert finding_kinds(adt("A99")) == ["event_without_movement"]


@pytest.mark.parametrize("kind", ["O", "E", "P", "R", "C", "N"])
@pytest.mark.parametrize("trigger", ["A01", "A04", "A08", "A03"])
def test_what_is_no_stay_is_said_to_be_none(trigger: str, kind: str) -> None:
    assert facts(adt(trigger, kind=kind)) == ()
    assert finding_kinds(adt(trigger, kind=kind)) == ["no_stay"]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param([adt("A05", kind="P"), adt("A38", kind="P")], set(), id="planned and cancelled: nothing"),
        pytest.param(
            [adt("A05", kind="P", admitted="20260605"), adt("A01", admitted="20260606")],
            {("Admission", "2026-06-06")},
            id="planned, then admitted a day later",
        ),
        pytest.param(
            [adt("A04", kind="O"), adt("A06")], {("Admission", "2026-06-01")}, id="an outpatient becomes an inpatient"
        ),
        pytest.param(
            [adt("A01"), adt("A07", kind="O", recorded="20260610110000")],
            {("Admission", "2026-06-01"), ("Discharge", "2026-06-10")},
            id="an inpatient becomes an outpatient: the stay ended",
        ),
        pytest.param(
            [adt("A01"), adt("A07", kind="O", visit="V2", merged="MRG|10001^^^HOSP^MR||||V1", recorded="20260611")],
            {("Admission", "2026-06-01"), ("Discharge", "2026-06-10")},
            id="and got another visit number with it",
        ),
        pytest.param(
            [adt("A01"), adt("A08", admitted="20260531", recorded="20260611")],
            {("Admission", "2026-05-31")},
            id="a corrected admission",
        ),
        pytest.param([adt("A01"), adt("A08", admitted='""', recorded="20260611")], set(), id="a deleted admission"),
        pytest.param(
            [adt("A01"), adt("A50", visit="V2", merged="MRG|10001^^^HOSP^MR||||V1", recorded="20260611")],
            {("Admission", "2026-06-01")},
            id="the visit number changed: one stay",
        ),
        pytest.param(
            [
                adt("A01", visit="", account="K1"),
                adt("A49", visit="", account="K2", merged="MRG|10001^^^HOSP^MR||K1", recorded="20260611"),
            ],
            {("Admission", "2026-06-01")},
            id="the account changed where visits have no number",
        ),
        pytest.param(
            [adt("A01"), adt("A49", account="K2", merged="MRG|10001^^^HOSP^MR||K1", recorded="20260611")],
            {("Admission", "2026-06-01")},
            id="the account changed of a numbered visit: nothing to do",
        ),
        pytest.param(
            [adt("A03", discharged=LEFT, disposition="20")],
            {("Admission", "2026-06-01"), ("Discharge", "2026-06-20"), ("Death", "2026-06-20")},
            id="discharged as expired",
        ),
        pytest.param(
            [adt("A03", discharged=LEFT, disposition="01")],
            {("Admission", "2026-06-01"), ("Discharge", "2026-06-20")},
            id="discharged home",
        ),
        pytest.param(
            [adt("A03", discharged=LEFT, disposition="20", died="20260619230000", dead="Y")],
            {("Admission", "2026-06-01"), ("Discharge", "2026-06-20"), ("Death", "2026-06-19")},
            id="the person's own time of death wins",
        ),
        pytest.param(
            [adt("A03", discharged=LEFT, disposition="20"), adt("A13", recorded="20260621")],
            {("Admission", "2026-06-01")},
            id="a cancelled discharge of a patient who did not die",
        ),
        pytest.param(
            [adt("A21", died="20260619", dead="Y")],
            {("Death", "2026-06-19")},
            id="a death by an event about something else",
        ),
        pytest.param(
            [adt("A08", died="20260619", dead="Y"), adt("A31", died='""', dead='""', recorded="20260622")],
            {("Admission", "2026-06-01")},
            id="a death taken back",
        ),
        pytest.param(
            [adt("A31", died="20260619", dead="Y"), adt("A31", dead="N", recorded="20260622")],
            {("Death", "2026-06-19")},
            id="N says nothing: systems that never hear of a death send it for ever",
        ),
        pytest.param(
            [adt("A17", visit="V1", recorded="20260611")],
            {("Transfer", "2026-06-10"), ("Admission", "2026-06-01")},
            id="a bed swap is a transfer",
        ),
    ],
)
def test_a_course_in_every_order(messages: list[bytes], expected: set[tuple[str, str]]) -> None:
    assert stays(*messages) == stays(*reversed(messages)) == stays(*messages, *messages) == expected


def test_a_stay_that_got_another_number_without_its_times_is_said_to_be_two() -> None:
    renumbered = adt("A50", visit="V2", admitted="", merged="MRG|10001^^^HOSP^MR||||V1")
    assert facts(renumbered) == ()
    assert finding_kinds(renumbered) == ["visit_renumbered"]


def test_an_alternate_visit_number_names_a_stay_that_has_no_other() -> None:
    numbered = adt("A01", visit="").rstrip(b"\r") + b"|" * 5 + b"ALT7\r"
    corrected = adt("A08", visit="", admitted="20260531", recorded="20260611").rstrip(b"\r") + b"|" * 5 + b"ALT7\r"
    assert stays(numbered, corrected) == {("Admission", "2026-05-31")}

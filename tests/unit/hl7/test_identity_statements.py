"""What ADT messages say of identifiers: pairs by event, types and authorities, and where a person must look."""

import pytest

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.identity_statements import IDENTIFIERS_READ, IDENTITY_EVENTS, InDoubt, identity_statements
from graftwatch.hl7.patient_identifiers import by_patient
from hl7_messages import TOKYO, read

Pairs = set[tuple[str, str, bool]]
PID = "PID|1||{}"


def adt(event: str, *segments: str) -> bytes:
    head = rf"MSH|^~\&|ADT|H|||20260601||ADT^{event}|9|P|2.5.1"
    return "\r".join((head, f"EVN|{event}|20260601103000", *segments, "")).encode()


def said(frame: bytes, authority: str = "") -> Pairs:
    """Pairs as value@authority, the smaller first, and whether they are one person's."""
    found = identity_statements(read(frame), FeedDefaults("adt", authority=authority), TOKYO)
    assert not isinstance(found, InDoubt), found
    named = [(sorted(f"{one.value}@{one.authority}" for one in said.pair), said.same) for said in found]
    return {(one, other, same) for (one, other), same in named}


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        pytest.param("17^^^A^MR~23^^^B^PI", {("17@A", "23@B", True)}, id="two patient numbers with type"),
        pytest.param("17^^^A^MR~23^^^B^pi", {("17@A", "23@B", True)}, id="type in lower case"),
        pytest.param("17^^^A^MR~17^^^B^MR", {("17@A", "17@B", True)}, id="one number of two authorities"),
        pytest.param("17^^^A^MR~23^^^B", set(), id="a number whose type nobody states is not learnt from a list"),
        *(
            pytest.param(f"17^^^A^MR~23^^^B^{kind}", set(), id=f"{kind} is not a patient's number")
            for kind in ("VN", "AN", "SS", "DL", "NI", "PPN", "MC", "BC", "XX", "U")
        ),
        pytest.param("17^^^A^MR", set(), id="one number"),
        pytest.param("17^^^A^MR~17^^^A^MR", set(), id="the same number twice"),
        pytest.param('17^^^A^MR~""^^^B^MR', set(), id="a deleted one"),
        pytest.param(
            "17^^^A&1.2.3&ISO^MR~23^^^B^MR",
            {("17@1.2.3", "17@A", True), ("17@A", "23@B", True), ("17@1.2.3", "23@B", True)},
            id="an authority by name and by universal id",
        ),
    ],
)
def test_a_list_teaches_what_is_of_a_patient_by_its_type(
    identifiers: str, expected: set[tuple[str, str, bool]]
) -> None:
    assert said(adt("A08", PID.format(identifiers))) == expected


@pytest.mark.parametrize(
    ("identifiers", "prior", "authority", "expected"),
    [
        pytest.param("17^^^A^MR", "23^^^A^MR", "", {("17@A", "23@A", True)}, id="as the standard has it"),
        pytest.param(
            "17^^^A", "23^^^A", "", {("17@A", "23@A", True)}, id="without types: the field says what they are"
        ),
        pytest.param("17^^^A^MR", "23", "", {("17@A", "23@A", True)}, id="MRG without authority: PID-3's only one"),
        pytest.param("17^^^A^MR", "23", "Z", {("17@A", "23@Z", True)}, id="MRG without authority: the feed's"),
        pytest.param("17", "23", "", {("17@", "23@", True)}, id="no authority anywhere"),
        pytest.param(
            "17^^^A^MR", "23^^^A^MR~31^^^A^MR", "", {("17@A", "23@A", True), ("17@A", "31@A", True)}, id="MRG-1 repeats"
        ),
        pytest.param("17^^^A^MR", "23^^^A^VN", "", set(), id="a visit number is not the patient's"),
        pytest.param("17^^^A^MR", "17^^^A^MR", "", set(), id="merged with itself"),
        pytest.param("17^^^A^MR", "17^^^B^MR", "", {("17@A", "17@B", True)}, id="one number of two authorities"),
        pytest.param("17^^^A^MR", "", "", set(), id="an empty MRG-1"),
    ],
)
def test_a_merge(identifiers: str, prior: str, authority: str, expected: set[tuple[str, str, bool]]) -> None:
    assert said(adt("A40", PID.format(identifiers), f"MRG|{prior}"), authority) == expected


@pytest.mark.parametrize("event", [event for event, does in IDENTITY_EVENTS.items() if does.name == "ONE_PATIENT"])
def test_each_event_that_makes_two_numbers_one_patients(event: str) -> None:
    assert said(adt(event, PID.format("17^^^A"), "MRG|23^^^A")) == {("17@A", "23@A", True)}


@pytest.mark.parametrize("event", [event for event, does in IDENTITY_EVENTS.items() if does.name == "WITHIN_PATIENT"])
def test_an_account_or_visit_changes_nothing_within_one_patient_and_needs_a_person_between_two(event: str) -> None:
    assert said(adt(event, PID.format("17^^^A"), "MRG|17^^^A||K1")) == set()
    moved = identity_statements(read(adt(event, PID.format("17^^^A"), "MRG|23^^^A||K1")), FeedDefaults("adt"), TOKYO)
    assert isinstance(moved, InDoubt)
    assert "from one patient to another" in moved.text
    assert "17" not in moved.text.replace(event, "")


def test_a_prior_number_of_nobody_knows_whose_authority_needs_a_person() -> None:
    frame = read(adt("A40", PID.format("17^^^A^MR~9^^^B^PI"), "MRG|23"))
    assert isinstance(identity_statements(frame, FeedDefaults("adt"), TOKYO), InDoubt)
    assert len(said(adt("A40", PID.format("17^^^A^MR~9^^^B^PI"), "MRG|23"), "A")) == 2
    assert said(adt("A40", PID.format("17^^^A^MR~9^^^B^VN"), "MRG|23")) == {("17@A", "23@A", True)}


def test_a_link_and_its_end() -> None:
    persons = (PID.format("17^^^A"), "PID|2||23^^^B")
    assert said(adt("A24", *persons)) == {("17@A", "23@B", True)}
    assert said(adt("A37", *persons)) == {("17@A", "23@B", False)}


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        pytest.param("19670321|F", "20260601|F", "dates of birth", id="mother and child"),
        pytest.param("19670321|F", "19670321|M", "sexes", id="two sexes"),
        pytest.param("19670321|F", "20260601|M", "dates of birth and sexes", id="both"),
    ],
)
def test_a_link_of_two_who_cannot_be_one_needs_a_person(one: str, other: str, text: str) -> None:
    frame = adt("A24", f"PID|1||17^^^A||||{one}", f"PID|2||23^^^A||||{other}")
    found = identity_statements(read(frame), FeedDefaults("adt"), TOKYO)
    assert isinstance(found, InDoubt)
    assert text in found.text


def test_a_link_of_two_of_whom_one_says_less_is_taken() -> None:
    assert said(adt("A24", "PID|1||17^^^A||||19670321|F", "PID|2||23^^^A||||19670321080000|U"))


def test_a_link_with_one_person_needs_a_person() -> None:
    assert isinstance(identity_statements(read(adt("A24", PID.format("17^^^A"))), FeedDefaults("adt"), TOKYO), InDoubt)


@pytest.mark.parametrize(("stated", "pairs"), [(IDENTIFIERS_READ, 45), (IDENTIFIERS_READ + 1, 45)])
def test_of_a_long_list_so_many_are_read(stated: int, pairs: int) -> None:
    assert len(said(adt("A08", PID.format("~".join(f"{n}^^^A^MR" for n in range(stated)))))) == pairs


def test_several_merges_are_read_each_for_itself() -> None:
    frame = adt("A40", PID.format("17^^^A"), "MRG|23^^^A", "PID|2||18^^^A", "MRG|31^^^A")
    assert [said(one) for one in by_patient(frame)] == [{("17@A", "23@A", True)}, {("18@A", "31@A", True)}]


def test_when_it_was_said_is_the_events_time_and_where_it_was_said_is_kept() -> None:
    found = identity_statements(read(adt("A40", PID.format("17^^^A"), "MRG|23^^^A")), FeedDefaults("adt"), TOKYO)
    assert not isinstance(found, InDoubt)
    assert found[0].stated_at.isoformat() == "2026-06-01T01:30:00+00:00"
    assert str(found[0].learnt_from) == "ADT^A40 9 of adt"

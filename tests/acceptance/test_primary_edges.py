"""Edges of LCBI 1, 2 and 3, each derived from the text of chapter 4 by hand.

What counts as two occasions and as the same commensal; tests without culture beside cultures; infants; what a
repeat infection timeframe takes in; organisms that are excluded. Stays and the calendar have a file of their own.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    ROSTER_HEAD,
    assert_events,
    assess,
    contaminant,
    culture,
    event,
    events,
    report_of,
    sign,
    temperature,
)

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
CONS, KLEBSIELLA = "Coagulase-negative staphylococci", "Klebsiella pneumoniae"
NCT = "BNCT^Blood pathogen panel^L"
GRAM = "664-3^Microscopic observation [Identifier] in Specimen by Gram stain^LN"
CODES = "code,system,concept,specimen,unit\nBNCT,L,blood_nct,blood,\n"
FEVER = temperature("0604 1000", "38.4")


def two(first: str, second: str, *, of: str = EPIDERMIDIS, and_of: str = "") -> list[str]:
    """Two draws, each with an order and a specimen number of its own."""
    return [culture(first, of, specimen="A1"), culture(second, and_of or of, specimen="A2")]


OCCASIONS = [
    pytest.param(two("0604 2359", "0605 0001"), True, id="two minutes apart over midnight"),
    pytest.param(two("0604 0001", "0605 2359"), True, id="48 hours apart on consecutive days"),
    pytest.param(two("0604 2359", "0606 0001"), False, id="24 hours apart, a day between"),
    pytest.param(two("0605 0800", "0604 0800"), True, id="the later draw has the lower number"),
    pytest.param(two("0604 0800", "0604 0800"), True, id="two draws at the same minute from two places"),
    pytest.param(
        [culture("0604 0800", EPIDERMIDIS, specimen=f"A1-{bottle}", order="O1") for bottle in ("AER", "ANA", "PED")],
        False,
        id="three bottles of one draw",
    ),
    pytest.param([culture("0604 0800", EPIDERMIDIS, EPIDERMIDIS)], False, id="two isolates of one specimen"),
    pytest.param([culture("0604 0800", EPIDERMIDIS, CONS)], False, id="two names in one specimen"),
    pytest.param(
        [*two("0602 0800", "0604 0800"), culture("0606 0800", EPIDERMIDIS, specimen="A3")],
        False,
        id="three draws, each two days after the one before",
    ),
    pytest.param(
        [culture("0602 0800", EPIDERMIDIS, specimen="A0"), *two("0604 0800", "0605 0800")],
        True,
        id="the second and the third of three draws",
    ),
    pytest.param(
        [culture("0604 0800", EPIDERMIDIS), culture("0604 0900", EPIDERMIDIS, specimen="A2", code=NCT)],
        False,
        id="one of the two by a non-culture test",
    ),
    pytest.param(
        two("0604 0800", "0604 0900", of="Gram positive cocci in clusters", and_of=EPIDERMIDIS),
        False,
        id="a form is no companion of a species",
    ),
    pytest.param(two("0604 0800", "0604 0900", of="Bacillus cereus", and_of="Bacillus species"), True, id="Bacillus"),
    pytest.param(two("0604 0800", "0604 0900", of="Micrococcus", and_of="Micrococcus luteus"), True, id="Micrococcus"),
    pytest.param(
        two("0604 0800", "0604 0900", of="Corynebacterium striatum"), True, id="one species of Corynebacterium"
    ),
    pytest.param(
        two("0604 0800", "0604 0900", of="Corynebacterium striatum", and_of="Corynebacterium jeikeium"),
        False,
        id="two species of Corynebacterium",
    ),
    pytest.param(
        two("0604 0800", "0604 0900", of="Streptococcus mitis", and_of="Streptococcus sanguinis"),
        False,
        id="two species of viridans streptococci",
    ),
    pytest.param(two("0604 0800", "0604 0900", of=CONS, and_of="Micrococcus luteus"), False, id="two genera"),
]


@pytest.mark.parametrize(("messages", "pair"), OCCASIONS)
def test_the_same_commensal_on_separate_occasions(tmp_path: Path, messages: list[str], *, pair: bool) -> None:
    report = report_of(assess(tmp_path, [*messages, FEVER], codes=CODES))
    assert ("LCBI-2" in {one["criterion"] for one in events(report)}) is pair


PENDING = "No growth to date"
TESTS_WITHOUT_CULTURE = [
    pytest.param([culture("0604 0800", AUREUS, code=NCT)], [AUREUS], id="alone"),
    pytest.param([culture("0604 0800", "Candida species", code=NCT)], ["Candida"], id="names a genus only"),
    pytest.param([culture("0604 0800", "Gram-negative bacteria", code=NCT)], [], id="names neither genus nor species"),
    pytest.param([culture("0604 0800", AUREUS, code=NCT), culture("0604 0800", specimen="B1")], [], id="same day"),
    pytest.param([culture("0604 0800", AUREUS, code=NCT), culture("0602 0001", specimen="B1")], [], id="2 days before"),
    pytest.param(
        [culture("0604 0001", AUREUS, code=NCT), culture("0601 2359", specimen="B1")], [AUREUS], id="3 days before"
    ),
    pytest.param([culture("0604 0001", AUREUS, code=NCT), culture("0605 2359", specimen="B1")], [], id="1 day after"),
    pytest.param(
        [culture("0604 2359", AUREUS, code=NCT), culture("0606 0001", specimen="B1")], [AUREUS], id="2 days after"
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=NCT), culture("0605 0800", PENDING, specimen="B1", status="P")],
        [],
        id="beside a culture that nobody has read yet",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=NCT), culture("0604 0900", COLI, specimen="B1")],
        [COLI],
        id="beside a culture with another organism",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=NCT), culture("0605 0900", AUREUS, specimen="B1")],
        [AUREUS],
        id="beside a culture with the same organism, which gives the date",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=NCT), culture("0605 0800", "GPC in clusters", specimen="B1", code=GRAM)],
        [],
        id="beside a Gram stain, which is of a culture",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=NCT), culture("0604 0800", specimen="A1", order="OA1B")],
        [],
        id="the culture of its own specimen",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=NCT), culture("0612 0800", COLI, code=NCT, specimen="A2")],
        [AUREUS, COLI],
        id="a second test adds its organism in the timeframe",
    ),
]


@pytest.mark.parametrize(("messages", "organisms"), TESTS_WITHOUT_CULTURE)
def test_a_test_without_culture(tmp_path: Path, messages: list[str], organisms: list[str]) -> None:
    report = report_of(assess(tmp_path, messages, codes=CODES))
    confirmed = [one for one in events(report) if one["status"] == "confirmed"]
    assert [sorted(found["name"] for found in one["organisms"]) for one in confirmed] == (
        [sorted(organisms)] if organisms else []
    )


def test_the_culture_beside_a_test_gives_the_date_of_event(tmp_path: Path) -> None:
    messages = [culture("0604 0800", AUREUS, code=NCT), culture("0605 0900", AUREUS, specimen="B1")]
    assert_events(report_of(assess(tmp_path, messages, codes=CODES)), [event("LCBI-1", "06-05", AUREUS)])


def test_several_isolates_of_one_organism_are_reported_once(tmp_path: Path) -> None:
    messages = [
        culture("0604 0800", COLI, "Escherichia coli ESBL+", specimen="A1"),
        culture("0605 0800", "E. coli", specimen="A2"),
    ]
    assert_events(report_of(assess(tmp_path, messages)), [event("LCBI-1", "06-04", COLI)])


INFANTS = [
    pytest.param("2025-06-04", "apnea", "LCBI-3", id="first birthday on the day of the pair: still 1 year of age"),
    pytest.param("2025-06-03", "apnea", None, id="first birthday the day before"),
    pytest.param("2025-06-03", "chills", "LCBI-2", id="LCBI 2 holds at any age"),
    pytest.param("2026-01-01", "hypothermia", "LCBI-3", id="hypothermia"),
]


@pytest.mark.parametrize(("born", "seen", "criterion"), INFANTS)
def test_infants(tmp_path: Path, born: str, seen: str, criterion: str | None) -> None:
    roster = ROSTER_HEAD + f"S01,10001,HOSP,2026-06-01T09:30,,nk,{born},F,,\n"
    decisions = [sign(seen, "0604 1000")]
    report = report_of(assess(tmp_path, two("0604 0800", "0605 0800"), decisions=decisions, roster=roster))
    assert [one["criterion"] for one in events(report)] == [criterion]


def test_an_infant_with_both_is_reported_by_the_earlier_date_of_event(tmp_path: Path) -> None:
    roster = ROSTER_HEAD + "S01,10001,HOSP,2026-06-01T09:30,,nk,2026-01-01,F,,\n"
    decisions = [sign("apnea", "0602 1000"), sign("chills", "0604 1000")]
    (found,) = events(report_of(assess(tmp_path, two("0604 0800", "0605 0800"), decisions=decisions, roster=roster)))
    assert (found["criterion"], found["date_of_event"]) == ("LCBI-3", "2026-06-02")
    assert any("LCBI-2 is met, too" in line for line in found["explanation"])


def test_a_commensal_pair_of_the_last_day_and_the_day_after_belongs_to_the_event(tmp_path: Path) -> None:
    messages = [
        culture("0604 0800", COLI, specimen="B1"),
        *two("0617 0800", "0618 0800"),
        temperature("0619 0800", "39"),
    ]
    assert_events(report_of(assess(tmp_path, messages)), [event("LCBI-1", "06-04", COLI, EPIDERMIDIS)])


def test_a_sign_in_the_timeframe_brings_a_pair_of_the_days_after_into_the_event(tmp_path: Path) -> None:
    messages = [
        culture("0604 0800", COLI, specimen="B1"),
        *two("0618 0800", "0619 0800"),
        temperature("0617 0800", "39"),
    ]
    assert_events(report_of(assess(tmp_path, messages)), [event("LCBI-1", "06-04", COLI, EPIDERMIDIS)])


def test_a_pair_without_a_sign_is_not_added_to_an_event(tmp_path: Path) -> None:
    messages = [culture("0604 0800", COLI, specimen="B1"), *two("0610 0800", "0610 0900")]
    wanted = [event("LCBI-1", "06-04", COLI), contaminant("06-10", EPIDERMIDIS)]
    assert_events(report_of(assess(tmp_path, messages)), wanted)


EXCLUDED = [
    pytest.param(["Salmonella enterica", COLI], ["Escherichia coli", "Salmonella enterica"], id="with a pathogen"),
    pytest.param(["Cryptococcus neoformans", COLI], [COLI], id="excluded everywhere: never reported"),
    pytest.param(["Salmonella enterica", "Listeria monocytogenes"], None, id="two that are no sole pathogens"),
    pytest.param(["Clostridioides difficile"], None, id="C. difficile"),
    pytest.param(["Escherichia coli O157:H7 (STEC)"], None, id="Shiga-toxin-producing E. coli"),
    pytest.param(["Cytomegalovirus"], None, id="a virus"),
    pytest.param(["Histoplasma capsulatum"], None, id="Histoplasma"),
]


@pytest.mark.parametrize(("grown", "reported"), EXCLUDED)
def test_excluded_organisms(tmp_path: Path, grown: list[str], reported: list[str] | None) -> None:
    (found,) = events(report_of(assess(tmp_path, [culture("0604 0800", *grown)])))
    if reported is None:
        assert (found["status"], found["criterion"]) == ("excluded", None)
        assert found["missing"]
    else:
        assert (found["criterion"], sorted(one["name"] for one in found["organisms"])) == ("LCBI-1", sorted(reported))


def test_a_commensal_pair_beside_an_organism_that_is_no_sole_pathogen_is_lcbi_2(tmp_path: Path) -> None:
    messages = [
        culture("0604 0800", EPIDERMIDIS, "Salmonella enterica"),
        culture("0604 0900", CONS, specimen="A2"),
        FEVER,
    ]
    wanted = event("LCBI-2", "06-04", "Salmonella enterica", EPIDERMIDIS)
    assert_events(report_of(assess(tmp_path, messages)), [wanted])

"""Common commensals, signs and tests without culture by hand: LCBI 2 and 3, contaminants, separate occasions.

Each case is what a reviewer decides from chapter 4 of the manual, with what the laboratory and the ward sent.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    INFANT,
    ROSTER,
    Wanted,
    assert_events,
    assess,
    contaminant,
    culture,
    event,
    events,
    open_signals,
    report_of,
    sign,
    temperature,
)

AUREUS, EPIDERMIDIS = "Staphylococcus aureus", "Staphylococcus epidermidis"
CONS = "Coagulase-negative staphylococci"
LOCAL_NCT = "BNCT^Blood pathogen PCR panel^L"
CODES = "code,system,concept,specimen,unit\nBNCT,L,blood_nct,blood,\n"
PAIR = (culture("0604 0800", EPIDERMIDIS, specimen="A1"), culture("0604 0900", EPIDERMIDIS, specimen="A2"))
FEVER = temperature("0604 1000", "38.4")

COMMENSALS = [
    pytest.param([*PAIR, FEVER], [event("LCBI-2", "06-04", EPIDERMIDIS)], id="pair on one day with fever"),
    pytest.param(
        [*PAIR, temperature("0604 1000", "38.0")],
        [contaminant("06-04", EPIDERMIDIS)],
        id="38.0 exactly is no fever: a pair without a sign is no infection once its window is over",
    ),
    pytest.param(
        [*PAIR, temperature("0604 1000", "100.4", "[degF]")],
        [contaminant("06-04", EPIDERMIDIS)],
        id="100.4 degrees Fahrenheit is 38.0 exactly",
    ),
    pytest.param(
        [*PAIR, temperature("0604 1000", "100.5", "degF")],
        [event("LCBI-2", "06-04", EPIDERMIDIS)],
        id="100.5 degrees Fahrenheit is fever",
    ),
    pytest.param(
        [*PAIR, temperature("0601 0001", "38.1")],
        [event("LCBI-2", "06-01", EPIDERMIDIS, infection_window_period=["2026-06-01", "2026-06-07"])],
        id="fever on the window's first day gives the date of event",
    ),
    pytest.param(
        [*PAIR, temperature("0531 2359", "39.9")],
        [contaminant("06-04", EPIDERMIDIS)],
        id="fever four days before is outside",
    ),
    pytest.param(
        [*PAIR, temperature("0607 2359", "38.1")],
        [event("LCBI-2", "06-04", EPIDERMIDIS)],
        id="fever on the window's last day: the culture is first",
    ),
    pytest.param(
        [*PAIR, temperature("0608 0000", "39.9")],
        [contaminant("06-04", EPIDERMIDIS)],
        id="fever four days after is outside",
    ),
    pytest.param(
        [culture("0604 2350", EPIDERMIDIS), culture("0605 0800", EPIDERMIDIS, specimen="A2"), FEVER],
        [event("LCBI-2", "06-04", EPIDERMIDIS, infection_window_period=["2026-06-01", "2026-06-07"])],
        id="consecutive days: the first one sets the window",
    ),
    pytest.param(
        [culture("0604 0800", EPIDERMIDIS), culture("0606 0800", EPIDERMIDIS, specimen="A2"), FEVER],
        [contaminant("06-04", EPIDERMIDIS), contaminant("06-06", EPIDERMIDIS)],
        id="two days apart is no pair",
    ),
    pytest.param(
        [culture("0604 0800", EPIDERMIDIS), culture("0604 0800", EPIDERMIDIS, order="OX"), FEVER],
        [contaminant("06-04", EPIDERMIDIS)],
        id="one specimen number under two orders is one draw",
    ),
    pytest.param(
        [
            culture("0604 0800", EPIDERMIDIS, specimen="A1-AER", order="O7"),
            culture("0604 0800", EPIDERMIDIS, specimen="A1-ANA", order="O7"),
            FEVER,
        ],
        [contaminant("06-04", EPIDERMIDIS)],
        id="two bottles of one order and one time are one draw",
    ),
    pytest.param(
        [culture("0604 0800", EPIDERMIDIS), culture("0604 0900", CONS, specimen="A2"), FEVER],
        [event("LCBI-2", "06-04", EPIDERMIDIS)],
        id="a species and its group's name are one organism, by the more precise name",
    ),
    pytest.param(
        [culture("0604 0800", EPIDERMIDIS), culture("0604 0900", "Staphylococcus hominis", specimen="A2"), FEVER],
        [contaminant("06-04", EPIDERMIDIS), contaminant("06-04", "Staphylococcus hominis")],
        id="two species of the group are two contaminants",
    ),
    pytest.param(
        [culture("0604 0800", "Staphylococcus lugdunensis"), FEVER],
        [contaminant("06-04", "Staphylococcus lugdunensis")],
        id="S. lugdunensis is a common commensal",
    ),
    pytest.param(
        [
            culture("0604 0800", "Streptococcus mitis"),
            culture("0604 0900", "Viridans streptococci", specimen="A2"),
            FEVER,
        ],
        [event("LCBI-2", "06-04", "Streptococcus mitis")],
        id="a viridans species and viridans streptococci",
    ),
    pytest.param(
        [culture("0604 0800", "Bacillus species"), culture("0604 0900", "Bacillus cereus", specimen="A2"), FEVER],
        [event("LCBI-2", "06-04", "Bacillus cereus")],
        id="Bacillus sp. and Bacillus cereus",
    ),
    pytest.param(
        [
            culture("0604 0800", EPIDERMIDIS, code=LOCAL_NCT),
            culture("0604 0900", EPIDERMIDIS, specimen="A2", code=LOCAL_NCT),
            FEVER,
        ],
        None,
        id="commensals without culture never make LCBI 2",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=LOCAL_NCT)],
        [event("LCBI-1", "06-04", AUREUS)],
        id="a non-culture test alone makes LCBI 1",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=LOCAL_NCT), culture("0605 0800", specimen="A2")],
        None,
        id="a culture the day after a non-culture test decides alone",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=LOCAL_NCT), culture("0602 0800", specimen="A2")],
        None,
        id="a culture two days before a non-culture test decides alone",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, code=LOCAL_NCT), culture("0606 0800", specimen="A2")],
        [event("LCBI-1", "06-04", AUREUS)],
        id="a culture two days after a non-culture test is too late to decide",
    ),
]


@pytest.mark.parametrize(("messages", "wanted"), COMMENSALS)
def test_commensals_and_tests_without_culture(tmp_path: Path, messages: list[str], wanted: list[Wanted] | None) -> None:
    report = report_of(assess(tmp_path, messages, codes=CODES))
    if wanted is None:
        assert not {one["status"] for one in events(report)} & {"confirmed", "suspected"}
    else:
        assert_events(report, wanted)


SIGNS = [
    pytest.param(ROSTER, sign("chills", "0605 1000"), "LCBI-2", "06-04", id="chills after the pair"),
    pytest.param(ROSTER, sign("hypotension", "0602 1000"), "LCBI-2", "06-02", id="hypotension before the pair"),
    pytest.param(ROSTER, sign("apnea", "0604 1000"), None, "06-04", id="apnoea counts for infants only"),
    pytest.param(ROSTER, sign("hypothermia", "0604 1000"), None, "06-04", id="hypothermia counts for infants only"),
    pytest.param(INFANT, sign("apnea", "0603 1000"), "LCBI-3", "06-03", id="apnoea of an infant"),
    pytest.param(INFANT, sign("bradycardia", "0607 1000"), "LCBI-3", "06-04", id="bradycardia of an infant"),
    pytest.param(
        INFANT, sign("chills", "0604 1000"), "LCBI-2", "06-04", id="chills of an infant: LCBI 2 is for any age"
    ),
]


@pytest.mark.parametrize(("roster", "seen", "criterion", "day"), SIGNS)
def test_signs_that_people_saw(tmp_path: Path, roster: str, seen: Wanted, criterion: str | None, day: str) -> None:
    report = report_of(assess(tmp_path, PAIR, roster=roster, decisions=[seen]))
    assert_events(report, [event(criterion, day, EPIDERMIDIS, status="confirmed" if criterion else "contaminant")])


def test_a_pair_waits_for_a_sign_as_long_as_its_window_is_open(tmp_path: Path) -> None:
    report = report_of(assess(tmp_path, PAIR, now="2026-06-06T12:00:00+09:00"))
    assert_events(report, [event(None, "06-04", EPIDERMIDIS, status="suspected")])
    assert "bsi.suspected" in open_signals(report)


@pytest.mark.parametrize(
    ("degrees", "criterion"), [pytest.param("35.9", "LCBI-3", id="35.9"), pytest.param("36.0", None, id="36.0 is none")]
)
def test_hypothermia_of_an_infant(tmp_path: Path, degrees: str, criterion: str | None) -> None:
    report = report_of(assess(tmp_path, [*PAIR, temperature("0604 1000", degrees)], roster=INFANT))
    assert [one["criterion"] for one in events(report)] == [criterion]

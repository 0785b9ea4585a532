"""The worked examples of the surveillance manual's chapter 4 (bloodstream infection), as a site would send them.

Source: NHSN Patient Safety Component Manual, chapter 4: the dated examples under LCBI 2 and 3, the tables of central
lines, of speciated and unspeciated organisms and of neutropenia, the reporting instructions, and the exception for
mucosal barrier injury. Expected values are the manual's; the dates are its own or, where it counts hospital days,
hospital day 1 is 1 June.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    INFANT,
    Wanted,
    admitted,
    assert_events,
    assess,
    culture,
    event,
    events,
    report_of,
    said,
    sign,
    temperature,
    value,
    white_cells,
)

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
FAECALIS, FAECIUM, KLEBSIELLA = "Enterococcus faecalis", "Enterococcus faecium", "Klebsiella pneumoniae"
CANDIDA, VIRIDANS = "Candida albicans", "Viridans streptococci"
HOSPITAL_DAY_1 = admitted("0601 0700")


def neutrophils(when: str, number: str) -> str:
    return value(when, "751-8^Neutrophils [#/volume] in Blood by Automated count^LN", number, "/uL")


def site(name: str, criterion: str, day: str, *organisms: str, **more: object) -> Wanted:
    dates = {"date_of_event": f"2026-{day}", "anchor": f"2026-{day}", "specimen_dates": [f"2026-{day}"]}
    return said("site_infection", site=name, criterion=criterion, organisms=list(organisms), **{**dates, **more})


class TestDatesOfLcbi2And3:
    def test_fever_three_days_before_the_pair_is_the_date_of_event(self, tmp_path: Path) -> None:
        messages = [
            temperature("0601 1200", "38.4"),
            culture("0604 0800", EPIDERMIDIS, specimen="A1"),
            culture("0605 0800", EPIDERMIDIS, specimen="A2"),
        ]
        window = ["2026-06-01", "2026-06-07"]
        wanted = event("LCBI-2", "06-01", EPIDERMIDIS, infection_window_period=window)
        assert_events(report_of(assess(tmp_path, messages)), [wanted])

    def test_apnoea_two_days_after_the_first_of_the_pair_leaves_the_pairs_date(self, tmp_path: Path) -> None:
        messages = [
            culture("0603 0800", EPIDERMIDIS, specimen="A1"),
            culture("0604 0800", EPIDERMIDIS, specimen="A2"),
        ]
        report = report_of(assess(tmp_path, messages, decisions=[sign("apnea", "0605 1000")], roster=INFANT))
        assert_events(report, [event("LCBI-3", "06-03", EPIDERMIDIS)])


def central_line(**days: str) -> Wanted:
    return said("central_line", **{f"{what}_at": f"2026-{day}" for what, day in days.items()})


PORT = central_line(placed="01-10", accessed="04-02")
IN_PLACE_ON_ADMISSION = central_line(placed="03-20", removed="04-02")
WEEK = ("03-31", "04-01", "04-02", "04-03", "04-04", "04-05", "04-06")
LINES = [
    pytest.param([PORT], ["04-04", "04-05", "04-06"], id="A: a port accessed 2 April; no longer accessed it stays in"),
    pytest.param(
        [central_line(placed="01-10", accessed="04-02", removed="04-04")],
        ["04-04", "04-05"],
        id="B: accessed 2 April, removed 4 April",
    ),
    pytest.param(
        [IN_PLACE_ON_ADMISSION, central_line(placed="04-03", removed="04-05")],
        list(WEEK),
        id="C: in place on admission, removed, the next placed on the next day: counted on",
    ),
    pytest.param(
        [IN_PLACE_ON_ADMISSION, central_line(placed="04-04")],
        ["03-31", "04-01", "04-02", "04-03", "04-06"],
        id="D: a full day without any line: counted anew",
    ),
    pytest.param(
        [central_line(placed="04-01")],
        ["04-03", "04-04", "04-05", "04-06"],
        id="E: placed 1 April; placing it is its first access",
    ),
]


@pytest.mark.parametrize(("lines", "associated"), LINES)
@pytest.mark.parametrize("day", WEEK)
def test_the_table_of_central_lines(tmp_path: Path, lines: list[Wanted], associated: list[str], day: str) -> None:
    stay = said("admission", admitted_at="2026-03-29")
    messages = [culture(f"{day.replace('-', '')} 0800", AUREUS)]
    report = report_of(assess(tmp_path, messages, decisions=[stay, *lines]))
    assert [one["central_line_associated"] for one in events(report)] == [day in associated]


COMPANIONS = [
    pytest.param("Coagulase-positive staphylococci", AUREUS, AUREUS, id="coagulase-positive staphylococci"),
    pytest.param(EPIDERMIDIS, "Coagulase-negative staphylococci", EPIDERMIDIS, id="coagulase-negative staphylococci"),
    pytest.param("Enterococcus spp.", FAECIUM, FAECIUM, id="Enterococcus sp."),
    pytest.param("Bacillus spp. (not anthracis)", "B. cereus", "Bacillus cereus", id="Bacillus sp."),
    pytest.param("S. salivarius", "Strep viridans", "Streptococcus salivarius", id="viridans streptococci"),
]


@pytest.mark.parametrize(("one", "companion", "reported"), COMPANIONS)
@pytest.mark.parametrize("named_first", [True, False], ids=["in this order", "the other way round"])
def test_the_table_of_speciated_and_unspeciated_organisms(
    tmp_path: Path, one: str, companion: str, reported: str, *, named_first: bool
) -> None:
    first, second = (one, companion) if named_first else (companion, one)
    messages = [culture("0604 0800", first, specimen="A1"), culture("0605 0800", second, specimen="A2")]
    report = report_of(assess(tmp_path, [*messages, temperature("0604 1200", "38.4")]))
    assert [[found["name"] for found in one["organisms"]] for one in events(report)] == [[reported]]


BLOOD = "0614 0800"
DAY = {-7: "0607", -6: "0608", -5: "0609", -4: "0610", -3: "0611", -2: "0612", -1: "0613", 1: "0614"}
DAY |= {2: "0615", 3: "0616", 4: "0617"}
PATIENT_A = {-7: 100, -6: 800, -5: 400, -4: 300, -1: 320, 1: 400, 3: 550, 4: 600}
PATIENT_B = {-6: 410, -5: 130, -2: 120, -1: 110, 2: 110, 3: 300, 4: 320}
PATIENT_C = {-7: 100, -6: 800, -5: 400, -4: 300, 1: 600, 2: 230, 4: 400}


class TestTheTableOfNeutropenia:
    @pytest.mark.parametrize("counts", [PATIENT_A, PATIENT_C], ids=["patient A", "patient C"])
    def test_candida_with_white_cells(self, tmp_path: Path, counts: dict[int, int]) -> None:
        cells = [white_cells(f"{DAY[day]} 0600", str(number), "/uL") for day, number in counts.items()]
        report = report_of(assess(tmp_path, [culture(BLOOD, CANDIDA), *cells]))
        assert_events(report, [event("MBI-LCBI-1", "06-14", CANDIDA)])

    def test_patient_b_viridans_streptococci_with_fever_and_neutrophils(self, tmp_path: Path) -> None:
        pair = [culture(BLOOD, VIRIDANS, specimen="A1"), culture("0614 0900", VIRIDANS, specimen="A2")]
        cells = [neutrophils(f"{DAY[day]} 0600", str(number)) for day, number in PATIENT_B.items()]
        report = report_of(assess(tmp_path, [*pair, temperature("0614 1200", "38.4"), *cells]))
        assert [one["criterion"] for one in events(report)] == ["MBI-LCBI-2"]

    @pytest.mark.parametrize(
        ("one", "other"), [(-2, -1), (-2, 2), (-1, 3), (2, 4), (3, 4)], ids=lambda day: f"day {day}"
    )
    def test_any_two_of_patient_b_s_days_do(self, tmp_path: Path, one: int, other: int) -> None:
        cells = [neutrophils(f"{DAY[day]} 0600", str(PATIENT_B[day])) for day in (one, other)]
        report = report_of(assess(tmp_path, [culture(BLOOD, CANDIDA), *cells]))
        assert [one["criterion"] for one in events(report)] == ["MBI-LCBI-1"]

    def test_the_days_outside_the_seven_do_not(self, tmp_path: Path) -> None:
        cells = [neutrophils(f"{DAY[day]} 0600", "130") for day in (-7, -6, -5, -4, 4)]
        report = report_of(assess(tmp_path, [culture(BLOOD, CANDIDA), *cells]))
        assert [one["criterion"] for one in events(report)] == ["LCBI-1"]


class TestReportingInstructions:
    def test_a_primary_bsi_sets_a_timeframe(self, tmp_path: Path) -> None:
        messages = [
            HOSPITAL_DAY_1,
            culture("0606 0800", AUREUS),
            culture("0612 0800", "Pseudomonas aeruginosa", specimen="B1"),
        ]
        wanted = event("LCBI-1", "06-06", AUREUS, "Pseudomonas aeruginosa", onset="HAI")
        assert_events(report_of(assess(tmp_path, messages)), [wanted])

    def test_a_secondary_bsi_sets_none(self, tmp_path: Path) -> None:
        messages = [HOSPITAL_DAY_1, culture("0611 0800", FAECALIS), culture("0615 0800", AUREUS, specimen="B1")]
        urine = site("UTI", "SUTI 1a", "06-09", FAECALIS, specimen_type="urine")
        wanted = [
            event(None, "06-09", FAECALIS, attribution="secondary", secondary_to="UTI"),
            event("LCBI-1", "06-15", AUREUS, attribution="primary"),
        ]
        assert_events(report_of(assess(tmp_path, messages, decisions=[urine])), wanted)

    def test_one_present_on_admission_takes_in_what_follows(self, tmp_path: Path) -> None:
        messages = [HOSPITAL_DAY_1, culture("0601 0800", COLI), culture("0610 0800", KLEBSIELLA, specimen="B1")]
        timeframe = ["2026-06-01", "2026-06-14"]
        wanted = event("LCBI-1", "06-01", COLI, KLEBSIELLA, onset="POA", repeat_infection_timeframe=timeframe)
        assert_events(report_of(assess(tmp_path, messages)), [wanted])

    def test_one_present_on_admission_that_is_secondary_takes_nothing_in(self, tmp_path: Path) -> None:
        messages = [HOSPITAL_DAY_1, culture("0601 0800", AUREUS), culture("0610 0800", KLEBSIELLA, specimen="B1")]
        joint = site("JNT", "3c", "06-01", AUREUS, blood_is_element=True)
        wanted = [
            event(None, "06-01", AUREUS, attribution="secondary", onset="POA"),
            event("LCBI-1", "06-10", KLEBSIELLA, attribution="primary", onset="HAI"),
        ]
        assert_events(report_of(assess(tmp_path, messages, decisions=[joint])), wanted)

    def test_weekly_cultures_through_a_line_count_and_a_catheter_tip_never_does(self, tmp_path: Path) -> None:
        tip = culture("0604 0800", AUREUS).replace(
            "119297000^Blood specimen^SCT", "119312009^Catheter tip specimen^SCT"
        )
        tip = tip.replace(
            "600-7^Bacteria identified in Blood by Culture", "634-6^Bacteria identified by aerobe culture"
        )
        assert events(report_of(assess(tmp_path / "tip", [tip]))) == []
        drawn = culture("0604 0800", AUREUS)
        assert len(events(report_of(assess(tmp_path / "blood", [drawn])))) == 1


def test_a_non_mbi_organism_that_is_secondary_to_the_skin_leaves_the_mbi_lcbi_what_it_is(tmp_path: Path) -> None:
    messages = [
        HOSPITAL_DAY_1,
        white_cells("0605 0600", "400", "/uL"),
        culture("0607 0800", FAECALIS),
        white_cells("0610 0600", "300", "/uL"),
        culture("0619 0800", AUREUS, specimen="B1"),
    ]
    skin = site("SKIN", "2a", "06-10", AUREUS, anchor="2026-06-11", specimen_dates=["2026-06-11"])
    wanted = [
        event("MBI-LCBI-1", "06-07", FAECALIS, attribution="primary"),
        event(None, "06-10", AUREUS, attribution="secondary", secondary_to="SKIN"),
    ]
    assert_events(report_of(assess(tmp_path, messages, decisions=[skin])), wanted)

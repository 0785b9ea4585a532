"""Mucosal-barrier injury by hand: neutropenia by two counts, or a marrow transplant with GVHD or diarrhoea.

What a reviewer decides from chapter 4 of the manual; the counts come from the laboratory, the conditions from people.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    ROSTER,
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
BLOOD_9 = culture("0609 0800", COLI)
FEVER = temperature("0609 1000", "38.4")


def neutrophils(when: str, number: str, unit: str = "/uL") -> str:
    return value(when, "751-8^Neutrophils [#/volume] in Blood by Automated count^LN", number, unit)


LOW_TWICE = [white_cells("0609 0600", "0.3"), white_cells("0610 0600", "0.4")]
HSCT = said("condition", condition="allogeneic_hsct", **{"from": "2026-03-01"})


def condition(name: str, start: str, **more: object) -> dict[str, object]:
    return said("condition", condition=name, **{"from": start}, **more)


MITIS = (culture("0609 0800", "Streptococcus mitis"), culture("0609 0900", "Streptococcus mitis", specimen="A2"))
BARRIER = [
    pytest.param([BLOOD_9, *LOW_TWICE], [], "MBI-LCBI-1", id="white cells below 500 on two days"),
    pytest.param(
        [BLOOD_9, white_cells("0609 0600", "0.5"), white_cells("0610 0600", "0.4")],
        [],
        "LCBI-1",
        id="500 exactly is not below",
    ),
    pytest.param(
        [BLOOD_9, white_cells("0609 0600", "499", "/uL"), neutrophils("0610 0600", "120")],
        [],
        "MBI-LCBI-1",
        id="white cells one day, neutrophils another",
    ),
    pytest.param(
        [BLOOD_9, white_cells("0609 0600", "0.3"), white_cells("0609 1800", "0.2")], [], "LCBI-1", id="twice in one day"
    ),
    pytest.param(
        [BLOOD_9, white_cells("0606 0600", "0.3", "K/uL"), white_cells("0612 0600", "0.2", "10*9/L")],
        [],
        "MBI-LCBI-1",
        id="three days before and three days after",
    ),
    pytest.param(
        [BLOOD_9, white_cells("0605 0600", "0.3"), white_cells("0612 0600", "0.2")],
        [],
        "LCBI-1",
        id="four days before does not count",
    ),
    pytest.param([culture("0609 0800", AUREUS), *LOW_TWICE], [], "LCBI-1", id="S. aureus is no MBI organism"),
    pytest.param([culture("0609 0800", COLI, AUREUS), *LOW_TWICE], [], "LCBI-1", id="only MBI organisms"),
    pytest.param(
        [culture("0609 0800", COLI, EPIDERMIDIS), *LOW_TWICE],
        [],
        "MBI-LCBI-1",
        id="a single commensal does not disturb",
    ),
    pytest.param(
        [BLOOD_9, culture("0615 0800", AUREUS, specimen="B1"), *LOW_TWICE],
        [],
        "LCBI-1",
        id="a non-MBI organism in the timeframe demotes",
    ),
    pytest.param([*MITIS, FEVER, *LOW_TWICE], [], "MBI-LCBI-2", id="viridans streptococci with fever"),
    pytest.param(
        [culture("0609 0800", EPIDERMIDIS), culture("0609 0900", EPIDERMIDIS, specimen="A2"), FEVER, *LOW_TWICE],
        [],
        "LCBI-2",
        id="staphylococci never make MBI-LCBI 2",
    ),
    pytest.param([BLOOD_9], [HSCT, condition("gi_gvhd", "2026-06-05", grade=3)], "MBI-LCBI-1", id="gut GVHD grade III"),
    pytest.param([BLOOD_9], [HSCT, condition("gi_gvhd", "2026-06-05", grade=2)], "LCBI-1", id="gut GVHD grade II"),
    pytest.param(
        [BLOOD_9], [HSCT, condition("diarrhoea", "2026-06-02", ml_per_24h=1000)], "MBI-LCBI-1", id="a litre in a day"
    ),
    pytest.param(
        [BLOOD_9], [HSCT, condition("diarrhoea", "2026-06-02", ml_per_24h=999)], "LCBI-1", id="less than a litre"
    ),
    pytest.param(
        [BLOOD_9], [HSCT, condition("diarrhoea", "2026-05-31", ml_per_24h=2000)], "LCBI-1", id="began nine days before"
    ),
    pytest.param(
        [BLOOD_9],
        [condition("allogeneic_hsct", "2025-06-01"), condition("gi_gvhd", "2026-06-05", grade=4)],
        "LCBI-1",
        id="the transplant is over a year ago",
    ),
    pytest.param([BLOOD_9], [condition("gi_gvhd", "2026-06-05", grade=4)], "LCBI-1", id="no transplant of marrow"),
    pytest.param(
        [*MITIS],
        [sign("chills", "0609 1000"), HSCT, condition("gi_gvhd", "2026-06-08", grade=3)],
        "MBI-LCBI-2",
        id="viridans streptococci with chills and GVHD",
    ),
    pytest.param(
        [BLOOD_9],
        [condition("allogeneic_hsct", "2025-06-09"), condition("gi_gvhd", "2026-06-05", grade="IV")],
        "MBI-LCBI-1",
        id="the transplant was a year ago to the day",
    ),
    pytest.param(
        [BLOOD_9],
        [condition("allogeneic_hsct", "2025-06-08"), condition("gi_gvhd", "2026-06-05", grade=4)],
        "LCBI-1",
        id="a year and a day ago",
    ),
    pytest.param(
        [BLOOD_9],
        [condition("allogeneic_hsct", "2026-06-10"), condition("gi_gvhd", "2026-06-11", grade=4)],
        "LCBI-1",
        id="transplanted after the blood",
    ),
    pytest.param(
        [BLOOD_9], [HSCT, condition("diarrhea", "2026-06-09", ml_per_24h=1000)], "MBI-LCBI-1", id="began on the day"
    ),
    pytest.param(
        [BLOOD_9], [HSCT, condition("diarrhoea", "2026-06-01", ml_per_24h=1000)], "LCBI-1", id="began 8 days before"
    ),
    pytest.param(
        [BLOOD_9], [HSCT, condition("diarrhoea", "2026-06-10", ml_per_24h=1000)], "LCBI-1", id="began the day after"
    ),
    pytest.param(
        [BLOOD_9], [HSCT, condition("diarrhoea", "2026-06-05", ml_per_kg_24h=30)], "LCBI-1", id="by weight in an adult"
    ),
    pytest.param(
        [culture("0609 0800", COLI), *LOW_TWICE, culture("0610 0800", "Fantasibacter nusquam", specimen="B1")],
        [],
        "MBI-LCBI-1",
        id="a name that nobody resolved is no organism of the event",
    ),
    pytest.param(
        [culture("0609 0800", COLI, "Streptococcus mitis"), MITIS[1], FEVER, *LOW_TWICE],
        [],
        "MBI-LCBI-1",
        id="viridans streptococci of a pair beside an MBI organism",
    ),
    pytest.param(
        [*MITIS, FEVER, *LOW_TWICE, culture("0611 0800", AUREUS, specimen="B1")],
        [],
        "LCBI-1",
        id="a non-MBI pathogen in the window of a viridans pair",
    ),
    pytest.param(
        [*MITIS, FEVER, *LOW_TWICE, culture("0615 0800", "Enterococcus faecium", specimen="B1")],
        [],
        "MBI-LCBI-2",
        id="an MBI organism in the timeframe of MBI-LCBI 2 demotes nothing",
    ),
    pytest.param(
        [
            BLOOD_9,
            *LOW_TWICE,
            culture("0615 0800", EPIDERMIDIS, specimen="B1"),
            culture("0616 0800", EPIDERMIDIS, specimen="B2"),
            temperature("0616 1000", "38.4"),
        ],
        [],
        "LCBI-1",
        id="a commensal pair with its sign in the timeframe demotes",
    ),
    pytest.param(
        [
            BLOOD_9,
            *LOW_TWICE,
            culture("0615 0800", EPIDERMIDIS, specimen="B1"),
            culture("0616 0800", EPIDERMIDIS, specimen="B2"),
        ],
        [],
        "MBI-LCBI-1",
        id="a commensal pair without a sign would not meet LCBI and demotes nothing",
    ),
    pytest.param(
        [
            culture("0609 0800", "Rothia mucilaginosa"),
            culture("0610 0800", "Rothia mucilaginosa", specimen="A2"),
            FEVER,
            *LOW_TWICE,
        ],
        [],
        "MBI-LCBI-2",
        id="Rothia",
    ),
    pytest.param(
        [
            BLOOD_9,
            culture("0616 0800", COLI, specimen="B1"),
            white_cells("0615 0600", "0.3"),
            white_cells("0616 0600", "0.3"),
        ],
        [],
        "LCBI-1",
        id="neutropenia beside a later specimen of the timeframe: nothing moves",
    ),
]


@pytest.mark.parametrize(("messages", "decisions", "criterion"), BARRIER)
def test_barrier_injury(
    tmp_path: Path, messages: list[str], decisions: list[dict[str, object]], criterion: str
) -> None:
    report = report_of(assess(tmp_path, messages, decisions=decisions))
    assert [one["criterion"] for one in events(report) if one["status"] == "confirmed"] == [criterion]


def test_a_non_mbi_organism_that_belongs_to_another_site_demotes_nothing(tmp_path: Path) -> None:
    messages = [BLOOD_9, culture("0615 0800", AUREUS, specimen="B1"), *LOW_TWICE]
    joint = {"site": "JNT", "criterion": "1", "date_of_event": "2026-06-14", "anchor": "2026-06-14"}
    decision = said("site_infection", organisms=[AUREUS], specimen_dates=["2026-06-14"], specimen_type="pus", **joint)
    report = report_of(assess(tmp_path, messages, decisions=[decision]))
    wanted = [event("MBI-LCBI-1", "06-09", COLI), event(None, "06-14", AUREUS, attribution="secondary")]
    assert_events(report, wanted)


CHILD = ROSTER.replace("1967-03-21", "2015-03-21")
BY_WEIGHT = [
    pytest.param({"ml_per_kg_24h": 20}, "MBI-LCBI-1", id="20 mL/kg"),
    pytest.param({"ml_per_kg_24h": 19.9}, "LCBI-1", id="19.9 mL/kg"),
    pytest.param({"ml_per_24h": 600, "weight_kg": 30}, "MBI-LCBI-1", id="600 mL at 30 kg"),
    pytest.param({"ml_per_24h": 599, "weight_kg": 30}, "LCBI-1", id="599 mL at 30 kg"),
    pytest.param({"ml_per_24h": 600}, "LCBI-1", id="no weight is known"),
    pytest.param({"ml_per_24h": 1000}, "MBI-LCBI-1", id="a litre is enough at any age"),
]


@pytest.mark.parametrize(("volume", "criterion"), BY_WEIGHT)
def test_diarrhoea_under_18_years_is_measured_by_weight(
    tmp_path: Path, volume: dict[str, object], criterion: str
) -> None:
    decisions = [HSCT, condition("diarrhoea", "2026-06-05", **volume)]
    report = report_of(assess(tmp_path, [BLOOD_9], decisions=decisions, roster=CHILD))
    assert [one["criterion"] for one in events(report)] == [criterion]


@pytest.mark.parametrize(
    ("ended", "criterion"), [("2026-06-04", "LCBI-1"), ("2026-06-05", "MBI-LCBI-1")], ids=["before the stay", "in it"]
)
def test_gvhd_is_of_the_same_stay_as_the_blood(tmp_path: Path, ended: str, criterion: str) -> None:
    gvhd = condition("gi_gvhd", "2026-05-01", grade=3, to=ended)
    report = report_of(assess(tmp_path, [admitted("0605 0700"), BLOOD_9], decisions=[HSCT, gvhd]))
    assert [one["criterion"] for one in events(report)] == [criterion]


@pytest.mark.parametrize(
    ("ended", "criterion"), [("2026-06-04", "LCBI-1"), ("2026-06-05", "MBI-LCBI-1")], ids=["before the stay", "in it"]
)
def test_diarrhoea_is_of_the_same_stay_as_the_blood(tmp_path: Path, ended: str, criterion: str) -> None:
    diarrhoea = condition("diarrhoea", "2026-06-03", ml_per_24h=1500, to=ended)
    report = report_of(assess(tmp_path, [admitted("0605 0700"), BLOOD_9], decisions=[HSCT, diarrhoea]))
    assert [one["criterion"] for one in events(report)] == [criterion]


@pytest.mark.parametrize(
    ("born", "criterion"),
    [
        pytest.param("2025-06-10", "MBI-LCBI-3", id="the day before the first birthday"),
        pytest.param("2025-06-09", "LCBI-3", id="on the first birthday"),
    ],
)
def test_mbi_lcbi_3_is_for_those_under_one_year(tmp_path: Path, born: str, criterion: str) -> None:
    roster = ROSTER.replace("1967-03-21", born)
    report = report_of(assess(tmp_path, [*MITIS, *LOW_TWICE], decisions=[sign("apnea", "0609 1000")], roster=roster))
    assert [one["criterion"] for one in events(report)] == [criterion]


@pytest.mark.parametrize(
    ("number", "unit", "low"),
    [
        pytest.param("0.49", "10*9/L", True, id="0.49 in 10*9/L"),
        pytest.param("499", "/mm3", True, id="499 per cubic millimetre"),
        pytest.param("500", "/uL", False, id="500 per microlitre"),
        pytest.param("4.9", "10*2/uL", True, id="4.9 hundreds"),
        pytest.param("0.50", "10*3/uL", False, id="0.50 thousands"),
    ],
)
def test_units_of_the_counts(tmp_path: Path, number: str, unit: str, *, low: bool) -> None:
    cells = [white_cells("0609 0600", number, unit), white_cells("0610 0600", "0.1")]
    report = report_of(assess(tmp_path, [BLOOD_9, *cells]))
    assert [one["criterion"] for one in events(report)] == ["MBI-LCBI-1" if low else "LCBI-1"]

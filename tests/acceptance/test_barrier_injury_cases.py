"""Mucosal-barrier injury by hand: neutropenia by two counts, or a marrow transplant with GVHD or diarrhoea.

What a reviewer decides from chapter 4 of the manual; the counts come from the laboratory, the conditions from people.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
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

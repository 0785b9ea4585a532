"""What keeps an infection with an eligible central line from being central-line associated, by hand from chapter 4.

Each exclusion with its first day outside; the event itself, its criterion and its timeframe stay what they are.
"""

from pathlib import Path

import pytest

from hl7_by_hand import ROSTER_HEAD, Wanted, assess, culture, events, report_of, said, white_cells

AUREUS, COLI = "Staphylococcus aureus", "Escherichia coli"
BLOOD = culture("0610 0800", COLI)
LINE = said("central_line", placed_at="2026-06-01")
STAY = said("admission", admitted_at="2026-05-20")


def condition(name: str, since: str, until: str = "", **more: object) -> Wanted:
    return said(
        "condition", condition=name, **{"from": f"2026-{since}"}, **({"to": f"2026-{until}"} if until else {}), **more
    )


EXCLUSIONS = [
    pytest.param([], True, id="none"),
    pytest.param([condition("ecmo", "06-08")], False, id="day 3 of ECMO"),
    pytest.param([condition("ecmo", "06-09")], True, id="day 2 of ECMO"),
    pytest.param([condition("ecmo", "06-07", "06-09")], False, id="ECMO ended the day before, on its day 3"),
    pytest.param([condition("ecmo", "06-08", "06-09")], True, id="ECMO ended the day before, on its day 2"),
    pytest.param([condition("ecmo", "06-01", "06-08")], True, id="ECMO ended two days before"),
    pytest.param([condition("ECLS", "06-08")], False, id="extracorporeal life support is ECMO"),
    pytest.param([condition("vad", "06-08")], False, id="a ventricular assist device on day 3"),
    pytest.param([condition("ventricular assist device", "06-09")], True, id="a ventricular assist device on day 2"),
    pytest.param([condition("tah", "06-08")], False, id="a total artificial heart on day 3"),
    pytest.param([condition("total artificial heart", "06-09")], True, id="a total artificial heart on day 2"),
    pytest.param([condition("patient_injection", "06-07", "06-07")], False, id="injection, first day of the window"),
    pytest.param([condition("patient_injection", "06-06", "06-06")], True, id="injection, the day before the window"),
    pytest.param([condition("patient injection", "06-13", "06-13")], False, id="injection, last day of the window"),
    pytest.param([condition("patient_injection", "06-14", "06-14")], True, id="injection, the day after the window"),
    pytest.param([condition("epidermolysis bullosa", "01-01")], False, id="epidermolysis bullosa, lasting"),
    pytest.param([condition("epidermolysis_bullosa", "01-01", "05-19")], True, id="said of an earlier stay only"),
    pytest.param([condition("munchausen_by_proxy", "06-20")], False, id="Munchausen by proxy, later in the stay"),
    pytest.param([condition("pus_at_access", "06-09", "06-11")], False, id="pus, the match asserted by the person"),
    pytest.param([condition("pus_at_access", "06-09", "06-11", organisms=[COLI])], False, id="pus with the organism"),
    pytest.param(
        [condition("pus_at_access", "06-09", "06-11", organisms=["Escherichia species"])],
        False,
        id="pus with its genus",
    ),
    pytest.param(
        [condition("pus_at_access", "06-09", "06-11", organisms=[AUREUS])], True, id="pus with another organism"
    ),
    pytest.param([condition("pus_at_access", "06-01", "06-06", organisms=[COLI])], True, id="pus before the window"),
    pytest.param([condition("gi_gvhd", "06-01", grade=4)], True, id="a condition that excludes nothing"),
]


@pytest.mark.parametrize(("conditions", "associated"), EXCLUSIONS)
def test_exclusions(tmp_path: Path, conditions: list[Wanted], *, associated: bool) -> None:
    (found,) = events(report_of(assess(tmp_path, [BLOOD], decisions=[STAY, LINE, *conditions])))
    assert (found["central_line_associated"], found["criterion"]) == (associated, "LCBI-1")
    assert found["repeat_infection_timeframe"] == ["2026-06-10", "2026-06-23"]


def test_pus_is_compared_with_the_blood_of_the_window_not_with_what_the_timeframe_adds(tmp_path: Path) -> None:
    messages = [BLOOD, culture("0620 0800", AUREUS, specimen="B1")]
    pus = condition("pus_at_access", "06-09", "06-11", organisms=[AUREUS])
    (found,) = events(report_of(assess(tmp_path, messages, decisions=[STAY, LINE, pus])))
    assert (found["central_line_associated"], len(found["organisms"])) == (True, 2)


def test_an_excluded_mbi_lcbi_stays_one(tmp_path: Path) -> None:
    counts = [white_cells("0609 0600", "0.3"), white_cells("0610 0600", "0.4")]
    decisions = [STAY, LINE, condition("ecmo", "06-01")]
    (found,) = events(report_of(assess(tmp_path, [BLOOD, *counts], decisions=decisions)))
    assert (found["criterion"], found["central_line_associated"]) == ("MBI-LCBI-1", False)


def test_an_mbi_lcbi_with_a_line_is_line_associated(tmp_path: Path) -> None:
    counts = [white_cells("0609 0600", "0.3"), white_cells("0610 0600", "0.4")]
    (found,) = events(report_of(assess(tmp_path, [BLOOD, *counts], decisions=[STAY, LINE])))
    assert (found["criterion"], found["central_line_associated"]) == ("MBI-LCBI-1", True)


@pytest.mark.parametrize(
    ("born", "associated"), [("2026-06-05", False), ("2026-06-04", True)], ids=["day 6 of life", "day 7 of life"]
)
def test_group_b_streptococcus_of_a_newborn(tmp_path: Path, born: str, *, associated: bool) -> None:
    roster = ROSTER_HEAD + f"S01,10001,HOSP,2026-06-05T09:30,,nk,{born},F,,\n"
    line = said("central_line", placed_at="2026-06-05")
    report = report_of(
        assess(tmp_path, [culture("0610 0800", "Group B Streptococcus")], decisions=[line], roster=roster)
    )
    assert [one["central_line_associated"] for one in events(report)] == [associated]


LINE_DAYS = [
    pytest.param([said("central_line", placed_at="2026-06-08")], True, id="line day 3"),
    pytest.param([said("central_line", placed_at="2026-06-09")], False, id="line day 2"),
    pytest.param([said("central_line", placed_at="2026-06-08T23:59:00+09:00")], True, id="placed a minute to midnight"),
    pytest.param(
        [said("central_line", placed_at="2026-06-01", removed_at="2026-06-10T01:00:00+09:00")],
        True,
        id="removed on the date of event",
    ),
    pytest.param(
        [
            said("central_line", placed_at="2026-06-01", removed_at="2026-06-09T08:00:00+09:00"),
            said("central_line", placed_at="2026-06-09T14:00:00+09:00"),
        ],
        True,
        id="removed and placed again on one day: counted on",
    ),
    pytest.param(
        [
            said("central_line", placed_at="2026-06-01", removed_at="2026-06-08"),
            said("central_line", placed_at="2026-06-10"),
        ],
        False,
        id="out for the whole of 9 June, and the day before the event is without a line",
    ),
    pytest.param(
        [
            said("central_line", placed_at="2026-06-01", removed_at="2026-06-20"),
            said("central_line", placed_at="2026-06-09"),
        ],
        True,
        id="two lines at a time: any of them",
    ),
    pytest.param(
        [
            said("central_line", placed_at="2026-06-01", removed_at="2026-06-08"),
            said("central_line", placed_at="2026-06-02", removed_at="2026-06-03"),
            said("central_line", placed_at="2026-06-09"),
        ],
        True,
        id="a short line beside a long one breaks no row",
    ),
    pytest.param([said("central_line", placed_at="2026-06-11")], False, id="placed after the date of event"),
]


@pytest.mark.parametrize(("lines", "associated"), LINE_DAYS)
def test_line_days_of_an_event_of_10_june(tmp_path: Path, lines: list[Wanted], *, associated: bool) -> None:
    report = report_of(assess(tmp_path, [BLOOD], decisions=[STAY, *lines]))
    assert [one["central_line_associated"] for one in events(report)] == [associated]


@pytest.mark.parametrize(
    ("collected", "associated"),
    [("0613 0800", False), ("0614 0800", True)],
    ids=["hospital day 2: present on admission", "hospital day 3"],
)
def test_a_line_that_is_in_place_on_admission_counts_from_it(
    tmp_path: Path, collected: str, *, associated: bool
) -> None:
    stay, line = said("admission", admitted_at="2026-06-12"), said("central_line", placed_at="2026-03-01")
    report = report_of(assess(tmp_path, [culture(collected, COLI)], decisions=[stay, line]))
    assert [one["central_line_associated"] for one in events(report)] == [associated]

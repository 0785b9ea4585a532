"""Primary bloodstream infection by hand: pathogens, timeframes, statuses of results, onset, the endpoint's window.

Each case is what a reviewer decides from chapters 2 and 4 of the manual, with what the laboratory sent. Commensals
stand in `test_commensal_cases.py`, other sites in `test_secondary_cases.py`.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    Wanted,
    admitted,
    assert_events,
    assess,
    contaminant,
    culture,
    event,
    events,
    message,
    open_signals,
    report_of,
    said,
    temperature,
)

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
PAIR = (culture("0604 0800", EPIDERMIDIS, specimen="A1"), culture("0604 0900", EPIDERMIDIS, specimen="A2"))
FEVER = temperature("0604 1000", "38.4")


PATHOGENS = [
    pytest.param(
        [culture("0604 0800", AUREUS)],
        [
            event(
                "LCBI-1",
                "06-04",
                AUREUS,
                attribution="primary",
                secondary_to=None,
                infection_window_period=["2026-06-01", "2026-06-07"],
                repeat_infection_timeframe=["2026-06-04", "2026-06-17"],
                in_window=True,
            )
        ],
        id="one pathogen, no sign needed, dates by its collection",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, status="P")],
        [event("LCBI-1", "06-04", AUREUS, status="suspected")],
        id="named in a preliminary result: suspected, with the criterion it would meet",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, status="F", report="P")],
        [event("LCBI-1", "06-04", AUREUS)],
        id="organism final inside a preliminary report: confirmed",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, status="P", report="F")],
        [event("LCBI-1", "06-04", AUREUS, status="suspected")],
        id="organism preliminary inside a final report: suspected",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, status="C")],
        [event("LCBI-1", "06-04", AUREUS)],
        id="corrected counts like final",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0604 0800", COLI, status="C", reported="0608 0800")],
        [event("LCBI-1", "06-04", COLI)],
        id="a correction replaces the organism",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, COLI), culture("0604 0800", COLI, status="C", reported="0608 0800")],
        [event("LCBI-1", "06-04", COLI)],
        id="a correction leaves one organism out",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0604 0800", AUREUS, status="P", reported="0605 0800")],
        [event("LCBI-1", "06-04", AUREUS)],
        id="a late preliminary repeat changes nothing",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, EPIDERMIDIS)],
        [event("LCBI-1", "06-04", AUREUS)],
        id="a pathogen with a single commensal: the commensal is left out",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS, specimen="B1"), *PAIR, FEVER],
        [event("LCBI-1", "06-04", AUREUS, EPIDERMIDIS)],
        id="LCBI 1 and 2 together: LCBI 1 with both organisms",
    ),
    pytest.param(
        [culture("0604 0800", "Candida albicans")],
        [event("LCBI-1", "06-04", "Candida albicans")],
        id="a yeast is a pathogen",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0617 0800", COLI, specimen="B1")],
        [event("LCBI-1", "06-04", AUREUS, COLI)],
        id="day 14 of the timeframe: the second organism is added",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0618 0800", COLI, specimen="B1")],
        [event("LCBI-1", "06-04", AUREUS), event("LCBI-1", "06-18", COLI)],
        id="day 15: a new event",
    ),
    pytest.param(
        [
            culture("0604 0800", AUREUS),
            culture("0616 0800", COLI, specimen="B1"),
            culture("0619 0800", "Enterococcus faecium", specimen="B2"),
        ],
        [event("LCBI-1", "06-04", AUREUS, COLI), event("LCBI-1", "06-19", "Enterococcus faecium")],
        id="an added organism does not prolong the timeframe",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0610 0800", EPIDERMIDIS, specimen="B1")],
        [event("LCBI-1", "06-04", AUREUS), contaminant("06-10", EPIDERMIDIS)],
        id="a single commensal in the timeframe is not added",
    ),
    pytest.param(
        [culture("0604 0800", "Salmonella enterica")],
        [event(None, "06-04", "Salmonella enterica", status="excluded")],
        id="Salmonella alone is no primary infection",
    ),
    pytest.param(
        [culture("0604 0800", "Cryptococcus neoformans")],
        [event(None, "06-04", "Cryptococcus neoformans", status="excluded")],
        id="Cryptococcus is excluded everywhere",
    ),
    pytest.param(
        [culture("0604 0800", "Bacillus anthracis")],
        [event("LCBI-1", "06-04", "Bacillus anthracis")],
        id="Bacillus anthracis is the Bacillus that is no commensal",
    ),
    pytest.param(
        [culture("0604 0800", "Fantasibacter nusquam")],
        [event(None, "06-04", "Fantasibacter nusquam", status="unresolved")],
        id="an unknown name is unresolved",
    ),
    pytest.param([culture("0604 0800")], [], id="no growth is no event"),
    pytest.param([culture("0604 0800", "No growth to date", status="P")], [], id="no growth to date is no event"),
]


@pytest.mark.parametrize(("messages", "wanted"), PATHOGENS)
def test_pathogens(tmp_path: Path, messages: list[str], wanted: list[Wanted]) -> None:
    assert_events(report_of(assess(tmp_path, messages)), wanted)


@pytest.mark.parametrize("status", ["D", "X", "W"])
def test_a_withdrawn_result_is_no_infection(tmp_path: Path, status: str) -> None:
    messages = [culture("0604 0800", AUREUS), culture("0604 0800", AUREUS, status=status, reported="0608 0800")]
    report = report_of(assess(tmp_path, messages))
    assert {one["status"] for one in events(report)} <= {"refuted"}
    assert not open_signals(report) & {"bsi.confirmed", "bsi.suspected"}


ONSET = [
    pytest.param([admitted("0601 0700"), culture("0602 2359", AUREUS)], ["POA"], id="hospital day 2"),
    pytest.param([admitted("0601 0700"), culture("0603 0001", AUREUS)], ["HAI"], id="hospital day 3"),
    pytest.param([admitted("0601 2350"), culture("0530 1200", AUREUS)], ["POA"], id="two days before admission"),
    pytest.param([admitted("0601 2350"), culture("0601 0001", AUREUS)], ["POA"], id="the day of admission"),
    pytest.param(
        [
            admitted("0601 0700"),
            admitted("0601 0700", discharged="0608 1000"),
            admitted("0610 0900"),
            culture("0605 0800", AUREUS),
            culture("0611 0800", COLI, specimen="B1"),
        ],
        ["HAI", "POA"],
        id="the timeframe is not carried over a readmission",
    ),
    pytest.param(
        [
            admitted("0601 0700"),
            admitted("0601 0700", discharged="0608 1000"),
            culture("0605 0800", AUREUS),
            culture("0609 0800", COLI, specimen="B1"),
        ],
        ["HAI"],
        id="the day after the discharge belongs to the stay",
    ),
]


@pytest.mark.parametrize(("messages", "onsets"), ONSET)
def test_present_on_admission_or_not(tmp_path: Path, messages: list[str], onsets: list[str]) -> None:
    report = report_of(assess(tmp_path, messages))
    assert [one["onset"] for one in sorted(events(report), key=lambda one: one["date_of_event"])] == onsets


@pytest.mark.parametrize(("admitted_at", "onset"), [("2026-06-03T22:00:00+09:00", "POA"), ("2026-06-02", "HAI")])
def test_admission_by_a_person(tmp_path: Path, admitted_at: str, onset: str) -> None:
    report = report_of(
        assess(tmp_path, [culture("0604 0800", AUREUS)], decisions=[said("admission", admitted_at=admitted_at)])
    )
    assert [one["onset"] for one in events(report)] == [onset]


WINDOW = [
    pytest.param("0601 0001", "", True, id="the day of the transplant"),
    pytest.param("0531 2359", "", False, id="the day before"),
    pytest.param("0701 2359", "", True, id="post-operative day 30"),
    pytest.param("0702 0001", "", False, id="post-operative day 31"),
    pytest.param("0629 2359", "[window]\nlast_day = 28\n", True, id="last day by protocol"),
    pytest.param("0630 0000", "[window]\nlast_day = 28\n", False, id="after the protocol's last day"),
]


@pytest.mark.parametrize(("collected", "protocol", "inside"), WINDOW)
def test_the_endpoints_window(tmp_path: Path, collected: str, protocol: str, *, inside: bool) -> None:
    report = report_of(assess(tmp_path, [culture(collected, AUREUS)], protocol=protocol))
    assert [(one["in_window"], one["criterion"]) for one in events(report)] == [(inside, "LCBI-1")]


def test_an_infection_from_before_the_transplant_takes_what_comes_in_its_timeframe(tmp_path: Path) -> None:
    messages = [culture("0525 0800", AUREUS), culture("0607 0800", COLI, specimen="B1")]
    wanted = [event("LCBI-1", "05-25", AUREUS, COLI, in_window=False)]
    assert_events(report_of(assess(tmp_path, messages)), wanted)


def test_a_positive_bottle_pages_before_anything_has_a_name(tmp_path: Path) -> None:
    gram = message(
        "OBR|1|OA1^HIS|A1^LIS|664-3^Microscopic observation [Identifier] in Specimen by Gram stain^LN|||202606040800"
        "|||||||||||||||202606050300||MB|P",
        "OBX|1|ST|664-3^Gram stain^LN|1|Gram positive cocci in clusters||||||P",
        "SPM|1|A1||119297000^Blood specimen^SCT|||||||||||||202606040800",
        sent="0605 0300",
    )
    report = report_of(assess(tmp_path, [gram], now="2026-06-05T04:00:00+09:00"))
    assert "bsi.suspected" in open_signals(report)
    assert {one["severity"] for one in report["recipients"][0]["signals"]} == {"page"}


def test_blood_from_before_the_transplant_is_outside_although_its_date_is_set_to_the_admission(tmp_path: Path) -> None:
    stay = said("admission", admitted_at="2026-06-01T06:00:00+09:00")
    report = report_of(assess(tmp_path, [culture("0531 2200", AUREUS)], decisions=[stay]))
    assert_events(report, [event("LCBI-1", "06-01", AUREUS, onset="POA", in_window=False, counts_for_endpoint=False)])

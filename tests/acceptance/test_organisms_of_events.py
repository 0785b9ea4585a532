"""Which organisms an event bears, by hand: one organism to two events, genera beside species, draws of two stories.

Source: NHSN manual, chapter 2 (pathogen assignment), chapter 4 (table of speciated organisms, matching organisms).
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
    report_of,
    said,
    temperature,
    white_cells,
)

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
FAECALIS, KLEBSIELLA, CANDIDA = "Enterococcus faecalis", "Klebsiella pneumoniae", "Candida albicans"
CONS = "Coagulase-negative staphylococci"
FEVER = temperature("0604 1000", "38.4")


def urine(day: str, *organisms: str) -> Wanted:
    dates = {"date_of_event": f"2026-{day}", "anchor": f"2026-{day}", "specimen_dates": [f"2026-{day}"]}
    return said(
        "site_infection", site="UTI", criterion="SUTI 1a", organisms=list(organisms), specimen_type="urine", **dates
    )


def secondary(day: str, *organisms: str) -> Wanted:
    return event(None, day, *organisms, attribution="secondary", secondary_to="UTI")


TWICE = [
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0612 0800", COLI, specimen="B1")],
        [event("LCBI-1", "06-04", AUREUS, COLI), secondary("06-11", COLI)],
        id="in the timeframe of an earlier primary event: both",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0617 0800", COLI, specimen="B1")],
        [event("LCBI-1", "06-04", AUREUS, COLI), secondary("06-11", COLI)],
        id="on its day 14: both",
    ),
    pytest.param(
        [culture("0604 0800", AUREUS), culture("0618 0800", COLI, specimen="B1")],
        [event("LCBI-1", "06-04", AUREUS), secondary("06-11", COLI)],
        id="on day 15: the site alone",
    ),
    pytest.param(
        [culture("0612 0800", COLI, CANDIDA)],
        [secondary("06-11", COLI), event("LCBI-1", "06-12", CANDIDA)],
        id="the specimen that opens the primary event: the organism of the site is none of it",
    ),
    pytest.param(
        [culture("0612 0800", COLI), culture("0614 0800", AUREUS, specimen="B1")],
        [secondary("06-11", COLI), event("LCBI-1", "06-14", AUREUS)],
        id="before the primary event: none of it",
    ),
    pytest.param(
        [
            admitted("0601 0700"),
            admitted("0601 0700", discharged="0606 1000"),
            admitted("0610 0700"),
            culture("0604 0800", AUREUS),
            culture("0612 0800", COLI, specimen="B1"),
        ],
        [event("LCBI-1", "06-04", AUREUS), secondary("06-11", COLI)],
        id="after a readmission: the site alone",
    ),
    pytest.param(
        [
            culture("0604 0800", FAECALIS),
            white_cells("0604 0600", "0.3"),
            white_cells("0605 0600", "0.3"),
            culture("0612 0800", COLI, AUREUS, specimen="B1"),
        ],
        [event("MBI-LCBI-1", "06-04", FAECALIS, COLI), secondary("06-11", COLI, AUREUS)],
        id="an MBI-LCBI takes the MBI organism of the site's blood and stays one",
    ),
]


@pytest.mark.parametrize(("messages", "wanted"), TWICE)
def test_one_organism_to_a_site_and_a_primary_event(tmp_path: Path, messages: list[str], wanted: list[Wanted]) -> None:
    report = report_of(assess(tmp_path, messages, decisions=[urine("06-11", COLI)]))
    assert_events(report, wanted)


def test_the_criterion_stays_although_the_sites_pathogen_lies_in_the_window(tmp_path: Path) -> None:
    messages = [
        culture("0604 0800", EPIDERMIDIS, specimen="A1"),
        culture("0604 0900", EPIDERMIDIS, specimen="A2"),
        FEVER,
        culture("0605 0800", COLI, specimen="B1"),
    ]
    wanted = [secondary("06-03", COLI), event("LCBI-2", "06-04", EPIDERMIDIS, COLI)]
    assert_events(report_of(assess(tmp_path, messages, decisions=[urine("06-03", COLI)])), wanted)


GENERA = [
    pytest.param(
        [EPIDERMIDIS, "Staphylococcus species"], ["Staphylococcus"], id="Staphylococcus sp. beside S. epidermidis"
    ),
    pytest.param([CONS, "Staphylococcus species"], ["Staphylococcus"], id="Staphylococcus sp. beside its commensals"),
    pytest.param([AUREUS, "Staphylococcus species"], [AUREUS], id="Staphylococcus sp. beside S. aureus"),
    pytest.param(
        ["Streptococcus mitis", "Streptococcus species"], ["Streptococcus"], id="Streptococcus sp. beside S. mitis"
    ),
    pytest.param(["Klebsiella species", KLEBSIELLA], [KLEBSIELLA], id="Klebsiella sp. beside its species"),
    pytest.param(
        [COLI, EPIDERMIDIS, "Staphylococcus species"], [COLI, "Staphylococcus"], id="with another pathogen beside"
    ),
]


@pytest.mark.parametrize(("grown", "organisms"), GENERA)
def test_a_genus_gives_way_only_to_a_species_that_it_matches(
    tmp_path: Path, grown: list[str], organisms: list[str]
) -> None:
    report = report_of(assess(tmp_path, [culture("0604 0800", *grown)]))
    assert_events(report, [event("LCBI-1", "06-04", *organisms)])


def test_blood_in_the_stay_belongs_to_one_event_although_its_sign_is_of_day_3_before_it(tmp_path: Path) -> None:
    pair = [culture("0610 0800", EPIDERMIDIS, specimen="A1"), culture("0611 0800", EPIDERMIDIS, specimen="A2")]
    messages = [temperature("0607 2000", "38.4"), admitted("0610 0700"), *pair]
    later = culture("0612 0800", KLEBSIELLA, specimen="B1")
    assert_events(report_of(assess(tmp_path / "pair", messages)), [event("LCBI-2", "06-07", EPIDERMIDIS, onset=None)])
    wanted = [event("LCBI-1", "06-07", KLEBSIELLA, EPIDERMIDIS, onset=None)]
    assert_events(report_of(assess(tmp_path / "both", [*messages, later])), wanted)


def test_pathogens_go_by_the_stay_of_their_own_blood_also_in_the_second_draw_of_a_pair(tmp_path: Path) -> None:
    messages = [
        temperature("0608 2359", "38.4"),
        culture("0610 0000", "Streptococcus mitis", specimen="A1"),
        culture("0611 2351", "Streptococcus mitis", "Acinetobacter baumannii", specimen="A2"),
        culture("0611 2355", "Enterococcus faecium", specimen="B1"),
        admitted("0613 1300"),
    ]
    wanted = [
        event("LCBI-2", "06-08", "Streptococcus mitis", onset=None),
        event("LCBI-1", "06-13", "Enterococcus faecium", "Acinetobacter baumannii", onset="POA"),
    ]
    assert_events(report_of(assess(tmp_path, messages)), wanted)


def test_a_draw_with_an_excluded_organism_is_a_story_of_its_own_beside_a_pair_without_a_sign(tmp_path: Path) -> None:
    messages = [
        culture("0604 0800", EPIDERMIDIS, specimen="A1"),
        culture("0605 0800", EPIDERMIDIS, "Cryptococcus neoformans", specimen="A2"),
    ]
    wanted = [
        contaminant("06-04", EPIDERMIDIS),
        event(None, "06-05", EPIDERMIDIS, "Cryptococcus neoformans", status="excluded"),
    ]
    assert_events(report_of(assess(tmp_path, messages)), wanted)


def test_a_line_outside_every_known_stay_associates_nothing(tmp_path: Path) -> None:
    messages = [
        admitted("0601 0700"),
        admitted("0601 0700", discharged="0605 1000"),
        culture("0609 0800", AUREUS),
    ]
    line = said("central_line", placed_at="2026-06-07")
    (found,) = report_of(assess(tmp_path, messages, decisions=[line]))["recipients"][0]["events"]
    assert (found["onset"], found["central_line_associated"]) == (None, False)
    assert "not central-line associated: the date of event lies in no hospital stay" in found["explanation"]

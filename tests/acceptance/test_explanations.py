"""Every event, and every positive blood culture that is none, says why: criterion, elements with messages, what lacks.

A reviewer reads the explanation instead of the chart: it must name the days and the messages, what comes nearest, and
never an identifier.
"""

import re
from pathlib import Path

import pytest

from hl7_by_hand import (
    INFANT,
    Wanted,
    admitted,
    assess,
    culture,
    events,
    report_of,
    said,
    temperature,
    white_cells,
)

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
PAIR = (culture("0604 0800", EPIDERMIDIS, specimen="A1"), culture("0605 0900", EPIDERMIDIS, specimen="A2"))
LINE = said("central_line", placed_at="2026-06-03")
NCT = "BNCT^Blood pathogen panel^L"
CODES = "code,system,concept,specimen,unit\nBNCT,L,blood_nct,blood,\n"


def control_id(sent: str) -> str:
    return sent.split("|")[9]


def said_of(folder: Path, messages: list[str], *decisions: Wanted, **more: str) -> str:
    """All that the only event says, one line each."""
    (one,) = events(report_of(assess(folder, messages, decisions=list(decisions), **more)))
    return "\n".join([*one["elements"], *(f"missing {lack}" for lack in one["missing"]), *one["explanation"]])


def test_a_pathogen_says_criterion_onset_line_and_what_barrier_injury_lacks(tmp_path: Path) -> None:
    blood = culture("0604 0800", COLI)
    text = said_of(tmp_path, [admitted("0601 0700"), blood, white_cells("0603 0600", "0.48")], LINE)
    assert "LCBI-1: a recognised pathogen from blood collected 2026-06-04 (POD 3); no sign is needed" in text
    assert f"Escherichia coli from blood collected 2026-06-04 (POD 3), final [MSH-10 {control_id(blood)}]" in text
    assert "HAI: hospital day 4 of the stay since 2026-06-01 (POD 0)" in text
    assert "line day 2 on the date of event" in text
    assert "MBI-LCBI-1: ANC or WBC below 500 /mm³ on a second day from 2026-06-01 to 2026-06-07" in text
    assert "one day only: WBC 0.48 ×10⁹/L (below 500 /mm³) 2026-06-03 (POD 2)" in text


def test_a_commensal_pair_says_its_two_specimens_and_its_sign(tmp_path: Path) -> None:
    fever = temperature("0602 1200", "38.4")
    text = said_of(tmp_path, [*PAIR, fever])
    assert "two blood specimens drawn separately (2026-06-04 (POD 3) and 2026-06-05 (POD 4))" in text
    assert f"fever 38.4 °C 2026-06-02 (POD 1) [MSH-10 {control_id(fever)}]" in text


def test_a_pair_without_a_sign_says_which_sign_by_when_and_the_highest_temperature(tmp_path: Path) -> None:
    text = said_of(tmp_path, [*PAIR, temperature("0604 1200", "37.9"), temperature("0605 1200", "38.0")])
    assert "missing LCBI-2: fever above 38.0 °C, chills or hypotension from 2026-06-01 to 2026-06-07" in text
    assert "highest temperature: 38.0 °C 2026-06-05 (POD 4)" in text


def test_a_pair_of_an_infant_without_a_sign_says_the_signs_of_infants_too(tmp_path: Path) -> None:
    text = said_of(tmp_path, list(PAIR), roster=INFANT)
    assert "missing LCBI-2 or LCBI-3: " in text
    assert all(word in text for word in ("apnoea", "bradycardia", "hypothermia", "no temperature is known"))


SINGLE = [
    pytest.param([], "", id="nothing beside it"),
    pytest.param(
        [culture("0606 0800", EPIDERMIDIS, specimen="A2")],
        "of 2026-06-06 (POD 5), 2 days apart",
        id="the same too late",
    ),
    pytest.param(
        [culture("0604 0900", "Staphylococcus hominis", specimen="A2")],
        "nearest: Staphylococcus hominis of 2026-06-04 (POD 3), another organism",
        id="another species",
    ),
    pytest.param(
        [culture("0605 0900", EPIDERMIDIS, specimen="A2", code=NCT)], "by a non-culture test", id="by a test alone"
    ),
]


@pytest.mark.parametrize(("beside", "nearest"), SINGLE)
def test_a_single_commensal_says_which_second_specimen_by_when(tmp_path: Path, beside: list[str], nearest: str) -> None:
    messages = [culture("0604 0800", EPIDERMIDIS, specimen="A1"), *beside]
    found = events(report_of(assess(tmp_path, messages, codes=CODES)))
    by_first = [one for one in found if one["specimens"][0].startswith("2026-06-04T08:00")]
    missing = "\n".join(by_first[0]["missing"])
    assert "a second specimen, drawn separately from 2026-06-03 to 2026-06-05" in missing
    assert nearest in missing
    assert "fever above 38.0 °C, chills or hypotension within 3 days" in missing


def test_a_single_commensal_with_fever_lacks_the_second_specimen_alone(tmp_path: Path) -> None:
    text = said_of(tmp_path, [PAIR[0], temperature("0604 1200", "38.4")])
    assert text.count("missing ") == 1


def test_organisms_added_and_left_out_are_named_with_their_days(tmp_path: Path) -> None:
    messages = [culture("0604 0800", AUREUS, EPIDERMIDIS), culture("0610 0800", COLI, specimen="B1")]
    text = said_of(tmp_path, messages)
    assert "added in the repeat infection timeframe: Escherichia coli from blood collected 2026-06-10 (POD 9)" in text
    assert "left out, a single common commensal: Staphylococcus epidermidis from blood collected 2026-06-04" in text


def test_an_open_answer_of_the_manual_is_named_where_it_decided(tmp_path: Path) -> None:
    messages = [*PAIR, temperature("0603 1200", "38.4"), culture("0606 0800", COLI, specimen="B1")]
    text = said_of(tmp_path, messages)
    assert "LCBI-1: a pathogen in the window of LCBI-2, which was met first" in text
    assert "the manual leaves the date open" in text


MBI = [
    pytest.param([AUREUS], "only MBI organisms: Staphylococcus aureus is not among them", id="the organism"),
    pytest.param([COLI], "ANC or WBC below 500 /mm³ on 2 days from 2026-06-01 to 2026-06-07", id="the ground"),
]


@pytest.mark.parametrize(("grown", "lacks"), MBI)
def test_what_barrier_injury_lacks(tmp_path: Path, grown: list[str], lacks: str) -> None:
    text = said_of(tmp_path, [culture("0604 0800", *grown), white_cells("0604 0600", "0.51")])
    assert f"nearest criterion missed: MBI-LCBI-1: {lacks}" in text
    assert "lowest: WBC 0.51 ×10⁹/L 2026-06-04 (POD 3)" in text


def test_what_barrier_injury_lacks_after_stem_cells(tmp_path: Path) -> None:
    conditions = [
        said("condition", condition="allogeneic_hsct", **{"from": "2026-03-01"}),
        said("condition", condition="gi_gvhd", grade=2, **{"from": "2026-06-01"}),
    ]
    text = said_of(tmp_path, [culture("0604 0800", COLI)], *conditions)
    assert "gastrointestinal GVHD grade III or IV in the same stay" in text
    assert "diarrhoea in 24 h that began from 2026-05-28 to 2026-06-04" in text
    assert "known: gi_gvhd grade 2 since 2026-06-01 (POD 0)" in text


LINES = [
    pytest.param([], "central-line association unknown: no central line is known", id="no line"),
    pytest.param(
        [said("central_line", placed_at="2026-05-25", removed_at="2026-06-01")],
        "the line was removed 2026-06-01 (POD 0), 3 days before",
        id="out for 3 days",
    ),
    pytest.param(
        [said("central_line", placed_at="2026-06-20")], "no line of this stay was in place by then", id="placed later"
    ),
    pytest.param(
        [LINE | {"placed_at": "2026-06-01"}, said("condition", condition="vad", **{"from": "2026-06-01"})],
        "not central-line associated: vad since 2026-06-01 (POD 0)",
        id="excluded",
    ),
    pytest.param(
        [LINE | {"placed_at": "2026-06-01"}],
        "central line accessed 2026-06-01 (POD 0), line day 4 on the date of event",
        id="associated",
    ),
]


@pytest.mark.parametrize(("decisions", "words"), LINES)
def test_the_line_is_told_with_its_day(tmp_path: Path, decisions: list[Wanted], words: str) -> None:
    stay = said("admission", admitted_at="2026-05-20")
    assert words in said_of(tmp_path, [culture("0604 0800", AUREUS)], stay, *decisions)


def test_present_on_admission_is_why_a_line_is_not_at_fault(tmp_path: Path) -> None:
    stay = said("admission", admitted_at="2026-06-04")
    text = said_of(tmp_path, [culture("0604 0800", AUREUS)], stay, said("central_line", placed_at="2026-03-01"))
    assert "POA: hospital day 1 of the stay since 2026-06-04" in text
    assert "not central-line associated: present on admission, hospital day 1" in text


EXCLUDED = [
    pytest.param("Cryptococcus neoformans", "excluded from every infection by the manual", id="everywhere"),
    pytest.param("Salmonella enterica", "alone no primary bloodstream infection by the manual", id="as the sole one"),
]


@pytest.mark.parametrize(("organism", "words"), EXCLUDED)
def test_an_excluded_organism_says_how_far_it_is_excluded(tmp_path: Path, organism: str, words: str) -> None:
    text = said_of(tmp_path, [culture("0604 0800", organism)])
    assert f"{words}: {organism}" in text
    assert "missing LCBI-1" in text


def test_an_event_outside_the_window_says_so(tmp_path: Path) -> None:
    text = said_of(tmp_path, [culture("0531 0800", AUREUS)])
    assert "outside the endpoint's window, post-operative days 0 to 30" in text


def test_no_explanation_holds_an_identifier_or_a_birth_date(tmp_path: Path) -> None:
    messages = [
        admitted("0601 0700"),
        *PAIR,
        culture("0610 0800", AUREUS, COLI, specimen="B1"),
        temperature("0604 1200", "38.4"),
    ]
    text = said_of(tmp_path, messages, LINE)
    assert not re.search(r"10001|INVENTED|PERSON|1967|\bOA1\b|\bB1\b", text)

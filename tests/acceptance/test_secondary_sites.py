"""Which site and criterion takes blood, however it is written, and what it takes of it; by hand, from the appendix.

The lists below are those of the appendix, written out here a second time.
"""

from pathlib import Path

import pytest

from hl7_by_hand import assert_events, assess, culture, report_of
from secondary_by_hand import Decision, element, primary, secondary, site

COLI = "Escherichia coli"
BLOOD = culture("0609 0800", COLI)

BY_MATCH = """
ABUTI; SUTI 1a; SUTI 1b; SUTI 2; BONE 1; BRST 1; CARD 1; CIRC 2; CIRC 3; CONJ 1a; DECU 1; DISC 1; EAR 1; EAR 3; EAR 5;
EAR 7; EMET 1; ENDO 1; EYE 1; GE 2a; GIT 2a; IAB 1; IAB 3a; IC 1; JNT 1; LUNG 1; MED 1; MEN 1; ORAL 1; ORAL 3a; OREP 1;
PJI 1; PJI 3e; PNEU 2; PNEU 3; SA 1; SINU 1; SSI SI; SSI DI; SSI OS; SKIN 2a; ST 1; UMB 1a; UR 1a; UR 3a; USI 1; VCUF 3
"""
BY_ELEMENT = """
ABUTI; BONE 3a; BURN 1; DISC 3a; ENDO 4a; ENDO 4b; ENDO 4c; ENDO 4d; ENDO 4f; ENDO 5a; ENDO 5b; ENDO 5c; ENDO 5d;
ENDO 5f; ENDO 6e; ENDO 7f; GIT 1b; GIT 2c; IAB 2b; IAB 3b; JNT 3c; MEN 2c; MEN 3c; OREP 3a; PNEU 2; PNEU 3; SA 3a;
UMB 1b; USI 3b; USI 4b
"""
NEITHER = """
BONE 2; BONE 3b; BRST 2; BURN 2; CARD 2; CIRC 1; CONJ 1b; DECU 2; DISC 2; EAR 2; EAR 4; EAR 6; EAR 8; EMET 2; ENDO 2;
ENDO 4e; ENDO 5e; ENDO 6a; EPIS 1; EYE 2; GE 1; GE 2b; GIT 1a; IAB 2a; IC 2; JNT 2; LUNG 2; MED 2; MEN 2a; ORAL 2;
OREP 2; PJI 2; PNEU 1; SA 2; SINU 2; SKIN 1; SKIN 2b; ST 2; UMB 2; UR 1b; USI 2; VAC; IVAC; VASC 1; VCUF 1; CDI 1
"""


def names(text: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split(";")]


def parts(name: str) -> tuple[str, str]:
    site_name, _, criterion = name.partition(" ")
    return site_name, criterion


@pytest.mark.parametrize("name", names(BY_MATCH))
def test_scenario_1(tmp_path: Path, name: str) -> None:
    report = report_of(assess(tmp_path, [BLOOD], decisions=[site(*parts(name), COLI)]))
    assert report["refused_decisions"] == []
    assert_events(report, [secondary(parts(name)[0], COLI)])


@pytest.mark.parametrize("name", names(BY_ELEMENT))
def test_scenario_2(tmp_path: Path, name: str) -> None:
    report = report_of(assess(tmp_path, [BLOOD], decisions=[element(*parts(name))]))
    assert report["refused_decisions"] == []
    assert_events(report, [secondary(parts(name)[0], COLI)])


@pytest.mark.parametrize("name", [*names(NEITHER), *sorted({*names(BY_ELEMENT)} - {*names(BY_MATCH)})])
def test_a_criterion_that_takes_no_blood_by_a_match(tmp_path: Path, name: str) -> None:
    report = report_of(assess(tmp_path, [BLOOD], decisions=[site(*parts(name), COLI)]))
    assert_events(report, [primary("06-09", COLI)])
    (refused,) = report["refused_decisions"]
    assert refused.startswith(f"S01: site_infection {name} of 2026-06-08: ")


@pytest.mark.parametrize("name", [*names(NEITHER), *sorted({*names(BY_MATCH)} - {*names(BY_ELEMENT)})])
def test_a_criterion_that_takes_no_blood_as_an_element(tmp_path: Path, name: str) -> None:
    report = report_of(assess(tmp_path, [BLOOD], decisions=[element(*parts(name))]))
    assert_events(report, [primary("06-09", COLI)])
    if not name.startswith("SSI"):
        assert len(report["refused_decisions"]) == 1


WRITTEN = [
    ("UTI", "SUTI 1a"),
    ("SUTI", "1a"),
    ("suti", "1A"),
    ("UTI", "1a"),
    ("CAUTI", "1a"),
    ("UTI", "CAUTI 1a"),
    ("UTI", "SUTI 1a (CAUTI)"),
    ("UTI", "suti-1a"),
    ("UTI", "SUTI criterion 1 (a)"),
    ("UTI", "ABUTI"),
    ("ABUTI", "ABUTI"),
    ("UTI", "USI 1"),
    ("IAB", "3a"),
    ("IAB", "IAB 3a"),
    ("iab", "iab3a"),
    ("IAB 3a", ""),
    ("PNEU", "PNU2"),
    ("PNU2", ""),
    ("PNEU", "PNEU 2"),
    ("VAP", "PNU2"),
    ("VAE", "PVAP"),
    ("PVAP", ""),
    ("PNEU", "PVAP"),
    ("CNS", "MEN 1"),
    ("SSI", "SIP"),
    ("SSI", "SIS"),
    ("SSI", "DIP"),
    ("SSI", "DIS"),
    ("SSI", "deep incisional primary"),
    ("SSI", "Organ/Space IAB"),
    ("SSI", "OS-IAB"),
    ("SSI", "IAB"),
    ("SSI", "os iab 2a"),
    ("SSI", "deep, organ/space (IAB)"),
    ("SSI-DI", ""),
    ("SSI", "VASC 1"),
    ("VASC", "SSI 1"),
]


@pytest.mark.parametrize(("name", "criterion"), WRITTEN)
def test_however_it_is_written(tmp_path: Path, name: str, criterion: str) -> None:
    report = report_of(assess(tmp_path, [BLOOD], decisions=[site(name, criterion, COLI)]))
    assert report["refused_decisions"] == []
    assert_events(report, [secondary(name.upper(), COLI)])


REFUSED = [
    pytest.param("XYZ", "1", {}, "no site or criterion is called XYZ", id="a site nobody knows"),
    pytest.param("SUTU", "1a", {}, "did you mean SUTI?", id="a site's typo"),
    pytest.param("SSI", "foo", {}, "called FOO", id="a kind of SSI nobody knows"),
    pytest.param("IAB", "", {}, "of IAB these do: 1, 3a by a matching specimen; 2b, 3b", id="no criterion"),
    pytest.param("UTI", "", {}, "of SUTI these do: 1a, 1b, 2 by a matching specimen", id="a major type alone"),
    pytest.param("GIT", "IAB 1", {}, "it names two sites, GIT and IAB", id="a criterion of another site"),
    pytest.param("IAB 1", "3a", {}, "it names two criteria, 1 and 3a", id="two criteria"),
    pytest.param("SSI", "SKIN", {}, "SKIN is not the place", id="no place of an organ or space infection"),
    pytest.param("SSI", "IAB, BONE", {}, "BONE and IAB is not the place of one infection", id="two places"),
    pytest.param("SSI", "VASC 2", {}, "only where it is an SSI by criterion 1", id="VASC 2 as an SSI"),
    pytest.param("PNEU", "PNU1", {}, "never secondary to PNU1, VASC, VAC or IVAC", id="PNU1"),
    pytest.param("VAE", "VAC", {}, "never secondary to PNU1, VASC, VAC or IVAC", id="VAC"),
    pytest.param("IAB", "3b", {}, "if it is, say so by `blood_is_element`", id="blood is not said to be an element"),
    pytest.param(
        "UTI", "SUTI 1a", {"anchor": "2026-06-12"}, "2026-06-09 to 2026-06-15; correct", id="event before the window"
    ),
    pytest.param("UTI", "SUTI 1a", {"anchor": "2026-06-04"}, "2026-06-01 to 2026-06-07", id="event after the window"),
    pytest.param("BONE", "1", {"anchor": "2026-06-19"}, "2026-06-09 to 2026-06-29", id="bone: event before the window"),
]


@pytest.mark.parametrize(("name", "criterion", "more", "reason"), REFUSED)
def test_refused_with_the_reason_and_the_mend(
    tmp_path: Path, name: str, criterion: str, more: Decision, reason: str
) -> None:
    good = site("LUNG", "1", COLI, day="06-07")
    report = report_of(assess(tmp_path, [BLOOD], decisions=[site(name, criterion, COLI, **more), good]))
    (refused,) = report["refused_decisions"]
    assert reason in refused
    assert_events(report, [secondary("LUNG", COLI, day="06-07")])


@pytest.mark.parametrize(
    ("name", "criterion", "anchor"),
    [
        ("UTI", "SUTI 1a", "06-11"),
        ("UTI", "SUTI 1a", "06-05"),
        ("BONE", "1", "06-18"),
        ("SSI", "DI", "06-20"),
        ("VAE", "PVAP", "06-20"),
    ],
)
def test_the_date_of_event_lies_in_the_window_of_its_test(
    tmp_path: Path, name: str, criterion: str, anchor: str
) -> None:
    decision = site(name, criterion, COLI, anchor=f"2026-{anchor}")
    report = report_of(assess(tmp_path, [BLOOD], decisions=[decision]))
    assert report["refused_decisions"] == []
    assert_events(report, [secondary(name, COLI)])


def test_an_organism_nobody_knows_refuses_that_decision_alone(tmp_path: Path) -> None:
    unknown = site("UTI", "SUTI 1a", COLI, "Foo barensis")
    report = report_of(assess(tmp_path / "alone", [BLOOD], decisions=[unknown]))
    assert_events(report, [primary("06-09", COLI)])
    (refused,) = report["refused_decisions"]
    assert "line 1: site_infection UTI SUTI 1a 2026-06-08: `organisms.1`: 'Foo barensis' is not known" in refused
    report = report_of(assess(tmp_path / "beside", [BLOOD], decisions=[site("UTI", "SUTI 1a", COLI), unknown]))
    assert_events(report, [secondary("UTI", COLI)])
    assert len(report["refused_decisions"]) == 1

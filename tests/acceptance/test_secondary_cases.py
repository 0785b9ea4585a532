"""Bloodstream infection secondary to another site, by hand.

What a reviewer decides from chapters 2, 4 and 17 of the manual when a person has entered the site's infection, and
what the laboratory sent.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    Wanted,
    assert_events,
    assess,
    culture,
    event,
    events,
    report_of,
    temperature,
)
from secondary_by_hand import primary, secondary, site

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
FAECIUM, ALBICANS, CLOACAE = "Enterococcus faecium", "Candida albicans", "Enterobacter cloacae"
FEVER = temperature("0609 1000", "38.4")


BLOOD_9 = culture("0609 0800", COLI)
IAB = site("IAB", "1", COLI)
SECONDARY = [
    pytest.param([BLOOD_9], [IAB], [secondary("IAB", COLI, in_window=True)], id="matching organism in the period"),
    pytest.param([culture("0605 0000", COLI)], [IAB], [secondary("IAB", COLI)], id="first day of the site's window"),
    pytest.param([culture("0604 2359", COLI)], [IAB], [primary("06-04", COLI)], id="a day before the window"),
    pytest.param([culture("0621 2359", COLI)], [IAB], [secondary("IAB", COLI)], id="day 14 from the date of event"),
    pytest.param([culture("0622 0000", COLI)], [IAB], [primary("06-22", COLI)], id="day 15 from the date of event"),
    pytest.param(
        [culture("0624 0800", COLI)],
        [site("IAB", "1", COLI, day="06-11", anchor="2026-06-08")],
        [secondary("IAB", COLI, day="06-11")],
        id="date of event on the window's last day: seventeen days",
    ),
    pytest.param(
        [culture("0609 0800", COLI, "Klebsiella pneumoniae")],
        [IAB],
        [secondary("IAB", COLI, "Klebsiella pneumoniae")],
        id="all organisms of a matching specimen go together",
    ),
    pytest.param(
        [BLOOD_9, culture("0612 0800", COLI, specimen="B1")],
        [IAB],
        [secondary("IAB", COLI)],
        id="several specimens secondary to one site are one event",
    ),
    pytest.param(
        [BLOOD_9, culture("0612 0800", AUREUS, specimen="B1")],
        [IAB],
        [secondary("IAB", COLI), primary("06-12", AUREUS)],
        id="a secondary infection sets no timeframe: a later unmatched specimen is a new primary event",
    ),
    pytest.param(
        [culture("0609 0800", COLI, ALBICANS)],
        [site("UTI", "SUTI 1a", COLI)],
        [secondary("UTI", COLI), primary("06-09", ALBICANS)],
        id="Candida beside the organism of a urinary infection is a primary event by itself",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [site("UTI", "SUTI 1a", ALBICANS)],
        [primary("06-09", ALBICANS)],
        id="a urinary infection takes no Candida",
    ),
    pytest.param([culture("0609 0800", AUREUS)], [IAB], [primary("06-09", AUREUS)], id="no organism matches"),
    pytest.param(
        [culture("0609 0800", "Enterococcus faecalis")],
        [site("IAB", "1", FAECIUM)],
        [primary("06-09", "Enterococcus faecalis")],
        id="two species of one genus do not match",
    ),
    pytest.param(
        [culture("0609 0800", CLOACAE)],
        [site("IAB", "1", "Enterobacter species")],
        [secondary("IAB", CLOACAE)],
        id="a genus matches its species",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [site("IAB", "1", "yeast")],
        [secondary("IAB", ALBICANS)],
        id="yeast matches any yeast",
    ),
    pytest.param(
        [BLOOD_9],
        [site("IAB", "1", "Gram-negative rod")],
        [primary("06-09", COLI)],
        id="Gram-negative rod matches nothing",
    ),
    pytest.param(
        [culture("0609 0800", EPIDERMIDIS), culture("0609 0900", EPIDERMIDIS, specimen="A2"), FEVER],
        [site("IAB", "1", "Staphylococcus species")],
        [primary("06-09", EPIDERMIDIS, criterion="LCBI-2")],
        id="Staphylococcus sp. does not match a coagulase-negative one",
    ),
    pytest.param(
        [culture("0609 0800", EPIDERMIDIS), culture("0609 0900", EPIDERMIDIS, specimen="A2"), FEVER],
        [site("IAB", "1", EPIDERMIDIS)],
        [secondary("IAB", EPIDERMIDIS)],
        id="a commensal pair goes with its site",
    ),
    pytest.param(
        [culture("0609 0800", EPIDERMIDIS)],
        [site("IAB", "1", EPIDERMIDIS)],
        [event(None, "06-09", EPIDERMIDIS, status="contaminant")],
        id="a single commensal cannot be secondary",
    ),
    pytest.param(
        [culture("0609 0800", "Salmonella enterica")],
        [site("GIT", "2a", "Salmonella enterica")],
        [secondary("GIT", "Salmonella enterica")],
        id="gastrointestinal tract by a drained specimen takes Salmonella",
    ),
    pytest.param(
        [culture("0609 0800", "Salmonella enterica")],
        [site("GIT", "2b", "Salmonella enterica")],
        [event(None, "06-09", "Salmonella enterica", status="excluded")],
        id="gastrointestinal tract by stain takes yeast only, and Salmonella alone is no primary infection",
    ),
    pytest.param(
        [culture("0609 0800", "Salmonella enterica")],
        [site("IAB", "1", "Salmonella enterica")],
        [secondary("IAB", "Salmonella enterica")],
        id="Salmonella may be secondary",
    ),
    pytest.param(
        [culture("0609 0800", "Cryptococcus neoformans")],
        [site("MEN", "1", "Cryptococcus neoformans")],
        [event(None, "06-09", "Cryptococcus neoformans", status="excluded")],
        id="Cryptococcus is not secondary either",
    ),
    pytest.param(
        [culture("0605 0800", COLI)],
        [site("SSI", "OS", COLI)],
        [secondary("SSI", COLI)],
        id="surgical site: three days before its date of event",
    ),
    pytest.param(
        [culture("0622 0800", COLI)],
        [site("SSI", "DI", COLI)],
        [primary("06-22", COLI)],
        id="surgical site: fourteen days after its date of event is too late",
    ),
    pytest.param(
        [culture("0609 0800", "Enterococcus faecalis")],
        [site("PNEU", "2", "Enterococcus faecalis", specimen_type="bronchoalveolar lavage")],
        [primary("06-09", "Enterococcus faecalis")],
        id="pneumonia takes no enterococcus from lavage",
    ),
    pytest.param(
        [culture("0609 0800", "Enterococcus faecalis")],
        [site("PNEU", "2", "Enterococcus faecalis", specimen_type="pleural fluid")],
        [secondary("PNEU", "Enterococcus faecalis")],
        id="pneumonia takes an enterococcus that is in pleural fluid, too",
    ),
    pytest.param(
        [BLOOD_9],
        [site("IAB", "3b", specimen_dates=[], blood_is_element=True)],
        [secondary("IAB", COLI)],
        id="blood is an element of the site's criterion",
    ),
    pytest.param(
        [culture("0612 0800", COLI)],
        [site("IAB", "3b", specimen_dates=[], blood_is_element=True)],
        [primary("06-12", COLI)],
        id="blood as an element must lie in the site's window",
    ),
    pytest.param(
        [culture("0609 0800", AUREUS)],
        [site("IAB", "3b", specimen_dates=[], blood_is_element=True)],
        [primary("06-09", AUREUS)],
        id="IAB 3b by blood asks for an MBI organism",
    ),
    pytest.param(
        [culture("0617 0800", AUREUS)],
        [site("BONE", "1", AUREUS, anchor="2026-06-12", day="06-12")],
        [secondary("BONE", AUREUS, day="06-12")],
        id="bone by its matching specimen",
    ),
    pytest.param(
        [culture("0603 0800", AUREUS)],
        [site("BONE", "1", AUREUS, day="06-12")],
        [secondary("BONE", AUREUS, day="06-12")],
        id="bone: the window reaches ten days back",
    ),
    pytest.param(
        [culture("0628 0800", AUREUS)],
        [site("ENDO", "1", AUREUS)],
        [secondary("ENDO", AUREUS)],
        id="endocarditis takes matching blood for the rest of the stay",
    ),
    pytest.param(
        [culture("0609 0800", AUREUS, COLI)],
        [site("ENDO", "1", AUREUS)],
        [secondary("ENDO", AUREUS), primary("06-09", COLI)],
        id="with endocarditis only the matching organism goes",
    ),
]


@pytest.mark.parametrize(("messages", "decisions", "wanted"), SECONDARY)
def test_secondary(
    tmp_path: Path, messages: list[str], decisions: list[dict[str, object]], wanted: list[Wanted]
) -> None:
    assert_events(report_of(assess(tmp_path, messages, decisions=decisions)), wanted)


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        ("IAB", "2a"),
        ("PNEU", "1"),
        ("PNU1", ""),
        ("XYZ", "1"),
        ("GIT", "1b"),
        ("VASC", "1"),
        ("BONE", "2"),
        ("SKIN", "1"),
        ("VAE", "IVAC"),
    ],
)
def test_a_criterion_that_takes_no_bsi_is_refused(tmp_path: Path, name: str, criterion: str) -> None:
    report = report_of(assess(tmp_path, [BLOOD_9], decisions=[site(name, criterion, COLI)]))
    assert_events(report, [primary("06-09", COLI)])
    assert len(report["refused_decisions"]) == 1


@pytest.mark.parametrize(
    "name_and_criterion",
    [
        "UTI SUTI 1b",
        "UTI ABUTI",
        "CARD 1",
        "CIRC 2",
        "PNEU 3",
        "USI 1",
        "VCUF 3",
        "EAR 5",
        "LUNG 1",
        "SSI SI",
        "JNT 1",
        "VASC SSI 1",
        "PNEU PNU2",
    ],
)
def test_a_criterion_that_takes_a_bsi_is_taken(tmp_path: Path, name_and_criterion: str) -> None:
    name, criterion = name_and_criterion.split(" ", 1)
    report = report_of(assess(tmp_path, [BLOOD_9], decisions=[site(name, criterion, COLI)]))
    assert report["refused_decisions"] == []
    assert_events(report, [secondary(name, COLI)])


@pytest.mark.parametrize(("protocol", "counts"), [("", True), ('[endpoint]\nbsi = "primary"\n', False)])
def test_whether_a_secondary_infection_counts_is_the_protocols(tmp_path: Path, protocol: str, *, counts: bool) -> None:
    report = report_of(assess(tmp_path, [BLOOD_9], decisions=[IAB], protocol=protocol))
    assert [one["counts_for_endpoint"] for one in events(report)] == [counts]

"""The secondary BSI guide's situations from admission to the last culture, judged as its text judges them; by hand."""

from pathlib import Path

import pytest

from hl7_by_hand import Wanted, assert_events, assess, culture, event, report_of, said
from secondary_by_hand import Decision, element, primary, secondary, site

AUREUS, COLI, FAECALIS = "Staphylococcus aureus", "Escherichia coli", "Enterococcus faecalis"
KLEBSIELLA, PSEUDOMONAS, FRAGILIS = "Klebsiella pneumoniae", "Pseudomonas aeruginosa", "Bacteroides fragilis"
PNEUMONIAE, YEAST = "Streptococcus pneumoniae", "Yeast"
ADMITTED = said("admission", admitted_at="2026-06-05")
BRONCHOALVEOLAR = "bronchoalveolar lavage"

GUIDE = [
    pytest.param(
        [culture("0607 0800", COLI), culture("0616 0800", AUREUS, specimen="B1")],
        [site("UTI", "SUTI 1b", COLI, day="06-05", specimen_type="urine")],
        [secondary("UTI", COLI, day="06-05", onset="POA"), primary("06-16", AUREUS, onset="HAI")],
        id="blood on admission that belongs to the urine sets no timeframe: S. aureus later is a new infection",
    ),
    pytest.param(
        [culture("0612 0800", PNEUMONIAE)],
        [site("SINU", "1", PNEUMONIAE, day="06-08", specimen_type="aspirated fluid")],
        [secondary("SINU", PNEUMONIAE, onset="HAI")],
        id="sinus fluid, and the same organism in blood four days later",
    ),
    pytest.param(
        [culture("0610 0800", "Acinetobacter baumannii")],
        [site("PNEU", "PNU2", "Acinetobacter baumannii", specimen_type=BRONCHOALVEOLAR)],
        [secondary("PNEU", "Acinetobacter baumannii")],
        id="lavage and blood with the same organism",
    ),
    pytest.param(
        [culture("0608 0800", PSEUDOMONAS)],
        [element("PNEU", "PNU2")],
        [secondary("PNEU", PSEUDOMONAS)],
        id="infiltrate, fever, cough, and blood as the laboratory element of PNU2",
    ),
    pytest.param(
        [culture("0608 0800", FRAGILIS)],
        [element("IAB", "3b")],
        [secondary("IAB", FRAGILIS)],
        id="fluid on imaging, fever, pain, and blood with an MBI organism: IAB 3b",
    ),
    pytest.param(
        [culture("0609 0800", FRAGILIS)],
        [site("SSI", "OS-IAB 1", COLI, specimen_type="drained fluid")],
        [primary("06-09", FRAGILIS)],
        id="drained fluid with E. coli alone does not match B. fragilis in blood",
    ),
    pytest.param(
        [culture("0615 0800", FAECALIS, "yeast")],
        [site("UTI", "SUTI 1a", FAECALIS, specimen_type="urine")],
        [secondary("UTI", FAECALIS), primary("06-15", YEAST)],
        id="E. faecalis and yeast in blood: the urine takes E. faecalis, yeast alone is the primary infection",
    ),
    pytest.param(
        [culture("0610 0800", KLEBSIELLA)],
        [
            site("UTI", "SUTI 1a", KLEBSIELLA, day="06-07", specimen_type="urine"),
            site("PNEU", "PNU2", KLEBSIELLA, day="06-09", specimen_type=BRONCHOALVEOLAR),
        ],
        [secondary("UTI", KLEBSIELLA, day="06-07"), secondary("PNEU", KLEBSIELLA, day="06-09")],
        id="one blood organism that matches two sites is assigned to both",
    ),
    pytest.param(
        [culture("0610 0800", "Enterococcus species")],
        [site("MEN", "1", FAECALIS, specimen_type="cerebrospinal fluid")],
        [secondary("MEN", "Enterococcus")],
        id="the less definite name matches at the genus",
    ),
    pytest.param(
        [culture("0610 0800", "Enterobacter cloacae")],
        [site("IAB", "1", "Enterobacter aerogenes", specimen_type="abscess")],
        [primary("06-10", "Enterobacter cloacae")],
        id="two species are no match, however alike they are",
    ),
    pytest.param(
        [culture("0610 0800", AUREUS)],
        [site("BRST", "2", AUREUS)],
        [primary("06-10", AUREUS)],
        id="a breast abscess seen at operation: neither scenario is open to BRST 2",
    ),
    pytest.param(
        [culture("0609 0800", PSEUDOMONAS)],
        [element("BURN", "1")],
        [secondary("BURN", PSEUDOMONAS)],
        id="a burn wound that changes, with blood as the element",
    ),
    pytest.param(
        [culture("0620 0800", COLI), culture("0622 0800", COLI, specimen="B1")],
        [site("UTI", "SUTI 1a", COLI, specimen_type="urine")],
        [secondary("UTI", COLI), primary("06-22", COLI)],
        id="the period does not grow with what it took: the day after it the same organism is a primary infection",
    ),
    pytest.param(
        [culture("0609 0800", "Salmonella enterica", AUREUS)],
        [site("GE", "2a", "Salmonella enterica", specimen_type="stool")],
        [secondary("GE", "Salmonella enterica", AUREUS)],
        id="stool and blood with Salmonella; what grew beside it goes along",
    ),
    pytest.param(
        [culture("0609 0800", AUREUS)],
        [site("VASC", "1", AUREUS)],
        [primary("06-09", AUREUS)],
        id="pus at a vessel is no site that takes blood",
    ),
    pytest.param(
        [culture("0609 0800", COLI, status="P")],
        [site("UTI", "SUTI 1a", COLI)],
        [event(None, "06-08", COLI, status="suspected", attribution="secondary", secondary_to="UTI")],
        id="a preliminary organism is suspected to be secondary",
    ),
]


@pytest.mark.parametrize(("messages", "decisions", "wanted"), GUIDE)
def test_the_guide(tmp_path: Path, messages: list[str], decisions: list[Decision], wanted: list[Wanted]) -> None:
    report = report_of(assess(tmp_path, messages, decisions=[ADMITTED, *decisions]))
    assert_events(report, sorted(wanted, key=lambda one: str(one["date_of_event"])))

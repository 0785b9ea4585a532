"""What a site takes of blood, what it excludes, and what becomes of the rest; by hand, from the manual."""

from pathlib import Path

import pytest

from hl7_by_hand import INFANT, Wanted, assert_events, assess, contaminant, culture, report_of, said, temperature
from secondary_by_hand import Decision, element, primary, secondary, site

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
ALBICANS, FAECALIS, KLEBSIELLA = "Candida albicans", "Enterococcus faecalis", "Klebsiella pneumoniae"
BLOOD = culture("0609 0800", COLI)
FEVER = temperature("0609 1000", "38.4")
TWO_EPIDERMIDIS = [culture("0609 0800", EPIDERMIDIS), culture("0609 0900", EPIDERMIDIS, specimen="A2")]
LUNG_TISSUE, PLEURA, LAVAGE = "lung tissue", "pleural fluid", "bronchoalveolar lavage"
TAKEN = [
    pytest.param(
        [culture("0609 0800", "Saccharomyces cerevisiae")],
        [site("UTI", "SUTI 1a", "Saccharomyces cerevisiae")],
        [secondary("UTI", "Saccharomyces cerevisiae")],
        id="urine excludes Candida and yeast without a name, no other named yeast",
    ),
    pytest.param(
        [culture("0609 0800", "yeast")],
        [site("UTI", "SUTI 1a", "yeast")],
        [primary("06-09", "Yeast")],
        id="urine excludes yeast without a name",
    ),
    pytest.param(
        [culture("0609 0800", "Candida glabrata")],
        [site("UTI", "ABUTI", "Nakaseomyces glabratus")],
        [primary("06-09", "Candida glabrata")],
        id="urine excludes Candida by its new name, too",
    ),
    pytest.param(
        [culture("0609 0800", "Aspergillus fumigatus")],
        [site("UTI", "SUTI 1b", "Aspergillus fumigatus")],
        [primary("06-09", "Aspergillus fumigatus")],
        id="urine excludes moulds",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [site("USI", "1", ALBICANS)],
        [secondary("USI", ALBICANS)],
        id="the exclusions of urine are not those of the kidney",
    ),
    pytest.param(
        [culture("0609 0800", KLEBSIELLA, ALBICANS)],
        [site("PNEU", "2", KLEBSIELLA, specimen_type=PLEURA)],
        [secondary("PNEU", KLEBSIELLA), primary("06-09", ALBICANS)],
        id="pneumonia takes Candida only where that is in the pleural fluid itself",
    ),
    pytest.param(
        [culture("0609 0800", KLEBSIELLA, ALBICANS)],
        [site("PNEU", "2", KLEBSIELLA, ALBICANS, specimen_type=LUNG_TISSUE)],
        [secondary("PNEU", KLEBSIELLA, ALBICANS)],
        id="Candida from lung tissue, too",
    ),
    pytest.param(
        [culture("0609 0800", FAECALIS)],
        [site("VAE", "PVAP", FAECALIS, specimen_type=LAVAGE)],
        [primary("06-09", FAECALIS)],
        id="PVAP takes no enterococcus from lavage",
    ),
    pytest.param(
        [culture("0609 0800", FAECALIS)],
        [site("VAE", "PVAP", FAECALIS, specimen_type=LUNG_TISSUE)],
        [secondary("VAE", FAECALIS)],
        id="PVAP takes an enterococcus from lung tissue",
    ),
    pytest.param(
        [*TWO_EPIDERMIDIS, FEVER],
        [site("PNEU", "2", EPIDERMIDIS, specimen_type=LAVAGE)],
        [primary("06-09", EPIDERMIDIS, criterion="LCBI-2")],
        id="pneumonia takes no coagulase-negative staphylococci from lavage",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [element("PNEU", "2")],
        [primary("06-09", ALBICANS)],
        id="Candida is no element of PNU2 either",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [element("PNEU", "3", ALBICANS, specimen_type="sputum")],
        [secondary("PNEU", ALBICANS)],
        id="PNU3 takes Candida from blood and sputum",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [site("PNEU", "PNU3", "Candida glabrata", specimen_type="sputum")],
        [primary("06-09", ALBICANS)],
        id="PNU3 asks for the same Candida",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [site("PNEU", "PNU3", "yeast", specimen_type="sputum")],
        [primary("06-09", ALBICANS)],
        id="yeast without a name in sputum is no Candida of PNU3",
    ),
    pytest.param(
        [culture("0609 0800", "yeast")],
        [site("PNEU", "PNU3", ALBICANS, specimen_type="sputum")],
        [primary("06-09", "Yeast")],
        id="yeast without a name in blood is no Candida of PNU3",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [site("PNEU", "PNU3", "Candida species", specimen_type="sputum")],
        [secondary("PNEU", ALBICANS)],
        id="Candida without a species is",
    ),
    pytest.param(
        [culture("0609 0800", FAECALIS)],
        [site("PNEU", "PNU3", FAECALIS, specimen_type="sputum")],
        [primary("06-09", FAECALIS)],
        id="PNU3 takes no enterococcus from sputum",
    ),
    pytest.param(
        [culture("0609 0800", FAECALIS)],
        [site("PNEU", "PNU2", FAECALIS, specimen_type="lung lavage")],
        [primary("06-09", FAECALIS)],
        id="a lavage of the lung is no lung tissue",
    ),
    pytest.param(
        [culture("0609 0800", "Cryptococcus neoformans", COLI)],
        [site("MEN", "1", "Cryptococcus neoformans")],
        [primary("06-09", COLI)],
        id="an organism that no definition may use matches nothing",
    ),
    pytest.param(
        [culture("0609 0800", "yeast")],
        [site("IAB", "1", "Cryptococcus neoformans")],
        [primary("06-09", "Yeast")],
        id="nor does yeast match it",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS, COLI)],
        [site("GIT", "2b", "yeast")],
        [secondary("GIT", ALBICANS), primary("06-09", COLI)],
        id="gastrointestinal tract by yeast takes nothing but yeast of the specimen",
    ),
    pytest.param(
        [culture("0609 0800", COLI)],
        [site("ORAL", "3d", COLI)],
        [primary("06-09", COLI)],
        id="oral cavity by yeast takes no bacterium by itself",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        [site("ORAL", "3d", ALBICANS)],
        [secondary("ORAL", ALBICANS)],
        id="oral cavity by yeast",
    ),
    pytest.param(
        [*TWO_EPIDERMIDIS, FEVER],
        [site("SKIN", "2a", EPIDERMIDIS, AUREUS)],
        [secondary("SKIN", EPIDERMIDIS)],
        id="skin by a commensal beside a pathogen",
    ),
    pytest.param(
        [culture("0609 0800", AUREUS, COLI)],
        [element("IAB", "2b")],
        [secondary("IAB", AUREUS, COLI)],
        id="IAB 2b: one MBI organism in the specimen is enough",
    ),
    pytest.param(
        [culture("0609 0800", COLI), culture("0610 0800", AUREUS, specimen="B1")],
        [element("IAB", "2b")],
        [secondary("IAB", COLI), primary("06-10", AUREUS)],
        id="IAB 2b: a specimen without an MBI organism is no element",
    ),
    pytest.param(
        [culture("0609 0800", EPIDERMIDIS, COLI), culture("0609 0900", EPIDERMIDIS, specimen="A2"), FEVER],
        [element("IAB", "3b")],
        [secondary("IAB", COLI, EPIDERMIDIS)],
        id="IAB 3b: the two specimens of a commensal pair are one element, one of which holds an MBI organism",
    ),
    pytest.param(
        [*TWO_EPIDERMIDIS, FEVER],
        [element("IAB", "3b")],
        [primary("06-09", EPIDERMIDIS, criterion="LCBI-2")],
        id="IAB 3b: a commensal pair without an MBI organism is no element",
    ),
    pytest.param(
        [culture("0610 0800", COLI), culture("0616 0800", COLI, specimen="B1")],
        [element("GIT", "2c")],
        [secondary("GIT", COLI)],
        id="the element's organisms stand for the site's: later blood matches them",
    ),
    pytest.param(
        [culture("0610 0800", COLI), culture("0616 0800", KLEBSIELLA, specimen="B1")],
        [element("GIT", "2c")],
        [secondary("GIT", COLI), primary("06-16", KLEBSIELLA)],
        id="later blood with another organism is judged anew",
    ),
    pytest.param(
        [culture("0616 0800", COLI)],
        [element("IAB", "3b", COLI)],
        [primary("06-16", COLI)],
        id="without blood in the window a criterion by element is open to no match",
    ),
    pytest.param(
        [culture("0609 0800", COLI), culture("0610 0800", AUREUS, specimen="A2")],
        [element("UTI", "ABUTI", COLI)],
        [secondary("UTI", COLI), primary("06-10", AUREUS)],
        id="ABUTI: blood as its element matches the urine",
    ),
    pytest.param(
        [culture("0609 0800", AUREUS, COLI)],
        [element("ENDO", "4a", AUREUS, day="06-09")],
        [secondary("ENDO", AUREUS, day="06-09"), primary("06-09", COLI)],
        id="endocarditis by blood: only the matching organism",
    ),
    pytest.param(
        [culture("0609 0800", "Bacteroides fragilis")],
        [element("SSI", "OS-IAB 3b", COLI)],
        [secondary("SSI", "Bacteroides fragilis")],
        id="organ or space by IAB 3b: blood is an element and need not match the drained fluid",
    ),
    pytest.param(
        [culture("0609 0800", AUREUS)],
        [element("SSI", "OS-IAB 3b", COLI)],
        [primary("06-09", AUREUS)],
        id="organ or space by IAB 3b asks for an MBI organism, too",
    ),
    pytest.param(
        [
            culture("0609 0800", "viridans streptococci"),
            culture("0609 0900", "Streptococcus mitis", specimen="A2"),
            FEVER,
        ],
        [element("ENDO", "4b")],
        [secondary("ENDO", "Streptococcus mitis")],
        id="one organism under two names is told once, by the more precise one",
    ),
    pytest.param(
        [*TWO_EPIDERMIDIS],
        [site("IAB", "1", EPIDERMIDIS)],
        [contaminant("06-09", EPIDERMIDIS)],
        id="a commensal pair without a sign meets no criterion and is not secondary",
    ),
    pytest.param(
        [BLOOD],
        [site("UTI", "SUTI 1a", COLI), site("PNEU", "2", COLI, day="06-07")],
        [secondary("UTI", COLI), secondary("PNEU", COLI, day="06-07")],
        id="one organism, two sites: two events",
    ),
    pytest.param(
        [BLOOD],
        [site("UTI", "SUTI 1a", COLI), site("SUTI", "1b", COLI)],
        [secondary("SUTI", COLI)],
        id="one infection decided under two names is one, by the later decision",
    ),
    pytest.param(
        [BLOOD],
        [site("PNEU", "2", KLEBSIELLA), site("IAB", "1", COLI)],
        [secondary("IAB", COLI)],
        id="of two sites only the matching one",
    ),
    pytest.param(
        [culture("0609 0800", COLI, ALBICANS)],
        [site("UTI", "SUTI 1a", COLI), site("IAB", "1", ALBICANS)],
        [secondary("IAB", COLI, ALBICANS), secondary("UTI", COLI)],
        id="what one site excludes finds another one",
    ),
]


@pytest.mark.parametrize(("messages", "decisions", "wanted"), TAKEN)
def test_what_a_site_takes(
    tmp_path: Path, messages: list[str], decisions: list[Decision], wanted: list[Wanted]
) -> None:
    report = report_of(assess(tmp_path, messages, decisions=decisions))
    assert report["refused_decisions"] == []
    assert_events(report, sorted(wanted, key=lambda one: str(one["date_of_event"])))


NEC = said("site_infection", site="NEC", criterion="", date_of_event="2026-06-08", anchor="2026-06-08")
NECROTISING = [
    pytest.param([BLOOD], INFANT, [secondary("NEC", COLI)], id="a pathogen, without any match"),
    pytest.param(
        TWO_EPIDERMIDIS, INFANT, [secondary("NEC", EPIDERMIDIS)], id="the same commensal twice, without a sign"
    ),
    pytest.param(TWO_EPIDERMIDIS[:1], INFANT, [contaminant("06-09", EPIDERMIDIS)], id="not a single commensal"),
    pytest.param(
        [culture("0621 0800", EPIDERMIDIS), culture("0622 0800", EPIDERMIDIS, specimen="A2")],
        INFANT,
        [contaminant("06-21", EPIDERMIDIS)],
        id="not a pair of which one specimen is drawn after the period",
    ),
    pytest.param([culture("0621 0800", COLI)], INFANT, [secondary("NEC", COLI)], id="day 14"),
    pytest.param([culture("0622 0800", COLI)], INFANT, [primary("06-22", COLI)], id="day 15"),
    pytest.param(
        [BLOOD],
        INFANT.replace("2025-12-01", "2025-06-08"),
        [secondary("NEC", COLI)],
        id="on the first birthday",
    ),
    pytest.param(
        [BLOOD], INFANT.replace("2025-12-01", "2025-06-07"), [primary("06-09", COLI)], id="a day older than one year"
    ),
]


@pytest.mark.parametrize(("messages", "roster", "wanted"), NECROTISING)
def test_necrotising_enterocolitis(tmp_path: Path, messages: list[str], roster: str, wanted: list[Wanted]) -> None:
    assert_events(report_of(assess(tmp_path, messages, decisions=[NEC], roster=roster)), wanted)

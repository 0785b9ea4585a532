"""Site decisions that come late, change or are withdrawn; verdicts; mixed specimens beside primary events. By hand."""

from pathlib import Path

import pytest

from hl7_by_hand import Report, assert_events, assess, culture, events, report_of, said, white_cells
from secondary_by_hand import Decision, element, primary, secondary, site

AUREUS, COLI, ALBICANS = "Staphylococcus aureus", "Escherichia coli", "Candida albicans"
FAECALIS, KLEBSIELLA, PSEUDOMONAS = "Enterococcus faecalis", "Klebsiella pneumoniae", "Pseudomonas aeruginosa"
BLOOD = culture("0609 0800", COLI)
UTI = site("UTI", "SUTI 1a", COLI, specimen_type="urine")


def concluded(folder: Path, messages: list[str], *decisions: Decision) -> Report:
    return report_of(assess(folder, messages, decisions=decisions))


def test_without_the_decision_it_is_primary_and_with_it_the_same_story_is_secondary(tmp_path: Path) -> None:
    before = concluded(tmp_path / "before", [BLOOD])
    after = concluded(tmp_path / "after", [BLOOD], UTI)
    assert_events(before, [primary("06-09", COLI)])
    assert_events(after, [secondary("UTI", COLI, repeat_infection_timeframe=None, central_line_associated=None)])
    assert [one["id"] for one in events(before)] == [one["id"] for one in events(after)]


CHANGED = [
    pytest.param([UTI, {**UTI, "withdrawn": True}], None, id="withdrawn: primary again"),
    pytest.param([UTI, {**UTI, "withdrawn": True}, UTI], "UTI", id="withdrawn and entered again"),
    pytest.param([UTI, {**UTI, "organisms": [KLEBSIELLA]}], None, id="the organism is corrected"),
    pytest.param([{**UTI, "organisms": [KLEBSIELLA]}, UTI], "UTI", id="and the other way"),
    pytest.param([UTI, {**UTI, "criterion": "ABUTI"}], "UTI", id="another criterion that takes blood"),
    pytest.param([{**UTI, "site": "IAB", "criterion": "2a"}, UTI], "UTI", id="a refused one of another site"),
    pytest.param([UTI, {**UTI, "organisms": ["Foo barensis"]}], "UTI", id="an unreadable one replaces nothing"),
    pytest.param(
        [UTI, {**UTI, "withdrawn": True}, site("UTI", "SUTI 1a", COLI, day="06-07")], "UTI", id="moved to another day"
    ),
]


@pytest.mark.parametrize(("decisions", "to"), CHANGED)
def test_the_last_decision_on_a_site_holds(tmp_path: Path, decisions: list[Decision], to: str | None) -> None:
    report = concluded(tmp_path, [BLOOD], *decisions)
    assert [one["secondary_to"] for one in events(report)] == [to]


def test_a_secondary_organism_sets_no_timeframe_and_a_primary_one_of_its_specimen_does(tmp_path: Path) -> None:
    messages = [culture("0609 0800", COLI, ALBICANS), culture("0615 0800", AUREUS, specimen="B1")]
    report = concluded(tmp_path, messages, UTI)
    assert_events(report, [secondary("UTI", COLI), primary("06-09", ALBICANS, AUREUS)])
    assert events(report)[1]["repeat_infection_timeframe"] == ["2026-06-09", "2026-06-22"]


def test_a_secondary_infection_joins_no_later_blood(tmp_path: Path) -> None:
    messages = [BLOOD, culture("0615 0800", AUREUS, specimen="B1"), culture("0620 0800", KLEBSIELLA, specimen="C1")]
    report = concluded(tmp_path, messages, UTI)
    assert_events(report, [secondary("UTI", COLI), primary("06-15", AUREUS, KLEBSIELLA)])


NEUTROPENIC = [white_cells("0608 0600", "0.3"), white_cells("0609 0600", "0.4")]


def test_a_non_mbi_organism_that_is_secondary_demotes_no_barrier_injury(tmp_path: Path) -> None:
    messages = [culture("0609 0800", KLEBSIELLA), culture("0613 0800", PSEUDOMONAS, specimen="B1"), *NEUTROPENIC]
    lung = site("LUNG", "1", PSEUDOMONAS, day="06-12")
    without = concluded(tmp_path / "without", messages)
    assert_events(without, [primary("06-09", KLEBSIELLA, PSEUDOMONAS)])
    beside = concluded(tmp_path / "beside", messages, lung)
    assert_events(
        beside, [primary("06-09", KLEBSIELLA, criterion="MBI-LCBI-1"), secondary("LUNG", PSEUDOMONAS, day="06-12")]
    )


def test_of_a_mixed_specimen_the_rest_alone_is_judged_for_barrier_injury(tmp_path: Path) -> None:
    messages = [culture("0609 0800", AUREUS, FAECALIS), *NEUTROPENIC]
    heart = site("ENDO", "1", AUREUS)
    report = concluded(tmp_path, messages, heart)
    assert_events(report, [secondary("ENDO", AUREUS), primary("06-09", FAECALIS, criterion="MBI-LCBI-1")])


def verdict(report: Report, number: int, word: str, **more: object) -> Decision:
    return said("adjudicate", event=events(report)[number]["id"], verdict=word, **more)


def test_a_persons_verdict_of_secondary_names_the_site_and_sets_no_timeframe(tmp_path: Path) -> None:
    messages = [BLOOD, culture("0702 0800", AUREUS, specimen="B1")]
    before = concluded(tmp_path / "before", messages)
    decision = verdict(before, 0, "secondary", note="liver abscess", at="2026-06-20T09:00:00+09:00")
    report = concluded(tmp_path / "after", messages, decision)
    first, second = events(report)
    assert (first["status"], first["attribution"], first["secondary_to"]) == ("confirmed", "secondary", "liver abscess")
    assert (first["criterion"], first["repeat_infection_timeframe"]) == (None, None)
    assert second["criterion"] == "LCBI-1"


def test_a_verdict_can_be_taken_back(tmp_path: Path) -> None:
    before = concluded(tmp_path / "before", [BLOOD])
    refuted = verdict(before, 0, "refuted")
    assert [one["status"] for one in events(concluded(tmp_path / "refuted", [BLOOD], refuted))] == ["refuted"]
    again = concluded(tmp_path / "back", [BLOOD], refuted, {**refuted, "withdrawn": True})
    assert_events(again, [primary("06-09", COLI)])


@pytest.mark.parametrize(
    ("word", "status"),
    [("confirmed", "confirmed"), ("refuted", "refuted"), ("contaminant", "contaminant"), ("secondary", "confirmed")],
)
def test_a_verdict_on_a_secondary_event_is_its_status_alone(tmp_path: Path, word: str, status: str) -> None:
    messages = [culture("0609 0800", COLI, ALBICANS)]
    before = concluded(tmp_path / "before", messages, UTI)
    report = concluded(tmp_path / "after", messages, UTI, verdict(before, 0, word, note="seen"))
    assert_events(report, [secondary("UTI", COLI, status=status), primary("06-09", ALBICANS)])
    assert any(f"{word} by a person on 2026-06-30: seen" in line for line in events(report)[0]["explanation"])


def test_a_suspicion_may_be_called_secondary(tmp_path: Path) -> None:
    messages = [culture("0609 0800", "Staphylococcus epidermidis")]
    before = concluded(tmp_path / "before", messages)
    report = concluded(tmp_path / "after", messages, verdict(before, 0, "secondary", note="port pocket"))
    (found,) = events(report)
    assert (found["status"], found["attribution"], found["secondary_to"]) == ("confirmed", "secondary", "port pocket")


def test_a_verdict_on_an_event_of_nobody_is_refused(tmp_path: Path) -> None:
    report = concluded(tmp_path, [BLOOD], said("adjudicate", event="bsi-0000000000000000", verdict="refuted"), UTI)
    assert report["refused_decisions"] == [
        "S01: adjudicate bsi-0000000000000000: no event or signal of this recipient has this id"
    ]
    assert_events(report, [secondary("UTI", COLI)])


PERIOD = "2026-06-05 to 2026-06-21"
SAID = [
    pytest.param(
        [culture("0609 0800", COLI, KLEBSIELLA)],
        UTI,
        [
            "secondary by scenario 1: an organism of the blood matches the specimen of UTI SUTI 1a of 2026-06-08 (POD",
            "blood collected 2026-06-09 (POD 8): Escherichia coli matches Escherichia coli of the site's specimen",
            f"(urine of 2026-06-08); in the attribution period, {PERIOD}",
            "blood collected 2026-06-09 (POD 8): Klebsiella pneumoniae of the same specimen goes with it",
        ],
        id="scenario 1",
    ),
    pytest.param(
        [BLOOD, culture("0616 0800", COLI, specimen="B1")],
        element("IAB", "3b"),
        [
            "secondary by scenario 2: the blood culture is an element of IAB 3b of 2026-06-08 (POD 7)",
            "blood collected 2026-06-09 (POD 8): in the site's infection window period, 2026-06-05 to 2026-06-11",
            "blood collected 2026-06-16 (POD 15): Escherichia coli matches Escherichia coli of blood that is an",
            f"an element of the criterion; in the attribution period, {PERIOD}",
        ],
        id="scenario 2",
    ),
    pytest.param(
        [culture("0622 0800", COLI)],
        UTI,
        [f"2026-06-22 (POD 21) is 1 day after its attribution period, {PERIOD}"],
        id="a day too late",
    ),
    pytest.param(
        [culture("0602 0800", COLI)], UTI, [f"is 3 days before its attribution period, {PERIOD}"], id="days too early"
    ),
    pytest.param(
        [culture("0609 0800", AUREUS)],
        UTI,
        [
            "not secondary to UTI SUTI 1a of 2026-06-08 (POD 7): Staphylococcus aureus matches none of the site's spec",
            "specimen (urine of 2026-06-08), Escherichia coli",
        ],
        id="another organism",
    ),
    pytest.param(
        [culture("0609 0800", ALBICANS)],
        UTI,
        ["not secondary to UTI SUTI 1a of 2026-06-08 (POD 7): the site excludes Candida albicans"],
        id="excluded by the site",
    ),
    pytest.param(
        [BLOOD],
        site("PNEU", "1", COLI),
        ["not secondary to PNEU 1 of 2026-06-08 (POD 7): a bloodstream infection is never secondary to PNU1"],
        id="no eligible criterion",
    ),
    pytest.param(
        [culture("0612 0800", COLI)],
        element("IAB", "3b"),
        [
            "is 1 day after the infection window period, in which blood is an element, 2026-06-05 to 2026-06-11",
        ],
        id="no element any more",
    ),
    pytest.param(
        [culture("0609 0800", AUREUS)],
        element("IAB", "3b"),
        ["IAB 3b of 2026-06-08 (POD 7): the criterion asks for blood with an MBI organism"],
        id="no MBI organism",
    ),
    pytest.param(
        [BLOOD], site("SSI", "DI"), ["the decision names no organism of the site's specimen"], id="no organism named"
    ),
    pytest.param(
        [culture("0609 0800", "Staphylococcus epidermidis")],
        site("IAB", "1", "Staphylococcus epidermidis"),
        ["a common commensal that meets no criterion by itself cannot be secondary"],
        id="a single commensal",
    ),
]


@pytest.mark.parametrize(("messages", "decision", "lines"), SAID)
def test_why_it_is_secondary_or_not(tmp_path: Path, messages: list[str], decision: Decision, lines: list[str]) -> None:
    (found,) = events(concluded(tmp_path, messages, decision))
    for line in lines:
        assert any(line in told for told in found["explanation"]), found["explanation"]


def test_a_site_far_from_the_blood_is_not_spoken_of(tmp_path: Path) -> None:
    near = concluded(tmp_path / "near", [culture("0705 0800", COLI)], UTI)
    far = concluded(tmp_path / "far", [culture("0706 0800", COLI)], UTI)
    assert any("14 days after" in line for line in events(near)[0]["explanation"])
    assert not any("not secondary" in line for line in events(far)[0]["explanation"])

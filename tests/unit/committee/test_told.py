"""The figures as JSON and as sentences: what a reader gets, and that the blinded document holds no arm."""

import json
from dataclasses import replace

import pytest

from committee_cases import bsi, case, figures, noon, of_bsi
from graftwatch.committee.arms import figures_by_arm
from graftwatch.committee.as_json import changes_document, document, document_by_arm
from graftwatch.committee.changes import changes
from graftwatch.committee.in_words import sentences
from graftwatch.findings import Exposure, LastLevel
from graftwatch.protocol import Boundary, Protocol

TABLE = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=4, table={2: 2, 4: 3}),))
ONE_OF_TWO = [case("A", bsi(5)), case("B")]


def said(*trial: object, protocol: Protocol = TABLE, day: int = 40) -> str:
    return "\n".join(sentences(of_bsi(*trial, protocol=protocol, day=day)))


def test_the_document_holds_what_a_machine_asks() -> None:
    found = json.loads(json.dumps(document(figures(*ONE_OF_TWO, protocol=TABLE))))
    bsi_found = found["endpoints"]["bsi"]
    assert (bsi_found["evaluable"], bsi_found["evaluable_with_event"], bsi_found["rate"]) == (2, 1, 0.5)
    assert bsi_found["boundary"] == {"2": 2, "4": 3}
    assert bsi_found["soonest_stop"] == {"more_events": 2, "n": 4}
    assert bsi_found["path"] == [{"n": 1, "events": 1, "on": "2026-06-06"}, {"n": 2, "events": 1, "on": "2026-07-02"}]
    assert [(one["subject"], one["date_of_event"], one["counts"]) for one in bsi_found["listed"]] == [
        ("A", "2026-06-06", True)
    ]
    assert found["endpoints"]["rejection"]["boundary"] is None
    assert found["by_risk"]["none"]["bsi"]["evaluable"] == 2
    assert found["day"] == "2026-07-11"
    assert found["exposure"] == []


def test_exposure_stands_in_the_document() -> None:
    last = LastLevel(at=noon(9), value=8.0)
    one = Exposure(drug="mpa", unit="mg/L", target=(1, 3.5), time_in_range=0.25, covered_hours=9, last=last)
    recipient, held = case("A")
    (found,) = document(figures((recipient, held.model_copy(update={"exposure": (one,)}))))["exposure"]
    assert (found["drug"], found["median_time_in_range"], found["quartiles"]) == ("mpa", 0.25, [0.25, 0.25])


def test_the_blinded_document_is_the_same_whoever_is_in_which_arm() -> None:
    one, other = (case(name, bsi(5), arm=arm) for name, arm in (("A", "cells"), ("B", "none")))
    turned = [(replace(recipient, arm=arm), held) for (recipient, held), arm in ((one, "none"), (other, "cells"))]
    texts = [json.dumps(document(figures(*trial))) for trial in ([one, other], turned)]
    assert texts[0] == texts[1]
    assert "cells" not in texts[0]
    by_arm = document_by_arm(figures_by_arm([one, other], Protocol(), noon(40)))
    assert list(by_arm) == ["cells", "none"]


def test_changes_are_documents_too() -> None:
    (first, *_) = changes_document(changes(figures(case("A"), day=9), figures(case("A", bsi(5)), day=9)))
    assert (first["kind"], first["subject"], first["was"]) == ("event_added", "A", "")


@pytest.mark.parametrize(
    ("trial", "day", "expected"),
    [
        pytest.param([case("A")], 3, "nobody is evaluable yet, 1 to come", id="nobody yet"),
        pytest.param(ONE_OF_TWO, 40, "1 of 2 evaluable recipients had it (0 to come): 50.0%", id="the rate"),
        pytest.param([*ONE_OF_TWO, case("C", left=noon(3))], 40, "(0 to come, 1 excluded)", id="who is excluded"),
        pytest.param(ONE_OF_TWO, 40, "95 % interval 1.26% to 98.74%", id="its interval"),
        pytest.param(ONE_OF_TWO, 40, "posterior Beta(2, 2)", id="the belief"),
        pytest.param(ONE_OF_TWO, 40, "historical rate 28.6%: ours is +21.4 points", id="history"),
        pytest.param(ONE_OF_TWO, 40, "judged by people: none; 1 not judged", id="nobody judged"),
        pytest.param(
            ONE_OF_TWO, 40, "not crossed; it lies at 2 of 2; 2 more events by recipient 4 would stop", id="the distance"
        ),
        pytest.param(ONE_OF_TWO, 40, "if the next recipient has it, too: 2 of 3, and the trial goes on", id="the next"),
        pytest.param(
            [case("A", bsi(5))], 40, "if the next recipient has it, too: 2 of 2, and the trial stops (at 2)", id="stops"
        ),
        pytest.param(
            [case("A", bsi(5)), case("B", bsi(7))], 40, "CROSSED on 2026-06-08 with 2 events among 2", id="crossed"
        ),
        pytest.param(
            [case(name) for name in "ABCD"], 40, "not crossed, and cannot be any more", id="all planned are there"
        ),
    ],
)
def test_the_figures_are_told_in_sentences(trial: list[object], day: int, expected: str) -> None:
    assert expected in said(*trial, day=day)


def test_an_endpoint_without_a_boundary_says_so() -> None:
    assert "no boundary is planned" in said(*ONE_OF_TWO, protocol=Protocol(boundaries=()))


def test_after_the_last_planned_recipient_there_is_no_next_one() -> None:
    assert "next recipient" not in said(*(case(name) for name in "ABCDE"))

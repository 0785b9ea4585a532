"""The assessment as a whole: window, state, next look, the published form, and facts in any number of versions."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from charts import (
    LONG_AFTER,
    TOKYO,
    assessed,
    blood_culture,
    confirmed,
    june,
    pending_blood,
    recipient,
    said,
    site_infection,
    temperature,
)
from graftwatch.assessment import (
    Assessment,
    AssessmentReport,
    UnmappedCode,
    UnreadFile,
    assess,
    explain,
    explanation_lines,
    protocol_stamp,
)
from graftwatch.bsi import RULES
from graftwatch.facts import ClinicalTime, Death, FactSet, Source, Status
from graftwatch.protocol import Protocol


def test_the_window_is_published_by_its_dates() -> None:
    document = json.loads(assessed().model_dump_json())
    assert document["window"] == {"from": "2026-06-01", "to": "2026-07-01"}
    assert Assessment.model_validate(document) == assessed()


@pytest.mark.parametrize(
    ("now", "state", "post_operative_day"),
    [
        pytest.param(june(0, 23), "before_transplant", -1, id="the day before"),
        pytest.param(june(1, 0), "in_window", 0, id="midnight of the transplant's day"),
        pytest.param(june(31, 23, 59), "in_window", 30, id="last minute of POD 30"),
        pytest.param(june(32, 0), "after_window", 31, id="first minute of POD 31"),
    ],
)
def test_state_and_post_operative_day(now: datetime, state: str, post_operative_day: int) -> None:
    assessment = assessed(now=now)
    assert (assessment.state, assessment.post_operative_day) == (state, post_operative_day)


def test_withdrawn_and_died() -> None:
    withdrawn = replace(recipient(), withdrawn_at=june(5))
    before, after = (assess(withdrawn, [], Protocol(), now) for now in (june(4), june(6)))
    assert (before.state, before.next_look, after.state) == ("in_window", june(5), "withdrawn")
    assert assessed(said("death", Death(ClinicalTime.of(june(9), TOKYO)), june(9))).state == "died"


class TestNextLook:
    def test_is_the_windows_end_where_nothing_else_is_due(self) -> None:
        assert assessed(now=june(10)).next_look == june(32, 0)

    def test_is_the_earliest_of_all(self) -> None:
        assert assessed(pending_blood(4), temperature(4, "38.5"), now=june(6)).next_look == june(11, 8)

    def test_is_none_when_nothing_can_change(self) -> None:
        assert assessed(blood_culture(4, "Escherichia coli"), now=LONG_AFTER).next_look is None

    def test_lies_ahead(self) -> None:
        for hour in range(0, 24 * 40, 7):
            now = june(1 + hour // 24, hour % 24)
            look = assessed(pending_blood(4), temperature(4, "38.5"), now=now).next_look
            assert look is None or look > now


def test_nothing_changes_before_the_next_look() -> None:
    facts = [blood_culture(4, "CNS"), blood_culture(5, "CNS"), pending_blood(9), temperature(9, "38.4")]
    now = june(6)
    first = assessed(*facts, now=now)
    assert first.next_look is not None
    for hours in range(1, 48):
        later = june(6 + (8 + hours) // 24, (8 + hours) % 24)
        if later < first.next_look:
            again = assessed(*facts, now=later)
            moved = {"as_of": first.as_of, "post_operative_day": first.post_operative_day}
            assert again.model_copy(update=moved) == first


def test_the_heartbeat_recipient_is_not_judged() -> None:
    heartbeat = recipient(subject="heartbeat")
    assessment = assess(heartbeat, [blood_culture(4, "Escherichia coli")], Protocol(), june(6))
    assert (assessment.events, assessment.signals, assessment.next_look) == ((), (), None)


def test_all_versions_or_the_current_ones_give_the_same() -> None:
    early = blood_culture(4, "CNS", status=Status.PRELIMINARY, stated=june(5))
    late = blood_culture(4, "Escherichia coli", stated=june(6))
    held = FactSet([early, late])
    assert assessed(*held) == assessed(*held.current())
    (event,) = confirmed(assessed(*held.current(known_by=june(7))))
    assert event.criterion == "LCBI-1"
    assert confirmed(assessed(*held.current(known_by=june(5, 23)))) == []


def test_the_same_version_from_two_messages_names_the_first() -> None:
    one = blood_culture(4, "Escherichia coli")
    again = replace(one, source=Source("lab", "A-1"))
    for order in ((one, again), (again, one)):
        assert confirmed(assessed(*order))[0].sources == ("MSH-10 A-1",)


def test_the_report_is_the_published_document() -> None:
    report = AssessmentReport(
        as_of=june(6),
        protocol=protocol_stamp(Protocol()),
        rules=RULES,
        recipients=(assessed(blood_culture(4, "Escherichia coli"), now=june(6)),),
        unmapped=(UnmappedCode(feed="default", field="OBX-3", code="XYZ^L", count=3),),
        unread=(UnreadFile(file="a.hl7", reason="no MSH segment"),),
    )
    document = json.loads(report.model_dump_json())
    assert document["rules"] == "nhsn-2026.01"
    assert len(document["protocol"]["sha256"]) == 64
    event = document["recipients"][0]["events"][0]
    assert (event["kind"], event["status"], event["criterion"]) == ("bsi", "confirmed", "LCBI-1")
    assert event["infection_window_period"] == ["2026-06-01", "2026-06-07"]
    assert event["organisms"] == [
        {"name": "Escherichia coli", "snomed": "112283007", "common_commensal": False, "mbi": True}
    ]


class TestExplanation:
    def test_shows_each_event_with_its_elements_messages_and_signal(self) -> None:
        lines = explanation_lines(assessed(blood_culture(4, "Escherichia coli"), temperature(4, "38.4")))
        assert lines[0] == "S01"
        assert (
            "bsi confirmed: LCBI-1, primary, date of event 2026-06-04, in the window, counts for the endpoint" in lines
        )
        assert "  organism: Escherichia coli (MBI)" in lines
        assert any(line.startswith("  met: Escherichia coli from blood collected 2026-06-04 (POD 3)") for line in lines)
        assert any(line.startswith("  signal: bsi.confirmed, page, open since ") for line in lines)
        assert any("nearest criterion missed: MBI-LCBI-1" in line for line in lines)

    def test_shows_what_is_missing(self) -> None:
        lines = explanation_lines(assessed(blood_culture(4, "CNS")))
        assert any(line.startswith("  missing: LCBI-2: ") for line in lines)

    def test_shows_signals_without_an_event_and_refused_decisions(self) -> None:
        refused = site_infection("PNEU", "PNU1", 4, "Escherichia coli")
        headings = [one.heading for one in explain(assessed(pending_blood(4), temperature(4, "38.4"), refused))]
        assert headings[1].startswith("bsi.fever_with_culture closed, notify")
        assert "decision refused" in headings


def test_no_identifier_or_birth_date_leaves() -> None:
    text = assessed(blood_culture(4, "Escherichia coli"), born=date(1960, 2, 29)).model_dump_json()
    assert "0001" not in text
    assert "1960" not in text

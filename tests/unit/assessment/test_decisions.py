"""decisions.jsonl: what is read, what is refused, and what replaces what."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from graftwatch.assessment.decisions import DecisionFile, DecisionFileError, read_decisions
from graftwatch.facts import (
    Acknowledgement,
    Adjudication,
    Admission,
    Biopsy,
    CentralLine,
    ClinicalTime,
    Condition,
    Death,
    Discharge,
    Fact,
    FactSet,
    ReTransplant,
    Sign,
    SiteInfection,
    Statement,
)

TOKYO = ZoneInfo("Asia/Tokyo")
ENTERED = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
AT = "2026-06-05T10:00:00+09:00"
AT_TIME = ClinicalTime(date(2026, 6, 5), datetime(2026, 6, 5, 1, 0, tzinfo=UTC))


def line(**fields: object) -> str:
    """One decision as a line."""
    return json.dumps({"subject": "S01", "at": AT, "by": "ward 5", **fields})


def facts(*lines: str, entered: datetime = ENTERED) -> list[Fact[Statement]]:
    """The facts of a file."""
    decisions = read_decisions("\n".join(lines), "decisions.jsonl").decisions
    return [fact for one in decisions for fact in one.facts(TOKYO, entered)]


def says(*lines: str) -> list[Statement]:
    """What stands in the end."""
    return [one.statement for one in FactSet(facts(*lines)).current()]


def faults(*lines: str) -> list[str]:
    """The faults of a file."""
    with pytest.raises(DecisionFileError) as refused:
        read_decisions("\n".join(lines), "decisions.jsonl")
    return refused.value.faults


def refused(*lines: str) -> list[str]:
    """The decisions of a file that are refused alone."""
    return [str(one) for one in read_decisions("\n".join(lines), "decisions.jsonl").refused]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        pytest.param({"type": "sign", "sign": "chills"}, [Sign("chills", AT_TIME)], id="sign"),
        pytest.param(
            {
                "type": "site_infection",
                "site": "uti",
                "criterion": "1a",
                "date_of_event": "2026-06-04",
                "anchor": "2026-06-03",
                "organisms": ["E. coli"],
                "specimen_dates": ["2026-06-03"],
                "specimen_type": "Urine",
            },
            [
                SiteInfection(
                    "UTI",
                    "1a",
                    date(2026, 6, 4),
                    date(2026, 6, 3),
                    ("Escherichia coli",),
                    (date(2026, 6, 3),),
                    "urine",
                )
            ],
            id="site infection",
        ),
        pytest.param(
            {"type": "site_infection", "site": "IAB", "criterion": "2b", "date_of_event": "2026-06-04"},
            [SiteInfection("IAB", "2b", date(2026, 6, 4), date(2026, 6, 4))],
            id="site infection with the least that it needs",
        ),
        pytest.param(
            {
                "type": "site_infection",
                "site": "IAB",
                "criterion": "1",
                "date_of_event": "2026-06-04",
                "organisms": "E. coli",
                "specimen_dates": "2026-06-03",
            },
            [SiteInfection("IAB", "1", date(2026, 6, 4), date(2026, 6, 4), ("Escherichia coli",), (date(2026, 6, 3),))],
            id="one organism and one day that are no list",
        ),
        pytest.param(
            {"type": "central_line", "placed_at": "2026-06-01", "removed_at": AT},
            [CentralLine(ClinicalTime(date(2026, 6, 1)), None, AT_TIME)],
            id="central line",
        ),
        pytest.param(
            {"type": "condition", "condition": "gi_gvhd", "from": "2026-06-01", "to": "2026-06-09", "grade": "III"},
            [Condition("gi_gvhd", date(2026, 6, 1), date(2026, 6, 9), 3)],
            id="condition",
        ),
        pytest.param(
            {"type": "condition", "condition": "diarrhea", "from": "2026-06-01", "ml_per_24h": 1000.5},
            [Condition("diarrhoea", date(2026, 6, 1), None, None, Decimal("1000.5"))],
            id="condition in another spelling, that goes on",
        ),
        pytest.param(
            {"type": "adjudicate", "event": "bsi-1", "verdict": "secondary", "note": "bile"},
            [Adjudication("bsi-1", "secondary", "bile")],
            id="adjudicate an event",
        ),
        pytest.param(
            {"type": "adjudicate", "signal": "bsi-1", "verdict": "refuted"},
            [Adjudication("bsi-1", "refuted")],
            id="adjudicate a signal",
        ),
        pytest.param(
            {"type": "biopsy", "portal": 2, "duct": 2, "venous": 1}, [Biopsy(AT_TIME, 2, 2, 1)], id="biopsy by parts"
        ),
        pytest.param({"type": "biopsy", "grade": "Mild"}, [Biopsy(AT_TIME, grade="mild")], id="biopsy by grade"),
        pytest.param({"type": "re_transplant"}, [ReTransplant(AT_TIME)], id="re-transplant"),
        pytest.param({"type": "death"}, [Death(AT_TIME)], id="death"),
        pytest.param(
            {"type": "acknowledge", "page": "p1"}, [Acknowledgement("p1", AT_TIME, "ward 5")], id="acknowledge"
        ),
    ],
)
def test_each_type_says_its_statement(decision: dict[str, object], expected: list[Statement]) -> None:
    assert says(line(**decision)) == expected


def test_an_admission_is_a_stay_with_its_end() -> None:
    admission, discharge = says(line(type="admission", admitted_at="2026-06-01", discharged_at="2026-06-20"))

    assert isinstance(admission, Admission)
    assert isinstance(discharge, Discharge)
    assert admission.visit == discharge.visit
    assert (admission.admitted.on, discharge.discharged.on) == (date(2026, 6, 1), date(2026, 6, 20))


def test_a_time_without_an_offset_is_in_the_protocols_zone() -> None:
    assert says(line(type="death", at="2026-06-05T10:00:00")) == [Death(AT_TIME)]


def test_a_day_stays_a_day() -> None:
    assert says(line(type="death", at="2026-06-05")) == [Death(ClinicalTime(date(2026, 6, 5)))]


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        pytest.param(
            {"type": "biopsy", "portal": 3, "duct": 3, "venous": 3},
            {"type": "biopsy", "portal": 0, "duct": 1, "venous": 0},
            [Biopsy(AT_TIME, 0, 1, 0)],
            id="the same biopsy graded anew",
        ),
        pytest.param(
            {"type": "death", "at": "2026-06-20"},
            {"type": "death", "at": "2026-06-18"},
            [Death(ClinicalTime(date(2026, 6, 18)))],
            id="the death was earlier",
        ),
        pytest.param(
            {"type": "central_line", "placed_at": "2026-06-01"},
            {"type": "central_line", "placed_at": "2026-06-01", "removed_at": "2026-06-04"},
            [CentralLine(ClinicalTime(date(2026, 6, 1)), None, ClinicalTime(date(2026, 6, 4)))],
            id="the line was removed",
        ),
        pytest.param(
            {"type": "adjudicate", "event": "e", "verdict": "refuted"},
            {"type": "adjudicate", "event": "e", "verdict": "confirmed"},
            [Adjudication("e", "confirmed")],
            id="the other verdict on the same event",
        ),
        pytest.param(
            {"type": "site_infection", "site": "IAB", "criterion": "1", "date_of_event": "2026-06-04"},
            {"type": "site_infection", "site": "iab", "criterion": "3a", "date_of_event": "2026-06-04"},
            [SiteInfection("IAB", "3a", date(2026, 6, 4), date(2026, 6, 4))],
            id="the other criterion of the same site infection",
        ),
        pytest.param(
            {"type": "sign", "sign": "chills"},
            {"type": "sign", "sign": "chills", "withdrawn": True},
            [],
            id="taken back",
        ),
        pytest.param(
            {"type": "sign", "sign": "chills"},
            {"type": "sign", "sign": "fever"},
            [Sign("chills", AT_TIME), Sign("fever", AT_TIME)],
            id="another sign replaces nothing",
        ),
    ],
)
def test_a_later_decision_about_the_same_thing_replaces_the_earlier(
    earlier: dict[str, object], later: dict[str, object], expected: list[Statement]
) -> None:
    assert says(line(**earlier), line(**later)) == expected


def test_the_same_in_two_files_entered_one_after_the_other() -> None:
    first = facts(line(type="biopsy", portal=3, duct=3, venous=3))
    second = facts(line(type="biopsy", portal=0, duct=1, venous=0), entered=ENTERED + timedelta(hours=1))

    for order in ([*first, *second], [*second, *first]):
        assert [one.statement for one in FactSet(order).current()] == [Biopsy(AT_TIME, 0, 1, 0)]


def test_an_end_that_is_left_out_later_is_taken_back() -> None:
    ended = line(type="admission", admitted_at="2026-06-01", discharged_at="2026-06-20")
    goes_on = line(type="admission", admitted_at="2026-06-01")

    assert [type(one) for one in says(ended, goes_on)] == [Admission]
    assert [type(one) for one in says(goes_on, ended)] == [Admission, Discharge]


def test_nobody_is_named_in_a_fact_but_who_acknowledged() -> None:
    every = facts(line(type="sign", sign="chills"), line(type="adjudicate", event="e", verdict="refuted"))

    assert "ward 5" not in repr(every)
    assert {(one.source.feed, one.source.control_id) for one in every} == {("decision", "")}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("{nope", "not JSON: Expecting property name enclosed in double quotes at character 2", id="JSON"),
        pytest.param("[]", 'not a JSON object; write {"type": …, "subject": …, "at": …}', id="a list"),
        pytest.param(line(type="sing"), "`type`: there is no such decision; did you mean `sign`?", id="a type's typo"),
    ],
)
def test_a_line_that_is_no_decision_is_the_files_fault(text: str, fault: str) -> None:
    assert faults(line(type="death"), text) == [f"decisions.jsonl, line 2: {fault}"]


@pytest.mark.parametrize(
    ("text", "about", "fault"),
    [
        pytest.param(
            line(type="sign", sign="cough"),
            "sign cough",
            "`sign`: Input should be 'fever', 'hypothermia', 'chills', 'hypotension', 'apnea' or 'bradycardia'",
            id="a sign that nobody knows",
        ),
        pytest.param(
            line(type="death", att="x"),
            "death",
            "`att`: there is no such field; did you mean `at`?",
            id="a field's typo",
        ),
        pytest.param(
            line(type="death", at="yesterday"),
            "death",
            '`at`: \'yesterday\' is not a time; write it like "2026-06-05T10:00:00+09:00", or a day like "2026-06-05"',
            id="no time",
        ),
        pytest.param(
            line(type="site_infection", site="IAB", date_of_event="2026-06-04", organisms=["Foo barensis"]),
            "site_infection IAB 2026-06-04",
            "`organisms.0`: 'Foo barensis' is not known as one organism; write its full name, \"Escherichia coli\"",
            id="an organism that nobody knows",
        ),
        pytest.param(
            line(type="biopsy", portal=2, duct=2),
            "biopsy",
            "a biopsy needs `portal`, `duct` and `venous` (0 to 3 each), or a `grade`",
            id="a biopsy with a part missing",
        ),
        pytest.param(
            line(type="biopsy", portal=4, duct=2, venous=1),
            "biopsy",
            "`portal`: Input should be less than or equal to 3",
            id="a part above 3",
        ),
        pytest.param(
            line(type="adjudicate", verdict="refuted"),
            "adjudicate refuted",
            "say which `event` or `signal` it is about, by its id",
            id="a verdict on nothing",
        ),
        pytest.param(
            line(type="central_line"),
            "central_line",
            "a central line needs `placed_at`, or `accessed_at`",
            id="a line without a day",
        ),
        pytest.param(
            line(type="condition", condition="ecmo", **{"from": "2026-06-05", "to": "2026-06-04"}),
            "condition ecmo",
            "`to` is before `from`",
            id="an end before the beginning",
        ),
    ],
)
def test_a_faulty_decision_is_refused_alone_with_its_place_and_the_mend(text: str, about: str, fault: str) -> None:
    assert refused(line(type="death"), text) == [f"line 2: {about}: {fault}"]
    assert says(line(type="death"), text) == [Death(AT_TIME)]


def test_all_faults_of_a_file_are_listed_and_nothing_is_taken() -> None:
    found = faults("{", "", line(type="death"), line(type="biopsy", portal=7, duct=8, venous=1), '{"type": "sign"}')

    assert [one.split(": ")[0] for one in found] == [
        "decisions.jsonl, line 1",
        "decisions.jsonl, line 4",
        "decisions.jsonl, line 4",
        "decisions.jsonl, line 5",
        "decisions.jsonl, line 5",
        "decisions.jsonl, line 5",
    ]


def test_an_empty_file_holds_no_decision() -> None:
    assert read_decisions("\ufeff\n\n", "decisions.jsonl") == DecisionFile()

"""Liver-enzyme rise: the edges of the rule, each by its text."""

from datetime import date, datetime, timedelta

import pytest

from graftwatch.facts import ClinicalTime, Death, ReTransplant
from graftwatch.protocol import Protocol
from graftwatch.rejection import enzyme_search, liver_tests
from rejection_case import TOKYO, Case, june

KIND = "rejection.enzyme_rise"
Row = tuple[datetime, str]


def rises(*rows: Row, analyte: str = "alt", protocol: Protocol | None = None) -> bool:
    """Whether the results are told as a rise."""
    return bool(Case(protocol=protocol or Protocol()).measures(analyte, rows).signals(KIND))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([(june(6), "60"), (june(7), "90"), (june(8), "95")], True, id="50 percent above the lowest"),
        pytest.param([(june(6), "60.1"), (june(7), "90"), (june(8), "90")], False, id="just under 50 percent above"),
        pytest.param([(june(6), "50"), (june(7), "80"), (june(8), "80")], False, id="twice the limit is not above it"),
        pytest.param([(june(6), "50"), (june(7), "80.1"), (june(8), "80.1")], True, id="just above twice the limit"),
        pytest.param([(june(6), "60"), (june(7), "150")], False, id="one result is not two"),
        pytest.param(
            [(june(6), "60"), (june(7, 6), "150"), (june(7, 17, 59), "180")], False, id="a minute short of 12 hours"
        ),
        pytest.param([(june(6), "60"), (june(7, 6), "150"), (june(7, 18), "180")], True, id="12 hours exactly"),
        pytest.param(
            [(june(4), "60"), (june(5, 23), "150"), (june(6, 11), "180")], False, id="the first on day 4 is too early"
        ),
        pytest.param(
            [(june(4), "60"), (june(6, 0), "150"), (june(6, 12), "180")], True, id="the first at midnight of day 5"
        ),
        pytest.param(
            [(june(5), "60"), (june(8, 6, 1), "150"), (june(8, 18, 1), "180")],
            False,
            id="the lowest a minute more than 72 hours before the first: nothing it has risen from",
        ),
        pytest.param(
            [(june(5), "60"), (june(8, 6), "150"), (june(8, 18), "180")],
            True,
            id="the lowest has left the 72 hours of the second: it confirms what the first rose from",
        ),
        pytest.param(
            [(june(5), "60"), (june(8, 6), "150"), (june(8, 18), "89")],
            False,
            id="the second is not 50 percent above what the first rose from",
        ),
        pytest.param(
            [(june(7), "60"), (june(8), "150"), (june(11), "160")], True, id="the second 72 hours after the first"
        ),
        pytest.param(
            [(june(7), "60"), (june(8), "150"), (june(11, 6, 1), "160")],
            False,
            id="a minute more than 72 hours after the first: two results far apart are not one rise",
        ),
        pytest.param(
            [(june(5, 7), "60"), (june(7, 7), "150"), (june(8, 7), "180")], True, id="the lowest just 72 hours ago"
        ),
        pytest.param([(june(7), "150"), (june(8), "180")], False, id="without a lower value nothing has risen"),
        pytest.param(
            [(june(6), "60"), (june(7), "150"), (june(8), "80"), (june(9), "150")],
            False,
            id="a result back at the limit between the two",
        ),
        pytest.param(
            [(june(6), "60"), (june(7), "150"), (june(8), "85"), (june(9), "150")],
            True,
            id="a result above the limit that has not risen between the two",
        ),
        pytest.param([(june(6), "60"), (june(7), "<150"), (june(8), "<180")], False, id="at most so much is no rise"),
        pytest.param([(june(6), "60"), (june(7), ">150"), (june(8), ">150")], True, id="at least so much is a rise"),
        pytest.param(
            [(june(6), ">60"), (june(7), "150"), (june(8), "180")], False, id="at least so much is no lowest value"
        ),
        pytest.param(
            [(june(2), "900"), (june(3), "700"), (june(6), "300"), (june(7), "200")], False, id="a falling one"
        ),
    ],
)
def test_two_risen_results_of_one_enzyme_are_a_rise(rows: list[Row], expected: bool) -> None:  # noqa: FBT001 - a case
    assert rises(*rows) is expected


def test_ast_counts_as_alt_does() -> None:
    assert rises((june(6), "60"), (june(7), "90"), (june(8), "95"), analyte="ast")


def test_one_result_of_each_enzyme_is_no_rise() -> None:
    case = Case().measures("alt", [(june(6), "60"), (june(7), "150")])
    case.measures("ast", [(june(7), "60"), (june(8), "150")])

    assert case.signals(KIND) == []


def test_results_of_which_only_the_day_is_known_are_a_day_apart() -> None:
    case = Case()
    for day, value in ((6, "60"), (7, "150"), (8, "180")):
        case.measured("alt", value, date(2026, 6, day))

    assert len(case.signals(KIND)) == 1


def test_the_protocol_sets_the_thresholds() -> None:
    stricter = Protocol.model_validate({"rejection": {"enzyme_rise": {"times_upper_limit": 5, "from_day": 7}}})

    assert not rises((june(6), "60"), (june(7), "150"), (june(8), "180"), protocol=stricter)
    assert not rises((june(6), "60"), (june(7), "250"), (june(8), "280"), protocol=stricter)
    assert rises((june(7), "60"), (june(8), "250"), (june(9), "280"), protocol=stricter)


def test_the_table_of_the_rule_is_what_the_rule_does() -> None:
    rows = [line.split("|")[1:4] for line in (liver_tests.__doc__ or "").splitlines() if " June " in line]
    case = Case()
    for drawn, value, _ in rows:
        day, _, clock = drawn.split()
        case.measured("alt", value.strip(), june(int(day), int(clock[:2])))

    def at(day: int, hour: int) -> list[str]:
        return [one.status for one in case.signals(KIND, now=june(day, hour))]

    assert len(rows) == 7
    assert at(7, 17) == []
    assert at(7, 18) == at(9, 6) == ["open"]
    assert at(10, 6) == ["closed"]


def test_the_table_of_a_second_rise_is_what_the_rule_does() -> None:
    rows = [
        line.split("|")[1:3] for line in (enzyme_search.__doc__ or "").splitlines() if " June " in line and "|" in line
    ]
    case = Case().measures("alt", [(june(6), "60")])
    for drawn, value in rows:
        case.measured("alt", value.strip(), june(int(drawn.split()[0])))

    def at(day: int) -> list[str]:
        return [one.status for one in case.signals(KIND, now=june(day))]

    assert len(rows) == 7
    assert at(8) == at(12) == ["open"]
    assert at(13) == ["closed", "open"]
    assert case.signals(KIND)[0].closed_because == "risen again from ALT 120 U/L on 2026-06-11 06:00"


def test_the_signal_names_its_grounds() -> None:
    signal = Case().rise().signals(KIND)[0]

    assert signal.elements[0] == (
        "ALT 150 U/L on 2026-06-07 06:00: 3.8 × the upper limit 40, "
        "2.5 × the lowest of the hours before 60 U/L on 2026-06-06 06:00"
    )
    assert "ALT 180 U/L on 2026-06-08 06:00" in signal.elements[1]
    assert signal.missing[0].startswith("low exposure")
    assert signal.sources == ("MSH-10 M0001", "MSH-10 M0002")


def test_since_is_when_the_second_result_was_stated_not_when_it_was_heard() -> None:
    case = Case().rise()

    assert case.signals(KIND)[0].since == june(8, 7)


def test_bilirubin_ggt_and_alp_that_rise_with_it_are_support_and_alone_no_signal() -> None:
    alone = Case().measures("total_bilirubin", [(june(6), "1.0"), (june(7), "3.0"), (june(8), "4.0")])
    beside = alone.rise()

    assert Case(facts=alone.facts[:3]).findings().signals == ()
    assert "support: bilirubin 3 mg/dL on 2026-06-07 06:00" in str(beside.signals(KIND)[0].elements)


def test_a_rise_of_both_enzymes_is_one_signal() -> None:
    case = Case().rise().measures("ast", [(june(6), "60"), (june(8), "150"), (june(9), "200")])

    signals = case.signals(KIND)

    assert len(signals) == 1
    assert "ALT 180" in str(signals[0].elements)
    assert "AST 200" in signals[0].reason


def test_a_rise_of_both_enzymes_closes_when_both_are_back() -> None:
    case = Case().rise().measures("ast", [(june(6), "60"), (june(8), "150"), (june(9), "200")])
    case.measures("alt", [(june(10), "70"), (june(11), "70")])
    assert case.signals(KIND)[0].status == "open"

    case.measures("ast", [(june(12), "70"), (june(13), "70")])
    assert case.signals(KIND)[0].status == "closed"


def test_one_result_back_at_the_limit_does_not_close_and_does_not_flap() -> None:
    case = Case().rise().measures("alt", [(june(9), "80"), (june(10), "81"), (june(11), "80"), (june(12), "90")])

    assert [one.status for one in case.signals(KIND)] == ["open"]


def test_a_plateau_keeps_the_signal_open() -> None:
    case = Case().rise().measures("alt", [(june(day), "170") for day in range(9, 20)])

    assert [one.status for one in case.signals(KIND)] == ["open"]


def test_a_second_rise_after_the_first_has_ended_is_a_second_signal() -> None:
    case = Case().rise().measures("alt", [(june(10), "60"), (june(11), "60"), (june(13), "150"), (june(14), "180")])

    signals = case.signals(KIND)

    assert [one.status for one in signals] == ["closed", "open"]
    assert len({one.id for one in signals}) == 2


def test_the_id_stays_while_results_come() -> None:
    case = Case().rise()
    ids = {case.signals(KIND)[0].id}
    case.measures("alt", [(june(9), "250"), (june(10), "60"), (june(11), "60")])
    ids.add(case.signals(KIND)[0].id)

    assert len(ids) == 1


def test_a_result_from_the_future_waits_for_its_time() -> None:
    case = Case().rise()

    before = case.findings(now=june(8, 5))
    assert before.signals == ()
    assert before.next_look == june(8)
    assert len(case.findings(now=june(8)).signals) == 1


def test_after_a_new_graft_the_days_count_from_it() -> None:
    case = Case().rise(day=14)
    assert len(case.signals(KIND)) == 1

    case.says("re_transplant", ReTransplant(ClinicalTime.of(june(10, 9), TOKYO)), june(11))
    assert case.signals(KIND) == []


def test_a_new_graft_ends_the_rise_before_it() -> None:
    case = Case().rise()
    case.says("re_transplant", ReTransplant(ClinicalTime(date(2026, 6, 10))), june(11))

    signal = case.signals(KIND)[0]
    assert signal.status == "closed"
    assert "new graft" in signal.reason


def test_a_death_closes_what_is_open() -> None:
    case = Case().rise().says("death", Death(ClinicalTime(date(2026, 6, 12))), june(12))

    assert case.signals(KIND, now=june(11))[0].status == "open"
    assert case.signals(KIND, now=june(12))[0].status == "closed"


def test_results_every_hour_for_a_month_are_one_rise() -> None:
    hours = [june(1) + timedelta(hours=number) for number in range(24 * 30)]
    case = Case().measures("alt", ((at, "60" if at < june(9) else "200") for at in hours))

    signals = case.signals(KIND)

    assert [one.status for one in signals] == ["open"]
    assert "2026-06-09 06:00" in signals[0].elements[0]
    assert "2026-06-09 18:00" in signals[0].elements[1]

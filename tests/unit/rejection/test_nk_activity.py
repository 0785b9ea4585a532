"""NK activity: a fall against the recipient's own value before the infusion."""

from datetime import datetime

import pytest

from graftwatch.rejection import nk_activity
from rejection_case import Case, june

KIND = "nk_activity.fall"
INFUSED = june(4, 10)
Row = tuple[datetime, str]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([(june(3), "40"), (june(6), "20"), (june(8), "20")], ["open"], id="half, twice"),
        pytest.param([(june(3), "40"), (june(6), "20"), (june(8), "20.1")], [], id="only once by half"),
        pytest.param([(june(3), "40"), (june(6), "20")], [], id="one result is not two"),
        pytest.param([(june(6), "40"), (june(8), "10"), (june(9), "10")], [], id="no value before the infusion"),
        pytest.param([(june(2), "10"), (june(3), "40"), (june(6), "20"), (june(8), "20")], ["open"], id="the newest"),
        pytest.param([(june(3), "40"), (june(6), ">20"), (june(8), ">20")], [], id="at least so much is no fall"),
        pytest.param([(june(3), "0"), (june(6), "0"), (june(8), "0")], [], id="from nothing nothing falls"),
        pytest.param([(june(3), "<40"), (june(6), "20"), (june(8), "20")], [], id="less than 40 before may be 20"),
        pytest.param([(june(3), ">40"), (june(6), "20"), (june(8), "<20")], ["open"], id="more than 40 before"),
        pytest.param([(june(3), "40"), (june(4, 10), "10"), (june(8), "10")], [], id="at the infusion is before it"),
    ],
)
def test_a_fall_by_half_on_two_results(rows: list[Row], expected: list[str]) -> None:
    case = Case(infused_at=INFUSED).measures("nk_function", rows)

    assert [one.status for one in case.signals(KIND)] == expected


def test_the_table_of_the_rule_is_what_the_rule_does() -> None:
    case = Case(infused_at=INFUSED)
    for line in (nk_activity.__doc__ or "").splitlines():
        if " June 08:00 " in line:
            drawn, value = line.split("|")[1:3]
            case.measured("nk_function", value.strip(), june(int(drawn.split()[0]), 8))

    assert len(case.facts) == 8
    assert case.signals(KIND, now=june(12, 7)) == []
    assert [one.status for one in case.signals(KIND, now=june(12, 8))] == ["open"]
    assert [one.status for one in case.signals(KIND, now=june(15))] == ["open"]
    assert [one.status for one in case.signals(KIND, now=june(16, 8))] == ["closed"]


def test_without_an_infusion_nothing_is_compared() -> None:
    rows = [(june(3), "40"), (june(6), "20"), (june(8), "20")]

    assert Case().measures("nk_function", rows).signals(KIND) == []


def test_a_person_can_refute_it() -> None:
    case = Case(infused_at=INFUSED).measures("nk_function", [(june(3), "40"), (june(6), "20"), (june(8), "20")])
    case.adjudicated(case.signals(KIND)[0].id, "refuted")

    assert case.signals(KIND)[0].status == "closed"


def test_what_was_measured_is_told_as_the_last_value_before_the_infusion_and_the_newest_after_it() -> None:
    """4 June 10:00 is the infusion's own moment, and before it; what is drawn later than now waits."""
    case = Case(infused_at=INFUSED).measures(
        "nk_function", [(june(2), "44"), (june(4, 10), "40"), (june(6), "38"), (june(20), "12")]
    )
    (course,) = case.findings(june(15)).nk_activity
    assert course.unit == "%"
    assert [(one.at, one.value) for one in (course.before, course.newest) if one is not None] == [
        (june(4, 10), 40.0),
        (june(6), 38.0),
    ]
    (early,) = case.findings(june(5)).nk_activity
    assert early.newest is None
    assert Case().measures("nk_function", [(june(2), "44")]).findings().nk_activity == ()

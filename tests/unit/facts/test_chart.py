"""A chart gives each rule its facts, in an order that does not depend on how they came."""

from datetime import date, datetime
from decimal import Decimal
from itertools import permutations

from graftwatch.facts import Biopsy, Chart, Death, FactSet, Measurement
from rejection_case import TOKYO, Case, june


def chart(case: Case) -> Chart:
    return Chart(FactSet(case.facts).current(), TOKYO)


def test_measurements_of_a_concept_come_by_the_time_they_were_taken() -> None:
    case = Case().measures("alt", [(june(8), "3"), (june(6), "1"), (june(7), "2")]).measured("ast", "9", june(5))

    assert [str(one.statement.value) for one in chart(case).measurements("alt")] == ["1", "2", "3"]


def test_a_day_without_a_time_stands_at_its_first_moment() -> None:
    case = Case().measured("alt", "2", date(2026, 6, 7)).measures("alt", [(june(6, 23, 59), "1"), (june(7, 0, 1), "3")])

    assert [str(one.statement.value) for one in chart(case).measurements("alt")] == ["1", "2", "3"]


def test_results_of_one_moment_stand_in_the_same_order_however_they_came() -> None:
    case = Case()
    for number in range(3):
        case.measured("alt", str(number), june(7))
        case.facts[-1] = case.facts[-1].__class__(
            case.facts[-1].subject,
            f"same moment {2 - number}",
            case.facts[-1].version,
            case.facts[-1].known_at,
            case.facts[-1].source,
            case.facts[-1].statement,
        )

    orders = {
        tuple(str(one.statement.value) for one in Chart(order, TOKYO).measurements("alt"))
        for order in permutations(case.facts)
    }

    assert orders == {("2", "1", "0")}


def test_facts_of_a_kind() -> None:
    case = Case().biopsy(june(9), 1, 1, 1).measured("alt", "1", june(7))

    assert len(chart(case).of(Biopsy)) == 1
    assert len(chart(case).of(Measurement)) == 1
    assert chart(case).of(Death) == []


def test_a_concept_that_nobody_measured_has_no_rows() -> None:
    assert chart(Case()).measurements("alt") == []


def test_the_zone_is_the_hospitals() -> None:
    taken = chart(Case().measured("alt", "1", june(7, 0, 30))).measurements("alt")[0].statement.taken

    assert taken.on == date(2026, 6, 7)
    assert taken.at == datetime(2026, 6, 7, 0, 30, tzinfo=TOKYO)


def test_values_at_or_outside_limits_come_by_time() -> None:
    case = Case().measures("alt", [(june(9), "41"), (june(6), "9"), (june(7), "10"), (june(8), "25"), (june(5), "40")])

    outside = chart(case).outside("alt", low=Decimal(10), high=Decimal(40))

    assert [str(one.statement.value) for one in outside.facts] == ["40", "9", "10", "41"]
    assert outside.instants == [june(5), june(6), june(7), june(9)]


def test_values_outside_one_limit() -> None:
    one = chart(Case().measures("alt", [(june(6), "9"), (june(7), "10"), (june(8), "11")]))

    assert [str(fact.statement.value) for fact in one.outside("alt", low=Decimal(10)).facts] == ["9", "10"]
    assert [str(fact.statement.value) for fact in one.outside("alt", high=Decimal(10)).facts] == ["10", "11"]


def test_values_of_a_span_bounds_included() -> None:
    series = chart(Case().measures("alt", [(june(day), str(day)) for day in range(5, 10)])).series("alt")

    assert [str(one.statement.value) for one in series.between(june(6), june(8)).facts] == ["6", "7", "8"]
    assert [str(one.statement.value) for one in series.between(None, june(6)).facts] == ["5", "6"]
    assert series.between(june(6), june(8)).instants == [june(6), june(7), june(8)]

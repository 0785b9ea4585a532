"""How a rise goes on: both enzymes, support, resets, and the edges in time between its results."""

from datetime import datetime

from graftwatch.facts import ClinicalTime, ReTransplant
from graftwatch.findings import SignalStatus
from rejection_case import Case, june

KIND = "rejection.enzyme_rise"
LOW = ((6, "4"), (7, "4"))


def both_enzymes() -> Case:
    """ALT and AST drawn together, as a laboratory reports them."""
    return Case().rise().measures("ast", [(june(6), "60"), (june(7), "200"), (june(8), "250")])


def test_enzymes_of_the_same_specimens_are_one_rise() -> None:
    assert len(both_enzymes().signals(KIND)) == 1


def test_the_enzyme_that_ended_last_is_the_reason_of_the_end() -> None:
    case = both_enzymes().measures("alt", [(june(10), "60"), (june(11), "60")])
    case.measures("ast", [(june(12), "50"), (june(13), "55")])

    assert case.signals(KIND)[0].closed_because == (
        "back at or below the limit: AST 50 U/L on 2026-06-12 06:00, AST 55 U/L on 2026-06-13 06:00"
    )


def test_the_worst_of_both_enzymes_is_graded() -> None:
    """AST 250 is more than 5 times 40: grade 3."""
    event = both_enzymes().troughs(*LOW).rejections()[0]

    assert event.explanation[0] == "worst AST 250 U/L on 2026-06-08 06:00: CTCAE 5.0 grade 3"


def test_a_rise_of_bilirubin_after_the_end_is_no_support() -> None:
    case = Case().rise().measures("alt", [(june(10), "60"), (june(11), "60")])
    case.measures("total_bilirubin", [(june(11), "1.0"), (june(13), "4.0")])

    assert "support" not in str(case.signals(KIND)[0].elements)


def test_the_second_result_comes_at_most_72_hours_after_the_first() -> None:
    """A second low value keeps the second result 50 percent above the lowest of its own 72 hours."""
    start = [(june(6), "60"), (june(7), "150"), (june(8), "85")]

    within = Case().measures("alt", [*start, (june(10, 6), "150")])
    after = Case().measures("alt", [*start, (june(10, 7), "150")])

    assert len(within.signals(KIND)) == 1
    assert after.signals(KIND) == []


def test_a_result_drawn_at_the_moment_of_the_biopsy_belongs_to_what_was_before() -> None:
    """The lowest value is of the biopsy's own moment, so it does not measure what comes after."""
    case = Case().biopsy(june(7), 0, 0, 0).measures("alt", [(june(7), "60"), (june(8), "150"), (june(9), "180")])

    assert case.signals(KIND) == []


def test_the_worst_result_after_the_rise_was_established_is_graded() -> None:
    """ALT 900 is more than 20 times 40: grade 4."""
    case = Case().rise().troughs(*LOW).measures("alt", [(june(9), "900"), (june(10), "300")])

    assert case.rejections()[0].explanation[0] == "worst ALT 900 U/L on 2026-06-09 06:00: CTCAE 5.0 grade 4"


def test_results_on_the_day_of_a_new_graft_are_too_early() -> None:
    """The new graft of 10 June came at midnight; the enzymes of its own day are reperfusion injury."""
    case = Case().says("re_transplant", ReTransplant(ClinicalTime(june(10).date())), june(11))
    case.measures("alt", [(june(10, 1), "60"), (june(10, 4), "300"), (june(10, 20), "400")])

    assert case.signals(KIND) == []


def fell_once_and(*later: tuple[datetime, str]) -> Case:
    """ALT 200 and 250 on 7 and 8 June after 60, back at 70 on 9 June, and what came then."""
    return Case().measures("alt", [(june(6), "60"), (june(7), "200"), (june(8), "250"), (june(9), "70"), *later])


def test_the_rule_met_again_from_one_result_at_the_limit_is_another_rise() -> None:
    """From 70, the lowest since the fall, two results a day apart are above 80 and above 105."""
    first, second = fell_once_and((june(10), "150"), (june(11), "210")).signals(KIND)

    assert (first.status, second.status) == (SignalStatus.CLOSED, SignalStatus.OPEN)
    assert first.closed_because == "risen again from ALT 70 U/L on 2026-06-09 06:00"
    assert second.summary == "liver enzymes have risen on 2026-06-10 (post-operative day 9)"
    assert first.id != second.id


def test_one_result_at_the_limit_ends_no_rise_before_the_rule_is_met_again() -> None:
    """One result above 105 is not two; the second is 11 hours later; 104 is not half more than 70."""
    for later in (
        [(june(10), "150")],
        [(june(10), "150"), (june(10, 17), "210")],
        [(june(10), "104"), (june(11), "104")],
    ):
        (only,) = fell_once_and(*later).signals(KIND)
        assert only.status is SignalStatus.OPEN


def test_what_was_before_the_fall_does_not_measure_the_next_rise() -> None:
    """100 is half more than the 60 of 6 June, within 72 hours, but not than the 70 from which it came."""
    (only,) = fell_once_and((june(9, 18), "100"), (june(10, 6), "101")).signals(KIND)

    assert only.status is SignalStatus.OPEN


def test_a_second_result_at_the_limit_does_not_move_the_lowest() -> None:
    """Back at 70, above at 90, back at 80: from 70 on, 110 and 120 are half more."""
    case = fell_once_and((june(9, 12), "90"), (june(9, 18), "80"), (june(10), "110"), (june(11), "120"))
    first, second = case.signals(KIND)

    assert first.closed_because == "risen again from ALT 70 U/L on 2026-06-09 06:00"
    assert second.summary.startswith("liver enzymes have risen on 2026-06-10")


def test_a_fall_by_a_third_is_a_fall_and_less_is_none() -> None:
    """From 300 the way back of 200 is a rise by half, that of 201 is not; above 80 U/L both."""
    start = [(june(6), "60"), (june(7), "200"), (june(8), "300")]
    later = [(june(10), "320"), (june(11), "330")]

    fallen = Case().measures("alt", [*start, (june(9), "200"), *later])
    not_fallen = Case().measures("alt", [*start, (june(9), "201"), *later])

    assert len(fallen.signals(KIND)) == 2
    assert len(not_fallen.signals(KIND)) == 1


def test_a_value_that_says_at_least_is_no_fall() -> None:
    """The analyser stops at ">200": the true value may be above 300."""
    case = Case().measures("alt", [(june(6), "60"), (june(7), "200"), (june(8), "300")])
    case.measures("alt", [(june(9), ">200"), (june(10), "320"), (june(11), "330")])

    assert len(case.signals(KIND)) == 1


def test_both_enzymes_fall_before_one_rises_again() -> None:
    """AST falls from 300 to 190 only on 11 June, after ALT has begun to rise again: one injury; on 9 June: two."""
    alt = [(june(6), "60"), (june(7), "200"), (june(8), "300"), (june(9), "100"), (june(10), "200"), (june(11), "210")]
    start = [(june(6), "60"), (june(7), "200"), (june(8), "300")]

    late = Case().measures("alt", alt).measures("ast", [*start, (june(9), "290"), (june(10), "250"), (june(11), "190")])
    early = Case().measures("alt", alt).measures("ast", [*start, (june(9), "190"), (june(10), "190")])

    assert len(late.signals(KIND)) == 1
    first, second = early.signals(KIND)
    assert first.closed_because == "risen again from ALT 100 U/L on 2026-06-09 06:00"
    assert second.status is SignalStatus.OPEN


def test_the_worst_of_a_rise_is_not_that_of_the_next() -> None:
    """ALT 250 is above 5 times 40, grade 3; the 900 belong to the rise after it."""
    case = fell_once_and((june(10), "900"), (june(11), "300"))
    first, second = case.troughs(*LOW).rejections()

    assert first.explanation[0] == "worst ALT 250 U/L on 2026-06-08 06:00: CTCAE 5.0 grade 3"
    assert second.explanation[0] == "worst ALT 900 U/L on 2026-06-10 06:00: CTCAE 5.0 grade 4"


def test_an_enzyme_that_stays_up_holds_both_in_one_rise() -> None:
    """ALT alone touches its limit; AST goes on, so a slip of one analyser is no second rise."""
    case = fell_once_and((june(10), "150"), (june(11), "210"))
    case.measures("ast", [(june(6), "60"), (june(7), "200"), (june(8), "250"), (june(9), "240"), (june(10), "230")])

    assert len(case.signals(KIND)) == 1


def test_a_rise_of_the_other_enzyme_from_the_end_on_is_another() -> None:
    """ALT ends with its second result at the limit, in the same blood in which AST has first risen."""
    case = Case().measures(
        "alt", [(june(6), "60"), (june(7), "200"), (june(8), "250"), (june(9), "70"), (june(10), "60")]
    )
    case.measures("ast", [(june(8), "60"), (june(10), "200"), (june(11), "250")])

    assert [one.status for one in case.signals(KIND)] == [SignalStatus.CLOSED, SignalStatus.OPEN]

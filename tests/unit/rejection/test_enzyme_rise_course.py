"""How a rise goes on: both enzymes, support, resets, and the edges in time between its results."""

from graftwatch.facts import ClinicalTime, ReTransplant
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

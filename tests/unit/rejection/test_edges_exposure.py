"""Exposure at the edges: what is judged, what a finding rests on, and what is told of it."""

from datetime import datetime, timedelta

from graftwatch.findings import Signal
from graftwatch.protocol import Protocol
from graftwatch.rejection.time_in_range import Course
from rejection_case import Case, june

LOW, HIGH = "exposure.low", "exposure.high"


def one(case: Case, kind: str, now: datetime) -> Signal:
    """The only signal of this kind."""
    (signal,) = case.signals(kind, now=now)
    return signal


def test_a_trough_of_the_moment_of_the_transplant_is_judged() -> None:
    """Transplanted on 1 June 09:00."""
    rows = [(june(1, 9), "4"), (june(2, 9), "4")]

    assert len(Case().measures("tacrolimus_trough", rows).signals(LOW, now=june(3))) == 1


def test_a_trough_of_the_first_moment_after_the_window_is_not_judged() -> None:
    """The window's last day is 1 July."""
    assert Case().measured("tacrolimus_trough", "25", june(32, 0)).signals(HIGH) == []
    assert len(Case().measured("tacrolimus_trough", "25", june(31, 23, 59)).signals(HIGH)) == 1


def test_cyclosporine_has_no_lowest_trough_however_low() -> None:
    rows = [(june(3, 8), "0.5"), (june(4, 8), "0.5")]

    assert Case().measures("cyclosporine_trough", rows).signals(LOW, now=june(5)) == []


def test_troughs_before_the_transplant_are_no_part_of_the_five_days() -> None:
    """Tacrolimus that was begun a week before, never in range: the five days end on 6 June 09:00 at the earliest."""
    rows = [(june(day, 9), "5.5") for day in range(-4, 7)]

    assert Case().measures("tacrolimus_trough", rows[:-1]).signals(LOW, now=june(5, 10)) == []
    assert len(Case().measures("tacrolimus_trough", rows).signals(LOW, now=june(6, 10))) == 1


def test_a_second_less_than_nine_tenths_of_the_five_days_is_not_enough() -> None:
    """Nine tenths of 120 hours are 108: from 3 June 20:00 to 8 June 08:00."""
    late = june(3, 20) + timedelta(seconds=1)
    case = Case().measured("tacrolimus_trough", "5.5", late).troughs(*((day, "5.5") for day in range(4, 9)))

    assert case.signals(LOW, now=june(8, 9)) == []


def test_as_much_time_below_as_above_is_low_exposure_for_its_time_in_range_is() -> None:
    """From 4 to 12 and back, target 7 to 9: 3 of 8 below, 2 in range, 3 above. In range 25 %, and not mostly above."""
    drug = {"unit": "ng/mL", "target": [7, 9], "low_below": 5}
    protocol = Protocol.model_validate({"exposure": {"drugs": {"tacrolimus": drug}}})
    rows = [(day, "4" if day % 2 else "12") for day in range(3, 9)]

    assert len(Case(protocol=protocol).troughs(*rows).signals(LOW, now=june(8, 9))) == 1


def test_low_exposure_rests_on_the_two_troughs_that_made_it() -> None:
    case = Case().troughs((3, "6"), (4, "4"), (5, "3.5"), (6, "3"))
    signal = one(case, LOW, june(7))

    assert signal.evidence == (case.facts[1].identity, case.facts[2].identity)
    assert signal.sources == ("MSH-10 M0001", "MSH-10 M0002")
    assert signal.reason == (
        "low tacrolimus troughs in a row 4 ng/mL on 2026-06-04 08:00, 3.5 ng/mL on 2026-06-05 08:00 (target 6-10)"
    )
    assert signal.summary == "low exposure to tacrolimus: lowest trough 3 ng/mL"
    assert signal.elements == (signal.reason, "latest tacrolimus trough 3 ng/mL on 2026-06-06 08:00")
    assert (signal.asks, signal.closed_because) == ("check dose, intake and interactions", "")


def test_low_exposure_by_time_rests_on_the_troughs_of_its_five_days() -> None:
    case = Case().troughs(*((day, "5.5") for day in range(2, 11)))

    assert one(case, LOW, june(11)).evidence == tuple(held.identity for held in case.facts[:6])


def test_high_exposure_rests_on_its_first_trough() -> None:
    case = Case().troughs((4, "12"), (5, "13"))
    signal = one(case, HIGH, june(6))

    assert signal.evidence == (case.facts[0].identity,)
    assert signal.sources == ("MSH-10 M0000",)
    assert signal.reason == "high tacrolimus trough 12 ng/mL on 2026-06-04 08:00 (target 6-10)"
    assert (signal.asks, signal.closed_because) == ("check dose, interactions and kidney function", "")


def test_closed_exposure_says_of_which_drug_and_shows_the_trough_that_ended_it() -> None:
    signal = one(Case().troughs((3, "4"), (4, "3"), (5, "7"), (6, "8"), (7, "9")), LOW, june(9))

    assert signal.closed_because == "tacrolimus: troughs are back in range"
    assert signal.elements[-1] == "latest tacrolimus trough 8 ng/mL on 2026-06-06 08:00"


def test_at_most_thirty_may_be_anything() -> None:
    assert Case().troughs((4, "<=30")).signals(HIGH, now=june(5)) == []


def test_a_trough_of_this_moment_is_the_newest_that_is_looked_at_beside_a_rise() -> None:
    case = Case().rise().troughs((8, "8"), (9, "7"))

    signal = one(case, "rejection.enzyme_rise", june(9, 8))
    assert "newest: tacrolimus trough 7 ng/mL on 2026-06-09 08:00" in signal.missing[0]


def test_the_newest_level_is_told_in_the_hospitals_time_and_hours_by_the_thousandth() -> None:
    """A day and a second are 24.000 hours."""
    rows = [(june(3, 8), "7"), (june(4, 8) + timedelta(seconds=1), "7")]
    (held,) = Case().measures("tacrolimus_trough", rows).findings(now=june(5)).exposure

    assert held.covered_hours == 24.0
    assert held.last is not None
    assert held.last.at.isoformat() == "2026-06-04T08:00:01+09:00"


def test_a_line_is_cut_where_the_target_changes() -> None:
    """From 4 to 8 in two days: below 6 on the first day; on the second, of 4 to 7, it is above 7 after 12 hours."""
    targets = [(june(1, 0), (6.0, 10.0)), (june(4, 0), (4.0, 7.0))]
    held = Course([(june(3, 0), 4.0), (june(5, 0), 8.0)], targets, max_gap=timedelta(days=4))

    whole = held.between(june(3, 0), june(5, 0))
    assert (whole.in_range / 3600, whole.below / 3600, whole.covered / 3600) == (12.0, 24.0, 48.0)


def test_a_second_is_covered() -> None:
    held = Course([(june(3, 0), 7.0), (june(5, 0), 7.0)], [(june(1), (6.0, 10.0))], max_gap=timedelta(days=4))

    assert held.between(june(3, 0), june(3, 0) + timedelta(seconds=1)).covered == 1.0


def test_a_level_of_zero_shows_no_partner_and_one_of_one_does() -> None:
    """Everolimus alone 3 to 8, with tacrolimus 3 to 5."""
    for level, target in (("0", (3.0, 8.0)), ("1", (3.0, 5.0))):
        case = Case().measured("everolimus_trough", "4", june(5, 8)).troughs((5, level))
        told = {held.drug: held.target for held in case.findings(now=june(5, 9)).exposure}

        assert told["everolimus"] == target

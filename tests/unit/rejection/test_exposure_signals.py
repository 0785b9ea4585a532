"""Low and high exposure: when a signal opens, rises and closes."""

from datetime import datetime, timedelta

import pytest

from graftwatch.protocol import Protocol
from rejection_case import Case, june

LOW, HIGH = "exposure.low", "exposure.high"


@pytest.mark.parametrize(
    ("troughs", "expected"),
    [
        pytest.param([(3, "4.9"), (4, "4.9")], ["open"], id="two in a row below 5"),
        pytest.param([(3, "4.9"), (4, "5.0")], [], id="5.0 is not below 5"),
        pytest.param([(3, "4.9"), (4, "7"), (5, "4.9")], [], id="one in range between the two"),
        pytest.param([(3, "4.9"), (4, "5.5"), (5, "4.9")], [], id="one out of range, but not low, between the two"),
        pytest.param([(3, "<2"), (4, "<2")], ["open"], id="below the limit of detection is low"),
        pytest.param([(3, ">4"), (4, ">4")], [], id="at least 4 may be anything"),
        pytest.param([(3, "4"), (4, "4"), (5, "7")], ["open"], id="one back in range does not close"),
        pytest.param([(3, "4"), (4, "4"), (5, "7"), (6, "7")], ["closed"], id="two back in range close"),
        pytest.param([(3, "4"), (4, "4"), (5, "7"), (6, "5.5"), (7, "7")], ["open"], id="not two in a row"),
        pytest.param(
            [(3, "4"), (4, "4"), (5, "7"), (6, "7"), (7, "4"), (8, "4")], ["closed", "open"], id="a second time"
        ),
    ],
)
def test_low_exposure_by_troughs(troughs: list[tuple[int, str]], expected: list[str]) -> None:
    assert [one.status for one in Case().troughs(*troughs).signals(LOW, now=june(20))] == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param(["5.5"] * 6, 1, id="never in range for five days, though never below 5"),
        pytest.param(["5.5"] * 5, 0, id="never in range for four days only"),
        pytest.param(["7", "7", "7", "7", "5.5", "5.5"], 0, id="most of five days in range"),
        pytest.param(["12"] * 6, 0, id="out of range above: no low exposure"),
        pytest.param(["5", "7", "5", "7", "5", "7"], 0, id="half of the time in range is not below half"),
        pytest.param(["5", "7", "5", "7", "5", "6.9"], 1, id="a little less than half"),
    ],
)
def test_low_exposure_by_time_in_range(levels: list[str], expected: int) -> None:
    case = Case().troughs(*((day, level) for day, level in enumerate(levels, 3)))

    assert len(case.signals(LOW, now=june(10))) == expected


def test_five_days_with_a_gap_are_not_covered() -> None:
    """Troughs 4.5 days apart: no line between them, so nobody knows the days between."""
    case = Case().measures("tacrolimus_trough", [(june(3, 8), "5.5"), (june(7, 20), "5.5"), (june(8, 8), "5.5")])

    assert case.signals(LOW, now=june(10)) == []


def test_low_by_time_in_range_names_the_share() -> None:
    signal = Case().troughs(*((day, "5.5") for day in range(3, 9))).signals(LOW, now=june(10))[0]

    assert signal.reason == "tacrolimus in range 0% of the time until 2026-06-08 08:00, mostly below"
    assert signal.since == june(8, 9)


def test_with_basiliximab_low_is_below_its_own_target() -> None:
    inside = Case().condition("basiliximab", june(1)).troughs((3, "4.5"), (4, "4.5"))
    below = Case().condition("basiliximab", june(1)).troughs((3, "3.9"), (4, "3.9"))

    assert inside.signals(LOW, now=june(5)) == []
    assert len(below.signals(LOW, now=june(5))) == 1


@pytest.mark.parametrize(
    ("value", "step", "severity"),
    [
        pytest.param("10.0", None, None, id="10.0 is in the target"),
        pytest.param("10.1", "high", "notify", id="above 10 is high"),
        pytest.param("15.0", "high", "notify", id="15.0 is still high"),
        pytest.param("15.1", "very high", "notify", id="above 15 is very high"),
        pytest.param("20.0", "very high", "notify", id="20.0 is still very high"),
        pytest.param("20.1", "critical", "page", id="above 20 is critical and pages"),
        pytest.param(">20", "critical", "page", id="more than 20 is critical"),
        pytest.param("<30", None, None, id="less than 30 may be anything"),
    ],
)
def test_steps_of_high_exposure(value: str, step: str | None, severity: str | None) -> None:
    signals = Case().troughs((4, value)).signals(HIGH, now=june(5))

    if step is None:
        assert signals == []
    else:
        assert [(one.severity, one.summary.split(" exposure")[0]) for one in signals] == [(severity, step)]


def test_critical_exposure_pages_whatever_the_protocol_says_of_high_exposure() -> None:
    protocol = Protocol.model_validate({"severity": {"exposure.high": "log"}})

    assert Case(protocol=protocol).troughs((4, "21")).signals(HIGH, now=june(5))[0].severity == "page"
    assert Case(protocol=protocol).troughs((4, "12")).signals(HIGH, now=june(5))[0].severity == "log"


def test_the_worst_step_stands_while_it_goes_on_and_the_id_stays() -> None:
    case = Case().troughs((4, "12"))
    first = case.signals(HIGH, now=june(8))[0]
    worse = case.troughs((5, "21")).signals(HIGH, now=june(8))[0]
    better = case.troughs((6, "12")).signals(HIGH, now=june(8))[0]

    assert first.id == worse.id == better.id
    assert [first.severity, worse.severity, better.severity] == ["notify", "page", "page"]


def test_high_exposure_closes_with_two_troughs_back() -> None:
    case = Case().troughs((4, "12"), (5, "10"))
    assert case.signals(HIGH, now=june(8))[0].status == "open"

    closed = case.troughs((6, "9")).signals(HIGH, now=june(8))[0]
    assert closed.status == "closed"
    assert closed.reason.endswith("closed: troughs are back in range")


def test_what_is_open_at_the_windows_end_closes_then_and_says_when_to_look() -> None:
    """The window's last day is 1 July, so it ends on 2 July 00:00."""
    case = Case().troughs((28, "4"), (29, "4"))

    before = case.findings(now=june(31, 23))
    assert before.next_look == june(32, 0)
    assert [one.status for one in before.signals] == ["open"]
    assert [one.status for one in case.signals(LOW, now=june(32, 0))] == ["closed"]


def test_a_trough_after_the_window_is_not_judged() -> None:
    assert Case().troughs((33, "4"), (34, "4"), (35, "25")).findings().signals == ()


def test_a_trough_before_the_transplant_is_not_judged() -> None:
    assert Case().troughs((-1, "4"), (0, "4"), (1, "4")).findings().signals == ()  # 08:00, an hour before


def test_a_person_can_refute_it() -> None:
    case = Case().troughs((4, "21"))
    case.adjudicated(case.signals(HIGH, now=june(5))[0].id, "refuted")

    refuted = case.signals(HIGH, now=june(5))[0]
    assert refuted.status == "closed"
    assert refuted.reason.endswith("a person refuted it")


def test_a_drug_without_a_low_limit_has_no_low_signal() -> None:
    case = Case().measures("mpa_trough", [])
    for day in range(3, 12):
        case.measured("everolimus_trough", "1", june(day, 8))

    assert case.findings().signals == ()


def test_troughs_every_hour_do_not_flap() -> None:
    """A level that swings around 5 every hour opens once and closes only when it is back in range."""
    hours = (june(3) + timedelta(hours=number) for number in range(48))
    case = Case().measures("tacrolimus_trough", ((at, "4.9" if at.hour % 3 else "5.1") for at in hours))

    assert [one.status for one in case.signals(LOW, now=june(6))] == ["open"]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param(june(3, 19, 59), 1, id="108 hours and a minute of 120: nine tenths are covered"),
        pytest.param(june(3, 20), 1, id="108 hours: nine tenths exactly"),
        pytest.param(june(3, 20, 1), 0, id="a minute less"),
    ],
)
def test_nine_tenths_of_the_five_days_must_be_covered(first: datetime, expected: int) -> None:
    """Troughs of 5.5, the first so late, then each morning until 8 June 08:00."""
    case = Case().measured("tacrolimus_trough", "5.5", first).troughs(*((day, "5.5") for day in range(4, 9)))

    assert len(case.signals(LOW, now=june(8, 9))) == expected


def test_low_by_time_in_range_shows_the_troughs_it_rests_on() -> None:
    signal = Case().troughs(*((day, "5.5") for day in range(3, 9))).signals(LOW, now=june(10))[0]

    assert signal.elements[1].startswith("troughs 5.5 ng/mL on 2026-06-03 08:00, 5.5 ng/mL on 2026-06-04 08:00")
    assert signal.elements[1].endswith("5.5 ng/mL on 2026-06-08 08:00")


@pytest.mark.parametrize(
    ("drug", "level", "expected"),
    [
        pytest.param("cyclosporine_trough", "150", 1, id="cyclosporine below 200 for five days"),
        pytest.param("cyclosporine_trough", "220", 0, id="cyclosporine in range"),
        pytest.param("cyclosporine_trough", "300", 0, id="cyclosporine above its range: no low exposure"),
        pytest.param("cyclosporine_c2", "600", 1, id="two-hour levels below 800 for five days"),
        pytest.param("everolimus_trough", "1", 0, id="everolimus stands beside another drug"),
    ],
)
def test_low_exposure_by_time_in_range_is_that_of_the_main_drug(drug: str, level: str, expected: int) -> None:
    case = Case().measures(drug, ((june(day, 8), level) for day in range(3, 9)))

    assert len(case.signals(LOW, now=june(8, 9))) == expected


def test_two_low_troughs_of_cyclosporine_alone_are_none() -> None:
    assert Case().measures("cyclosporine_trough", [(june(3, 8), "50"), (june(4, 8), "50")]).signals(LOW) == []


def test_a_rise_with_low_exposure_to_cyclosporine_is_suspected() -> None:
    case = Case().rise().measures("cyclosporine_trough", ((june(day, 8), "150") for day in range(2, 9)))

    assert [one.kind for one in case.findings(now=june(10)).signals] == ["rejection.suspected", LOW]

"""The trial's charts: what they say, what they draw, and their data as a table; pooled ones know no arm."""

from collections.abc import Sequence

import pytest

from committee_trial import SIX_OF_NINETEEN, arms_of, figures_of
from graftwatch.committee.chart import Band, Chart, Curve, Dots, Intervals, Level, Steps, Tone
from graftwatch.committee.charts import (
    arm_charts,
    arms_chart,
    boundary_chart,
    endpoint_charts,
    exposure_chart,
    incidence_chart,
    posterior_chart,
    rate_chart,
    risk_chart,
    trial_charts,
)
from graftwatch.committee.figures import EndpointFigures
from graftwatch.protocol import Boundary, Protocol


def planned(**fields: object) -> Protocol:
    return Protocol(boundaries=(Boundary.model_validate({"endpoint": "bsi", "p0": 0.2, "n": 37, **fields}),))


POCOCK = planned(rule="pocock", p0=0.1)
LAST_LOOK = planned(rule="table", table={37: 3})
GAPS = planned(rule="table", table={10: 4, 20: 7, 30: 10, 37: 11})


def bsi(outcomes: Sequence[bool] = SIX_OF_NINETEEN, protocol: Protocol | None = None) -> EndpointFigures:
    return figures_of(outcomes, protocol).endpoints[0]


def found(chart: Chart | None) -> Chart:
    assert chart is not None
    return chart


def named(chart: Chart, start: str) -> object:
    return next(mark for mark in chart.marks if mark.name.startswith(start))


@pytest.mark.parametrize(
    ("outcomes", "protocol", "says"),
    [
        pytest.param(
            SIX_OF_NINETEEN,
            None,
            "6 of 19 evaluable recipients had the event, and 8 would stop the trial there; the boundary is not "
            "crossed. At the soonest, 3 more events by evaluable recipient 22 would stop the trial.",
            id="not crossed",
        ),
        pytest.param(
            SIX_OF_NINETEEN,
            POCOCK,
            "The boundary was crossed at evaluable recipient 6, with 3 events; now 6 of 19 evaluable recipients had "
            "the event.",
            id="crossed",
        ),
        pytest.param(
            (*[False] * 34, *[True] * 3),
            LAST_LOOK,
            "The boundary was crossed at evaluable recipient 37, with 3 events; now 3 of 37 evaluable recipients had "
            "the event.",
            id="crossed at the last look",
        ),
        pytest.param(
            [False] * 36,
            LAST_LOOK,
            "0 of 36 evaluable recipients had the event; the boundary was not crossed and cannot be any more.",
            id="cannot be crossed any more",
        ),
        pytest.param(
            [True],
            Protocol(boundaries=()),
            "1 of 1 evaluable recipient had the event; the protocol plans no boundary.",
            id="no boundary",
        ),
        pytest.param(
            (),
            None,
            "Nobody is evaluable yet; the boundary is not crossed. At the soonest, 3 more events by evaluable "
            "recipient 3 would stop the trial.",
            id="nobody yet",
        ),
    ],
)
def test_the_boundary_is_told_in_words(outcomes: Sequence[bool], protocol: Protocol | None, says: str) -> None:
    assert boundary_chart(bsi(outcomes, protocol)).says == says


def test_the_path_the_boundary_and_the_way_ahead_are_drawn() -> None:
    chart = boundary_chart(bsi())
    path, boundary = named(chart, "bloodstream infection"), named(chart, "stop here")
    assert isinstance(path, Steps)
    assert isinstance(boundary, Steps)
    assert (path.points[0], path.points[-1]) == ((0.0, 0.0), (19.0, 6.0))
    assert (boundary.points[0], boundary.until) == ((3.0, 3.0), 37.0)
    ahead = named(chart, "if every next one has it: stops at 22")
    assert isinstance(ahead, Curve)
    assert ahead.points == ((19.0, 6.0), (20.0, 7.0), (21.0, 8.0), (22.0, 9.0))


def test_a_crossing_is_marked_where_it_was_and_nothing_is_drawn_ahead_of_it() -> None:
    chart = boundary_chart(bsi(protocol=POCOCK))
    crossed = named(chart, "crossed at recipient 6, 3 events")
    assert isinstance(crossed, Dots)
    assert (crossed.points, crossed.tone) == (((6.0, 3.0),), Tone.ALARM)
    assert not any(mark.tone is Tone.AHEAD for mark in chart.marks)


def test_looks_with_gaps_are_points_not_a_line_between_them() -> None:
    chart = boundary_chart(bsi(SIX_OF_NINETEEN[:9], GAPS))
    looks = named(chart, "looks")
    assert isinstance(looks, Dots)
    assert looks.points == ((10.0, 4.0), (20.0, 7.0), (30.0, 10.0), (37.0, 11.0))


def test_a_boundary_that_pauses_has_its_name_once() -> None:
    chart = boundary_chart(bsi(protocol=planned(rule="table", table={5: 4, 6: 4, 20: 9, 21: 9})))
    lines = [mark for mark in chart.marks if isinstance(mark, Steps) and mark.tone is Tone.BOUNDARY]
    assert [(line.name, line.until) for line in lines] == [("stop here or above", 6.0), ("", 21.0)]


def test_the_way_ahead_waits_for_a_later_look() -> None:
    """From 3 of 9, one more event is enough at the look at 10; from 0 of 5, four wait from 9 to 10."""
    ahead = named(boundary_chart(bsi([False] * 5, GAPS)), "if every next one")
    assert isinstance(ahead, Curve)
    assert ahead.points[-2:] == ((9.0, 4.0), (10.0, 4.0))


def test_the_path_as_it_was_once_known_is_drawn_beside_todays_where_it_differs() -> None:
    today, before = bsi(), bsi(SIX_OF_NINETEEN[:12]).path
    assert isinstance(named(boundary_chart(today, before, "as known on 2026-05-01"), "as known"), Steps)
    assert not any(mark.tone is Tone.SECOND for mark in boundary_chart(today, today.path, "as known").marks)


def test_the_boundarys_table_has_a_row_where_something_changes() -> None:
    rows = {row[0]: row for row in boundary_chart(bsi()).data.rows}
    assert rows["19"][2:] == ("6", "8", "2")
    assert rows["36"][1:] == ("to come", "–", "13", "7")
    assert rows["3"][2:] == ("1", "3", "2")
    assert "4" in rows
    assert "10" not in rows


def test_the_rate_stands_in_its_exact_interval_at_every_recipient() -> None:
    chart = found(rate_chart(bsi()))
    band, rate = named(chart, "exact"), named(chart, "rate")
    assert isinstance(band, Band)
    assert isinstance(rate, Curve)
    assert [x for x, _ in rate.points] == [float(n) for n in range(1, 20)]
    assert band.edges[-1] == (19.0, pytest.approx(0.1258, abs=5e-5), pytest.approx(0.5655, abs=5e-5))
    assert "31.6 % (exact 95 % interval 12.6–56.6 %): 6 of 19" in chart.says
    assert [mark.at for mark in chart.marks if isinstance(mark, Level)] == [0.2, 0.286]


def test_of_many_recipients_some_are_drawn_and_always_the_last() -> None:
    rate = named(found(rate_chart(bsi([False, True, False] * 133))), "rate")
    assert isinstance(rate, Curve)
    assert len(rate.points) <= 120
    assert rate.points[-1] == (399.0, pytest.approx(1 / 3))


def test_the_posterior_shades_what_lies_above_the_tolerated_rate() -> None:
    chart = posterior_chart(bsi())
    shaded = named(chart, "above 20.0 %: 91.3 %")
    assert isinstance(shaded, Band)
    assert min(x for x, _, _ in shaded.edges) == pytest.approx(0.2)
    levels = [mark.name for mark in chart.marks if isinstance(mark, Level)]
    assert levels == ["above 28.6 %: 66.1 %", "above 30.0 %: 60.8 %"]
    assert "that it is above the tolerated rate of 20.0 % has a probability of 91.3 %" in chart.says


def test_the_posteriors_curve_holds_the_whole_probability() -> None:
    (curve,) = (mark for mark in posterior_chart(bsi()).marks if isinstance(mark, Curve))
    area = sum(
        (right[0] - left[0]) * (left[1] + right[1]) / 2.0
        for left, right in zip(curve.points, curve.points[1:], strict=False)
    )
    assert area == pytest.approx(1.0, abs=1e-3)


def test_a_posterior_without_bound_at_the_edge_can_be_drawn() -> None:
    protocol = Protocol.model_validate({"belief": {"prior": (0.5, 0.5), "thresholds": ()}, "historical_rate": {}})
    chart = posterior_chart(figures_of((), protocol.model_copy(update={"boundaries": ()})).endpoints[0])
    assert chart.y.upper is not None
    assert chart.y.upper < 10
    assert chart.says == "The rate is believed to be 50.0 %, with 95 % probability within 0.2–99.8 %."


def test_the_incidence_shows_who_died_before_it() -> None:
    chart = found(incidence_chart(bsi()))
    assert [mark.name for mark in chart.marks if isinstance(mark, Steps)] == [
        "death before it",
        "bloodstream infection",
    ]
    assert chart.says == (
        "By day 30, 31.6 % had the event (95 % interval 12.9–52.2 %); 10.5 % had died and 0.0 % were transplanted "
        "again before it."
    )
    band = named(chart, "95 %")
    assert isinstance(band, Band)
    assert (band.edges[0][0], band.edges[-1][0]) == (11.0, 30.0)
    assert chart.data.rows[-1][:3] == ("30", "11", "31.6 %")


def test_rates_by_risk_stand_beside_the_whole_trials() -> None:
    chart = found(risk_chart(figures_of(SIX_OF_NINETEEN), "bsi"))
    (intervals,) = (mark for mark in chart.marks if isinstance(mark, Intervals))
    assert [row[0] for row in intervals.rows] == [
        "All recipients: 6 of 19 = 31.6 %",
        "ABO-incompatible: 1 of 5 = 20.0 %",
        "Donor-specific antibodies: 3 of 5 = 60.0 %",
        "Desensitised: 2 of 5 = 40.0 %",
        "No immunological risk: 0 of 4 = 0.0 %",
        "Any immunological risk: 6 of 15 = 40.0 %",
    ]


def test_a_stratum_without_anybody_has_no_value() -> None:
    (intervals,) = (
        mark for mark in found(risk_chart(figures_of(SIX_OF_NINETEEN[:1]), "bsi")).marks if isinstance(mark, Intervals)
    )
    assert ("Desensitised: nobody evaluable", None, 0.0, 1.0) in intervals.rows


def test_rates_by_arm_for_the_committee() -> None:
    chart = found(arms_chart(arms_of(SIX_OF_NINETEEN), "bsi"))
    assert chart.says == "Of the evaluable recipients with the event, by arm: cells 3 of 9; standard 3 of 10."
    assert [row[:3] for row in chart.data.rows] == [("Cells", "9", "3"), ("Standard", "10", "3")]
    assert [one.name for one in arm_charts(arms_of(SIX_OF_NINETEEN))] == ["bsi-by-arm", "rejection-by-arm"]


def test_pooled_charts_name_no_arm() -> None:
    assert not any(arm in repr(trial_charts(figures_of(SIX_OF_NINETEEN))) for arm in ("cells", "standard", "arm"))


def test_exposure_is_the_median_between_its_quartiles() -> None:
    chart = found(exposure_chart(figures_of(SIX_OF_NINETEEN)))
    assert chart.says == "Median share of the time in the target range: tacrolimus 47.4 % in 19 recipients."
    assert chart.data.rows[0][2:] == ("19", "47.4 %", "23.7–71.1 %", "19 of 19")


def test_without_recipients_only_what_can_be_drawn_is() -> None:
    assert [one.name for one in trial_charts(figures_of(()))] == [
        *("bsi-boundary", "bsi-posterior", "rejection-boundary", "rejection-posterior")
    ]
    assert arm_charts({}) == ()


def test_enrolment_climbs_by_date() -> None:
    (chart,) = (one for one in trial_charts(figures_of(SIX_OF_NINETEEN)) if one.name == "enrolment")
    assert chart.says == (
        "19 recipients were transplanted by 2026-07-27, the first on 2026-01-05; 19 of them are evaluable."
    )
    assert chart.data.rows[0] == ("2026-01", "4", "1")
    assert chart.data.rows[-1] == ("2026-07", "19", "19")


def test_every_chart_has_a_name_of_its_own_words_and_a_table() -> None:
    charts = [*trial_charts(figures_of(SIX_OF_NINETEEN)), *arm_charts(arms_of(SIX_OF_NINETEEN))]
    assert len({one.name for one in charts}) == len(charts) == 14
    assert all(one.title and one.says and one.data.rows for one in charts)
    assert all(len(row) == len(one.data.headings) for one in charts for row in one.data.rows)
    assert [one.name for one in endpoint_charts(bsi())] == [
        *("bsi-boundary", "bsi-rate", "bsi-posterior", "bsi-incidence")
    ]

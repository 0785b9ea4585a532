"""Boundaries and what they do, as other packages print them in their documentation: equal to all printed digits.

stoppingrule (R): `calc.rule`, `table.rule`, `OC.rule` of its README. clinfun (R): the examples of `toxbdry`,
`ph2simon`, `ph2single`, `twostage.admissible`. Their r is the largest number allowed: b = r + 1.
"""

import pytest

from graftwatch.safety.boundary import Boundary, BoundaryRule, boundary_from_table
from graftwatch.safety.calibration import BoundaryDesign, calibrated_boundary
from graftwatch.safety.operating_characteristics import operating_characteristics


def _pocock(rate: float, alpha: float, n: int, looks: tuple[int, ...] | None = None) -> Boundary:
    return calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, rate, alpha, n, looks=looks))


def _runs(boundary: Boundary) -> list[str]:
    """As `table.rule` prints them."""
    return [f"{one.first_recipient}-{one.last_recipient}: {one.events_to_stop}" for one in boundary.steps()]


class TestStoppingrule:
    def test_pocock_of_fifty(self) -> None:
        assert _runs(_pocock(0.2, 0.1, 50)) == [
            *("3-4: 3", "5-6: 4", "7-9: 5", "10-12: 6", "13-16: 7", "17-19: 8", "20-23: 9", "24-26: 10"),
            *("27-30: 11", "31-34: 12", "35-38: 13", "39-41: 14", "42-45: 15", "46-49: 16", "50-50: 17"),
        ]

    @pytest.mark.parametrize(
        ("n", "rate", "crossing", "expected_n", "expected_events"),
        [
            (30, 0.20, "0.09915263", "28.16703", "5.713406"),
            (30, 0.25, "0.23312769", "26.04001", "6.635003"),
            (30, 0.30, "0.42603085", "22.98251", "7.074752"),
            (30, 0.35, "0.63398556", "19.37012", "7.024542"),
            (30, 0.40, "0.80576733", "15.75017", "6.620068"),
            (50, 0.20, "0.09977254", "46.72419", "9.424838"),
            (50, 0.25, "0.27689051", "41.93172", "10.607931"),
            (50, 0.30, "0.53974016", "34.66321", "10.578964"),
            (50, 0.35, "0.78266569", "26.59365", "9.552777"),
            (50, 0.40, "0.92684148", "19.62976", "8.171903"),
        ],
    )
    def test_pocock_figures(self, n: int, rate: float, crossing: str, expected_n: str, expected_events: str) -> None:
        """The version that printed these tables counts 2p² events too many, and later ones do not.

        Where b(2) = 3 it adds the probability of 2 events of 2 recipients, twice, as if the trial had stopped there;
        by Wald's identity the expected events are p·E[n].
        """
        found = operating_characteristics(_pocock(0.2, 0.1, n), rate)
        assert f"{found.crossing_probability:.8f}" == crossing
        assert f"{found.expected_n:.5f}" == expected_n
        assert f"{found.expected_events + 2 * rate**2:.6f}" == expected_events

    @pytest.mark.parametrize(
        ("design", "printed"),
        [
            (BoundaryDesign(BoundaryRule.POCOCK, 0.2, 0.1, 30), 0.03766345),
            (BoundaryDesign(BoundaryRule.BETA_BINOMIAL, 0.2, 0.1, 30, prior=(0.6, 2.4)), 0.9630823),
        ],
    )
    def test_constant(self, design: BoundaryDesign, printed: float) -> None:
        """Any constant up to the next more liberal value makes the same boundary, and stoppingrule prints that end.

        It prints seven digits of what its root finder left, which is good to six decimals.
        """
        assert calibrated_boundary(design).too_liberal == pytest.approx(printed, abs=1e-6)


class TestToxbdry:
    """Its high boundary is the Pocock-type one at the given looks, the most liberal that crosses at most so often."""

    @pytest.mark.parametrize(
        ("rate", "alpha", "allowed"),
        [
            pytest.param(0.2, 0.1, {20: 7, 40: 12, 60: 17, 75: 21}, id="four looks"),
            pytest.param(0.2, 0.15, {20: 7, 40: 12, 60: 16, 75: 20}, id="four looks, 15 %"),
        ],
    )
    def test_high_boundary(self, rate: float, alpha: float, allowed: dict[int, int]) -> None:
        solved = _pocock(rate, alpha, max(allowed), looks=tuple(allowed))
        assert {n: events - 1 for n, events in solved.stop_at.items()} == allowed

    def test_high_boundary_of_continuous_monitoring(self) -> None:
        """1/3 2/8 3/13 4/19 5/26 6/30: so many allowed up to so many recipients."""
        assert _runs(_pocock(0.1, 0.1, 30, looks=tuple(range(2, 31)))) == [
            *("2-3: 2", "4-8: 3", "9-13: 4", "14-19: 5", "20-26: 6", "27-30: 7")
        ]

    @pytest.mark.parametrize(
        ("allowed", "rate", "crosses", "stops_early", "expected_n"),
        [
            ({20: 7, 40: 12, 60: 17, 75: 20}, 0.20, "0.101", "0.079", "72.0"),
            ({20: 7, 40: 12, 60: 17, 75: 20}, 0.23, "0.247", "0.188", "68.1"),
            ({20: 7, 40: 12, 60: 17, 75: 20}, 0.26, "0.456", "0.354", "62.1"),
            ({20: 7, 40: 12, 60: 17, 75: 20}, 0.29, "0.672", "0.548", "54.7"),
            ({20: 7, 40: 12, 60: 17, 75: 20}, 0.32, "0.838", "0.727", "47.0"),
            ({20: 7, 40: 12, 60: 17, 75: 20}, 0.35, "0.935", "0.859", "39.9"),
            ({20: 7, 40: 12, 60: 17, 75: 21}, 0.20, "0.088", "0.079", "72.0"),
            ({20: 7, 40: 12, 60: 17, 75: 21}, 0.23, "0.214", "0.188", "68.1"),
            ({20: 7, 40: 12, 60: 17, 75: 21}, 0.26, "0.406", "0.354", "62.1"),
            ({20: 7, 40: 12, 60: 17, 75: 21}, 0.29, "0.619", "0.548", "54.7"),
            ({20: 7, 40: 12, 60: 17, 75: 21}, 0.32, "0.797", "0.727", "47.0"),
            ({20: 7, 40: 12, 60: 17, 75: 21}, 0.35, "0.911", "0.859", "39.9"),
            ({20: 6, 40: 12, 60: 16, 75: 20}, 0.20, "0.152", "0.140", "69.1"),
            ({20: 6, 40: 12, 60: 16, 75: 20}, 0.22, "0.253", "0.229", "65.7"),
            ({20: 6, 40: 12, 60: 16, 75: 20}, 0.24, "0.381", "0.342", "61.4"),
            ({20: 6, 40: 12, 60: 16, 75: 20}, 0.26, "0.522", "0.469", "56.5"),
            ({20: 6, 40: 12, 60: 16, 75: 20}, 0.28, "0.659", "0.598", "51.2"),
            ({20: 6, 40: 12, 60: 16, 75: 20}, 0.30, "0.777", "0.715", "45.9"),
            ({20: 7, 40: 12, 60: 16, 75: 20}, 0.20, "0.117", "0.103", "71.6"),
            ({20: 7, 40: 12, 60: 16, 75: 20}, 0.30, "0.758", "0.688", "51.0"),
        ],
    )
    def test_figures_at_given_looks(
        self, allowed: dict[int, int], rate: float, crosses: str, stops_early: str, expected_n: str
    ) -> None:
        boundary = boundary_from_table({n: largest + 1 for n, largest in allowed.items()}, max(allowed))
        found = operating_characteristics(boundary, rate)
        assert f"{found.crossing_probability:.3f}" == crosses
        assert f"{found.stopped_by(74):.3f}" == stops_early
        assert f"{found.expected_n:.1f}" == expected_n

    @pytest.mark.parametrize(
        ("until", "rate", "crosses", "stops_early", "expected_n"),
        [
            ((3, 8, 13, 20, 26, 30), 0.10, "0.100", "0.099", "28.1"),
            ((3, 8, 13, 20, 26, 30), 0.18, "0.448", "0.437", "22.4"),
            ((3, 8, 13, 20, 26, 30), 0.30, "0.901", "0.891", "12.6"),
            ((3, 8, 13, 19, 26, 30), 0.10, "0.097", "0.096", "28.1"),
            ((3, 8, 13, 19, 26, 30), 0.14, "0.245", "0.239", "25.8"),
            ((3, 8, 13, 19, 26, 30), 0.18, "0.441", "0.430", "22.5"),
            ((3, 8, 13, 19, 26, 30), 0.22, "0.638", "0.624", "19.0"),
            ((3, 8, 13, 19, 26, 30), 0.26, "0.795", "0.781", "15.6"),
            ((3, 8, 13, 19, 26, 30), 0.30, "0.898", "0.888", "12.7"),
            ((4, 10, 16, 23, 25), 0.10, "0.146", "0.145", "22.8"),
            ((4, 10, 16, 23, 25), 0.14, "0.312", "0.310", "20.5"),
            ((4, 10, 16, 23, 25), 0.22, "0.679", "0.673", "15.0"),
            ((4, 10, 16, 23, 25), 0.30, "0.902", "0.897", "10.3"),
            ((4, 10, 16, 22, 25), 0.10, "0.140", "0.139", "22.8"),
            ((4, 10, 16, 22, 25), 0.18, "0.488", "0.480", "17.8"),
            ((4, 10, 16, 22, 25), 0.26, "0.800", "0.790", "12.5"),
            ((4, 10, 16, 22, 25), 0.30, "0.893", "0.885", "10.3"),
        ],
    )
    def test_figures_of_continuous_monitoring(
        self, until: tuple[int, ...], rate: float, crosses: str, stops_early: str, expected_n: str
    ) -> None:
        """1 allowed until the first of these n, 2 until the second, and so on; the first look is at n = 2."""
        needed = {n: 2 + sum(n > last for last in until) for n in range(2, until[-1] + 1)}
        found = operating_characteristics(boundary_from_table(needed, until[-1]), rate)
        assert f"{found.crossing_probability:.3f}" == crosses
        assert f"{found.stopped_by(until[-1] - 1):.3f}" == stops_early
        assert f"{found.expected_n:.1f}" == expected_n


class TestSimon:
    """A response not seen is an event: ≤ r₁ responses of n₁ are ≥ n₁ − r₁ events."""

    @pytest.mark.parametrize(
        ("null_rate", "first", "n_first", "last", "n", "expected_n", "ends_early"),
        [
            (0.2, 3, 19, 10, 36, "28.26", "0.4551"),
            (0.2, 3, 17, 10, 37, "26.02", "0.5489"),
            (0.2, 15, 68, 25, 95, "75.44", "0.7244"),
            (0.2, 11, 53, 26, 99, "69.88", "0.6330"),
            (0.2, 11, 51, 27, 104, "67.68", "0.6852"),
            (0.2, 11, 50, 28, 109, "67.07", "0.7107"),
            (0.5, 14, 27, 32, 53, "36.11440", "0.6494460"),
            (0.5, 12, 23, 34, 57, "34.51987", "0.6611803"),
            (0.5, 13, 24, 36, 61, "34.01324", "0.7293719"),
        ],
    )
    def test_two_stages(  # noqa: PLR0917 - one row of the published table
        self, null_rate: float, first: int, n_first: int, last: int, n: int, expected_n: str, ends_early: str
    ) -> None:
        boundary = boundary_from_table({n_first: n_first - first, n: n - last}, n)
        found = operating_characteristics(boundary, 1 - null_rate)
        assert f"{found.expected_n:.{len(expected_n.split('.')[1])}f}" == expected_n
        assert f"{found.stopped_by(n_first):.{len(ends_early) - 2}f}" == ends_early

    @pytest.mark.parametrize(
        ("n", "largest", "type_1", "type_2"),
        [
            (156, 101, "0.09760318", "0.09061008"),
            (157, 102, "0.08732618", "0.09991705"),
            (159, 103, "0.09412761", "0.08987827"),
            (160, 104, "0.08422045", "0.09903723"),
            (162, 105, "0.09078748", "0.08914555"),
        ],
    )
    def test_one_stage(self, n: int, largest: int, type_1: str, type_2: str) -> None:
        """`ph2single(0.6, 0.7, 0.1, 0.1)`: promising with more than so many responses."""
        boundary = boundary_from_table({n: largest + 1}, n)
        assert f"{operating_characteristics(boundary, 0.6).crossing_probability:.8f}" == type_1
        assert f"{1 - operating_characteristics(boundary, 0.7).crossing_probability:.8f}" == type_2

"""The trial's figures and the open signals, worked out when somebody asks.

No series carries a recipient or an arm, and with more than one arm none depends on who was infused (blinding.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.adapters.prometheus.blinding import left_out
from graftwatch.adapters.prometheus.heartbeat import DETECTOR
from graftwatch.adapters.prometheus.trial_endpoints import ENDPOINT_FAMILIES, rate_with_bounds
from graftwatch.adapters.prometheus.trial_families import Family, Rows, metrics, one
from graftwatch.assessment import RecipientState
from graftwatch.committee.figures import EndpointFigures, ExposureFigures, InfusionFigures, TrialFigures
from graftwatch.committee.infusion import UNGRADED
from graftwatch.findings import SignalKind
from graftwatch.pipeline.trial_now import TrialNow

GRADES: Final = ("0", "1", "2", "3", "4", UNGRADED)
_Told = Sequence[tuple[tuple[str, ...], EndpointFigures]]
_STATES: Final = tuple(state for state in RecipientState if state is not RecipientState.HEARTBEAT)


@dataclass(frozen=True, slots=True)
class TrialCollector(Collector):
    """The trial as it is when it is asked for.

    Args:
        now: gives it.
        lag_seconds: gives how far the stage is behind that has worked it out.
        stage: which.
    """

    now: Callable[[], TrialNow]
    lag_seconds: Callable[[], float]
    stage: str = DETECTOR

    def collect(self) -> Iterator[Metric]:
        """All families, for the registry."""
        lag = GaugeMetricFamily("graftwatch_stage_lag_seconds", "How far a stage is behind its input", labels=["stage"])
        lag.add_metric([self.stage], self.lag_seconds())
        yield lag
        trial = self.now()
        yield _open_signals(trial)
        text = "What the trial's figures are as of: when the newest entry came that they hold"
        yield GaugeMetricFamily("graftwatch_trial_figures_timestamp_seconds", text, trial.as_of.timestamp())
        yield from trial_metrics(trial.figures, blinded=trial.several_arms)

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: the families are worked out when they are asked for."""
        return iter(())


def trial_metrics(figures: TrialFigures, *, blinded: bool) -> Iterator[Metric]:
    """Every family of the trial's figures; blinded, none that tells who was infused."""
    yield from metrics(_TRIAL, figures)
    for family in ENDPOINT_FAMILIES:
        yield _by_endpoint(family, "endpoint").metric([((of.endpoint,), of) for of in figures.endpoints])
    strata = [((of.endpoint, risk), of) for risk, held in figures.by_risk.items() for of in held]
    for family in _BY_RISK:
        yield _by_endpoint(family, "endpoint", "risk").metric(strata)
    if figures.infusion is not None and not blinded:
        yield from metrics(_INFUSION, figures.infusion)


def _open_signals(trial: TrialNow) -> Metric:
    family = GaugeMetricFamily("graftwatch_open_signals", "Signals that are open now, by kind", labels=["kind"])
    hidden = left_out(blinded=trial.several_arms)
    for kind in SignalKind:
        if kind not in hidden:
            family.add_metric([kind.value], trial.open_signals.get(kind, 0))
    return family


def _by_endpoint(family: Family[EndpointFigures], *labels: str) -> Family[_Told]:
    """The family with the labels that tell figures apart before its own."""

    def rows(held: _Told) -> Rows:
        return [((*told, *values), value) for told, of in held for values, value in family.rows(of)]

    return Family(family.name, family.text, (*labels, *family.labels), rows)


def _quartiles(of: ExposureFigures) -> Rows:
    if of.quartiles is None or of.median_time_in_range is None:
        return []
    first, third = of.quartiles
    return [((of.drug, "0.25"), first), ((of.drug, "0.5"), of.median_time_in_range), ((of.drug, "0.75"), third)]


_TRIAL: Final[tuple[Family[TrialFigures], ...]] = (
    Family(
        "protocol_info",
        "The protocol that the figures were drawn by; always 1",
        ("name", "version", "sha256"),
        lambda of: [((of.protocol.name, of.protocol.version, of.protocol.sha256), 1.0)],
    ),
    Family(
        "recipients",
        "Recipients by state",
        ("state",),
        lambda of: [((state.value,), of.recipients.get(state.value, 0)) for state in _STATES],
    ),
    Family(
        "exposure_time_in_range_ratio",
        "Share of the time with troughs in their target, 0-1, by drug: quartiles over the recipients",
        ("drug", "quantile"),
        lambda of: [row for drug in of.exposure for row in _quartiles(drug)],
    ),
    Family(
        "exposure_recipients",
        "Recipients with a time in range, by drug",
        ("drug",),
        lambda of: [((drug.drug,), drug.recipients) for drug in of.exposure],
    ),
    Family(
        "exposure_with_level_recipients",
        "Recipients with a trough, by drug",
        ("drug",),
        lambda of: [((drug.drug,), drug.with_level) for drug in of.exposure],
    ),
    Family(
        "exposure_in_target_recipients",
        "Recipients whose newest trough lies in their target, by drug",
        ("drug",),
        lambda of: [((drug.drug,), drug.in_target_now) for drug in of.exposure],
    ),
)

_BY_RISK: Final[tuple[Family[EndpointFigures], ...]] = (
    Family("risk_evaluable", "Evaluable recipients by risk", (), lambda of: one(of.counts.evaluable)),
    Family(
        "risk_recipients_with_event",
        "Those of them with the event",
        (),
        lambda of: one(of.counts.events),
    ),
    Family("risk_event_rate", "Events among the evaluable by risk, 0-1", ("bound",), rate_with_bounds),
)

_INFUSION: Final[tuple[Family[InfusionFigures], ...]] = (
    Family("infused_recipients", "Recipients infused by now", (), lambda of: one(of.infused)),
    Family(
        "infusion_reactions",
        "Confirmed infusion reactions by the grade of their fever",
        ("grade",),
        lambda of: [((grade,), of.reactions_by_grade.get(grade, 0)) for grade in GRADES],
    ),
    Family(
        "nk_measured_recipients", "Recipients with NK activity before and after it", (), lambda of: one(of.nk_measured)
    ),
    Family("nk_falls", "Recipients whose NK activity has fallen", (), lambda of: one(of.nk_falls)),
)

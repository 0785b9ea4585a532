"""The charts of docs/committee.md: a simulated trial of 19 recipients, its truth as the committee's figures."""

from datetime import UTC, datetime
from typing import Final

from committee_trial import exposure_of
from graftwatch.adapters.drawing import picture
from graftwatch.assessment import Assessment
from graftwatch.committee.arms import figures_by_arm
from graftwatch.committee.chart import Chart
from graftwatch.committee.charts import (
    arms_chart,
    boundary_chart,
    enrolment_chart,
    exposure_chart,
    incidence_chart,
    posterior_chart,
    rate_chart,
    risk_chart,
)
from graftwatch.committee.figures import TrialFigures, trial_figures
from graftwatch.findings import Event, EventKind, EventStatus
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, parse_roster
from graftwatch.simulator import Simulation, simulate
from graftwatch.simulator.truth import RecipientTruth
from paging_builders import assessment, event

SEED: Final = 2
DAYS: Final = 150
HALFWAY: Final = datetime(2026, 3, 26, tzinfo=UTC)
PROTOCOL: Final = Protocol()
ARMS: Final = ("cells", "standard")


def charts() -> dict[str, Chart]:
    """Every chart that the document shows, by its picture's name."""
    simulation = simulate(SEED, days=DAYS, background=0.0)
    halfway, end = figures(simulation, HALFWAY), figures(simulation, simulation.until)
    bsi = end.endpoints[0]
    by_arm = figures_by_arm(trial(simulation, simulation.until, arms=True), PROTOCOL, simulation.until)
    drawn = {
        "boundary-halfway": boundary_chart(halfway.endpoints[0]),
        "boundary": boundary_chart(bsi),
        "rate": rate_chart(bsi),
        "posterior": posterior_chart(bsi),
        "incidence": incidence_chart(bsi),
        "by-risk": risk_chart(end, "bsi"),
        "by-arm": arms_chart(by_arm, "bsi"),
        "exposure": exposure_chart(end),
        "enrolment": enrolment_chart(halfway),
    }
    return {f"committee-{name}.svg": chart for name, chart in drawn.items() if chart is not None}


def committee_pictures() -> dict[str, str]:
    """Every picture, by its file's name."""
    return {name: picture(chart) for name, chart in charts().items()}


def figures(simulation: Simulation, at: datetime) -> TrialFigures:
    """The figures at a time."""
    return trial_figures(trial(simulation, at), PROTOCOL, at)


def trial(simulation: Simulation, at: datetime, *, arms: bool = False) -> list[tuple[Recipient, Assessment]]:
    """Who was transplanted by then, each with what had happened by then; every other one in the other arm."""
    roster = {one.subject: one for one in parse_roster(simulation.roster_csv, "roster.csv", PROTOCOL.zone)}
    held = [(roster[one.subject], one) for one in simulation.truth.recipients]
    return [
        (
            Recipient(
                subject=enrolment.subject,
                identifiers=frozenset(enrolment.identifiers),
                transplanted_at=enrolment.transplanted_at,
                arm=ARMS[number % len(ARMS)] if arms else "",
                risk=frozenset(enrolment.risk),
            ),
            _assessment(truth, at, number),
        )
        for number, (enrolment, truth) in enumerate(held)
        if enrolment.transplanted_at <= at
    ]


def _assessment(truth: RecipientTruth, at: datetime, number: int) -> Assessment:
    events = [one for one in _events(truth) if one.date_of_event and one.date_of_event <= at.date()]
    held = assessment(events=tuple(events), subject=truth.subject)
    return held.model_copy(update={"exposure": (exposure_of(number, held.as_of),)})


def _events(truth: RecipientTruth) -> list[Event]:
    found = [(EventKind.BSI, one.date_of_event, one.in_window) for one in truth.bsi if one.status == "confirmed"]
    if truth.rejection and truth.rejection.confirmed:
        day, (first, last) = truth.rejection.date, truth.window
        found.append((EventKind.REJECTION, day, first <= day <= last))
    return [
        event(
            EventStatus.CONFIRMED,
            id=f"{kind}-{number}",
            date_of_event=day,
            in_window=in_window,
            counts_for_endpoint=in_window,
        ).model_copy(update={"kind": kind})
        for number, (kind, day, in_window) in enumerate(found)
    ]

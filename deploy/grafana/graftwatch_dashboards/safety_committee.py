"""*Safety committee*: the trial as a whole, all arms together. Who counts, how many events, how far the boundary is.

The figures are those of one process, so that no two are mixed: the service itself, or on the Kafka engine one copy of
the role `safety`. No series carries a recipient or an arm.
"""

from typing import Final

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

from graftwatch_dashboards.frame import JOB, Addresses, Frame, Row, Variable, page_link
from graftwatch_dashboards.pieces import (
    AMBER,
    BLUE,
    COUNT,
    GREY,
    RED,
    SECONDS,
    SHARE,
    SKY,
    Columns,
    Line,
    Look,
    Panels,
    Query,
    Words,
    bars_panel,
    name_panel,
    series_panel,
    stat_panel,
    steps_panel,
    styled,
    table_panel,
)
from graftwatch_dashboards.recipients_rows import events, treatment

OF: Final = 'job="$job",instance="$instance"'
ENDPOINT: Final = f'{OF},endpoint="$endpoint"'
PROCESS: Final = Variable(
    "instance",
    "Process",
    'label_values(graftwatch_trial_recipients{job="$job"}, instance)',
    "Whose figures are shown: the service itself, or one copy of the role safety.",
    last_first=True,
)
ENDPOINTS: Final = Variable(
    "endpoint",
    "Endpoint",
    'label_values(graftwatch_trial_evaluable{job="$job"}, endpoint)',
    "Bloodstream infection, or rejection.",
)
NO_FIGURES: Final = "Prometheus has no figures of this process: GraftwatchDown, or it has just started."
NO_BOUNDARY: Final = "The protocol plans no boundary for this endpoint."
NOBODY: Final = "Nobody is evaluable yet."
ON_PAPER: Final = "`graftwatch safety report` has it with dates and subjects."

FRAME: Final = Frame(
    uid="graftwatch-safety-committee",
    about="For the safety committee: the trial as a whole, all arms together. Figures are of confirmed events in the "
    "window, by the protocol's definition of who counts; `graftwatch safety report` has every event.",
    since="now-90d",
    variables=(JOB, PROCESS, ENDPOINTS),
    links=(page_link("Page and report", "committee", "the same figures and the report, drawn by the service"),),
    marks="GraftwatchBoundary.*|GraftwatchTrial.*|GraftwatchEnrolment.*|GraftwatchAdjudication.*|GraftwatchProtocol.*",
)


def dashboard(addresses: Addresses) -> Dashboard:
    """The dashboard."""
    rows = (
        Row("Where the trial stands: $endpoint", STANDS),
        Row("Events against the boundary: $endpoint", BOUNDARY),
        Row("The rate, and how sure: $endpoint", RATE),
        Row("Over the days after transplantation: $endpoint", incidence()),
        Row("Recipients, events and verdicts", events(OF, ENDPOINT)),
        Row("Treatment: exposure, infusion, NK activity", treatment(OF)),
    )
    return FRAME.around(rows, addresses)


STANDS: Final[Panels] = (
    stat_panel(
        Words(
            "Enrolled",
            "Recipients of the roster, in whatever state.",
            "Compare with the trial's own list; `graftwatch enroll` corrects it.",
            "Nobody is enrolled, or " + NO_FIGURES,
        ),
        Query(f"sum(graftwatch_trial_recipients{{{OF}}})"),
        Look(width=2, height=4),
    ),
    stat_panel(
        Words(
            "Evaluable",
            "Recipients with the event, or whose window is complete, by the protocol's definition.",
            "This is the n of every figure below.",
            NO_FIGURES,
        ),
        Query(f"graftwatch_trial_evaluable{{{ENDPOINT}}}"),
        Look(width=2, height=4, runbooks=["GraftwatchEnrolmentBeyondPlan"]),
    ),
    stat_panel(
        Words(
            "With the event",
            "Evaluable recipients with a confirmed event that counts. One a recipient.",
            f"Compare with the boundary beside it. {ON_PAPER}",
            NO_FIGURES,
        ),
        Query(f"graftwatch_trial_recipients_with_event{{{ENDPOINT}}}"),
        Look(width=3, height=4),
    ),
    stat_panel(
        Words(
            "Boundary today",
            "So many events stop the trial at today's number of evaluable recipients.",
            "At or above it the committee is to be asked before the next recipient.",
            f"{NO_BOUNDARY} Or no count of events can stop it at today's number.",
        ),
        Query(f"graftwatch_trial_boundary_events{{{ENDPOINT}}}"),
        Look(width=3, height=4),
    ),
    stat_panel(
        Words(
            "Events to the soonest stop",
            "How many more events in a row, each with the next recipient, stop the trial at the soonest.",
            "One: the next event stops it. Prepare the meeting now.",
            f"{NO_BOUNDARY} Or it can be met no more, or was met.",
        ),
        Query(f"graftwatch_trial_events_ahead{{{ENDPOINT}}}"),
        Look(width=3, height=4, runbooks=["GraftwatchBoundaryNear"]),
    ),
    stat_panel(
        Words(
            "If the next has it, too",
            "Whether the next recipient that becomes evaluable with the event stops the trial.",
            "It does: tell the committee before the next transplantation, not after its result.",
            f"{NO_BOUNDARY} Or the planned recipients are all evaluable.",
        ),
        Query(f"graftwatch_trial_next_event_stops{{{ENDPOINT}}}"),
        Look(width=3, height=4, limits={1: AMBER}, said={"0": "goes on", "1": "STOPS"}),
    ),
    stat_panel(
        Words(
            "Boundary",
            "Whether the boundary was ever met on the path so far.",
            "Met: enrolment waits for the committee. It stays met until the protocol's version changes.",
            NO_BOUNDARY,
        ),
        Query(f"graftwatch_trial_boundary_crossed{{{ENDPOINT}}}"),
        Look(
            width=3,
            height=4,
            limits={1: RED},
            said={"0": "not met", "1": "MET"},
            runbooks=["GraftwatchBoundaryCrossed"],
        ),
    ),
    name_panel(
        Words(
            "Protocol",
            "Name and version of the protocol by which these figures were drawn; its hash stands in the report.",
            "Not the version you expect: `graftwatch safety status`, and who changed the file.",
            NO_FIGURES,
        ),
        Query(f"graftwatch_trial_protocol_info{{{OF}}}", "{{name}} {{version}}"),
        Look(width=3, height=4, runbooks=["GraftwatchProtocolFileRefused"]),
    ),
    stat_panel(
        Words(
            "Figures are",
            "How long ago the newest message came that is in the figures; the heartbeat renews them.",
            "Older than a quarter of an hour: detection stands still, and what came since is missing. See *Feeds and "
            "pipeline*, the heartbeat by stage.",
            NO_FIGURES,
        ),
        Query(f"time() - graftwatch_trial_figures_timestamp_seconds{{{OF}}}"),
        Look(SECONDS, 2, 4, {900: RED}, decimals=0, runbooks=["GraftwatchTrialFiguresOld"]),
    ),
)
"""What somebody sees who looks for five seconds."""


BOUNDARY: Final[Panels] = (
    steps_panel(
        Words(
            "Events by number of evaluable recipients",
            "Solid: events among the first n evaluable recipients, in the order in which they became so. Dashed: "
            "so many events stop the trial at n.",
            "The solid line meets the dashed one: the boundary is met there. The distance between them at the "
            "right end is what is left.",
            f"{NOBODY} {NO_BOUNDARY}",
        ),
        [
            Query(f"max by (n) (graftwatch_trial_path_events{{{ENDPOINT}}})", "events"),
            Query(f"max by (n) (graftwatch_trial_boundary_at{{{ENDPOINT}}})", "boundary"),
        ],
        Look(COUNT, 24, 10, decimals=0, runbooks=["GraftwatchBoundaryCrossed"]),
        Columns("n", "evaluable recipients", number=True),
        {"events": Line(BLUE, width=3), "boundary": Line(RED, (10, 6))},
    ),
    bars_panel(
        Words(
            "Probability that the boundary will be met",
            "Predictive: by the events so far and the belief of the protocol, before the last planned recipient.",
            "A guess about the future, not a rule: it stops nothing by itself.",
            f"{NO_BOUNDARY} {NOBODY}",
        ),
        [Query(f"graftwatch_trial_crossing_probability_ratio{{{ENDPOINT}}}", "{{rule}}")],
        Look(SHARE, 12, 5, most=1, decimals=1),
    ),
    bars_panel(
        Words(
            "Probability that the rate is above",
            "Posterior probability that the rate is above each threshold of the protocol.",
            "Read it beside the interval below: few recipients leave much open.",
            NO_FIGURES,
        ),
        [Query(f"graftwatch_trial_rate_above_probability_ratio{{{ENDPOINT}}}", "above {{threshold}}")],
        Look(SHARE, 12, 5, most=1, decimals=1),
    ),
)
"""The step plot, and what may come."""


def _bounds(metric: str, middle: str) -> list[Query]:
    return [
        Query(f'{metric}{{{ENDPOINT},bound="{middle}"}}', middle),
        Query(f'{metric}{{{ENDPOINT},bound="lower"}}', "lower"),
        Query(f'{metric}{{{ENDPOINT},bound="upper"}}', "upper"),
    ]


INTERVAL: Final = {"lower": Line(SKY, (6, 4), 1), "upper": Line(SKY, (6, 4), 1)}
RATE: Final[Panels] = (
    styled(
        series_panel(
            Words(
                "Rate, with its interval",
                "Recipients with the event among the evaluable; dashed, the 95 % interval of Clopper and Pearson; "
                "dotted, the historical rate of the protocol.",
                "The historical rate below the whole interval: more events than were to be expected.",
                NOBODY,
            ),
            [
                *_bounds("graftwatch_trial_event_rate", "rate"),
                Query(f"graftwatch_trial_historical_rate_ratio{{{ENDPOINT}}}", "historical"),
            ],
            Look(SHARE, most=1, decimals=1),
            stepped=True,
        ),
        {**INTERVAL, "rate": Line(BLUE, width=3), "historical": Line(GREY, (2, 4))},
    ),
    styled(
        series_panel(
            Words(
                "Posterior of the rate",
                "Mean and 95 % credible interval by the belief of the protocol and the events so far.",
                "It moves less than the rate beside it while there are few recipients: the belief holds it.",
                NO_FIGURES,
            ),
            _bounds("graftwatch_trial_posterior_rate_ratio", "mean"),
            Look(SHARE, most=1, decimals=1),
            stepped=True,
        ),
        {**INTERVAL, "mean": Line(BLUE, width=3)},
    ),
    table_panel(
        Words(
            "Rate by immunological risk",
            "Evaluable recipients, those with the event, and the rate with its 95 % interval, by each attribute of "
            "risk; a recipient with two attributes is in both rows, and in `any` once.",
            "Small groups differ by chance: look at the intervals before you conclude.",
            NO_FIGURES,
        ),
        [
            Query(f"max by (risk) (graftwatch_trial_risk_evaluable{{{ENDPOINT}}})", "evaluable"),
            Query(f"max by (risk) (graftwatch_trial_risk_recipients_with_event{{{ENDPOINT}}})", "with the event"),
            *(
                Query(
                    f'max by (risk) (100 * graftwatch_trial_risk_event_rate{{{ENDPOINT},bound="{bound}"}})',
                    f"{bound} %" if bound == "rate" else f"{bound} bound %",
                )
                for bound in ("rate", "lower", "upper")
            ),
        ],
        Look(width=24, height=7, decimals=0),
        Columns("risk", "risk"),
    ),
)
"""The rate over time."""


def incidence() -> list[Builder[Panel]]:
    """Cumulative incidence by day."""
    metric, day = "graftwatch_trial_cumulative_incidence", "max by (day)"

    def by(outcome: str, bound: str, said: str) -> Query:
        return Query(f'{day} ({metric}{{{ENDPOINT},outcome="{outcome}",bound="{bound}"}})', said)

    return [
        steps_panel(
            Words(
                "Cumulative incidence",
                "Aalen–Johansen: the share of recipients with the event by each day after transplantation, where death "
                "and re-transplantation compete; dashed, its 95 % interval.",
                "Where it rises says when the event comes: a step early in the window is another cause than one late.",
                NOBODY,
            ),
            [by("event", "incidence", "event"), by("event", "lower", "lower"), by("event", "upper", "upper")],
            Look(SHARE, 14, 9, most=1, decimals=1),
            Columns("day", "day after transplantation", number=True),
            {"event": Line(BLUE, width=3), "lower": Line(SKY, (6, 4), 1), "upper": Line(SKY, (6, 4), 1)},
        ),
        steps_panel(
            Words(
                "What competes with it",
                "The same for death and for re-transplantation, before the event.",
                "High ones hide events that would have come.",
                NOBODY,
            ),
            [by("death", "incidence", "death"), by("re_transplant", "incidence", "re-transplantation")],
            Look(SHARE, 10, 9, most=1, decimals=1),
            Columns("day", "day after transplantation", number=True),
            {"death": Line(RED), "re-transplantation": Line(AMBER, (10, 6))},
        ),
    ]

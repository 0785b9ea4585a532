"""Rows of *Safety committee* about recipients: their states, events and verdicts; exposure, infusion, NK activity.

With more than one arm in the roster the service gives no figure of infusions: they would tell who is in which arm.
"""

from typing import Final

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import Panel

from graftwatch_dashboards.frame import NOT_SCRAPED
from graftwatch_dashboards.pieces import (
    AMBER,
    SHARE,
    Columns,
    Look,
    Query,
    Words,
    bars_panel,
    series_panel,
    stat_panel,
    table_panel,
)

ARMS: Final = "Nobody was infused; or the roster has several arms, whose figures would tell who is in which."


def events(of: str, endpoint: str) -> list[Builder[Panel]]:
    """What was found, and what people say about it."""
    return [
        bars_panel(
            Words(
                "Recipients by state",
                "Before, in and after their window, withdrawn, died.",
                "Those in their window are not evaluable yet, unless they had the event.",
                "Nobody is enrolled.",
            ),
            [Query(f"graftwatch_trial_recipients{{{of}}}", "{{state}}")],
            Look(width=6),
        ),
        series_panel(
            Words(
                "Events in the window, by status",
                "Events of this endpoint; suspected ones count nowhere above.",
                "A suspected one that stays so waits for a result or for a person: `graftwatch safety status`.",
                "No event in the window.",
            ),
            [Query(f"graftwatch_trial_events{{{endpoint}}}", "{{status}}")],
            Look(width=6, decimals=0),
            stepped=True,
        ),
        bars_panel(
            Words(
                "Rejections",
                "Rejections in the window by status, whichever endpoint is chosen above.",
                "To confirm one: a biopsy with RAI 3 or more, or a person's adjudication.",
                "No rejection in the window.",
            ),
            [Query(f'graftwatch_trial_events{{{of},endpoint="rejection"}}', "{{status}}")],
            Look(width=6),
        ),
        bars_panel(
            Words(
                "Verdicts of people",
                "Events of this endpoint by what a person decided about them, and those that wait for it.",
                "`graftwatch decide adjudicate` enters one.",
                NOT_SCRAPED,
            ),
            [Query(f"graftwatch_trial_adjudicated_events{{{endpoint}}}", "{{verdict}}")],
            Look(width=6, runbooks=["GraftwatchAdjudicationWaiting"]),
        ),
    ]


def treatment(of: str) -> list[Builder[Panel]]:
    """The panels; `of` are the selectors of what is chosen above."""
    quartiles = (("lower quartile", "0.25"), ("median", "0.5"), ("upper quartile", "0.75"))
    time_in_range = "graftwatch_trial_exposure_time_in_range_ratio"
    return [
        table_panel(
            Words(
                "Exposure time in the target range",
                "By drug: recipients with a trough, those whose newest one is in its target, and the share of the time "
                "with troughs in their target, in per cent: median and quartiles over the recipients.",
                "A low median with rejections beside it: ask how the drug is dosed.",
                "No level of a drug that the protocol names was measured.",
            ),
            [
                Query(f"max by (drug) (graftwatch_trial_exposure_with_level_recipients{{{of}}})", "with a trough"),
                Query(f"max by (drug) (graftwatch_trial_exposure_in_target_recipients{{{of}}})", "in target now"),
                *(
                    Query(f'max by (drug) (100 * {time_in_range}{{{of},quantile="{quantile}"}})', f"{said} %")
                    for said, quantile in quartiles
                ),
            ],
            Look(height=7, decimals=0),
            Columns("drug", "drug"),
        ),
        stat_panel(
            Words(
                "Infused",
                "Recipients whose infusion was documented.",
                "Fewer than were infused: the feed that documents infusions, or `graftwatch decide`.",
                ARMS,
            ),
            Query(f"graftwatch_trial_infused_recipients{{{of}}}"),
            Look(width=3, height=7),
        ),
        bars_panel(
            Words(
                "Infusion reactions, by grade",
                "Confirmed reactions to the infusion, by the grade of their fever.",
                "Grade 3 and above is told to the committee by the trial's own rules.",
                f"No reaction. {ARMS}",
            ),
            [Query(f"graftwatch_trial_infusion_reactions{{{of}}}", "grade {{grade}}")],
            Look(width=5, height=7),
        ),
        stat_panel(
            Words(
                "NK activity, of the measured",
                "The share of recipients whose NK activity fell, of those measured before and after the infusion.",
                "A fall alone is no event. Compare with infections in the same recipients in the report.",
                f"NK activity was measured in nobody. {ARMS}",
            ),
            Query(f"graftwatch_trial_nk_falls{{{of}}} / (graftwatch_trial_nk_measured_recipients{{{of}}} > 0)"),
            Look(SHARE, 4, 7, limits={0.5: AMBER}, most=1, decimals=0),
        ),
    ]

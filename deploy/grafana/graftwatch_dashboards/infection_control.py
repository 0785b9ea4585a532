"""*Infection control*: for who is paged. What is open, how fast it was told and heard, and what reached nobody."""

from typing import Final

from grafana_foundation_sdk.models.dashboard import Dashboard

from graftwatch_dashboards.frame import INSTANCES, JOB, NOT_SCRAPED, OF, Addresses, Frame, Row, Variable
from graftwatch_dashboards.pieces import (
    AMBER,
    FLAG,
    RED,
    SECONDS,
    Look,
    Panels,
    Query,
    Words,
    bars_panel,
    none_is_zero,
    series_panel,
    stat_panel,
    states_panel,
)

KINDS: Final = Variable(
    "kind",
    "Kind of signal",
    'label_values(graftwatch_open_signals{job="$job"}, kind)',
    "Which signals are shown in the panels of signals; pages are of all kinds.",
    several=True,
)
FRAME: Final = Frame(
    uid="graftwatch-infection-control",
    about="For infection control: which signals are open, how long it took until somebody was told and had heard, "
    "and what reached nobody. Which recipient it is stands in the page and in `graftwatch pages list`, never here.",
    since="now-7d",
    variables=(JOB, INSTANCES, KINDS),
    marks="GraftwatchPage.*|GraftwatchDelivery.*|GraftwatchStoryUnheard|GraftwatchNobodyOnCall|GraftwatchBoundaryCrossed",
)


def dashboard(addresses: Addresses) -> Dashboard:
    """The dashboard."""
    rows = (
        Row("Now", NOW),
        Row("Signals", SIGNALS),
        Row("Told and heard", TOLD),
        Row("Deliveries and duty", DELIVERIES),
    )
    return FRAME.around(rows, addresses)


NOW: Final[Panels] = (
    stat_panel(
        Words(
            "Open signals",
            "Signals that are open now, of the kinds chosen above.",
            "`graftwatch pages list` says of which recipients.",
            "No signal was ever raised, or Prometheus has no figures of the service.",
        ),
        Query(none_is_zero(f'sum(max by (kind) (graftwatch_open_signals{{{OF},kind=~"$kind"}}))', OF)),
        Look(width=4, height=4),
    ),
    stat_panel(
        Words(
            "Not acknowledged",
            "Stories that wake somebody and that nobody has acknowledged.",
            "`graftwatch pages list --unheard` says which; call who is on duty.",
            NOT_SCRAPED,
        ),
        Query(f'max(graftwatch_unacknowledged_pages{{{OF},severity="page"}})'),
        Look(width=4, height=4, limits={1: AMBER}, runbooks=["GraftwatchPageUnacknowledged"]),
    ),
    stat_panel(
        Words(
            "Oldest of them",
            "How long the oldest of them has waited.",
            "Above half an hour somebody should call.",
            NOT_SCRAPED,
        ),
        Query(f'max(graftwatch_unacknowledged_oldest_seconds{{{OF},severity="page"}})'),
        Look(SECONDS, 4, 4, {900: AMBER, 1800: RED}, runbooks=["GraftwatchPageUnacknowledged"]),
    ),
    stat_panel(
        Words(
            "Heard by nobody",
            "Stories that went through every step of their escalation without an acknowledgement. They are not "
            "repeated any more.",
            "`graftwatch pages list --unheard`; tell them by telephone.",
            NOT_SCRAPED,
        ),
        Query(f"max(graftwatch_unheard_stories{{{OF}}})"),
        Look(width=4, height=4, limits={1: RED}, runbooks=["GraftwatchStoryUnheard"]),
    ),
    stat_panel(
        Words(
            "Reached nobody",
            "Pages whose every delivery failed for good, and nothing stands in.",
            "`graftwatch pages list --lost` names them, `graftwatch pages resend` sends them again.",
            NOT_SCRAPED,
        ),
        Query(f"max(graftwatch_pages_lost{{{OF}}})"),
        Look(width=4, height=4, limits={1: RED}, runbooks=["GraftwatchPagesLost"]),
    ),
    stat_panel(
        Words(
            "Deliveries failed, in the hour before",
            "Deliveries that a receiver refused for good, or that were given up.",
            "Tell what the page says by telephone, unless another channel has it; mend the channel.",
            "No channel takes pages, or Prometheus has no figures of the service.",
        ),
        Query(f'ceil(sum(increase(graftwatch_page_deliveries_total{{{OF},outcome="failed"}}[1h])))'),
        Look(width=4, height=4, limits={1: RED}, runbooks=["GraftwatchDeliveryFailed", "GraftwatchDeliveryFailing"]),
    ),
)
"""What somebody sees who looks for five seconds."""


SIGNALS: Final[Panels] = (
    bars_panel(
        Words(
            "Open now, by kind",
            "Signals that are open. Suspected and confirmed are kinds of their own.",
            "`graftwatch explain SUBJECT` says why a signal is open and what would end it.",
            "No signal was ever raised.",
        ),
        [Query(f'max by (kind) (graftwatch_open_signals{{{OF},kind=~"$kind"}})', "{{kind}}")],
        Look(width=8),
    ),
    series_panel(
        Words(
            "Open over time",
            "The same, as it was.",
            "A kind that only grows is one that nobody closes: acknowledge, adjudicate, or say what was decided.",
            "No signal was ever raised.",
        ),
        [Query(f'max by (kind) (graftwatch_open_signals{{{OF},kind=~"$kind"}})', "{{kind}}")],
        Look(width=8, decimals=0),
        stepped=True,
    ),
    bars_panel(
        Words(
            "Raised since the start",
            "Signals that were raised since the service started, by kind and severity.",
            "Many of one kind that come to nothing: write to who looks after the rules.",
            "No signal was raised since the start.",
        ),
        [
            Query(
                f'sum by (kind, severity) (graftwatch_signals_total{{{OF},kind=~"$kind"}})',
                "{{kind}}, {{severity}}",
            )
        ],
        Look(width=8),
    ),
)
"""What was found."""


def _share(name: str, share: float, said: str, window: str) -> Query:
    return Query(f"histogram_quantile({share}, sum by (le) (increase({name}_bucket{{{OF}}}[{window}])))", said)


def _times(name: str) -> list[Query]:
    return [_share(name, 0.5, "half", "1d"), _share(name, 0.9, "90 %", "1d"), _share(name, 0.99, "99 %", "1d")]


TOLD: Final[Panels] = (
    series_panel(
        Words(
            "From result to page",
            "From a message's receipt to its page in the outbox; of the day before, half, 90 and 99 of 100 took "
            "less. Told within the steps of a histogram.",
            "Above ten seconds look at *Feeds and pipeline*, the lag by stage.",
            "No page in the day before.",
        ),
        _times("graftwatch_result_to_page_seconds"),
        Look(SECONDS, 8, limits={10: RED}, runbooks=["GraftwatchPagesSlow"]),
    ),
    series_panel(
        Words(
            "From page to acknowledgement",
            "From a page that wakes somebody to its acknowledgement; of the day before, half, 90 and 99 of 100 "
            "took less. What nobody acknowledged is not in it: see above.",
            "Above half an hour: is the escalation reaching who is on duty? `graftwatch on-call now`.",
            "No acknowledgement in the day before.",
        ),
        _times("graftwatch_page_acknowledge_seconds"),
        Look(SECONDS, 8, limits={1800: RED}, runbooks=["GraftwatchAcknowledgementsSlow"]),
    ),
    series_panel(
        Words(
            "From the outbox to the receiver",
            "Nine of ten deliveries of the day before took less, by channel.",
            "One channel that is slow: its receiver, or the way there.",
            "Nothing was delivered in the day before.",
        ),
        [
            Query(
                "histogram_quantile(0.9, sum by (channel, le) "
                f"(increase(graftwatch_page_delivery_seconds_bucket{{{OF}}}[1d])))",
                "{{channel}}",
            )
        ],
        Look(SECONDS, 8),
    ),
    series_panel(
        Words(
            "Not acknowledged, over time",
            "Stories that nobody has acknowledged, by severity.",
            "`graftwatch pages list --unheard` says which.",
            NOT_SCRAPED,
        ),
        [Query(f"max by (severity) (graftwatch_unacknowledged_pages{{{OF}}})", "{{severity}}")],
        Look(width=8, decimals=0, runbooks=["GraftwatchPageUnacknowledged"]),
        stepped=True,
    ),
    bars_panel(
        Words(
            "Pages since the start",
            "Pages decided, by reason and severity.",
            "Many summaries: pages were held back because too many came at once.",
            "No page since the start.",
        ),
        [Query(f"sum by (reason, severity) (graftwatch_pages_total{{{OF}}})", "{{reason}}, {{severity}}")],
        Look(width=8, runbooks=["GraftwatchPagesHeldBack"]),
    ),
    stat_panel(
        Words(
            "Time gained before the final report",
            "From a story's first page to the final report that confirmed its bloodstream infection; the mean "
            "since the start.",
            "Near zero: preliminary results do not come, or nobody sends them. Ask the laboratory.",
            "No infection was confirmed since the start.",
        ),
        Query(f"sum(graftwatch_hours_gained_seconds_sum{{{OF}}}) / sum(graftwatch_hours_gained_seconds_count{{{OF}}})"),
        Look(SECONDS, 8),
    ),
)
"""From a result to a person."""


DELIVERIES: Final[Panels] = (
    series_panel(
        Words(
            "Delivered and failed, in the hour before",
            "Attempts to deliver a page, by channel and outcome.",
            "Failed or only retried: the page goes to the next channel; mend the channel, `graftwatch doctor` "
            "tries it.",
            "No channel takes pages: see `channels` of the settings.",
        ),
        [
            Query(
                f"sum by (channel, outcome) (increase(graftwatch_page_deliveries_total{{{OF}}}[1h]))",
                "{{channel}} {{outcome}}",
            )
        ],
        Look(width=8, decimals=0, runbooks=["GraftwatchDeliveryFailing"]),
    ),
    bars_panel(
        Words(
            "Links and receivers' events since the start",
            "Links in pages that were opened or used, and what receivers said about pages, by what became of it.",
            "A rise of `invalid` or `limited`: somebody tries links, or a mail system cuts them. `unsigned`: the "
            "secret in the settings is not the receiver's.",
            NOT_SCRAPED,
        ),
        [
            Query(f"sum by (outcome) (graftwatch_acknowledge_links_total{{{OF}}})", "link {{outcome}}"),
            Query(
                f"sum by (receiver, outcome) (graftwatch_webhook_events_total{{{OF}}})",
                "{{receiver}} {{outcome}}",
            ),
        ],
        Look(width=8, runbooks=["GraftwatchLinksTried", "GraftwatchAcknowledgementsNotHeard"]),
    ),
    states_panel(
        Words(
            "Who reaches nobody",
            "Yes while a duty, person or channel that the escalation names reaches nobody.",
            "Pages go to the next step at once. `graftwatch on-call check` says what is missing.",
            "No escalation is set: every page goes to every channel.",
        ),
        [Query(f"max by (name) (graftwatch_on_call_nobody{{{OF}}})", "{{name}}")],
        Look(FLAG, 8, limits={1: RED}, runbooks=["GraftwatchNobodyOnCall", "GraftwatchOnCallFileFaulty"]),
    ),
)
"""Channels, links, the duty."""

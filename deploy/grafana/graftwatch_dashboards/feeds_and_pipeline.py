"""*Feeds and pipeline*: for who looks after the service. From a sender's bytes to a page that went out."""

from typing import Final

from grafana_foundation_sdk.models.dashboard import Dashboard

from graftwatch_dashboards.frame import FEED, FEEDS, INSTANCES, JOB, NOT_SCRAPED, OF, Addresses, Frame, Row
from graftwatch_dashboards.kafka_row import KAFKA
from graftwatch_dashboards.pieces import (
    A_MINUTE,
    AMBER,
    BYTES,
    FLAG,
    RED,
    SECONDS,
    Look,
    Panels,
    Query,
    Words,
    none_is_zero,
    series_panel,
    stat_panel,
    states_panel,
)
from graftwatch_dashboards.pipeline_rows import FILES, KEPT, MADE_OF_IT, TOLD

FRAME: Final = Frame(
    uid="graftwatch-feeds",
    about="For who looks after the service: what comes in, what becomes of it, what waits and what failed.",
    since="now-6h",
    variables=(JOB, INSTANCES, FEEDS),
    marks="Graftwatch.*",
)


def dashboard(addresses: Addresses) -> Dashboard:
    """The dashboard."""
    rows = (
        Row("Now", NOW),
        Row("What comes in", COMES_IN),
        Row("What is made of it", MADE_OF_IT),
        Row("What is told, and the heartbeat through it all", TOLD),
        Row("What is kept", KEPT),
        Row("Feeds that come as files", FILES, closed=True),
        Row("The Kafka engine", KAFKA, closed=True),
    )
    return FRAME.around(rows, addresses)


def _quantile(share: float, said: str) -> Query:
    buckets = f"sum by (feed, le) (rate(graftwatch_ack_seconds_bucket{{{FEED}}}[$__rate_interval]))"
    return Query(f"histogram_quantile({share}, {buckets})", f"{{{{feed}}}}, {said}")


NOW: Final[Panels] = (
    stat_panel(
        Words(
            "Heartbeat",
            "How long ago the newest message was sent that the service sent itself and that came through every "
            "stage to the end of a channel.",
            "Above a minute look at the panel of stages below: the first that stands still is where it hangs.",
            "No heartbeat has come through since the start.",
        ),
        Query(f"time() - max(graftwatch_heartbeat_timestamp_seconds{{{OF}}} > 0)"),
        Look(SECONDS, 4, 4, {60: AMBER, 120: RED}, decimals=0, runbooks=["GraftwatchHeartbeatMissing"]),
    ),
    stat_panel(
        Words(
            "Feeds silent or broken",
            "Feeds that have sent nothing for longer than they may at this hour, or five bad messages in an hour.",
            "`graftwatch feeds` says which and since when; ask the sender's side.",
            NOT_SCRAPED,
        ),
        Query(
            f"sum(clamp_max(max by (feed) (graftwatch_feed_silent{{{FEED}}}) + "
            f"max by (feed) (graftwatch_feed_broken{{{FEED}}}), 1))"
        ),
        Look(width=4, height=4, limits={1: RED}, runbooks=["GraftwatchFeedSilent", "GraftwatchFeedBroken"]),
    ),
    stat_panel(
        Words(
            "In quarantine",
            "Messages that could not be read or were refused, and wait for a person.",
            "`graftwatch quarantine list`; release them once the cause is mended.",
            NOT_SCRAPED,
        ),
        Query(none_is_zero(f"sum(graftwatch_quarantined_frames{{{FEED}}})", OF)),
        Look(width=4, height=4, limits={1: AMBER}, runbooks=["GraftwatchQuarantineWaiting"]),
    ),
    stat_panel(
        Words(
            "Dead letters",
            "Entries since the start that were understood and failed in processing. Each is a fault of ours.",
            "`graftwatch dead-letters list`, and report the fault with its class and stage.",
            NOT_SCRAPED,
        ),
        Query(f"sum(graftwatch_dead_letters_total{{{OF}}})"),
        Look(width=4, height=4, limits={1: RED}, runbooks=["GraftwatchDeadLetters"]),
    ),
    stat_panel(
        Words(
            "Slowest stage",
            "How long the oldest entry of the slowest stage has waited.",
            "Above a minute pages come late: look at processor and disk.",
            NOT_SCRAPED,
        ),
        Query(f"max(graftwatch_stage_lag_seconds{{{OF}}})"),
        Look(SECONDS, 4, 4, {10: AMBER, 60: RED}, runbooks=["GraftwatchStageLagging"]),
    ),
    stat_panel(
        Words(
            "Waiting to go out",
            "Deliveries in the outbox.",
            "One that grows is a channel that fails: see the deliveries below.",
            NOT_SCRAPED,
        ),
        Query(none_is_zero(f"sum(graftwatch_outbox_deliveries{{{OF}}})", OF)),
        Look(width=4, height=4, limits={10: AMBER, 100: RED}, runbooks=["GraftwatchOutboxOld"]),
    ),
)
"""What somebody sees who looks for five seconds."""


COMES_IN: Final[Panels] = (
    series_panel(
        Words(
            "Messages a minute",
            "Messages by feed and by what became of them.",
            "A rise of anything but accepted: `graftwatch quarantine list`. Duplicates are a sender that repeats.",
            "No message has come in this range.",
        ),
        [
            Query(
                f"sum by (feed, outcome) (rate(graftwatch_frames_received_total{{{FEED}}}[$__rate_interval])) * 60",
                "{{feed}} {{outcome}}",
            )
        ],
        Look(A_MINUTE),
    ),
    series_panel(
        Words(
            "Silence, and how long it may last",
            "How long ago a feed's newest message came; dashed, how long it may be silent at this hour.",
            "A line that crosses its dashes is paged. Ask the sender's side; planned work is told by "
            "`graftwatch maintenance`.",
            "No message has come since the start.",
        ),
        [
            Query(
                f"time() - max by (feed) (graftwatch_feed_last_message_timestamp_seconds{{{FEED}}})",
                "{{feed}}",
            ),
            Query(f"max by (feed) (graftwatch_feed_silence_limit_seconds{{{FEED}}})", "{{feed}}, limit"),
        ],
        Look(SECONDS, runbooks=["GraftwatchFeedSilent"]),
    ),
    states_panel(
        Words(
            "Silent or broken",
            "Each feed over time: yes while it is said to be silent, or broken.",
            "`graftwatch feeds` says since when and why.",
            NOT_SCRAPED,
        ),
        [
            Query(f"max by (feed) (graftwatch_feed_silent{{{FEED}}})", "{{feed}} silent"),
            Query(f"max by (feed) (graftwatch_feed_broken{{{FEED}}})", "{{feed}} broken"),
        ],
        Look(FLAG, limits={1: RED}, runbooks=["GraftwatchFeedSilent", "GraftwatchFeedBroken"]),
    ),
    series_panel(
        Words(
            "Time to the acknowledgement",
            "From reading a message to answering it, of which half and 99 of 100 took less.",
            "Above 0.1 s look at the disk: nothing is answered before it is durable.",
            "No message has come over MLLP in this range.",
        ),
        [_quantile(0.5, "half"), _quantile(0.99, "99 %")],
        Look(SECONDS, limits={0.1: AMBER, 1: RED}),
    ),
    series_panel(
        Words(
            "Age of messages as they come",
            "How old a feed's newest message was when it came, by its MSH-7.",
            "High: a queue on the sender's side. Below zero: a clock, theirs or ours.",
            "No message has come since the start.",
        ),
        [Query(f"max by (feed) (graftwatch_feed_message_age_seconds{{{FEED}}})", "{{feed}}")],
        Look(SECONDS, least=None, limits={900: AMBER}, runbooks=["GraftwatchFeedDelayed", "GraftwatchFeedClockAhead"]),
    ),
    series_panel(
        Words(
            "Refused and turned away, in the hour before",
            "Messages answered AR or AE, and connections that were not taken, by reason.",
            "Refused bytes are in quarantine. The log says which peer was turned away, and the mend.",
            "Nothing was refused since the start: a reason has a figure once it was met.",
        ),
        [
            Query(
                f"sum by (feed, reason) (increase(graftwatch_frames_refused_total{{{FEED}}}[1h]))",
                "{{feed}} {{reason}}",
            ),
            Query(
                f"sum by (feed, reason) (increase(graftwatch_connections_turned_away_total{{{OF}}}[1h]))",
                "{{feed}} turned away, {{reason}}",
            ),
        ],
        Look(decimals=0, limits={10: AMBER}, runbooks=["GraftwatchConnectionsTurnedAway"]),
    ),
    series_panel(
        Words(
            "Connections",
            "Connections that are read, and those beyond the limit, which wait.",
            "Any that wait: raise `limits.connections`, or find who keeps opening them.",
            NOT_SCRAPED,
        ),
        [
            Query(f"sum(graftwatch_gateway_connections{{{OF}}})", "read"),
            Query(f"sum(graftwatch_gateway_connections_waiting{{{OF}}})", "waiting"),
        ],
        Look(decimals=0, runbooks=["GraftwatchConnectionsWaiting"]),
    ),
    series_panel(
        Words(
            "Read and not yet durable",
            "Bytes of messages that are not answered yet, and of halves of messages.",
            "At their limit senders are not read: look at the disk.",
            NOT_SCRAPED,
        ),
        [
            Query(f"sum(graftwatch_gateway_unacknowledged_bytes{{{OF}}})", "not durable"),
            Query(f"sum(graftwatch_gateway_partial_frame_bytes{{{OF}}})", "halves"),
        ],
        Look(BYTES),
    ),
)
"""Feeds, one by one."""

"""The row of the Kafka engine: who leads, how far copies are, which partitions are served."""

from typing import Final

from graftwatch_dashboards.frame import OF
from graftwatch_dashboards.pieces import (
    AMBER,
    FLAG,
    RED,
    SECONDS,
    SHARE,
    Look,
    Panels,
    Query,
    Words,
    bars_panel,
    series_panel,
    stat_panel,
    states_panel,
)

EMBEDDED: Final = "The embedded engine has none."

KAFKA: Final[Panels] = (
    stat_panel(
        Words(
            "Leaders",
            "Copies of the detector that lead: one. Of all copies, whichever processes are chosen above.",
            "None: nobody concludes, messages are kept meanwhile. Two for longer than a scrape: report it.",
            EMBEDDED,
        ),
        Query('sum(graftwatch_leader{job="$job"})'),
        Look(width=6, height=4, most=2, limits={2: RED}, runbooks=["GraftwatchNoLeader"]),
    ),
    stat_panel(
        Words(
            "Changes of the leader in an hour",
            "How often a copy began to lead in the last hour.",
            "More than one without a restart: the cluster or a machine comes and goes.",
            EMBEDDED,
        ),
        Query('round(sum(increase(graftwatch_leaderships_total{job="$job"}[1h])))'),
        Look(width=6, height=4, limits={2: AMBER, 4: RED}, runbooks=["GraftwatchLeaderChanging"]),
    ),
    stat_panel(
        Words(
            "Pager's partitions served",
            "Partitions of `pages` that some pager works on, of all.",
            "Below 100 % for more than a minute pages of some recipients wait: start another pager.",
            EMBEDDED,
        ),
        Query('sum(graftwatch_pager_partitions_held{job="$job"}) / max(graftwatch_pager_partitions{job="$job"})'),
        Look(SHARE, 6, 4, most=1, runbooks=["GraftwatchPartitionsUnserved"]),
    ),
    stat_panel(
        Words(
            "Given up",
            "Records since the start that were given up after every retry. Each is a fault of ours.",
            "`graftwatch dead-letters list`, and report the fault with its class and stage.",
            EMBEDDED,
        ),
        Query(f"sum(graftwatch_kafka_dead_letters_total{{{OF}}})"),
        Look(width=6, height=4, limits={1: RED}, runbooks=["GraftwatchRecordsGivenUp"]),
    ),
    states_panel(
        Words(
            "Who leads",
            "Each copy of the detector over time: yes while it leads.",
            "One always leads; a change takes seconds.",
            EMBEDDED,
        ),
        [Query(f"max by (instance) (graftwatch_leader{{{OF}}})", "{{instance}}")],
        Look(FLAG),
    ),
    series_panel(
        Words(
            "Copies behind",
            "Records that a copy has not taken up: entries, and the leader's changes of its database.",
            "A copy that stays behind could not take over at once: look at its machine.",
            EMBEDDED,
        ),
        [
            Query(f"max by (instance) (graftwatch_entries_lag_records{{{OF}}})", "{{instance}} entries"),
            Query(f"max by (instance, replica) (graftwatch_replica_lag_records{{{OF}}})", "{{instance}} {{replica}}"),
        ],
        Look(limits={10_000: AMBER}, decimals=0, runbooks=["GraftwatchCopyBehind"]),
    ),
    series_panel(
        Words(
            "Partitions held",
            "Partitions that each copy of intake and of the pager works on.",
            "A copy with none stands by; all with none: nothing is worked on.",
            EMBEDDED,
        ),
        [
            Query(f"max by (instance) (graftwatch_intake_partitions_held{{{OF}}})", "{{instance}} intake"),
            Query(f"max by (instance) (graftwatch_pager_partitions_held{{{OF}}})", "{{instance}} pager"),
        ],
        Look(decimals=0, runbooks=["GraftwatchPartitionsUnserved"]),
    ),
    series_panel(
        Words(
            "Records waiting",
            "Records in a copy's partitions that intake has not committed, and pages that a pager has not taken up.",
            "One that grows: add a detector, or a pager.",
            EMBEDDED,
        ),
        [
            Query(f"max by (instance) (graftwatch_intake_lag_records{{{OF}}})", "{{instance}} intake"),
            Query(f"max by (instance) (graftwatch_pager_lag_records{{{OF}}})", "{{instance}} pager"),
        ],
        Look(decimals=0),
    ),
    states_panel(
        Words(
            "Cluster reached",
            "Yes while the last exchange of a copy with the cluster succeeded.",
            "`graftwatch kafka check` from that machine.",
            EMBEDDED,
        ),
        [
            Query(f"max by (instance) (graftwatch_cluster_reachable{{{OF}}})", "{{instance}}"),
            Query(f"max by (instance) (graftwatch_intake_cluster_reachable{{{OF}}})", "{{instance}} intake"),
        ],
        Look(FLAG, runbooks=["GraftwatchClusterUnreachable"]),
    ),
    series_panel(
        Words(
            "Intake's last progress",
            "How long ago intake committed, or found nothing to do.",
            "Above a minute it is stuck: its log says at which record.",
            EMBEDDED,
        ),
        [Query(f"time() - max by (instance) (graftwatch_intake_progress_timestamp_seconds{{{OF}}})", "{{instance}}")],
        Look(SECONDS, limits={60: RED}, runbooks=["GraftwatchIntakeStuck"]),
    ),
    bars_panel(
        Words(
            "Not taken by the cluster, and retried",
            "Messages that the cluster did not take since the start, by reason, and records that failed, by the retry "
            "topic they went to.",
            "`not_in_sync`: too few brokers run. Retries: the log says what failed.",
            EMBEDDED,
        ),
        [
            Query(f"sum by (reason) (graftwatch_cluster_refusals_total{{{OF}}})", "refused, {{reason}}"),
            Query(f"sum by (topic) (graftwatch_intake_retries_total{{{OF}}})", "{{topic}}"),
        ],
        Look(limits={1: AMBER}, runbooks=["GraftwatchClusterRefuses", "GraftwatchRetriesWaiting"]),
    ),
    series_panel(
        Words(
            "Spool",
            "Bytes of acknowledged messages that wait at a gateway for the cluster, of what may wait.",
            "It empties by itself once the cluster takes messages; at its limit senders are answered AE.",
            "The embedded engine has none, nor has a gateway without `kafka.spool`.",
        ),
        [Query(f"graftwatch_spool_bytes{{{OF}}} / graftwatch_spool_limit_bytes{{{OF}}}", "{{instance}}")],
        Look(SHARE, limits={0.5: AMBER, 1: RED}, most=1, runbooks=["GraftwatchSpoolFilling", "GraftwatchSpoolWaiting"]),
    ),
)

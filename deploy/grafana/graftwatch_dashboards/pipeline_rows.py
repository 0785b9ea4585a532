"""Rows of *Feeds and pipeline* behind the feeds: what is made of messages, what is told, what is kept, and files."""

from typing import Final

from graftwatch_dashboards.frame import FEED, NOT_SCRAPED, OF
from graftwatch_dashboards.pieces import (
    A_MINUTE,
    AMBER,
    BYTES,
    RED,
    SECONDS,
    SHARE,
    Look,
    Panels,
    Query,
    Words,
    bars_panel,
    series_panel,
)

MADE_OF_IT: Final[Panels] = (
    series_panel(
        Words(
            "Entries handled a minute",
            "Entries of the journal that detection has handled.",
            "It follows the messages a minute; where it does not, see the lag.",
            NOT_SCRAPED,
        ),
        [
            Query(
                f"sum by (instance) (rate(graftwatch_detector_entries_total{{{OF}}}[$__rate_interval])) * 60",
                "{{instance}}",
            )
        ],
        Look(A_MINUTE),
    ),
    series_panel(
        Words(
            "Lag by stage",
            "How long the oldest entry has waited for a stage.",
            "Above a minute pages come late: look at processor and disk, and whether the process answers.",
            NOT_SCRAPED,
        ),
        [Query(f"max by (stage) (graftwatch_stage_lag_seconds{{{OF}}})", "{{stage}}")],
        Look(SECONDS, limits={60: RED}, runbooks=["GraftwatchStageLagging", "GraftwatchDetectorDown"]),
    ),
    bars_panel(
        Words(
            "Codes that nobody mapped",
            "Codes, units and organisms without a meaning since the start, each time one came.",
            "`graftwatch lint` says which and proposes; `codes.csv` maps them.",
            "Every code that came has a meaning.",
        ),
        [Query(f"sum by (feed, system) (graftwatch_unmapped_codes_total{{{FEED}}})", "{{feed}} {{system}}")],
        Look(limits={20: AMBER}, runbooks=["GraftwatchCodesUnmapped"]),
    ),
    bars_panel(
        Words(
            "Values and times that were left out",
            "Recipients' values without a usable unit or that no body can have, and times that cannot be right.",
            "Units are mended in the settings or in `codes.csv`; times are the sender's clock or the feed's "
            "`time_zone`.",
            "Every value and every time could be used.",
        ),
        [
            Query(f"sum by (feed, reason) (graftwatch_unusable_values_total{{{FEED}}})", "{{feed}} value, {{reason}}"),
            Query(f"sum by (feed, reason) (graftwatch_implausible_times_total{{{FEED}}})", "{{feed}} time, {{reason}}"),
            Query(
                f"sum by (feed, reason) (graftwatch_unreadable_messages_total{{{FEED}}})",
                "{{feed}} message, {{reason}}",
            ),
        ],
        Look(limits={20: AMBER}, runbooks=["GraftwatchValuesUnusable", "GraftwatchTimesImplausible"]),
    ),
    series_panel(
        Words(
            "Faults of code files",
            "Faults of a feed's `codes.csv` as it stands.",
            "Above 0 the codes before it stay in force: `graftwatch doctor` lists the faults by line.",
            NOT_SCRAPED,
        ),
        [Query(f"max by (feed) (graftwatch_codes_file_faults{{{FEED}}})", "{{feed}}")],
        Look(limits={1: AMBER}, decimals=0, runbooks=["GraftwatchCodesFileFaulty"]),
    ),
    series_panel(
        Words(
            "Searches for earlier messages",
            "Searches that wait for the index of patient numbers, and entries that are not in it yet.",
            "More than a minute above 0: detection is too busy to build it.",
            NOT_SCRAPED,
        ),
        [
            Query(f"sum(graftwatch_searches_waiting{{{OF}}})", "searches waiting"),
            Query(f"sum(graftwatch_patient_index_behind_entries{{{OF}}})", "entries not in the index"),
        ],
        Look(decimals=0, runbooks=["GraftwatchSearchesWaiting"]),
    ),
)
"""Reading and detection."""


TOLD: Final[Panels] = (
    series_panel(
        Words(
            "Outbox",
            "How long the oldest delivery of a channel has waited.",
            "Above two minutes the channel fails: `graftwatch doctor` tries it.",
            "Nothing waits: a channel whose outbox is empty has no figure.",
        ),
        [
            Query(f"max by (channel) (graftwatch_outbox_oldest_seconds{{{OF}}})", "{{channel}}"),
        ],
        Look(SECONDS, limits={120: RED}, runbooks=["GraftwatchOutboxOld"]),
    ),
    bars_panel(
        Words(
            "Deliveries since the start",
            "Attempts to deliver a page by channel and outcome.",
            "Any that failed: the page went to the next channel; the log says what the receiver answered.",
            "No channel takes pages: see `channels` of the settings.",
        ),
        [Query(f"sum by (channel, outcome) (graftwatch_page_deliveries_total{{{OF}}})", "{{channel}} {{outcome}}")],
        Look(runbooks=["GraftwatchDeliveryFailing", "GraftwatchDeliveryFailed"]),
    ),
    series_panel(
        Words(
            "Heartbeat by stage",
            "How long ago the newest heartbeat was sent that passed the journal and detection.",
            "The first stage that grows is where it hangs.",
            "No heartbeat has passed since the start.",
        ),
        [Query(f"time() - max by (stage) (graftwatch_heartbeat_stage_timestamp_seconds{{{OF}}})", "{{stage}}")],
        Look(SECONDS, limits={60: AMBER, 120: RED}, runbooks=["GraftwatchHeartbeatMissing"]),
    ),
    series_panel(
        Words(
            "Heartbeat by channel",
            "How long ago the newest heartbeat was sent that a channel delivered.",
            "One that grows is a channel that fails while the others work.",
            "No channel asks for the heartbeat, or none has delivered it since the start.",
        ),
        [
            Query(
                f"time() - max by (channel) (graftwatch_heartbeat_delivered_timestamp_seconds{{{OF}}} > 0)",
                "{{channel}}",
            )
        ],
        Look(SECONDS, limits={300: RED}, runbooks=["GraftwatchHeartbeatChannelSilent"]),
    ),
)
"""The way out."""


KEPT: Final[Panels] = (
    series_panel(
        Words(
            "Disk",
            "What the service may still write on the disk of its data folder, of all there is.",
            "Below a tenth make room; on a full disk senders are answered AE and repeat.",
            NOT_SCRAPED,
        ),
        [Query(f"graftwatch_disk_free_bytes{{{OF}}} / graftwatch_disk_size_bytes{{{OF}}}", "{{instance}} free")],
        Look(SHARE, 8, most=1, runbooks=["GraftwatchDiskLow", "GraftwatchDiskAlmostFull"]),
    ),
    series_panel(
        Words(
            "What is kept",
            "Bytes on disk of the journal, its index, what is kept of recipients, and the quarantine.",
            "One that grows beyond its retention: detection is behind, or the service did not run.",
            NOT_SCRAPED,
        ),
        [Query(f"sum by (part) (graftwatch_storage_bytes{{{OF}}})", "{{part}}")],
        Look(BYTES, 8),
    ),
    series_panel(
        Words(
            "Quarantine",
            "Bytes of messages in quarantine, of what it may hold.",
            "At its limit bytes are not kept any more: release or remove what is mended.",
            NOT_SCRAPED,
        ),
        [
            Query(
                f"graftwatch_quarantine_content_bytes{{{OF}}} / graftwatch_quarantine_limit_bytes{{{OF}}}",
                "{{instance}}",
            )
        ],
        Look(SHARE, 8, limits={0.8: AMBER, 1: RED}, most=1, runbooks=["GraftwatchQuarantineNearLimit"]),
    ),
)
"""Disk and quarantine."""


NO_FILES: Final = "No feed comes as files."
FILES: Final[Panels] = (
    series_panel(
        Words(
            "Files waiting",
            "Files seen and not yet taken.",
            "One that grows is never finished by its writer, or the service falls behind.",
            NO_FILES,
        ),
        [Query(f"sum by (feed) (graftwatch_files_waiting{{{FEED}}})", "{{feed}}")],
        Look(width=8, decimals=0),
    ),
    series_panel(
        Words(
            "Oldest file waiting",
            "How long the oldest file has waited.",
            "Above a quarter of an hour: look at who writes it, and at its owner and mode.",
            NO_FILES,
        ),
        [Query(f"max by (feed) (graftwatch_file_oldest_waiting_seconds{{{FEED}}})", "{{feed}}")],
        Look(SECONDS, 8, limits={900: RED}, runbooks=["GraftwatchFilesWaiting"]),
    ),
    bars_panel(
        Words(
            "Files since the start",
            "Files by what became of them.",
            "Failed: read `NAME.outcome.json` beside the file in `failed`. Unreadable: correct its owner or mode.",
            NO_FILES,
        ),
        [Query(f"sum by (feed, outcome) (graftwatch_files_total{{{FEED}}})", "{{feed}} {{outcome}}")],
        Look(width=8, runbooks=["GraftwatchFilesFailing"]),
    ),
)
"""Drop folders and SS-MIX2 storages."""

"""The metrics of feeds that come as files, counted in the process that takes them.

Names that the gateway counts, too, have its name and labels: the two expositions are joined (`entrypoints.exposition`).
"""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge

_LEVELS = {
    "indexed": ("graftwatch_ssmix2_index_entries", "Files of a storage that are known and not read again."),
    "index_bytes": ("graftwatch_ssmix2_index_bytes", "Size of the storages' index on disk."),
    "pending": ("graftwatch_ssmix2_pending_files", "Files that wait: still written, or superseded without successor."),
    "watches": ("graftwatch_ssmix2_watches", "Folders of a storage that are watched."),
    "unwatched": ("graftwatch_ssmix2_unwatched_folders", "Folders that are only scanned, as watches are used up."),
    "scanned": ("graftwatch_ssmix2_scanned_folders", "Folders looked at so far in the scan under way, or in the last."),
    "scan_seconds": ("graftwatch_ssmix2_scan_seconds", "How long the last whole scan took."),
    "scanning": ("graftwatch_ssmix2_scanning", "1 while a whole scan is under way."),
    "withdrawn": ("graftwatch_ssmix2_withdrawn_files", "Taken files that were deleted or superseded since the start."),
    "names": ("graftwatch_ssmix2_foreign_names", "Names that follow no rule of the storage, in the last scan."),
    "unreadable": ("graftwatch_ssmix2_unreadable_folders", "Folders that may not be read, in the last scan."),
    "hints": ("graftwatch_ssmix2_transactions_not_understood", "Records of the transaction log not understood."),
}


class PrometheusFileMetrics:
    """File metrics in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._frames = Counter(
            "graftwatch_frames_received", "Frames by what became of them.", ("feed", "outcome"), registry=registry
        )
        self._last = Gauge(
            "graftwatch_feed_last_message_timestamp_seconds",
            "When the newest message was received.",
            ("feed",),
            registry=registry,
        )
        self._files = Counter(
            "graftwatch_files", "Files by what became of them.", ("feed", "outcome"), registry=registry
        )
        self._bytes = Counter("graftwatch_file_bytes", "Bytes of the files taken.", ("feed",), registry=registry)
        self._waiting = Gauge("graftwatch_files_waiting", "Files seen and not yet taken.", ("feed",), registry=registry)
        self._oldest = Gauge(
            "graftwatch_file_oldest_waiting_seconds", "How long the oldest of them waits.", ("feed",), registry=registry
        )
        self._levels = {
            name: Gauge(metric, text, ("feed",), registry=registry) for name, (metric, text) in _LEVELS.items()
        }

    def frames(self, feed: str, outcome: str, count: int) -> None:
        """So many messages ended so."""
        self._frames.labels(feed, outcome).inc(count)

    def last_message(self, feed: str, at: datetime) -> None:
        """The newest message was taken then."""
        self._last.labels(feed).set(at.timestamp())

    def file(self, feed: str, outcome: str, size: int) -> None:
        """A file of so many bytes ended so."""
        self._files.labels(feed, outcome).inc()
        self._bytes.labels(feed).inc(size)

    def waiting(self, feed: str, files: int, oldest_seconds: float) -> None:
        """So many files wait, the oldest for so long."""
        self._waiting.labels(feed).set(files)
        self._oldest.labels(feed).set(oldest_seconds)

    def storage(self, feed: str, **levels: float) -> None:
        """What is known of an SS-MIX2 storage now."""
        for name, value in levels.items():
            self._levels[name].labels(feed).set(value)

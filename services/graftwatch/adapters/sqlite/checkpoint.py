"""Moving the journal's write-ahead log into its file, beside the appending and not in its way.

A passive checkpoint on a connection and thread of its own waits for no writer and makes none wait. Under load it
never catches up with the last frame, so the log would only grow: at the limit the writer lets the thread do the bulk,
then moves the small rest itself, and the next append starts the log anew. At twice the limit the writer waits.
Source: sqlite.org/wal.html, 6. "Avoiding excessively large WAL files".
"""

import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from graftwatch.adapters.sqlite.segment import PAGE_SIZE_BYTES, SegmentWriter, checkpoint, connect

# One checkpoint costs two syncs of the segment; four of them make one round of the log.
CHECKPOINTS_PER_ROUND = 4
# Room for a burst; the log is reused from its beginning afterwards, so this is also about its size on disk.
WAL_LIMIT_BYTES = 64 * 1024 * 1024
# Whole pages are logged: a transaction rewrites the last page of the entries, of the index, and some above them.
_PAGES_PER_TRANSACTION = 3
# Beyond its content a row has its other columns, its cell and its share of the index.
_ROW_OVERHEAD_BYTES = 200


class Checkpointer:
    """Keeps one writer's log below its limit; the thread starts with the first request."""

    def __init__(self, limit_bytes: int, on_error: Callable[[Exception], None]) -> None:
        self._limit_bytes = limit_bytes
        self._on_error = on_error
        self._requests: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._idle = threading.Event()
        self._idle.set()
        self._in_log_bytes = 0  # estimated, set right by each checkpoint of the writer
        self._unrequested_bytes = 0
        self._closing_in = False

    def appended(self, segment: SegmentWriter, rows: int, content_bytes: int) -> None:
        """Count one transaction; ask for a checkpoint now and then, and do the last bit at the limit."""
        added = content_bytes + rows * _ROW_OVERHEAD_BYTES + _PAGES_PER_TRANSACTION * PAGE_SIZE_BYTES
        self._in_log_bytes += added
        self._unrequested_bytes += added
        if self._in_log_bytes >= 2 * self._limit_bytes:
            self._idle.wait()
        if not self._idle.is_set():
            return
        at_limit = self._in_log_bytes >= self._limit_bytes
        if at_limit and self._closing_in:
            self._finish_round(segment)
        elif at_limit or self._unrequested_bytes >= self._limit_bytes // CHECKPOINTS_PER_ROUND:
            self._closing_in = at_limit
            self.request(segment.path)

    def request(self, segment: Path) -> None:
        """Checkpoint this segment soon; for one that was closed, the last connection's end also removes its log."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="journal-checkpoint", daemon=True)
            self._thread.start()
        self._unrequested_bytes = 0
        self._idle.clear()
        self._requests.put(segment)

    def begin_segment(self) -> None:
        """Count anew for another segment's log."""
        self._in_log_bytes = self._unrequested_bytes = 0
        self._closing_in = False

    def stop(self) -> None:
        """Finish what was requested and end the thread."""
        if self._thread is not None:
            self._requests.put(None)
            self._thread.join()
            self._thread = None

    def _finish_round(self, segment: SegmentWriter) -> None:
        """Move the rest while nobody writes; the log begins anew with the next append when nothing is left."""
        self._closing_in = False
        try:
            self._in_log_bytes = segment.checkpoint()
        except sqlite3.Error as error:  # what was appended is durable; only the log is longer than we want
            self._in_log_bytes = self._limit_bytes // 2
            self._on_error(error)

    def _run(self) -> None:
        while (segment := self._requests.get()) is not None:
            try:
                with closing(connect(segment)) as connection:
                    checkpoint(connection)
            except sqlite3.Error as error:  # a full disk here loses nothing: the log stays, and is asked for again
                self._on_error(error)
            finally:
                self._idle.set()

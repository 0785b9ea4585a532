"""Which protocol is in force on a data folder: the store's word; the file's where nothing was in force yet."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import structlog

from graftwatch.adapters.prometheus.protocol import ProtocolShown
from graftwatch.adapters.sqlite.state import SqliteState, StateUnusable, open_state
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder, stated_protocol_of
from graftwatch.paging import HealthKind, Trouble
from graftwatch.protocol import Comparison, Protocol, ProtocolVersion, compare_with_history


def protocol_history(folder: DataFolder) -> tuple[ProtocolVersion, ...]:
    """Every version that was in force here, the newest last; none before the first start of this release."""
    if not folder.state.exists():
        return ()
    try:
        with closing(open_state(folder.state, read_only=True)) as connection:
            return SqliteState(connection).protocol_history()
    except StateUnusable:  # of an older release, which kept none, or one that will not start
        return ()


def protocol_in_force(settings: Settings, folder: DataFolder) -> Protocol:
    """The rules in force, whatever the file says meanwhile.

    Raises:
        SettingsError, ProtocolError: nothing is in force yet, and the file cannot be used.
    """
    history = protocol_history(folder)
    return history[-1].protocol if history else stated_protocol_of(settings).protocol


def file_beside_history(settings: Settings, folder: DataFolder, now: datetime) -> Comparison:
    """What the file would do at a start now.

    Raises:
        SettingsError, ProtocolError: the file cannot be used.
    """
    return compare_with_history(stated_protocol_of(settings), protocol_history(folder), now)


@dataclass(frozen=True, slots=True)
class ProtocolNews:
    """What came of the protocol file at the start of detection, for whoever must know.

    Attributes:
        taken: how it was taken up.
        file: its name; empty where the built-in protocol is used.
        since: when it was taken up (aware).
    """

    taken: Comparison
    file: str
    since: datetime

    def log(self, log: structlog.typing.FilteringBoundLogger) -> None:
        """Says it once."""
        held = self.taken.in_force
        if self.taken.refused:
            log.error("protocol file refused", file=self.file, reason=self.taken.refused, in_force=held.version)
        elif self.taken.is_new:
            log.info("protocol in force", name=held.name, version=held.version)

    def troubles(self) -> Iterator[Trouble]:
        """That the file is not in force, for as long as this process works by another."""
        if self.taken.refused:
            part = self.file or self.taken.in_force.name
            yield Trouble(HealthKind.PROTOCOL_REFUSED, part, self.taken.refused, self.since)

    def version(self) -> ProtocolShown:
        """What is in force, for a scrape."""
        held = self.taken.in_force
        return ProtocolShown(held.name, held.version, held.sha256, refused=bool(self.taken.refused))


def protocol_news(settings: Settings, taken: Comparison, since: datetime) -> ProtocolNews:
    """What came of the settings' file."""
    return ProtocolNews(taken, settings.protocol.name if settings.protocol else "", since)

"""Infection control's desk over a data folder."""

from zoneinfo import ZoneInfo

from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.console.signals.views import OpenSignal, OpenSignals
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.shown import shown_now
from graftwatch.findings import Severity, SignalStatus

_LOUDEST_FIRST = (Severity.PAGE, Severity.NOTIFY, Severity.LOG)


class FolderSignals:
    """See `console.signals.port.SignalsDesk`."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._newest = NewestAssessments()

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    def open_signals(self) -> OpenSignals:
        """What needs somebody now."""
        with self._folder.connection() as connection:
            assessments = self._newest.of(connection)
        found = [
            OpenSignal(
                id=signal.id,
                subject=one.subject,
                kind=signal.kind,
                severity=signal.severity,
                status=signal.status,
                summary=signal.summary,
                reason=signal.reason,
                asks=signal.asks,
                since=signal.since,
                post_operative_day=one.post_operative_day,
            )
            for one in assessments
            for signal in one.signals
            if signal.status is SignalStatus.OPEN
        ]
        found.sort(key=lambda one: (_LOUDEST_FIRST.index(one.severity), one.since))
        return OpenSignals(as_of=shown_now(self._folder), signals=tuple(found))

"""A copy that follows: the state as whoever leads has it, and the entries. Any role that reads the data folder has one.

It never leads. What reads the folder meanwhile (the command line, the console) has connections of its own.
"""

from typing import Final

import structlog

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.replica import Replica
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.assess.copying import Copying
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

WAIT_SECONDS: Final = 0.25


def state_replica(settings: Settings) -> Replica:
    """The copy of the state in the data folder, not opened yet."""
    return Replica(
        settings.kafka,
        Topic.STATE,
        0,
        DataFolder(settings.data).state,
        opener=lambda path, ask: open_state(path, before_commit=ask),
        now=SystemClock().now,
    )


class Following:
    """Follows both. One thread.

    Args:
        settings: in force.
        replica: the copy of the state; opened and closed by who gives it.
    """

    def __init__(self, settings: Settings, replica: Replica) -> None:
        self._settings = settings
        self._replica = replica
        self._copying: Copying | None = None
        self._log = structlog.get_logger(component="follow")
        self.base = 0
        self.position = 0

    def copying(self) -> Copying:
        """The copy of the entries, begun where it is not.

        Raises:
            ClusterUnavailable, ClusterUnfit: it cannot be begun.
        """
        if self._copying is None:
            self._replica.follow(0.0)
            self._note()
            self._copying = Copying(self._settings, DataFolder(self._settings.data), self.base, self.position)
        return self._copying

    def turn(self, seconds: float = WAIT_SECONDS) -> None:
        """Copies what there is, and follows, waiting for news of the state up to so long.

        Raises:
            ClusterUnavailable: the cluster does not answer; `rest`, then call it again.
            ClusterUnfit: somebody must mend the cluster.
            JournalUnavailable: the data folder takes nothing; call it again later.
        """
        copying = self.copying()
        copying.copy(0.0)
        self._replica.follow(seconds)
        self._note()
        if self._settings.clock == "real":
            copying.expire(self.position)

    def behind(self) -> int:
        """Entries that are not handled, as far as is known here."""
        copying = self._copying
        return 0 if copying is None else max(copying.last + copying.behind() - self.position, 0)

    def unread(self) -> int:
        """Entries that are known to wait on the cluster, whether the state has handled them or not."""
        copying = self._copying
        return 0 if copying is None else copying.behind()

    def rest(self) -> None:
        """Lets go of the cluster; the next turn begins anew."""
        copying, self._copying = self._copying, None
        if copying is not None:
            copying.close()

    def _note(self) -> None:
        store = SqliteState(self._replica.connection)
        self.base, self.position = store.base(), store.position()

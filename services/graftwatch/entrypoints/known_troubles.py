"""What is known to be wrong with the service when a heartbeat is sent: a monitor outside is told all is well, or this.

Known is what woke people and nobody has acknowledged (a page that nobody acknowledged up to the last step is among it),
what the gateway's process knows, and detection that lags. A notice that waits for the morning is no reason to raise an
alarm outside. Only kinds are said: a part may name a recipient's subject id, and a monitor needs none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from graftwatch.paging import HealthKind, Ledger, ServiceKind
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Dispatch, Prepare, Refused
from graftwatch.pipeline.unacknowledged import known_to_be_wrong


@dataclass(slots=True)
class KnownTroubles:
    """Gathers it.

    Attributes:
        ledgers: what was told about the service itself.
        lag_seconds: how far detection is behind.
        lag_limit_seconds: from here on that is wrong.
        monitors: the channels that take nothing but the heartbeat. That one of them fails is told to people and not to
            itself: it is reached again when it hears so, and would raise an alarm about what is over.
        gateway: what the gateway's process knows, set when it says so.
    """

    ledgers: Callable[[], Sequence[Ledger]]
    lag_seconds: Callable[[], float]
    lag_limit_seconds: float
    monitors: Sequence[str] = ()
    gateway: tuple[str, ...] = field(default=())

    def now(self) -> tuple[str, ...]:
        """The kinds, each once."""
        lagging = [str(HealthKind.STAGE_LAGGING)] if self.lag_seconds() > self.lag_limit_seconds else []
        own = {f"{HealthKind.CHANNEL_FAILING}:{name}" for name in self.monitors}
        wrong = (*known_to_be_wrong(self.ledgers(), own), *self.gateway, *lagging)
        return tuple(dict.fromkeys(wrong))

    def said_with(self, prepare: Prepare) -> Prepare:
        """Adds it to each heartbeat that is sent."""

        def prepared(delivery: Delivery, now: datetime) -> Dispatch | Refused:
            dispatch = prepare(delivery, now)
            if delivery.page.kind is ServiceKind.HEARTBEAT and isinstance(dispatch, Dispatch):
                return _with(dispatch, self.now())
            return dispatch

        return prepared


def _with(dispatch: Dispatch, wrong: tuple[str, ...]) -> Dispatch:
    """The heartbeat with what is wrong, also in its page, which a program that reads pages sees."""
    page = dispatch.page
    details = page.details.model_copy(update={"because": ", ".join(wrong)})
    delivery = replace(dispatch.delivery, page=page.model_copy(update={"details": details}))
    return replace(dispatch, delivery=delivery, wrong=wrong)

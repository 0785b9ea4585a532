"""Tells of what keeps pages from the people they are for: a faulty on-call file, a duty that nobody has.

Known before a page needs it: the escalation's names are looked at again and again, by the deliveries' clock. It wakes
somebody only where no name reaches anybody: else pages reach the next step's people at once, and a duty of office
hours is nobody's every night.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from graftwatch.findings import Severity
from graftwatch.on_call import OnCallFault
from graftwatch.paging import HealthKind, Trouble
from graftwatch.pipeline.reach import Reach


class OnCallWatch:
    """Remembers since when something is wrong."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}

    def troubles(self, reach: Reach, faults: Sequence[OnCallFault], now: datetime) -> tuple[Trouble, ...]:
        """All that is wrong at a time.

        Args:
            reach: whom pages reach.
            faults: of the on-call file as it stands.
            now: the deliveries' time.
        """
        unreachable = dict(reach.unreachable(now))
        found = {**unreachable, **dict(_faulty(faults))}
        self._since = {part: self._since.get(part, now) for part in found}
        nobody = bool(reach.steps) and not any(reach.reached(now).values())
        loud = unreachable.keys() if nobody else frozenset()
        return tuple(
            Trouble(
                HealthKind.ON_CALL_FAULTY,
                part,
                reason,
                self._since[part],
                severity=Severity.PAGE if part in loud else Severity.NOTIFY,
            )
            for part, reason in found.items()
        )


def _faulty(faults: Sequence[OnCallFault]) -> Iterator[tuple[str, str]]:
    if faults:
        line = f" in line {faults[0].line}" if faults[0].line else ""
        many = f"{len(faults)} faults, the first" if len(faults) > 1 else "a fault"
        yield faults[0].source, f"{many}{line}; the file before it stays in force; see `graftwatch on-call check`"

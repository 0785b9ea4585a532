"""Result statuses to the four that matter for the merge, and when a result got its status.

Source: HL7 tables 0085 (OBX-11) and 0123 (OBR-25), v2.5.1 and v2.8.2. "R" is entered and not verified, preliminary.
A result without any status is taken as preliminary: nothing final is claimed that nobody said.
Version time: OBR-22; else OBX-14 where the feed declares that it means that; else MSH-7 (a constant earliest time where
that is missing, too).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from graftwatch.facts import Status
from graftwatch.hl7.message import NULL
from graftwatch.hl7.to_facts.reading import Reading
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup

OBSERVATION_STATUS: Final = MappingProxyType(
    {
        "P": Status.PRELIMINARY,  # preliminary
        "I": Status.PRELIMINARY,  # specimen in laboratory, results pending
        "R": Status.PRELIMINARY,  # entered, not verified
        "S": Status.PRELIMINARY,  # partial
        "A": Status.PRELIMINARY,  # v2.7.1: amended, not verified
        "F": Status.FINAL,
        "U": Status.FINAL,  # status change to final, result not sent again
        "B": Status.FINAL,  # v2.7.1: appended
        "V": Status.FINAL,  # v2.7.1: verified
        "C": Status.CORRECTED,
        "D": Status.WITHDRAWN,  # deleted
        "W": Status.WITHDRAWN,  # wrong, for instance wrong patient
        "X": Status.WITHDRAWN,  # cannot be obtained
    }
)
REPORT_STATUS: Final = MappingProxyType(
    {
        "O": Status.PRELIMINARY,  # order received, no specimen
        "I": Status.PRELIMINARY,  # specimen received, procedure incomplete
        "S": Status.PRELIMINARY,  # procedure scheduled
        "A": Status.PRELIMINARY,  # some results available
        "P": Status.PRELIMINARY,
        "R": Status.PRELIMINARY,  # stored, not verified
        "M": Status.PRELIMINARY,  # v2.7: corrected, not final
        "N": Status.PRELIMINARY,  # v2.7: procedure complete, results pending
        "F": Status.FINAL,
        "C": Status.CORRECTED,
        "X": Status.WITHDRAWN,  # order cancelled
        "D": Status.WITHDRAWN,
        "W": Status.WITHDRAWN,
    }
)
NO_RESULT: Final = frozenset({"N", "O"})
"""OBX-11 of observations that hold no result: not asked for, or a detail of the order only."""
NO_RESULT_YET: Final = frozenset({"O", "I", "S"})
"""OBR-25 of orders without a result so far."""


def observation_status(observation: Observation) -> Status:
    """The status of one result: its own (OBX-11), else the report's (OBR-25), else preliminary.

    A value of `""` is deleted, whatever the status beside it.
    """
    segment = observation.segment
    if segment.raw(5) == NULL:
        return Status.WITHDRAWN
    own = OBSERVATION_STATUS.get(segment.value(11).upper())
    return own or REPORT_STATUS.get(observation.order_status_code, Status.PRELIMINARY)


def report_status(groups: Iterable[ResultGroup], results: Sequence[Status]) -> Status:
    """The status of a report: OBR-25, raised to corrected where one of its results is, else that of its results."""
    stated = [status for group in groups if (status := REPORT_STATUS.get(group.status_code)) is not None]
    if _all_withdrawn(stated) or _all_withdrawn(results):
        return Status.WITHDRAWN
    deciding = [one for one in stated or results if one is not Status.WITHDRAWN]
    if not deciding or not all(one.is_final for one in deciding):
        return Status.PRELIMINARY
    changed = {Status.CORRECTED, Status.WITHDRAWN} & {*stated, *results}
    return Status.CORRECTED if changed else Status.FINAL


def _all_withdrawn(statuses: Sequence[Status]) -> bool:
    return bool(statuses) and all(one is Status.WITHDRAWN for one in statuses)


def stated_at(reading: Reading, group: ResultGroup, observations: Iterable[Observation]) -> datetime:
    """When the sender gave the results their status."""
    at = reading.instant(group.request, 22)
    if at is None and reading.feed.observation_time_is_status_time:
        times = (reading.instant(observation.segment, 14) for observation in observations)
        at = max((time for time in times if time is not None), default=None)
    return at or reading.sent_at()

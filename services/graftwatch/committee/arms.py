"""The same figures by arm, for the committee's document alone: no type that a blinded reader gets holds an arm."""

from collections.abc import Iterable
from datetime import datetime

from graftwatch.assessment import Assessment
from graftwatch.committee.figures import TrialFigures, figures_of_part
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient

UNSTATED = "no arm stated"
"""The arm of recipients whose roster names none."""


def figures_by_arm(
    trial: Iterable[tuple[Recipient, Assessment]], protocol: Protocol, as_of: datetime
) -> dict[str, TrialFigures]:
    """The figures of each arm, by its name; without a boundary, which is planned for the trial as a whole.

    Args:
        trial: each recipient with its assessment.
        protocol: the rules in force at `as_of`.
        as_of: the data cut-off (aware).
    """
    by_arm: dict[str, list[tuple[Recipient, Assessment]]] = {}
    for recipient, held in trial:
        if not recipient.is_heartbeat:
            by_arm.setdefault(recipient.arm or UNSTATED, []).append((recipient, held))
    return {arm: figures_of_part(by_arm[arm], protocol, as_of, whole=False) for arm in sorted(by_arm)}

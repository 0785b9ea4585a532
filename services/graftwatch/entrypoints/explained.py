"""A recipient's assessment as it is, or as it was known at a time, drawn anew from what is kept."""

from datetime import datetime

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment, assess
from graftwatch.pipeline.trial_history import rules_at
from graftwatch.protocol import Protocol
from graftwatch.roster import Roster


def assessed(
    state: SqliteState, protocol: Protocol, subject: str, moment: datetime, known_by: datetime | None
) -> Assessment | None:
    """The assessment of a time; None where the recipient was not enrolled by then.

    Args:
        state: what the service keeps.
        protocol: the rules where the store knows of none.
        subject: whose.
        moment: the time that it is drawn at (aware).
        known_by: only what was known by this time counts (aware); None: all that is known.
    """
    enrolled = Roster.of_changes(state.roster_changes(known_by)).get(subject)
    if enrolled is None:
        return None
    facts = state.load(subject).facts.known_by(known_by)
    return assess(enrolled, facts, rules_at(state, protocol, moment), moment)

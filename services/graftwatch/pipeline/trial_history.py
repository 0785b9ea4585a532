"""The trial at an earlier time, in two ways: as it was known then, and as it is known now of that time.

"As known on X" is what the service said at X: the roster and the facts known by X, assessed at X. "As it is now of X"
is the same trial up to X by all that is known today: a blood culture drawn before X and reported after it counts, one
drawn after X does not, and a correction or a person's verdict of today changes what was. Where the two differ,
something was late or was corrected.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from graftwatch.assessment import Assessment, assess
from graftwatch.facts import Fact, Statement, happened_at
from graftwatch.pipeline.state import StateStore
from graftwatch.protocol import Protocol, protocol_at
from graftwatch.roster import Recipient, Roster


def rules_at(store: StateStore, otherwise: Protocol, at: datetime) -> Protocol:
    """The protocol in force at a time (aware); `otherwise` where the store has kept none yet."""
    history = store.protocol_history()
    return protocol_at(history, at).protocol if history else otherwise


def rules_now(store: StateStore, otherwise: Protocol) -> Protocol:
    """The protocol in force; `otherwise` where the store has kept none yet."""
    history = store.protocol_history()
    return history[-1].protocol if history else otherwise


def arms_known(store: StateStore) -> frozenset[str]:
    """The arms of all who are enrolled by now: an earlier time, too, must not tell whose arm came first."""
    return frozenset(one.arm for one in _counted(Roster.of_changes(store.roster_changes())))


def known_by(store: StateStore, protocol: Protocol, at: datetime) -> list[tuple[Recipient, Assessment]]:
    """Each recipient enrolled by a time with the assessment that the service drew then, by the rules in force then.

    Args:
        store: what the service keeps.
        protocol: the rules where the store knows of none; see `rules_at`.
        at: the time (aware).
    """
    rules = rules_at(store, protocol, at)
    return [
        (one, assess(one, _facts(store, one, at), rules, at))
        for one in _counted(Roster.of_changes(store.roster_changes(at)))
    ]


def as_it_is_now(
    store: StateStore, protocol: Protocol, at: datetime, known_by: datetime | None = None
) -> list[tuple[Recipient, Assessment]]:
    """Each recipient of an earlier time with its assessment of that time, drawn from all that is known now.

    Who was enrolled later counts where the transplant was by then: that enrolment was late.

    Args:
        store: what the service keeps.
        protocol: the rules to judge by.
        at: the time (aware); what happened after it does not count.
        known_by: "now": what became known after it does not count; None: all that is known.
    """
    then = Roster.of_changes(store.roster_changes(at))
    return [
        (one, assess(one, _happened_by(_facts(store, one, known_by), at, protocol.zone), protocol, at))
        for one in _counted(Roster.of_changes(store.roster_changes(known_by)))
        if one.transplanted_at <= at or then.get(one.subject) is not None
    ]


def _counted(roster: Roster) -> Iterator[Recipient]:
    return (one for one in roster if not one.is_heartbeat)


def _facts(store: StateStore, recipient: Recipient, known_by: datetime | None) -> list[Fact[Statement]]:
    return store.load(recipient.subject).facts.known_by(known_by)


def _happened_by(facts: list[Fact[Statement]], at: datetime, zone: tzinfo) -> list[Fact[Statement]]:
    """The facts of what happened by a time; a statement of no time (a verdict) counts at all times."""
    times = ((one, happened_at(one.statement, zone)) for one in facts)
    return [one for one, on in times if on is None or on <= at]

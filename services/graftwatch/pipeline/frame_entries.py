"""A message's bytes: what it says becomes facts of the recipients it names; one that cannot be read is refused.

What it says of identifiers is taken first, so that a merge is read with what it teaches.
"""

from graftwatch.hl7.to_facts.implausible_times import IMPLAUSIBLE_TIMES
from graftwatch.paging import HealthKind, LateCause
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.intake import IN_DOUBT, Attributed, Refused
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.learning import Learning
from graftwatch.roster import HEARTBEAT_SUBJECT
from graftwatch.terminology.units import UnitProblemReason

UNUSABLE_VALUES = frozenset(f"unit_{reason}" for reason in UnitProblemReason)
"""Kinds of findings on a value that is left out because of its unit or its size."""


def handle_frame(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Reads a message for each recipient it names, and steps each."""
    learning = Learning(entry, held, batch, _cause(entry))
    try:
        if held.intake.concerns_a_recipient(entry.content):
            learning.take(held.intake.identities(entry.content, entry.feed))
        taken = held.intake.take(entry.content, entry.feed, entry.received_at, entry.came_at)
    except Exception as fault:  # noqa: BLE001 - one message must never stop the ones behind it
        held.bury(entry.seq, "", f"intake of {entry.feed}", fault, entry.received_at, batch)
        return
    for one in taken:
        match one:
            case Refused(reason):
                held.refuse(entry, one, batch)
                if reason == IN_DOUBT:
                    _ask_a_person(entry, held, batch)
            case Attributed(subject, understood):
                if subject != HEARTBEAT_SUBJECT:  # nobody will ever read it again, and it comes for ever
                    held.store.keep_frame(entry, subject)
                learning.note_unmapped(understood.unmapped)
                found = understood.findings
                batch.unusable += [(entry.feed, each) for each in found if each.kind in UNUSABLE_VALUES]
                batch.implausible += [(entry.feed, each) for each in found if each.kind in IMPLAUSIBLE_TIMES]
                learning.add(subject, understood.facts, entry.first_received_at)
    learning.conclude()


def _cause(entry: Entry) -> LateCause:
    """Why what the message says, or teaches, is found late where it is."""
    if entry.delayed:
        return LateCause.DELAYED
    return LateCause.LEARNT if entry.first_received_at is None else LateCause.RELEASED


def _ask_a_person(entry: Entry, held: Consequences, batch: Batch) -> None:
    reason = "a message about patient numbers was not taken; see `graftwatch quarantine list`"
    held.watch.failed(entry.feed, reason, entry.received_at, HealthKind.IDENTITY_IN_DOUBT)
    held.look(entry.received_at, entry.seq, batch)

"""One step for one recipient: facts in, assessment out, pages are the difference.

A function of what is held, what is new, the protocol and the time; an engine only keeps and moves what it gives
back. The reserved heartbeat recipient goes through the same step, keeps no history, and leads to a page for no person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from graftwatch.assessment import Assessment, assess
from graftwatch.facts import Fact, FactSet, Statement
from graftwatch.paging import Circumstances, Decided, Scrub, decide, heartbeat_page, private_words
from graftwatch.paging.set_back import as_of_now
from graftwatch.pipeline.heard_items import acknowledgements
from graftwatch.pipeline.state import RecipientState
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient

LONGEST_HELD: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step gives back.

    Attributes:
        state: what to hold of the recipient from now on.
        new_facts: facts that were not known before.
        before: the assessment before the step.
        decided: what is to be told, in order, and what was held back and why.
    """

    state: RecipientState
    new_facts: tuple[Fact[Statement], ...]
    before: Assessment | None
    decided: Decided


def step(
    recipient: Recipient,
    state: RecipientState,
    facts: Sequence[Fact[Statement]],
    protocol: Protocol,
    circumstances: Circumstances,
) -> Stepped:
    """Merges facts into a recipient's state, assesses it, and decides what to tell.

    Args:
        recipient: who.
        state: what is held; its fact set is added to.
        facts: what came, possibly nothing (a look because of the time).
        protocol: the trial's rules.
        circumstances: the time of the step, and what the pager must know besides the recipient.
    """
    if recipient.is_heartbeat:
        state.facts = FactSet()
    new_facts = tuple(one for one in facts if state.facts.add(one))
    assessment = assess(recipient, state.facts, protocol, _known_until(state.assessment, circumstances.now))
    heard = acknowledgements(state.facts.newest())
    circumstances = replace(circumstances, acknowledgements=heard, scrub=Scrub.of(private_words(recipient)))
    decided = decide(assessment, as_of_now(state.ledger, circumstances.now), circumstances)
    if recipient.is_heartbeat and new_facts:
        decided = replace(decided, pages=(*decided.pages, heartbeat_page(circumstances.now)))
    looks = [look for look in (assessment.next_look, decided.next_look) if look is not None]
    after = RecipientState(state.facts, assessment, decided.ledger, min(looks, default=None))
    return Stepped(after, new_facts, state.assessment, decided)


def _known_until(before: Assessment | None, now: datetime) -> datetime:
    """As of when a recipient is assessed: now, but no earlier than before where the clock was set back by up to a day.

    What was known stays known: blood of this morning is not of a day to come because a clock was mended. One that was
    ahead by more is believed: nothing may wait for the year that it showed.
    """
    back = before is not None and timedelta(0) < before.as_of - now <= LONGEST_HELD
    return before.as_of if before is not None and back else now

"""Tells of channels that cannot deliver, through the ones that can: told once, and once more when it is over.

It runs by the deliveries' clock, not the journal's: whether a receiver answers is no function of what came in. Its
pages and ledger stand beside the others and change none of them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from graftwatch.paging import Circumstances, HealthKind, Page, Trouble, decide_health
from graftwatch.pipeline.heard_items import acknowledgements
from graftwatch.pipeline.outbox import Outbox, acknowledgements_of, deliveries_of
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import GONE
from graftwatch.pipeline.state import StateStore
from graftwatch.protocol import Paging

TOLD_FOR: Final = timedelta(hours=1)
"""A delivery that failed for good is a trouble of its channel for so long, although later ones get through: a refusal
says that something is wrong with the settings or the receiver, and whoever mends it looks within the hour."""

LOST_AT_MOST: Final = 20
"""Lost pages that are told one by one, the newest; `graftwatch pages list --lost` names them all."""

LOST_LOOKED_AT: Final = 100
"""Lost deliveries that are looked at for these, the newest: a page has one for each address."""

NOT_TOLD_AGAIN: Final = frozenset({HealthKind.CHANNEL_FAILING, HealthKind.PAGE_LOST})
"""Pages about deliveries; that they, too, reached nobody is told by nothing but the metric and the list."""


def undelivered(outbox: Outbox, now: datetime) -> tuple[Trouble, ...]:
    """What is to be told of deliveries that failed for good: their channels, and pages that reached nobody."""
    channels: dict[str, Trouble] = {}
    for one in (failed for failed in outbox.failed(now - TOLD_FOR) if failed.reason != GONE):
        reason = f"a page was given up: {one.reason}"
        channels.setdefault(one.channel, Trouble(HealthKind.CHANNEL_FAILING, one.channel, reason, one.ended_at or now))
    lost = {one.page.id: one for one in outbox.lost(LOST_LOOKED_AT) if one.page.kind not in NOT_TOLD_AGAIN}
    pages = (
        Trouble(
            HealthKind.PAGE_LOST,
            one.page.id,
            f"not delivered ({one.reason}): {one.page.words('en').short}",
            one.ended_at or now,
            about=one.channel,
        )
        for one in list(lost.values())[-LOST_AT_MOST:]
    )
    return (*channels.values(), *pages)


def tell_of_channels(
    troubles: Sequence[Trouble],
    store: StateStore,
    outbox: Outbox,
    reach: Reach,
    policy: Paging,
    now: datetime,
) -> tuple[Page, ...]:
    """Puts pages about channels that fail, or do so no more, and about lost pages into the outbox; gives them.

    Args:
        troubles: the channels that have been failing for a while.
        store: keeps what was told.
        outbox: takes the pages.
        reach: whom pages reach; a failing channel gets its page, too, when it works again.
        policy: the protocol's paging section.
        now: the deliveries' time.
    """
    ledger = store.channel_ledger()
    known = {(one.kind, one.part): one for one in (*undelivered(outbox, now), *troubles)}
    heard = acknowledgements(store.load("").facts.newest())
    planned = store.watch_notes().state.maintenance if known else ()
    circumstances = Circumstances(now=now, policy=policy, acknowledgements=heard, maintenance=planned)
    decided = decide_health(tuple(known.values()), ledger, circumstances)
    if decided.ledger == ledger:
        return ()
    with store.transaction():
        store.save_channel_ledger(decided.ledger)
        store.add_pages(decided.pages, store.position())
        for one in decided.heard:
            outbox.add(acknowledgements_of(outbox.told(one.page), reach.channels, now))
        for page in decided.pages:
            outbox.add(deliveries_of(page, reach, now, outbox.addresses_of(page.subject, page.story)))
    return decided.pages

"""Tells of channels that cannot deliver, through the ones that can: told once, and once more when it is over.

It runs by the deliveries' clock, not the journal's: whether a receiver answers is no function of what came in. Its
pages and ledger stand beside the others and change none of them.
"""

from collections.abc import Sequence
from datetime import datetime

from graftwatch.paging import Circumstances, Page, Trouble, decide_health
from graftwatch.pipeline.heard_items import acknowledgements
from graftwatch.pipeline.outbox import Outbox, deliveries_of
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.state import StateStore
from graftwatch.protocol import Paging


def tell_of_channels(
    troubles: Sequence[Trouble],
    store: StateStore,
    outbox: Outbox,
    reach: Reach,
    policy: Paging,
    now: datetime,
) -> tuple[Page, ...]:
    """Puts pages about channels that fail, or do so no more, into the outbox; gives them.

    Args:
        troubles: the channels that have been failing for a while.
        store: keeps what was told.
        outbox: takes the pages.
        reach: whom pages reach; a failing channel gets its page, too, when it works again.
        policy: the protocol's paging section.
        now: the deliveries' time.
    """
    ledger = store.channel_ledger()
    heard = acknowledgements(store.load("").facts.newest())
    planned = store.watch_notes().state.maintenance if troubles else ()
    circumstances = Circumstances(now=now, policy=policy, acknowledgements=heard, maintenance=planned)
    decided = decide_health(troubles, ledger, circumstances)
    if decided.ledger == ledger:
        return ()
    with store.transaction():
        store.save_channel_ledger(decided.ledger)
        store.add_pages(decided.pages, store.position())
        for page in decided.pages:
            outbox.add(deliveries_of(page, reach, now, outbox.addresses_of(page.subject, page.story)))
    return decided.pages

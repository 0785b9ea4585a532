"""Searches that were put off until the journal's index has caught up: a slice of it at a time, then they are done.

Between two slices the detector handles what came meanwhile. A search that was put off is kept by the store until it is
done, so it outlives the process; what it finds is known since the entry that was handled last.
"""

from typing import Final

from graftwatch.paging import LateCause
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.learning import INDEXED_AT_ONCE, Learning

# Taken into the index at a time, in about ten milliseconds: a page waits no longer for it.
SLICE_ENTRIES: Final = 1000
# The index of the newest entries is written in portions; so many may be left to be looked through.
LEFT_BEHIND: Final = 2000


def advance_index(held: Consequences) -> bool:
    """Takes one more slice into the index; says whether there was anything to do."""
    search = held.ports.search
    return search.behind() > LEFT_BEHIND and search.advance(SLICE_ENTRIES) > 0


def next_search(held: Consequences, last: Entry, batch: Batch) -> bool:
    """Does one search that was put off, once the index is ready; says whether one was done."""
    waiting = held.store.searches_put_off()
    if not waiting or held.ports.search.behind() > INDEXED_AT_ONCE:
        return False
    put_off = waiting[0]
    learning = Learning(last, held, batch, LateCause(put_off.cause))
    learning.found(put_off.subject, put_off.numbers, put_off.before)
    learning.conclude()
    held.store.search_done(put_off.subject)
    return True

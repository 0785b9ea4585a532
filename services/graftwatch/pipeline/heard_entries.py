"""Feeds that were heard by frames that concern nobody, where such frames never come this far.

They are heard before anything is said to be silent: what the entry says came before it.
"""

from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.passed_over import HeardFeeds


def hear_feeds(entry: Entry, held: Consequences, batch: Batch) -> bool:
    """Hears the feeds; whether one of them may end a trouble. What cannot be parsed is buried.

    An entry without feeds says what time it is, and nothing else.
    """
    try:
        heard = HeardFeeds.model_validate_json(entry.content).feeds
    except ValueError as fault:
        held.bury(entry.seq, "", "feeds that were heard", fault, entry.received_at, batch)
        return False
    ended = any(one.feed in held.watch.state.awaited for one in heard)
    for one in heard:
        held.watch.hear_between(one.feed, one.first_at, one.last_at, one.count)
    return ended

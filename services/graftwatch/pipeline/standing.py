"""Which versions of a recipient's facts still stand, once a message counts no longer or is no longer the recipient's.

A version stands while any kept message says it that was not withdrawn and still names the recipient. So it depends on
what came, never on the order in which it came: a version that two messages say stands until both are gone, and one that
is said again counts again.
"""

from collections.abc import Iterator
from datetime import datetime

from graftwatch.facts import Fact, Lapse, Source, Statement, Version
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.intake import Attributed
from graftwatch.pipeline.journal import Entry

Key = tuple[str, Version]


def lapses_of(subject: str, held: Consequences, at: datetime) -> list[Lapse]:
    """The versions that count so far and are said by nothing that stands any more.

    What a person decided is not said by a message and never lapses here.
    """
    fallen = {_source(entry) for entry in held.store.withdrawn_frames(subject)}
    said: set[Key] = set()
    for entry in held.store.kept_frames(subject):
        facts = list(_facts(subject, entry, held, at))
        said.update((one.identity, one.version) for one in facts)
        if not facts:
            fallen.add(_source(entry))
    counting = (one for one in held.of(subject).facts.counting() if one.source in fallen)
    return [
        Lapse(subject, one.identity, one.version, at) for one in counting if (one.identity, one.version) not in said
    ]


def _source(entry: Entry) -> Source:
    return Source(entry.feed, entry.control_id)


def _facts(subject: str, entry: Entry, held: Consequences, at: datetime) -> Iterator[Fact[Statement]]:
    for one in held.intake.take(entry.content, entry.feed, at, entry.came_at):
        if isinstance(one, Attributed) and one.subject == subject:
            yield from one.understood.facts

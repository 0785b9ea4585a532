"""Which messages something comes from, with their places in the journal where they are kept."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graftwatch.console.timeline.views import MessageRef, Moment
from graftwatch.facts import ClinicalTime, Fact, Source, Statement

NAMED: Final = "MSH-10 "
"""What stands before a control id among the sources of events and signals; see `facts.Source`."""


class Messages:
    """The messages about one recipient.

    Args:
        numbers: each kept message's place in the journal, by feed and control id.
    """

    def __init__(self, numbers: Mapping[tuple[str, str], int]) -> None:
        self._numbers = numbers
        self._feeds = {control_id: feed for feed, control_id in numbers}
        self._refs: dict[tuple[str, str], MessageRef] = {}

    def of(self, source: Source) -> MessageRef:
        """The message of a fact."""
        key = (source.feed, source.control_id)
        if key not in self._refs:
            number = self._numbers.get(key) if source.control_id else None
            self._refs[key] = MessageRef(control_id=source.control_id, feed=source.feed, number=number)
        return self._refs[key]

    def of_facts(self, facts: Iterable[Fact[Statement]]) -> tuple[MessageRef, ...]:
        """The messages of facts, each once, in order."""
        return tuple(dict.fromkeys(self.of(one.source) for one in facts))

    def named(self, sources: Iterable[str]) -> tuple[MessageRef, ...]:
        """The messages that an event or signal names."""
        return tuple(self._named(sources))

    def _named(self, sources: Iterable[str]) -> Iterator[MessageRef]:
        for one in sources:
            control_id = one.removeprefix(NAMED) if one.startswith(NAMED) else ""
            yield self.of(Source(self._feeds.get(control_id, "") if control_id else one, control_id))


def moment(time: ClinicalTime) -> Moment:
    """A clinical time as it is published."""
    return Moment(on=time.on, at=time.at)

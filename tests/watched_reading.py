"""Which fields the reader looks at while it reads a message: segments that note each question."""

from dataclasses import replace
from datetime import UTC, datetime

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.segment import Segment
from graftwatch.hl7.to_facts import Understood, facts_of
from graftwatch.protocol import Protocol
from graftwatch.terminology.site_codes import SiteCodes

NOW = datetime(2026, 6, 30, tzinfo=UTC)
FEED = FeedDefaults("hospital")


class WatchedSegment(Segment):
    """A segment that notes which of its fields were asked for."""

    __slots__ = ("asked",)
    asked: set[tuple[str, int]]

    def raw(self, number: int) -> str:
        self.asked.add((self.name, number))
        return Segment.raw(self, number)

    def value(self, number: int, component: int = 1, subcomponent: int = 1, repetition: int = 1) -> str:
        self.asked.add((self.name, number))
        return Segment.value(self, number, component, subcomponent, repetition)


def watched(content: bytes, feed: FeedDefaults = FEED) -> tuple[Understood, set[tuple[str, int]]]:
    """What is understood of a message about one patient, and the fields that were asked for on the way."""
    message = read_message(content, feed.charset)
    assert isinstance(message, Message), message
    asked: set[tuple[str, int]] = set()
    segments: list[Segment] = []
    for one in message.segments:
        segment = WatchedSegment(one.name, one.line, one.text, one.separators)
        segment.asked = asked
        segments.append(segment)
    held = replace(message, segments=segments)
    return facts_of(held, "S01", feed, Protocol().zone, NOW, SiteCodes()), asked

"""What a page gained over waiting for the final report: the reason why a suspicion is told at all.

Counted once a story, when its bloodstream infection is first confirmed: from the story's first page to the time that
the confirming result states (OBR-22, else when its message was sent; never later than it came). The first page is the
first that wakes somebody; where nobody was woken (a notice outside the window), the first notice. A story that was
told only after its final result, because it came late or the recipient was enrolled late, gained nothing: 0, never
less. It is kept with the story, so that a restart, a correction or a second confirmation counts nothing again.

    positive bottle paged 06-05 02:00    final 06-07 09:00                          gained 55 h
    first told 06-05 02:00               final 06-07, corrected 06-08, final 06-09  gained once, by the first
    nothing told before                  final 06-07 09:00, paged 09:01             gained 0
"""

from graftwatch.findings import Severity, SignalKind
from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import Matter


def with_gain(story: Story, matter: Matter) -> Story:
    """The story with what its pages gained, once its infection is confirmed."""
    confirmed = matter.open and matter.said.kind is SignalKind.BSI_CONFIRMED and matter.confirmed_at is not None
    if story.gained_seconds is not None or not confirmed or matter.confirmed_at is None:
        return story
    first = next((one for one in story.told if one.severity is Severity.PAGE), story.told[0])
    gained = max((matter.confirmed_at - first.at).total_seconds(), 0.0)
    return story.model_copy(update={"gained_seconds": gained})

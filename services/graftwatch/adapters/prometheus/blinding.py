"""What /metrics leaves out where the recipients are of more than one arm: whatever tells who was infused.

Metrics are read by everybody who looks after the service. No series carries an arm; but a reaction to the infusion, a
fall of NK activity after it, and a page about either say that somebody of the arm that is infused had it. What says
that a page reached nobody is not left out, whatever it is about: that somebody hears of it comes first.
"""

from typing import Final

from graftwatch.findings import SignalKind

TELLS_WHO_WAS_INFUSED: Final = frozenset({SignalKind.INFUSION_REACTION, SignalKind.NK_ACTIVITY_FALL})
_NOTHING: Final[frozenset[SignalKind]] = frozenset()


def left_out(*, blinded: bool) -> frozenset[SignalKind]:
    """The kinds of signals that are left out."""
    return TELLS_WHO_WAS_INFUSED if blinded else _NOTHING

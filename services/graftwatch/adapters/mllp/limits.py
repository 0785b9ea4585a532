"""Every limit of the listener, with its reason. What lies beyond is refused in words and counted, never buffered."""

from dataclasses import dataclass

from graftwatch.hl7.mllp import FRAME_LIMIT_BYTES


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """Limits of one gateway; the defaults suit one hospital.

    Attributes:
        max_frame_bytes: a larger frame is passed over and answered AR.
        connections: open at once on one feed; a further one waits unread, as many again may wait, more are closed.
        unacknowledged_bytes: read and not yet answered, in total; beyond, connections with such bytes are not read.
        unacknowledged_bytes_per_connection: the same for one connection, so that one cannot take all of it.
        partial_frame_bytes: of half frames in memory, in total; beyond, the frame that grows is refused with AE.
        unread_answer_bytes: answers that a sender has not read; beyond, it is not read either.
        idle_seconds: a connection without a byte for so long is closed; senders reconnect.
        frame_seconds: half a frame without a further byte for so long is answered AR, and the connection closed.
        unread_answer_seconds: a sender that reads no answers for so long is disconnected.
        closing_seconds: so long may answers still flow out when the service stops.
    """

    max_frame_bytes: int = FRAME_LIMIT_BYTES
    connections: int = 200
    unacknowledged_bytes: int = 64 * 1024 * 1024
    unacknowledged_bytes_per_connection: int = 8 * 1024 * 1024
    partial_frame_bytes: int = 128 * 1024 * 1024
    unread_answer_bytes: int = 256 * 1024
    idle_seconds: float = 3600.0
    frame_seconds: float = 30.0
    unread_answer_seconds: float = 60.0
    closing_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class FeedListener:
    """One feed's own listening: its name, its address (port 0: a free one), the versions it accepts."""

    feed: str
    host: str = "127.0.0.1"
    port: int = 0
    versions: frozenset[bytes] | None = None

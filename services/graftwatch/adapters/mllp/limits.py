"""Every limit of the listener, with its reason. What lies beyond is refused in words and counted, never buffered."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from graftwatch.adapters.mllp.tls_files import TlsFiles
from graftwatch.hl7.acknowledgement import AnswerStyle
from graftwatch.hl7.mllp import FRAME_LIMIT_BYTES


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """Limits of one gateway, or of one feed of it; the defaults suit one hospital.

    Attributes:
        max_frame_bytes: a larger frame is passed over and answered AR.
        connections: open at once on one feed; a further one waits unread, as many again may wait, more are refused AE.
        unacknowledged_bytes: read and not yet answered, in total; beyond, connections with such bytes are not read.
        unacknowledged_bytes_per_connection: the same for one connection, so that one cannot take all of it.
        partial_frame_bytes: of half frames in memory, in total; beyond, the frame that grows is refused with AE.
        unread_answer_bytes: answers that a sender has not read; beyond, it is not read either.
        idle_seconds: a connection without a byte for so long is closed; senders reconnect.
        frame_seconds: half a frame without a further byte for so long is answered AR, and the connection closed.
        whole_frame_seconds: the same for a frame that is not whole so long after its first byte, however it drips.
        unread_answer_seconds: a sender that reads no answers for so long is disconnected.
        closing_seconds: so long may answers still flow out when the service stops, or a refusal when it is turned away.
        handshakes: TLS handshakes under way at once on one address; a further connection is closed.
        handshake_seconds: a TLS handshake that is not done by then is given up.
    """

    max_frame_bytes: int = FRAME_LIMIT_BYTES
    connections: int = 200
    unacknowledged_bytes: int = 64 * 1024 * 1024
    unacknowledged_bytes_per_connection: int = 8 * 1024 * 1024
    partial_frame_bytes: int = 128 * 1024 * 1024
    unread_answer_bytes: int = 256 * 1024
    idle_seconds: float = 3600.0
    frame_seconds: float = 30.0
    whole_frame_seconds: float = 600.0
    unread_answer_seconds: float = 60.0
    closing_seconds: float = 5.0
    handshakes: int = 100
    handshake_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class FeedListener:
    """One feed's own listening.

    Attributes:
        feed: its name.
        host: the address to listen on.
        port: the port; 0 takes a free one.
        versions: the values of MSH-12 that are accepted; None: every published one.
        allow: networks whose peers may send; none: every peer may.
        tls: the files of TLS, or None for plain TCP.
        certificate_names: names in client certificates that choose this feed; none: every certificate does.
        answers: how its messages are answered.
        limits: its own limits; None: the gateway's.
    """

    feed: str
    host: str = "127.0.0.1"
    port: int = 0
    versions: frozenset[bytes] | None = None
    allow: tuple[IPv4Network | IPv6Network, ...] = ()
    tls: TlsFiles | None = None
    certificate_names: tuple[str, ...] = ()
    answers: AnswerStyle = field(default_factory=AnswerStyle)
    limits: GatewayLimits | None = None

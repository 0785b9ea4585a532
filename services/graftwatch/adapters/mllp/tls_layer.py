"""TLS over a transport without a thread or a second socket: the library's memory buffers between wire and connection.

Done here and not by the event loop, for three reasons: what came before the handshake can be looked at (a sender that
speaks plainly is told so in plain words), a sender that has ended its half still gets its answers, and a context read
anew holds for the next connection without touching the listening socket.
"""

import ssl
from contextlib import suppress
from typing import Protocol

# The first byte of every TLS connection: a record of type handshake (RFC 8446, 5.1); no MLLP stream begins with it.
HANDSHAKE_RECORD = b"\x16"
# A TLS record holds 16 KiB; reading more at once saves nothing.
READ_BYTES = 64 * 1024


class Wire(Protocol):
    """What a connection needs of the way to its sender, be it plain or TLS: a part of `asyncio.Transport`."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...  # noqa: D102
    def write(self, data: bytes) -> None: ...  # noqa: D102
    def write_eof(self) -> None: ...  # noqa: D102
    def is_closing(self) -> bool: ...  # noqa: D102
    def pause_reading(self) -> None: ...  # noqa: D102
    def resume_reading(self) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102
    def abort(self) -> None: ...  # noqa: D102


class TlsLayer:
    """The listener's end of one TLS connection, as a `Wire`."""

    def __init__(self, transport: Wire, context: ssl.SSLContext) -> None:
        self._transport = transport
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._said_end = False
        self.sender_ended = False
        self.fault: ssl.SSLError | None = None
        self.set_write_buffer_limits = transport.set_write_buffer_limits
        self.is_closing = transport.is_closing
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading
        self.abort = transport.abort

    def shake_hands(self, data: bytes) -> bool:
        """Take bytes of the handshake; gives whether it is done.

        Raises:
            ssl.SSLError: it failed; the sender has been told by an alert.
        """
        self._incoming.write(data)
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        finally:
            self._flush()
        return True

    def receive(self, data: bytes) -> bytes:
        """What these bytes say in plain; `sender_ended` once the sender has said that it sends no more.

        `fault` is set once bytes are no TLS, or were changed on the way; what stood before them is given out.
        """
        if self._said_end or self.fault:
            return b""
        self._incoming.write(data)
        pieces: list[bytes] = []
        try:
            while not pieces or self._incoming.pending or self._tls.pending():  # to ask in vain costs an exception
                pieces.append(self._tls.read(READ_BYTES))
                if not pieces[-1]:
                    self.sender_ended = True
                    break
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as fault:
            self.fault = fault
        if self._outgoing.pending:  # a key update, an alert
            self._flush()
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def certificate_names(self) -> list[str]:
        """The names in the sender's certificate: DNS, URI and e-mail of its subject alternative names, else its CN."""
        return certificate_names(self._tls.getpeercert() or {})

    def write(self, data: bytes) -> None:
        """Send this."""
        if self._said_end or self.fault:
            return
        view = memoryview(data)
        while view:
            view = view[self._tls.write(view) :]
        self._flush()

    def write_eof(self) -> None:
        """Say that nothing more comes, in TLS and below it."""
        self._say_end()
        if not self._transport.is_closing():
            self._transport.write_eof()

    def close(self) -> None:
        """Say the end and close once everything is sent."""
        self._say_end()
        self._transport.close()

    def _say_end(self) -> None:
        if not self._said_end:
            self._said_end = True
            with suppress(ssl.SSLError):  # the sender's own end is not waited for
                self._tls.unwrap()
            self._flush()

    def _flush(self) -> None:
        if self._outgoing.pending and not self._transport.is_closing():
            self._transport.write(self._outgoing.read())


def certificate_names(certificate: object) -> list[str]:
    """The names in a certificate as `ssl` gives it, in small letters.

    >>> certificate_names({"subject": ((("commonName", "Lab"),),), "subjectAltName": (("DNS", "lab.example"),)})
    ['lab.example']
    >>> certificate_names({"subject": ((("commonName", "Lab"),),)})
    ['lab']
    """
    fields = certificate if isinstance(certificate, dict) else {}
    alternative = [name for kind, name in fields.get("subjectAltName", ()) if kind in {"DNS", "URI", "email"}]
    common = [name for part in fields.get("subject", ()) for kind, name in part if kind == "commonName"]
    return [name.lower() for name in alternative or common]


# The library's word for why a handshake failed, in words for the log: whose side it is on, and the mend.
_HANDSHAKE_FAULTS = {
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": "the sender shows no certificate; give it one that client_ca has signed",
    "CERTIFICATE_VERIFY_FAILED": "the sender's certificate is refused",
    "UNSUPPORTED_PROTOCOL": "the sender's TLS is older than minimum_version",
    "VERSION_TOO_LOW": "the sender's TLS is older than minimum_version",
    "NO_SHARED_CIPHER": "the sender offers no cipher that is safe enough; bring its TLS up to date",
    "TLSV1_ALERT_UNKNOWN_CA": "the sender does not know the authority of our certificate; give it that authority",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "the sender does not accept our certificate; give it our authority",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the sender does not accept our certificate; is its name the one it connects to?",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "the sender finds our certificate expired; renew it",
}


def handshake_fault_in_words(fault: ssl.SSLError) -> str:
    """Why a handshake failed."""
    reason = fault.reason or type(fault).__name__
    words = _HANDSHAKE_FAULTS.get(reason, reason.replace("_", " ").lower())
    detail = getattr(fault, "verify_message", "")
    return f"{words}: {detail}" if detail else words

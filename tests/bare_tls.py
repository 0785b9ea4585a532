"""A blocking sender whose TLS is in its own hands: it can end its half, change a byte, or read nothing."""

import contextlib
import socket
import ssl
from typing import Self

from gateway_harness import DEADLINE_SECONDS, Answer

READ_BYTES = 65536


class BareTls:
    """One connection, after the handshake."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE_SECONDS)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname="localhost")
        while not self._shaken():
            self.socket.sendall(self._outgoing.read())
            self._incoming.write(self.socket.recv(READ_BYTES))
        self.socket.sendall(self._outgoing.read())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _shaken(self) -> bool:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def encrypted(self, data: bytes) -> bytes:
        """What would go over the wire."""
        self._tls.write(data)
        return self._outgoing.read()

    def send(self, data: bytes) -> None:
        self.socket.sendall(self.encrypted(data))

    def end(self) -> None:
        """Says in TLS that nothing more comes."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.unwrap()
        self.socket.sendall(self._outgoing.read())

    def rest(self) -> list[Answer]:
        """All answers until the listener ends the connection."""
        received = bytearray()
        while data := self.socket.recv(READ_BYTES):
            self._incoming.write(data)
        with contextlib.suppress(ssl.SSLZeroReturnError, ssl.SSLWantReadError):
            while data := self._tls.read(READ_BYTES):
                received += data
        return [Answer.read(one) for one in bytes(received).split(b"\x1c\r") if one]

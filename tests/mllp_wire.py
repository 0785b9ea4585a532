"""A sender that writes bytes as it likes and waits for each answer with a deadline, for a running service."""

import socket
from time import perf_counter
from typing import Self

from gateway_harness import Answer, frame

DEADLINE_SECONDS = 60.0

__all__ = ["Answer", "Wire", "frame"]


class Wire:
    """One TCP connection to a listener; `took` is how long the last answer was waited for."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), DEADLINE_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""
        self.took = 0.0

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def framed_answer(self) -> bytes:
        """The next answer with its framing, as it stands on the wire."""
        began = perf_counter()
        while b"\x1c\r" not in self._read:
            data = self._socket.recv(65536)
            assert data, "the receiver closed the connection"
            self._read += data
        self.took = perf_counter() - began
        answer, _, self._read = self._read.partition(b"\x1c\r")
        return answer + b"\x1c\r"

    def answer(self) -> Answer:
        """The next answer, read by python-hl7."""
        return Answer.read(self.framed_answer()[:-2])

    def answers(self, count: int) -> list[Answer]:
        return [self.answer() for _ in range(count)]

    def ask(self, content: bytes) -> Answer:
        """Sends a message and waits for its answer."""
        self.write(frame(content))
        return self.answer()

    def is_open(self) -> bool:
        """Whether the receiver has left the connection open: nothing to read, and no end."""
        self._socket.setblocking(False)
        try:
            return self._socket.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        finally:
            self._socket.settimeout(DEADLINE_SECONDS)

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

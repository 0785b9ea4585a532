"""An MLLP client: sends messages over one connection, up to a window in flight, and reads the answers in order.

It is the sender of `graftwatch send`, the demo and the simulator; a hospital's own engine does the same.
"""

import socket
import ssl
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Self

from graftwatch.adapters.mllp.client_tls import tls_fault_in_words
from graftwatch.hl7.header import Rejection, read_header
from graftwatch.hl7.mllp import BadFrame, Framer, encode

READ_BYTES = 256 * 1024


class SendFailed(Exception):  # noqa: N818 - said as what happened
    """The connection broke or an answer did not come; the message says how many were answered before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one message.

    Attributes:
        control_id: MSH-10 of the message sent.
        code: MSA-1 of the answer, such as AA.
        answered_id: MSA-2 of the answer; differs from `control_id` only where the receiver is at fault.
        text: MSA-3, or ERR-8 where that is empty.
        seconds: round-trip time.
    """

    control_id: str
    code: str
    answered_id: str
    text: str
    seconds: float

    @property
    def accepted(self) -> bool:
        """Whether the receiver took this message, in original or enhanced mode: an answer to another one is none."""
        return self.code in {"AA", "CA"} and self.answered_id == self.control_id


class MllpClient:
    """One connection to a listener; a context manager.

    Args:
        host: the listener's host.
        port: the listener's port.
        window: messages in flight at most.
        timeout_seconds: longest wait for an answer.
        tls: a TLS context, or None for plain TCP.
        server_name: the name that the listener's certificate must have; None: the host.

    Raises:
        SendFailed: nobody listens there, or TLS cannot be had.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        window: int = 1,
        timeout_seconds: float = 30.0,
        tls: ssl.SSLContext | None = None,
        server_name: str | None = None,
    ) -> None:
        self._window = window
        self._socket = _connected(host, port, timeout_seconds, tls, server_name or host)
        self._framer = Framer()
        self._waiting: deque[tuple[str, float]] = deque()
        self._answered = 0
        self._accepted_id = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, messages: Iterable[bytes]) -> Iterator[Answer]:
        """Sends messages and gives each its answer, in order; all are answered when it ends.

        Raises:
            SendFailed: the connection broke, or an answer did not come in time.
        """
        for message in messages:
            self._write(message)
            while len(self._waiting) >= self._window:
                yield from self._read()
        while self._waiting:
            yield from self._read()

    def _write(self, message: bytes) -> None:
        header = read_header(message)
        control_id = "" if isinstance(header, Rejection) else header.control_id.decode("utf-8", "replace")
        self._waiting.append((control_id, perf_counter()))
        try:
            self._socket.sendall(encode(message))
        except OSError as fault:
            raise SendFailed(f"the connection broke after {self._answered} answers: {fault}") from fault

    def _read(self) -> list[Answer]:
        try:
            data = self._socket.recv(READ_BYTES)
        except TimeoutError as fault:
            raise SendFailed(f"no answer in time after {self._answered} answers") from fault
        except ssl.SSLError as fault:
            raise SendFailed(f"TLS ended after {self._answered} answers: {tls_fault_in_words(fault)}") from fault
        except OSError as fault:
            raise SendFailed(f"the connection broke after {self._answered} answers: {fault}") from fault
        if not data:
            raise SendFailed(f"the receiver closed the connection after {self._answered} answers")
        contents = [one.content for one in self._framer.receive(data) if not isinstance(one, BadFrame)]
        return [answer for answer in map(self._answer, contents) if answer is not None]

    def _answer(self, content: bytes) -> Answer | None:
        """The answer to the oldest message in flight; nothing where it only confirms the answer before it.

        In enhanced mode the application's acknowledgement (AA …) may follow the receiver's (CA …).
        """
        code, answered_id, text = _acknowledgement(content)
        if answered_id and answered_id == self._accepted_id and code.startswith("A"):
            self._accepted_id = ""
            return None
        self._accepted_id = answered_id if code.startswith("C") else ""
        if not self._waiting:
            raise SendFailed("the receiver answered more messages than were sent")
        control_id, sent_at = self._waiting.popleft()
        self._answered += 1
        return Answer(control_id, code, answered_id, text, perf_counter() - sent_at)


def _connected(host: str, port: int, seconds: float, tls: ssl.SSLContext | None, server_name: str) -> socket.socket:
    try:
        plain = socket.create_connection((host, port), seconds)
    except OSError as fault:
        raise SendFailed(
            f"{host}:{port} cannot be reached: {fault.strerror or fault}; does it listen there?"
        ) from fault
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls is None:
        return plain
    try:
        return tls.wrap_socket(plain, server_hostname=server_name)
    except ssl.SSLError as fault:
        plain.close()
        raise SendFailed(f"no TLS with {host}:{port}: {tls_fault_in_words(fault)}") from fault
    except OSError as fault:
        plain.close()
        raise SendFailed(f"no TLS with {host}:{port}: the listener ended the connection; its log says why") from fault


def _acknowledgement(content: bytes) -> tuple[str, str, str]:
    """MSA-1, MSA-2, and MSA-3 or ERR-8 of an answer, whatever its segment ends."""
    separator = content[3:4].decode("ascii", "replace")
    fields = {"MSA": [""] * 4, "ERR": [""] * 9}
    for line in content.decode("utf-8", "replace").replace("\n", "\r").split("\r"):
        name, *_ = parts = line.split(separator)
        if name in fields:
            fields[name] = [*parts, *[""] * 9]
    return fields["MSA"][1], fields["MSA"][2], fields["MSA"][3] or fields["ERR"][8]

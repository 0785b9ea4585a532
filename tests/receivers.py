"""Real receivers on loopback that channels are tried against: an HTTP server, a mail server, a folder.

Each answers as it is told, in order, and keeps what it received.
"""

import asyncio
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Answer(Enum):
    """What a receiver does with the next delivery."""

    OK = "takes it"
    LATER = "not now"
    NEVER = "not this"
    HANG = "says nothing"


@dataclass(frozen=True, slots=True)
class Request:
    """What a receiver sees."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What it answers; `fault` says what is wrong with the request, empty for nothing."""

    status: int
    body: bytes = b""
    fault: str = ""


Judge = Callable[[Request], Verdict]


def takes_anything(request: Request) -> Verdict:
    """A receiver without rules of its own."""
    del request
    return Verdict(202)


@dataclass(slots=True)
class HttpReceiver:
    """An HTTP server; answers are (status, headers), None for silence, and else what its judge says.

    `faults` are the judge's complaints: a request that the real receiver would refuse.
    """

    judge: Judge = takes_anything
    url: str = ""
    answers: deque[tuple[int, dict[str, str]] | tuple[()] | None] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def will(self, *answers: Answer) -> None:
        codes = {Answer.OK: (), Answer.LATER: (500, {}), Answer.NEVER: (400, {}), Answer.HANG: None}
        self.answers.extend(codes[one] for one in answers)

    def received(self) -> list[str]:
        return [one.body.decode() for one in self.requests]

    def answered(self, request: Request) -> tuple[int, dict[str, str], bytes] | None:
        """What to answer to a request, which is kept where it is taken; None: nothing."""
        scripted = self.answers.popleft() if self.answers else ()
        if scripted is None:
            return None
        verdict = self.judge(request)
        self.faults += [verdict.fault] if verdict.fault else []
        status, headers, body = (*scripted, b"") if scripted else (verdict.status, {}, verdict.body)
        if status < 300:
            self.requests.append(request)
        return status, headers, body


@contextmanager
def http_receiver(judge: Judge = takes_anything) -> Iterator[HttpReceiver]:
    receiver = HttpReceiver(judge)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # its sender was killed while it wrote: no request came
                self.close_connection = True
                return
            answer = receiver.answered(Request(self.path, dict(self.headers), body))
            if answer is None:
                receiver.over.wait()
                self.close_connection = True
                return
            status, headers, said = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own word
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class MailReceiver:
    """A mail server; refuses the addresses in `unknown`."""

    host: str = "127.0.0.1"
    port: int = 0
    answers: deque[Answer] = field(default_factory=deque)
    unknown: set[str] = field(default_factory=set)
    mails: list[Envelope] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def will(self, *answers: Answer) -> None:
        self.answers.extend(answers)

    def received(self) -> list[str]:
        """Each mail as a reader sees it: headers, then the decoded text."""
        return [_readable(one.content) for one in self.mails if isinstance(one.content, bytes)]

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.unknown:
            return "550 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        match self.answers.popleft() if self.answers else Answer.OK:
            case Answer.LATER:
                return "451 try again later"
            case Answer.NEVER:
                return "554 refused"
            case Answer.HANG:
                await asyncio.to_thread(self.over.wait)
                return "451 too late"
        self.mails.append(envelope)
        return "250 OK"


def _readable(content: bytes) -> str:
    mail = message_from_bytes(content, policy=policy.default)
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    return f"{headers}\n\n{mail.get_content()}"


class _OnFreePort(Controller):
    def _trigger_server(self) -> None:
        """Learns the port that the system gave before the base class tries the server out."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_receiver(tls: ssl.SSLContext | None = None) -> Iterator[MailReceiver]:
    receiver = MailReceiver()
    controller = _OnFreePort(receiver, hostname="127.0.0.1", port=0, tls_context=tls, require_starttls=tls is not None)
    controller.start()
    receiver.port = controller.port
    try:
        yield receiver
    finally:
        receiver.over.set()
        controller.stop()

"""The HTTP server inside the gateway's event loop."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import h11
import uvicorn
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from graftwatch.console.app import ServiceView, application
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.settings import Http

# Answers are small; one that takes longer when the service stops is cut off.
STOP_SECONDS = 3
HEAD_SECONDS = 10.0
"""A request whose head is not whole by then is given up."""


class _PatientProtocol(H11Protocol):
    """A connection whose sender has some seconds for the head of each request, so that idle ones pile up nowhere."""

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the class above
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait_for_head()
        else:
            self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._giving_up is None:
            self._giving_up = asyncio.get_running_loop().call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


class _Server(uvicorn.Server):
    """A server that leaves the signals to the service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpServer:
    """Serves metrics, health, further routes, and what answers otherwise."""

    def __init__(
        self, at: Http, service: ServiceView, further: Sequence[Route] = (), otherwise: ASGIApp | None = None
    ) -> None:
        self._at = at
        config = uvicorn.Config(
            application(service, further, otherwise),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            http=_PatientProtocol,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.url = ""
        self.port = at.port

    async def start(self) -> None:
        """Listens.

        Raises:
            InputFault: the port is taken or the address is not this machine's.
        """
        listening = socket.socket(socket.AF_INET6 if ":" in self._at.host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self._at.host, self._at.port))
            listening.listen()  # whoever connects before the server's task runs waits, and is not turned away
        except OSError as fault:
            listening.close()
            raise InputFault(
                f"`http.port`: cannot listen on {self._at.host}:{self._at.port}: {fault.strerror}; choose another port"
            ) from fault
        host = f"[{self._at.host}]" if ":" in self._at.host else self._at.host  # RFC 3986, 3.2.2
        self.port = listening.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        self._task = asyncio.create_task(self._server.serve(sockets=[listening]), name="http")

    async def ended(self) -> None:
        """Waits until it ends.

        Raises:
            RuntimeError: it ended by itself; a service that nobody can ask is to be started again.
        """
        if self._task is not None:
            await asyncio.shield(self._task)
        if not self._stopping:
            raise RuntimeError("the HTTP side ended by itself")

    async def stop(self) -> None:
        """Ends."""
        self._stopping = True
        self._server.should_exit = True
        if self._task is not None:
            await self._task

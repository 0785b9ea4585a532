"""The way to the console: its process, and what hands requests on to it."""

from starlette.types import Receive, Scope, Send

from graftwatch.adapters.reverse_proxy import ReverseProxy
from graftwatch.entrypoints.console_child import ConsoleChild
from graftwatch.entrypoints.options import StartOptions


class ConsoleDoor:
    """The console as the process that listens sees it.

    Args:
        options: what the service was started with.
    """

    def __init__(self, options: StartOptions) -> None:
        self._child = ConsoleChild(options)
        self._proxy = ReverseProxy(self._child.path, self._child.wanted)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on; an ASGI application."""
        await self._proxy(scope, receive, send)

    def reached_at(self, port: int) -> None:
        """The port that the service answers on."""
        self._child.reached_at(port)

    async def serve(self) -> None:
        """Keeps the process running until it is cancelled."""
        await self._child.serve()

    async def stop(self) -> None:
        """Ends."""
        await self._proxy.stop()
        await self._child.stop()

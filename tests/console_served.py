"""The console on a port of this process, for a browser: what `ConsoleSite` asks without a socket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

END_SECONDS = 10


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """Serves an application on a free port of the loopback; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), name="console")
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(END_SECONDS)
        listening.close()

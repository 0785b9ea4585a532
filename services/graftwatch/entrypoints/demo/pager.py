"""Infection control's end of the line: a real HTTP server that takes the service's signed pages.

It refuses what is not signed, keeps each delivery once by its idempotency key, and hands it on.
"""

import hmac
import json
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

from graftwatch.adapters.senders.webhook import IDEMPOTENCY_KEY, SIGNATURE, TIMESTAMP, signature
from graftwatch.paging import Page


class Pager:
    """Receives pages; a context manager.

    Args:
        secret: the key that pages are signed with.
        on_page: called with each page, once, on the server's thread.
    """

    def __init__(self, secret: str, on_page: Callable[[Page], None]) -> None:
        seen: set[str] = set()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                expected = signature(secret, self.headers.get(TIMESTAMP, ""), body)
                if not hmac.compare_digest(expected, self.headers.get(SIGNATURE, "")):
                    self.send_error(HTTPStatus.UNAUTHORIZED)
                    return
                key = self.headers.get(IDEMPOTENCY_KEY, "")
                if key not in seen:
                    seen.add(key)
                    on_page(Page.model_validate(json.loads(body)["page"]))
                self.send_response(HTTPStatus.NO_CONTENT)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing: the demo tells what came."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, name="pager", daemon=True)

    @property
    def url(self) -> str:
        """Where pages are posted."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/pages"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

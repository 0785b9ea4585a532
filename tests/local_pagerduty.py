"""A PagerDuty-shaped server on loopback: takes Events API v2 over HTTP, keeps what came under which dedup key.

It can hold requests: they have arrived and are kept, and no answer goes out until it is told, as when a network breaks
between the two. Times are the machine's monotonic clock.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter
from typing import Any

ACTIONS = {"trigger", "acknowledge", "resolve"}
LONGEST_SUMMARY, LONGEST_KEY, LONGEST_BODY = 1024, 255, 512 * 1024
WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Arrived:
    """One event: when it was there, and what it said."""

    at: float
    event: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.event["dedup_key"])

    @property
    def action(self) -> str:
        return str(self.event["event_action"])

    @property
    def details(self) -> dict[str, Any]:
        """`custom_details`; empty in anything but a trigger."""
        payload = self.event.get("payload") or {}
        return dict(payload.get("custom_details", {}))


@dataclass(slots=True)
class LocalPagerDuty:
    """What came, in order; `answering` cleared holds every answer back. `faults` are events it could not have taken."""

    url: str = ""
    arrived: list[Arrived] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answering: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)

    def take(self, body: bytes) -> int:
        """Keeps an event; the status that PagerDuty answers."""
        at, event = perf_counter(), json.loads(body)
        fault = _fault(event, len(body))
        with self.news:
            if fault:
                self.faults.append(fault)
            else:
                self.arrived.append(Arrived(at, event))
            self.news.notify_all()
        return 400 if fault else 202

    def wait_for(self, count: int, seconds: float = WAIT_SECONDS) -> None:
        """Waits until so many events have come."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.arrived) >= count, seconds), f"{len(self.arrived)} of {count}"

    def triggered(self) -> list[str]:
        """The keys that were triggered, in order, with every repetition."""
        return [one.key for one in self.arrived if one.action == "trigger"]


def _fault(event: dict[str, Any], size: int) -> str:
    """Why PagerDuty would answer 400; empty where it would not (Events API v2, its documented fields and limits)."""
    if size > LONGEST_BODY:
        return f"{size} bytes"
    if event.get("event_action") not in ACTIONS or not 0 < len(event.get("dedup_key", "")) <= LONGEST_KEY:
        return f"action {event.get('event_action')!r}, key {event.get('dedup_key')!r}"
    if event["event_action"] != "trigger":
        return ""
    payload = event.get("payload", {})
    if not 0 < len(payload.get("summary", "")) <= LONGEST_SUMMARY or not payload.get("source"):
        return f"summary of {len(payload.get('summary', ''))} characters, source {payload.get('source')!r}"
    return "" if payload.get("severity") in {"critical", "error", "warning", "info"} else "severity"


@contextmanager
def local_pagerduty(port: int = 0) -> Iterator[LocalPagerDuty]:
    """The server, answering; it has ended when the block ends. A port may be given to come back on it."""
    pagerduty = LocalPagerDuty()
    pagerduty.answering.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            status = pagerduty.take(self.rfile.read(int(self.headers["Content-Length"])))
            pagerduty.answering.wait()
            said = b'{"status":"success","message":"Event processed"}'
            answer = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
            try:
                self.wfile.write(answer.encode() + said)
            except ConnectionError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own word
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    pagerduty.url = f"http://127.0.0.1:{server.server_address[1]}/v2/enqueue"
    try:
        yield pagerduty
    finally:
        pagerduty.answering.set()
        server.shutdown()
        thread.join()
        server.server_close()

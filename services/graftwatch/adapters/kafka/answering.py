"""Which of the brokers' addresses answer at all, asked before a client is made.

A client begins with one address by chance, and waits for it as long as it may. A broker that stands still (a machine
that is frozen, a process that was stopped) still takes connections: its kernel does. So each address is sent a request
of Kafka's protocol (ApiVersions 0); whoever says anything to it, even by ending the connection because it speaks TLS,
is alive.
"""

import select
import socket
from collections.abc import Sequence
from time import monotonic

ANSWER_SECONDS = 1.0
"""A broker answers within milliseconds; one under load that does not is asked for again by the next client."""
# Length 10, ApiVersions (18), version 0, number 1, no name.
_REQUEST = b"\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff"


def answering(addresses: Sequence[str], seconds: float = ANSWER_SECONDS) -> list[str]:
    """The addresses (host:port) that answer; all of them where none does, so that the client says why."""
    if len(addresses) == 1:
        return list(addresses)
    end = monotonic() + seconds
    asked = {opened: address for address in addresses if (opened := _asked(address, end)) is not None}
    found: set[str] = set()
    try:
        while len(found) < len(asked) and (left := end - monotonic()) > 0:
            waiting = [one for one, address in asked.items() if address not in found]
            found |= {asked[one] for one in select.select(waiting, [], [], left)[0]}
    finally:
        for one in asked:
            one.close()
    return [one for one in addresses if one in found] or list(addresses)


def _asked(address: str, end: float) -> socket.socket | None:
    """A connection on which the request was sent; None where nobody takes it."""
    host, _, port = address.rpartition(":")
    try:
        opened = socket.create_connection((host.strip("[]"), int(port)), max(0.01, end - monotonic()))
    except (OSError, ValueError):
        return None
    try:
        opened.sendall(_REQUEST)
    except OSError:
        opened.close()
        return None
    return opened

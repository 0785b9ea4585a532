"""Hospitals' senders that never give up: what was not answered AA is sent again, by turns to every gateway.

Each sender sends one message at a time, so that what it says of one patient stays in order, and each of its messages is
noted with when it was first tried and when it was taken. Times are the machine's monotonic clock.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from time import perf_counter
from typing import Self

from embedded import blood_culture, temperature
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient, SendFailed

ANSWER_SECONDS = 15.0
AGAIN_SECONDS = 0.1
"""A sender that was refused waits so long."""
LAST_SECONDS = 60.0
"""What nobody takes within so long after the end is given up; a test then finds it without an AA."""
OTHERS = 50
"""Every fiftieth message is about a recipient; the others are about patients that are nobody's here."""


@dataclass(slots=True)
class Sent:
    """A message of the feed.

    Attributes:
        subject: the recipient whose blood culture has grown; empty for other patients.
        first_at: when it was first tried.
        taken_at: when it was answered AA; None until then.
        tries: how often it was sent.
    """

    control_id: str
    subject: str
    content: bytes
    first_at: float = 0.0
    taken_at: float | None = None
    tries: int = 0


@dataclass(slots=True)
class Feed:
    """All senders of a run.

    Args:
        ports: of the gateways.
        shares: the recipients of each sender, in the order in which their cultures grow.
        a_second: messages of each sender.
        others: messages about others between two about recipients.
    """

    ports: Sequence[int]
    shares: Sequence[Sequence[str]]
    a_second: float
    others: int = OTHERS
    sent: list[Sent] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _given_up: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> Self:
        for number, share in enumerate(self.shares):
            thread = threading.Thread(target=self._send_all, args=(number, share), name=f"sender-{number}")
            self._threads.append(thread)
            thread.start()
        return self

    def stop(self) -> None:
        """Lets each sender bring its last message in, and ends."""
        self._stop.set()
        end = perf_counter() + LAST_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, end - perf_counter()))
        self._given_up.set()
        for thread in self._threads:
            thread.join()

    def taken(self) -> list[Sent]:
        return [one for one in list(self.sent) if one.taken_at is not None]

    def growths(self) -> list[Sent]:
        """The messages about recipients."""
        return [one for one in list(self.sent) if one.subject]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _send_all(self, number: int, share: Sequence[str]) -> None:
        line = _Line(self.ports, number)
        began = perf_counter()
        for turn, message in enumerate(self._messages(number, share)):
            if self._stop.wait(max(0.0, began + turn / self.a_second - perf_counter())):
                break
            began = max(began, perf_counter() - (turn + 1) / self.a_second)  # what an outage held up is not hurried
            message.first_at = perf_counter()
            self.sent.append(message)
            line.deliver(message, self._given_up)
        line.close()

    def _messages(self, number: int, share: Sequence[str]) -> Iterator[Sent]:
        subjects = iter(share)
        for turn in count():
            now, control_id = SystemClock().now(), f"{number}-{turn}"
            subject = next(subjects, "") if turn % (self.others + 1) == 0 else ""
            if subject:
                content = blood_culture(
                    control_id,
                    now,
                    collected_at=now - timedelta(days=1),
                    said="Escherichia coli",
                    order=f"O{subject}",
                    number=f"47{subject[1:]}",
                )
            else:
                content = temperature(control_id, now, "36.8", number=f"88{number}{turn % 997:03}")
            yield Sent(control_id, subject, content)


class _Line:
    """One sender's connection to one gateway at a time."""

    def __init__(self, ports: Sequence[int], number: int) -> None:
        self._ports = ports
        self._chosen = number
        self._client: MllpClient | None = None
        self._pause = threading.Event()

    def deliver(self, message: Sent, given_up: threading.Event) -> None:
        """Sends a message until it is taken."""
        while message.taken_at is None and not given_up.is_set():
            message.tries += 1
            with suppress(SendFailed):
                if self._client is None:
                    port = self._ports[self._chosen % len(self._ports)]
                    self._client = MllpClient("127.0.0.1", port, timeout_seconds=ANSWER_SECONDS)
                [answer] = self._client.send([message.content])
                if answer.accepted:
                    message.taken_at = perf_counter()
                    return
            self._turn_to_the_other()

    def _turn_to_the_other(self) -> None:
        self.close()
        self._chosen += 1
        self._pause.wait(AGAIN_SECONDS)

    def close(self) -> None:
        if self._client is not None:
            self._client.__exit__()
            self._client = None

"""A made-up ward as infection control sees it: a detector that runs beside the console, and cases to look at."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from console_site import ConsoleSite
from embedded import Embedded, blood_culture, enrolment, tokyo
from graftwatch.console.access.roles import Role

PROTOCOL = """
[paging]
also_in = ["ja"]
repeat_after_minutes = 15
repeats_at_most = 1

[[paging.escalation]]
to = ["infection-control"]
wait_minutes = 10

[[paging.escalation]]
to = ["deputy"]
wait_minutes = 20
"""


class Ward:
    """A service over a folder, with the console before it; what is entered is detected in between.

    Args:
        folder: empty.
        subjects: who is enrolled: S01 has the patient number 4711, S02 4712 …
    """

    def __init__(self, folder: Path, subjects: int = 3) -> None:
        protocol = folder / "protocol.toml"
        protocol.write_text(PROTOCOL)
        data = folder / "data"
        data.mkdir()
        self.service = Embedded(data, protocol=protocol)
        self.service.enrol(*(enrolment(f"S{n:02}", str(4710 + n)) for n in range(1, subjects + 1)))
        self.service.run()
        self.site = ConsoleSite(self.service.settings)
        self._one_at_a_time = threading.Lock()
        self._end = threading.Event()
        self._detector = threading.Thread(target=self._detect, daemon=True)
        self._detector.start()

    def blood(
        self, subject: str, said: str, *, day: int = 4, hour: int = 10, status: str = "F", name: str = ""
    ) -> None:
        """A culture of blood that was drawn the day before, reported at an hour of a post-operative day."""
        at = tokyo(day, 0) + timedelta(hours=hour)
        message = blood_culture(
            name or f"M{subject}{day}{hour}",
            at,
            collected_at=at - timedelta(days=1),
            said=said,
            status=status,
            order=f"O{subject}{day}{hour}",
            number=str(4710 + int(subject.removeprefix("S"))),
        )
        self.receive(message, at)

    def receive(self, message: bytes, at: datetime) -> None:
        """A message, handled at once."""
        with self._one_at_a_time:
            self.service.receive(message, at)
            self.service.run()

    def signed_in(self, *roles: Role, account: str = "ward-5") -> httpx.Client:
        """A client of somebody with these roles; infection control where none is named."""
        return self.site.signed_in(*(roles or (Role.INFECTION_CONTROL,)), account=account)

    def _detect(self) -> None:
        while not self._end.wait(0.01):
            with self._one_at_a_time:
                self.service.run()

    def close(self) -> None:
        self._end.set()
        self._detector.join()
        self.site.store.close()
        self.service.close()


@contextmanager
def ward(folder: Path, subjects: int = 3) -> Iterator[Ward]:
    opened = Ward(folder, subjects)
    try:
        yield opened
    finally:
        opened.close()

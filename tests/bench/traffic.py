"""What a hospital's engine sends, of every type and size, for a load: frames as on the wire in one file.

The simulator's background: seven versions, UTF-8, 8859/1 and ISO 2022, a few scans of 100 kB; nobody in it is enrolled.
The control id is a place that the load fills in. Beside it stands the single message of 1.6 kB that loads had before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.mllp_load import PLACE
from tests.bench.service import fresh_folder

from graftwatch.simulator import simulate

FRAMES = 4000
_BACKGROUND = 0.99
_SEED = 4


@dataclass(frozen=True, slots=True)
class Traffic:
    """A file of frames, and what they are."""

    file: Path
    kinds: int
    mean_bytes: float
    largest_bytes: int

    def __str__(self) -> str:
        sizes = f"{self.mean_bytes:,.0f} bytes on average, the largest {self.largest_bytes:,}"
        return f"{self.kinds} types of messages, {sizes}"


@contextmanager
def every_type() -> Iterator[Traffic]:
    """The frames, in a file that is there until the block ends."""
    contents = list(_contents())
    with fresh_folder() as folder:
        file = folder / "frames.mllp"
        file.write_bytes(b"".join(b"\x0b" + one + b"\x1c\r" for one in contents))
        kinds = {one.split(b"|", 9)[8] for one in contents}
        sizes = [len(one) for one in contents]
        yield Traffic(file, len(kinds), sum(sizes) / len(sizes), max(sizes))


def _contents() -> Iterator[bytes]:
    others = (one for one in simulate(_SEED, 2, 40, _BACKGROUND).messages if one.subject is None)
    for one, _ in zip(others, range(FRAMES), strict=False):
        yield one.content.replace(f"|{one.control_id}|".encode(), b"|" + PLACE + b"|", 1)

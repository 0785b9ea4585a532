"""A disk that is soon full: a file system of its own in memory."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DISK_BYTES = 48 * 1024 * 1024


@contextmanager
def small_disk_at(place: Path) -> Iterator[Path]:
    """The disk, mounted at a new folder; where nothing can be mounted the test is skipped."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here: needs root and tmpfs")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)

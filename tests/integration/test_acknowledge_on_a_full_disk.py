"""A full disk: who presses the button is told that it was not kept, and presses again when there is room."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from embedded import temperature, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from page_of_service import PagedSite
from running_service import until
from small_disk import DISK_BYTES, small_disk_at

PADDING = b"\rNTE|1||" + b"x" * 4000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk_at(tmp_path / "disk") as place:
        yield place


def fill_up(file: Path) -> None:
    """Takes the last byte that the disk has."""
    with suppress(OSError), file.open("ab", buffering=0) as more:
        while True:
            more.write(b"\0" * 4096)


@pytest.mark.timeout(180)
def test_what_could_not_be_kept_is_not_acknowledged_and_can_be_said_again(small_disk: Path) -> None:
    site = PagedSite(small_disk, f"[limits]\nwrite_ahead_log_bytes = {4 * 1024 * 1024}\n")
    with site.start() as service:
        page = site.growth(service)
        link = site.link(page)
        filler = small_disk / "filler"
        used = sum(file.stat().st_blocks * 512 for file in small_disk.rglob("*") if file.is_file())
        filler.write_bytes(b"\0" * (DISK_BYTES - used - 1024 * 1024))
        messages = [
            temperature(f"T{number}", tokyo(5, 0, number), "36.8", number="nobody's").replace(
                b"\rOBX", PADDING + b"\rOBX"
            )
            for number in range(1500)
        ]
        with MllpClient("127.0.0.1", service.port, window=20) as client:
            assert "AE" in {one.code for one in client.send(messages)}
        fill_up(filler)
        answer = service.http.post(link, data={"by": "doctor on duty"})
        if answer.status_code != 200:  # an entry so small may still find room in a log that was just folded in
            assert answer.status_code == 503
            assert "Not acknowledged" in answer.text
            assert page.summary not in answer.text
            filler.unlink()
            until(lambda: service.http.get(link).status_code == 200)
            assert "<form" in service.http.get(link).text
            assert service.http.post(link, data={"by": "doctor on duty"}).status_code == 200
        filler.unlink(missing_ok=True)
        until(lambda: [one.by for one in site.audit() if one.what == "acknowledged"] == ["doctor on duty"])

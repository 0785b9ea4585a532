"""A role that cannot work yet: it lives, says why it is not ready, and ends cleanly; or ends at once and says why."""

from pathlib import Path

import httpx

from kafka_broker import free_port
from running_service import RunningService, until

SETTINGS = """
engine = "kafka"
acknowledge.key_file = "{key}"

[kafka]
bootstrap = ["127.0.0.1:1"]
"""


def waiting(folder: Path, role: str) -> tuple[RunningService, str]:
    """A role without any broker, and where it answers."""
    key = folder / "acknowledge.key"
    key.write_bytes(b"k" * 32)
    settings = folder / "settings.toml"
    settings.write_text(SETTINGS.format(key=key), "utf-8")
    port = free_port()
    service = RunningService(folder / role, "--role", role, "--config", str(settings), "--http-port", str(port))
    return service, f"http://127.0.0.1:{port}"


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live").status_code == 200
    except httpx.TransportError:
        return False


def test_a_pager_without_a_broker_lives_and_says_what_it_waits_for(tmp_path: Path) -> None:
    service, url = waiting(tmp_path, "pager")
    with service:
        until(lambda: answers(url))
        until(lambda: "broker" in httpx.get(f"{url}/health/ready").text)
        ready = httpx.get(f"{url}/health/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert httpx.get(f"{url}/health/live").json()["live"] is True
        assert service.stop() == 0


def test_a_console_without_the_shared_secret_ends_and_says_how_it_is_made(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('engine = "kafka"\n', "utf-8")
    with RunningService(tmp_path / "console", "--role", "console", "--config", str(settings)) as service:
        assert service.process.wait(60.0) == 1
        assert "acknowledge.key_file" in service.log()


def test_a_secret_that_is_too_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short.key").write_bytes(b"short")
    settings = tmp_path / "settings.toml"
    settings.write_text(f'engine = "kafka"\nacknowledge.key_file = "{tmp_path}/short.key"\n', "utf-8")
    with RunningService(tmp_path / "pager", "--role", "pager", "--config", str(settings)) as service:
        assert service.process.wait(60.0) == 1
        assert "has 5 bytes; a secret has at least 32" in service.log()

"""The console's process: it weighs on nothing, ends with the service, and what it cannot do is said."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from console_site import start_link
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.options import StartOptions
from running_service import STOP_SECONDS, RunningService


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("console") / "data"


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[RunningService]:
    with RunningService(folder) as one:
        yield one.ready()


@contextmanager
def reader(service: RunningService) -> Iterator[httpx.Client]:
    """A browser that has signed in."""
    with httpx.Client(base_url=service.said["http"], timeout=60, headers={"origin": service.said["http"]}) as browser:
        assert browser.get(start_link(service.folder, Role.INFECTION_CONTROL)).status_code == 303
        yield browser


def test_a_killed_console_comes_back_and_takes_nothing_with_it(service: RunningService) -> None:
    with reader(service) as browser:
        console, detector = service.child("console_process"), service.child()
        os.kill(console, signal.SIGKILL)
        assert browser.get("/signals").status_code == 200  # waited for, and the same session
        assert service.child("console_process") != console
        assert service.child() == detector
        service.shows("graftwatch_console_up 1")


def test_nobody_is_taken_for_who_asked_before(service: RunningService) -> None:
    with reader(service) as browser, httpx.Client(base_url=service.said["http"], timeout=60) as nobody:
        assert browser.get("/signals").status_code == 200
        assert nobody.get("/signals").headers["location"].startswith("/sign-in")
        assert browser.get("/signals").status_code == 200


def test_an_answer_has_each_header_once_and_says_no_more_of_the_service_than_it_must(service: RunningService) -> None:
    answer = service.http.get("/sign-in", headers={"connection": "close, x-own", "x-own": "1"})
    names = [name.lower() for name, _ in answer.headers.raw]
    assert sorted({*names}) == sorted(names)
    assert b"server" not in names


def test_what_is_too_large_is_refused_in_words(service: RunningService) -> None:
    with reader(service) as browser:
        answer = browser.post("/language", content=(b"x" * 65_536 for _ in range(200)))
        assert (answer.status_code, "console.body_bytes" in answer.text) == (413, True)
        answer = browser.post("/api/v1/anything", content=b"x" * 9_000_000)
        assert (answer.status_code, answer.json()["status"]) == (413, 413)
        assert 'graftwatch_console_requests_refused_total{reason="too_large"} 2.0' in service.metrics()


def test_a_killed_service_leaves_no_console_behind(folder: Path) -> None:
    """The line to a parent that was killed ends, as this one does."""
    ours, theirs = socket.socketpair()
    with socket.socket(socket.AF_UNIX) as listening, ours, theirs:
        listening.bind(str(folder / "socket"))
        listening.listen()
        options = StartOptions(data=folder, listening=listening.fileno()).model_dump_json()
        command = [sys.executable, "-m", "graftwatch.entrypoints.console_process", str(theirs.fileno()), options]
        with subprocess.Popen(command, pass_fds=(theirs.fileno(), listening.fileno())) as console:
            theirs.close()
            assert ours.recv(100) == b'"ready"\n'
            ours.close()
            assert console.wait(STOP_SECONDS) == 0


def test_the_service_stops_although_pages_are_open(service: RunningService) -> None:
    with reader(service) as browser, browser.stream("GET", "/events") as open_:
        events = open_.iter_text()
        assert "event: stand" in next(events)
        console = service.child("console_process")
        assert service.stop() == 0
        assert not Path(f"/proc/{console}").exists()
        assert not any("signed-out" in one for one in events), "the stream ends, and says nothing wrong"


def test_a_console_that_cannot_start_is_said_and_everything_else_works(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "console.db").write_bytes(b"this is no database" * 1000)
    with RunningService(folder) as service:
        answer = service.ready().http.get("/signals")
        assert (answer.status_code, "Messages are taken and pages are sent all the same" in answer.text) == (503, True)
        assert answer.headers["retry-after"]
        health = service.http.get("/health/ready")
        assert (health.status_code, health.json()["ready"]) == (200, True)
        assert any("console cannot be used" in one for one in health.json()["warnings"])
        assert "console.db cannot be used" in service.log()
        assert "graftwatch_console_up 0" in service.metrics()
        assert service.stop() == 0

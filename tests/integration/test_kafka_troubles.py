"""`graftwatch serve --engine kafka` where the cluster is not as it must be: it says why, and waits or stops."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from click.testing import CliRunner

from graftwatch.entrypoints.cli import graftwatch
from kafka_broker import free_port
from kafka_role import RoleProcess
from running_service import STOP_SECONDS, until
from shared_kafka import SharedKafka


def role(folder: Path, bootstrap: str, prefix: str = "", name: str = "pager") -> RoleProcess:
    file, key = folder / "graftwatch.toml", folder / "links.key"
    key.write_bytes(b"a secret of thirty-two bytes, long")
    file.write_text(
        f'[acknowledge]\nkey_file = "{key}"\n'
        f'[kafka]\nbootstrap = ["{bootstrap}"]\nprefix = "{prefix}"\n[kafka.topics]\nreplication = 1\nmin_insync = 1\n'
    )
    return RoleProcess(name, 1, folder, "--config", str(file))


@contextmanager
def started(process: RoleProcess) -> Iterator[None]:
    process.start()
    try:
        yield
    finally:
        if process.running:
            process.kill()


def health(process: RoleProcess, kind: str) -> httpx.Response | None:
    try:
        return httpx.get(f"http://127.0.0.1:{process.http_port}/health/{kind}", timeout=10)
    except httpx.HTTPError:
        return None


def waits_for(process: RoleProcess, words: str) -> None:
    """Waits until it lives, is not ready, and says why."""

    def said() -> bool:
        assert process.running, process.log()
        ready = health(process, "ready")
        return ready is not None and ready.status_code == 503 and words in ready.text

    until(said)
    live = health(process, "live")
    assert live is not None
    assert live.status_code == 200


def ended(process: RoleProcess) -> int:
    assert process.process is not None
    return process.process.wait(STOP_SECONDS)


def test_without_a_broker_a_role_lives_and_says_so_once(tmp_path: Path) -> None:
    port = free_port()
    pager = role(tmp_path, f"127.0.0.1:{port}")
    with started(pager):
        waits_for(pager, f"127.0.0.1:{port}: nobody listens there; start the brokers, or correct kafka.bootstrap")
        assert pager.log().count("waits for the cluster") == 1
        assert pager.stop() == 0


def test_missing_topics_are_waited_for_and_taken_when_they_are_made(tmp_path: Path, kafka: SharedKafka) -> None:
    pager = role(tmp_path, kafka.bootstrap, kafka.prefix)
    with started(pager):
        waits_for(pager, f"the cluster lacks the topics {kafka.prefix}pages")
        made = CliRunner().invoke(graftwatch, ["kafka", "init", "--config", str(tmp_path / "graftwatch.toml")])
        assert made.exit_code == 0, made.output
        pager.ready()


def test_topics_that_would_lose_the_order_of_pages_end_a_role(tmp_path: Path, kafka: SharedKafka) -> None:
    kafka.topic("outbox", partitions=2)
    pager = role(tmp_path, kafka.bootstrap, kafka.prefix)
    CliRunner().invoke(graftwatch, ["kafka", "init", "--config", str(tmp_path / "graftwatch.toml")])

    with started(pager):
        assert ended(pager) == 1

    assert f"{kafka.prefix}outbox: partitions is 2, where {kafka.prefix}pages has 3" in pager.log()
    assert "kafka-topics.sh" in pager.log()
    assert "Traceback" not in pager.log()


def test_a_setting_that_cannot_be_ends_a_role_before_it_looks(tmp_path: Path) -> None:
    pager = role(tmp_path, "127.0.0.1:9092")
    file = tmp_path / "graftwatch.toml"
    file.write_text(file.read_text().replace("min_insync = 1", "min_insync = 2"))

    with started(pager):
        assert ended(pager) == 1

    assert "`kafka.topics`: min_insync = 2 copies of 1 can never be: set replication to 2 or more" in pager.log()

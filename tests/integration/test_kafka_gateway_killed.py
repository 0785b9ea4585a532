"""`kill -9` of the gateway's process under load: what was acknowledged lies in hl7.raw; what it cannot do, it says."""

import asyncio
import contextlib
import random
import re
from collections import Counter
from pathlib import Path

from gateway_harness import frame
from kafka_door import header, make_topics, of_patient, records
from running_service import RunningService, until
from shared_kafka import SharedKafka

KILLS = 2
CONNECTIONS = 4
IN_FLIGHT = 40
ACCEPTED = re.compile(rb"\rMSA\|AA\|([^\r|]+)\r")
CONFIG = """
engine = "kafka"
[kafka]
bootstrap = ["{bootstrap}"]
prefix = "{prefix}"
[kafka.topics]
replication = 1
min_insync = 1
"""


def gateway(folder: Path, kafka: SharedKafka, *feeds: str) -> RunningService:
    config = folder.parent / "settings.toml"
    config.write_text(CONFIG.format(bootstrap=kafka.bootstrap, prefix=kafka.prefix) + "".join(feeds))
    return RunningService(folder, "--role", "gateway", "--config", str(config))


async def send_until_cut_off(port: int, name: str, accepted: set[str]) -> None:
    """Keeps messages in flight and notes every acceptance, until the connection breaks."""
    number = 0
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while True:
                batch = [f"{name}-{number + offset}" for offset in range(IN_FLIGHT)]
                number += IN_FLIGHT
                writer.write(b"".join(frame(of_patient(name, one)) for one in batch))
                for _ in batch:
                    answer = await reader.readuntil(b"\x1c\r")
                    accepted.update(control_id.decode() for control_id in ACCEPTED.findall(answer))
        finally:
            writer.close()


async def test_what_was_acknowledged_before_a_kill_is_in_the_topic(kafka: SharedKafka, tmp_path: Path) -> None:
    make_topics(kafka.cluster, kafka.prefix)
    accepted: set[str] = set()
    for kill in range(KILLS):
        with gateway(tmp_path / "data", kafka) as running:
            running.ready()
            until(lambda running=running: running.http.get("/health/ready").status_code == 200)
            before = len(accepted)
            senders = [
                asyncio.create_task(send_until_cut_off(running.port, f"k{kill}c{one}", accepted))
                for one in range(CONNECTIONS)
            ]
            enough = before + random.Random(kill).randint(200, 1500)
            async with asyncio.timeout(60):
                while len(accepted) < enough:  # noqa: ASYNC110 -- the senders have no event for it
                    await asyncio.sleep(0.001)
            running.kill()
            await asyncio.gather(*senders)
    found = records(kafka.bootstrap, f"{kafka.prefix}hl7.raw")
    kept = Counter(header(one, "control-id") for one in found)
    assert len(accepted) > KILLS * 200
    assert not [one for one in accepted if one not in kept]


async def test_an_added_partition_takes_part_and_a_patient_stays_together(kafka: SharedKafka, tmp_path: Path) -> None:
    make_topics(kafka.cluster, kafka.prefix)
    with gateway(tmp_path / "data", kafka) as running:
        running.ready()
        until(lambda: running.http.get("/health/ready").status_code == 200)
        kafka.cluster.add_partitions(f"{kafka.prefix}hl7.raw", 6)
        accepted: set[str] = set()
        sending = asyncio.create_task(send_until_cut_off(running.port, "p1", accepted))
        async with asyncio.timeout(60):
            while len(accepted) < 200:  # noqa: ASYNC110 -- as above
                await asyncio.sleep(0.001)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert running.stop() == 0
    found = [one for one in records(kafka.bootstrap, f"{kafka.prefix}hl7.raw") if one.key == b"p1"]
    assert len({one.partition for one in found}) == 1


def test_feeds_of_files_are_refused_at_the_start_in_words(kafka: SharedKafka, tmp_path: Path) -> None:
    feed = f'[[feeds]]\nname = "lab"\n[[feeds]]\nname = "drop"\nkind = "folder"\npath = "{tmp_path}"\n'
    with gateway(tmp_path / "data", kafka, feed) as running:
        assert running.process.wait(60) == 1
        assert "with the Kafka engine feeds come over MLLP only" in running.log()

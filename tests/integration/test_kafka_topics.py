"""`graftwatch kafka init` and `check` on a real broker: made where missing, told where different, never changed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kafka.admin import AlterConfigOp, ConfigResource, ConfigResourceType

from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import planned
from graftwatch.entrypoints.cli import graftwatch
from kafka_broker import free_port
from running_service import until
from shared_kafka import SharedKafka

WHOLE = ("where", "what", "found", "wanted", "stops")


@pytest.fixture
def file(tmp_path: Path, kafka: SharedKafka) -> Path:
    return settings_file(tmp_path, kafka.bootstrap, kafka.prefix)


def settings_file(folder: Path, bootstrap: str, prefix: str = "", copies: int = 1, more: str = "") -> Path:
    file = folder / "graftwatch.toml"
    file.write_text(
        f'[kafka]\nbootstrap = ["{bootstrap}"]\nprefix = "{prefix}"\n{more}\n'
        f"[kafka.topics]\nreplication = {copies}\nmin_insync = {copies}\n"
    )
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(graftwatch, ["kafka", *map(str, arguments)])


def told(*arguments: str | Path) -> dict[str, Any]:
    said = json.loads(run(*arguments, "--json").stdout)
    assert isinstance(said, dict)
    return said


def planned_names(prefix: str) -> set[str]:
    return {one.name for one in planned(KafkaSettings(prefix=prefix))}


def test_init_makes_every_topic_and_the_second_time_finds_all_well(kafka: SharedKafka, file: Path) -> None:
    first = run("init", "--config", file)
    again = run("init", "--config", file)
    checked = run("check", "--config", file)

    assert (first.exit_code, again.exit_code, checked.exit_code) == (0, 0, 0), first.output
    assert planned_names(kafka.prefix) <= set(kafka.cluster.topics())
    assert "made" in first.stdout
    assert "made" not in again.stdout
    assert "all is as the settings say" in checked.stdout


def test_check_names_what_is_missing_and_makes_nothing(kafka: SharedKafka, file: Path) -> None:
    said = told("check", "--config", file)

    assert run("check", "--config", file).exit_code == 1
    assert set(said["missing"]) == planned_names(kafka.prefix)
    assert not said["well"]
    assert not [one for one in kafka.cluster.topics() if one.startswith(kafka.prefix)]


def test_what_differs_is_told_with_its_mend_and_stays_as_it_is(kafka: SharedKafka, file: Path) -> None:
    run("init", "--config", file)
    state, facts = (Names(kafka.prefix).topic(one) for one in (Topic.STATE, Topic.FACTS))
    with kafka.cluster.admin() as admin:
        admin.alter_configs(
            [
                ConfigResource(ConfigResourceType.TOPIC, state, {"cleanup.policy": (AlterConfigOp.SET, "delete")}),
                ConfigResource(ConfigResourceType.TOPIC, facts, {"retention.ms": (AlterConfigOp.SET, "3600000")}),
            ]
        )
    until(lambda: len(told("check", "--config", file)["differences"]) == 2)

    for command in ("init", "check"):
        said = told(command, "--config", file)
        assert [
            (one["where"], one["what"], one["found"], one["wanted"], one["stops"]) for one in said["differences"]
        ] == [
            (state, "cleanup.policy", "delete", "compact", True),
            (facts, "retention.ms", "3600000", "31536000000", False),
        ]
        assert f"--entity-name {state} --add-config cleanup.policy=compact" in said["differences"][0]["mend"]
        assert run(command, "--config", file).exit_code == 1


def test_a_topic_that_is_there_already_is_left_and_the_rest_is_made(kafka: SharedKafka, file: Path) -> None:
    entries = kafka.topic("entries", partitions=2)

    said = told("init", "--config", file)

    partitions = next(one for one in said["differences"] if one["what"] == "partitions")
    assert (partitions["where"], partitions["found"], partitions["wanted"], partitions["stops"]) == (
        entries,
        "2",
        "1",
        True,
    )
    assert set(said["created"]) == planned_names(kafka.prefix) - {entries}


def test_hl7_raw_may_grow_and_pages_only_with_their_outbox(kafka: SharedKafka, file: Path) -> None:
    run("init", "--config", file)
    names = Names(kafka.prefix)
    with kafka.cluster.admin() as admin:
        admin.create_partitions({names.topic(Topic.RAW): 8, names.topic(Topic.PAGES): 4})

    until(lambda: bool(told("check", "--config", file)["differences"]))
    found = told("check", "--config", file)["differences"]

    assert {(one["where"], one["stops"]) for one in found} == {
        (names.topic(Topic.PAGES), False),
        (names.topic(Topic.OUTBOX), True),
    }


def test_a_single_broker_cannot_carry_three_copies_and_says_so(kafka: SharedKafka, tmp_path: Path) -> None:
    file = settings_file(tmp_path, kafka.bootstrap, kafka.prefix, copies=3)

    said = told("init", "--config", file)

    assert ("cluster", "brokers", "1", "3 or more") in {
        (one["where"], one["what"], one["found"], one["wanted"]) for one in said["differences"]
    }
    assert "__transaction_state" in kafka.cluster.topics() or any(
        one["what"] == "transaction.state.log.replication.factor" for one in said["differences"]
    )
    assert (said["created"], said["missing"]) == ([], [])
    not_made = [one for one in said["differences"] if one["what"] == "topic"]
    assert {one["where"] for one in not_made} == planned_names(kafka.prefix)
    assert all("a single broker: 1 and 1" in one["mend"] for one in not_made)
    assert run("init", "--config", file).stdout.count("a single broker: 1 and 1") == 1


def test_a_session_that_the_brokers_do_not_allow_is_told(kafka: SharedKafka, tmp_path: Path) -> None:
    file = settings_file(tmp_path, kafka.bootstrap, kafka.prefix, more="session_seconds = 0.5")

    found = told("check", "--config", file)["differences"]

    assert [(one["what"], one["stops"]) for one in found] == [("group.min.session.timeout.ms", True)]


def test_a_broker_that_is_away_is_passed_by_and_nothing_but_the_result_is_said(
    tmp_path: Path, kafka: SharedKafka
) -> None:
    file = settings_file(tmp_path, f'127.0.0.1:{free_port()}", "{kafka.bootstrap}', kafka.prefix)
    command = [sys.executable, "-m", "graftwatch.entrypoints", "kafka", "init", "--config", str(file)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("all is as the settings say\n")


def test_no_broker_is_said_in_words_and_as_the_input_s_fault(tmp_path: Path) -> None:
    port = free_port()

    said = run("check", "--config", settings_file(tmp_path, f"127.0.0.1:{port}"))

    assert said.exit_code == 1
    assert said.stderr == (
        f"no Kafka broker answers: 127.0.0.1:{port}: nobody listens there; start the brokers, or correct "
        "kafka.bootstrap\n"
    )

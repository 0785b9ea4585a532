"""Settings of the Kafka engine that cannot be are refused with what to write instead."""

from pathlib import Path
from typing import Any

import pytest

from certificates import Authority
from graftwatch.adapters.kafka.connection import client_options, password, tls_context
from graftwatch.adapters.kafka.faults import ClusterUnfit
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.entrypoints.settings import SettingsError, load_settings

LOGIN = {"username": "gateway", "password": "spoken-by-nobody"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        pytest.param('bootstrap = ["kafka-1"]', "`kafka.bootstrap`: 'kafka-1' is no address", id="no port"),
        pytest.param('bootstrap = ["kafka-1:0"]', "is no address: write it like kafka-1:9092", id="port 0"),
        pytest.param("bootstrap = []", "`kafka.bootstrap`", id="no broker at all"),
        pytest.param("retry_seconds = [60, 10]", "each must be longer than the one before", id="waits that shrink"),
        pytest.param("retry_seconds = [10, 10]", "each must be longer", id="one topic for two waits"),
        pytest.param('prefix = "no-dot"', "`kafka.prefix`", id="a prefix that runs into the name"),
        pytest.param("topics.replication = 2\ntopics.min_insync = 3", "can never be", id="more in sync than there are"),
        pytest.param(
            "topics.replication = 1",
            "a single broker needs 1 and 1",
            id="one of the two settings of a single broker forgotten",
        ),
        pytest.param("topics.min_insync = 1", "is lost with it: set min_insync = 2", id="one copy of three"),
        pytest.param("topics.entries_days = 7", "is less than raw_days = 35", id="entries that go before their frames"),
        pytest.param('tls.certificate = "c.pem"', "certificate and key belong together", id="a certificate alone"),
        pytest.param('login.username = "gateway"', "set password or password_file", id="no password"),
        pytest.param(
            'login = { username = "g", password = "x", password_file = "f" }',
            "set password or password_file, one of them",
            id="two passwords",
        ),
        pytest.param('login = { username = "g", password = "" }', "the password is empty", id="an empty password"),
        pytest.param(
            'login = { username = "g", password = "x", mechanism = "GSSAPI" }', "`kafka.login.mechanism`", id="Kerberos"
        ),
        pytest.param('topics.compression = "zstd"', "`kafka.topics.compression`", id="what our clients cannot read"),
        pytest.param('brokers = "kafka-1:9092"', "there is no such setting", id="a misspelt name"),
    ],
)
def test_what_cannot_be_is_refused_in_words(written: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "graftwatch.toml"
    file.write_text(f'engine = "kafka"\n[kafka]\n{written}\n')

    with pytest.raises(SettingsError) as told:
        load_settings(file)

    assert words in str(told.value)


def test_a_password_is_taken_from_the_environment_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAFTWATCH_KAFKA__LOGIN__USERNAME", "gateway")
    monkeypatch.setenv("GRAFTWATCH_KAFKA__LOGIN__PASSWORD", "spoken-by-nobody")

    settings = load_settings().kafka

    assert password(settings) == "spoken-by-nobody"
    assert "spoken" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("given", "protocol"),
    [
        ({}, "PLAINTEXT"),
        ({"tls": {}}, "SSL"),
        ({"login": LOGIN}, "SASL_PLAINTEXT"),
        ({"tls": {}, "login": LOGIN}, "SASL_SSL"),
    ],
)
def test_tls_and_login_make_the_protocol(given: dict[str, Any], protocol: str) -> None:
    assert client_options(KafkaSettings(**given))["security_protocol"] == protocol


def test_files_of_the_settings_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    certificate, _ = authority.issue("client")
    _, other = authority.issue("another")
    missing, empty = tmp_path / "missing.pem", tmp_path / "empty"
    empty.write_text("\n")

    def refused(**tls: Path) -> str:
        with pytest.raises(ClusterUnfit) as told:
            tls_context(KafkaSettings(tls=tls))
        return str(told.value)

    assert refused(ca=missing) == f"kafka.tls.ca: {missing}: No such file or directory"
    assert refused(ca=empty) == f"kafka.tls.ca: {empty} holds no certificates in PEM"
    assert "are no pair in PEM" in refused(ca=authority.file, certificate=certificate, key=other)
    with pytest.raises(ClusterUnfit, match=r"kafka\.login\.password_file: .*empty is empty"):
        password(KafkaSettings(login={"username": "g", "password_file": empty}))

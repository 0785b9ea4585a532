"""What `graftwatch serve` is started with: which engine, which role, which ports each of several roles gets."""

import pytest
from click.testing import CliRunner

from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.options import ROLES, StartOptions
from graftwatch.entrypoints.roles.together import options_of
from graftwatch.entrypoints.settings import Http, Settings


def test_a_role_without_the_kafka_engine_is_wrong_use() -> None:
    done = CliRunner().invoke(graftwatch, ["serve", "--role", "pager"])
    assert done.exit_code == 2
    assert "--role is for the Kafka engine only" in done.output


def test_the_engine_given_stands_above_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAFTWATCH_ENGINE", "kafka")
    assert StartOptions().settings().engine == "kafka"
    assert StartOptions(engine="embedded").settings().engine == "embedded"


def test_each_of_all_roles_has_a_folder_and_a_port_of_its_own_and_the_console_the_settings_one() -> None:
    settings = Settings(http=Http(port=8080))
    given = {name: options_of(name, StartOptions(), settings) for name in ROLES}
    assert given["console"].http_port == 8080
    assert sorted(one.http_port or 0 for one in given.values()) == [8080, 8081, 8082, 8083, 8084]
    assert {one.data for one in given.values()} == {settings.data / name for name in ROLES}


def test_where_the_settings_ask_for_a_free_port_every_role_takes_one() -> None:
    settings = Settings(http=Http(port=0))
    assert {options_of(name, StartOptions(), settings).http_port for name in ROLES} == {0}


def test_only_the_gateway_is_told_a_port_for_messages() -> None:
    given = {name: options_of(name, StartOptions(mllp_port=2575), Settings()).mllp_port for name in ROLES}
    assert given == {"gateway": 2575, "detector": None, "pager": None, "console": None, "safety": None}

"""docker-compose.yml and the Dockerfile: what the parser takes, what each service may do, and what the image holds."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from compose_file import ROOT, Service, composed, server_properties, services
from graftwatch.entrypoints.settings import load_settings

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PINNED = re.compile(r"^[a-z0-9./-]+:v?\d+\.\d+\.\d+(-[a-z0-9-]+)?$")
ROLES = {"gateway", "detector-1", "detector-2", "pager-1", "pager-2", "console", "safety"}
BROKERS = {"kafka-1", "kafka-2", "kafka-3"}
WATCHING = {"prometheus", "alertmanager", "grafana"}
ONCE = {"kafka-init"}


def test_the_parser_takes_the_file_and_finds_all_services() -> None:
    assert services().keys() == ROLES | BROKERS | WATCHING | ONCE


def faults(name: str, service: Service) -> list[str]:
    """What a service lacks of what each must have."""
    user = str(service.get("user", "0")).partition(":")[0]
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    held = {
        "an image pinned by its version": bool(PINNED.match(service["image"])),
        "a user who is not root": user.isdecimal() and user != "0",
        "a read-only root": service.get("read_only") is True,
        "no capability": service.get("cap_drop") == ["ALL"],
        "no new privileges": "no-new-privileges:true" in service.get("security_opt", []),
        "limits of processor and memory": limits.keys() == {"cpus", "memory"},
        "a restart policy": service.get("restart") == ("on-failure" if name in ONCE else "unless-stopped"),
        "a health check": name in ONCE or service["healthcheck"]["test"][0] == "CMD",
        "logs with an end": "max-size" in service["logging"]["options"],
        "no folder of the machine to write to": all(
            re.match(r"^[a-z0-9-]+:/.*:rw$", one) or one.endswith(":ro") for one in service.get("volumes", [])
        ),
    }
    return [what for what, there in held.items() if not there]


def test_no_service_may_do_more_than_it_must() -> None:
    assert {name: missing for name, service in services().items() if (missing := faults(name, service))} == {}


def test_the_check_itself_finds_what_is_missing() -> None:
    careless = {"image": "apache/kafka:latest", "healthcheck": {"test": ["NONE"]}, "logging": {"options": {}}}
    assert len(faults("kafka-1", careless)) == 9


def test_brokers_are_reached_by_nobody_from_outside() -> None:
    for name in BROKERS:
        assert "ports" not in services()[name]
        assert services()[name]["networks"].keys() == {"brokers"}
    assert composed()["networks"]["brokers"]["internal"] is True
    assert {name for name, one in services().items() if "brokers" in one["networks"]} == BROKERS | ROLES | ONCE


def test_every_volume_and_every_secret_is_declared_and_used() -> None:
    volumes = {one.partition(":")[0] for service in services().values() for one in service.get("volumes", [])}
    assert {one for one in volumes if not one.startswith("/")} == composed()["volumes"].keys()
    secrets = {one["source"] for service in services().values() for one in service.get("secrets", [])}
    assert secrets == composed()["secrets"].keys()
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/deploy/docker/secrets/" in ignored


def test_no_secret_stands_in_the_file() -> None:
    told = [
        (name, key)
        for name, service in services().items()
        for key in service.get("environment", {})
        if re.search("PASSWORD|SECRET|TOKEN|ROUTING_KEY", key) and not key.endswith("__FILE")
    ]
    assert told == []


def test_roles_start_only_where_the_topics_are_there() -> None:
    for name in ROLES:
        assert services()[name]["depends_on"] == {"kafka-init": {"condition": "service_completed_successfully"}}
    assert services()["kafka-init"]["depends_on"] == {one: {"condition": "service_healthy"} for one in BROKERS}


@pytest.mark.parametrize(
    ("name", "named"),
    [
        pytest.param("KAFKA_NODE_ID", "node.id", id="a dot"),
        pytest.param("KAFKA_ABC__DEF", "abc_def", id="an underscore"),
        pytest.param("KAFKA_ABC___DEF", "abc-def", id="a dash"),
    ],
)
def test_the_brokers_settings_are_read_as_their_image_reads_them(name: str, named: str) -> None:
    assert server_properties({name: "1", "CLUSTER_ID": "x", "KAFKA_HEAP_OPTS": "-Xmx1g"}) == {named: "1"}


def test_prometheus_looks_at_every_copy_of_every_role() -> None:
    document = yaml.safe_load((ROOT / "deploy" / "prometheus" / "kafka.yml").read_text("utf-8"))
    [job] = document["scrape_configs"]
    looked_at = {target: one["labels"]["role"] for one in job["static_configs"] for target in one["targets"]}
    assert looked_at == {f"{name}:8080": name.partition("-")[0] for name in ROLES}
    for name in ROLES:
        command = services()[name]["command"]
        assert command[command.index("--role") + 1] == name.partition("-")[0]


def test_the_settings_to_begin_with_are_such(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in services()["gateway"]["environment"].items():
        monkeypatch.setenv(key, value)
    settings = load_settings(ROOT / "deploy" / "docker" / "graftwatch.toml")
    assert settings.engine == "kafka"
    assert settings.kafka.bootstrap == ("kafka-1:9092", "kafka-2:9092", "kafka-3:9092")
    assert (settings.http.host, settings.http.port) == ("0.0.0.0", 8080)
    [port] = services()["gateway"]["ports"]
    assert [one.port for one in settings.feeds] == [port["target"]]


def stages() -> list[str]:
    return re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]


def test_the_image_is_built_apart_from_where_it_runs_and_runs_as_nobody() -> None:
    build, last = stages()
    assert {PINNED.match(one.split()[0]) is not None for one in (build, last)} == {True}
    instructions = [line.split()[0] for line in last.splitlines() if re.match(r"^[A-Z]+ ", line)]
    assert {"USER", "HEALTHCHECK", "ENTRYPOINT", "CMD"} <= set(instructions)
    [user] = re.findall(r"^USER (\S+)", last, re.MULTILINE)
    assert user == services()["gateway"]["user"]
    assert "pip uninstall" in last
    assert not re.search(r"apt-get|pip install|gcc", last)
    installing = [one for one in re.split(r"&&|^RUN", DOCKERFILE, flags=re.MULTILINE) if " install --no-cache" in one]
    assert len(installing) == 3
    assert [one for one in installing if "--require-hashes" not in one and "--no-index" not in one] == []


def test_the_builder_gets_what_is_copied_and_nothing_else() -> None:
    taken = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.*)$", stages()[0], re.MULTILINE) for name in line.split()[:-1]
    }
    assert copied == taken
    assert [name for name in taken if not (ROOT / name).exists()] == []


def locked(*what: str) -> set[str]:
    """Names in the part of the lock that the image takes."""
    command = [sys.executable, "deploy/docker/part_of_lock.py", *what]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert said.count("--hash=sha256:") > said.count("==")
    return {canonicalize_name(one) for one in re.findall(r"^([A-Za-z0-9._-]+)==", said, re.MULTILINE)}


def installed(names: set[str]) -> set[str]:
    """What these packages need here, as their own metadata say."""
    found: set[str] = set()
    while names:
        found |= names
        needs = [Requirement(one) for name in names for one in requires(name) or ()]
        wanted = {
            canonicalize_name(one.name) for one in needs if one.marker is None or one.marker.evaluate({"extra": ""})
        }
        names = wanted - found
    return found


def test_the_image_holds_what_a_service_needs_and_no_tool_of_ours() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    named = {canonicalize_name(Requirement(one).name) for one in (*project["dependencies"], *optional["kafka"])}
    taken = locked("service")
    assert installed(named) <= taken
    assert {"pytest", "ruff", "mypy", "hatchling", "hypothesis", "coverage", "mutmut"} & taken == set()


def test_what_builds_the_image_is_locked_too() -> None:
    assert installed({"hatchling"}) <= locked("hatchling")


def test_the_ports_of_the_image_are_those_of_the_health_check() -> None:
    assert "http://127.0.0.1:8080/health/live" in DOCKERFILE
    assert Path("/data").as_posix() in re.findall(r"^VOLUME (\S+)", DOCKERFILE, re.MULTILINE)

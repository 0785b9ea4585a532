"""docker-compose.yml as docker-compose's own parser reads it, from `make compose`; no container engine is asked."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
_UNPACKED = ROOT / ".venv" / "compose" / "usr" / "lib" / "python3" / "dist-packages"
_MAIN = "from compose.cli.main import main; main()"
# docker/KafkaDockerWrapper of apache/kafka: names that begin so and are no settings of the broker.
_NOT_SETTINGS = {"KAFKA_VERSION", "KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_LOG4J_OPTS"}

Service = Mapping[str, Any]


@cache
def composed() -> dict[str, Any]:
    """The whole file, anchors and short forms resolved; skips the test where the parser is not here."""
    if not _UNPACKED.is_dir():
        pytest.skip(
            "docker-compose is not here: `make compose` unpacks Debian's packages, where apt-get can fetch them"
        )
    command = [sys.executable, "-S", "-c", _MAIN, "--file", str(ROOT / "docker-compose.yml"), "config"]
    # The parser waits for no engine; it must not read a file of this machine's, either.
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_UNPACKED), "COMPOSE_PROJECT_NAME": "graftwatch"}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=bare, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "", "it warns of nothing"
    document: dict[str, Any] = yaml.safe_load(ended.stdout)
    return document


def services() -> dict[str, Service]:
    """The services by name."""
    return dict(composed()["services"])


def server_properties(environment: Mapping[str, str]) -> dict[str, str]:
    """What apache/kafka's image makes of its environment (its README, "Using Environment Variables").

    `KAFKA_` goes, three underscores are a dash, two an underscore, one a dot.
    """
    given = {name: value for name, value in environment.items() if name.startswith("KAFKA_")}
    return {_property(name): value for name, value in given.items() if name not in _NOT_SETTINGS}


def _property(name: str) -> str:
    shown = {"___": "-", "__": "_", "_": "."}
    return re.sub("_{1,3}", lambda found: shown[found.group()], name.removeprefix("KAFKA_").lower())

"""The services of docker-compose.yml as processes of this machine: their commands, environment, health checks, order.

Each service has a loopback address of its own, so that ports stay as the file has them; names of services, addresses
to listen on and mounted paths are written anew for it, and nothing else. What a container engine would do besides
(users, read-only roots, limits, networks) is not tried here.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from compose_file import ROOT, Service, server_properties, services
from kafka_broker import libraries
from monitoring import tool
from running_service import until

HEALTHY_SECONDS = 240.0
STOP_SECONDS = 30.0
RESTARTS_AT_MOST = 10
"""Of all services together; one that never comes up is not started for ever."""
# The images' own programs, where these are not in PATH here.
_PROGRAMS = {"prom/prometheus": "prometheus", "prom/alertmanager": "prometheus-alertmanager"}
_GRAFTWATCH = [sys.executable, "-m", "graftwatch.entrypoints"]


class ComposeRun:
    """Services that were started; ended together.

    Args:
        folder: for what they write; does not exist yet.
        secrets: the content of the secrets' files by name.
    """

    def __init__(self, folder: Path, secrets: Mapping[str, str | bytes]) -> None:
        self._folder = folder
        self._secrets = secrets
        self.services = services()
        net = f"127.{random.randrange(10, 250)}.{random.randrange(1, 250)}"
        self.hosts = {name: f"{net}.{place}" for place, name in enumerate(self.services, start=1)}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._healthy: set[str] = set()
        self.restarts: list[str] = []

    def start(self, *names: str) -> Self:
        """Starts services and what they depend on, in the order and under the conditions of the file."""
        for name in names:
            if name in self._processes:
                continue
            needed = self.services[name].get("depends_on", {})
            self.start(*needed)
            for other, how in needed.items():
                self._fulfilled(other, how["condition"])
            self._processes[name] = self._started(name)
        return self

    def healthy(self, *names: str) -> Self:
        """Waits until the services' own health checks pass."""
        for name in names:
            self._fulfilled(name, "service_healthy")
        return self

    def tended(self) -> bool:
        """Starts again what ended, as its restart policy says; so that a wait may say `run.tended() and …`."""
        for name, process in self._processes.items():
            code = process.poll()
            policy = self.services[name].get("restart", "no")
            if code is not None and (policy == "unless-stopped" or (policy == "on-failure" and code)):
                assert len(self.restarts) < RESTARTS_AT_MOST, f"{self.restarts}: {self.log(name)}"
                self.restarts.append(name)
                self._processes[name] = self._process(name)
        return True

    def execute(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """`docker compose exec`: graftwatch's command line inside a service."""
        command = [*_GRAFTWATCH, *(self._here(name, one) for one in words)]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=self._environment(name))

    def log(self, name: str) -> str:
        return (self._place(name) / "log").read_text()

    def stop(self) -> None:
        """Ends whatever runs, what was started last first."""
        for process in reversed(self._processes.values()):
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _started(self, name: str) -> subprocess.Popen[bytes]:
        self._place(name).mkdir(parents=True)
        self._mount(name)
        return self._process(name)

    def _process(self, name: str) -> subprocess.Popen[bytes]:
        place, command = self._place(name), self._command(name)
        # Debian's Alertmanager finds its templates from the root that it was unpacked to.
        here = Path(command[0]).parents[2] if command[0].endswith("prometheus-alertmanager") else place
        with (place / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, env=self._environment(name), cwd=here)

    def _command(self, name: str) -> list[str]:
        service = self.services[name]
        image = service["image"].partition(":")[0]
        given = [self._here(name, one) for one in service.get("command", [])]
        if image == "apache/kafka":
            return self._broker(name)
        if image in _PROGRAMS:
            return [tool(_PROGRAMS[image]), *given]
        assert image == "graftwatch", "an image that cannot be tried here"
        return [*_GRAFTWATCH, *given]

    def _broker(self, name: str) -> list[str]:
        """What the image does at its start: settings from the environment, folders formatted, the broker."""
        environment = self._environment(name)
        file = self._place(name) / "server.properties"
        file.write_text("".join(f"{key}={value}\n" for key, value in server_properties(environment).items()))
        java = ["java", *environment["KAFKA_HEAP_OPTS"].split(), "-XX:TieredStopAtLevel=1", "-cp", f"{libraries()}/*"]
        identity = environment["CLUSTER_ID"]
        formatting = [*java, "kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", identity, "-c", str(file)]
        done = subprocess.run(formatting, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return [*java, "kafka.Kafka", str(file)]

    def _environment(self, name: str) -> dict[str, str]:
        """The image's, then the service's; of this machine nothing but where programs are."""
        service: Service = self.services[name]
        given = {key: self._here(name, str(value)) for key, value in service.get("environment", {}).items()}
        return {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", "HOME": str(self._place(name)), **given}

    def _here(self, name: str, text: str) -> str:
        """A text of the file with this machine's addresses and paths."""
        own = self.hosts[name]
        for other in sorted(self.hosts, key=len, reverse=True):
            text = re.sub(rf"(?<![\w.-]){re.escape(other)}(?=:\d)", self.hosts[other], text)
        text = re.sub(r"0\.0\.0\.0|localhost", own, text).replace("://:", f"://{own}:")
        for path, here in self._mounts(name).items():
            text = re.sub(rf"(?<![\w/.]){re.escape(path)}(?![\w.-])", str(here), text)
        return text

    def _mounts(self, name: str) -> dict[str, Path]:
        """Paths inside the container, and where they are here; the longest first."""
        place, service = self._place(name), self.services[name]
        targets = [one.split(":")[1] for one in service.get("volumes", [])]
        held = {path: place / path.strip("/").replace("/", "-") for path in targets}
        held |= {f"/run/secrets/{one['source']}": place / one["source"] for one in service.get("secrets", [])}
        return dict(sorted(held.items(), key=lambda one: len(one[0]), reverse=True))

    def _mount(self, name: str) -> None:
        mounts = self._mounts(name)
        for one in self.services[name].get("volumes", []):
            source, target, *_ = one.split(":")
            if not source.startswith("/"):
                mounts[target].mkdir()
                continue
            shutil.copytree(ROOT / Path(source).relative_to(ROOT), mounts[target])
            for file in mounts[target].rglob("*.yml"):
                file.write_text(self._here(name, file.read_text("utf-8")), "utf-8")
        for one in self.services[name].get("secrets", []):
            content = self._secrets[one["source"]]
            file = mounts[f"/run/secrets/{one['source']}"]
            file.write_bytes(content if isinstance(content, bytes) else self._here(name, content).encode())

    def _place(self, name: str) -> Path:
        return self._folder / name

    def _fulfilled(self, name: str, condition: str) -> None:
        if condition == "service_completed_successfully":
            until(lambda: self.tended() and self._processes[name].poll() == 0, HEALTHY_SECONDS)
            return
        assert condition == "service_healthy"
        if name not in self._healthy:
            until(lambda: self.tended() and self._is_healthy(name), HEALTHY_SECONDS)
            self._healthy.add(name)

    def _is_healthy(self, name: str) -> bool:
        kind, *test = self.services[name]["healthcheck"]["test"]
        assert kind == "CMD"
        words = [self._here(name, one) for one in test]
        if words[0].endswith("/kafka-broker-api-versions.sh"):
            host, _, port = words[-1].partition(":")
            # The script asks the broker which requests it takes; so does this client when it connects.
            words = ["python", "-c", f"import kafka; kafka.KafkaAdminClient(bootstrap_servers='{host}:{port}').close()"]
        words[0] = sys.executable if words[0] == "python" else words[0]
        return subprocess.run(words, check=False, capture_output=True, env={"PATH": os.environ["PATH"]}).returncode == 0

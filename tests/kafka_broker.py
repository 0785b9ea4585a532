"""One Kafka broker as tests start it: a real process on free ports, from `make kafka`, ended by its id.

It is broker and controller in one (KRaft). Clients that a test secures come by a listener of their own; brokers among
themselves, and the test's own administration, by an open one on the loopback, whose nameless user may do anything.
"""

import random
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

ROOT = Path(__file__).parents[1]
LIBRARIES = ROOT / ".venv" / "kafka"
STOP_SECONDS = 30.0
CLUSTER_ID = "graftwatch-tests-00000"
PORTS = range(20000, 32000)
"""Below those that the system gives to clients: the port of a broker that is away is not taken by who looks for it."""
ADMINISTRATOR = "admin"
"""A user whom no access control list holds back."""
_JAVA = ["-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"]


@dataclass(frozen=True, slots=True)
class BrokerOptions:
    """What a test wants of its brokers.

    Args:
        settings: lines of server.properties that replace the harness's own.
        certificate: (certificate chain, private key) in PEM: clients come by TLS.
        authority: certificates of clients that are asked for (mutual TLS).
        users: passwords by name: clients sign in by SASL.
        mechanisms: of SASL.
        authorizer: access control lists hold; who has no entry may do nothing.
        data: where the topics' data lie, by node; without: in the broker's own folder.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    certificate: tuple[Path, Path] | None = None
    authority: Path | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    mechanisms: tuple[str, ...] = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
    authorizer: bool = False
    data: Mapping[int, Path] = field(default_factory=dict)

    @property
    def protocol(self) -> str:
        """Kafka's name of how clients come."""
        return {
            (False, False): "PLAINTEXT",
            (True, False): "SSL",
            (False, True): "SASL_PLAINTEXT",
            (True, True): "SASL_SSL",
        }[self.certificate is not None, bool(self.users)]

    @property
    def secured(self) -> bool:
        return self.protocol != "PLAINTEXT"


def libraries() -> Path:
    """The broker's class path; skips the test where there is none."""
    if shutil.which("java") is None or not LIBRARIES.is_dir():
        pytest.skip("no Kafka broker here: `make kafka` fetches it, where Java 17 and Maven are")
    return LIBRARIES


def free_port() -> int:
    """A port of the loopback that nobody listens on and that the system gives to nobody."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def java(*arguments: str) -> list[str]:
    return ["java", *_JAVA, "-cp", f"{libraries()}/*", *arguments]


class Broker:
    """A broker's folder, ports, and the process that runs on them, if one does."""

    def __init__(self, node: int, folder: Path, options: BrokerOptions) -> None:
        self.node = node
        self.folder = folder
        self.options = options
        self.port, self.controller_port, self.client_port = free_port(), free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.paused = False
        folder.mkdir(parents=True)

    @property
    def bootstrap(self) -> str:
        """Where clients come."""
        return f"127.0.0.1:{self.client_port if self.options.secured else self.port}"

    @property
    def inside(self) -> str:
        """Where the test's own administration comes."""
        return f"127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def answering(self) -> bool:
        """Runs and is not paused."""
        return self.running and not self.paused

    def listens(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        return (self.folder / "broker.log").read_text()

    def format(self, voters: str, count: int) -> subprocess.Popen[bytes]:
        """Starts to write the settings and the empty folders."""
        lines = {**self._settings(voters, count), **self._security(), **self.options.settings}
        file = self.folder / "server.properties"
        file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        scram = [one for one in self.options.mechanisms if one.startswith("SCRAM")]
        users = [
            f"--add-scram={mechanism}=[name={name},password={password}]"
            for mechanism in scram
            for name, password in self.options.users.items()
        ]
        command = java("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(file), *users)
        with (self.folder / "broker.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log)

    def start(self) -> None:
        """Starts the process; the cluster says when it is ready."""
        assert not self.running
        with (self.folder / "broker.log").open("ab") as log:
            command = java("kafka.Kafka", str(self.folder / "server.properties"))
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.paused = False

    def stop(self) -> None:
        """SIGTERM: hands its partitions over first. Killed where it cannot within its time."""
        self._signal(signal.SIGTERM)
        self._ended()

    def kill(self) -> None:
        """`kill -9`."""
        self._signal(signal.SIGKILL)
        self._ended()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)
        self.paused = True

    def resume(self) -> None:
        self._signal(signal.SIGCONT)
        self.paused = False

    def _signal(self, which: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(which)

    def _ended(self) -> None:
        assert self.process is not None
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_SECONDS)

    def _settings(self, voters: str, count: int) -> dict[str, str]:
        listeners = {"INSIDE": self.port, "CONTROLLER": self.controller_port}
        if self.options.secured:
            listeners["CLIENT"] = self.client_port
        places = {name: f"{name}://127.0.0.1:{port}" for name, port in listeners.items()}
        enough = str(min(2, count))
        return {
            "process.roles": "broker,controller",
            "node.id": str(self.node),
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "listeners": ",".join(places.values()),
            "advertised.listeners": ",".join(place for name, place in places.items() if name != "CONTROLLER"),
            "listener.security.protocol.map": f"INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENT:{self.options.protocol}",
            "inter.broker.listener.name": "INSIDE",
            "log.dirs": str(self.options.data.get(self.node, self.folder / "data")),
            "metadata.log.dir": str(self.folder / "metadata"),
            "auto.create.topics.enable": "false",
            "default.replication.factor": str(count),
            "min.insync.replicas": enough,
            "offsets.topic.replication.factor": str(count),
            "offsets.topic.num.partitions": "3",
            "transaction.state.log.replication.factor": str(count),
            "transaction.state.log.min.isr": enough,
            "transaction.state.log.num.partitions": "3",
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "1000",
            # Who is away for three seconds is taken for dead, instead of nine: a page is to go out within ten.
            "broker.heartbeat.interval.ms": "500",
            "broker.session.timeout.ms": "3000",
            "replica.lag.time.max.ms": "3000",
            "replica.fetch.wait.max.ms": "200",
            "log.cleaner.dedupe.buffer.size": str(4 * 1024 * 1024),
            "num.network.threads": "2",
            "num.io.threads": "2",
            "background.threads": "2",
        }

    def _security(self) -> dict[str, str]:
        options, lines = self.options, dict[str, str]()
        if options.certificate:
            certificate, key = options.certificate
            chain = self.folder / "listener.pem"
            chain.write_bytes(_as_pkcs8(key.read_bytes()) + certificate.read_bytes())
            lines |= {"ssl.keystore.type": "PEM", "ssl.keystore.location": str(chain)}
        if options.authority:
            lines |= {"ssl.truststore.type": "PEM", "ssl.truststore.location": str(options.authority)}
            lines["ssl.client.auth"] = "required"
        if options.users:
            lines["listener.name.client.sasl.enabled.mechanisms"] = ",".join(options.mechanisms)
            known = " ".join(f'user_{name}="{password}"' for name, password in options.users.items())
            for one in options.mechanisms:
                kind, said = ("plain.Plain", f" {known}") if one == "PLAIN" else ("scram.Scram", "")
                lines[f"listener.name.client.{one.lower()}.sasl.jaas.config"] = (
                    f"org.apache.kafka.common.security.{kind}LoginModule required{said};"
                )
        if options.authorizer:
            lines["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
            lines["super.users"] = f"User:ANONYMOUS;User:{ADMINISTRATOR}"
        return lines


def _as_pkcs8(key: bytes) -> bytes:
    """A private key in the form that Java reads."""
    read = serialization.load_pem_private_key(key, None)
    return read.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

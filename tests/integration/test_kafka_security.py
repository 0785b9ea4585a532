"""Every way into a secured broker, and every refusal in words: TLS, mutual TLS, SASL, access control lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from click.testing import CliRunner
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)
from kafka.errors import KafkaError

from certificates import Authority
from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.examine import examine, initialise
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, KafkaFault
from graftwatch.adapters.kafka.faust_connection import broker_credentials
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.probe import probe
from graftwatch.adapters.kafka.rights import needed
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.waiting import check_cluster
from graftwatch.adapters.kafka.words import in_words
from graftwatch.entrypoints.cli import graftwatch
from kafka_broker import ADMINISTRATOR, BrokerOptions, free_port
from kafka_cluster import KafkaCluster
from kafka_role import RoleProcess
from running_service import STOP_SECONDS, until

WORD = "spoken-by-nobody"
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
GATEWAY = "gateway-1"


@dataclass(frozen=True)
class Secured:
    """A broker with a listener for each way in.

    Attributes:
        ports: by the listener's name; CLIENT is SASL over TLS.
        files: certificates by name.
    """

    cluster: KafkaCluster
    ports: dict[str, int]
    authority: Authority
    certificate: tuple[Path, Path]
    stranger: Authority

    def settings(self, listener: str, **options: Any) -> KafkaSettings:  # noqa: ANN401 - settings as they are written
        sections = {"topics": {"replication": 1, "min_insync": 1}, **options}
        return KafkaSettings(bootstrap=(f"127.0.0.1:{self.ports[listener]}",), **sections)

    def tls(self, **files: Path) -> dict[str, Path]:
        return {"ca": self.authority.file, **files}

    def mutual(self) -> dict[str, Path]:
        return self.tls(certificate=self.certificate[0], key=self.certificate[1])

    def as_user(self, name: str, prefix: str) -> KafkaSettings:
        return self.settings("CLIENT", tls=self.tls(), login=login(name), prefix=prefix)

    def grant(self, name: str, operation: str, resource: ResourceType, on: str) -> None:
        pattern = ResourcePattern(resource, on, ACLResourcePatternType.LITERAL)
        allowed = ACL(f"User:{name}", "*", ACLOperation[operation], ACLPermissionType.ALLOW, pattern)
        with self.cluster.admin() as admin:
            assert not admin.create_acls([allowed])["failed"]


def login(name: str, mechanism: str = "SCRAM-SHA-512", password: str = WORD) -> dict[str, str]:
    return {"username": name, "mechanism": mechanism, "password": password}


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("secured")
    authority, stranger = Authority.make(folder / "known"), Authority.make(folder / "stranger")
    lines: dict[str, str] = {}
    options = BrokerOptions(
        settings=lines,
        certificate=authority.issue("broker", "localhost", "127.0.0.1"),
        users={ADMINISTRATOR: WORD, GATEWAY: WORD},
        mechanisms=MECHANISMS,
        authorizer=True,
    )
    cluster = KafkaCluster(folder / "cluster", options=options)
    broker = cluster.broker(1)
    ports = {name: free_port() for name in ("TLS", "MUTUAL", "SASL")}
    lines.update(_listeners(broker.port, broker.controller_port, {"CLIENT": broker.client_port, **ports}, authority))
    ports |= {"CLIENT": broker.client_port, "INSIDE": broker.port, "CONTROLLER": broker.controller_port}
    certificate = authority.issue("client", "client.example", common_name=ADMINISTRATOR)
    with cluster:
        yield Secured(cluster, ports, authority, certificate, stranger)


def _listeners(inside: int, controller: int, ports: dict[str, int], authority: Authority) -> dict[str, str]:
    places = {name: f"{name}://127.0.0.1:{port}" for name, port in {"INSIDE": inside, **ports}.items()}
    known = " ".join(f'user_{name}="{WORD}"' for name in (ADMINISTRATOR, GATEWAY))
    jaas = "org.apache.kafka.common.security"
    return {
        "listeners": ",".join((*places.values(), f"CONTROLLER://127.0.0.1:{controller}")),
        "advertised.listeners": ",".join(places.values()),
        "listener.security.protocol.map": "INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENT:SASL_SSL,TLS:SSL,MUTUAL:SSL,"
        "SASL:SASL_PLAINTEXT",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.file),
        "ssl.principal.mapping.rules": "RULE:^.*CN=([a-z]+).*$/$1/,DEFAULT",
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.sasl.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256",
        "listener.name.sasl.plain.sasl.jaas.config": f"{jaas}.plain.PlainLoginModule required {known};",
        "listener.name.sasl.scram-sha-256.sasl.jaas.config": f"{jaas}.scram.ScramLoginModule required;",
        # A refused login is answered at once: the delay protects from guessing, and tests do not guess.
        "connection.failed.authentication.delay.ms": "0",
    }


def ways_in(secured: Secured) -> dict[str, KafkaSettings]:
    return {
        "plaintext": secured.settings("INSIDE"),
        "TLS": secured.settings("TLS", tls=secured.tls()),
        "mutual TLS": secured.settings("MUTUAL", tls=secured.mutual()),
        "PLAIN": secured.settings("SASL", login=login(ADMINISTRATOR, "PLAIN")),
        "SCRAM-SHA-256": secured.settings("SASL", login=login(ADMINISTRATOR, "SCRAM-SHA-256")),
        **{
            f"{one} over TLS": secured.settings("CLIENT", tls=secured.tls(), login=login(ADMINISTRATOR, one))
            for one in MECHANISMS
        },
    }


WAYS_IN = (
    *("plaintext", "TLS", "mutual TLS", "PLAIN", "SCRAM-SHA-256"),
    *(f"{one} over TLS" for one in MECHANISMS),
)


@pytest.mark.parametrize("way", WAYS_IN)
def test_a_record_goes_in_and_out_by(way: str, secured: Secured) -> None:
    settings, topic = ways_in(secured)[way], f"in-and-out-{WAYS_IN.index(way)}"
    secured.cluster.create(topic)
    probe(settings)

    producer = KafkaProducer(**client_options(settings))
    producer.send(topic, way.encode()).get(30)
    producer.close()
    consumer = KafkaConsumer(**client_options(settings), group_id=None)
    consumer.assign([TopicPartition(topic, 0)])
    consumer.seek_to_beginning()
    found = next(consumer).value
    consumer.close()

    assert found == way.encode()


@pytest.mark.parametrize("way", WAYS_IN)
async def test_faust_s_clients_go_in_and_out_by(way: str, secured: Secured) -> None:
    settings, topic = ways_in(secured)[way], f"faust-in-and-out-{WAYS_IN.index(way)}"
    secured.cluster.create(topic)
    options = credentials_to_aiokafka_auth(broker_credentials(settings)) | {"bootstrap_servers": settings.bootstrap[0]}

    async with AIOKafkaProducer(**options) as producer:
        await producer.send_and_wait(topic, way.encode())
    async with AIOKafkaConsumer(topic, **options, auto_offset_reset="earliest") as consumer:
        found = await consumer.getone()

    assert found.value == way.encode()


def refusals(secured: Secured) -> dict[str, tuple[KafkaSettings, type[KafkaFault], str]]:
    tls, strange = secured.tls(), secured.stranger
    certificate, key = strange.issue("intruder", "client.example", common_name=ADMINISTRATOR)
    cases: dict[str, tuple[KafkaSettings, type[KafkaFault], str]] = {
        "another authority": (
            secured.settings("TLS", tls={"ca": strange.file}),
            ClusterUnfit,
            "the broker's certificate is refused",
        ),
        "no certificate of ours": (
            secured.settings("MUTUAL", tls=tls),
            ClusterUnfit,
            "set kafka.tls.certificate and kafka.tls.key",
        ),
        "a certificate the broker does not trust": (
            secured.settings("MUTUAL", tls=secured.tls(certificate=certificate, key=key)),
            ClusterUnfit,
            "not by an authority that the broker trusts",
        ),
        "a mechanism that is not offered": (
            secured.settings("SASL", login=login(ADMINISTRATOR)),
            ClusterUnfit,
            "set kafka.login.mechanism to one of",
        ),
        "a login where none is asked for": (
            secured.settings("INSIDE", login=login(ADMINISTRATOR)),
            ClusterUnfit,
            "this port takes no login",
        ),
        "a controller's port": (secured.settings("CONTROLLER"), ClusterUnfit, "is a controller's port"),
        "no login": (secured.settings("CLIENT", tls=tls), ClusterUnavailable, "it wants a login: set [kafka.login]"),
        "no TLS": (secured.settings("TLS"), ClusterUnavailable, "it may want TLS: set [kafka.tls]"),
        "TLS where none is spoken": (secured.settings("INSIDE", tls=tls), ClusterUnavailable, "no TLS is spoken there"),
        "an unknown user": (
            secured.settings("CLIENT", tls=tls, login=login("nobody")),
            ClusterUnfit,
            "refuses the login of 'nobody'",
        ),
    }
    for one in MECHANISMS:
        cases[f"a wrong password by {one}"] = (
            secured.settings("CLIENT", tls=tls, login=login(ADMINISTRATOR, one, f"{WORD}-not")),
            ClusterUnfit,
            f"the broker refuses the login of '{ADMINISTRATOR}' by {one}",
        )
    return cases


REFUSALS = (
    *("another authority", "no certificate of ours", "a certificate the broker does not trust"),
    *("a mechanism that is not offered", "a login where none is asked for", "a controller's port"),
    *("no login", "no TLS", "TLS where none is spoken", "an unknown user"),
    *(f"a wrong password by {one}" for one in MECHANISMS),
)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_is_refused_says_why_and_tells_no_secret(refusal: str, secured: Secured) -> None:
    settings, family, words = refusals(secured)[refusal]

    with pytest.raises(family) as told:
        check_cluster(settings)

    assert words in str(told.value)
    assert WORD not in str(told.value)


def test_the_command_line_takes_the_password_from_a_file(secured: Secured, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(f"{WORD}\n")
    file = tmp_path / "graftwatch.toml"
    file.write_text(
        f'[kafka]\nbootstrap = ["127.0.0.1:{secured.ports["CLIENT"]}"]\nprefix = "file."\n'
        f'[kafka.tls]\nca = "{secured.authority.file}"\n'
        f'[kafka.login]\nusername = "{ADMINISTRATOR}"\npassword_file = "{secret}"\n'
        "[kafka.topics]\nreplication = 1\nmin_insync = 1\n"
    )

    made = CliRunner().invoke(graftwatch, ["kafka", "init", "--config", str(file)])
    secret.write_text("another")
    refused = CliRunner().invoke(graftwatch, ["kafka", "check", "--config", str(file)])

    assert made.exit_code == 0, made.output
    assert refused.exit_code == 1
    assert f"refuses the login of '{ADMINISTRATOR}'" in refused.stderr


def test_a_role_whose_login_is_refused_ends_with_its_words(secured: Secured, tmp_path: Path) -> None:
    file, key = tmp_path / "graftwatch.toml", tmp_path / "links.key"
    key.write_bytes(b"a secret of thirty-two bytes, long")
    file.write_text(
        f'[acknowledge]\nkey_file = "{key}"\n'
        f'[kafka]\nbootstrap = ["127.0.0.1:{secured.ports["CLIENT"]}"]\n'
        f'[kafka.tls]\nca = "{secured.authority.file}"\n'
        f'[kafka.login]\nusername = "{ADMINISTRATOR}"\npassword = "{WORD}-not"\n'
    )
    pager = RoleProcess("pager", 1, tmp_path, "--config", str(file))
    pager.start()
    assert pager.process is not None

    try:
        assert pager.process.wait(STOP_SECONDS) == 1
    finally:
        if pager.running:
            pager.kill()
    assert f"the broker refuses the login of '{ADMINISTRATOR}' by SCRAM-SHA-512" in pager.log()
    assert WORD not in pager.log()
    assert "Traceback" not in pager.log()


def test_a_role_without_rights_is_told_each_that_is_missing_until_all_are_granted(secured: Secured) -> None:
    prefix = "rights."
    initialise(secured.as_user(ADMINISTRATOR, prefix))
    settings = secured.as_user(GATEWAY, prefix)

    with pytest.raises(ClusterUnfit, match=r"rights\.hl7\.raw.*our user has no right"):
        check_cluster(settings, "gateway")
    needs = needed(settings, "gateway")
    missing = {(one.where, one.wanted) for one in examine(settings, "gateway").differences if one.what == "right"}
    assert missing == {(need.name, operation) for need in needs for operation in need.operations}

    for need in needs:
        for operation in need.enumerated:
            secured.grant(GATEWAY, operation, ResourceType.TOPIC, need.name)
    until(lambda: "right" not in {one.what for one in examine(settings, "gateway").differences})
    check_cluster(settings, "gateway")


def test_each_refused_operation_names_its_place_and_the_mend(secured: Secured) -> None:
    topic, prefix = "refused.entries", "refused."
    secured.cluster.create(topic)
    options = client_options(secured.as_user(GATEWAY, prefix))
    secured.grant(GATEWAY, "DESCRIBE", ResourceType.TOPIC, topic)
    names = Names(prefix)

    def writes() -> None:
        producer = KafkaProducer(**options)
        try:
            producer.send(topic, b"").get(30)
        finally:
            producer.close()

    def joins() -> None:
        consumer = KafkaConsumer(topic, **options, group_id="refused.group")
        try:
            consumer.poll(30_000)
        finally:
            consumer.close()

    def leads() -> None:
        producer = KafkaProducer(**options, transactional_id=names.transactional_id(Topic.STATE, 0))
        try:
            producer.init_transactions()
        finally:
            producer.close()

    told = {}
    for place, act in ((topic, writes), ("group refused.group", joins), ("refused.state-0", leads)):
        with pytest.raises(KafkaError) as error:
            act()
        told[place] = in_words(error.value, place)

    assert {type(one) for one in told.values()} == {ClusterUnfit}
    assert "refused.entries: we have no right to this topic" in str(told[topic])
    assert "group refused.group: we have no right to the consumer group" in str(told["group refused.group"])
    assert "refused.state-0: we have no right to the transactional id" in str(told["refused.state-0"])
    assert all("graftwatch kafka check --role" in str(one) for one in told.values())

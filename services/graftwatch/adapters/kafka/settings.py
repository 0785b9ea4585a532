"""The settings of the Kafka engine: where the cluster is, how it is spoken to, and how its topics are laid out."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Seconds = Annotated[float, Field(gt=0)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BrokerTls(_Section):
    """TLS to the brokers."""

    ca: Path | None = Field(default=None, description="PEM file: authorities of the brokers; unset: the system's")
    certificate: Path | None = Field(default=None, description="PEM file: our own certificate, for mutual TLS")
    key: Path | None = Field(default=None, description="PEM file: its private key, without a passphrase")


class BrokerLogin(_Section):
    """SASL: who we are to the brokers."""

    mechanism: Mechanism = Field(default="SCRAM-SHA-512", description="as the brokers offer it")
    username: str = Field(min_length=1, description="the principal")
    password: SecretStr | None = Field(default=None, description="its password; or `password_file`")
    password_file: Path | None = Field(default=None, description="a file that holds the password alone")


class Topics(_Section):
    """How `graftwatch kafka init` makes the topics, and what `graftwatch kafka check` holds them against."""

    replication: int = Field(default=3, ge=1, le=9, description="copies of every record")
    min_insync: int = Field(default=2, ge=1, le=9, description="copies that must have a record before it counts")
    raw_partitions: int = Field(default=6, ge=1, description="of hl7.raw: intake spreads over so many processes")
    page_partitions: int = Field(default=3, ge=1, description="of pages: pagers share them")
    raw_days: int = Field(default=35, ge=1, description="days that frames are kept; a window and some slack")
    entries_days: int = Field(default=-1, description="days that entries are kept; -1: for ever")


class KafkaSettings(_Section):
    """The Kafka engine; only with `engine = "kafka"`."""

    bootstrap: tuple[str, ...] = Field(
        default=("127.0.0.1:9092",), min_length=1, description="host:port of some brokers"
    )
    prefix: str = Field(
        default="",
        pattern=r"^([a-z0-9][a-z0-9.-]{0,40}\.)?$",
        description="before every topic, group and transactional id: several trials on one cluster; ends with a dot",
    )
    tls: BrokerTls | None = Field(default=None, description="TLS to the brokers; unset: none")
    login: BrokerLogin | None = Field(default=None, description="SASL to the brokers; unset: none")
    topics: Topics = Topics()
    session_seconds: Seconds = Field(
        default=6.0, description="a copy of a role that is silent for so long loses its work to another"
    )
    answer_seconds: Seconds = Field(
        default=10.0, description="a message not kept by the cluster by then is answered AE"
    )
    spool: bool = Field(default=False, description="while the cluster is away, messages wait in the data folder")
    spool_bytes: int = Field(default=4 * 1024**3, ge=1024, description="beyond, messages are answered AE")
    retry_seconds: tuple[Seconds, ...] = Field(
        default=(10.0, 60.0, 600.0), min_length=1, description="what fails is tried again after so long, each once"
    )
    dead_letters_at_most: int = Field(
        default=100, ge=1, description="so many dead letters within an hour stop the role, loudly"
    )

"""The settings of the Kafka engine: where the cluster is, how it is spoken to, and how its topics are laid out."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Seconds = Annotated[float, Field(gt=0)]
HIGHEST_PORT = 65535


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BrokerTls(_Section):
    """TLS to the brokers."""

    ca: Path | None = Field(default=None, description="PEM file: authorities of the brokers; unset: the system's")
    certificate: Path | None = Field(default=None, description="PEM file: our own certificate, for mutual TLS")
    key: Path | None = Field(default=None, description="PEM file: its private key, without a passphrase")

    @model_validator(mode="after")
    def _pair(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key belong together: set both for mutual TLS, or neither")
        return self


class BrokerLogin(_Section):
    """SASL: who we are to the brokers."""

    mechanism: Mechanism = Field(default="SCRAM-SHA-512", description="as the brokers offer it")
    username: str = Field(min_length=1, description="the principal")
    password: SecretStr | None = Field(default=None, description="its password; or `password_file`")
    password_file: Path | None = Field(default=None, description="a file that holds the password alone")

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if (self.password is None) == (self.password_file is None):
            raise ValueError("set password or password_file, one of them")
        if self.password is not None and not self.password.get_secret_value():
            raise ValueError("the password is empty")
        return self


class Topics(_Section):
    """How `graftwatch kafka init` makes the topics, and what `graftwatch kafka check` holds them against.

    The defaults are for three brokers or more; one broker alone needs `replication = 1` and `min_insync = 1`.
    """

    replication: int = Field(
        default=3, ge=1, le=9, description="copies of every record; 1 with a single broker, which is no cluster"
    )
    min_insync: int = Field(
        default=2, ge=1, le=9, description="copies that must have a record before it counts; 1 with a single broker"
    )
    raw_partitions: int = Field(default=6, ge=1, description="of hl7.raw: intake spreads over so many processes")
    page_partitions: int = Field(
        default=3, ge=1, description="of pages, outbox and what assess publishes: pagers share them"
    )
    raw_days: int = Field(
        default=35, ge=1, description="days that frames, and what is tried again, are kept; a window and some slack"
    )
    entries_days: int = Field(
        default=-1, ge=-1, description="days that entries and decisions are kept; -1: for ever, as an audit wants it"
    )
    outcome_days: int = Field(
        default=365, ge=1, description="days that facts, signals, pages and deliveries are kept; state holds the truth"
    )
    quarantine_days: int = Field(default=90, ge=1, description="days that quarantine and dead letters are kept")
    frame_bytes: int = Field(
        default=16 * 1024**2,
        ge=64 * 1024,
        le=32 * 1024**2,
        description="the largest frame that the topics carry, also inside entries and dead letters",
    )
    compression: Literal["producer", "gzip", "uncompressed"] = Field(
        default="producer", description="of records at rest; producer: as they were sent"
    )

    @model_validator(mode="after")
    def _copies(self) -> Self:
        if self.min_insync > self.replication:
            raise ValueError(
                f"min_insync = {self.min_insync} copies of {self.replication} can never be: set replication to "
                f"{self.min_insync} or more, or min_insync lower; a single broker needs 1 and 1"
            )
        if self.replication > 1 and self.min_insync == 1:
            raise ValueError(
                f"with replication = {self.replication} and min_insync = 1 a message is acknowledged that one broker "
                "alone has, and is lost with it: set min_insync = 2"
            )
        return self

    @model_validator(mode="after")
    def _entries_outlive_frames(self) -> Self:
        if -1 < self.entries_days < self.raw_days:
            raise ValueError(
                f"entries_days = {self.entries_days} is less than raw_days = {self.raw_days}: what concerns the trial "
                "must be kept at least as long as the frames; -1 keeps it for ever"
            )
        return self


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
    spool_hours: float = Field(
        default=24.0, gt=0, description="once the oldest waits so long, messages are answered AE"
    )
    buffer_bytes: int = Field(
        default=128 * 1024**2, ge=1024, description="handed to the cluster and not answered; beyond, it is answered AE"
    )
    retry_seconds: tuple[Seconds, ...] = Field(
        default=(10.0, 60.0, 600.0), min_length=1, description="what fails is tried again after so long, each once"
    )
    dead_letters_at_most: int = Field(
        default=100, ge=1, description="so many dead letters within an hour stop the role, loudly"
    )
    stuck_seconds: float = Field(
        default=30.0,
        ge=5.0,
        description="an intake process that commits nothing for so long, with work to do, ends itself",
    )

    @field_validator("bootstrap")
    @classmethod
    def _addresses(cls, bootstrap: tuple[str, ...]) -> tuple[str, ...]:
        for one in bootstrap:
            host, _, port = one.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
                raise ValueError(f"{one!r} is no address: write it like kafka-1:9092, an IPv6 host in brackets")
        return bootstrap

    @field_validator("retry_seconds")
    @classmethod
    def _rising(cls, seconds: tuple[float, ...]) -> tuple[float, ...]:
        if any(later <= earlier for earlier, later in pairwise(seconds)):
            raise ValueError("each must be longer than the one before")
        return seconds

"""The operator's settings: one TOML file, then the environment (`GRAFTWATCH_…`), then the command line.

A setting that cannot be is refused at start with its name, where it stands and what to write instead. The trial's
own rules are no settings: they are the protocol file's.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import (
    SettingsError as SourceError,
)

from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.senders.settings import ChannelSettings
from graftwatch.entrypoints.acknowledge_settings import Acknowledge
from graftwatch.entrypoints.console_settings import Console
from graftwatch.entrypoints.feed_settings import KINDS, FeedSettings, MllpFeed, clash_of
from graftwatch.entrypoints.listening_settings import Bytes, Seconds
from graftwatch.entrypoints.sections import Section
from graftwatch.findings import Severity
from graftwatch.pipeline.channels import About

PREFIX = "GRAFTWATCH_"
NESTING = "__"


class Http(Section):
    """The HTTP side: metrics, health, links in pages, receivers' webhooks."""

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8080, ge=0, le=65535, description="port; 0 takes a free one")


class Limits(Section):
    """Every limit of the gateway. What lies beyond is refused in words and counted, never buffered."""

    max_frame_bytes: Bytes = Field(default=16 * 1024 * 1024, description="a larger frame is answered AR")
    connections: int = Field(default=200, ge=1, description="at once, for each feed; a further one waits")
    unacknowledged_bytes: Bytes = Field(default=64 * 1024 * 1024, description="read and not yet durable, in total")
    unacknowledged_bytes_per_connection: Bytes = Field(
        default=8 * 1024 * 1024, description="the same for one connection; beyond, it is not read for a while"
    )
    partial_frame_bytes: Bytes = Field(
        default=128 * 1024 * 1024, description="of half frames, in total; beyond, the one that grows is answered AE"
    )
    unread_answer_bytes: Bytes = Field(
        default=256 * 1024, description="answers a sender has not read; beyond, it is not read either"
    )
    idle_seconds: Seconds = Field(default=3600.0, description="a connection silent for so long is closed")
    frame_seconds: Seconds = Field(
        default=30.0, description="half a frame without a further byte for so long is answered AR, and the end"
    )
    whole_frame_seconds: Seconds = Field(
        default=600.0, description="a frame not whole so long after its first byte is answered AR, and the end"
    )
    unread_answer_seconds: Seconds = Field(
        default=60.0, description="a sender that reads no answers for so long is disconnected"
    )
    closing_seconds: Seconds = Field(
        default=5.0, description="answers may flow out for so long at the service's or a connection's end"
    )
    handshakes: int = Field(default=100, ge=1, description="TLS handshakes at once on a port; a further one is closed")
    handshake_seconds: Seconds = Field(default=10.0, description="a TLS handshake not done by then is given up")
    duplicate_window: int = Field(default=100_000, ge=0, description="control ids remembered to find repeated messages")
    write_ahead_log_bytes: Bytes = Field(
        default=64 * 1024 * 1024, description="the journal's log is folded in at this size"
    )
    quarantine_bytes: Bytes = Field(default=1024 * 1024 * 1024, description="the oldest released entries go first")
    quarantine_days: int = Field(
        default=90, ge=1, description="days that a message stays in quarantine after it was last tried, released or not"
    )
    journal_days: int = Field(default=35, ge=1, description="days of the journal kept; a window and some slack")
    recipients_in_memory: int = Field(default=64, ge=1, description="recipients whose facts are held ready")
    lag_seconds: float = Field(default=30.0, gt=0, description="a stage further behind is not ready")


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter=NESTING, env_ignore_empty=True
    )

    data: Path = Field(default=Path("data"), description="folder of journal, state and quarantine")
    engine: Literal["embedded", "kafka"] = Field(
        default="embedded", description="what keeps and moves records: this machine alone, or a Kafka cluster"
    )
    kafka: KafkaSettings = KafkaSettings()
    clock: Literal["real", "replay"] = Field(default="real", description="replay: time runs by the messages' MSH-7")
    protocol: Path | None = Field(default=None, description="the trial's protocol file; unset: the built-in default")
    feeds: tuple[FeedSettings, ...] = Field(default=(MllpFeed(),), min_length=1, description="one table a sender")
    http: Http = Http()
    limits: Limits = Limits()
    channels: tuple[ChannelSettings, ...] = Field(
        default=(), description="where pages go, in order; none: a file in `data`"
    )
    acknowledge: Acknowledge = Acknowledge()
    console: Console = Console()
    on_call: Path | None = Field(
        default=None, description="who is on call (TOML, see docs/on-call.md); read anew within two seconds of a change"
    )
    heartbeat_seconds: float = Field(default=10.0, gt=0, description="the service's own test message this often")
    base_url: str = Field(default="http://127.0.0.1:8080", description="links in pages begin with this")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="least level logged")

    @model_validator(mode="after")
    def _feeds_apart(self) -> "Settings":
        clash = clash_of(self.feeds)
        if clash:
            raise ValueError(clash)
        return self

    @model_validator(mode="after")
    def _somebody_is_told(self) -> "Settings":
        """Every page that wakes must have a channel; none would be silently told to nobody."""
        channels = [one.channel for one in self.channels]
        for about in About:
            if channels and not any(Severity.PAGE in one.severities and about in one.about for one in channels):
                raise ValueError(
                    f"`channels`: no channel takes pages about {about}; add one, or see the `about` and `severities` "
                    "of those that are there"
                )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line before the environment before the file; dotenv and secret folders are not read."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


class SettingsError(ValueError):
    """The settings cannot be used; the message lists every fault with its name and mend."""


def load_settings(file: Path | None = None, **overrides: object) -> Settings:
    """The settings of a file, the environment, and the command line, the later the stronger.

    Args:
        file: a TOML file, or None.
        overrides: settings from the command line, by name.

    Raises:
        SettingsError: with every fault.
    """
    if file is not None and not file.is_file():
        raise SettingsError(f"{file}: there is no such settings file")
    _refuse_unknown(os.environ)

    class FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    source = file.name if file else "settings"
    try:
        return FromFile(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(f"{source}: not valid TOML: {fault}") from None
    except SourceError as fault:
        raise SettingsError(f"{source}: {fault}; a nested value in the environment is JSON") from None
    except ValidationError as fault:
        raise SettingsError("\n".join(f"{source}: {_in_words(one)}" for one in fault.errors())) from None


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in environment:
        if name.startswith(PREFIX) and name.split(NESTING)[0].upper() not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            mend = f"did you mean {near[0]}?" if near else "unset it"
            raise SettingsError(f"environment: there is no setting {name}; {mend}")


def _in_words(detail: ErrorDetails) -> str:
    # A feed's kind stands in the place although nobody wrote it there: `feeds.0.mllp.port`.
    place = ".".join(str(part) for part in detail["loc"] if part not in KINDS) or "the file"
    if detail["type"] != "extra_forbidden":
        return f"`{place}`: {detail['msg'].removeprefix('Value error, ')}"
    near = difflib.get_close_matches(str(detail["loc"][-1]), sorted(_names(Settings)), n=1)
    mend = f"did you mean `{near[0]}`?" if near else "remove it; docs/settings.md lists them all"
    return f"`{place}`: there is no such setting; {mend}"


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, _, nested in described(model):
        yield name
        for one in nested:
            yield from _names(one)


def described(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo, list[type[BaseModel]]]]:
    """Each setting of a section: its name, its field, and the sections inside it; for the documentation."""
    for name, field in model.model_fields.items():
        yield name, field, list(_sections(field.annotation))


def _sections(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _sections(argument)

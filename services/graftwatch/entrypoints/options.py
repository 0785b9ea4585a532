"""What `graftwatch serve` was started with, for all of its processes: each reads the settings for itself.

Secrets so stay in the settings file and the environment, and are on no command line.
"""

from pathlib import Path
from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict

from graftwatch.entrypoints.feed_settings import AnyFeed, MllpFeed
from graftwatch.entrypoints.settings import Settings, SettingsError, load_settings

RoleName = Literal["gateway", "detector", "pager", "console", "safety"]
ROLES: Final[tuple[RoleName, ...]] = get_args(RoleName)
"""What may run in processes of its own on the Kafka engine."""


class StartOptions(BaseModel):
    """The options that stand above the settings file and the environment; None leaves the setting as it is.

    `role` is the one to run on the Kafka engine, None all of them; `roster` is the roster to begin with.
    `acknowledge_key` is the secret of links where the settings name none. `listening` is the descriptor that a child
    answers requests on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: Path | None = None
    data: Path | None = None
    mllp_port: int | None = None
    http_port: int | None = None
    engine: Literal["embedded", "kafka"] | None = None
    role: RoleName | None = None
    roster: Path | None = None
    acknowledge_key: Path | None = None
    listening: int | None = None

    def settings(self) -> Settings:
        """The settings in force.

        Raises:
            SettingsError: with every fault.
        """
        given = {"data": self.data, "engine": self.engine}
        settings = load_settings(self.config, **{name: value for name, value in given.items() if value is not None})
        if self.mllp_port is not None:
            feeds = _with_port(settings.feeds, self.mllp_port)
            settings = settings.model_copy(update={"feeds": feeds})
        if self.http_port is not None:
            settings = settings.model_copy(update={"http": settings.http.model_copy(update={"port": self.http_port})})
        if self.acknowledge_key is not None and settings.acknowledge.key_file is None:
            named = settings.acknowledge.model_copy(update={"key_file": self.acknowledge_key})
            settings = settings.model_copy(update={"acknowledge": named})
        return settings


def _with_port(feeds: tuple[AnyFeed, ...], port: int) -> tuple[AnyFeed, ...]:
    """The feeds, the first that is listened for on another port."""
    first = next((feed for feed in feeds if isinstance(feed, MllpFeed)), None)
    if first is None:
        raise SettingsError("--mllp-port: no feed is of kind mllp; leave the option out, or add such a feed")
    return tuple(feed.model_copy(update={"port": port}) if feed is first else feed for feed in feeds)

"""What `graftwatch serve` was started with, for both of its processes: each reads the settings for itself.

Secrets so stay in the settings file and the environment, and are on no command line.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from graftwatch.entrypoints.feed_settings import AnyFeed, MllpFeed
from graftwatch.entrypoints.settings import Settings, SettingsError, load_settings


class StartOptions(BaseModel):
    """The options that stand above the settings file and the environment; None leaves the setting as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: Path | None = None
    data: Path | None = None
    mllp_port: int | None = None
    http_port: int | None = None

    def settings(self) -> Settings:
        """The settings in force.

        Raises:
            SettingsError: with every fault.
        """
        given = {} if self.data is None else {"data": self.data}
        settings = load_settings(self.config, **given)
        if self.mllp_port is not None:
            feeds = _with_port(settings.feeds, self.mllp_port)
            settings = settings.model_copy(update={"feeds": feeds})
        if self.http_port is not None:
            settings = settings.model_copy(update={"http": settings.http.model_copy(update={"port": self.http_port})})
        return settings


def _with_port(feeds: tuple[AnyFeed, ...], port: int) -> tuple[AnyFeed, ...]:
    """The feeds, the first that is listened for on another port."""
    first = next((feed for feed in feeds if isinstance(feed, MllpFeed)), None)
    if first is None:
        raise SettingsError("--mllp-port: no feed is of kind mllp; leave the option out, or add such a feed")
    return tuple(feed.model_copy(update={"port": port}) if feed is first else feed for feed in feeds)

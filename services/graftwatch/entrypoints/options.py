"""What `graftwatch serve` was started with, for both of its processes: each reads the settings for itself.

Secrets so stay in the settings file and the environment, and are on no command line.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from graftwatch.entrypoints.settings import Settings, load_settings


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
            first = settings.feeds[0].model_copy(update={"port": self.mllp_port})
            settings = settings.model_copy(update={"feeds": (first, *settings.feeds[1:])})
        if self.http_port is not None:
            settings = settings.model_copy(update={"http": settings.http.model_copy(update={"port": self.http_port})})
        return settings

"""The operator's desk over a data folder."""

import threading
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.service.port import AuditAsked, NotThere
from graftwatch.console.service.views import (
    AuditShown,
    ChainsShown,
    ChannelsShown,
    DidShown,
    HealthShown,
    SettingsShown,
    TestShown,
)
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.service_audit import audit_of, chains_of, exported
from graftwatch.entrypoints.console.service_channels import channels_of, tested_channel
from graftwatch.entrypoints.console.service_health import health_of, protocol_shown
from graftwatch.entrypoints.console.service_settings import sections_of
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.resending import ended_of, send_again

FRESH_SECONDS: Final = 5.0
"""Health is looked at so often at most, whoever asks."""


class FolderService:
    """See `console.service.port.ServiceDesk`.

    Args:
        folder: what the service has taken and concluded.
        store: where it is noted who did what.
        options: what the service was started with, where that is known.
    """

    def __init__(self, folder: OpenFolder, store: ConsoleStore, options: StartOptions | None = None) -> None:
        self._folder = folder
        self._store = store
        self._options = options
        self._looking = threading.Lock()
        self._health: tuple[float, HealthShown] | None = None
        self._tested: dict[str, TestShown] = {}
        self._verified: ChainsShown | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    def health(self) -> HealthShown:
        """How everything is."""
        with self._looking:
            if self._health is None or monotonic() - self._health[0] > FRESH_SECONDS:
                self._health = (monotonic(), health_of(self._folder))
            return self._health[1]

    def resend(self, page: str, by: str) -> tuple[str, ...]:
        """Has a lost page sent again.

        Raises:
            NotThere: there is no such page, or nothing of it failed for good.
        """
        ended = ended_of(self._folder, page, every=False)
        if not ended:
            raise NotThere("Nothing of this page failed for good: it was delivered, or is still being tried.")
        send_again(self._folder, ended)
        channels = tuple(sorted({one.channel for one in ended}))
        self._store.note(by, Did.RESENT, page, ", ".join(channels))
        self._health = None
        return channels

    def channels(self) -> ChannelsShown:
        """The channels and who is on call."""
        return channels_of(self._folder, self._tested)

    def test(self, channel: str, by: str) -> TestShown:
        """Sends a test page through a channel.

        Raises:
            NotThere: there is no such channel.
        """
        found = tested_channel(self._folder, channel, by)
        self._tested[channel] = found
        self._store.note(by, Did.CHANNEL_TESTED, channel, "taken" if found.taken else found.said)
        return found

    def settings(self) -> SettingsShown:
        """The settings in force."""
        sections = sections_of(self._folder.settings, self._options)
        return SettingsShown(sections=sections, protocol=protocol_shown(self._folder))

    def audit(self, asked: AuditAsked) -> AuditShown:
        """Rows of both records, the newest first."""
        return audit_of(self._folder, self._store, asked)

    def export(self, asked: AuditAsked, by: str) -> list[DidShown]:
        """All rows that are asked for, for a file."""
        rows = list(exported(self._folder, self._store, asked))
        self._store.note(by, Did.EXPORTED, "audit", f"{len(rows)} rows")
        return rows

    def verify(self) -> ChainsShown:
        """Whether both chains are whole."""
        self._verified = chains_of(self._folder)
        return self._verified

    def verified(self) -> ChainsShown | None:
        """What `verify` found last."""
        return self._verified

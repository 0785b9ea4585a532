"""What the operator's pages show; the same is the API's JSON. No secret and no address of a person is in any of it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from graftwatch.findings import Published

Verdict = Literal["ok", "warning", "fault", "unknown"]


class StageShown(Published):
    """One stage: how it is, and how far behind it is in seconds, where that is known.

    `words` say it, with `%(name)s` for each of the `values`.
    """

    name: str
    verdict: Verdict
    words: str
    values: dict[str, str] = Field(default_factory=dict)
    lag_seconds: float | None = None


class CheckShown(Published):
    """One check, as `graftwatch doctor` makes it: what was looked at, how it ended, the mend where it is wrong."""

    what: str
    verdict: Verdict
    words: str


class StorageShown(Published):
    """One part of the data folder: its bytes, how old its oldest content is, and how long that is kept."""

    name: str
    size_bytes: int
    oldest_days: float | None
    kept_days: int | None


class DiskShown(Published):
    """The disk that the data folder lies on."""

    free_bytes: int
    size_bytes: int


class WaitingShown(Published):
    """Deliveries through a channel that are not made yet; `failing_since` where attempts fail, with the last reason."""

    channel: str
    waiting: int
    oldest: datetime
    failing_since: datetime | None = None
    reason: str = ""


class LostShown(Published):
    """A page that reached nobody through a channel, and never will by itself."""

    page: str
    subject: str
    short: str
    channel: str
    reason: str
    ended_at: datetime | None


class DeadLetterShown(Published):
    """A message that was understood and failed in processing."""

    seq: int
    subject: str
    failed_at: datetime
    reason: str


class ProtocolShown(Published):
    """One version of the protocol that was in force."""

    name: str
    version: str
    sha256: str
    since: datetime


class HealthShown(Published):
    """The service as a whole.

    Attributes:
        as_of: when this was looked at.
        live: whether every stage makes progress; None where the service cannot be asked.
        ready: whether a sender would be served in full; the same.
        because: why not, in words.
        warnings: what a person should see to although senders are served.
        stages: gateway, journal, detector, deliveries, heartbeat and so on.
        checks: as `graftwatch doctor` makes them.
        disk: that the data folder lies on.
        storage: its parts.
        waiting: deliveries by channel.
        lost: pages that reached nobody, the newest.
        lost_pages: how many there are.
        dead_letters: messages that failed in processing, the oldest first.
        protocol: in force, the newest last.
    """

    as_of: datetime
    live: bool | None
    ready: bool | None
    because: tuple[str, ...]
    warnings: tuple[str, ...]
    stages: tuple[StageShown, ...]
    checks: tuple[CheckShown, ...]
    disk: DiskShown
    storage: tuple[StorageShown, ...]
    waiting: tuple[WaitingShown, ...]
    lost: tuple[LostShown, ...]
    lost_pages: int
    dead_letters: tuple[DeadLetterShown, ...]
    protocol: tuple[ProtocolShown, ...]


class TestShown(Published):
    """A test page through a channel: when, by whom, and what its receiver said where it did not take it."""

    channel: str
    at: datetime
    by: str
    taken: bool
    said: str


class ChannelShown(Published):
    """One channel, in the settings' order.

    Attributes:
        name: in the settings.
        kind: such as "pagerduty".
        severities: the pages that it takes.
        about: whom they are about.
        only_as_fallback: it takes what another could not deliver.
        delivered_at: the newest success.
        failed_at: the newest failure for good, with `reason`.
        failing_since: attempts have failed since then, and go on.
        waiting: deliveries that are not made yet.
        tested: the newest test from here.
    """

    name: str
    kind: str
    severities: tuple[str, ...]
    about: tuple[str, ...]
    only_as_fallback: bool
    delivered_at: datetime | None
    failed_at: datetime | None
    failing_since: datetime | None
    reason: str
    waiting: int
    tested: TestShown | None


class ShiftShown(Published):
    """A shift: who has it, empty for nobody; a bound beyond what is looked at is null."""

    person: str
    begins: datetime | None
    ends: datetime | None
    through: tuple[str, ...]


class DutyShown(Published):
    """A duty of the on-call file: who has it now, who next, and when nobody has it in the coming days."""

    duty: str
    now: ShiftShown
    next: ShiftShown | None
    gaps: tuple[ShiftShown, ...]


class ChannelsShown(Published):
    """All channels, and who is on call.

    `on_call` says where the on-call file stands, `look_ahead_days` how far gaps are looked for.
    """

    as_of: datetime
    channels: tuple[ChannelShown, ...]
    on_call: Literal["none", "in_force", "unreadable"]
    duties: tuple[DutyShown, ...]
    faults: tuple[str, ...]
    look_ahead_days: int


class SettingShown(Published):
    """One setting in force: its name with its section's, its value with secrets masked, and where it comes from."""

    name: str
    value: str
    masked: bool
    source: Literal["default", "file", "environment", "command line", "set"]
    about: str


class SectionShown(Published):
    """The settings of one table."""

    name: str
    settings: tuple[SettingShown, ...]


class SettingsShown(Published):
    """All settings in force, and the versions of the protocol."""

    sections: tuple[SectionShown, ...]
    protocol: tuple[ProtocolShown, ...]


class DidShown(Published):
    """One row of either record.

    Attributes:
        record: `pages`: who was told what and who heard it; `console`: what people did here.
        seq: its number in that record's chain.
        at: when.
        who: the person or account; empty: the service itself.
        what: what happened.
        about: subject, account, channel …
        page: the page's id.
        words: what else there is to say.
        hash: over the row and all before it.
    """

    record: Literal["pages", "console"]
    seq: int
    at: datetime
    who: str
    what: str
    about: str
    page: str
    words: str
    hash: str


class AuditShown(Published):
    """Rows of both records, the newest first; `older` are the numbers to go on from, null at the end."""

    rows: tuple[DidShown, ...]
    older: tuple[int, int] | None


class ChainsShown(Published):
    """Whether both chains are whole: the first fault of each in words, empty where there is none."""

    at: datetime
    pages: str
    console: str

    @property
    def is_whole(self) -> bool:
        """Neither record was changed."""
        return not (self.pages or self.console)

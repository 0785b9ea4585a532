"""The channels over a data folder: how each did last, who is on call, and a test page."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.settings import ChannelSettings, FileChannel
from graftwatch.adapters.sqlite.channel_rows import Ended, ended_last
from graftwatch.console.service.port import NotThere
from graftwatch.console.service.views import ChannelShown, ChannelsShown, DutyShown, ShiftShown, TestShown
from graftwatch.entrypoints.cli.channel_trial import try_channel
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.on_call_place import OnCallPlace
from graftwatch.entrypoints.on_call_files import OnCallTexts
from graftwatch.entrypoints.wiring import FILE_CHANNEL, channel_names
from graftwatch.on_call import OnCallFileError, Rota, Shift, horizon

LOOK_AHEAD: Final = timedelta(days=60)
_NEVER: Final[Ended | None] = None


def channel_settings(folder: OpenFolder) -> tuple[ChannelSettings, ...]:
    """The channels; a file in the data folder where none is set."""
    return folder.settings.channels or (FileChannel(name=FILE_CHANNEL, path=folder.place.pages),)


def channels_of(folder: OpenFolder, tested: dict[str, TestShown]) -> ChannelsShown:
    """All channels with how they did, and who is on call."""
    now = SystemClock().now()
    faults, rota, standing = list[str](), None, "none"
    if folder.settings.on_call is not None:
        try:
            standing, rota = "in_force", _rota(folder)
        except OnCallFileError as fault:
            standing, faults = "unreadable", [str(one) for one in fault.faults]
    return ChannelsShown(
        as_of=now,
        channels=tuple(_channels(folder, tested)),
        on_call=standing,
        duties=tuple(_duties(rota, now)) if rota else (),
        faults=tuple(faults),
        look_ahead_days=LOOK_AHEAD.days,
    )


def _rota(folder: OpenFolder) -> Rota:
    """The rota in force: the last file without a fault, which the service keeps; without it, the file as it stands.

    Raises:
        OnCallFileError: there is none that can be used.
    """
    if folder.place.on_call.exists():
        kept = OnCallTexts.model_validate_json(folder.place.on_call.read_text("utf-8"))
        return kept.rota(channel_names(folder.settings))
    path = folder.settings.on_call
    if path is None:
        raise OnCallFileError([])
    return OnCallPlace(path, folder.settings).rota()


def _channels(folder: OpenFolder, tested: dict[str, TestShown]) -> Iterator[ChannelShown]:
    ended, waiting, trying = dict[tuple[str, str], Ended](), dict[str, int](), dict[str, tuple[datetime, str]]()
    if folder.place.state.exists():
        with folder.connection() as connection:
            ended = ended_last(connection)
        with folder.outbox() as outbox:
            waiting, trying = {one.channel: one.waiting for one in outbox.backlog()}, outbox.trying()
    for one in channel_settings(folder):
        delivered, failed = ended.get((one.name, "delivered"), _NEVER), ended.get((one.name, "failed"), _NEVER)
        since, reason = trying.get(one.name, (None, failed.reason if failed else ""))
        yield ChannelShown(
            name=one.name,
            kind=one.kind,
            severities=tuple(sorted(one.severities)),
            about=tuple(sorted(one.about)),
            only_as_fallback=one.only_as_fallback,
            delivered_at=delivered.at if delivered else None,
            failed_at=failed.at if failed else None,
            failing_since=since,
            reason=reason,
            waiting=waiting.get(one.name, 0),
            tested=tested.get(one.name),
        )


def _duties(rota: Rota, now: datetime) -> Iterator[DutyShown]:
    edges = horizon(now, now + LOOK_AHEAD)
    for duty in rota.file.duties:
        current = rota.shift_at(duty, now)
        coming = [one for one in rota.whole_shifts(duty, now, now + LOOK_AHEAD) if one.begins >= current.ends]
        gaps = [one for one in rota.shifts(duty, now, now + LOOK_AHEAD) if not one.person]
        yield DutyShown(
            duty=duty,
            now=_shift(rota, current, horizon(now, now)),
            next=_shift(rota, coming[0], edges) if coming else None,
            gaps=tuple(_shift(rota, one, edges) for one in gaps),
        )


def _shift(rota: Rota, one: Shift, edges: tuple[datetime, datetime]) -> ShiftShown:
    return ShiftShown(
        person=one.person,
        begins=None if one.begins == edges[0] else one.begins,
        ends=None if one.ends == edges[1] else one.ends,
        through=tuple(rota.file.people[one.person].through) if one.person else (),
    )


def tested_channel(folder: OpenFolder, name: str, by: str) -> TestShown:
    """Sends a test page, and the page that ends it.

    Raises:
        NotThere: there is no such channel.
    """
    settings = next((one for one in channel_settings(folder) if one.name == name), None)
    if settings is None:
        raise NotThere("There is no such channel.")
    now, paging = SystemClock().now(), folder.protocol.paging
    if not settings.severities:
        return TestShown(channel=name, at=now, by=by, taken=False, said="it takes no page, only the heartbeat")
    fault = asyncio.run(try_channel(route(settings, folder.protocol.zone, paging.language), now))
    return TestShown(channel=name, at=now, by=by, taken=not fault, said=fault)

"""The service's health over a data folder, and what the gateway says of itself."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.storage import age_days, storage_parts
from graftwatch.console.service.views import (
    CheckShown,
    DeadLetterShown,
    DiskShown,
    HealthShown,
    LostShown,
    ProtocolShown,
    StageShown,
    StorageShown,
    Verdict,
    WaitingShown,
)
from graftwatch.console.service.words import (
    ANSWERS,
    BEAT_AGE,
    EMPTY,
    ENTRIES,
    NO_BEAT,
    NOT_ASKED,
    NOT_READY,
    NOT_RUN,
    READ_UNTIL,
    READY,
    REPLAYED,
    SILENT,
)
from graftwatch.entrypoints.cli.channel_checks import untaken_checks
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.service_checks import standing_checks
from graftwatch.entrypoints.console.service_gateway import GatewaySaid, gateway_says
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import HEARTBEATS_MISSED
from graftwatch.pipeline.channels import Channel

LISTED: Final = 50
"""Lost pages and dead letters on the page; the command line lists all."""


def health_of(folder: OpenFolder) -> HealthShown:
    """How everything is now."""
    said, now = gateway_says(folder.settings.http), SystemClock().now()
    disk = shutil.disk_usage(folder.place.root)
    has_run = folder.place.state.exists()
    return HealthShown(
        as_of=now,
        live=said.live,
        ready=said.ready,
        because=said.because,
        warnings=said.warnings,
        stages=tuple(_stages(folder, said, now)),
        checks=tuple(_checks(folder, said.behind)),
        disk=DiskShown(free_bytes=disk.free, size_bytes=disk.total),
        storage=tuple(_storage(folder, now)),
        waiting=tuple(_waiting(folder)) if has_run else (),
        lost=tuple(_lost(folder)) if has_run else (),
        lost_pages=_lost_pages(folder) if has_run else 0,
        dead_letters=tuple(_dead_letters(folder)) if has_run else (),
        protocol=protocol_shown(folder) if has_run else (),
    )


def _stages(folder: OpenFolder, said: GatewaySaid, now: datetime) -> Iterator[StageShown]:
    yield _gateway(said)
    yield _journal(folder)
    yield from _detection(folder, said)
    yield from (_process("files", said, "graftwatch_files_up") if said.values("graftwatch_files_up") else ())
    yield from _heartbeat(folder, now)


def _gateway(said: GatewaySaid) -> StageShown:
    if said.live is None:
        return StageShown(name="gateway", verdict="unknown", words=NOT_ASKED)
    if said.live and said.ready:
        return StageShown(name="gateway", verdict="ok", words=READY)
    return StageShown(name="gateway", verdict="fault", words=NOT_READY)


def _journal(folder: OpenFolder) -> StageShown:
    last = folder.journal.last_seq()
    newest = folder.journal.entry(last)
    if newest is None:
        return StageShown(name="journal", verdict="ok", words=EMPTY)
    at = f"{newest.received_at.astimezone(folder.protocol.zone):%Y-%m-%d %H:%M:%S}"
    return StageShown(name="journal", verdict="ok", words=ENTRIES, values={"n": str(last), "at": at})


def _detection(folder: OpenFolder, said: GatewaySaid) -> Iterator[StageShown]:
    lags = {labels.get("stage", ""): value for labels, value in said.values("graftwatch_stage_lag_seconds")}
    last, behind = folder.journal.last_seq(), said.behind
    if behind is None and folder.place.state.exists():
        with folder.state() as state:
            behind = last - state.position()
    slow = lags.get("detector", 0.0) > folder.settings.limits.lag_seconds
    verdict: Verdict = "fault" if said.value("graftwatch_detector_up") == 0 else "warning" if slow else "ok"
    done = {} if behind is None else {"n": str(last - behind), "waiting": str(behind)}
    words = READ_UNTIL if done else NOT_RUN
    yield StageShown(name="detector", verdict=verdict, words=words, values=done, lag_seconds=lags.get("detector"))
    for name in sorted(lags.keys() - {"detector"}):
        late: Verdict = "warning" if lags[name] > folder.settings.limits.lag_seconds else "ok"
        yield StageShown(name=name, verdict=late, words="", lag_seconds=lags[name])


def _process(name: str, said: GatewaySaid, metric: str) -> Iterator[StageShown]:
    up = said.value(metric) == 1
    yield StageShown(name=name, verdict="ok" if up else "fault", words=ANSWERS if up else SILENT)


def _heartbeat(folder: OpenFolder, now: datetime) -> Iterator[StageShown]:
    """The service's own message, which goes the whole way; none in a replay, where time runs by messages."""
    if folder.settings.clock == "replay":
        yield StageShown(name="heartbeat", verdict="unknown", words=REPLAYED)
        return
    try:
        at = datetime.fromisoformat(json.loads(folder.place.heartbeat.read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError):
        yield StageShown(name="heartbeat", verdict="warning", words=NO_BEAT)
        return
    age = (now - at).total_seconds()
    late = age > HEARTBEATS_MISSED * folder.settings.heartbeat_seconds
    old = {"seconds": f"{age:.0f}"}
    yield StageShown(name="heartbeat", verdict="fault" if late else "ok", words=BEAT_AGE, values=old, lag_seconds=age)


def _checks(folder: OpenFolder, behind: int | None) -> Iterator[CheckShown]:
    channels = [one.channel for one in folder.settings.channels] or [Channel("file")]
    for one in (*standing_checks(folder, behind), *untaken_checks(channels)):
        yield CheckShown(what=one.what, verdict=one.verdict.value, words=one.text)


def _storage(folder: OpenFolder, now: datetime) -> Iterator[StorageShown]:
    kept = kept_days(folder.settings)
    for one in storage_parts(folder.place.journal, folder.place.state, folder.place.quarantine):
        yield StorageShown(
            name=one.name,
            size_bytes=one.size_bytes,
            oldest_days=age_days(one.oldest, now),
            kept_days=kept.get(one.name),
        )


def kept_days(settings: Settings) -> dict[str, int]:
    """How long parts of the folder are kept."""
    return {"journal": settings.limits.journal_days, "quarantine": settings.limits.quarantine_days}


def _waiting(folder: OpenFolder) -> Iterator[WaitingShown]:
    with folder.outbox() as outbox:
        trying = outbox.trying()
        for one in outbox.backlog():
            since, reason = trying.get(one.channel, (None, ""))
            yield WaitingShown(
                channel=one.channel, waiting=one.waiting, oldest=one.oldest_added_at, failing_since=since, reason=reason
            )


def _lost(folder: OpenFolder) -> Iterator[LostShown]:
    with folder.outbox() as outbox:
        for one in outbox.lost(LISTED):
            yield LostShown(
                page=one.page.id,
                subject=one.page.subject,
                short=one.page.short,
                channel=one.channel,
                reason=one.reason,
                ended_at=one.ended_at,
            )


def _lost_pages(folder: OpenFolder) -> int:
    with folder.outbox() as outbox:
        return outbox.lost_pages()


def _dead_letters(folder: OpenFolder) -> Iterator[DeadLetterShown]:
    with folder.state() as state:
        for one in state.dead_letters()[:LISTED]:
            yield DeadLetterShown(seq=one.seq, subject=one.subject, failed_at=one.failed_at, reason=one.reason)


def protocol_shown(folder: OpenFolder) -> tuple[ProtocolShown, ...]:
    """Every version of the protocol that was in force, the newest last."""
    if not folder.place.state.exists():
        return ()
    with folder.state() as state:
        return tuple(
            ProtocolShown(name=one.name, version=one.version, sha256=one.sha256, since=one.since)
            for one in state.protocol_history()
        )

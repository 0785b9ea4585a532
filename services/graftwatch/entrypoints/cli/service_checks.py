"""The checks of `graftwatch doctor`: storage, protocol, disk, clock, what is kept, feeds, people, certificates.

Nothing is changed but a small file that is written, synced and removed again.
"""

import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.tls_files import TlsFiles, TlsUnusable, load_tls
from graftwatch.adapters.sqlite.state import StateUnusable
from graftwatch.adapters.sqlite.storage import age_days, storage_parts
from graftwatch.entrypoints.cli.account_checks import account_check
from graftwatch.entrypoints.cli.channel_checks import channel_checks
from graftwatch.entrypoints.cli.check import Check, Verdict
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.folder_checks import faults_of, warnings_of
from graftwatch.entrypoints.cli.link_checks import link_check
from graftwatch.entrypoints.cli.on_call_checks import on_call_checks
from graftwatch.entrypoints.cli.protocol_checks import protocol_check
from graftwatch.entrypoints.codes_files import read_codes_file
from graftwatch.entrypoints.codes_watch import codes_in_force
from graftwatch.entrypoints.listeners import listened_for, tls_of
from graftwatch.entrypoints.wiring import routes_of, taken_as_files
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.pipeline.journal import JournalUnavailable
from graftwatch.terminology.site_codes import SiteCodesError

CONNECT_SECONDS = 2.0
# A hospital's day is some hundred megabytes of journal; below this the disk is full within days.
LEAST_FREE_BYTES = 1024**3
FREE_BYTES_WANTED = 10 * 1024**3
# An ACK waits for one sync: beyond this senders notice.
SLOW_SYNC_SECONDS = 0.05
# No clock that is set stands before the day this was written.
EARLIEST_NOW = datetime(2025, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=1)
# A day leaves as a whole, and an hour may pass until it is looked at.
RETENTION_SLACK_DAYS = 1.1


def all_checks(folder: OpenFolder, *, test_page: bool) -> Iterator[Check]:
    """Every check of `graftwatch doctor`."""
    yield Check("settings", Verdict.OK, "read")
    if folder.settings.engine == "kafka":
        from graftwatch.entrypoints.cli.kafka_checks import kafka_checks  # noqa: PLC0415 - only with this engine

        yield from kafka_checks(folder.settings)
    yield from _feeds(folder)
    yield from standing_checks(folder)
    yield from channel_checks(routes_of(folder.settings, folder.protocol, folder.place), test_page=test_page)


def standing_checks(folder: OpenFolder, behind: int | None = None) -> Iterator[Check]:
    """The checks that ask nobody else: no feed, cluster or channel is connected to.

    Args:
        folder: the data folder.
        behind: how many entries the running detector says it has not handled; None: it was not asked, and what it
            has written counts, which is a moment behind.
    """
    yield protocol_check(folder)
    looks: list[Callable[[OpenFolder], Check]] = [_storage, _disk, _clock, _journal]
    for look in looks:
        yield look(folder)
    yield _store(folder, behind)
    if folder.place.journal.is_dir():
        yield _quarantine(folder)
        yield from _parts(folder)
    yield from _folders(folder)
    yield from _codes(folder)
    yield from on_call_checks(folder)
    yield link_check(folder.settings)
    yield account_check(folder)
    yield from _tls(folder)


def _storage(folder: OpenFolder) -> Check:
    place = _nearest_existing(folder.place.root)
    probe = place / ".graftwatch-doctor"
    begin = perf_counter()
    try:
        with probe.open("wb") as file:
            file.write(b"written by graftwatch doctor")
            file.flush()
            os.fsync(file.fileno())
        probe.unlink()
    except OSError as fault:
        return Check(
            "storage", Verdict.FAULT, f"{place} cannot be written: {fault.strerror}; correct its owner or mode"
        )
    seconds = perf_counter() - begin
    verdict = Verdict.WARNING if seconds > SLOW_SYNC_SECONDS else Verdict.OK
    return Check("storage", verdict, f"{place} can be written; a durable write took {seconds * 1000:.1f} ms")


def _nearest_existing(path: Path) -> Path:
    return next(one for one in (path, *path.absolute().parents) if one.is_dir())


def _disk(folder: OpenFolder) -> Check:
    free = shutil.disk_usage(_nearest_existing(folder.place.root)).free
    text = f"{free / 1024**3:.1f} GiB free"
    if free < LEAST_FREE_BYTES:
        return Check("disk", Verdict.FAULT, f"{text}; make room, or set limits.journal_days lower")
    return Check("disk", Verdict.WARNING if free < FREE_BYTES_WANTED else Verdict.OK, text)


def _clock(folder: OpenFolder) -> Check:
    now = SystemClock().now()
    if now < EARLIEST_NOW:
        return Check("clock", Verdict.FAULT, f"says {now:%Y-%m-%d %H:%M}; set it, best by NTP")
    text = f"{now.astimezone(folder.protocol.zone):%Y-%m-%d %H:%M:%S %Z}, time zone of the protocol"
    return Check("clock", Verdict.OK, text)


def _journal(folder: OpenFolder) -> Check:
    if not folder.place.journal.is_dir():
        return Check("journal", Verdict.WARNING, "not there yet: the service makes it at its first start")
    try:
        last = folder.journal.last_seq()
        newest = folder.journal.entry(last)
    except JournalUnavailable as fault:
        return Check("journal", Verdict.FAULT, f"{fault}; see graftwatch verify")
    if newest and newest.received_at > SystemClock().now() + AHEAD and folder.settings.clock == "real":
        return Check("journal", Verdict.WARNING, "its newest entry lies in the future; was the clock set back?")
    return Check("journal", Verdict.OK, f"{last} entries")


def _store(folder: OpenFolder, behind: int | None) -> Check:
    if not folder.place.state.exists():
        return Check("store", Verdict.WARNING, "not there yet: the service makes it at its first start")
    try:
        with folder.state() as state:
            position, buried = state.position(), len(state.dead_letters())
    except StateUnusable as fault:
        return Check("store", Verdict.FAULT, str(fault))
    behind = folder.journal.last_seq() - position if behind is None else behind
    verdict = Verdict.WARNING if buried or behind else Verdict.OK
    return Check("store", verdict, f"{behind} entries wait for the detector, {buried} failed in processing")


def _parts(folder: OpenFolder) -> Iterator[Check]:
    """What each part takes, how old its oldest content is, and whether that is older than its retention."""
    now, limits = SystemClock().now(), folder.settings.limits
    replayed = folder.settings.clock == "replay"  # where nothing leaves, for its days are none of today's
    days = {} if replayed else {"journal": limits.journal_days, "quarantine": limits.quarantine_days}
    for one in storage_parts(folder.place.journal, folder.place.state, folder.place.quarantine):
        age, kept = age_days(one.oldest, now), days.get(one.name)
        text = f"{one.size_bytes / 1024**2:.1f} MiB" + ("" if age is None else f", the oldest {age:.1f} days old")
        late = kept is not None and age is not None and age > kept + RETENTION_SLACK_DAYS
        mend = f"; it should be {kept} days at most: does the service run, and the detector keep up?" if late else ""
        yield Check(f"kept: {one.name}", Verdict.WARNING if late else Verdict.OK, f"{text}{mend}")


def _quarantine(folder: OpenFolder) -> Check:
    """What waits for a person in the quarantine, and how full it is."""
    with folder.quarantine() as quarantine:
        waiting, room = sum(quarantine.counts().values()), quarantine.room()
    full = room.content_bytes / folder.settings.limits.quarantine_bytes
    text = f"{waiting:,} records wait for a person, {full:.0%} of limits.quarantine_bytes"
    if room.not_kept:
        return Check("quarantine", Verdict.WARNING, f"{text}; {room.not_kept:,} found no room: release, or raise it")
    if waiting:
        return Check("quarantine", Verdict.WARNING, f"{text}; see graftwatch quarantine list")
    return Check("quarantine", Verdict.OK, text)


def _feeds(folder: OpenFolder) -> Iterator[Check]:
    for feed in listened_for(folder.settings):
        what = f"feed {feed.name}"
        if not feed.port:
            yield Check(what, Verdict.OK, "takes a free port at each start")
            continue
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(feed.host, feed.host)  # noqa: S104 - compared, not bound
        try:
            socket.create_connection((host, feed.port), CONNECT_SECONDS).close()
            yield Check(what, Verdict.OK, f"something listens on {feed.host}:{feed.port}")
        except OSError:
            yield Check(what, Verdict.WARNING, f"nobody listens on {feed.host}:{feed.port}; does the service run?")


def _folders(folder: OpenFolder) -> Iterator[Check]:
    for feed in taken_as_files(folder.settings):
        what = f"feed {feed.name}"
        faults = list(faults_of(feed))
        warnings = [] if faults else list(warnings_of(feed))
        yield from (Check(what, Verdict.FAULT, one) for one in faults)
        yield from (Check(what, Verdict.WARNING, one) for one in warnings)
        if not faults and not warnings:
            yield Check(what, Verdict.OK, f"{feed.path} can be used")


def _codes(folder: OpenFolder) -> Iterator[Check]:
    """Each feed's own codes: the file as it stands, and whether it is what the service reads by."""
    in_force = codes_in_force(folder.place)
    for feed in folder.settings.feeds:
        if feed.codes is not None:
            yield _codes_file(feed.name, feed.codes, in_force.get(feed.name))


def _codes_file(feed: str, path: Path, taken: CodesChange | None) -> Check:
    what = f"codes of {feed}"
    try:
        change = read_codes_file(feed, path)
    except SiteCodesError as fault:
        kept = "the codes taken before stay in force" if taken else "the service will not start"
        return Check(what, Verdict.FAULT, f"{kept}; mend:\n{fault}")
    codes = len(change.site_codes().rows)
    if taken is None or taken.csv != change.csv:
        return Check(what, Verdict.WARNING, f"{path.name}, {codes} codes: not taken yet; does the service run?")
    return Check(what, Verdict.OK, f"{path.name}, {codes} codes in force")


def _tls(folder: OpenFolder) -> Iterator[Check]:
    for feed in listened_for(folder.settings):
        files = tls_of(feed)
        if files is not None:
            yield _certificate(f"feed {feed.name}: TLS", files)


def _certificate(what: str, files: TlsFiles) -> Check:
    now = SystemClock().now()
    try:
        loaded = load_tls(files)
    except TlsUnusable as fault:
        return Check(what, Verdict.FAULT, f"tls.{fault.setting}: {fault}")
    if not loaded.valid_from <= now < loaded.expires_at:
        return Check(what, Verdict.FAULT, loaded.warning(now))
    if files.key.stat().st_mode & stat.S_IROTH:
        return Check(what, Verdict.WARNING, f"everybody here can read {files.key}; chmod o-r takes that away")
    senders = "every sender shows a certificate" if files.client_ca else "senders show no certificate"
    text = loaded.warning(now) or (
        f"certificate until {loaded.expires_at:%Y-%m-%d}, {(loaded.expires_at - now).days} days left; {senders}"
    )
    return Check(what, Verdict.WARNING if loaded.warning(now) else Verdict.OK, text)

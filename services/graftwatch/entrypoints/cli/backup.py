"""`graftwatch backup`: a consistent copy of the data folder, also while the service runs.

The store goes first, with what is known of files that were taken, then the journal: the copy's journal is never behind
them, and a service that starts on the copy does what they have not seen once more, with the same result.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click

from graftwatch.adapters.sqlite.segment import segment_files
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, progress, say
from graftwatch.entrypoints.cli.verify import check_whole
from graftwatch.entrypoints.entered_codes_files import entered_files
from graftwatch.entrypoints.wiring import DataFolder

# Another process may hold a lock for one short transaction.
LOCK_WAIT_SECONDS = 10.0


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@folder_options
@json_option
def command(*, target: Path, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Copies journal, store and quarantine into a new folder and checks the copy.

    Example: graftwatch backup backups/monday --data data
    """
    source = OpenFolder.of(data, config).place
    copied = copy_folder(source, target)
    check_whole(copied)
    files = [str(path.relative_to(target)) for path in sorted(target.rglob("*.db"))]
    if as_json:
        print_json({"folder": str(target), "files": files})
    else:
        say(f"{len(files)} files copied to {target} and whole; graftwatch restore brings them back")


def copy_folder(source: DataFolder, target: Path) -> DataFolder:
    """Copies a data folder into a new one, durably.

    Raises:
        InputFault: the target holds something already.
    """
    if target.exists() and any(target.iterdir()):
        raise InputFault(f"{target}: is not empty; give a new folder")
    copied = DataFolder(target)
    copied.make()
    pairs = [(source.state, copied.state), (source.quarantine, copied.quarantine), (source.files, copied.files)]
    pairs += [(source.console, copied.console)]
    pairs += [(path, copied.root / path.name) for path in source.storage_indexes()]
    pairs += [(path, copied.journal / path.name) for path in segment_files(source.journal)]
    for path, to in progress(pairs, "copying", len(pairs)):
        if path.exists():
            _copy(path, to)
    if source.acknowledge_key.exists():
        _copy_secret(source.acknowledge_key, copied.acknowledge_key)
    if source.reports.exists():
        copied.reports.write_bytes(source.reports.read_bytes())
        _sync(copied.reports)
    for path in entered_files(source.root):
        _copy_secret(path, copied.root / path.name)
    for folder in (copied.journal, copied.root):
        _sync(folder)
    return copied


def _copy(path: Path, to: Path) -> None:
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=LOCK_WAIT_SECONDS)) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        source.backup(target)
    to.chmod(0o600)
    _sync(to)


def _copy_secret(path: Path, to: Path) -> None:
    """Links that were sent before go on working; nobody else may read it."""
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, path.read_bytes())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""`graftwatch take`: files straight into a data folder, as a drop folder does, with what became of each message."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from graftwatch.adapters.folder.file_reader import FileReader, Readable
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.inputs import INPUT_PATH, STANDARD_INPUT, files_below
from graftwatch.entrypoints.cli.output import json_option, note, print_json, say
from graftwatch.entrypoints.feed_settings import FeedReading
from graftwatch.entrypoints.file_feeds import Door
from graftwatch.hl7.batch_structure import BatchStructure
from graftwatch.pipeline.file_intake import ACCEPTED, DUPLICATE, FileIntake, MessageOutcome
from graftwatch.pipeline.journal import JournalUnavailable
from graftwatch.pipeline.quarantine import QuarantineUnavailable


@click.command()
@click.argument("paths", nargs=-1, required=True, type=INPUT_PATH)
@click.option("--feed", "feed_name", required=True, help="The feed whose defaults and versions hold.")
@folder_options
@json_option
def command(*, paths: tuple[Path, ...], feed_name: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Takes files, folders or standard input (-) into the journal and says what became of each message.

    A file is read as a drop folder reads it: one message, many, framed, or an FHS/BHS batch of any size. It stays where
    it is. What is refused lies in quarantine; then the exit status is 1. The service need not run.

    Example: graftwatch take archive/2026-06 --feed laboratory
    """
    folder = OpenFolder.of(data, config)
    taken = Taken(_intake(folder, feed_name), as_json=as_json)
    for path in paths:
        taken.path(path)
    if as_json:
        print_json(taken.document())
    else:
        say(taken.summary())
    raise SystemExit(0 if taken.all_taken else 1)


def _intake(folder: OpenFolder, feed_name: str) -> FileIntake:
    feed = next((feed for feed in folder.settings.feeds if feed.name == feed_name), None)
    if folder.settings.engine == "kafka":
        raise InputFault(
            "the Kafka engine takes messages through its gateways: `graftwatch send` sends files to one, and a feed of "
            "kind `folder` takes them from a folder"
        )
    if feed is None:
        known = ", ".join(feed.name for feed in folder.settings.feeds)
        raise InputFault(f"--feed: the settings have no feed {feed_name}; use one of {known}")
    return _through_the_door(folder, feed)


def _through_the_door(folder: OpenFolder, feed: FeedReading) -> FileIntake:
    door = Door(folder.settings)
    click.get_current_context().call_on_close(door.close)
    door.remember(frozenset({feed.name}))
    return door.intake(feed)


@dataclass(slots=True)
class Taken:
    """What was taken, and what became of it."""

    intake: FileIntake
    as_json: bool
    counts: Counter[str] = field(default_factory=Counter)
    files: list[dict[str, object]] = field(default_factory=list)
    faults: int = 0

    def path(self, path: Path) -> None:
        """Takes a file, a folder, or standard input."""
        if path == STANDARD_INPUT:
            self._file("standard input", sys.stdin.buffer)
            return
        for file in files_below(path):
            with file.open("rb") as opened:
                self._file(str(file), opened)

    @property
    def all_taken(self) -> bool:
        """Whether there was a message, each was taken, and no batch lacks one."""
        return bool(self.counts) and set(self.counts) <= {ACCEPTED, DUPLICATE} and not self.faults

    def document(self) -> dict[str, object]:
        """The result for machines."""
        return {"counts": dict(self.counts), "files": self.files}

    def summary(self) -> str:
        """The result for people."""
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.counts.items()))
        return counts or "no message was found"

    def _file(self, name: str, file: Readable) -> None:
        reader = FileReader(file, self.intake)
        messages: list[dict[str, object]] = []
        for outcomes in self._outcomes(reader):
            for one in outcomes:
                self.counts[one.outcome] += 1
                if self.as_json:
                    messages.append(asdict(one))
                else:
                    say(_line(name, one))
        self._structure(name, reader.structure)
        if self.as_json:
            differences = [asdict(one) for one in reader.structure.differences]
            self.files.append({"file": name, "messages": messages, "differences": differences})

    def _outcomes(self, reader: FileReader) -> Iterator[list[MessageOutcome]]:
        """Each group's outcomes; what cannot be stored is answered AE, as a sender over MLLP would hear."""
        for group in reader.groups():
            try:
                yield self.intake.keep(group)
            except (JournalUnavailable, QuarantineUnavailable) as error:
                yield self.intake.failed(group, f"could not be stored, take it again later: {error}")

    def _structure(self, name: str, structure: BatchStructure) -> None:
        self.faults += structure.faults
        for one in structure.differences:
            note(f"{name}, byte {one.offset}: {one.text}")


def _line(name: str, one: MessageOutcome) -> str:
    return f"{one.code}  {one.control_id or '-':<24} {one.outcome:<10} {name}, byte {one.offset}  {one.text}".rstrip()

"""Reads one file piece by piece into journal and quarantine: the way of drop folders and of `graftwatch take`.

Never more than one message and one group of messages is in memory, whatever the file's size.
"""

from collections.abc import Iterator
from typing import Protocol

from graftwatch.hl7.batch import Envelope, MessageSplitter, Part
from graftwatch.hl7.batch_structure import BatchStructure
from graftwatch.pipeline.file_intake import FileIntake, MessageOutcome

READ_BYTES = 256 * 1024
# One journal transaction: large enough that its sync is shared, short enough that a sender over MLLP does not wait.
GROUP_MESSAGES = 256
GROUP_BYTES = 1024 * 1024


class Readable(Protocol):
    """A file or a stream."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""
        ...


class FileReader:
    """One file's messages, taken group by group.

    Attributes:
        structure: what the headers and trailers said, whole at the end.
        kept_before: every message that begins before here is dealt with.
        size: bytes read so far.
    """

    def __init__(self, file: Readable, intake: FileIntake, kept_before: int = 0) -> None:
        self._file = file
        self._intake = intake
        self._resumed_at = kept_before
        self.structure = BatchStructure()
        self.kept_before = kept_before
        self.size = 0

    def outcomes(self) -> Iterator[list[MessageOutcome]]:
        """The outcomes of each group, durable when given.

        Raises:
            JournalUnavailable, QuarantineUnavailable: read the file again later, from `kept_before`.
        """
        for group in self.groups():
            found = self._intake.keep(group, self._resumed_at)
            self.kept_before = max(self.kept_before, group[-1].offset + 1)
            yield found

    def groups(self) -> Iterator[list[Part]]:
        """The file's parts in groups, its structure looked at on the way."""
        group: list[Part] = []
        held = 0
        for part in self._parts():
            group.append(part)
            held += len(part.content)
            if len(group) >= GROUP_MESSAGES or held >= GROUP_BYTES:
                yield group
                group, held = [], 0
        if group:
            yield group

    def _parts(self) -> Iterator[Part]:
        splitter = MessageSplitter(self._intake.terms.max_message_bytes)
        while data := self._file.read(READ_BYTES):
            self.size += len(data)
            yield from self._messages(splitter.receive(data))
        yield from self._messages(splitter.end())
        self.structure.finish(self.size)

    def _messages(self, pieces: list[Part | Envelope]) -> Iterator[Part]:
        for piece in pieces:
            self.structure.take(piece)
            if isinstance(piece, Part):
                yield piece

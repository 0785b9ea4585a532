"""Whether the headers and trailers of a batch file fit its messages, looked at as the parts come.

Source: HL7 v2.5.1, chapter 2.10.3: [FHS] { [BHS] [{message}] [BTS] } [FTS]; 2.14.2 BHS, 2.14.3 BTS, 2.14.6 FHS,
2.14.7 FTS. BTS-1 states the messages of its batch, FTS-1 the batches of the file. A trailer may be left out, which is
only noted; a count that differs, or a segment out of its place, is a fault: something may be missing.
"""

from dataclasses import dataclass, field

from graftwatch.hl7.batch import Envelope, Part

# A file of headers alone must not fill the memory; a person has seen enough by then.
SHOWN = 1000
# FHS-11 and BHS-11 have 20 characters; a longer one is shown cut.
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not fit, and where; `is_fault` is False where the standard allows it."""

    offset: int
    text: str
    is_fault: bool = True


@dataclass(slots=True)
class BatchCount:
    """One batch: its control id (BHS-11), the messages that BTS-1 states, and those found."""

    control_id: str
    stated: int | None = None
    counted: int = 0


@dataclass(slots=True)
class BatchStructure:
    """The headers and trailers of one file as far as they have come.

    Attributes:
        batches: each BHS with its counts, as many as are shown.
        counted_batches: how many there were.
        file_control_id: FHS-11, or nothing.
        stated_batches: FTS-1, or nothing.
        differences: what does not fit, in the file's order, as many as are shown.
        faults: how many of all differences mean that something may be missing.
    """

    batches: list[BatchCount] = field(default_factory=list)
    counted_batches: int = 0
    file_control_id: str = ""
    stated_batches: int | None = None
    differences: list[Difference] = field(default_factory=list)
    faults: int = 0
    _seen: set[str] = field(default_factory=set)
    _open: BatchCount | None = None
    _anything: bool = False

    @property
    def is_batch(self) -> bool:
        """Whether the file has any header or trailer."""
        return bool(self._seen)

    def take(self, piece: Part | Envelope) -> None:
        """Looks at the next part."""
        if isinstance(piece, Envelope):
            fields = _fields(piece.content)
            {"FHS": self._file, "BHS": self._batch, "BTS": self._batch_end, "FTS": self._file_end}[piece.name](
                piece.offset, fields
            )
            self._seen.add(piece.name)
        elif piece.is_message:
            self._message(piece.offset)
        self._anything = True

    def finish(self, size: int) -> None:
        """Nothing more comes; `size` is where the file ends."""
        if self._open is not None:
            self._differs(size, "the last batch has no BTS; was the file cut off?", is_fault=False)
        if "FHS" in self._seen and "FTS" not in self._seen:
            self._differs(size, "the file begins with FHS and has no FTS; was it cut off?", is_fault=False)

    def _message(self, offset: int) -> None:
        if self._open is not None:
            self._open.counted += 1
        elif "BHS" in self._seen or "FTS" in self._seen:
            self._differs(offset, "a message stands outside of every batch")

    def _file(self, offset: int, fields: list[str]) -> None:
        if self._anything:
            self._differs(offset, "FHS stands in the middle of the file; it must be its first segment")
        self.file_control_id = fields[10]

    def _batch(self, offset: int, fields: list[str]) -> None:
        if self._open is not None:
            self._differs(offset, "BHS comes before the BTS of the batch before", is_fault=False)
        if "FTS" in self._seen:
            self._differs(offset, "a batch begins behind FTS")
        self._open = BatchCount(fields[10])
        self.counted_batches += 1
        if len(self.batches) < SHOWN:
            self.batches.append(self._open)

    def _batch_end(self, offset: int, fields: list[str]) -> None:
        batch, self._open = self._open, None
        if batch is None:
            self._differs(offset, "BTS ends a batch that no BHS began")
            return
        batch.stated = self._number(offset, "BTS-1", fields[1])
        if batch.stated is not None and batch.stated != batch.counted:
            self._differs(offset, f"BTS-1 states {batch.stated} messages, {batch.counted} were found")

    def _file_end(self, offset: int, fields: list[str]) -> None:
        if "FHS" not in self._seen:
            self._differs(offset, "FTS ends a file that no FHS began")
        if "FTS" in self._seen:
            self._differs(offset, "FTS stands twice")
        if self._open is not None:
            self._differs(offset, "the last batch has no BTS", is_fault=False)
            self._open = None
        self.stated_batches = self._number(offset, "FTS-1", fields[1])
        counted = self.counted_batches
        if self.stated_batches is not None and self.stated_batches != counted:
            self._differs(offset, f"FTS-1 states {self.stated_batches} batches, {counted} were found")

    def _number(self, offset: int, name: str, written: str) -> int | None:
        if not written.strip():
            return None
        if written.strip().isdecimal():
            return int(written)
        self._differs(offset, f"{name} is not a number")
        return None

    def _differs(self, offset: int, text: str, *, is_fault: bool = True) -> None:
        self.faults += is_fault
        if len(self.differences) < SHOWN:
            self.differences.append(Difference(offset, text, is_fault))


def _fields(segment: bytes) -> list[str]:
    """The fields as text, never fewer than eleven; element n - 1 is FHS-n, element n is BTS-n."""
    separator = segment[3:4] or b"|"
    parts = [part.decode("ascii", "replace")[:_SHOWN_CHARACTERS] for part in segment.split(separator)]
    return [*parts, *[""] * (11 - len(parts))]

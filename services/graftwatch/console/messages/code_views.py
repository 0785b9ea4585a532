"""What the pages of codes show; the same is the API's JSON."""

import hashlib

from pydantic import Field

from graftwatch.findings import Published

LONGEST = 200


def unmapped_key(feed: str, field: str, code: str, system: str) -> str:
    """By what a code that nobody mapped is named in an address: what a sender writes may hold anything."""
    return hashlib.sha256(f"{feed}\x00{field}\x00{code}\x00{system}".encode("utf-8", "replace")).hexdigest()[:20]


class ProposedMapping(Published):
    """What a code could be mapped to by its name, and why; for a person to accept."""

    concept: str
    specimen: str
    unit: str
    confidence: str
    why: str


class UnmappedShown(Published):
    """A code, organism or unit of recipients' messages that nobody mapped, with how often it came."""

    key: str
    feed: str
    field: str
    code: str
    system: str
    texts: tuple[str, ...]
    count: int
    proposal: ProposedMapping | None
    may_be_mapped: bool


class MappingShown(Published):
    """A mapping: what a code means, and who entered it at the console and when; empty where it is a file's.

    `overruled`: the feed's own file maps the code, so this one does not count. `in_force`: messages are read by it.
    """

    feed: str
    code: str
    system: str
    concept: str
    specimen: str
    unit: str
    organism: str
    by: str
    at: str
    overruled: bool
    in_force: bool


class FeedCodes(Published):
    """Where a feed's codes come from: its file's name (empty: it has none) with how many lines."""

    feed: str
    file: str
    lines: int
    fault: str


class CodesShown(Published):
    """What nobody mapped, the most frequent first, and what was entered at the console.

    `elsewhere`: codes are mapped in the gateway's files, which this console does not have.
    """

    unmapped: tuple[UnmappedShown, ...]
    more: int
    entered: tuple[MappingShown, ...]
    feeds: tuple[FeedCodes, ...]
    elsewhere: bool


class UnmappedCodeShown(Published):
    """One of them with its newest messages, by their numbers, and a line for the site's file."""

    unmapped: UnmappedShown
    newest: tuple[int, ...]
    concepts: tuple[str, ...]
    line: str
    elsewhere: bool


class NewMapping(Published):
    """What a code is to mean: the columns of a codes.csv.

    `organism` is given where `concept` is "organism": `code` is then what stands in OBX-5.
    """

    feed: str = Field(max_length=LONGEST)
    code: str = Field(min_length=1, max_length=LONGEST)
    system: str = Field("", max_length=LONGEST)
    concept: str = Field(min_length=1, max_length=LONGEST)
    specimen: str = Field("", max_length=LONGEST)
    unit: str = Field("", max_length=LONGEST)
    organism: str = Field("", max_length=LONGEST)


class MappedCode(Published):
    """What became of a mapping: whether messages are read by it already, or why it was not taken."""

    in_force: bool = False
    overruled: bool = False
    problem: str = ""

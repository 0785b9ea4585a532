"""Files of messages: how they are split, and whether headers and trailers fit (HL7 v2.5.1, 2.10.3)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graftwatch.hl7.batch import Envelope, MessageSplitter, Part, split_messages
from graftwatch.hl7.batch_structure import BatchStructure

FIRST = b"MSH|^~\\&|LAB|H|||20260601||ORU^R01|01|P|2.5.1\rPID|1||4711"
SECOND = b"MSH|^~\\&|LAB|H|||20260601||ORU^R01|02|P|2.5.1\rPID|1||4712"
BATCH = (
    b"FHS|^~\\&|LAB|H|||20260601|||f|F-1\rBHS|^~\\&|LAB|H|||20260601|||b|B-1\r"
    + FIRST
    + b"\r"
    + SECOND
    + b"\rBTS|2\rFTS|1\r"
)


def pieces(content: bytes, *cuts: int, limit: int = 10_000) -> list[Part | Envelope]:
    splitter = MessageSplitter(limit)
    bounds = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    found = [one for begin, end in pairwise(bounds) for one in splitter.receive(content[begin:end])]
    return [*found, *splitter.end()]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(FIRST, [(0, FIRST, True)], id="one message without an end"),
        pytest.param(FIRST + b"\r" + SECOND + b"\r\n", [(0, FIRST, True), (58, SECOND, True)], id="two"),
        pytest.param(
            b"\x0b" + FIRST + b"\x1c\r\x0b" + SECOND + b"\x1c\r", [(1, FIRST, True), (61, SECOND, True)], id="framed"
        ),
        pytest.param(b"\xef\xbb\xbf" + FIRST, [(3, FIRST, True)], id="byte order mark"),
        pytest.param(b"hello\r" + FIRST, [(0, b"hello", False), (6, FIRST, True)], id="garbage before"),
        pytest.param(
            b"\x0b" + FIRST + b"\x1c\rgarbage", [(1, FIRST, True), (60, b"garbage", False)], id="garbage behind a frame"
        ),
        pytest.param(FIRST + b"\rNTE|1||MSH|x", [(0, FIRST + b"\rNTE|1||MSH|x", True)], id="MSH inside a field"),
        pytest.param(b"", [], id="an empty file"),
        pytest.param(b"\r\n\r\n", [], id="blank lines"),
    ],
)
def test_a_file_is_split_and_nothing_vanishes(content: bytes, found: list[tuple[int, bytes, bool]]) -> None:
    assert len(FIRST) == 57
    assert [(one.offset, one.content, one.is_message) for one in split_messages(content)] == found


@given(st.lists(st.integers(0, len(BATCH)), max_size=6))
def test_any_split_of_the_bytes_gives_the_same_parts(cuts: list[int]) -> None:
    whole = pieces(BATCH)
    assert [one.name if isinstance(one, Envelope) else one.content for one in whole] == [
        *("FHS", "BHS"),
        *(FIRST, SECOND),
        *("BTS", "FTS"),
    ]
    assert pieces(BATCH, *cuts) == whole


@pytest.mark.parametrize(("limit", "kept"), [(57, 57), (56, 56)])
def test_of_a_message_beyond_the_limit_the_head_is_kept_and_its_size_said(limit: int, kept: int) -> None:
    first, second = split = pieces(FIRST + b"\r" + b"MSH|^~\\&|X", limit=limit)
    assert len(split) == 2
    assert isinstance(first, Part)
    assert (len(first.content), first.size) == (kept, 57)
    assert isinstance(second, Part)
    assert second.offset == 58


def test_of_a_very_large_message_little_is_held_and_the_next_one_is_read() -> None:
    splitter = MessageSplitter(1000)
    found = list(splitter.receive(FIRST + b"\rOBX|1|ED|"))
    for _ in range(100):
        found += splitter.receive(b"x" * 1000)
        assert len(splitter._held) < 3000
    found += [*splitter.receive(b"\r" + SECOND), *splitter.end()]
    large, small = found
    assert isinstance(large, Part)
    assert (large.offset, len(large.content), large.size) == (0, 1000, 57 + 10 + 100_000 + 1)
    assert isinstance(small, Part)
    assert (small.offset, small.content) == (large.size, SECOND)


def differences(content: bytes) -> list[tuple[str, bool]]:
    structure = BatchStructure()
    for piece in pieces(content):
        structure.take(piece)
    structure.finish(len(content))
    return [(one.text, one.is_fault) for one in structure.differences]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(BATCH, [], id="whole"),
        pytest.param(FIRST + b"\r" + SECOND, [], id="no batch at all"),
        pytest.param(
            BATCH.replace(b"BTS|2", b"BTS|3"), [("BTS-1 states 3 messages, 2 were found", True)], id="one is missing"
        ),
        pytest.param(
            BATCH.replace(b"FTS|1", b"FTS|2"), [("FTS-1 states 2 batches, 1 were found", True)], id="a batch is missing"
        ),
        pytest.param(BATCH.replace(b"BTS|2", b"BTS"), [], id="no count stated"),
        pytest.param(BATCH.replace(b"BTS|2", b"BTS|two"), [("BTS-1 is not a number", True)], id="no number"),
        pytest.param(
            BATCH.replace(b"FTS|1\r", b""),
            [("the file begins with FHS and has no FTS; was it cut off?", False)],
            id="no FTS, which the standard allows",
        ),
        pytest.param(BATCH[BATCH.index(b"BHS") :], [("FTS ends a file that no FHS began", True)], id="FTS without FHS"),
        pytest.param(FIRST + b"\rBTS|1\r", [("BTS ends a batch that no BHS began", True)], id="BTS without BHS"),
        pytest.param(
            FIRST + b"\rFHS|^~\\&\rFTS|0\r",
            [("FHS stands in the middle of the file; it must be its first segment", True)],
            id="FHS behind a message",
        ),
        pytest.param(
            BATCH + SECOND, [("a message stands outside of every batch", True)], id="a message behind the trailer"
        ),
    ],
)
def test_headers_and_trailers_are_checked_against_what_was_found(content: bytes, said: list[tuple[str, bool]]) -> None:
    assert differences(content) == said


def test_control_ids_and_counts_of_batches_are_said() -> None:
    structure = BatchStructure()
    for piece in pieces(BATCH):
        structure.take(piece)
    assert (structure.file_control_id, structure.stated_batches) == ("F-1", 1)
    assert [(one.control_id, one.stated, one.counted) for one in structure.batches] == [("B-1", 2, 2)]

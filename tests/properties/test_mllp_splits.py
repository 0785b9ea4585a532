"""Any split of any stream of bytes gives the same frames."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.hl7.mllp import BadFrame, Frame, Framer, encode

# Pieces that meet at every boundary the framer knows, among them its beginnings.
PIECES = st.sampled_from(
    [b"\x0b", b"\x1c\r", b"\x1c", b"\r", b"\n", b"\0", b"MSH", b"M", b"MS", b"\x0bMSH|x\x1c\r", b"abc", b"x" * 30]
)
STREAMS = st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=14).map(b"".join))


def read(parts: list[bytes], limit: int) -> tuple[list[Frame | BadFrame], int]:
    framer = Framer(limit)
    found = [frame for part in parts for frame in framer.receive(part)]
    return found + framer.end(), framer.skipped_bytes


@settings(max_examples=600)
@given(STREAMS, st.lists(st.integers(0, 200), max_size=20), st.sampled_from([1, 2, 4, 8, 20, 1000]))
def test_any_split_gives_the_same_frames(stream: bytes, cuts: list[int], limit: int) -> None:
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    parts = [stream[start:end] for start, end in pairwise(places)]
    assert read(parts, limit) == read([stream], limit)


@settings(max_examples=300)
@given(STREAMS, st.sampled_from([8, 1000]))
def test_no_frame_waits_for_more_than_its_own_bytes(stream: bytes, limit: int) -> None:
    whole, single = Framer(limit), Framer(limit)
    at_once = [frame for frame in whole.receive(stream) if isinstance(frame, Frame)]
    one_by_one = [frame for byte in stream for frame in single.receive(bytes([byte])) if isinstance(frame, Frame)]
    assert one_by_one == at_once


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=80).filter(lambda content: not {0x0B, 0x1C} & set(content)), max_size=6))
def test_what_is_encoded_comes_back(contents: list[bytes]) -> None:
    found, _ = read([b"".join(encode(content) for content in contents)], 100)
    assert [frame.content for frame in found] == contents


@settings(max_examples=300)
@given(STREAMS, st.sampled_from([1, 8, 1000]))
def test_no_byte_vanishes(stream: bytes, limit: int) -> None:
    found, skipped = read([stream], limit)
    frames = [frame for frame in found if isinstance(frame, Frame)]
    bad = [frame for frame in found if isinstance(frame, BadFrame)]
    in_frames = sum(len(frame.content) + 3 for frame in frames)
    in_bad = sum(frame.size for frame in bad)
    # A bad frame's own start and end blocks (at most three bytes) are in none of the sums.
    assert in_frames + in_bad + skipped <= len(stream) <= in_frames + in_bad + skipped + 3 * len(bad)


@settings(max_examples=300)
@given(st.lists(st.binary(max_size=40), max_size=30), st.integers(1, 20))
def test_memory_is_bounded(parts: list[bytes], limit: int) -> None:
    framer = Framer(limit)
    for part in parts:
        framer.receive(part)
        assert framer.held_bytes <= 2 * limit + len(part) + 8

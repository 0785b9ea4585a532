"""What the framer makes of one connection's bytes."""

import pytest

from graftwatch.hl7.mllp import HEAD_LIMIT_BYTES, BadFrame, BadFrameReason, Frame, Framer, encode


def bad(reason: BadFrameReason, content: bytes, position: int, size: int | None = None) -> BadFrame:
    return BadFrame(reason, content, position, len(content) if size is None else size)


CASES = [
    pytest.param(b"\x0bMSH|1\x1c\r", [Frame(b"MSH|1", 0)], id="one frame"),
    pytest.param(
        b"\x0bMSH|1\x1c\r\x0bMSH|2\x1c\r", [Frame(b"MSH|1", 0), Frame(b"MSH|2", 8)], id="two frames in one read"
    ),
    pytest.param(
        b"\0\0\r\n\x0bMSH|1\x1c\r\0\n \x0bMSH|2\x1c\r",
        [Frame(b"MSH|1", 4), Frame(b"MSH|2", 15)],
        id="NULs, line ends and blanks between frames are skipped",
    ),
    pytest.param(b"\x0b\x1c\r", [Frame(b"", 0)], id="an empty frame is a frame"),
    pytest.param(b"\x1c\r\x1c\r\x0bA\x1c\r", [Frame(b"A", 4)], id="stray end blocks are skipped"),
    pytest.param(
        b"hello\x1c\r\x0bA\x1c\r",
        [bad(BadFrameReason.NO_START_BLOCK, b"hello", 0), Frame(b"A", 7)],
        id="bytes ended by an end block, without a start block",
    ),
    pytest.param(
        b"GET / HTTP/1.1\r\n\r\n\x0bMSH|1\x1c\r",
        [bad(BadFrameReason.NO_START_BLOCK, b"GET / HTTP/1.1\r\n\r\n", 0), Frame(b"MSH|1", 18)],
        id="another protocol's bytes before a frame",
    ),
    pytest.param(
        b"\x0bMSH|half\x0bMSH|whole\x1c\r",
        [bad(BadFrameReason.CUT_OFF, b"MSH|half", 0), Frame(b"MSH|whole", 9)],
        id="a message that begins before the last one ended",
    ),
    pytest.param(b"\x0b\x0bMSH|1\x1c\r", [Frame(b"MSH|1", 1)], id="a start block sent twice"),
    pytest.param(
        b"\x0bMSH|a\x0bb\x1c\r\x0bA\x1c\r",
        [bad(BadFrameReason.START_BLOCK_INSIDE, b"MSH|a\x0bb", 0), Frame(b"A", 10)],
        id="a vertical tab in the text is one bad frame, not two",
    ),
    pytest.param(
        b"\x0bMSH|1\x1c\x0bMSH|2\x1c\r",
        [bad(BadFrameReason.NO_CARRIAGE_RETURN, b"MSH|1\x1c", 0), Frame(b"MSH|2", 7)],
        id="an end block without its carriage return, then a frame",
    ),
    pytest.param(
        b"\x0bMSH|1\x1c\nX\x1c\r",
        [bad(BadFrameReason.NO_CARRIAGE_RETURN, b"MSH|1\x1c\nX", 0)],
        id="an end block with a line feed in place of the carriage return",
    ),
]


@pytest.mark.parametrize(("sent", "frames"), CASES)
def test_frames_of_a_stream(sent: bytes, frames: list[Frame | BadFrame]) -> None:
    framer = Framer()
    assert framer.receive(sent) + framer.end() == frames


@pytest.mark.parametrize(("sent", "frames"), CASES)
def test_frames_of_the_same_stream_byte_by_byte(sent: bytes, frames: list[Frame | BadFrame]) -> None:
    framer = Framer()
    found = [frame for byte in sent for frame in framer.receive(bytes([byte]))]
    assert found + framer.end() == frames


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_frame_comes_out_with_its_last_byte(cut: int) -> None:
    framer, sent = Framer(), b"\x0bMSH|1\x1c\r"
    assert framer.receive(sent[:cut]) == []
    assert framer.receive(sent[cut:]) == [Frame(b"MSH|1", 0)]
    assert framer.held_bytes == 0


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        pytest.param(b"", [], id="nothing sent"),
        pytest.param(b"\0\r\n", [], id="only keep-alives"),
        pytest.param(b"\x0bMSH|1", [bad(BadFrameReason.DISCONNECTED, b"MSH|1", 0)], id="half a frame"),
        pytest.param(b"\x0b", [bad(BadFrameReason.DISCONNECTED, b"", 0)], id="a start block alone"),
        pytest.param(
            b"\x0bMSH|1\x1c", [bad(BadFrameReason.NO_CARRIAGE_RETURN, b"MSH|1\x1c", 0)], id="no carriage return"
        ),
        pytest.param(b"hello", [bad(BadFrameReason.NO_START_BLOCK, b"hello", 0)], id="bytes that never became a frame"),
    ],
)
def test_what_a_disconnect_leaves(sent: bytes, left: list[BadFrame]) -> None:
    framer = Framer()
    assert framer.receive(sent) == []
    assert framer.end() == left
    assert framer.held_bytes == 0


@pytest.mark.parametrize(("length", "accepted"), [(100, True), (101, False)])
def test_a_frame_at_the_limit_is_accepted_and_one_byte_more_is_not(length: int, accepted: bool) -> None:  # noqa: FBT001
    found = Framer(max_frame_bytes=100).receive(encode(b"x" * length))
    assert found == ([Frame(b"x" * length, 0)] if accepted else [bad(BadFrameReason.TOO_LARGE, b"x" * 99, 0, 101)])


def test_a_hundred_megabytes_in_one_frame_are_passed_over_and_the_next_frame_is_read() -> None:
    framer = Framer()
    most = 0
    assert framer.receive(b"\x0bMSH|") == []
    for _ in range(1600):
        assert framer.receive(b"x" * 65536) == []
        most = max(most, framer.held_bytes)
    (over,) = framer.receive(b"\x1c\r")
    assert isinstance(over, BadFrame)
    assert (over.reason, over.size, over.position) == (BadFrameReason.TOO_LARGE, 4 + 1600 * 65536, 0)
    assert over.content == b"MSH|".ljust(HEAD_LIMIT_BYTES - 1, b"x")
    assert most <= 16 * 1024 * 1024 + 65536 + 5
    assert framer.receive(encode(b"MSH|next")) == [Frame(b"MSH|next", 7 + 1600 * 65536)]


def test_a_half_frame_that_is_given_up_comes_out_where_it_ends() -> None:
    framer = Framer()
    framer.receive(b"\x0bMSH|" + b"x" * 200_000)
    framer.give_up()
    assert framer.held_bytes <= HEAD_LIMIT_BYTES + 3
    (given_up,) = framer.receive(b"yy\x1c\r")
    assert isinstance(given_up, BadFrame)
    assert (given_up.reason, given_up.size) == (BadFrameReason.OVERLOADED, 200_006)


def test_skipped_bytes_are_counted() -> None:
    framer = Framer()
    framer.receive(b"\0\0\x0bA\x1c\r\r\n\x1c\r")
    assert framer.skipped_bytes == 6

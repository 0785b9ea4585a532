"""The line between the two processes: words arrive whole and in order, large answers too, and an end is heard."""

import socket

import pytest

from graftwatch.entrypoints.link import LINE_LIMIT_BYTES, Status, Word, decode_word, encode_word, open_line

WORDS: tuple[Word, ...] = ("new", "stop", "status", "metrics")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_one_line_and_comes_back(word: Word) -> None:
    line = encode_word(word)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_word(line) == word


def test_a_line_that_is_no_word_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        decode_word(b"not json\n")


async def test_words_and_a_large_answer_arrive_in_order_and_the_end_is_heard() -> None:
    ours, theirs = socket.socketpair()
    _, writer = await open_line(ours)
    reader, other = await open_line(theirs)
    metrics = "graftwatch_frames_received_total 1\n" * 20_000
    status = Status(position=7, behind=2, lag_seconds=0.5, progress_age_seconds=0.1, metrics=metrics)
    writer.write(encode_word("new") + encode_word("metrics"))
    writer.write(status.model_dump_json().encode() + b"\n")
    assert [decode_word(await reader.readline()) for _ in range(2)] == ["new", "metrics"]
    assert Status.model_validate_json(await reader.readline()) == status
    writer.close()
    await writer.wait_closed()
    assert await reader.readline() == b""
    other.close()
    await other.wait_closed()


async def test_a_line_beyond_the_limit_is_refused_and_not_kept() -> None:
    ours, theirs = socket.socketpair()
    _, writer = await open_line(ours)
    reader, other = await open_line(theirs)
    writer.write(b"x" * (LINE_LIMIT_BYTES * 2 + 1))
    with pytest.raises(ValueError, match="limit"):
        await reader.readline()
    writer.transport.abort()
    other.transport.abort()

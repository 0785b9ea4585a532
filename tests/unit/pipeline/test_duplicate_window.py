"""The window of recent control ids: how much it remembers, and what it takes for the same message."""

from graftwatch.hl7.header import Header, read_header
from graftwatch.pipeline.duplicates import ENTRIES_PER_CONTROL_ID, DuplicateWindow, message_key


def header(control_id: str = "1", application: str = "LAB", facility: str = "HOSP") -> Header:
    read = read_header(f"MSH|^~\\&|{application}|{facility}|||20260301||ORU^R01|{control_id}|P|2.5.1\r".encode())
    assert isinstance(read, Header)
    return read


def test_feed_sender_and_control_id_make_the_key() -> None:
    keys = [
        message_key("lab", header()),
        message_key("icu", header()),
        message_key("lab", header(control_id="2")),
        message_key("lab", header(application="ICU")),
        message_key("lab", header(facility="OTHER")),
    ]
    assert len(set(keys)) == 5
    assert message_key("lab", header()) == keys[0]


def test_at_least_half_the_limit_is_remembered_and_never_more_than_the_limit() -> None:
    window = DuplicateWindow(limit=100)
    for number in range(1, 1001):
        window.remember(number, number)
        assert len(window) <= 100
        newest = range(max(1, number - 49), number + 1)
        assert all(window.seqs(key) == (key,) for key in newest)
    assert 900 not in window


def test_a_control_id_used_again_remembers_its_newest_entries() -> None:
    window = DuplicateWindow(limit=100)
    for seq in range(1, 10):
        window.remember(7, seq)
    assert window.seqs(7) == tuple(range(9, 9 - ENTRIES_PER_CONTROL_ID, -1))


def test_a_limit_of_nothing_remembers_nothing() -> None:
    window = DuplicateWindow(limit=0)
    window.remember(7, 1)
    assert window.seqs(7) == ()
    assert len(window) == 0

"""Whatever is changed in whatever way: the rows that a transaction noted make another copy equal. Without a cluster."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.adapters.kafka.faults import ClusterUnfit, RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.replica.capture import Capture
from graftwatch.adapters.kafka.replica.copy import Copy
from graftwatch.adapters.kafka.replica.rows import Change, key_of, read, schema_headers, tables_version, value_of
from graftwatch.adapters.kafka.replica.tables import tables_of
from graftwatch.adapters.sqlite.transaction import transaction
from random_rows import RandomRows
from replica_site import dump, opened

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def copy(folder: Path, name: str) -> Copy:
    return Copy(folder / name, "state-0", opened, lambda: None, NOW)


@pytest.fixture
def leader(tmp_path: Path) -> Iterator[Copy]:
    one = copy(tmp_path, "leader.db")
    yield one
    one.close()


@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 12), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_another_copy_is_equal_after_each_transaction(seed: int, sizes: list[int]) -> None:
    with TemporaryDirectory() as folder:
        leads, follows = copy(Path(folder), "leads.db"), copy(Path(folder), "follows.db")
        capture = Capture(leads.connection, leads.tables)
        rows = RandomRows(leads.connection, seed)
        for size in sizes:
            with transaction(leads.connection):
                rows.change(size)
                records = [(key_of(one), value_of(one)) for one in capture.changes()]
                capture.clear()
            with follows.changing():
                for key, value in records:
                    follows.apply(read(key, value))
            assert dump(follows.connection) == dump(leads.connection)
        leads.close()
        follows.close()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_rows_that_are_there_already_change_nothing(seed: int) -> None:
    with TemporaryDirectory() as folder:
        leads, follows = copy(Path(folder), "leads.db"), copy(Path(folder), "follows.db")
        capture = Capture(leads.connection, leads.tables)
        rows, history = RandomRows(leads.connection, seed), []
        for _ in range(4):
            with transaction(leads.connection):
                rows.change(6)
                history += capture.changes()
                capture.clear()
        for _ in range(2):  # as after a crash before the offset was kept
            with follows.changing():
                for change in history:
                    follows.apply(change)
        assert dump(follows.connection) == dump(leads.connection)
        leads.close()
        follows.close()


def test_a_rollback_takes_the_notes_back(leader: Copy) -> None:
    capture = Capture(leader.connection, leader.tables)

    def fails() -> None:
        with transaction(leader.connection):
            leader.connection.execute("INSERT INTO withdrawn VALUES (1, 2)")
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with transaction(leader.connection):
        assert capture.changes() == []


def test_a_row_put_in_and_taken_out_again_is_said_to_be_gone(leader: Copy) -> None:
    capture = Capture(leader.connection, leader.tables)
    with transaction(leader.connection):
        leader.connection.execute("INSERT INTO withdrawn VALUES (1, 2)")
        leader.connection.execute("DELETE FROM withdrawn")
        assert capture.changes() == [Change("withdrawn", (1,), None)]


def test_a_row_whose_key_changes_is_gone_under_the_old_one(leader: Copy) -> None:
    leader.connection.execute("INSERT INTO withdrawn VALUES (1, 2)")
    capture = Capture(leader.connection, leader.tables)
    with transaction(leader.connection):
        leader.connection.execute("UPDATE withdrawn SET seq = 9")
        assert capture.changes() == [
            Change("withdrawn", (1,), None),
            Change("withdrawn", (9,), {"seq": 9, "known_at": 2}),
        ]


def test_an_update_that_leaves_a_row_as_it_is_counts(leader: Copy) -> None:
    capture = Capture(leader.connection, leader.tables)
    with transaction(leader.connection):
        leader.connection.execute("UPDATE position SET seq = seq")
        assert [(one.table, one.key) for one in capture.changes()] == [("position", (1,))]


def test_the_copys_own_bookkeeping_is_never_noted(leader: Copy) -> None:
    capture = Capture(leader.connection, leader.tables)
    with transaction(leader.connection):
        leader.move_to(17)
        assert capture.changes() == []


def test_an_audit_row_that_is_there_is_passed_over_and_another_is_refused(leader: Copy) -> None:
    def audit(seq: int, words: str) -> Change:
        row = {"seq": seq, "at": 1, "what": "decided", "page": "p", "subject": "", "content": words, "hash": "h"}
        return Change("audit", (seq,), row)

    with leader.changing():
        leader.apply(audit(1, "one"))
        leader.apply(audit(1, "one"))
    for wrong in (audit(1, "another"), audit(3, "out of turn"), Change("audit", (1,), None)):
        with pytest.raises(ClusterUnfit, match="different histories in table audit"), leader.changing():
            leader.apply(wrong)
    assert leader.connection.execute("SELECT seq, content FROM audit").fetchall() == [(1, "one")]


def test_a_row_of_older_tables_takes_the_defaults(leader: Copy) -> None:
    older = {"seq": 1, "subject": "S01", "received_at": 2, "feed": "lab", "control_id": "c", "content": b"MSH"}
    with leader.changing():
        leader.apply(Change("frame", (1, "S01"), dict(older)))
    assert leader.connection.execute("SELECT * FROM frame").fetchall() == [(*older.values(), None)]


def test_tables_and_columns_of_a_newer_program_are_passed_over(leader: Copy) -> None:
    with leader.changing():
        leader.apply(Change("of_tomorrow", (1,), {"only": 1}))
        leader.apply(Change("withdrawn", (1,), {"seq": 1, "known_at": 2, "why": "tomorrow"}))
    assert leader.connection.execute("SELECT * FROM withdrawn").fetchall() == [(1, 2)]


def test_the_version_of_the_tables_stands_in_a_header_and_a_newer_form_of_rows_is_refused() -> None:
    assert tables_version(schema_headers(5)) == 5
    with pytest.raises(RecordTooNew, match=r"version '2\.0'"):
        tables_version([("schema", b"row/2.0")])
    with pytest.raises(RecordRefused, match="where row belongs"):
        tables_version([("schema", b"page/1.0")])


@pytest.mark.parametrize("key", [b"", b"[]", b'["t"]', b'{"a":1}', b'["t",[{"base64":1}]]', b"\xff"])
def test_what_is_no_row_is_refused_without_its_content(key: bytes) -> None:
    with pytest.raises(RecordRefused, match=r"^a record of a replicated database cannot be read$"):
        read(key, b"{}")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        pytest.param("CREATE TABLE t (a)", "no primary key", id="no primary key"),
        pytest.param(
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE)", "second unique index", id="another unique index"
        ),
        pytest.param("CREATE TABLE t (a TEXT PRIMARY KEY)", "that may be empty", id="an empty key"),
        pytest.param(
            "CREATE TABLE t (a TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID", "byte by byte", id="large is small"
        ),
    ],
)
def test_a_table_whose_rows_have_no_identity_is_refused(made: str, words: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(made)
    with pytest.raises(ClusterUnfit, match=words):
        tables_of(connection)
    connection.close()

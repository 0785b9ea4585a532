"""The audit of pages in state.db: appended in the transaction of what it tells, chained, and never changed."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.audit import SqliteAudit, chained
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.pipeline.audit import AuditItem, AuditQuery, Happened
from graftwatch.pipeline.outbox import Delivered, Delivery, Failed, Retry
from paging_builders import FOUR_IN_THE_AFTERNOON, minutes_later, page

NOW = FOUR_IN_THE_AFTERNOON
TRIGGERS = ("audit_in_turn", "audit_not_changed", "audit_not_deleted")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_state(tmp_path / "state.db")
    yield opened
    opened.close()


def told(connection: sqlite3.Connection, query: AuditQuery | None = None) -> list[tuple[str, str, int, str]]:
    rows = SqliteAudit(connection).rows(query or AuditQuery())
    return [(one.item.what.value, one.item.channel, one.item.attempts, one.item.words) for one in rows]


def put(connection: sqlite3.Connection, *deliveries: Delivery) -> None:
    store = SqliteState(connection)
    with store.transaction():
        store.add_pages([one.page for one in deliveries], seq=1)
        SqliteOutbox(connection).add(deliveries)


def without_triggers(connection: sqlite3.Connection) -> None:
    """As somebody would who has the file and wants to change it unseen."""
    for trigger in TRIGGERS:
        connection.execute(f"DROP TRIGGER {trigger}")


def some_rows(connection: sqlite3.Connection) -> None:
    store = SqliteState(connection)
    with store.transaction():
        store.note([AuditItem(at=minutes_later(one), what=Happened.DECIDED, page=f"page-{one}") for one in range(1, 6)])


def test_a_page_its_deliveries_and_their_ends_are_told_in_order(connection: sqlite3.Connection) -> None:
    one, other = Delivery(page(), "pager", NOW, NOW), Delivery(page(), "mail", NOW, NOW)
    put(connection, one, other)
    outbox = SqliteOutbox(connection)
    outbox.record(one.id, Retry(minutes_later(1), "the receiver answered 503"), NOW)
    outbox.record(one.id, Delivered(), minutes_later(1))
    instead = Delivery(page(), "sms", minutes_later(1), minutes_later(1))
    outbox.record(other.id, Failed("the mail server answered 550", instead), minutes_later(1))
    assert told(connection) == [
        ("decided", "", 0, ""),
        ("delivery_added", "pager", 0, ""),
        ("delivery_added", "mail", 0, ""),
        ("delivery_retried", "pager", 1, "the receiver answered 503"),
        ("delivered", "pager", 2, ""),
        ("delivery_failed", "mail", 1, "the mail server answered 550"),
        ("delivery_added", "sms", 0, ""),
    ]


def test_a_receiver_that_says_the_same_all_day_is_told_once_and_counted(connection: sqlite3.Connection) -> None:
    one = Delivery(page(), "pager", NOW, NOW)
    put(connection, one)
    outbox = SqliteOutbox(connection)
    for attempt in range(1, 101):
        outbox.record(one.id, Retry(minutes_later(attempt), "no answer in time"), minutes_later(attempt))
    outbox.record(one.id, Retry(minutes_later(102), "the receiver answered 500"), minutes_later(101))
    outbox.record(one.id, Delivered(), minutes_later(102))
    assert told(connection)[2:] == [
        ("delivery_retried", "pager", 1, "no answer in time"),
        ("delivery_retried", "pager", 101, "the receiver answered 500"),
        ("delivered", "pager", 102, ""),
    ]


def test_what_is_put_in_again_is_told_once(connection: sqlite3.Connection) -> None:
    one = Delivery(page(), "pager", NOW, NOW)
    put(connection, one)
    put(connection, one)
    assert [what for what, *_ in told(connection)] == ["decided", "delivery_added"]


def _add_and_fail(store: SqliteState, connection: sqlite3.Connection) -> None:
    store.add_pages([page()], seq=1)
    connection.execute("INSERT INTO no_such_table VALUES (1)")


def test_what_was_undone_is_not_told(connection: sqlite3.Connection) -> None:
    store = SqliteState(connection)
    with pytest.raises(sqlite3.OperationalError), store.transaction():
        _add_and_fail(store, connection)
    assert told(connection) == []
    some_rows(connection)
    assert SqliteAudit(connection).first_fault() == ""


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE audit SET page = 'other' WHERE seq = 2", id="changed"),
        pytest.param("DELETE FROM audit WHERE seq = 5", id="deleted"),
        pytest.param("INSERT OR REPLACE INTO audit SELECT 2, at, what, page, '', '{}', hash FROM audit", id="replaced"),
        pytest.param("INSERT INTO audit SELECT 9, at, what, page, '', '{}', hash FROM audit LIMIT 1", id="out of turn"),
    ],
)
def test_the_table_refuses_whatever_is_not_appending(connection: sqlite3.Connection, statement: str) -> None:
    some_rows(connection)
    before = told(connection)
    with pytest.raises(sqlite3.IntegrityError, match="the audit is"):
        connection.execute(statement)
    assert told(connection) == before


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        pytest.param(
            "UPDATE audit SET subject = 'S09' WHERE seq = 3", "audit row 3 is not as it was written", id="who"
        ),
        pytest.param("UPDATE audit SET at = at + 1 WHERE seq = 4", "audit row 4 is not as it was written", id="when"),
        pytest.param("UPDATE audit SET what = 'delivered' WHERE seq = 1", "audit row 1 is not as", id="what"),
        pytest.param(
            """UPDATE audit SET content = '{"by":"x"}' WHERE seq = 2""", "audit row 2 is not as", id="by whom"
        ),
        pytest.param("DELETE FROM audit WHERE seq = 2", "audit row 2 is missing", id="one taken out"),
        pytest.param("DELETE FROM audit WHERE seq = 1", "audit row 1 is missing", id="the first taken out"),
        pytest.param(
            "DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = seq - 1 WHERE seq > 2",
            "audit row 2 is not as it was written, or a row before it was taken out",
            id="taken out and numbered anew",
        ),
    ],
)
def test_a_change_by_hand_is_found_at_its_row(connection: sqlite3.Connection, statement: str, fault: str) -> None:
    some_rows(connection)
    without_triggers(connection)
    connection.executescript(statement)
    assert SqliteAudit(connection).first_fault().startswith(fault)


def test_a_row_that_was_written_anew_with_a_fitting_hash_breaks_the_one_after_it(
    connection: sqlite3.Connection,
) -> None:
    some_rows(connection)
    without_triggers(connection)
    (before,) = connection.execute("SELECT hash FROM audit WHERE seq = 1").fetchone()
    row = connection.execute("SELECT seq, at, what, page, 'S09', content FROM audit WHERE seq = 2").fetchone()
    connection.execute("UPDATE audit SET subject = 'S09', hash = ? WHERE seq = 2", (chained(before, row),))
    assert SqliteAudit(connection).first_fault().startswith("audit row 3 is not as it was written")


def test_the_items_of_a_page_a_subject_and_a_time_are_found(connection: sqlite3.Connection) -> None:
    store = SqliteState(connection)
    items = [
        AuditItem(at=minutes_later(minute), what=Happened.DECIDED, page=page_id, subject=subject)
        for minute, page_id, subject in [(0, "a", "S01"), (1, "b", "S02"), (2, "c", "S01")]
    ]
    with store.transaction():
        store.note(items)
    audit = SqliteAudit(connection)

    def found(query: AuditQuery) -> list[str]:
        return [one.item.page for one in audit.rows(query)]

    assert found(AuditQuery(page="b")) == ["b"]
    assert found(AuditQuery(subject="S01")) == ["a", "c"]
    assert found(AuditQuery(since=minutes_later(1))) == ["b", "c"]
    assert found(AuditQuery(until=minutes_later(1))) == ["a"]
    assert found(AuditQuery(since=minutes_later(1), until=minutes_later(1) + timedelta(microseconds=1))) == ["b"]
    assert [one.item for one in audit.rows(AuditQuery())] == items


def test_words_are_cut_at_their_limit(connection: sqlite3.Connection) -> None:
    store = SqliteState(connection)
    with store.transaction():
        store.note([AuditItem(at=NOW, what=Happened.FAILED, words="x" * length) for length in (300, 301)])
    assert [len(words) for *_, words in told(connection)] == [300, 300]
    assert SqliteAudit(connection).first_fault() == ""

"""A store that the version before wrote is taken up: its pages and deliveries stay, and the audit begins."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.page_standings import SqlitePageStandings
from graftwatch.adapters.sqlite.state import SqliteState, StateUnusable, open_state
from graftwatch.adapters.sqlite.state_schema import STEPS, TABLES, microseconds
from graftwatch.pipeline.acknowledging import PageState
from graftwatch.pipeline.audit import AuditQuery
from graftwatch.pipeline.outbox import Delivered
from paging_builders import FOUR_IN_THE_AFTERNOON as NOW
from paging_builders import page

TOLD = page()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """As version 4 left it: one page, one delivery that waits, and an acknowledgement of the time before ways."""
    path = tmp_path / "state.db"
    at = microseconds(NOW)
    stored = json.dumps(
        {name: one for name, one in TOLD.model_dump(mode="json").items() if name not in {"step", "also"}}
    )
    said_at = {"on": "2026-06-04", "at": "2026-06-04T07:01:00Z"}
    heard = json.dumps({"page": TOLD.id, "acknowledged": said_at, "by": "ward 5"})
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES + STEPS[2] + STEPS[3] + STEPS[4] + "PRAGMA user_version = 4;")
        connection.execute("INSERT INTO page VALUES (?, 7, 'S01', ?, ?)", (TOLD.id, at, stored))
        connection.execute(
            "INSERT INTO delivery VALUES (?, ?, 'pager', 'S01', ?, 1, 'waiting', 3, ?, ?, ?, NULL, 'no answer')",
            (f"{TOLD.id}-pager", TOLD.id, TOLD.story, at, at, at),
        )
        connection.execute(
            "INSERT INTO fact VALUES ('S01', ?, 1, ?, 0, 'abc', ?, 'decision', '', 'Acknowledgement', ?)",
            (f"acknowledgement:{TOLD.id}", at, at, heard),
        )
        connection.commit()
    return path


def test_what_was_told_and_heard_before_stays_and_what_comes_is_in_the_audit(old: Path) -> None:
    with closing(open_state(old)) as connection:
        outbox = SqliteOutbox(connection)
        (waiting,) = outbox.due("pager", NOW, 10)
        assert (waiting.page.id, waiting.attempts, waiting.person, waiting.page.step) == (TOLD.id, 3, "", 1)
        outbox.record(waiting.id, Delivered(), NOW)
        (told,) = SqliteAudit(connection).rows(AuditQuery())
        assert (told.item.what, told.item.page, told.item.attempts) == ("delivered", TOLD.id, 4)
        assert SqliteAudit(connection).first_fault() == ""
        (fact,) = SqliteState(connection).facts("S01")
        assert (fact.statement.by, fact.statement.through) == ("ward 5", "")  # type: ignore[union-attr]
    standing = SqlitePageStandings(old).of_page(TOLD.id)
    assert standing
    assert (standing.state, standing.by) == (PageState.HEARD, "ward 5")


def test_reading_alone_brings_up_nothing_and_says_what_to_do(old: Path) -> None:
    with pytest.raises(StateUnusable, match="older version of the service; start the service once"):
        open_state(old, read_only=True)

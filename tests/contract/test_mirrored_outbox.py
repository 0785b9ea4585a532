"""An outbox that mirrors another: by what that one says of each delivery, it stands as that one does."""

from pathlib import Path

import pytest

from graftwatch.adapters.kafka.page_records import deliveries_in, delivery_in, delivery_out, pages_out
from graftwatch.adapters.kafka.records.paging import DeliveryRecord, PageRecord
from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.pipeline.audit import AuditQuery
from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.outbox import Delivered, Delivery, Failed, Outcome, Retry, delivery_to
from paging_builders import minutes_later, page

PAGE = page()
FIRST = Delivery(PAGE, "pager", minutes_later(0), minutes_later(0))
INSTEAD = delivery_to(Address("fallback", "somebody"), PAGE, minutes_later(1))


class Store:
    """One state.db with a page in it."""

    def __init__(self, path: Path) -> None:
        self.connection = open_state(path)
        self.state, self.outbox = SqliteState(self.connection), SqliteOutbox(self.connection)
        with self.state.transaction():
            self.state.add_pages([PAGE], 1)
            self.outbox.add([FIRST])

    def deliveries(self) -> list[Delivery]:
        return self.outbox.of_page(PAGE.id)

    def audit(self) -> list[tuple[str, str, int]]:
        return [
            (one.item.what, one.item.channel, one.item.attempts)
            for one in SqliteAudit(self.connection).rows(AuditQuery())
        ]


@pytest.mark.parametrize(
    "outcomes",
    [
        pytest.param([Delivered("taken")], id="delivered at once"),
        pytest.param([Retry(minutes_later(2), "503"), Retry(minutes_later(3), "503"), Delivered()], id="after retries"),
        pytest.param([Failed("refused", INSTEAD)], id="given up, and told another way"),
        pytest.param([Retry(minutes_later(9), "503", INSTEAD)], id="tried on, and told another way besides"),
    ],
)
def test_it_stands_as_the_one_that_delivers(tmp_path: Path, outcomes: list[Outcome]) -> None:
    told, mirror = Store(tmp_path / "told.db"), Store(tmp_path / "mirror.db")
    for minute, outcome in enumerate(outcomes):
        with told.state.transaction():
            changed = told.outbox.noted(FIRST.id, outcome, minutes_later(minute))
        with mirror.state.transaction():
            for one in changed:
                out = delivery_out(one)
                record = DeliveryRecord.read(out.value or b"", out.headers)
                mirror.outbox.mirror(delivery_in(record, PAGE), record.ended_at or minutes_later(minute))
    assert mirror.deliveries() == told.deliveries()
    assert mirror.audit() == told.audit()


def test_an_older_state_that_comes_again_changes_nothing(tmp_path: Path) -> None:
    told, mirror = Store(tmp_path / "told.db"), Store(tmp_path / "mirror.db")
    with told.state.transaction():
        [retried] = told.outbox.noted(FIRST.id, Retry(minutes_later(2), "503"), minutes_later(0))
        [delivered] = told.outbox.noted(FIRST.id, Delivered(), minutes_later(2))
    for one in (retried, delivered, retried, delivered):
        with mirror.state.transaction():
            mirror.outbox.mirror(one, minutes_later(2))
    assert mirror.deliveries() == [delivered]
    assert mirror.audit() == told.audit()


def test_what_is_delivered_again_waits_in_the_mirror_too(tmp_path: Path) -> None:
    told, mirror = Store(tmp_path / "told.db"), Store(tmp_path / "mirror.db")
    with told.state.transaction():
        changed = told.outbox.noted(FIRST.id, Failed("refused"), minutes_later(0))
        changed += told.outbox.waiting_again([FIRST.id], minutes_later(5))
    with mirror.state.transaction():
        for one in changed:
            mirror.outbox.mirror(one, minutes_later(5))
    assert mirror.deliveries() == told.deliveries()
    assert mirror.audit() == told.audit()


def test_deliveries_come_out_of_their_record_as_they_went_in() -> None:
    heard = Delivery(PAGE, "pager", minutes_later(3), minutes_later(3), person="dr-a", acknowledges=("key-1",))
    [out] = pages_out([FIRST, heard])
    assert deliveries_in(PageRecord.read(out.value or b"", out.headers)) == [FIRST, heard]
    assert out.key == PAGE.subject.encode()

"""The door for acknowledgements: where pages stand by their story, once under a key, and times that can be."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.findings import SignalKind
from graftwatch.paging import Ledger, Page
from graftwatch.pipeline.acknowledging import (
    Acknowledging,
    AcknowledgingPorts,
    Hearing,
    Outcome,
    PageState,
    Standing,
    standing_in,
)
from graftwatch.pipeline.journal import EntryKind, JournalUnavailable, NewEntry
from paging_builders import FOUR_IN_THE_AFTERNOON as NOW
from paging_builders import Pager, assessment, minutes_later, page, signal

TOLD = page()
WAITING = Standing(TOLD, PageState.WAITING)


@dataclass
class Known:
    """Standings as a test sets them; also pages of this process."""

    standings: dict[str, Standing] = field(default_factory=dict)

    def of_page(self, page_id: str) -> Standing | None:
        return self.standings.get(page_id)

    def of_key(self, dedup_key: str) -> Standing | None:
        return next((one for one in self.standings.values() if one.page.dedup_key == dedup_key), None)

    def hear(self, page_id: str, by: str, at: datetime) -> None:
        self.standings[page_id] = replace(self.standings[page_id], state=PageState.HEARD, by=by, at=at)


class Broken:
    """A journal on a disk that takes nothing."""

    def append(self, entries: object) -> int:
        del entries
        raise JournalUnavailable("no room")


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[AcknowledgingPorts]:
    with closing(SqliteJournal(tmp_path)) as journal, closing(SqliteJournalReader(tmp_path)) as reader:
        yield AcknowledgingPorts(Known({TOLD.id: WAITING}), journal, reader, lambda: minutes_later(5))


def said(ports: AcknowledgingPorts) -> list[dict[str, str]]:
    return [json.loads(one.content) for one in ports.reader.read_after(0, 100) if one.kind is EntryKind.DECISION]


def test_an_acknowledgement_is_a_decision_with_who_when_and_through_what(ports: AcknowledgingPorts) -> None:
    answer = Acknowledging(ports).acknowledge(WAITING, Hearing("doctor-a", "link", "link-1"))
    assert answer.outcome is Outcome.TAKEN
    assert said(ports) == [
        {
            "type": "acknowledge",
            "subject": TOLD.subject,
            "page": TOLD.id,
            "by": "doctor-a",
            "through": "link",
            "at": minutes_later(5).isoformat(),
        }
    ]


def test_under_one_key_it_is_taken_once_whoever_comes_again(ports: AcknowledgingPorts) -> None:
    door = Acknowledging(ports)
    answers = [door.acknowledge(WAITING, Hearing(by, "link", "link-1")) for by in ("doctor-a", "doctor-b")]
    assert [one.outcome for one in answers] == [Outcome.TAKEN, Outcome.REPEATED]
    assert [one.standing.by for one in answers if one.standing] == ["doctor-a", "doctor-a"]
    assert door.acknowledge(WAITING, Hearing("doctor-b", "link", "link-2")).outcome is Outcome.TAKEN
    assert len(said(ports)) == 2


def test_a_message_with_the_same_control_id_is_no_acknowledgement(ports: AcknowledgingPorts) -> None:
    ports.journal.append([NewEntry(NOW, EntryKind.FRAME, "default", "link-1", b"MSH|")])
    answer = Acknowledging(ports).acknowledge(WAITING, Hearing("doctor-a", "link", "link-1"))
    assert answer.outcome is Outcome.TAKEN


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        pytest.param(None, 5, id="none: now"),
        pytest.param(3, 3, id="between the page and now"),
        pytest.param(-1, 0, id="before the page: the page's"),
        pytest.param(6, 5, id="after now: now"),
    ],
)
def test_it_is_never_earlier_than_its_page_nor_later_than_now(
    ports: AcknowledgingPorts, stated: int | None, kept: int
) -> None:
    at = None if stated is None else TOLD.decided_at + timedelta(minutes=stated)
    Acknowledging(ports).acknowledge(WAITING, Hearing("doctor-a", "pagerduty", "e1", at))
    assert datetime.fromisoformat(said(ports)[0]["at"]) == TOLD.decided_at + timedelta(minutes=kept)


def test_a_clock_that_was_set_back_enters_nothing_before_what_is_there(ports: AcknowledgingPorts) -> None:
    ports.journal.append([NewEntry(minutes_later(60), EntryKind.FRAME, "default", "C1", b"MSH|")])
    Acknowledging(ports).acknowledge(WAITING, Hearing("doctor-a", "link", "link-1"))
    assert ports.reader.read_after(1, 1)[0].received_at == minutes_later(60)


def test_what_cannot_be_kept_was_not_acknowledged(ports: AcknowledgingPorts) -> None:
    with pytest.raises(JournalUnavailable):
        Acknowledging(replace(ports, journal=Broken())).acknowledge(WAITING, Hearing("doctor-a", "link", "link-1"))


def test_a_page_of_this_process_is_heard_although_nothing_can_be_kept(ports: AcknowledgingPorts) -> None:
    at_hand = Known({TOLD.id: WAITING})
    door = Acknowledging(replace(ports, journal=Broken(), standings=Known(), at_hand=at_hand))
    assert door.acknowledge(door.standing(TOLD.id), Hearing("doctor-a", "link", "link-1")).outcome is Outcome.TAKEN
    assert at_hand.standings[TOLD.id].by == "doctor-a"
    again = door.acknowledge(door.standing_of_key(TOLD.dedup_key), Hearing("doctor-b", "link", "link-2"))
    assert again.outcome is Outcome.HEARD_BEFORE


def standing(pager: Pager, told: Page) -> PageState | None:
    found = standing_in(told, [Ledger(), pager.ledger])
    return found.state if found else None


def test_a_louder_page_must_be_heard_itself_and_the_one_before_says_so() -> None:
    pager = Pager()
    pager.looks(assessment(signal(SignalKind.BSI_SUSPECTED)))
    assert standing(pager, pager.pages[0]) is PageState.WAITING
    pager.looks(assessment(signal(SignalKind.BSI_CONFIRMED, organisms=("Escherichia coli",))), 5)
    first, second = pager.pages
    found = standing_in(first, [pager.ledger])
    assert found
    assert (found.state, found.newer) == (PageState.SUPERSEDED, second.id)
    assert standing(pager, second) is PageState.WAITING
    assert standing(Pager(), first) is None


def test_a_page_is_heard_with_its_repetitions_and_over_when_its_story_is() -> None:
    pager = Pager()
    pager.looks(assessment(signal()))
    pager.looks(assessment(signal()), 15)
    first, repeated = pager.pages
    pager.hears(first, 16)
    pager.looks(assessment(signal()), 17)
    assert (standing(pager, first), standing(pager, repeated)) == (PageState.HEARD, PageState.HEARD)
    pager.looks(assessment(), 30)
    assert pager.pages[-1].reason.ends
    assert standing(pager, first) is PageState.OVER

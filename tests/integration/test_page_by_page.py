"""What is told of one blood culture, message by message, through the real detector and pager.

And what is told when no message of a ward or a laboratory comes at all: the heartbeat brings the time, and the look
that the assessment asked for is done at its own time.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.entrypoints.heartbeat import FEED, heartbeat_message
from graftwatch.paging import Page
from hl7_by_hand import admitted, value

STAIN, EPIDERMIDIS, COLI = "Positive, Gram positive cocci in clusters", "Staphylococcus epidermidis", "Escherichia coli"
NONE = "No growth at 5 days"
Said = list[tuple[str, str, str]]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Embedded]:
    one = Embedded(tmp_path)
    yield one.enrol(enrolment())
    one.close()


class Story:
    """Messages about two draws of the fourth day, 10:00 and 10:20, and what each makes the service tell."""

    def __init__(self, engine: Embedded) -> None:
        self.engine = engine
        self.sent: dict[str, bytes] = {}

    def tells(self, control_id: str, said_at: datetime, said: str, status: str = "F", order: str = "O1") -> Said:
        drawn = tokyo(4, 10) if order == "O1" else tokyo(4, 10, 20)
        content = blood_culture(control_id, said_at, collected_at=drawn, said=said, status=status, order=order)
        self.sent[control_id] = content
        pages = told(self.engine.receive(content, said_at).run())
        assert told(self.engine.receive(content, said_at).run()) == [], "one fact sent again is told again"
        self.acknowledged(said_at)
        return pages

    def acknowledged(self, at: datetime) -> None:
        """Somebody has read all pages, so that none is repeated."""
        for page in self.engine.pages:
            self.engine.decide(at, type="acknowledge", subject="S01", page=page.id)
        assert told(self.engine.run()) == []


def told(pages: list[Page]) -> Said:
    return [(one.reason, one.severity, one.kind) for one in pages]


@pytest.fixture
def story(engine: Embedded) -> Story:
    return Story(engine)


def stories(story: Story) -> int:
    return len({one.story for one in story.engine.pages})


def test_a_commensal_is_closed_and_a_second_matching_set_with_fever_opens_it_once(story: Story) -> None:
    assert story.tells("C1", tokyo(5, 8), STAIN, "P") == [("first", "page", "bsi.suspected")]
    assert [one[0] for one in story.tells("C2", tokyo(6, 8), EPIDERMIDIS)] == ["resolved"]
    story.engine.receive(temperature("T1", tokyo(4, 12), "38.6"), tokyo(6, 9))
    assert told(story.engine.run()) == []
    assert story.tells("C3", tokyo(6, 10), EPIDERMIDIS, order="O2") == [("reopened", "page", "bsi.confirmed")]
    assert stories(story) == 1


def test_a_pathogen_raises_the_story_and_no_growth_takes_it_back_once(story: Story) -> None:
    assert story.tells("C1", tokyo(5, 8), STAIN, "P") == [("first", "page", "bsi.suspected")]
    assert story.tells("C2", tokyo(6, 8), COLI) == [("escalated", "page", "bsi.confirmed")]
    assert [one[0] for one in story.tells("C3", tokyo(7, 8), "No growth", "C")] == ["retracted"]
    assert stories(story) == 1


def test_a_stain_that_is_corrected_to_nothing_takes_the_story_back_once(story: Story) -> None:
    """bsi.md: a corrected report can remove an organism; who was told of a bare bottle is told that it was none."""
    assert story.tells("C1", tokyo(5, 8), STAIN, "P") == [("first", "page", "bsi.suspected")]
    assert [one[0] for one in story.tells("C2", tokyo(6, 8), "No growth", "C")] == ["retracted"]


def test_no_growth_at_5_days_closes_a_notice(story: Story) -> None:
    story.engine.receive(temperature("T1", tokyo(4, 9), "38.6"), tokyo(4, 9)).run()
    assert story.tells("C1", tokyo(4, 12), "No growth to date", "P") == [("first", "notify", "bsi.fever_with_culture")]
    assert all(one[1] == "notify" for one in story.tells("C2", tokyo(9, 12), NONE))
    assert [one.status for one in story.engine.assessment().signals if one.kind == "bsi.fever_with_culture"] == [
        "closed"
    ]


def test_a_notice_closes_after_7_days_though_no_message_comes(story: Story) -> None:
    story.engine.receive(temperature("T1", tokyo(4, 9), "38.6"), tokyo(4, 9)).run()
    story.tells("C1", tokyo(4, 12), "No growth to date", "P")

    def status_when_the_time_is(at: datetime) -> tuple[str, str]:
        story.engine.receive(heartbeat_message(at), at, FEED).run()
        (one,) = (one for one in story.engine.assessment().signals if one.kind == "bsi.fever_with_culture")
        return one.status, one.closed_because

    assert status_when_the_time_is(tokyo(11, 9, 59)) == ("open", "")
    assert status_when_the_time_is(tokyo(11, 10, 1)) == ("closed", "no result within 7 days of collection")
    assert story.engine.assessment().as_of >= tokyo(11, 10)


def test_growth_without_a_name_for_7_days_asks_for_the_laboratory_though_no_message_comes(story: Story) -> None:
    story.tells("C1", tokyo(5, 8), STAIN, "P")
    for at in (tokyo(11, 9, 59), tokyo(11, 10, 1)):
        story.engine.receive(heartbeat_message(at), at, FEED).run()
    (signal,) = (one for one in story.engine.assessment().signals if one.kind == "bsi.suspected")
    assert signal.status == "open"
    assert "no final result within 7 days" in signal.reason


def test_a_trough_is_overdue_after_78_hours_though_no_message_comes(engine: Embedded) -> None:
    admission = admitted("0602 0700").encode().replace(b"10001^^^HOSP", b"4711^^^HOSP")
    level = value("0605 0600", "77348-1^Tacrolimus trough^LN", "8.0", "ng/mL").encode()
    engine.receive(admission, tokyo(1, 7)).receive(level.replace(b"10001^^^HOSP", b"4711^^^HOSP"), tokyo(4, 6)).run()

    def is_overdue(at: datetime) -> bool:
        engine.receive(heartbeat_message(at), at, FEED).run()
        return any("overdue" in one.kind and one.status == "open" for one in engine.assessment().signals)

    assert [is_overdue(at) for at in (tokyo(7, 11, 59), tokyo(7, 12, 1))] == [False, True]

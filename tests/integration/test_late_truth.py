"""Late truth through the real detector: whoever was told is told once what was said and what is so now, nobody else.

Each case is a blood culture of the fifth day that people were paged about and acknowledged, and then something that
makes it otherwise: a correction, a withdrawal, a person's verdict, another site's infection, a later find.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.entrypoints.heartbeat import FEED, heartbeat_message
from graftwatch.paging import Page
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.roster import Alias, PatientIdentifier

COLI, AUREUS, EPIDERMIDIS = "Escherichia coli", "Staphylococcus aureus", "Staphylococcus epidermidis"
DRAWN = tokyo(5, 8)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Embedded]:
    one = Embedded(tmp_path)
    yield one.enrol(enrolment())
    one.close()


def culture(control_id: str, day: int, said: str, status: str = "F", order: str = "O1", number: str = "4711") -> bytes:
    return blood_culture(
        control_id, tokyo(day, 9), collected_at=DRAWN, said=said, status=status, order=order, number=number
    )


def paged(engine: Embedded, said: str = COLI, order: str = "O1") -> Page:
    """The page of a culture's final result, acknowledged."""
    page = engine.receive(culture("C1", 7, said, order=order), tokyo(7, 9)).run()[-1]
    heard(engine)
    return page


def heard(engine: Embedded, day: int = 7) -> None:
    for page in engine.pages:
        engine.decide(tokyo(day, 9, 1), type="acknowledge", subject=page.subject, page=page.id)
    assert engine.run() == []


def later(engine: Embedded) -> list[Page]:
    """All that is told in the days after, when nothing more comes."""
    pages = engine.run()
    for day in range(9, 13):
        engine.receive(heartbeat_message(tokyo(day, 9)), tokyo(day, 9), FEED)
        pages += [one for one in engine.run() if one.reason != "repeated"]
    return pages


def told(pages: list[Page]) -> list[tuple[str, str, str]]:
    return [(one.reason.value, one.severity.value, one.kind.value) for one in pages]


class TestACorrection:
    def test_to_another_organism_is_told_as_loudly_with_what_was_said_before(self, engine: Embedded) -> None:
        paged(engine)
        engine.receive(culture("C2", 8, AUREUS, "C"), tokyo(8, 9))
        (page,) = later(engine)
        assert told([page]) == [("new_organism", "page", "bsi.confirmed")]
        assert set(page.details.changed) == {f"now also {AUREUS}", f"no longer {COLI}"}

    def test_to_no_growth_takes_the_page_back(self, engine: Embedded) -> None:
        first = paged(engine)
        engine.receive(culture("C2", 8, "No growth", "C"), tokyo(8, 9))
        (page,) = later(engine)
        assert told([page]) == [("retracted", "page", "bsi.confirmed")]
        assert COLI in page.summary
        assert page.resolves == (first.dedup_key,)

    def test_of_one_of_two_draws_leaves_the_story_on_the_other(self, engine: Embedded) -> None:
        engine.receive(culture("A1", 6, "Positive, Gram negative rods", "P"), tokyo(6, 9))
        engine.receive(culture("B1", 6, "Positive, Gram negative rods", "P", order="O2"), tokyo(6, 9)).run()
        assert told(engine.pages) == [("first", "page", "bsi.suspected")]
        heard(engine, 6)
        engine.receive(culture("A2", 8, "No growth", "C"), tokyo(8, 9))
        pages = later(engine)
        assert told(pages) == [("revised", "page", "bsi.suspected")]
        assert pages[0].story == engine.pages[0].story
        assert pages[0].details.changed == (
            (
                "no longer Bloodstream infection suspected, blood of 2026-06-06: "
                "the corrected report no longer names an organism"
            ),
        )
        engine.receive(culture("B2", 13, "No growth", "C", order="O2"), tokyo(13, 9))
        assert [one.reason.value for one in engine.run()] == ["retracted"]  # nothing of what was told stands


class TestAVerdict:
    @pytest.mark.parametrize("verdict", ["refuted", "contaminant"])
    def test_closes_what_was_paged(self, engine: Embedded, verdict: str) -> None:
        first = paged(engine)
        event = engine.assessment().events[0].id
        engine.decide(tokyo(8, 9), type="adjudicate", subject="S01", event=event, verdict=verdict)
        (page,) = later(engine)
        assert told([page]) == [("resolved", "page", "bsi.confirmed")]
        assert COLI in page.summary
        assert f"{verdict} by a person" in page.summary.lower()
        assert page.story == first.story

    def test_that_is_taken_back_opens_it_again(self, engine: Embedded) -> None:
        first = paged(engine)
        event = engine.assessment().events[0].id
        for day, verdict in ((8, "refuted"), (9, "confirmed")):
            engine.decide(tokyo(day, 9), type="adjudicate", subject="S01", event=event, verdict=verdict).run()
        assert [one.reason.value for one in engine.pages] == ["first", "resolved", "reopened"]
        assert {one.story for one in engine.pages} == {first.story}

    def test_on_what_was_never_told_tells_nobody(self, engine: Embedded) -> None:
        engine.receive(culture("C1", 7, EPIDERMIDIS), tokyo(7, 9)).run()
        event = engine.assessment().events[0].id
        engine.decide(tokyo(8, 9), type="adjudicate", subject="S01", event=event, verdict="refuted")
        assert later(engine) == []
        assert engine.pages == []

    def test_of_secondary_is_told_once_with_the_site(self, engine: Embedded) -> None:
        paged(engine)
        event = engine.assessment().events[0].id
        engine.decide(tokyo(8, 9), type="adjudicate", subject="S01", event=event, verdict="secondary", note="IAB")
        (page,) = later(engine)
        assert told([page]) == [("revised", "page", "bsi.confirmed")]
        assert any("IAB" in line or "LCBI-1" in line for line in page.details.changed)


def test_a_site_infection_entered_later_turns_it_secondary_and_is_told_once(engine: Embedded) -> None:
    paged(engine)
    engine.decide(
        tokyo(8, 9),
        type="site_infection",
        subject="S01",
        site="IAB",
        criterion="1",
        date_of_event="2026-06-05",
        anchor="2026-06-05",
        organisms=[COLI],
        specimen_dates=["2026-06-05"],
        specimen_type="abscess",
    )
    (page,) = later(engine)
    assert told([page]) == [("revised", "page", "bsi.confirmed")]
    assert "econdary to IAB" in page.summary


def test_a_message_that_was_withdrawn_takes_the_page_back(engine: Embedded) -> None:
    first = paged(engine)
    content = json.dumps({"seq": 2, "superseded_by": None}).encode()
    engine.journal.append([NewEntry(tokyo(8, 9), EntryKind.WITHDRAWN, "default", "", content)])
    (page,) = later(engine)
    assert told([page]) == [("retracted", "page", "bsi.confirmed")]
    assert page.resolves == (first.dedup_key,)


class TestFoundLate:
    def test_a_number_learnt_late_pages_once_and_says_so(self, engine: Embedded) -> None:
        engine.receive(culture("C1", 7, COLI, number="99"), tokyo(7, 9)).run()
        assert engine.pages == []
        engine.enrol(Alias(subject="S01", identifier=PatientIdentifier(value="99", authority="HOSP")), at=tokyo(10, 9))
        pages = later(engine)
        assert told(pages) == [("first", "page", "bsi.confirmed")]
        assert pages[0].found_late == tokyo(7, 9)
        assert "Found late" in pages[0].summary

    def test_a_second_set_found_late_is_news_of_the_story_that_was_told(self, engine: Embedded) -> None:
        first = paged(engine)
        engine.receive(culture("D1", 7, AUREUS, order="O2", number="99"), tokyo(7, 11)).run()
        engine.enrol(Alias(subject="S01", identifier=PatientIdentifier(value="99", authority="HOSP")), at=tokyo(10, 9))
        (page,) = [one for one in later(engine) if one.reason != "repeated"]
        assert (page.story, page.reason.value) == (first.story, "new_organism")
        assert "Found late" in page.summary

    def test_a_correction_found_late_takes_back_what_was_told(self, engine: Embedded) -> None:
        paged(engine)
        engine.receive(culture("C2", 8, "No growth", "C", number="99"), tokyo(8, 9)).run()
        engine.enrol(Alias(subject="S01", identifier=PatientIdentifier(value="99", authority="HOSP")), at=tokyo(10, 9))
        assert [one.reason.value for one in later(engine)] == ["retracted"]


def test_an_end_that_nobody_was_told_of_is_told_to_nobody(engine: Embedded) -> None:
    engine.receive(temperature("T1", tokyo(5, 9), "38.6"), tokyo(5, 9))
    engine.receive(culture("C1", 6, "No growth at 5 days", "F"), tokyo(6, 9)).run()
    assert engine.pages == []
    assert later(engine) == []

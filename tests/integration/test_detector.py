"""The detector over a real journal and store: what comes in, in any order, ends in the same conclusion, told once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embedded import TRANSPLANT, Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.assessment import Assessment, assess
from graftwatch.entrypoints.feed_settings import MllpFeed
from graftwatch.entrypoints.heartbeat import FEED, heartbeat_enrolment, heartbeat_message
from graftwatch.facts import Death, FactSet
from graftwatch.findings import EventStatus, SignalKind
from graftwatch.paging import Page, PageReason
from graftwatch.protocol import Protocol
from graftwatch.roster import Alias, PatientIdentifier

Factory = Callable[..., Embedded]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Factory]:
    made: list[Embedded] = []

    def make(**options: object) -> Embedded:
        made.append(Embedded(tmp_path / str(len(made)), **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


DRAWN = tokyo(5, 8)
STORY = (
    temperature("T1", tokyo(5, 6), "38.4"),
    blood_culture("C1", tokyo(6, 2), collected_at=DRAWN, said="Positive, identification to follow", status="P"),
    blood_culture("C2", tokyo(6, 20), collected_at=DRAWN, said="Escherichia coli", status="P"),
    temperature("T2", tokyo(6, 21), "37.1"),
    blood_culture("C3", tokyo(8, 9), collected_at=DRAWN, said="Escherichia coli"),
    blood_culture("C4", tokyo(7, 8), collected_at=tokyo(6, 8), said="Staphylococcus epidermidis", order="O2"),
)
LATER = tokyo(9, 12)


def reasons(pages: list[Page], kind: SignalKind) -> list[PageReason]:
    return [page.reason for page in pages if page.kind is kind and page.reason is not PageReason.REPEATED]


def test_a_positive_bottle_is_paged_at_the_moment_it_is_received_and_confirmed_when_final(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(STORY[1], tokyo(6, 2)).run()
    assert [(page.kind, page.reason, page.decided_at) for page in one.pages] == [
        (SignalKind.BSI_SUSPECTED, PageReason.FIRST, tokyo(6, 2))
    ]
    one.receive(STORY[4], tokyo(8, 9)).run()
    assert reasons(one.pages, SignalKind.BSI_CONFIRMED) == [PageReason.ESCALATED]


def settled(one: Embedded, order: Iterable[bytes]) -> Assessment:
    """What is concluded in the end from messages that came in some order."""
    one.enrol(enrolment())
    for number, message in enumerate(order):
        one.receive(message, LATER + timedelta(seconds=number))
    one.receive(temperature("END", tokyo(5, 7), "36.9"), LATER + timedelta(hours=1)).run()
    return one.assessment()


@pytest.fixture
def in_order(engine: Factory) -> Assessment:
    return settled(engine(), STORY)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(STORY) - 1), max_size=4), st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_the_same_messages_ends_in_the_same_assessment(
    engine: Factory, in_order: Assessment, again: list[int], random: Random
) -> None:
    shuffled = [*STORY, *(STORY[index] for index in again)]
    random.shuffle(shuffled)
    assert settled(engine(), shuffled) == in_order


@pytest.mark.parametrize("entries_at_a_time", [1, 2, 3, 5])
def test_a_restart_between_any_two_batches_pages_the_same_pages_once(engine: Factory, entries_at_a_time: int) -> None:
    def told(*, restarting: bool) -> list[tuple[str, str]]:
        one = engine().enrol(enrolment())
        for number, message in enumerate(STORY):
            one.receive(message, LATER + timedelta(minutes=20 * number))
        if not restarting:
            one.run()
            return [(page.id, page.dedup_key) for page in one.pages]
        while (batch := one.detection.detector.run_batch(entries_at_a_time)) is not None:
            one.pages += batch.pages
            one.restart()
        return [(page.id, page.dedup_key) for page in one.store.pages()]

    assert sorted(told(restarting=True)) == sorted(told(restarting=False))


def test_a_batch_whose_transaction_fails_is_done_again_with_the_same_pages(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.run()
    one.receive(STORY[1], tokyo(6, 2))
    connection = one.store._db
    connection.execute("CREATE TEMP TRIGGER full BEFORE INSERT ON page BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(Exception, match="disk full"):
        one.run()
    assert one.store.pages() == []
    connection.execute("DROP TRIGGER full")
    assert [page.reason for page in one.run()] == [PageReason.FIRST]


def test_what_was_known_at_a_time_gives_what_was_said_at_that_time(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    said: list[Assessment] = []
    for message, at in zip(
        STORY, (tokyo(5, 6), tokyo(6, 2), tokyo(6, 20), tokyo(6, 21), tokyo(8, 9), tokyo(8, 10)), strict=True
    ):
        one.receive(message, at).run()
        said.append(one.assessment())
    facts = FactSet(one.store.facts("S01"))
    recipient = enrolment().recipient()
    for then in said:
        known = facts.current(known_by=then.as_of)
        assert assess(recipient, known, Protocol(), then.as_of) == then


def test_a_correction_that_takes_the_organism_away_is_told_to_those_who_were_paged(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(STORY[4], tokyo(8, 9)).run()
    gone = blood_culture("C5", tokyo(9, 9), collected_at=DRAWN, said="No growth after 5 days", status="C")
    one.receive(gone, tokyo(9, 9)).run()
    assert one.pages[-1].reason in {PageReason.RETRACTED, PageReason.RESOLVED}
    assert one.pages[-1].resolves == tuple(page.dedup_key for page in one.pages if page.reason is PageReason.FIRST)
    assert not [event for event in one.assessment().events if event.status is EventStatus.CONFIRMED]


def test_messages_of_others_leave_nothing_behind_but_the_journal(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(blood_culture("X", tokyo(6, 2), collected_at=DRAWN, said="Escherichia coli", number="9"), tokyo(6, 2))
    one.receive(
        blood_culture("Y", tokyo(6, 3), collected_at=DRAWN, said="Escherichia coli", authority="OTHER"), tokyo(6, 3)
    ).run()
    assert one.pages == []
    assert one.store.frames("X") == []
    assert one.store.frames("Y") == []


def test_a_recipient_enrolled_late_is_told_of_what_came_before(engine: Factory) -> None:
    one = engine()
    one.receive(STORY[1], tokyo(6, 2)).run()
    assert one.pages == []
    one.enrol(enrolment(), at=tokyo(7, 9)).run()
    assert [(page.kind, page.decided_at) for page in one.pages] == [(SignalKind.BSI_SUSPECTED, tokyo(7, 9))]


def test_a_number_learnt_later_brings_its_earlier_messages(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(
        blood_culture("C", tokyo(6, 2), collected_at=DRAWN, said="E. coli", number="88", authority="OLD"), tokyo(6, 2)
    )
    assert one.run() == []
    change = Alias(subject="S01", identifier=PatientIdentifier(value="88", authority="OLD"))
    one.enrol(change, at=tokyo(7, 1))  # type: ignore[arg-type]
    assert [page.kind for page in one.run()] == [SignalKind.BSI_CONFIRMED]


def test_one_message_that_names_two_recipients_is_kept_and_the_next_one_is_read(engine: Factory) -> None:
    one = engine().enrol(enrolment(), enrolment("S02", "4712"))
    both = STORY[1].replace(b"4711^^^HOSP^MR", b"4711^^^HOSP^MR~4712^^^HOSP^MR")
    one.receive(both, tokyo(6, 1)).receive(STORY[1], tokyo(6, 2)).run()
    assert [(kept.feed, kept.reason) for batch in one.batches for kept in batch.quarantined] == [
        ("default", "ambiguous_patient")
    ]
    assert [page.subject for page in one.pages] == ["S01"]


def test_a_decision_about_nobody_becomes_a_dead_letter_and_stops_nothing(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.decide(tokyo(6, 1), type="sign", subject="S99", sign="chills").receive(STORY[1], tokyo(6, 2)).run()
    assert [letter.subject for letter in one.store.dead_letters()] == ["S99"]
    assert SignalKind.BSI_SUSPECTED in [page.kind for page in one.pages]


def test_a_faulty_decision_becomes_a_dead_letter_and_the_others_of_its_entry_are_taken(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    site = {"type": "site_infection", "subject": "S01", "site": "IAB", "criterion": "1", "date_of_event": "2026-06-06"}
    death = {"type": "death", "subject": "S01", "at": "2026-06-20"}
    one.decide_all(tokyo(6, 1), {**site, "organisms": ["Foo barensis"]}, death).run()
    assert [letter.reason for letter in one.store.dead_letters()] == ["decision: DecisionFileError"]
    assert [type(fact.statement) for fact in one.store.load("S01").facts.current()] == [Death]


def test_a_page_is_repeated_until_somebody_acknowledges_it(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(STORY[1], tokyo(6, 2)).run()
    one.receive(temperature("T", tokyo(6, 2, 20), "36.8"), tokyo(6, 2, 20)).run()
    assert [page.reason for page in one.pages] == [PageReason.FIRST, PageReason.REPEATED]
    one.decide(tokyo(6, 2, 25), type="acknowledge", subject="S01", page=one.pages[0].id)
    one.receive(temperature("U", tokyo(6, 5), "36.8"), tokyo(6, 5)).run()
    assert len(one.pages) == 2


def test_a_silent_feed_is_told_once_and_once_when_it_is_heard_again(engine: Factory) -> None:
    one = engine(feeds=(MllpFeed(name="lab", silence_minutes=30),))
    one.enrol(heartbeat_enrolment(TRANSPLANT), enrolment(), at=tokyo(1, 1))
    one.receive(temperature("T", tokyo(1, 1), "36.8"), tokyo(1, 1), "lab")
    for minute in range(0, 40, 10):
        at = tokyo(1, 1, minute)
        one.receive(heartbeat_message(at), at, FEED)
    one.run()
    assert [(page.reason, page.decided_at) for page in one.pages] == [(PageReason.FIRST, tokyo(1, 1, 30))]
    one.receive(temperature("U", tokyo(1, 1, 42), "36.8"), tokyo(1, 1, 42), "lab").run()
    assert one.pages[-1].reason is PageReason.RESOLVED


@pytest.mark.parametrize("entries_at_a_time", [1, 500])
def test_a_feed_that_is_heard_for_the_first_time_is_watched_from_then_on_however_much_is_read_at_once(
    engine: Factory, entries_at_a_time: int
) -> None:
    one = engine(feeds=(MllpFeed(name="lab", silence_minutes=30),)).enrol(enrolment(), at=tokyo(1, 1))
    for minute, feed in ((0, "lab"), (40, "default"), (41, "lab")):
        nobody = temperature(f"N{minute}", tokyo(1, 1, minute), "36.8", number="9")
        one.receive(nobody, tokyo(1, 1, minute), feed)
    one.run(entries_at_a_time)
    assert [(page.reason, page.decided_at) for page in one.pages] == [
        (PageReason.FIRST, tokyo(1, 1, 30)),
        (PageReason.RESOLVED, tokyo(1, 1, 41)),
    ]


def test_a_feed_of_unreadable_messages_is_told_once_not_once_a_message(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    for number in range(12):
        broken = temperature(f"B{number}", tokyo(1, 1), "36.8") + b"\rNTE|1||\xff\xfe"
        one.receive(broken, tokyo(1, 1, number))
    one.run()
    assert [(page.kind, page.reason) for page in one.pages] == [("health.messages_unreadable", PageReason.FIRST)]


def test_the_heartbeat_goes_through_every_stage_and_leaves_one_fact(engine: Factory) -> None:
    one = engine().enrol(heartbeat_enrolment(TRANSPLANT))
    for minute in range(20):
        one.receive(heartbeat_message(tokyo(1, 1, minute)), tokyo(1, 1, minute), FEED)
    one.run()
    assert one.assessment("heartbeat").as_of == tokyo(1, 1, 19)
    assert len(list(one.store.facts("heartbeat"))) == 1


def test_no_identifier_of_the_roster_is_in_any_page(engine: Factory) -> None:
    one = engine().enrol(enrolment(number="ZQ-778899"))
    for message in STORY:
        one.receive(message.replace(b"4711^", b"ZQ-778899^"), LATER)
    one.run()
    assert one.pages
    assert not [page for page in one.pages if "778899" in page.model_dump_json()]


def test_time_of_a_page_is_the_time_of_the_journal_not_of_the_machine(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.clock = datetime(2031, 1, 1, tzinfo=UTC)
    one.receive(STORY[1], tokyo(6, 2)).run()
    assert one.pages[0].decided_at == tokyo(6, 2)


def test_a_value_that_no_body_can_have_is_left_out_and_told_with_concept_and_place_only(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(temperature("T1", tokyo(5, 6), "98.6", "Cel"), tokyo(5, 6))
    one.receive(temperature("T2", tokyo(5, 7), "46.5", "Cel"), tokyo(5, 7)).run()
    assert [str(getattr(fact.statement, "value", "")) for fact in one.store.facts("S01")] == ["46.5"]
    told = [(feed, found.kind, found.place) for batch in one.batches for feed, found in batch.unusable]
    assert told == [("default", "unit_implausible", "OBX-6 in segment 4")]
    words = [found.text for batch in one.batches for _, found in batch.unusable]
    assert "temperature" in words[0]
    assert "98.6" not in words[0]

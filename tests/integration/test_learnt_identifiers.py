"""Merges, links and lists over a real journal: what they teach in any order, told as found late; what they take."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embedded import Embedded, blood_culture, enrolment, stamp, temperature, tokyo
from graftwatch.assessment import Assessment
from graftwatch.findings import SignalKind
from graftwatch.paging import PageReason
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.learning import INDEXED_AT_ONCE

Factory = Callable[[], Embedded]
LATER = tokyo(9, 12)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Factory]:
    made: list[Embedded] = []

    def make() -> Embedded:
        made.append(Embedded(tmp_path / str(len(made))))
        return made[-1]

    yield make
    for one in made:
        one.close()


def adt(event: str, control_id: str, at: datetime, *segments: str) -> bytes:
    head = rf"MSH|^~\&|ADT|HOSP|GW|HOSP|{stamp(at)}||ADT^{event}|{control_id}|P|2.5.1"
    return "\r".join((head, f"EVN|{event}|{stamp(at)}", *segments, "")).encode()


def merge(control_id: str, at: datetime, *, into: str, prior: str, event: str = "A40") -> bytes:
    return adt(event, control_id, at, f"PID|1||{into}^^^HOSP^MR", f"MRG|{prior}^^^HOSP^MR")


def pair(event: str, control_id: str, at: datetime, one: str, other: str, born: tuple[str, str] = ("", "")) -> bytes:
    persons = (
        f"PID|{n}||{number}^^^HOSP^MR||||{day}"
        for n, (number, day) in enumerate(zip((one, other), born, strict=True), 1)
    )
    return adt(event, control_id, at, *persons)


REPORTED = tokyo(6, 2)


def culture(control_id: str, number: str, at: datetime = REPORTED, order: str = "O1") -> bytes:
    return blood_culture(control_id, at, collected_at=tokyo(5, 8), said="Escherichia coli", number=number, order=order)


def kinds(one: Embedded) -> list[tuple[str, str]]:
    return [(page.kind, page.reason) for page in one.pages if page.reason is not PageReason.REPEATED]


CONFIRMED = [(SignalKind.BSI_CONFIRMED, PageReason.FIRST)]


@pytest.mark.parametrize("event", ["A40", "A34", "A36", "A18", "A30", "A39", "A43", "A46", "A47"])
def test_a_merge_makes_an_earlier_culture_page_found_late(engine: Factory, event: str) -> None:
    one = engine().enrol(enrolment())
    one.receive(culture("C1", "88"), tokyo(6, 2))
    assert one.run() == []
    one.receive(merge("M1", tokyo(7, 9), into="4711", prior="88", event=event), tokyo(7, 9))
    (page,) = one.run()
    assert (page.kind, page.decided_at, page.found_late) == (SignalKind.BSI_CONFIRMED, tokyo(7, 9), tokyo(6, 2))
    assert (
        "Found late: result received 2026-06-07 02:00 JST, patient number learnt 2026-06-08 09:00 JST." in page.summary
    )


def test_the_number_that_survives_is_learnt_where_the_prior_one_is_the_recipients(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(merge("M1", tokyo(6, 1), into="88", prior="4711"), tokyo(6, 1))
    one.receive(culture("C1", "88"), tokyo(6, 2)).run()
    assert kinds(one) == CONFIRMED
    assert one.pages[0].found_late is None


STORY = (
    culture("C1", "88"),
    temperature("T1", tokyo(5, 9), "38.6", number="99"),
    culture("C2", "4711", tokyo(7, 3), order="O2"),
    merge("M1", tokyo(7, 9), into="88", prior="99"),
    merge("M2", tokyo(7, 10), into="4711", prior="88"),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, len(STORY) - 1), max_size=3), st.integers(0, len(STORY)), st.randoms(use_true_random=False)
)
def test_merges_results_and_the_enrolment_in_any_order_end_in_the_same_assessment(
    engine: Factory, again: list[int], enrolled_after: int, random: Random
) -> None:
    def final(order: list[bytes], enrolled_after: int) -> Assessment:
        one = engine()
        for number, message in enumerate(order):
            if number == enrolled_after:
                one.enrol(enrolment(), at=LATER + timedelta(seconds=number))
            one.receive(message, LATER + timedelta(seconds=number))
            if random.random() < 0.5:
                one.run(2)
        if enrolled_after >= len(order):
            one.enrol(enrolment(), at=LATER + timedelta(minutes=1))
        one.receive(temperature("END", tokyo(5, 7), "36.9"), LATER + timedelta(hours=1)).run()
        return one.assessment()

    shuffled = [*STORY, *(STORY[index] for index in again)]
    random.shuffle(shuffled)
    assert final(shuffled, enrolled_after) == final(list(STORY), 0)


PARTED = (
    culture("C1", "88"),
    pair("A24", "L1", tokyo(6, 5), "4711", "88"),
    pair("A37", "L2", tokyo(6, 9), "4711", "88"),
    temperature("T1", tokyo(5, 9), "38.6"),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(PARTED), st.sampled_from([1, 4]))
def test_a_link_and_its_end_in_any_order_leave_nothing_of_the_other_number(
    engine: Factory, order: list[bytes], run_after: int
) -> None:
    one = engine().enrol(enrolment())
    for number, message in enumerate(order):
        one.receive(message, LATER + timedelta(seconds=number))
        if number % run_after == 0:
            one.run()
    one.run()
    assert [event.kind for event in one.assessment().events] == []
    assert not one.detection.detector.roster.knows("88")


def test_what_came_only_through_an_ended_link_is_taken_back_and_told(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(culture("C1", "88"), tokyo(6, 2)).receive(PARTED[1], tokyo(6, 5)).run()
    assert kinds(one) == CONFIRMED
    one.receive(PARTED[2], tokyo(6, 9)).run()
    assert kinds(one)[1:] == [(SignalKind.BSI_CONFIRMED, PageReason.RETRACTED)]


def test_a_link_that_is_made_again_brings_its_results_back(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    for number, message in enumerate(PARTED):
        one.receive(message, tokyo(7, number)).run()
    one.receive(pair("A24", "L3", tokyo(8, 1), "88", "4711"), tokyo(8, 1)).run()
    assert one.assessment().events
    assert kinds(one)[-1] == (SignalKind.BSI_CONFIRMED, PageReason.REOPENED)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        pytest.param(merge("M", tokyo(7, 1), into="4711", prior="4712"), "two_recipients_in_one", id="merge"),
        pytest.param(pair("A24", "M", tokyo(7, 1), "4711", "4712"), "two_recipients_in_one", id="link"),
        pytest.param(
            pair("A24", "M", tokyo(7, 1), "4711", "88", ("19670321", "20260601")),
            "identity_in_doubt",
            id="a link of two with different birth dates",
        ),
        pytest.param(
            adt("A44", "M", tokyo(7, 1), "PID|1||4711^^^HOSP^MR", "MRG|88^^^HOSP^MR||A1"),
            "identity_in_doubt",
            id="an account moved between two patients",
        ),
        pytest.param(
            adt("A28", "M", tokyo(7, 1), "PID|1||4711^^^HOSP^MR~4712^^^HOSP^MR"), "ambiguous_patient", id="one list"
        ),
    ],
)
def test_two_recipients_are_never_made_one_and_a_person_is_asked(engine: Factory, message: bytes, reason: str) -> None:
    one = engine().enrol(enrolment(), enrolment("S02", "4712"))
    one.receive(message, tokyo(7, 1)).receive(culture("C1", "4711"), tokyo(7, 2)).run()
    quarantined = [(kept.feed, kept.reason) for batch in one.batches for kept in batch.quarantined]
    assert quarantined == [("default", reason)]
    first = [page.kind for page in one.pages if not page.subject and page.reason is PageReason.FIRST]
    assert first == ["health.identity_in_doubt"]
    assert [page.subject for page in one.pages if page.kind is SignalKind.BSI_CONFIRMED] == ["S01"]


def test_a_merge_of_two_recipients_is_paged_as_a_trouble_of_the_service(engine: Factory) -> None:
    one = engine().enrol(enrolment(), enrolment("S02", "4712"))
    one.receive(merge("M", tokyo(7, 1), into="4711", prior="4712"), tokyo(7, 1)).run()
    assert [(page.kind, page.reason) for page in one.pages] == [("health.identity_in_doubt", PageReason.FIRST)]
    assert "4711" not in one.pages[0].model_dump_json()


def test_several_merges_in_one_message_are_each_their_own(engine: Factory) -> None:
    one = engine().enrol(enrolment(), enrolment("S02", "4712"))
    pairs = ("PID|1||4711^^^HOSP^MR", "MRG|88^^^HOSP^MR", "PID|2||4712^^^HOSP^MR", "MRG|99^^^HOSP^MR")
    one.receive(adt("A40", "M", tokyo(6, 1), *pairs), tokyo(6, 1))
    one.receive(culture("C1", "88"), tokyo(6, 2)).receive(culture("C2", "99"), tokyo(6, 3)).run()
    first = [page.subject for page in one.pages if page.reason is PageReason.FIRST]
    assert first == ["S01", "S02"]


def test_what_was_learnt_outlives_a_restart(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(merge("M1", tokyo(6, 1), into="4711", prior="88"), tokyo(6, 1)).run()
    one.restart()
    one.receive(culture("C1", "88"), tokyo(6, 2)).run()
    assert kinds(one) == CONFIRMED


def test_a_search_that_must_wait_for_the_index_holds_nobody_up_and_is_done_when_it_is_ready(engine: Factory) -> None:
    one = engine()
    nobody = [temperature(f"N{number}", tokyo(1, 1), "36.8", number="9") for number in range(INDEXED_AT_ONCE)]
    one.receive(culture("C1", "4711"), tokyo(1, 0))
    one.receive_all(nobody, tokyo(1, 1))
    one.enrol(enrolment(), enrolment("S02", "4712"), at=tokyo(7, 1))
    one.receive(culture("C2", "4712"), tokyo(7, 2))
    detector = one.detection.detector
    while (batch := detector.run_batch(5000)) is not None:
        one.pages += batch.pages
    assert [page.subject for page in one.pages] == ["S02"]
    assert detector.searches_wait
    one.restart()
    one.run()
    assert [(page.subject, page.found_late) for page in one.pages] == [("S02", None), ("S01", tokyo(1, 0))]
    assert not one.detection.detector.searches_wait


def test_a_message_that_was_released_from_quarantine_is_paged_as_found_late(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.journal.append(
        [NewEntry(tokyo(7, 9), EntryKind.FRAME, "default", "C1", culture("C1", "4711"), first_received_at=tokyo(6, 2))]
    )
    (page,) = one.run()
    assert page.found_late == tokyo(6, 2)
    assert "result received 2026-06-07 02:00 JST, released from quarantine 2026-06-08 09:00 JST." in page.summary


def test_a_page_says_once_that_it_was_found_late(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(culture("C1", "88"), tokyo(6, 2))
    one.receive(merge("M1", tokyo(7, 9), into="4711", prior="88"), tokyo(7, 9))
    one.receive(temperature("T1", tokyo(7, 12), "36.8"), tokyo(7, 12)).run()
    clinical = [page.found_late for page in one.pages if page.subject]
    assert clinical[0] == tokyo(6, 2)
    assert len(clinical) > 1
    assert set(clinical[1:]) == {None}

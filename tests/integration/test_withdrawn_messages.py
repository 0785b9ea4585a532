"""A message whose sender deleted or replaced its file: what only it said counts no longer, whatever came first."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.assessment import Assessment
from graftwatch.findings import SignalKind
from graftwatch.paging import PageReason
from graftwatch.pipeline.journal import EntryKind, NewEntry

Factory = Callable[[], Embedded]
DRAWN = tokyo(5, 8)
POSITIVE = blood_culture("C1", tokyo(6, 2), collected_at=DRAWN, said="Escherichia coli")
NEGATIVE = blood_culture("C2", tokyo(6, 2), collected_at=DRAWN, said="No growth after 5 days")
FEVER = temperature("T1", tokyo(5, 9), "38.6")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Factory]:
    made: list[Embedded] = []

    def make() -> Embedded:
        made.append(Embedded(tmp_path / str(len(made))))
        return made[-1]

    yield make
    for one in made:
        one.close()


def withdraw(one: Embedded, seq: int, day: int, by: int | None = None) -> None:
    content = json.dumps({"seq": seq, "superseded_by": by}).encode()
    one.journal.append([NewEntry(tokyo(day, 1), EntryKind.WITHDRAWN, "default", "", content)])


def told(one: Embedded) -> list[tuple[str, str]]:
    return [(page.kind, page.reason) for page in one.pages if page.reason is not PageReason.REPEATED]


FIRST = (SignalKind.BSI_CONFIRMED, PageReason.FIRST)
RETRACTED = (SignalKind.BSI_CONFIRMED, PageReason.RETRACTED)


def test_an_episode_whose_message_was_deleted_is_retracted_and_told_once(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(POSITIVE, tokyo(6, 2)).run()
    withdraw(one, 2, 7)
    withdraw(one, 2, 8)
    one.run()
    assert told(one) == [FIRST, RETRACTED]
    assert one.assessment().events == ()


def test_what_took_its_place_counts_even_where_it_would_lose_by_time_or_hash(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(POSITIVE, tokyo(6, 2)).receive(NEGATIVE, tokyo(6, 3)).run()
    withdraw(one, 2, 7, by=3)
    one.run()
    assert one.assessment().events == ()
    other = engine().enrol(enrolment())
    other.receive(NEGATIVE, tokyo(6, 2)).receive(POSITIVE, tokyo(6, 3)).run()
    withdraw(other, 2, 7, by=3)
    other.run()
    assert [event.status for event in other.assessment().events] == ["confirmed"]


def test_the_same_statement_of_another_message_stands(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(POSITIVE, tokyo(6, 2)).receive(POSITIVE, tokyo(6, 3))
    withdraw(one, 2, 7)
    one.run()
    assert told(one) == [FIRST]


def test_a_message_that_is_sent_again_after_its_withdrawal_counts_again(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(POSITIVE, tokyo(6, 2)).run()
    withdraw(one, 2, 7)
    one.run()
    one.receive(POSITIVE, tokyo(7, 3)).run()
    assert one.assessment().events
    assert told(one)[-1] == (SignalKind.BSI_CONFIRMED, PageReason.REOPENED)


def test_a_withdrawn_message_that_is_found_later_says_nothing(engine: Factory) -> None:
    one = engine()
    one.receive(POSITIVE, tokyo(6, 2))
    withdraw(one, 1, 7)
    one.enrol(enrolment(), at=tokyo(8, 1)).run()
    assert told(one) == []
    assert one.assessment().events == ()


def test_what_the_service_said_before_the_withdrawal_can_still_be_asked(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.receive(POSITIVE, tokyo(6, 2)).run()
    withdraw(one, 2, 7)
    one.run()
    facts = one.store.load("S01").facts
    assert facts.current(tokyo(6, 3)) != []
    assert facts.current() == []


def test_what_is_no_withdrawal_is_a_dead_letter(engine: Factory) -> None:
    one = engine().enrol(enrolment())
    one.journal.append([NewEntry(tokyo(7, 1), EntryKind.WITHDRAWN, "default", "", b'{"seq": 0}')])
    one.receive(POSITIVE, tokyo(7, 2)).run()
    assert [letter.reason for letter in one.store.dead_letters()] == ["withdrawal: ValidationError"]
    assert FIRST in told(one)


MESSAGES = (POSITIVE, NEGATIVE, FEVER, POSITIVE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(4)), st.lists(st.integers(0, 4), min_size=2, max_size=2), st.integers(1, 5))
def test_order_of_messages_and_of_withdrawals_changes_nothing(
    engine: Factory, order: list[int], after: list[int], entries_at_a_time: int
) -> None:
    """Messages 0 and 3 are withdrawn, each somewhere behind its message."""

    def final(order: list[int], after: list[int]) -> Assessment:
        one = engine().enrol(enrolment())
        seqs: dict[int, int] = {}
        owed = {0: after[0], 3: after[1]}
        for place, number in enumerate(order):
            one.receive(MESSAGES[number], tokyo(9, 1) + timedelta(minutes=place))
            seqs[number] = one.journal_end()
            for which in [which for which, wait in owed.items() if which in seqs and wait <= place]:
                withdraw(one, seqs[which], 9)
                del owed[which]
        for which in owed:
            withdraw(one, seqs[which], 9)
        one.receive(temperature("END", tokyo(5, 7), "36.9"), tokyo(9, 9)).run(entries_at_a_time)
        return one.assessment()

    assert final(order, after) == final([0, 1, 2, 3], [4, 4])

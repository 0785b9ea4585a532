"""Verdicts on a story of two draws, by the id of either: the newest counts, and growth that nobody knew does not."""

from datetime import datetime

import pytest

from charts import (
    adjudication,
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    confirmed,
    june,
    pending_blood,
    temperature,
)
from graftwatch.facts import Fact, Statement
from graftwatch.findings import EventStatus, SignalStatus

EPIDERMIDIS = "Staphylococcus epidermidis"
FEVER = temperature(4, "38.4")


def pair(*, second_stated: datetime | None = None) -> list[Fact[Statement]]:
    """The same commensal of 06-04 and 06-05, the first stated on 06-06, the second on 06-06 or later."""
    first = blood_culture(4, EPIDERMIDIS, stated=june(6))
    second = blood_culture(5, EPIDERMIDIS, stated=second_stated or june(6))
    return [first, second, FEVER]


def ids() -> tuple[str, str]:
    """The id of the pair's event, and that which the second draw bore when it was known alone."""
    (event,) = confirmed(assessed(*pair()))
    alone = bsi_signals(assessed(blood_culture(5, EPIDERMIDIS, stated=june(6))))[0]
    return event.id, alone.id


@pytest.mark.parametrize(
    ("on_second", "on_event", "status"),
    [
        pytest.param(7, 8, EventStatus.REFUTED, id="the verdict on the event is newer"),
        pytest.param(8, 7, EventStatus.CONFIRMED, id="the one on the second draw is newer"),
    ],
)
def test_the_newest_of_two_verdicts_by_two_ids_counts(on_second: int, on_event: int, status: EventStatus) -> None:
    event, second = ids()
    given = [adjudication(second, "confirmed", june(on_second)), adjudication(event, "refuted", june(on_event))]

    assert [one.status for one in bsi_events(assessed(*pair(), *given))] == [status]


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        pytest.param(june(8), EventStatus.REFUTED, id="both draws had grown when it was refused"),
        pytest.param(june(8, 9), EventStatus.CONFIRMED, id="the second was stated an hour later"),
    ],
)
def test_a_refusal_holds_only_where_it_knew_of_both_draws(stated: datetime, status: EventStatus) -> None:
    event, _ = ids()
    (found,) = bsi_events(assessed(*pair(second_stated=stated), adjudication(event, "refuted", june(8))))

    assert found.status is status
    assert any("not applied" in one for one in found.explanation) is (status is EventStatus.CONFIRMED)


@pytest.mark.parametrize(("of_sixth", "of_eighth"), [(9, 10), (10, 9)])
def test_the_newest_confirmation_of_blood_that_another_event_took_in_is_named(of_sixth: int, of_eighth: int) -> None:
    """E. coli of 06-06 and of 06-08 was confirmed, each by its own id, before that of 06-04 came."""
    sixth, eighth = (blood_culture(day, "Escherichia coli", stated=june(day + 1)) for day in (6, 8))
    ids = [confirmed(assessed(one))[0].id for one in (sixth, eighth)]
    given = [adjudication(ids[0], "confirmed", june(of_sixth)), adjudication(ids[1], "confirmed", june(of_eighth))]
    earlier = blood_culture(4, "Escherichia coli", stated=june(11))
    (event,) = bsi_events(assessed(sixth, eighth, earlier, *given))

    assert event.explanation[0].startswith("verdict: confirmed by a person on 2026-06-10")


def test_the_newest_of_two_refusals_that_came_too_early_is_named() -> None:
    event, second = ids()
    given = [adjudication(event, "refuted", june(7)), adjudication(second, "contaminant", june(8))]
    (found,) = bsi_events(assessed(*pair(second_stated=june(9)), *given))

    assert found.status is EventStatus.CONFIRMED
    assert "contaminant by a person on 2026-06-08" in found.explanation[0]


@pytest.mark.parametrize(
    ("refuted_on", "confirmed_on", "status"),
    [
        pytest.param(6, 5, SignalStatus.CLOSED, id="refuted last"),
        pytest.param(5, 6, SignalStatus.OPEN, id="confirmed last"),
    ],
)
def test_the_newest_verdict_on_a_notice_of_two_pending_draws_counts(
    refuted_on: int, confirmed_on: int, status: SignalStatus
) -> None:
    """Fever beside two draws of one time: one notice by the first; the second alone would bear its own id."""
    draws = [pending_blood(4, hour=11, draw="a"), pending_blood(4, hour=13, draw="b")]
    (first,) = bsi_signals(assessed(draws[0], FEVER, now=june(4, 20)))
    (second,) = bsi_signals(assessed(draws[1], FEVER, now=june(4, 20)))
    given = [
        adjudication(first.id, "refuted", june(refuted_on)),
        adjudication(second.id, "confirmed", june(confirmed_on)),
    ]
    (notice,) = bsi_signals(assessed(*draws, FEVER, *given, now=june(7)))

    assert (notice.id, notice.status) == (first.id, status)


def organisms(*facts: Fact[Statement]) -> list[list[str]]:
    return [[organism.name for organism in one.organisms] for one in bsi_events(assessed(*facts))]


def test_a_refused_pair_whose_second_draw_nobody_knew_is_no_event_of_its_own() -> None:
    """Refused on 06-09 when one draw was known; E. coli of 06-03 comes late and takes the pair in."""
    event, _ = ids()
    facts = [*pair(second_stated=june(10)), adjudication(event, "refuted", june(9))]
    coli = blood_culture(3, "Escherichia coli", stated=june(11))

    assert organisms(*facts, coli) == [["Escherichia coli", EPIDERMIDIS]]


def test_a_refusal_of_blood_before_it_grew_says_nothing_of_the_event_that_takes_it_in() -> None:
    coli = blood_culture(6, "Escherichia coli", stated=june(9))
    judged = adjudication(confirmed(assessed(coli))[0].id, "refuted", june(7))
    aureus = blood_culture(4, "Staphylococcus aureus", stated=june(5))
    (event,) = bsi_events(assessed(aureus, coli, judged))

    assert event.status is EventStatus.CONFIRMED
    assert [one.name for one in event.organisms] == ["Staphylococcus aureus", "Escherichia coli"]

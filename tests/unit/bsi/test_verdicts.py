"""What people decide about an event or signal, and for how long it holds."""

from datetime import date

import pytest

from charts import (
    adjudication,
    admission,
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    confirmed,
    day_of_june,
    discharge,
    june,
    positive_bottle,
    sign,
    site_infection,
    temperature,
)
from graftwatch.facts import Fact, Statement, Status
from graftwatch.findings import EventStatus, SignalKind, SignalStatus

COLI = blood_culture(4, "Escherichia coli")


def event_id() -> str:
    return confirmed(assessed(COLI))[0].id


@pytest.mark.parametrize(
    ("verdict", "status", "signal"),
    [
        pytest.param("refuted", EventStatus.REFUTED, SignalStatus.CLOSED, id="refuted"),
        pytest.param("contaminant", EventStatus.CONTAMINANT, SignalStatus.CLOSED, id="contaminant"),
        pytest.param("confirmed", EventStatus.CONFIRMED, SignalStatus.OPEN, id="confirmed"),
        pytest.param("secondary", EventStatus.CONFIRMED, SignalStatus.OPEN, id="secondary"),
    ],
)
def test_a_verdict_changes_the_status(verdict: str, status: EventStatus, signal: SignalStatus) -> None:
    assessment = assessed(COLI, adjudication(event_id(), verdict, june(8)))
    assert [(one.status, one.adjudicated) for one in bsi_events(assessment)] == [(status, verdict)]
    assert [one.status for one in bsi_signals(assessment)] == [signal]


def test_secondary_by_a_person_takes_criterion_and_timeframe() -> None:
    (event,) = confirmed(assessed(COLI, adjudication(event_id(), "secondary", june(8), note="IAB")))
    assert (event.attribution, event.secondary_to, event.criterion) == ("secondary", "IAB", None)
    assert event.repeat_infection_timeframe is None


def test_blood_drawn_after_a_refusal_is_judged_anew() -> None:
    verdict = adjudication(event_id(), "refuted", june(8))
    known = blood_culture(7, "Escherichia coli", stated=june(8, 1))
    found = bsi_events(assessed(COLI, verdict, known, blood_culture(9, "Escherichia coli")))
    assert [(one.status, one.date_of_event) for one in found] == [
        (EventStatus.REFUTED, day_of_june(4)),
        (EventStatus.CONFIRMED, day_of_june(9)),
    ]


@pytest.mark.parametrize("verdict", ["refuted", "contaminant"])
@pytest.mark.parametrize("day", [pytest.param(4, id="the same day"), pytest.param(7, id="a later day")])
def test_blood_that_grows_after_a_refusal_is_judged_anew(day: int, verdict: str) -> None:
    first = blood_culture(4, "Escherichia coli", stated=june(6))
    second = blood_culture(day, "Klebsiella pneumoniae", hour=9, draw="b", stated=june(9))
    given = adjudication(event_id(), verdict, june(8))
    found = sorted(bsi_events(assessed(first, second, given)), key=lambda one: one.status is EventStatus.CONFIRMED)
    assert [(one.status, one.date_of_event, [organism.name for organism in one.organisms]) for one in found] == [
        (EventStatus(verdict), day_of_june(4), ["Escherichia coli"]),
        (EventStatus.CONFIRMED, day_of_june(day), ["Klebsiella pneumoniae"]),
    ]
    assert len({one.id for one in found}) == 2


@pytest.mark.parametrize(
    ("stated", "of_the_refused"),
    [
        pytest.param(8, ["Staphylococcus aureus", "Escherichia coli"], id="known when it was refused"),
        pytest.param(9, ["Staphylococcus aureus"], id="stated a day later"),
    ],
)
def test_what_a_site_takes_is_a_refused_event_s_only_where_the_refusal_knew_of_it(
    stated: int, of_the_refused: list[str]
) -> None:
    """E. coli of 06-06 is secondary to the UTI, and lies in the timeframe of the event of 06-04, refused on 06-08."""
    facts = [
        blood_culture(4, "Staphylococcus aureus", stated=june(6)),
        blood_culture(6, "Escherichia coli", stated=june(stated, 7)),
        site_infection("UTI", "SUTI 1a", 6, "Escherichia coli"),
    ]
    (first,) = [one for one in bsi_events(assessed(*facts)) if one.attribution == "primary"]
    found = {one.attribution: one for one in bsi_events(assessed(*facts, adjudication(first.id, "refuted", june(8))))}

    assert found["primary"].status is EventStatus.REFUTED
    assert [one.name for one in found["primary"].organisms] == of_the_refused
    assert [one.name for one in found["secondary"].organisms] == ["Escherichia coli"]


def told(*facts: Fact[Statement]) -> list[tuple[date | None, str, str | None, list[str]]]:
    """Day, status, site and organisms of each event, by day."""
    return [
        (one.date_of_event, one.status.value, one.secondary_to, [organism.name for organism in one.organisms])
        for one in bsi_events(assessed(*facts))
    ]


@pytest.mark.parametrize("verdict", ["refuted", "contaminant", "secondary"])
def test_what_was_taken_away_stays_an_event_of_its_own_when_earlier_blood_comes_late(verdict: str) -> None:
    """Nobody had seen the S. aureus of 06-04 when E. coli of 06-06 was judged on 06-08; it is stated on 06-09."""
    coli = blood_culture(6, "Escherichia coli", stated=june(7))
    judged = adjudication(confirmed(assessed(coli))[0].id, verdict, june(8), note="UTI")
    aureus = blood_culture(4, "Staphylococcus aureus", stated=june(9))
    status, site = ("confirmed", "UTI") if verdict == "secondary" else (verdict, None)

    assert told(coli, judged, aureus) == [
        (day_of_june(4), "confirmed", None, ["Staphylococcus aureus"]),
        (day_of_june(6), status, site, ["Escherichia coli"]),
    ]


def test_a_pair_that_was_taken_away_stays_an_event_of_its_own_when_earlier_blood_comes_late() -> None:
    pair = [blood_culture(day, "Staphylococcus epidermidis", stated=june(8)) for day in (6, 7)]
    facts: list[Fact[Statement]] = [*pair, temperature(6, "38.4")]
    judged = adjudication(confirmed(assessed(*facts))[0].id, "refuted", june(9))
    coli = blood_culture(5, "Escherichia coli", stated=june(10))

    assert told(*facts, judged, coli) == [
        (day_of_june(5), "confirmed", None, ["Escherichia coli"]),
        (day_of_june(6), "refuted", None, ["Staphylococcus epidermidis"]),
    ]


def test_what_a_person_confirmed_stays_confirmed_when_earlier_blood_comes_late() -> None:
    """Both are preliminary; the story of 06-06 was confirmed by a person, and that of 06-04 has taken it in."""
    later = blood_culture(6, "Escherichia coli", status=Status.PRELIMINARY, stated=june(7))
    judged = adjudication(bsi_signals(assessed(later))[0].id, "confirmed", june(8))
    earlier = blood_culture(4, "Escherichia coli", status=Status.PRELIMINARY, stated=june(9))

    assert told(later, judged, earlier) == [(day_of_june(4), "confirmed", None, ["Escherichia coli"])]
    assert [one.adjudicated for one in bsi_events(assessed(later, judged, earlier))] == ["confirmed"]


@pytest.mark.parametrize("verdict", ["confirmed", "secondary"])
def test_a_verdict_on_a_secondary_event_holds_when_its_earlier_draw_comes_late(verdict: str) -> None:
    site = site_infection("UTI", "SUTI 1a", 6, "Escherichia coli")
    later = blood_culture(7, "Escherichia coli", stated=june(8))
    (known,) = confirmed(assessed(site, later))
    earlier = blood_culture(6, "Escherichia coli", stated=june(10))
    (event,) = bsi_events(assessed(site, later, earlier, adjudication(known.id, verdict, june(9))))

    assert event.id != known.id
    assert event.explanation[0].startswith(f"verdict: {verdict} by a person on 2026-06-09")
    assert (event.adjudicated, known.adjudicated) == (verdict, None)


def test_a_refusal_of_a_secondary_event_cannot_be_about_an_earlier_draw_that_comes_late() -> None:
    """As with primary events: the growth of 06-06 was stated after the refusal, so the event stands and says so."""
    site = site_infection("UTI", "SUTI 1a", 6, "Escherichia coli")
    later = blood_culture(7, "Escherichia coli", stated=june(8))
    judged = adjudication(confirmed(assessed(site, later))[0].id, "refuted", june(9))
    unknown = blood_culture(6, "Escherichia coli", stated=june(10))
    known = blood_culture(6, "Escherichia coli", stated=june(9))
    (event,) = bsi_events(assessed(site, later, judged, unknown))

    assert event.status is EventStatus.CONFIRMED
    assert event.explanation[0].startswith("not applied, since it was given before the growth was stated: refuted")
    assert event.adjudicated is None
    assert [one.status for one in bsi_events(assessed(site, later, judged, known))] == [EventStatus.REFUTED]


def test_a_verdict_names_one_of_two_events_that_share_a_specimen() -> None:
    """Candida of 06-05 opens the event of the next stay; S. mitis of the same specimen is the pair of the stay before.

    Stays: 06-01 to 06-03, to which 06-04 belongs, and from 06-06 on, to whose day -1 06-05 belongs.
    """
    facts = [
        admission(1),
        discharge(3),
        admission(6, "V2"),
        temperature(1, "38.4"),
        blood_culture(4, "Streptococcus mitis"),
        blood_culture(5, "Streptococcus mitis", "Candida glabrata"),
    ]
    pair, candida = confirmed(assessed(*facts))
    judged = bsi_events(assessed(*facts, adjudication(candida.id, "secondary", june(9), note="UTI")))

    assert [(one.id, one.criterion, one.secondary_to) for one in judged] == [
        (pair.id, "LCBI-2", None),
        (candida.id, None, "UTI"),
    ]


def test_the_newest_verdict_holds() -> None:
    verdicts = [adjudication(event_id(), "confirmed", june(9)), adjudication(event_id(), "refuted", june(8))]
    assert [one.status for one in bsi_events(assessed(COLI, *verdicts))] == [EventStatus.CONFIRMED]


def test_a_person_can_confirm_a_suspicion() -> None:
    bottle = positive_bottle(4)
    suspected = bsi_signals(assessed(bottle))[0]
    (event,) = bsi_events(assessed(bottle, adjudication(suspected.id, "confirmed", june(6))))
    assert (event.status, event.counts_for_endpoint) == (EventStatus.CONFIRMED, True)


def test_a_person_can_confirm_what_was_closed_as_a_contaminant() -> None:
    single = blood_culture(4, "Staphylococcus epidermidis")
    closed = bsi_signals(assessed(single))[0]
    assessment = assessed(single, adjudication(closed.id, "confirmed", june(8)))
    assert [one.status for one in bsi_events(assessment)] == [EventStatus.CONFIRMED]
    assert [one.status for one in bsi_signals(assessment)] == [SignalStatus.OPEN]


def test_a_person_can_close_a_suspicion() -> None:
    bottle = positive_bottle(4)
    suspected = bsi_signals(assessed(bottle))[0]
    assessment = assessed(bottle, adjudication(suspected.id, "contaminant", june(6), note="drawn through the line"))
    (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
    assert (event.status, signal.status) == (EventStatus.CONTAMINANT, SignalStatus.CLOSED)
    assert "drawn through the line" in signal.reason


def test_a_verdict_on_the_second_draw_of_an_event_holds_for_the_event() -> None:
    second = blood_culture(5, "Escherichia coli")
    alone = confirmed(assessed(second))[0]
    found = bsi_events(assessed(COLI, second, adjudication(alone.id, "confirmed", june(8))))
    assert [one.status for one in found] == [EventStatus.CONFIRMED]


def test_a_verdict_names_an_event_by_its_first_draw_though_another_opened_it() -> None:
    facts: list[Fact[Statement]] = [
        blood_culture(4, "Staphylococcus epidermidis", hour=8),
        blood_culture(4, "Staphylococcus epidermidis", hour=9),
        temperature(4, "38.4"),
        blood_culture(4, "Escherichia coli", hour=10),
    ]
    (event,) = confirmed(assessed(*facts))
    found = bsi_events(assessed(*facts, adjudication(event.id, "refuted", june(8))))
    assert [(one.id, one.status) for one in found] == [(event.id, EventStatus.REFUTED)]


def test_a_verdict_from_before_the_blood_was_drawn_makes_no_second_event_of_the_same_pair() -> None:
    pair = [blood_culture(4, "Staphylococcus epidermidis"), blood_culture(5, "Staphylococcus epidermidis")]
    facts = [*pair, sign(3, "apnea"), sign(4, "chills")]
    (event,) = confirmed(assessed(*facts, born=date(2026, 1, 1)))
    by_a_wrong_clock = adjudication(event.id, "secondary", june(2), note="IAB")
    found = bsi_events(assessed(*facts, by_a_wrong_clock, born=date(2026, 1, 1)))
    assert [(one.id, one.secondary_to) for one in found] == [(event.id, "IAB")]


@pytest.mark.parametrize("verdict", ["refuted", "contaminant"])
def test_a_refusal_from_before_the_growth_was_stated_cannot_be_about_it(verdict: str) -> None:
    early, late = adjudication(event_id(), verdict, june(2)), adjudication(event_id(), verdict, june(8))
    (event,) = bsi_events(assessed(COLI, early))
    assert event.status is EventStatus.CONFIRMED
    assert event.explanation[0].startswith(
        f"not applied, since it was given before the growth was stated: {verdict} by a person on 2026-06-02"
    )
    assert [one.status for one in bsi_events(assessed(COLI, early, late))] == [EventStatus(verdict)]


def test_a_verdict_on_nothing_is_refused() -> None:
    assessment = assessed(COLI, adjudication("bsi-0000000000000000", "refuted", june(8)))
    assert assessment.refused_decisions == (
        "adjudicate bsi-0000000000000000: no event or signal of this recipient has this id",
    )


def test_a_verdict_that_does_not_exist_is_refused_and_changes_nothing() -> None:
    assessment = assessed(COLI, adjudication(event_id(), "probably", june(8)))
    assert [one.status for one in bsi_events(assessment)] == [EventStatus.CONFIRMED]
    assert "no such verdict 'probably'" in assessment.refused_decisions[0]


def test_a_verdict_on_an_unresolved_name_beside_an_infection_closes_its_signal_only() -> None:
    both = blood_culture(4, "Escherichia coli", "Foobarella barensis")
    (review,) = (one for one in bsi_signals(assessed(both)) if one.kind is SignalKind.BSI_UNRESOLVED)
    assessment = assessed(both, adjudication(review.id, "contaminant", june(8), note="skin flora"))
    closed = {one.kind: (one.status, one.closed_because) for one in bsi_signals(assessment)}
    assert closed[SignalKind.BSI_CONFIRMED] == (SignalStatus.OPEN, "")
    assert closed[SignalKind.BSI_UNRESOLVED][0] is SignalStatus.CLOSED
    assert "skin flora" in closed[SignalKind.BSI_UNRESOLVED][1]
    assert assessment.refused_decisions == ()

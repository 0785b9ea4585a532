"""When the trial is looked at again: what counts has changed, or a day began; and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from graftwatch.assessment import Assessment
from graftwatch.committee.endpoint import endpoint_figures
from graftwatch.findings import EventKind, EventStatus
from graftwatch.pipeline.trial_look import TrialLook, boundary_numbers
from graftwatch.protocol import Boundary, Protocol
from graftwatch.roster import HEARTBEAT_SUBJECT, Enrolment, PatientIdentifier, Roster
from paging_builders import assessment, event, signal

NOON = datetime(2026, 6, 4, 3, tzinfo=UTC)  # in Tokyo
PROTOCOL = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=37, table={1: 1}),))


def enrolment(subject: str = "S01") -> Enrolment:
    number = (PatientIdentifier(value="4711"),)
    return Enrolment(subject=subject, identifiers=number, transplanted_at=datetime(2026, 6, 1, tzinfo=UTC))


RECIPIENT = enrolment().recipient()
CONFIRMED = event(EventStatus.CONFIRMED, date_of_event=date(2026, 6, 4), in_window=True, counts_for_endpoint=True)
KNOWN = assessment(signal(), events=(CONFIRMED,))


@pytest.fixture
def look() -> TrialLook:
    """One that was taken at noon."""
    one = TrialLook(PROTOCOL, lambda: [KNOWN])
    assert one.due(NOON)
    one.boundaries(Roster.of_changes([enrolment()]), NOON)
    return one


def test_a_look_says_how_each_planned_boundary_stands() -> None:
    [found] = TrialLook(PROTOCOL, lambda: [KNOWN]).boundaries(Roster.of_changes([enrolment()]), NOON).values()
    assert found is not None
    assert (found.endpoint, found.rule, found.version) == ("bsi", "table", "1")
    assert (found.events, found.evaluable, found.crossed_at, found.needed, found.run) == (1, 1, 1, 1, (1, 1))
    assert found.alpha is None


def test_no_numbers_are_worked_out_where_a_boundary_stands_as_before() -> None:
    roster, name = Roster.of_changes([enrolment()]), "bsi:table:1"
    assert TrialLook(PROTOCOL, lambda: [KNOWN]).boundaries(roster, NOON, {name}) == {name: None}
    assert TrialLook(PROTOCOL, list).boundaries(roster, NOON) == {name: None}
    [below] = TrialLook(PROTOCOL, list).boundaries(roster, NOON, {name}).values()
    assert below is not None
    assert below.crossed_at is None


@pytest.mark.parametrize(
    "now",
    [
        KNOWN,
        KNOWN.model_copy(update={"signals": (), "as_of": NOON, "post_operative_day": 9}),
        KNOWN.model_copy(update={"events": (CONFIRMED.model_copy(update={"elements": ("a fever",)}),)}),
    ],
)
def test_what_does_not_count_asks_for_no_look(look: TrialLook, now: Assessment) -> None:
    look.note(RECIPIENT, now)
    assert not look.due(NOON + timedelta(hours=11))


@pytest.mark.parametrize(
    "now",
    [
        KNOWN.model_copy(update={"events": (CONFIRMED.model_copy(update={"status": EventStatus.CONTAMINANT}),)}),
        KNOWN.model_copy(update={"events": (CONFIRMED.model_copy(update={"date_of_event": date(2026, 6, 9)}),)}),
        KNOWN.model_copy(update={"events": ()}),
        KNOWN.model_copy(update={"died_on": date(2026, 6, 4)}),
        KNOWN.model_copy(update={"re_transplanted_on": date(2026, 6, 4)}),
        KNOWN.model_copy(update={"subject": "S02"}),
    ],
)
def test_what_counts_asks_for_a_look(look: TrialLook, now: Assessment) -> None:
    look.note(enrolment(now.subject).recipient(), now)
    assert look.due(NOON)


def test_a_withdrawal_asks_for_a_look(look: TrialLook) -> None:
    look.note(replace(RECIPIENT, withdrawn_at=NOON), KNOWN)
    assert look.due(NOON)


def test_the_next_day_of_the_hospital_asks_for_a_look(look: TrialLook) -> None:
    midnight = datetime(2026, 6, 4, 15, tzinfo=UTC)
    assert look.day_ends() == midnight
    assert [look.due(midnight - timedelta(seconds=1)), look.due(midnight)] == [False, True]


def test_the_heartbeat_is_no_recipient(look: TrialLook) -> None:
    look.note(enrolment(HEARTBEAT_SUBJECT).recipient(), KNOWN.model_copy(update={"subject": HEARTBEAT_SUBJECT}))
    assert not look.due(NOON)


def test_what_was_undone_is_looked_at_anew(look: TrialLook) -> None:
    look.forget()
    assert look.due(NOON)
    assert look.day_ends() is None


def test_figures_without_a_boundary_have_nothing_to_say() -> None:
    figures = endpoint_figures(EventKind.BSI, [], PROTOCOL, with_boundary=False)
    with pytest.raises(ValueError, match="no boundary is planned for bsi"):
        boundary_numbers(figures, PROTOCOL)

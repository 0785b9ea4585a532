"""The trial as known on a day and as that day looks now: what was late, corrected, taken back or entered anew."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from embedded import TRANSPLANT, Embedded, blood_culture, enrolment, tokyo
from graftwatch.assessment import Assessment
from graftwatch.committee.changes import changes
from graftwatch.committee.figures import TrialFigures, trial_figures
from graftwatch.findings import EventStatus
from graftwatch.pipeline.trial_history import as_it_is_now, known_by, rules_at
from graftwatch.protocol import Protocol, ProtocolVersion, Window
from graftwatch.protocol.history import StatedProtocol
from graftwatch.roster import Withdrawal

PROTOCOL = Protocol()
DRAWN, PRELIMINARY, FINAL, CORRECTED = tokyo(4, 8), tokyo(5, 9), tokyo(6, 9), tokyo(9, 9)
BETWEEN, AFTER_FINAL = tokyo(5, 12), tokyo(7, 12)
GROWTH, NONE = "Staphylococcus aureus", "No growth after 5 days"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Embedded]:
    one = Embedded(tmp_path)
    yield one
    one.close()


def report(at: datetime, said: str, status: str, order: str = "O1", drawn: datetime = DRAWN) -> bytes:
    return blood_culture(f"C{at:%d%H}{order}", at, collected_at=drawn, said=said, status=status, order=order)


def told(service: Embedded, *reports: tuple[datetime, str, str]) -> Embedded:
    service.enrol(enrolment())
    for at, said, status in reports:
        service.receive(report(at, said, status), at)
    service.run()
    return service


def then(service: Embedded, at: datetime) -> TrialFigures:
    return trial_figures(known_by(service.store, PROTOCOL, at), PROTOCOL, at)


def now(service: Embedded, at: datetime, known_by: datetime | None = None) -> TrialFigures:
    return trial_figures(as_it_is_now(service.store, PROTOCOL, at, known_by), PROTOCOL, at)


def statuses(figures: TrialFigures) -> dict[EventStatus, int]:
    return dict(figures.endpoints[0].events)


def test_a_late_result_was_a_suspicion_then_and_is_an_event_of_that_day_now(service: Embedded) -> None:
    told(service, (PRELIMINARY, GROWTH, "P"), (FINAL, GROWTH, "F"))
    assert statuses(then(service, BETWEEN)) == {EventStatus.SUSPECTED: 1}
    assert statuses(now(service, BETWEEN)) == {EventStatus.CONFIRMED: 1}
    assert [one.counts.events for one in (then(service, BETWEEN).endpoints[0], now(service, BETWEEN).endpoints[0])] == [
        0,
        1,
    ]
    kinds = [one.kind for one in changes(then(service, BETWEEN), now(service, BETWEEN))]
    assert kinds == ["event_reclassified", "became_evaluable"]


def test_a_correction_takes_the_event_back_now_and_not_then(service: Embedded) -> None:
    told(service, (FINAL, GROWTH, "F"), (CORRECTED, NONE, "C"))
    assert statuses(then(service, AFTER_FINAL)) == {EventStatus.CONFIRMED: 1}
    assert statuses(now(service, AFTER_FINAL)) == {}
    assert [one.kind for one in changes(then(service, AFTER_FINAL), now(service, AFTER_FINAL))] == [
        "event_removed",
        "no_longer_evaluable",
    ]


def test_now_can_be_any_later_time(service: Embedded) -> None:
    """Of day 5, known by day 7: the final result is there, its correction of day 9 is not."""
    told(service, (PRELIMINARY, GROWTH, "P"), (FINAL, GROWTH, "F"), (CORRECTED, NONE, "C"))
    assert statuses(now(service, BETWEEN, AFTER_FINAL)) == {EventStatus.CONFIRMED: 1}
    assert statuses(now(service, BETWEEN)) == {}


def test_what_happened_later_is_no_part_of_the_day(service: Embedded) -> None:
    """Blood drawn on day 8: neither an event of day 5 nor blood "said to be drawn in the future"."""
    told(service, (FINAL, GROWTH, "F"))
    drawn, said = tokyo(8, 8), tokyo(9, 8)
    service.receive(report(said, "Escherichia coli", "F", "O2", drawn), said)
    service.decide(tokyo(10, 8), type="death", subject="S01")
    service.run()
    early = now(service, BETWEEN)
    assert statuses(early) == {EventStatus.CONFIRMED: 1}
    assert early.courses[0].died_on is None
    assert early.recipients == {"in_window": 1}
    assert now(service, tokyo(11, 8)).recipients == {"died": 1}


def test_a_verdict_of_today_changes_what_was(service: Embedded) -> None:
    told(service, (FINAL, GROWTH, "F"))
    event = service.assessment().events[0].id
    service.decide(tokyo(12, 9), type="adjudicate", subject="S01", event=event, verdict="contaminant")
    service.run()
    assert statuses(then(service, AFTER_FINAL)) == {EventStatus.CONFIRMED: 1}
    changed = now(service, AFTER_FINAL)
    assert statuses(changed) == {EventStatus.CONTAMINANT: 1}
    assert changed.endpoints[0].adjudicated["contaminant"] == 1


def test_who_left_and_was_enrolled_again_counts_again_now(service: Embedded) -> None:
    told(service, (FINAL, GROWTH, "F"))
    service.enrol(Withdrawal(subject="S01", at=tokyo(2, 9)), at=tokyo(7, 9)).enrol(enrolment(), at=tokyo(9, 9)).run()
    at = tokyo(8, 12)
    assert then(service, at).endpoints[0].counts.excluded == 1
    assert now(service, at).endpoints[0].counts.events == 1
    kinds = [one.kind for one in changes(then(service, at), now(service, at)) if one.endpoint != "rejection"]
    assert kinds == ["withdrew", "event_reclassified", "became_evaluable"]


def test_who_was_enrolled_late_is_of_that_day_and_who_was_transplanted_later_is_not(service: Embedded) -> None:
    told(service, (FINAL, GROWTH, "F"))
    later = enrolment("S03", "4713").model_copy(update={"transplanted_at": TRANSPLANT + timedelta(days=9)})
    service.enrol(enrolment("S02", "4712"), later, at=tokyo(10, 9)).run()
    assert [one.subject for one in then(service, BETWEEN).courses] == ["S01"]
    assert [one.subject for one in now(service, BETWEEN).courses] == ["S01", "S02"]
    assert [one.subject for one in now(service, tokyo(10, 12)).courses] == ["S01", "S02", "S03"]


def test_as_known_then_is_what_the_service_said_then(service: Embedded) -> None:
    """Each entry is handled alone, and its assessment is held against history's of the same moment."""
    service.enrol(enrolment())
    said: list[Assessment] = []
    for at, growth, status in ((PRELIMINARY, GROWTH, "P"), (FINAL, GROWTH, "F"), (CORRECTED, NONE, "C")):
        service.receive(report(at, growth, status), at).run()
        said.append(service.assessment())
    service.enrol(Withdrawal(subject="S01", at=tokyo(3, 9)), at=tokyo(20, 9)).run()
    again = [known_by(service.store, PROTOCOL, at)[0][1] for at in (PRELIMINARY, FINAL, CORRECTED)]
    assert [one.model_dump() for one in again] == [one.model_dump() for one in said]


def test_the_rules_are_those_in_force_then(service: Embedded) -> None:
    """A window of 30 days until day 7, of 3 days from then on: the blood of day 4 counts before, and not after.

    The service itself noted the first version when it started.
    """
    told(service, (FINAL, GROWTH, "F"))
    short = Protocol(version="2", window=Window(last_day=3))
    second = StatedProtocol('{"version": "2", "window": {"last_day": 3}}', short)
    with service.store.transaction():
        service.store.add_protocol(ProtocolVersion.of(second, tokyo(7, 0)))
    counted = {}
    for day in (6, 8):
        at = tokyo(day, 12)
        rules = rules_at(service.store, PROTOCOL, at)
        figures = trial_figures(known_by(service.store, PROTOCOL, at), rules, at, service.store.protocol_history())
        counted[day] = (figures.protocol.version, len(figures.protocol_history), figures.endpoints[0].counts.events)
    assert counted == {6: ("1", 1, 1), 8: ("2", 2, 0)}

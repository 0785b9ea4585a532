"""The demo's ending: when the service knew, told from what it had been told by then."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from embedded import Embedded, blood_culture, enrolment, tokyo
from graftwatch.committee.figures import trial_figures
from graftwatch.entrypoints.cli.demo_ending import WIDTH, ending_document, say_ending
from graftwatch.entrypoints.demo.as_known import AsKnown, as_known
from graftwatch.entrypoints.demo.ending import Ending, ending
from graftwatch.findings import EventKind
from graftwatch.protocol import Protocol
from graftwatch.roster import Roster
from graftwatch.safety.boundary import boundary_from_table

PROTOCOL = Protocol()
UNTIL = datetime(2026, 7, 5, tzinfo=UTC)
"""The transplants are of 1 June, so the windows are complete on 2 July."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """S01: drawn on day 5, known on day 7. S02: the same, corrected on day 12 to no growth. S03: nothing."""
    site = Embedded(tmp_path_factory.mktemp("trial"))
    site.enrol(*(enrolment(f"S0{number}", str(number)) for number in (1, 2, 3)))
    for number in ("1", "2"):
        final = blood_culture(
            f"C{number}", tokyo(7, 9), collected_at=tokyo(5, 8), said="Escherichia coli", number=number, order=number
        )
        site.receive(final, tokyo(7, 9))
    corrected = blood_culture(
        "C3", tokyo(12, 9), collected_at=tokyo(5, 8), said="No growth", status="C", number="2", order="2"
    )
    site.receive(corrected, tokyo(12, 9)).run()
    yield site
    site.close()


@pytest.fixture(scope="module")
def known(site: Embedded) -> AsKnown:
    return as_known(site.store, PROTOCOL, EventKind.BSI, UNTIL)


@pytest.fixture(scope="module")
def shown(site: Embedded) -> Ending:
    roster = Roster.of_changes(site.store.roster_changes())
    trial = [(one, site.assessment(one.subject)) for one in roster if not one.is_heartbeat]
    return ending(site.store, trial_figures(trial, PROTOCOL, UNTIL), PROTOCOL)


def day(number: int) -> date:
    return date(2026, 6, 1) + timedelta(days=number)


def test_an_infection_is_known_when_its_result_came_not_when_it_happened(known: AsKnown) -> None:
    assert known.since("S01") == day(7)


def test_a_recipient_without_the_event_is_known_when_the_window_is_complete(known: AsKnown) -> None:
    assert known.since("S03") == known.since("S02") == day(31)


def test_who_counted_with_an_event_until_a_correction_is_said_with_the_days(known: AsKnown) -> None:
    assert list(known.corrected()) == [("S02", day(7), day(11))]


def test_a_boundary_is_first_crossed_by_what_was_known_then(known: AsKnown) -> None:
    crossed = known.first_crossing(boundary_from_table({2: 2}, maximum_recipients=3))
    assert crossed is not None
    assert (crossed[0], crossed[1].evaluable, crossed[1].events) == (day(7), 2, 2)
    assert known.first_crossing(boundary_from_table({3: 3}, maximum_recipients=3)) is None


def test_the_table_has_each_recipient_once_with_the_day_it_counts_from_and_was_known(shown: Ending) -> None:
    looks = ending_document(shown)["looks"]
    assert isinstance(looks, list)
    assert [(one["n"], one["subject"], one["counts_from"], one["known_on"], one["events"]) for one in looks] == [
        (1, "S01", "2026-06-06", "2026-06-08", 1),
        (2, "S02", "2026-07-02", "2026-07-02", 1),
        (3, "S03", "2026-07-02", "2026-07-02", 1),
    ]


def test_the_ending_fits_a_hundred_columns_and_says_what_nobody_knows(
    shown: Ending, capsys: pytest.CaptureFixture[str]
) -> None:
    say_ending(shown)
    said = capsys.readouterr().out
    assert not [line for line in said.splitlines() if len(line.rstrip()) > WIDTH]
    assert "3 recipients, 3 evaluable, 1 with the event: 33.3 %, 95 % interval 0.84–90.57 %" in said
    assert "S02 counted with an event as known on 2026-06-08 to 2026-06-12, and was corrected since." in said
    assert "weekly manual review would have known, nobody can say" in said

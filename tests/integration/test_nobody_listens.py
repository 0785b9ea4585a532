"""Through the real detector, by the journal's time: steps, a page that nobody hears, a storm, maintenance, quiet hours.

No message of a ward comes; the service's own heartbeat brings the time.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, tokyo
from graftwatch.entrypoints.feed_settings import AnyFeed, MllpFeed
from graftwatch.entrypoints.heartbeat import FEED, heartbeat_message
from graftwatch.paging import HealthKind, Maintenance, Page, PageReason
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.maintenance_entries import MAINTENANCE_FEED, MaintenanceChange

STEPS = """
[paging]
repeat_after_minutes = 15
repeats_at_most = 1
pages_an_hour = 3

[[paging.escalation]]
to = ["on_call"]
wait_minutes = 10

[[paging.escalation]]
to = ["deputy"]
wait_minutes = 10
"""
QUIET = '[paging.quiet_hours]\nstart = "22:00"\nend = "07:00"\n'

LABORATORY = (MllpFeed(name="laboratory", silence_minutes=30),)
SILENT_FOR_EVER = (MllpFeed(name="laboratory"),)
Factory = Callable[..., Embedded]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Factory]:
    made: list[Embedded] = []

    def make(rules: str, feeds: Sequence[AnyFeed] = SILENT_FOR_EVER) -> Embedded:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        (folder / "protocol.toml").write_text(rules)
        made.append(Embedded(folder / "data", feeds, folder / "protocol.toml"))
        return made[-1]

    yield make
    for one in made:
        one.close()


def beats(one: Embedded, begins: datetime, minutes: int, every: int = 1) -> list[Page]:
    """The service's own heartbeat, minute by minute; what is told meanwhile."""
    pages = []
    for minute in range(0, minutes + 1, every):
        at = begins + timedelta(minutes=minute)
        pages += one.receive(heartbeat_message(at), at, FEED).run()
    return pages


def positive(one: Embedded, number: str, at: datetime) -> list[Page]:
    content = blood_culture(
        f"C{number}", at, collected_at=at - timedelta(hours=20), said="Gram negative rods", status="P", number=number
    )
    return one.receive(content, at, "laboratory").run()


def told(pages: list[Page], since: datetime) -> list[tuple[int, str, str, int]]:
    """Minute, kind, reason and step."""
    return [
        (int((one.decided_at - since).total_seconds() // 60), one.kind.value, one.reason.value, one.step)
        for one in pages
    ]


AT = tokyo(6, 9)


def test_a_page_that_nobody_hears_takes_every_step_and_then_that_is_told_once(engine: Factory) -> None:
    one = engine(STEPS).enrol(enrolment())
    positive(one, "4711", AT)
    beats(one, AT, 120)
    assert told(one.pages, AT) == [
        (0, "bsi.suspected", "first", 1),
        (10, "bsi.suspected", "repeated", 2),
        (25, "bsi.suspected", "repeated", 2),
        (40, "health.page_unheard", "first", 2),
    ]
    page = one.pages[0]
    assert "S01: Bloodstream infection suspected, told 3 times since" in one.pages[3].summary
    one.decide(AT + timedelta(minutes=121), type="acknowledge", subject="S01", page=page.id)
    after = one.run()
    assert told(after, AT) == [(121, "health.page_unheard", "resolved", 2)]
    assert beats(one, AT + timedelta(minutes=122), 60) == []


def test_an_acknowledgement_stops_the_steps_and_a_louder_page_begins_them_again(engine: Factory) -> None:
    one = engine(STEPS).enrol(enrolment())
    positive(one, "4711", AT)
    one.decide(AT + timedelta(minutes=5), type="acknowledge", subject="S01", page=one.pages[0].id)
    beats(one, AT + timedelta(minutes=6), 60)
    final = AT + timedelta(minutes=70)
    content = blood_culture("C2", final, collected_at=AT - timedelta(hours=20), said="Escherichia coli", number="4711")
    one.receive(content, final, "laboratory").run()
    beats(one, final, 12)
    assert told(one.pages, AT) == [
        (0, "bsi.suspected", "first", 1),
        (70, "bsi.confirmed", "escalated", 1),
        (80, "bsi.confirmed", "repeated", 2),
    ]


def test_a_page_about_the_service_takes_the_steps_and_is_acknowledged(engine: Factory) -> None:
    one = engine(STEPS, LABORATORY).enrol(enrolment(), at=AT)
    one.receive(blood_culture("C0", AT, collected_at=AT, said="No growth", number="1"), AT, "laboratory").run()
    begins = AT + timedelta(minutes=1)
    silent = beats(one, begins, 45)
    assert [(page.kind.value, page.reason.value, page.step) for page in silent] == [
        ("health.feed_silent", "first", 1),
        ("health.feed_silent", "repeated", 2),
    ]
    one.decide(AT + timedelta(minutes=47), type="acknowledge", page=silent[1].id)
    assert beats(one, AT + timedelta(minutes=48), 120) == []


@pytest.mark.parametrize("restarts", [False, True])
def test_a_storm_holds_back_names_releases_and_then_takes_the_steps(engine: Factory, *, restarts: bool) -> None:
    one = engine(STEPS.replace("repeats_at_most = 1", "repeats_at_most = 0"))
    numbers = [f"{number}" for number in range(50, 56)]
    one.enrol(*(enrolment(f"S{number}", number) for number in numbers))
    for number in numbers:
        positive(one, number, AT)
        if restarts:
            one.restart()
    gathered = AT + timedelta(seconds=10)
    one.receive(heartbeat_message(gathered), gathered, FEED).run()
    first = [page for page in one.pages if page.reason is PageReason.FIRST]
    assert [page.subject for page in first] == ["S50", "S51", "S52"]
    summaries = [page for page in one.pages if page.reason is PageReason.SUMMARY]
    assert [page.details.evidence for page in summaries] == [
        ("S53 BSI suspected", "S54 BSI suspected", "S55 BSI suspected")
    ]
    for page in (*first, *summaries):
        said = {"subject": page.subject} if page.subject else {}
        one.decide(AT + timedelta(minutes=1), type="acknowledge", page=page.id, **said)
    hour = AT + timedelta(minutes=60)
    for minute in range(2, 60):
        at = AT + timedelta(minutes=minute)
        one.receive(heartbeat_message(at), at, FEED).run()
        if restarts:
            one.restart()
    assert not [page for page in one.pages if page.subject in {"S53", "S54", "S55"}], "held, and not repeated meanwhile"
    pages = beats(one, hour, 30)
    released = [(page.subject, page.reason.value, page.step) for page in pages if page.subject == "S53"]
    assert released == [("S53", "first", 1), ("S53", "repeated", 2)]
    times = [page for page in pages if page.subject == "S53"]
    assert times[1].decided_at - hour == timedelta(minutes=10), "the step's minutes count from when it was let out"


def plan(one: Embedded, at: datetime, begins: datetime, ends: datetime) -> None:
    window = Maintenance(id="0" * 16, begins=begins, ends=ends, parts=("laboratory",), why="update", by="it")
    content = MaintenanceChange(plan=window).model_dump_json().encode()
    one.journal.append([NewEntry(at, EntryKind.MAINTENANCE, MAINTENANCE_FEED, "", content)])


@pytest.mark.parametrize("ended_early", [False, True])
def test_maintenance_holds_a_silent_feed_back_until_it_ends(engine: Factory, *, ended_early: bool) -> None:
    one = engine("", LABORATORY).enrol(enrolment(), at=AT)
    one.receive(blood_culture("C0", AT, collected_at=AT, said="No growth", number="1"), AT, "laboratory")
    plan(one, AT, AT, AT + timedelta(hours=2))
    one.run()
    assert beats(one, AT, 60, every=5) == []
    if ended_early:
        at = AT + timedelta(minutes=61)
        content = MaintenanceChange(end="0" * 16).model_dump_json().encode()
        one.journal.append([NewEntry(at, EntryKind.MAINTENANCE, MAINTENANCE_FEED, "", content)])
    pages = one.run() + beats(one, AT + timedelta(minutes=62), 70)
    assert [(page.kind, page.reason) for page in pages] == [(HealthKind.FEED_SILENT, PageReason.FIRST)]
    assert pages[0].decided_at == AT + (timedelta(minutes=61) if ended_early else timedelta(hours=2))


def test_a_feed_that_is_heard_again_before_the_window_ends_is_never_told(engine: Factory) -> None:
    one = engine("", LABORATORY).enrol(enrolment(), at=AT)
    one.receive(blood_culture("C0", AT, collected_at=AT, said="No growth", number="1"), AT, "laboratory")
    plan(one, AT, AT, AT + timedelta(hours=2))
    beats(one, AT, 60, every=5)
    again = AT + timedelta(minutes=65)
    one.receive(blood_culture("C1", again, collected_at=AT, said="No growth", number="1"), again, "laboratory").run()
    for minute in range(66, 150):
        at = AT + timedelta(minutes=minute)
        one.receive(heartbeat_message(at), at, FEED)
        if minute % 10 == 0:
            said = blood_culture(f"D{minute}", at, collected_at=AT, said="No growth", number="1")
            one.receive(said, at, "laboratory")
    one.run()
    assert one.pages == []


def test_a_faulty_window_is_a_dead_letter_and_is_told(engine: Factory) -> None:
    one = engine("")
    one.journal.append([NewEntry(AT, EntryKind.MAINTENANCE, MAINTENANCE_FEED, "", b'{"end": "ffffffff"}')])
    assert [page.kind for page in one.run()] == [HealthKind.PROCESSING_FAILING]


def test_a_notice_of_the_night_is_told_in_the_morning_by_the_heartbeat(engine: Factory) -> None:
    one = engine(QUIET).enrol(enrolment())
    midnight = tokyo(6, 0)
    content = blood_culture("P", midnight, collected_at=midnight, said="No growth to date", status="P", number="4711")
    fever = blood_culture("P", midnight, collected_at=midnight, said="x", number="4711").split(b"\r")[:2]
    observation = f"OBX|1|NM|8310-5^Body temperature^LN||38.9|Cel|||||F|||{midnight:%Y%m%d%H%M%S}+0000".encode()
    order = f"OBR|1||T1|8310-5^Body temperature^LN|||{midnight:%Y%m%d%H%M%S}+0000".encode()
    one.receive(content, midnight, "laboratory")
    one.receive(b"\r".join([*fever, order, observation]), midnight + timedelta(minutes=5), "laboratory").run()
    assert one.pages == []
    pages = [page for page in beats(one, tokyo(6, 6, 55), 10) if page.subject]
    assert [(page.kind.value, page.decided_at) for page in pages] == [("bsi.fever_with_culture", tokyo(6, 7))]

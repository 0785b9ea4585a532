"""What may never be unmade: more evidence for an infection takes no blood out of a confirmed one; and what was said.

Whole histories, written as HL7 and decisions where the way through the messages matters, as facts where only the rules
do. Blood of a confirmed infection stays blood of a confirmed infection when a second matching set, a sign or an
unrelated pathogen comes; a culture beside a non-culture test is the one thing that may unmake, so these histories
hold none (chapter 4: the culture decides).
"""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from charts import (
    LONG_AFTER,
    admission,
    blood_culture,
    central_line,
    confirmed,
    discharge,
    june,
    measurement,
    recipient,
    sign,
    site_infection,
    temperature,
)
from graftwatch.assessment import Assessment, assess
from graftwatch.facts import Fact, FactSet, Statement, Status
from graftwatch.protocol import Protocol
from hl7_by_hand import admitted, culture, report_of, said
from hl7_by_hand import assess as assess_messages
from hl7_by_hand import sign as sign_seen
from hl7_by_hand import temperature as temperature_message

PROTOCOL = Protocol()
DAYS = st.integers(1, 30)
ORGANISMS = st.sampled_from(
    [
        "Staphylococcus aureus",
        "Escherichia coli",
        "Enterococcus faecium",
        "Staphylococcus epidermidis",
        "Coagulase-negative staphylococci",
        "Streptococcus mitis",
        "Salmonella enterica",
        "Candida albicans",
    ]
)


STATUSES = (Status.FINAL, Status.FINAL, Status.CORRECTED, Status.PRELIMINARY)


@st.composite
def cultures(draw: st.DrawFn, statuses: tuple[Status, ...] = STATUSES) -> Fact[Statement]:
    day = draw(DAYS)
    return blood_culture(
        day,
        *draw(st.lists(ORGANISMS, min_size=1, max_size=2, unique=True)),
        hour=draw(st.sampled_from([0, 8, 23])),
        draw=draw(st.sampled_from(["", "b"])),
        status=draw(st.sampled_from(statuses)),
    )


OTHERS: st.SearchStrategy[Fact[Statement]] = st.one_of(
    st.builds(temperature, DAYS, st.sampled_from(["38.0", "38.1"])),
    st.builds(sign, DAYS, st.sampled_from(["chills", "hypotension"])),
    st.builds(measurement, st.just("anc"), DAYS, st.sampled_from(["0.4", "0.5"])),
    st.builds(admission, st.integers(-3, 4)),
    st.builds(discharge, st.integers(9, 14)),
    st.builds(admission, st.integers(12, 18), st.just("V2")),
    st.builds(central_line, DAYS),
    st.builds(site_infection, st.just("UTI"), st.just("SUTI 1a"), DAYS, st.sampled_from(["Escherichia coli"])),
)
HISTORIES = st.lists(st.one_of(cultures(), cultures(), OTHERS), min_size=1, max_size=14)
FINAL = st.lists(st.one_of(cultures((Status.FINAL, Status.CORRECTED)), OTHERS), min_size=1, max_size=14)
"""Blood whose result is still preliminary waits in the story of whatever infection runs: it is part of none yet."""


def judged(facts: list[Fact[Statement]]) -> Assessment:
    return assess(recipient(), facts, PROTOCOL, LONG_AFTER)


def confirmed_blood(assessment: Assessment) -> set[str]:
    """The specimens of confirmed infections, by the report that stands for each."""
    return {evidence for event in confirmed(assessment) for evidence in event.evidence}


@settings(max_examples=200, deadline=None)
@given(FINAL, st.data())
def test_a_second_matching_set_unmakes_no_infection(facts: list[Fact[Statement]], data: st.DataObject) -> None:
    day = data.draw(DAYS)
    organism = data.draw(ORGANISMS)
    first = blood_culture(day, organism, hour=9, draw="first")
    second = blood_culture(day + data.draw(st.integers(0, 1)), organism, hour=10, draw="second")
    before, after = judged([*facts, first]), judged([*facts, first, second])
    assert confirmed_blood(before) <= confirmed_blood(after)


@settings(max_examples=200, deadline=None)
@given(FINAL, DAYS, st.sampled_from(["fever", "chills", "hypotension"]))
def test_a_sign_unmakes_no_infection(facts: list[Fact[Statement]], day: int, what: str) -> None:
    before, after = judged(facts), judged([*facts, sign(day, what)])
    assert confirmed_blood(before) <= confirmed_blood(after)


@settings(max_examples=100, deadline=None)
@given(FINAL, DAYS)
def test_a_pathogen_unmakes_no_infection(facts: list[Fact[Statement]], day: int) -> None:
    added = blood_culture(day, "Klebsiella pneumoniae", hour=5, draw="added")
    assert confirmed_blood(judged(facts)) <= confirmed_blood(judged([*facts, added]))


@settings(max_examples=100, deadline=None)
@given(HISTORIES)
def test_no_two_primary_infections_of_a_stay_begin_within_fourteen_days(facts: list[Fact[Statement]]) -> None:
    without_stays = [one for one in facts if not one.identity.startswith(("admission", "discharge"))]
    begun = sorted(
        one.date_of_event
        for one in confirmed(judged(without_stays))
        if one.attribution == "primary" and one.date_of_event is not None
    )
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert all(gap >= timedelta(days=14) for gap in gaps)


@settings(max_examples=100, deadline=None)
@given(HISTORIES)
def test_every_event_names_an_organism_a_message_and_a_reason(facts: list[Fact[Statement]]) -> None:
    for one in judged(facts).events:
        assert one.organisms
        assert one.elements
        assert one.explanation
        assert one.sources
        assert one.status != "suspected" or one.missing


@settings(max_examples=60, deadline=None)
@given(HISTORIES)
def test_what_was_said_at_each_time_is_said_again_from_what_was_known_then(facts: list[Fact[Statement]]) -> None:
    times = sorted({one.known_at for one in facts})
    known: list[Fact[Statement]] = []
    said_then = {}
    for then in times:
        known += [one for one in facts if one.known_at == then]
        said_then[then] = assess(recipient(), known, PROTOCOL, then)
    whole = FactSet(facts)
    for then in times:
        assert assess(recipient(), whole.current(known_by=then), PROTOCOL, then) == said_then[then]


def clock(day: int, hour: int) -> str:
    return june(day, hour).strftime("%m%d %H%M")


@st.composite
def messages(draw: st.DrawFn) -> str:
    day, hour = draw(DAYS), draw(st.sampled_from([0, 8, 23]))
    if draw(st.integers(0, 3)) == 0:
        return temperature_message(clock(day, hour), draw(st.sampled_from(["38.0", "38.4"])))
    status = draw(st.sampled_from(["F", "F", "P", "C", "W"]))
    grown = draw(st.lists(ORGANISMS, max_size=2, unique=True))
    specimen = f"A{day}-{hour}"
    reported = clock(day + draw(st.integers(1, 4)), hour)
    return culture(clock(day, hour), *grown, specimen=specimen, status=status, reported=reported)


@settings(max_examples=30, deadline=None)
@given(st.lists(messages(), min_size=2, max_size=12), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_files_and_their_repetition_do_not_matter(sent: list[str], day: int, random: Random) -> None:
    decisions = [
        sign_seen("chills", clock(day, 10)),
        said("central_line", placed_at=f"2026-06-{day:02}"),
        said("admission", admitted_at="2026-06-01", discharged_at="2026-06-20"),
    ]
    whole = [admitted("0622 0900"), *sent]
    shuffled = [*whole, *whole[::2]]
    random.shuffle(shuffled)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first = report_of(assess_messages(Path(one), whole, decisions=decisions))
        second = report_of(assess_messages(Path(other), shuffled, decisions=decisions[::-1]))
    assert first["recipients"] == second["recipients"]

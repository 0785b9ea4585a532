"""The set of facts decides: any order, repetition and split of the same facts gives the same assessment."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from charts import (
    LONG_AFTER,
    adjudication,
    admission,
    blood_culture,
    central_line,
    confirmed,
    discharge,
    gram_stain,
    june,
    measurement,
    pcr,
    pending_blood,
    recipient,
    sign,
    site_infection,
    temperature,
)
from graftwatch.assessment import Assessment, assess
from graftwatch.facts import Fact, FactSet, Statement, Status
from graftwatch.protocol import Protocol

PROTOCOL = Protocol()
ORGANISMS = (
    "Escherichia coli",
    "Staphylococcus aureus",
    "Staphylococcus epidermidis",
    "CNS",
    "Streptococcus mitis",
    "Candida albicans",
    "Salmonella enterica",
    "Cryptococcus neoformans",
    "Xyzzyella plughii",
)
DAYS = st.integers(-6, 36)
STATUSES = st.sampled_from([Status.PRELIMINARY, Status.FINAL, Status.CORRECTED, Status.WITHDRAWN])


@st.composite
def cultures(draw: st.DrawFn) -> Fact[Statement]:
    day = draw(DAYS)
    return blood_culture(
        day,
        *draw(st.lists(st.sampled_from(ORGANISMS), max_size=3, unique=True)),
        hour=draw(st.sampled_from([0, 8, 23])),
        draw=draw(st.sampled_from(["", "b"])),
        order=draw(st.sampled_from([None, "shared"])),
        status=draw(STATUSES),
        stated=june(day + 1) + timedelta(hours=draw(st.integers(0, 96))),
    )


OTHERS: st.SearchStrategy[Fact[Statement]] = st.one_of(
    st.builds(gram_stain, DAYS),
    st.builds(pending_blood, DAYS),
    st.builds(pcr, DAYS, st.sampled_from(ORGANISMS[:4])),
    st.builds(temperature, DAYS, st.sampled_from(["35.9", "38.0", "38.1", "39.2"])),
    st.builds(measurement, st.just("anc"), DAYS, st.sampled_from(["0.499", "0.5"])),
    st.builds(sign, DAYS, st.sampled_from(["chills", "hypotension"])),
    st.builds(admission, st.integers(-9, 0)),
    st.builds(discharge, st.integers(5, 12)),
    st.builds(admission, st.integers(8, 15), st.just("V2")),
    st.builds(central_line, DAYS),
    st.builds(
        site_infection,
        st.just("UTI"),
        st.sampled_from(["SUTI 1a", "SUTI 9"]),
        DAYS,
        st.sampled_from(["Escherichia coli", "Klebsiella"]),
    ),
    st.builds(
        adjudication, st.just("bsi-0123456789abcdef"), st.sampled_from(["refuted", "confirmed"]), st.just(june(9))
    ),
)
HISTORIES = st.lists(st.one_of(cultures(), OTHERS), min_size=1, max_size=25)


def judged(facts: list[Fact[Statement]]) -> Assessment:
    return assess(recipient(), facts, PROTOCOL, LONG_AFTER)


@settings(max_examples=150, deadline=None)
@given(HISTORIES, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(facts: list[Fact[Statement]], random: object) -> None:
    shuffled = [*facts, *facts[::3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random, which may not be named here
    assert judged(shuffled) == judged(facts)


@settings(max_examples=80, deadline=None)
@given(HISTORIES, st.integers(-6, 40))
def test_as_of_is_what_only_the_facts_known_by_then_say(facts: list[Fact[Statement]], day: int) -> None:
    then = june(day)
    known = [one for one in facts if one.known_at <= then]
    assert judged(FactSet(facts).current(known_by=then)) == judged(known)


@settings(max_examples=80, deadline=None)
@given(HISTORIES)
def test_when_a_fact_became_known_does_not_matter(facts: list[Fact[Statement]]) -> None:
    later = [
        Fact(one.subject, one.identity, one.version, one.known_at + timedelta(days=3), one.source, one.statement)
        for one in facts
    ]
    assert judged(later) == judged(facts)


@settings(max_examples=80, deadline=None)
@given(HISTORIES, st.integers(1, 20))
def test_a_final_pathogen_without_another_site_is_always_part_of_an_event(
    facts: list[Fact[Statement]], day: int
) -> None:
    added = blood_culture(day, "Klebsiella pneumoniae", hour=5, draw="added")
    without_sites = [one for one in facts if "site-" not in one.identity]
    found = confirmed(judged([*without_sites, added]))
    assert any("Klebsiella pneumoniae" in {name.name for name in one.organisms} for one in found)


@settings(max_examples=80, deadline=None)
@given(HISTORIES)
def test_each_signal_of_an_event_bears_its_id_and_ids_are_unique(facts: list[Fact[Statement]]) -> None:
    assessment = judged(facts)
    for ids in ([one.id for one in assessment.events], [one.id for one in assessment.signals]):
        assert len(ids) == len(set(ids))
    assert {one.event for one in assessment.signals} - {None} == {one.id for one in assessment.events}

"""The set of facts decides: any order, repetition and split of the same facts gives the same assessment."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from charts import LONG_AFTER, blood_culture, confirmed, june, recipient
from graftwatch.assessment import Assessment, assess
from graftwatch.facts import Fact, FactSet, Statement
from graftwatch.protocol import Protocol
from random_charts import OTHERS, cultures

PROTOCOL = Protocol()
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

"""Until its next look an assessment says the same at any time, whatever the history: nothing changes unannounced."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from charts import assessed, blood_culture, gram_stain, june, pcr, pending_blood, positive_bottle, sign, temperature
from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, Statement
from graftwatch.protocol import Protocol

ON = Protocol.model_validate({"suspected_bsi": {"adult_sepsis_event": True}})
DAY, HOUR = st.integers(1, 14), st.integers(0, 23)
FACT: st.SearchStrategy[Fact[Statement]] = st.one_of(
    st.builds(positive_bottle, DAY, HOUR),
    st.builds(pending_blood, DAY, HOUR),
    st.builds(lambda day, hour: gram_stain(day, hour=hour), DAY, HOUR),
    st.builds(lambda day, hour: pcr(day, "Staphylococcus aureus", hour=hour), DAY, HOUR),
    st.builds(
        lambda day, hour, name: blood_culture(day, name, hour=hour),
        DAY,
        HOUR,
        st.sampled_from(["Escherichia coli", "Staphylococcus epidermidis"]),
    ),
    st.builds(lambda day, hour, value: temperature(day, value, hour), DAY, HOUR, st.sampled_from(["38.4", "37.0"])),
    st.builds(lambda day: sign(day, "chills"), DAY),
)


def said(one: Assessment) -> str:
    return one.model_copy(update={"as_of": june(0), "post_operative_day": 0, "next_look": None}).model_dump_json()


@given(st.lists(FACT, min_size=1, max_size=7), st.integers(1, 16), HOUR, st.floats(0.01, 0.999999))
def test_nothing_changes_before_the_next_look(facts: list[Fact[Statement]], day: int, hour: int, share: float) -> None:
    now = june(day, hour)
    first = assessed(*facts, now=now, protocol=ON)
    look = first.next_look or now + timedelta(days=40)
    between = min(now + (look - now) * share, look - timedelta(microseconds=1))
    assert said(assessed(*facts, now=between, protocol=ON)) == said(first)

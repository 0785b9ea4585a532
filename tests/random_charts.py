"""Charts by chance: blood cultures, signs, stays and decisions of a month, for properties of the rules and of pages."""

from datetime import timedelta

from hypothesis import strategies as st

from charts import (
    adjudication,
    admission,
    blood_culture,
    central_line,
    discharge,
    gram_stain,
    june,
    measurement,
    pcr,
    pending_blood,
    sign,
    site_infection,
    temperature,
)
from graftwatch.facts import Fact, Statement, Status

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

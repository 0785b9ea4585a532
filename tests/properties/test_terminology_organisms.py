"""Organism names: decorations change nothing, denials always deny, no text makes the reader fail."""

from hypothesis import given
from hypothesis import strategies as st

from graftwatch.terminology.bacteria_table import BACTERIA
from graftwatch.terminology.organism import ResolutionStatus
from graftwatch.terminology.organisms import matches, named, resolve, same_commensal
from graftwatch.terminology.result_text import saying
from graftwatch.terminology.species_table import CLINICAL_SPECIES

SPECIES = sorted(f"{genus} {species}" for genus, joined in CLINICAL_SPECIES.items() for species in joined.split())
GENERA = sorted(genus for row in BACTERIA for genus in row.genera.split())
BEFORE = [
    "",
    "1+ ",
    "(2+) ",
    "Few ",
    "Heavy growth of ",
    "Isolate 1: ",
    ">100,000 CFU/mL ",
    "Presumptive ",
    "POSITIVE FOR ",
]
AFTER = [
    "",
    " 3+",
    " (10^5 CFU/mL)",
    ", see comment",
    " isolated from aerobic bottle",
    " ESBL+",
    " complex",
    "*",
    " - final",
]
DENIALS = [
    "no {} isolated",
    "No {} seen",
    "{} not detected",
    "Negative for {}",
    "{}: negative",
    "{} を認めず",
    "{} 検出せず",
]
names = st.sampled_from(SPECIES) | st.sampled_from(GENERA)


@given(names, st.sampled_from(BEFORE), st.sampled_from(AFTER), st.booleans())
def test_decorations_change_nothing(name: str, before: str, after: str, upper: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    plain = resolve(name)
    decorated = resolve(before + (name.upper() if upper else name) + after)
    assert decorated.organism == plain.organism
    assert plain.status is ResolutionStatus.RESOLVED


@given(names, st.sampled_from(DENIALS))
def test_a_denied_organism_is_none(name: str, denial: str) -> None:
    assert resolve(denial.format(name)).status is ResolutionStatus.NOT_AN_ORGANISM


@given(names, names)
def test_matching_does_not_depend_on_the_order(one: str, other: str) -> None:
    first, second = resolve(one).organism, resolve(other).organism
    assert first is not None
    assert second is not None
    assert matches(first, second) == matches(second, first)
    assert same_commensal(first, second) == same_commensal(second, first)
    assert named(first.name) == first


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    resolution = resolve(text)
    saying(text)
    assert (resolution.organism is not None) == (resolution.status is ResolutionStatus.RESOLVED)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=3, max_size=30))
def test_every_resolved_name_leads_back_to_its_organism(text: str) -> None:
    organism = resolve(text).organism
    assert organism is None or named(organism.name) == organism

"""A boundary written into a protocol file: the rest of the text stays, and the file says what was planned."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.protocol import Protocol, ProtocolError, parse_protocol
from graftwatch.protocol.boundary_section import with_boundary
from graftwatch.protocol.monitoring import Boundary

EXAMPLE = Path(__file__).parents[3] / "schemas" / "examples" / "protocol.toml"
COMMENTED = """\
# The trial's rules.
version = "4"   # told to the committee in May

[window]  # as in the plan
last_day = 30

[[boundaries]]
endpoint = "rejection"
rule = "pocock"
p0 = 0.25  # of the earlier recipients

# The endpoint that matters.
[[boundaries]]
rule = "sprt"       # Wald
endpoint = "bsi"
p0 = 0.2
p1 = 0.4
n = 37

[paging]
repeat_after_minutes = 10
"""
POCOCK = Boundary(endpoint="bsi", rule="pocock", p0=0.1, alpha=0.05, n=37)
OWN = Boundary(endpoint="bsi", rule="table", p0=0.2, n=20, table={10: 5, 5: 3})
PLANS = (
    POCOCK,
    OWN,
    Boundary(endpoint="bsi", rule="beta-binomial", p0=0.2, n=37, prior=(0.6, 2.4)),
    Boundary(endpoint="bsi", rule="sprt", p0=0.2, n=37, p1=0.45),
    Boundary(endpoint="bsi", rule="obrien-fleming", p0=0.2, n=37, looks=(10, 20, 37)),
)


def _differing(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_only_the_section_changes() -> None:
    assert _differing(COMMENTED, with_boundary(COMMENTED, "p.toml", POCOCK)) == [
        '- rule = "sprt"       # Wald',
        '+ rule = "pocock"       # Wald',
        "- p0 = 0.2",
        "+ p0 = 0.1",
        "- p1 = 0.4",
        "+ alpha = 0.05",
    ]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.rule)
@pytest.mark.parametrize("text", [COMMENTED, "", EXAMPLE.read_text("utf-8")], ids=["comments", "empty", "example"])
def test_the_file_says_the_plan_and_else_what_it_said(text: str, plan: Boundary) -> None:
    before = parse_protocol(text, "p.toml")
    after = parse_protocol(with_boundary(text, "p.toml", plan), "p.toml")
    assert [one for one in after.boundaries if one.endpoint == "bsi"] == [plan]
    assert [one for one in after.boundaries if one.endpoint != "bsi"] == [
        one for one in before.boundaries if one.endpoint != "bsi"
    ]
    assert after.model_copy(update={"boundaries": ()}) == before.model_copy(update={"boundaries": ()})


def test_the_other_endpoint_s_default_stays_in_force() -> None:
    """A file that names no boundary has the defaults of all endpoints; one that names any has only those."""
    after = parse_protocol(with_boundary('name = "mine"\n', "p.toml", POCOCK), "p.toml")
    assert {one.endpoint: one for one in after.boundaries} == {
        "bsi": POCOCK,
        "rejection": next(one for one in Protocol().boundaries if one.endpoint == "rejection"),
    }


def test_writing_the_same_again_changes_nothing() -> None:
    once = with_boundary(COMMENTED, "p.toml", OWN)
    assert with_boundary(once, "p.toml", OWN) == once


def test_a_new_version_is_written_in_its_place() -> None:
    assert _differing(COMMENTED, with_boundary(COMMENTED, "p.toml", POCOCK, "5"))[:2] == [
        '- version = "4"   # told to the committee in May',
        '+ version = "5"   # told to the committee in May',
    ]
    assert parse_protocol(with_boundary("[window]\nlast_day = 20\n", "p.toml", POCOCK, "2"), "p.toml").version == "2"


@pytest.mark.parametrize("endpoint", ["bsi", "rejection"])
def test_sections_on_one_line(endpoint: str) -> None:
    text = 'boundaries = [{endpoint = "bsi", rule = "sprt", p0 = 0.2, p1 = 0.4}]  # short\nname = "mine"\n'
    plan = POCOCK.model_copy(update={"endpoint": endpoint})
    amended = with_boundary(text, "p.toml", plan)
    assert amended.count("\n") == text.count("\n")
    assert "# short" in amended
    assert plan in parse_protocol(amended, "p.toml").boundaries


def test_line_ends_of_windows_stay() -> None:
    amended = with_boundary(COMMENTED.replace("\n", "\r\n"), "p.toml", POCOCK)
    assert '# The trial\'s rules.\r\nversion = "4"' in amended
    assert parse_protocol(amended, "p.toml") == parse_protocol(with_boundary(COMMENTED, "p.toml", POCOCK), "p.toml")


def test_two_sections_of_one_endpoint_are_not_guessed_at() -> None:
    text = COMMENTED.replace('"rejection"', '"bsi"')
    with pytest.raises(ProtocolError, match=r"p\.toml: `boundaries`: several boundaries of 'bsi'"):
        with_boundary(text, "p.toml", POCOCK)


def test_a_text_that_is_no_protocol_is_refused_with_its_place() -> None:
    with pytest.raises(ProtocolError, match=r"p\.toml: `window\.last_dya`"):
        with_boundary("[window]\nlast_dya = 3\n", "p.toml", POCOCK)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLANS), st.sampled_from(PLANS), st.sampled_from([COMMENTED, "", 'version = "x"']))
def test_the_last_plan_written_counts(first: Boundary, second: Boundary, text: str) -> None:
    twice = with_boundary(with_boundary(text, "p.toml", first), "p.toml", second)
    assert (
        parse_protocol(twice, "p.toml").boundaries
        == parse_protocol(with_boundary(text, "p.toml", second), "p.toml").boundaries
    )


@pytest.mark.parametrize(
    ("section", "says"),
    [
        pytest.param(
            "rule = 'sprt'\np1 = 0.2", r"`p1` is 0.2: it must lie above `p0`, which is 0.2", id="p1 not above p0"
        ),
        pytest.param("rule = 'beta-binomial'\nprior = [0, 1]", r"`prior` is Beta\(0.0, 1.0\)", id="a prior of nought"),
        pytest.param("rule = 'table'\ntable = {}", r"`table` is empty", id="no look"),
        pytest.param(
            "rule = 'table'\ntable = {40 = 3}", r"n = 40, which is not within 1–37", id="a look after the plan"
        ),
        pytest.param(
            "rule = 'table'\ntable = {3 = 4}", r"4 events at n = 3: it must be within 1–3", id="too many events"
        ),
        pytest.param("rule = 'table'\ntable = {9 = 3, 5 = 4}", r"3 events at n = 9: .* within 4–9", id="b falls"),
        pytest.param("rule = 'pocock'\nlooks = [20, 10]", r"`looks` must be rising", id="looks out of order"),
        pytest.param("rule = 'table'\ntable = {5 = 3}\nlooks = [5]", r"leave `looks` out", id="looks beside a table"),
        pytest.param("rule = 'table'", r"rule 'table' needs `table`", id="a table without one"),
    ],
)
def test_a_plan_that_makes_no_boundary_is_refused_when_the_file_is_read(section: str, says: str) -> None:
    text = f"[[boundaries]]\nendpoint = 'bsi'\np0 = 0.2\n{section}\n"
    with pytest.raises(ProtocolError, match=rf"p\.toml: `boundaries\.0`: .*{says}"):
        parse_protocol(text, "p.toml")

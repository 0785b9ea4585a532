"""The protocol file: defaults, what a file changes, and what is said of a fault."""

import pytest

from graftwatch.findings import SignalKind
from graftwatch.protocol import DRUG_UNITS, Protocol, ProtocolError, parse_protocol
from graftwatch.protocol.monitoring import DEFAULT_SEVERITIES
from graftwatch.terminology.concepts import Concept, definition


def fault(text: str) -> str:
    """What is said of a faulty file."""
    with pytest.raises(ProtocolError) as refused:
        parse_protocol(text, "trial.toml")
    return str(refused.value)


def test_an_empty_file_is_the_default_protocol() -> None:
    assert parse_protocol("", "trial.toml") == Protocol()


def test_the_defaults_are_those_of_the_trial() -> None:
    protocol = Protocol()

    assert (protocol.window.first_day, protocol.window.last_day) == (0, 30)
    assert protocol.time_zone == "Asia/Tokyo"
    tacrolimus = protocol.exposure.drugs["tacrolimus"]
    assert (tacrolimus.target, tacrolimus.low_below, tacrolimus.partner_targets) == (
        (6.0, 10.0),
        5.0,
        {"basiliximab": (4.0, 7.0)},
    )
    assert (tacrolimus.high_above, tacrolimus.very_high_above, tacrolimus.critical_above) == (10.0, 15.0, 20.0)
    assert protocol.exposure.drugs["everolimus"].partner_targets == {"tacrolimus": (3.0, 5.0)}
    assert protocol.exposure.drugs["mpa"].target == (1.0, 3.5)
    assert (protocol.rejection.enzyme_rise.from_day, protocol.rejection.enzyme_rise.apart_hours) == (5, 12.0)


def test_a_file_changes_what_it_names_and_nothing_else() -> None:
    protocol = parse_protocol("[window]\nlast_day = 28\n", "trial.toml")

    assert protocol.window.last_day == 28
    assert protocol.model_copy(update={"window": Protocol().window}) == Protocol()


def test_a_severity_that_is_not_named_keeps_its_default() -> None:
    protocol = parse_protocol('[severity]\n"exposure.low" = "page"\n', "trial.toml")

    assert protocol.severity == {**DEFAULT_SEVERITIES, "exposure.low": "page"}


def test_an_upper_limit_that_is_not_named_keeps_its_default() -> None:
    protocol = parse_protocol("[rejection.enzyme_rise]\nupper_limits = { alt = 55 }\n", "trial.toml")

    limits = protocol.rejection.enzyme_rise.upper_limits
    assert (limits["alt"], limits["ast"], limits["total_bilirubin"]) == (55.0, 40.0, 1.2)


def test_every_signal_has_a_severity() -> None:
    assert set(DEFAULT_SEVERITIES) == {kind.value for kind in SignalKind}


def test_targets_are_in_the_unit_that_levels_are_converted_to() -> None:
    assert {name: definition(Concept(name)).unit for name in DRUG_UNITS} == DRUG_UNITS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "[window]\nlast_dya = 28",
            "trial.toml: `window.last_dya`: there is no such key; did you mean `last_day`?",
            id="a typo names the key and the mend",
        ),
        pytest.param(
            "[windwo]\nlast_day = 28",
            "trial.toml: `windwo`: there is no such key; did you mean `window`?",
            id="a typo in a section's name",
        ),
        pytest.param(
            "[exposure.drugs.tacrolimus]\nunit = 'ng/mL'\ntarget = [6, 10]\nlow_belw = 5",
            "trial.toml: `exposure.drugs.tacrolimus.low_belw`: there is no such key; did you mean `low_below`?",
            id="a typo deep inside",
        ),
        pytest.param(
            "zzzz = 1",
            "trial.toml: `zzzz`: there is no such key; remove it, or see schemas/protocol.schema.json for the keys",
            id="a key that is like none",
        ),
        pytest.param(
            "time_zone = 'Asia/Tokio'",
            "trial.toml: `time_zone`: no such time zone: 'Asia/Tokio'; use a name like 'Asia/Tokyo'",
            id="an unknown time zone",
        ),
        pytest.param(
            "time_zone = '../../etc/passwd'",
            "trial.toml: `time_zone`: no such time zone: '../../etc/passwd'; use a name like 'Asia/Tokyo'",
            id="a time zone that is a path",
        ),
        pytest.param(
            "[exposure.drugs.tacrolimus]\nunit = 'ng/mL'\ntarget = [10, 6]",
            "trial.toml: `exposure.drugs.tacrolimus.target`: the lower bound must be below the upper one",
            id="bounds the wrong way round",
        ),
        pytest.param(
            "[exposure.drugs.tacrolimus]\nunit = 'ng/mL'\ntarget = [6, 10]\nhigh_above = 15\nvery_high_above = 10",
            "trial.toml: `exposure.drugs.tacrolimus`: "
            "low_below, high_above, very_high_above and critical_above must ascend",
            id="steps the wrong way round",
        ),
        pytest.param(
            "[exposure.drugs.mpa]\nunit = 'ng/mL'\ntarget = [1, 3.5]",
            "trial.toml: `exposure.drugs`: mpa is compared in mg/L; give its targets in it, not in 'ng/mL'",
            id="another unit than levels are compared in",
        ),
        pytest.param(
            "[exposure.drugs.aspirin]\nunit = 'mg/L'\ntarget = [1, 3.5]",
            f"trial.toml: `exposure.drugs`: no such drug: 'aspirin'; known: {', '.join(DRUG_UNITS)}",
            id="a drug that nobody measures",
        ),
        pytest.param(
            "[severity]\n'bsi.maybe' = 'page'",
            f"trial.toml: `severity`: no such signal: bsi.maybe; known: {', '.join(DEFAULT_SEVERITIES)}",
            id="a signal that there is not",
        ),
        pytest.param(
            "[[boundaries]]\nendpoint = 'bsi'\nrule = 'sprt'\np0 = 0.2",
            "trial.toml: `boundaries.0`: rule 'sprt' needs `p1`",
            id="a boundary without what its rule needs",
        ),
        pytest.param(
            "[[boundaries]]\nendpoint = 'bsi'\nrule = 'pocock'\np0 = 0.2\n" * 2,
            "trial.toml: `boundaries`: several boundaries of 'bsi', and a trial stops by one: leave one",
            id="two boundaries of one endpoint",
        ),
    ],
)
def test_a_fault_names_the_file_the_place_and_the_mend(text: str, said: str) -> None:
    assert fault(text) == said


def test_all_faults_are_listed_at_once() -> None:
    said = fault("[window]\nlast_dya = 28\nfirst_day = -1\n[paging]\npages_an_hour = 0\n")

    assert [line.split(": ")[1] for line in said.splitlines()] == [
        "`window.first_day`",
        "`window.last_dya`",
        "`paging.pages_an_hour`",
    ]


def test_what_is_no_toml_is_said_with_its_line() -> None:
    assert fault("name = ") == "trial.toml: not valid TOML: Invalid value (at end of document)"


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    assert "`window`: first_day is after last_day" in fault("[window]\nfirst_day = 5\nlast_day = 3\n")


def test_the_hash_follows_from_what_the_protocol_says() -> None:
    same = parse_protocol("# a remark\n[window]\nlast_day = 30\n", "trial.toml")
    other = parse_protocol("[window]\nlast_day = 31\n", "trial.toml")

    assert same.sha256 == Protocol().sha256
    assert other.sha256 != Protocol().sha256
    assert len(Protocol().sha256) == 64


def test_who_counts_and_what_is_believed_are_the_protocols() -> None:
    protocol = parse_protocol(
        '[evaluability]\ndays_for_results = 7\ndied = "as_event"\n'
        "[belief]\nprior = [0.5, 0.5]\nthresholds = [0.4, 0.1]\n",
        "trial.toml",
    )
    assert (protocol.evaluability.days_for_results, protocol.evaluability.died) == (7, "as_event")
    assert protocol.evaluability.withdrawn == "not_at_all"
    assert (protocol.belief.prior, protocol.belief.thresholds) == ((0.5, 0.5), (0.1, 0.4))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[evaluability]\ndied = "no"', "`evaluability.died`"),
        ("[evaluability]\ndays_for_results = -1", "`evaluability.days_for_results`"),
        ("[evaluability]\ndeid = 1", "did you mean `died`?"),
        ("[belief]\nprior = [0, 1]", "both figures of a Beta prior must be above 0"),
        ("[belief]\nthresholds = [1.2]", "a threshold is a rate within 0–1, both excluded"),
        ("[historical_rate]\nbsi = 28.6", "bsi: 28.6 is no rate; write it within 0–1, both excluded"),
        ("[historical_rate]\nbsl = 0.2", "no such endpoint: 'bsl'; known: bsi, rejection"),
    ],
)
def test_a_fault_in_who_counts_is_named(text: str, said: str) -> None:
    assert said in fault(text)

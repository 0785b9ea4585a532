"""From facts to figures: what the infection rules conclude is what counts, by the protocol's endpoint."""

import pytest

from charts import LONG_AFTER, adjudication, assessed, blood_culture, confirmed, june, recipient, site_infection
from graftwatch.committee.figures import EndpointFigures, trial_figures
from graftwatch.facts import Fact, Statement, Status
from graftwatch.protocol import Protocol
from graftwatch.protocol.rules import Endpoints

URINE = site_infection("UTI", "SUTI 1a", 6, "Escherichia coli")
BLOOD = blood_culture(7, "Escherichia coli")
PRIMARY_ONLY = Protocol(endpoint=Endpoints(bsi="primary"))


def counted(*facts: Fact[Statement], protocol: Protocol | None = None) -> EndpointFigures:
    rules = protocol or Protocol()
    return trial_figures([(recipient(), assessed(*facts, protocol=rules))], rules, LONG_AFTER).endpoints[0]


@pytest.mark.parametrize(
    ("facts", "protocol", "events"),
    [
        pytest.param([BLOOD], None, 1, id="a primary infection"),
        pytest.param([BLOOD], PRIMARY_ONLY, 1, id="a primary one where only these count"),
        pytest.param([URINE, BLOOD], None, 1, id="a secondary one"),
        pytest.param([URINE, BLOOD], PRIMARY_ONLY, 0, id="a secondary one where only primary ones count"),
        pytest.param([blood_culture(7, "Escherichia coli", status=Status.PRELIMINARY)], None, 0, id="preliminary"),
        pytest.param([blood_culture(32, "Escherichia coli")], None, 0, id="post-operative day 31"),
        pytest.param([blood_culture(31, "Escherichia coli")], None, 1, id="post-operative day 30"),
        pytest.param([blood_culture(5, "Staphylococcus epidermidis")], None, 0, id="one commensal is none"),
    ],
)
def test_what_counts_is_what_the_rules_conclude(
    facts: list[Fact[Statement]], protocol: Protocol | None, events: int
) -> None:
    found = counted(*facts, protocol=protocol)
    assert (found.counts.events, found.counts.evaluable) == (events, 1)
    assert sum(one.counts for one in found.listed) == events


def test_a_persons_verdict_moves_the_recipient_to_the_other_side() -> None:
    event = confirmed(assessed(BLOOD))[0]
    found = counted(BLOOD, adjudication(event.id, "refuted", june(9)))
    assert (found.counts.events, found.counts.evaluable) == (0, 1)
    assert (found.adjudicated["refuted"], found.adjudicated["awaiting"]) == (1, 0)
    assert found.listed[0].why_not == "refuted"

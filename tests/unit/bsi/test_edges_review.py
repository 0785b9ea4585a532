"""What a person must read: everything the signal carries, and that two reports stay two."""

from dataclasses import replace

import pytest

from charts import TOKYO, adjudication, assessed, blood_culture, bsi_events, bsi_signals, isolate, june, recipient
from graftwatch.assessment import assess
from graftwatch.facts import ClinicalTime, Fact, MicrobiologyReport, Status
from graftwatch.findings import Event, Signal
from graftwatch.protocol import Protocol

UNKNOWN = "Qwertzuia imaginaria"


def undated(*organisms: str, report: str = "u1", draw: str = "x") -> Fact[MicrobiologyReport]:
    """A positive blood report, stated on 5 June 23:30 in Tokyo (14:30 in UTC), without a collection time."""
    held = blood_culture(4, *organisms, report=report, draw=draw, stated=june(5, 23, 30))
    return replace(held, statement=replace(held.statement, collected=None))


def told(*facts: Fact[MicrobiologyReport], subject: str = "S01") -> tuple[Event, Signal]:
    found = assess(recipient(subject=subject), facts, Protocol(), june(9))
    (event,), (signal,) = bsi_events(found), bsi_signals(found)
    return event, signal


def test_positive_blood_without_a_collection_time_is_told_with_all_that_is_known() -> None:
    event, signal = told(undated("Escherichia coli"))

    assert (event.status, signal.kind, signal.status) == ("unresolved", "bsi.unresolved", "open")
    assert signal.event == event.id
    assert [one.name for one in event.organisms] == ["Escherichia coli"]
    assert signal.summary == "Blood culture to review: no collection time"
    assert signal.reason == "positive blood culture without a collection time"
    assert signal.asks == "Ask the laboratory when the blood was collected."
    assert event.missing == signal.missing == ("the time when the blood was collected",)
    assert event.elements == signal.elements
    assert "positive blood report of 2026-06-05" in event.elements[0]
    assert "collection time unknown" in event.elements[0]
    assert event.explanation == ("no rule can be applied without the day of collection",)
    assert event.sources == signal.sources
    assert "M-culture-x-4-8-final" in event.sources[0]
    assert event.evidence == signal.evidence == ("u1",)


def test_its_day_is_the_hospitals_not_that_of_utc() -> None:
    late = undated("Escherichia coli")
    late = replace(late, version=replace(late.version, stated_at=june(6, 0, 30)))  # 5 June 15:30 in UTC

    assert "positive blood report of 2026-06-06" in told(late)[0].elements[0]


def test_an_organism_that_nobody_knows_is_named_in_the_laboratorys_words() -> None:
    held = undated("Escherichia coli")
    unknown = replace(held, statement=replace(held.statement, isolates=(isolate(UNKNOWN),)))

    assert [one.name for one in told(unknown)[0].organisms] == [UNKNOWN]


def test_two_reports_two_draws_and_two_recipients_are_told_apart() -> None:
    ids = [
        told(undated("Escherichia coli"))[0].id,
        told(undated("Escherichia coli", report="u2"))[0].id,
        told(undated("Escherichia coli", draw="y"))[0].id,
        told(undated("Escherichia coli"), subject="S02")[0].id,
    ]

    assert len(set(ids)) == 4


def test_blood_said_to_be_collected_later_than_its_result_is_told_with_that_day() -> None:
    held = blood_culture(4, "Escherichia coli", report="u1", stated=june(6))
    future = replace(held, statement=replace(held.statement, collected=ClinicalTime.of(june(20), TOKYO)))

    event, signal = told(future)
    words = (
        "positive blood culture said to be collected on 2026-06-20, which is still to come: the time cannot be right"
    )
    assert signal.reason == words
    assert "said to be collected on 2026-06-20" in event.elements[0]


class TestAnUnresolvedNameBesideAnInfection:
    def facts(self) -> Fact[MicrobiologyReport]:
        held = blood_culture(4, "Escherichia coli", report="c1")
        isolates = (*held.statement.isolates, isolate(UNKNOWN))
        return replace(held, statement=replace(held.statement, isolates=isolates))

    def signal(self, *more: Fact[MicrobiologyReport]) -> Signal:
        (found,) = (one for one in bsi_signals(assessed(self.facts(), *more)) if one.kind == "bsi.unresolved")
        return found

    def test_it_has_a_signal_of_its_own(self) -> None:
        signal = self.signal()

        assert (signal.status, signal.event) == ("open", None)
        assert signal.summary == f"Blood culture to review: “{UNKNOWN}”"
        assert signal.reason.startswith(f"organism not known to the service: “{UNKNOWN}”, blood collected 2026-06-04")
        assert signal.missing == ("an organism name that can be resolved",)
        assert signal.asks == "Read the report and decide: pathogen, commensal or none."
        assert signal.evidence == ("c1",)

    @pytest.mark.parametrize("verdict", ["refuted", "contaminant"])
    def test_a_persons_verdict_closes_it(self, verdict: str) -> None:
        given = adjudication(self.signal().id, verdict, june(8))

        (closed,) = (one for one in bsi_signals(assessed(self.facts(), given)) if one.kind == "bsi.unresolved")
        assert closed.status == "closed"
        assert verdict in closed.reason

    def test_an_unresolved_name_that_the_laboratory_withdrew_asks_nobody(self) -> None:
        held = self.facts()
        isolates = (held.statement.isolates[0], isolate(UNKNOWN, Status.WITHDRAWN))
        withdrawn = replace(held, statement=replace(held.statement, isolates=isolates))

        assert [one.kind for one in bsi_signals(assessed(withdrawn))] == ["bsi.confirmed"]

"""Suspicion at its edges: the 24 hours around a culture, days without a time, and what a person decides of it.

Blood is drawn on 4 June at 12:00 in Tokyo unless told otherwise.
"""

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import pytest

from charts import (
    TOKYO,
    adjudication,
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    day_of_june,
    isolate,
    june,
    measurement,
    pcr,
    pending_blood,
    positive_bottle,
    said,
    sign,
    temperature,
)
from graftwatch.facts import ClinicalTime, Fact, Growth, Measurement, MicrobiologyReport, Sign, Statement, Status
from graftwatch.findings import Signal

DRAWN = pending_blood(4, hour=12)


def fever_at(day: int, hour: int, minute: int = 0) -> Fact[Statement]:
    taken = june(day, hour, minute)
    statement = Measurement("temperature", Decimal("38.6"), "Cel", ClinicalTime.of(taken, TOKYO))
    return said(f"temperature-{day}-{hour}-{minute}", statement, taken)


def fever_on(day: int) -> Fact[Statement]:
    """A fever of which only the day is known."""
    statement = Measurement("temperature", Decimal("38.6"), "Cel", ClinicalTime(day_of_june(day)))
    return said(f"temperature-{day}", statement, june(day, 20))


def seen_on(day: int) -> Fact[Statement]:
    return said(f"fever-{day}", Sign("fever", ClinicalTime(day_of_june(day))), june(day, 20))


def drawn_on(day: int) -> Fact[Statement]:
    """Blood of which only the day is known."""
    held = pending_blood(day)
    assert isinstance(held.statement, MicrobiologyReport)
    return replace(held, statement=replace(held.statement, collected=ClinicalTime(day_of_june(day))))


def kinds(*facts: Fact[Statement]) -> list[str]:
    return [one.kind for one in bsi_signals(assessed(*facts, now=june(8)))]


FEVER = ["bsi.fever_with_culture"]


@pytest.mark.parametrize(
    ("fever", "expected"),
    [
        pytest.param(fever_at(3, 12), FEVER, id="24 hours before, exactly"),
        pytest.param(fever_at(3, 11, 59), [], id="a minute more"),
        pytest.param(fever_at(5, 12), FEVER, id="24 hours after, exactly"),
        pytest.param(fever_at(5, 12, 1), [], id="a minute more after"),
        pytest.param(fever_on(3), FEVER, id="on the day before, at an unknown hour"),
        pytest.param(fever_on(5), FEVER, id="on the day after, at an unknown hour"),
        pytest.param(fever_on(2), [], id="two days before"),
        pytest.param(fever_on(6), [], id="two days after"),
        pytest.param(seen_on(3), FEVER, id="seen on the day before, at an unknown hour"),
        pytest.param(seen_on(5), FEVER, id="seen on the day after, at an unknown hour"),
        pytest.param(seen_on(2), [], id="seen two days before"),
        pytest.param(seen_on(6), [], id="seen two days after"),
    ],
)
def test_a_fever_within_24_hours_of_the_blood(fever: Fact[Statement], expected: list[str]) -> None:
    assert kinds(DRAWN, fever) == expected


@pytest.mark.parametrize(
    ("fever", "expected"),
    [
        pytest.param(fever_at(3, 0), FEVER, id="24 hours before the day's first moment"),
        pytest.param(fever_at(2, 23, 59), [], id="a minute more"),
        pytest.param(fever_at(5, 23, 59), FEVER, id="24 hours after the day's last minute"),
        pytest.param(fever_at(6, 0), [], id="the next midnight"),
    ],
)
def test_blood_of_which_only_the_day_is_known_may_be_of_any_moment_of_it(
    fever: Fact[Statement], expected: list[str]
) -> None:
    assert kinds(drawn_on(4), fever) == expected


@pytest.mark.parametrize("when", [(3, 12), (5, 12)])
def test_a_sign_seen_24_hours_from_the_blood_counts(when: tuple[int, int]) -> None:
    at = june(*when)

    assert kinds(DRAWN, said("fever", Sign("fever", ClinicalTime.of(at, TOKYO)), at)) == FEVER


def test_a_fever_seen_does_not_hide_what_was_measured() -> None:
    (signal,) = bsi_signals(assessed(DRAWN, sign(4, "fever"), measurement("heart_rate", 4, "96"), now=june(8)))

    assert {text.split(" [")[0] for text in signal.elements} == {
        "fever seen 2026-06-04 (POD 3)",
        "heart rate 96 /min 2026-06-04 (POD 3)",
        "blood culture collected 2026-06-04 (POD 3)",
    }


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        pytest.param([("temperature", "38.6")], "Fever with a pending blood culture", id="fever"),
        pytest.param([("heart_rate", "91"), ("wbc", "12.1")], "SIRS with a pending blood culture", id="SIRS"),
    ],
)
def test_the_notice_says_what_it_is_what_is_missing_and_what_to_do(values: list[tuple[str, str]], summary: str) -> None:
    (signal,) = bsi_signals(assessed(DRAWN, *(measurement(name, 4, value) for name, value in values), now=june(8)))

    assert (signal.summary, signal.status) == (summary, "open")
    assert signal.reason.startswith("no result yet of the blood culture of 2026-06-04")
    assert signal.missing == ("growth in the blood culture",)
    assert signal.asks == "Look at the recipient."
    assert any(text.startswith("blood culture collected 2026-06-04") for text in signal.elements)


def test_a_culture_that_says_nothing_for_7_days_is_told_otherwise_than_one_without_growth() -> None:
    fever = temperature(4, "38.6")
    (silent,) = bsi_signals(assessed(DRAWN, fever, now=june(11, 12)))
    (ended,) = bsi_signals(assessed(blood_culture(4, hour=12), fever, now=june(11, 12)))

    assert (silent.status, silent.reason) == ("closed", "no result within 7 days of collection")
    assert (ended.status, ended.reason) == ("closed", "the culture ended without growth")


def test_a_non_culture_test_that_found_nothing_is_no_blood_culture_to_wait_for() -> None:
    assert kinds(pcr(4), temperature(4, "38.6")) == []


class TestAPersonsVerdictOnASuspicion:
    def decided(self, verdict: str, note: str = "") -> tuple[Signal, object, object, bool | None]:
        bottle = positive_bottle(4)
        suspected = bsi_signals(assessed(bottle))[0]
        assessment = assessed(bottle, adjudication(suspected.id, verdict, june(6), note=note))
        (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
        return signal, event.status, event.attribution, event.counts_for_endpoint

    @pytest.mark.parametrize(
        ("verdict", "signal", "status", "attribution", "counts"),
        [
            pytest.param("confirmed", "open", "confirmed", "primary", True, id="confirmed: a primary one"),
            pytest.param("secondary", "open", "confirmed", "secondary", None, id="secondary to another site"),
            pytest.param("refuted", "closed", "refuted", None, False, id="refuted"),
            pytest.param("contaminant", "closed", "contaminant", None, False, id="a contaminant"),
        ],
    )
    def test_it_decides(
        self, verdict: str, signal: str, status: str, attribution: str | None, *, counts: bool | None
    ) -> None:
        told, event_status, event_attribution, endpoint = self.decided(verdict, note="IAB")

        assert (told.status, event_status, event_attribution) == (signal, status, attribution)
        if counts is not None:
            assert endpoint is counts


class TestWhatAnEventLacks:
    def missing(self, *facts: Fact[Statement]) -> str:
        (event,) = bsi_events(assessed(*facts))
        return " ".join(event.missing)

    def test_a_name_nobody_knows(self) -> None:
        held = blood_culture(4, "Escherichia coli")
        unknown = replace(held, statement=replace(held.statement, isolates=(isolate("Qwertzuia imaginaria"),)))

        assert self.missing(unknown) == "an organism name that can be resolved"

    def test_a_final_report_that_says_neither_growth_nor_none(self) -> None:
        (event,) = bsi_events(assessed(blood_culture(4, growth=Growth.UNKNOWN)))

        assert event.status == "unresolved"
        assert event.explanation == ("the final report says neither growth nor none",)

    def test_a_positive_bottle_without_a_form_is_told_without_brackets(self) -> None:
        (signal,) = bsi_signals(assessed(positive_bottle(4), now=june(6)))

        assert signal.reason.startswith("positive blood culture, blood collected 2026-06-04")


@pytest.mark.parametrize("organism", ["Cryptococcus neoformans", "Salmonella enterica"])
def test_an_organism_that_is_excluded_alone_is_told_and_closed(organism: str) -> None:
    assessment = assessed(blood_culture(4, organism))
    (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)

    assert (event.status, signal.status) == ("excluded", "closed")
    assert any("excluded" in one for one in event.missing)


def test_long_words_of_a_laboratory_are_cut_after_60_characters() -> None:
    held = blood_culture(4, "Escherichia coli")

    def told(words: str) -> str:
        unknown = replace(isolate("Qwertzuia imaginaria"), reported=words)
        facts = replace(held, statement=replace(held.statement, isolates=(unknown,)))
        return bsi_events(assessed(facts))[0].organisms[0].name

    assert told("q" * 60) == "q" * 60
    assert told("q" * 61) == "q" * 59 + "…"


def test_the_hospitals_midnight_not_that_of_utc_bounds_a_day() -> None:
    """5 June 23:30 in Tokyo is 14:30 in UTC; 6 June 00:00 in Tokyo is no moment of the 5th."""
    assert kinds(drawn_on(4), fever_at(5, 23, 30)) == FEVER
    assert fever_at(5, 23, 30).statement.taken.at.astimezone(UTC).hour == 14  # type: ignore[union-attr]


def test_a_withdrawn_isolate_is_no_growth() -> None:
    held = blood_culture(4, isolate("Escherichia coli", Status.WITHDRAWN), growth=Growth.NONE)

    assert bsi_events(assessed(held)) == []

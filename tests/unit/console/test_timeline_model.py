"""A recipient's timeline as data: what stands where, and from which message."""

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

from charts import (
    TOKYO,
    adjudication,
    admission,
    blood_culture,
    central_line,
    discharge,
    gram_stain,
    isolate,
    june,
    positive_bottle,
    recipient,
    said,
    sign,
    site_infection,
    temperature,
)
from graftwatch.console.timeline.views import CultureState, MarkKind, Reading, SpanKind
from graftwatch.facts import (
    Biopsy,
    ClinicalTime,
    Death,
    Dose,
    Fact,
    Growth,
    Measurement,
    MicrobiologyReport,
    ReportKind,
    Statement,
    Status,
    Treatment,
)
from graftwatch.findings import SignalStatus
from graftwatch.protocol import Drug, Exposure, LaterTarget, Protocol
from timeline_cases import drawn


def level(
    day: int, value: str, hour: int = 6, timing: str | None = None, concept: str = "tacrolimus"
) -> Fact[Statement]:
    taken = ClinicalTime.of(june(day, hour), TOKYO)
    return said(
        f"{concept}-{day}-{hour}", Measurement(concept, Decimal(value), "ng/mL", taken, "", None, timing), june(day)
    )


def test_nothing_known_is_a_timeline_with_the_transplant_alone() -> None:
    held = drawn()

    assert [one.kind for one in held.marks] == [MarkKind.TRANSPLANT]
    assert (held.cultures, held.temperatures.values, held.drugs, held.episodes, held.pages) == ((), (), (), (), ())
    assert (held.window.first.day, held.post_operative_day) == (1, 19)


def test_what_the_roster_and_people_say_happened() -> None:
    who = replace(recipient(), infused_at=june(4, 10), withdrawn_at=june(18))
    biopsy = said("biopsy", Biopsy(ClinicalTime.of(june(9), TOKYO), 2, 2, 1), june(9), control_id="")
    died = said("death", Death(ClinicalTime(june(19).date())), june(19))
    held = drawn(biopsy, died, sign(5, "chills"), site_infection("UTI", "SUTI 1a", 7), who=who)

    assert [(one.kind, one.words) for one in held.marks] == [
        (MarkKind.TRANSPLANT, ""),
        (MarkKind.INFUSION, ""),
        (MarkKind.SIGN, "chills"),
        (MarkKind.SITE_INFECTION, "UTI SUTI 1a"),
        (MarkKind.BIOPSY, "moderate (RAI 5)"),
        (MarkKind.WITHDRAWAL, ""),
        (MarkKind.DEATH, ""),
    ]
    assert held.marks[-1].when.at is None, "only the day is known"


def test_a_culture_at_midnight_in_tokyo_is_of_the_new_day() -> None:
    (culture,) = drawn(blood_culture(5, "Escherichia coli", hour=0)).cultures

    assert culture.collected is not None
    assert (culture.collected.on, culture.collected.at) == (june(5).date(), june(5, 0).astimezone(UTC))


def test_a_culture_is_pending_then_positive_then_final() -> None:
    facts = (
        blood_culture(4, kind=ReportKind.ORDER, growth=Growth.PENDING, status=Status.PRELIMINARY, stated=june(4, 9)),
        positive_bottle(4, stated=june(5)),
        gram_stain(4),
        blood_culture(4, "Escherichia coli", stated=june(6), report="final"),
    )
    states = [
        (one.state, one.status, [seen.name or seen.reported for seen in one.organisms])
        for at in (june(4, 10), june(5, 6), june(5, 10), june(6, 9))
        for one in drawn(*facts, known_by=at).cultures
    ]
    assert states == [
        (CultureState.PENDING, Status.PRELIMINARY, []),
        (CultureState.PENDING, Status.PRELIMINARY, []),
        (CultureState.POSITIVE, Status.PRELIMINARY, ["GPC in clusters"]),
        (CultureState.POSITIVE, Status.FINAL, ["Escherichia coli"]),
    ]


def test_a_corrected_culture_says_what_it_named_before() -> None:
    first = blood_culture(4, "Escherichia coli", "Staphylococcus epidermidis", report="R")
    corrected = blood_culture(4, "Escherichia coli", status=Status.CORRECTED, stated=june(8), report="R")
    (culture,) = drawn(first, corrected).cultures

    assert (culture.status, [one.name for one in culture.organisms]) == (Status.CORRECTED, ["Escherichia coli"])
    assert culture.earlier == ("Staphylococcus epidermidis",)
    assert [one.versions for one in culture.reports] == [2]
    (before,) = drawn(first, corrected, known_by=june(7)).cultures
    assert (before.status, before.earlier, len(before.organisms)) == (Status.FINAL, (), 2)


def test_a_withdrawn_fact_is_gone_and_is_there_at_the_time_before() -> None:
    facts = (temperature(4, "39.0"), blood_culture(4, "Escherichia coli", report="R"))
    gone = (
        replace(facts[0], version=replace(facts[0].version, rank=3), known_at=june(10)),
        blood_culture(4, status=Status.WITHDRAWN, stated=june(10), report="R"),
    )
    held = drawn(*facts, *gone)
    assert (held.temperatures.values, held.cultures, held.episodes) == ((), (), ())
    before = drawn(*facts, *gone, known_by=june(9))
    assert (len(before.temperatures.values), len(before.cultures), len(before.episodes)) == (1, 1, 1)


def test_an_organism_that_nobody_knows_keeps_the_laboratorys_words() -> None:
    (culture,) = drawn(blood_culture(4, isolate("<script>alert(1)</script>"))).cultures

    assert [(one.name, one.reported) for one in culture.organisms] == [(None, "<script>alert(1)</script>")]


def test_other_specimens_and_what_nobody_dated() -> None:
    def wound(collected: ClinicalTime | None) -> MicrobiologyReport:
        growth = Growth.POSITIVE
        isolates = (isolate("Escherichia coli"),)
        return MicrobiologyReport(ReportKind.CULTURE, "W", "wound", collected, growth, isolates, Status.FINAL, "O")

    (dated,) = drawn(said("W", wound(ClinicalTime.of(june(4), TOKYO)), june(6))).cultures
    (undated,) = drawn(said("W", wound(None), june(6))).cultures
    assert (dated.specimen_type, dated.state) == ("wound", CultureState.POSITIVE)
    assert (undated.collected, undated.reports[0].stated_at) == (None, june(6).astimezone(UTC))


def test_fever_is_above_38_and_not_at_it() -> None:
    values = drawn(temperature(4, "38.0"), temperature(5, "38.1"), temperature(6, "35.9")).temperatures.values

    assert [one.reading for one in values] == [Reading.WITHIN, Reading.ABOVE, Reading.BELOW]


def test_a_trough_is_held_against_the_target_of_its_day() -> None:
    later = (LaterTarget(from_day=10, target=(4.0, 7.0)),)
    drug = Drug(unit="ng/mL", target=(6.0, 10.0), later=later)
    protocol = Protocol(exposure=Exposure(drugs={"tacrolimus": drug}))
    facts = (
        level(5, "5"),
        level(8, "8"),
        level(13, "5"),
        level(14, "8"),
        level(15, "30", 9, "peak"),
        level(20, "5", 23),
    )
    (held,) = drawn(*facts, protocol=protocol).drugs

    readings = [one.reading for one in held.levels.values]
    assert readings == [
        Reading.BELOW, Reading.WITHIN, Reading.WITHIN, Reading.ABOVE, Reading.APART, Reading.WITHIN
    ]  # fmt: skip
    assert [(one.since, one.low) for one in held.targets] == [(june(1, 0), 6.0), (june(11, 0), 4.0)]


def test_an_overdue_trough_says_since_when() -> None:
    dose = said("dose", Dose("tacrolimus", ClinicalTime.of(june(2, 8), TOKYO)), june(2, 8))
    (held,) = drawn(admission(1), dose, level(5, "7")).drugs

    assert held.overdue_since == june(8, 12)


def test_liver_tests_stand_against_their_upper_limit() -> None:
    def test(concept: str, value: str) -> Fact[Statement]:
        return level(5, value, concept=concept)

    held = drawn(test("ast", "100"), test("alt", "30"), test("total_bilirubin", "1.2")).liver_tests
    assert [(one.concept, one.upper_limit, one.values[0].reading) for one in held] == [
        ("alt", 40.0, Reading.WITHIN),
        ("ast", 40.0, Reading.ABOVE),
        ("total_bilirubin", 1.2, Reading.WITHIN),
    ]


def test_stays_lines_and_treatments_are_spans() -> None:
    def given(since: int, until: int | None, drug: str = "meropenem") -> Fact[Statement]:
        last = None if until is None else june(until).date()
        return said(f"{drug}-{since}", Treatment("antimicrobial", drug, june(since).date(), last, True), june(since))

    held = drawn(admission(1), discharge(9), central_line(2, removed=6), given(4, 5), given(6, 8), given(12, None))
    days = [(one.first.on.day if one.first else 0, one.last.on.day if one.last else 0) for one in held.spans]
    assert [(one.kind, one.words, *each) for one, each in zip(held.spans, days, strict=True)] == [
        (SpanKind.STAY, "", 1, 9),
        (SpanKind.LINE, "", 2, 6),
        (SpanKind.TREATMENT, "meropenem", 4, 8),
        (SpanKind.TREATMENT, "meropenem", 12, 0),
    ]


def test_episodes_carry_their_periods_and_messages() -> None:
    facts = (blood_culture(4, "Escherichia coli"), admission(1))
    numbers = {("lab", "M-culture-blood-4-8-final"): 17}
    (episode,) = drawn(*facts, numbers=numbers).episodes

    assert episode.infection_window_period == (june(1).date(), june(7).date())
    assert episode.repeat_infection_timeframe == (june(4).date(), june(17).date())
    assert [(one.control_id, one.number) for one in episode.messages] == [("M-culture-blood-4-8-final", 17)]


def test_a_signal_is_open_until_it_is_closed() -> None:
    open_one = drawn(positive_bottle(4)).signals
    assert [(one.status, one.until) for one in open_one] == [(SignalStatus.OPEN, None)]
    (held,) = drawn(blood_culture(4, "Escherichia coli")).episodes
    refuted = drawn(blood_culture(4, "Escherichia coli"), adjudication(held.id, "refuted", june(8))).signals
    assert [one.status for one in refuted] == [SignalStatus.CLOSED]


def test_what_is_stated_for_years_to_come_breaks_nothing() -> None:
    far = ClinicalTime.of(june(1) + timedelta(days=9000), TOKYO)
    facts = (
        said("t", Measurement("temperature", Decimal(39), "Cel", far), june(4)),
        said("l", Measurement("tacrolimus", Decimal(9), "ng/mL", far), june(4)),
    )
    assert len(drawn(*facts).temperatures.values) == 1

"""The safety report's document: what its opening says, what each chapter holds, and what blinded readers never get."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from committee_trial import SIX_OF_NINETEEN, arms_of, figures_of
from graftwatch.committee.audience import Audience
from graftwatch.committee.completeness import Completeness, FeedRecord, NotMeasured, Outage, PendingCulture, Unread
from graftwatch.committee.document import Chapter, Document, Facts, Figure, Listing, Paragraph
from graftwatch.committee.figures import TrialFigures
from graftwatch.committee.grades import GradeFigures
from graftwatch.committee.infusion import InfusionFigures
from graftwatch.committee.material import Earlier, ReportMaterial
from graftwatch.committee.report import safety_report
from graftwatch.protocol import BUILT_IN, Boundary, Evaluability, Protocol, ProtocolVersion

NOTHING_MISSING = Completeness((), (), (), (), ())
AT = datetime(2026, 6, 30, 3, tzinfo=UTC)
GRADES = (GradeFigures("Fever", 2, {0: 1, 2: 1}, {0: 2}),)
NEXT_STOPS = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=30, table={20: 7, 30: 8}),))
OUT_OF_REACH = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=20, table={20: 8}),))
SHORT = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=19, table={19: 7}),))
POCOCK = Protocol(boundaries=(Boundary(endpoint="bsi", rule="pocock", p0=0.1, n=37),))


def material(
    outcomes: Sequence[bool] = SIX_OF_NINETEEN, protocol: Protocol | None = None, **fields: object
) -> ReportMaterial:
    rules = protocol or Protocol()
    held = ReportMaterial(
        figures=figures_of(outcomes, rules),
        by_arm={},
        grades=GRADES,
        grades_by_arm={},
        protocol=rules,
        rules="nhsn-2026.01",
        completeness=NOTHING_MISSING,
        earlier=None,
    )
    return replace(held, **fields)


def report(held: ReportMaterial, audience: Audience = Audience.COMMITTEE) -> Document:
    return safety_report(held, audience)


def chapter(document: Document, anchor: str) -> Chapter:
    return next(one for one in document.chapters if one.anchor == anchor)


def words(document: Document, anchor: str) -> str:
    """All that a chapter says in sentences and short facts."""
    said = list[str]()
    for block in chapter(document, anchor).blocks:
        match block:
            case Paragraph(text):
                said.append(text)
            case Facts(rows):
                said += [f"{name}: {value}" for name, value in rows]
            case Listing(caption, table, empty) if not table.rows:
                said.append(f"{caption}: {empty}")
    return "\n".join(said)


def table(document: Document, anchor: str, caption: str) -> list[tuple[str, ...]]:
    blocks = [one for one in chapter(document, anchor).blocks if isinstance(one, Listing)]
    return list(next(one for one in blocks if one.caption.startswith(caption)).table.rows)


def test_the_opening_says_where_the_trial_stands_and_what_the_next_event_means() -> None:
    said = words(report(material()), "summary")
    assert (
        "Bloodstream infection: 6 of 19 evaluable recipients had the event, 31.6 % "
        "(exact 95 % interval 12.6 to 56.6 %)." in said
    )
    assert "Bloodstream infection: the stopping boundary is not crossed." in said
    assert (
        "If the next recipient has the event, too, that is 7 of 20, where 8 would stop: the boundary is not crossed. "
        "It is crossed soonest with 3 more events, at evaluable recipient 22." in said
    )


@pytest.mark.parametrize(
    ("outcomes", "protocol", "says"),
    [
        pytest.param(
            SIX_OF_NINETEEN,
            POCOCK,
            "THE STOPPING BOUNDARY IS CROSSED. It was crossed on 2026-03-03 at evaluable recipient 6, with 3 events "
            "where 3 stop the trial.",
            id="crossed",
        ),
        pytest.param(
            SIX_OF_NINETEEN, NEXT_STOPS, "too, that is 7 of 20, and the boundary is CROSSED.", id="the next one stops"
        ),
        pytest.param(
            SIX_OF_NINETEEN, OUT_OF_REACH, "It cannot be reached any more by the 20 planned.", id="out of reach"
        ),
        pytest.param(
            SIX_OF_NINETEEN,
            SHORT,
            "All 19 planned recipients are evaluable: the boundary looks no further.",
            id="all in",
        ),
        pytest.param((), None, "nobody is evaluable yet, 0 still under observation.", id="nobody yet"),
        pytest.param((True,), None, "1 of 1 evaluable recipient had the event", id="one"),
        pytest.param(
            (True,), None, "that is 2 of 2, where no number of events stops: the boundary is not crossed.", id="early"
        ),
    ],
)
def test_the_opening_in_other_positions(outcomes: Sequence[bool], protocol: Protocol | None, says: str) -> None:
    assert says in words(report(material(outcomes, protocol)), "summary")


def test_a_crossed_boundary_is_the_sentence_that_must_not_be_missed() -> None:
    strong = [
        one.text
        for one in chapter(report(material(protocol=POCOCK)), "summary").blocks
        if isinstance(one, Paragraph) and one.strong
    ]
    assert [text.partition(".")[0] for text in strong] == ["Bloodstream infection: THE STOPPING BOUNDARY IS CROSSED"]


def test_a_service_that_had_not_read_up_to_the_cut_off_says_so_first() -> None:
    late = replace(NOTHING_MISSING, read_until=AT)
    document = report(material(completeness=late))
    first = chapter(document, "summary").blocks[0]
    assert first == Paragraph(
        "The service had read its feeds only up to 2026-06-30 12:00: what came later is not in here.", strong=True
    )
    assert "had read its feeds up to 2026-06-30 12:00" in words(document, "data")


def test_the_endpoint_chapter_holds_boundary_rate_belief_and_history() -> None:
    said = words(report(material()), "bsi")
    for line in (
        "Rate: 6 of 19 evaluable: 31.58 %",
        "Exact 95 % interval (Clopper–Pearson): 12.58 to 56.55 %",
        "P(rate > 20.0 %): 0.9133",
        "P(rate > 30.0 %): 0.6080",
        "Boundary: stop if events ≥ b, with b = 3 at n = 3",
        "In the other convention: the same as largest number allowed: stop if events > r, with r = 2 at n = 3",
        "The rate is 3.0 percentage points above the historical 28.6 %.",
        "This is no randomised comparison",
    ):
        assert line in said
    path = table(report(material()), "bsi", "The path so far")
    assert len(path) == 19
    assert path[-1] == ("19", path[-1][1], "6", "8", "2")
    assert table(report(material()), "bsi", "The next 12 looks")[0] == ("22", "9", "3")


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        pytest.param(
            {"rule": "beta-binomial", "prior": (0.6, 2.4), "p1": 0.4},
            "beta-binomial, tolerated rate 20.0 %, prior Beta(0.6, 2.4), α = 0.1, N = 30 evaluable; looked at after "
            "each recipient",
            id="what the rule does not use is not told",
        ),
        pytest.param(
            {"rule": "sprt", "p1": 0.4},
            "sprt, tolerated rate 20.0 %, unacceptable rate 40.0 %, α = 0.1, N = 30 evaluable; looked at after each "
            "recipient",
            id="sprt",
        ),
        pytest.param(
            {"rule": "pocock", "looks": (10, 20, 30)},
            "pocock, tolerated rate 20.0 %, α = 0.1, N = 30 evaluable; looked at when n is 10, 20, 30",
            id="at some looks",
        ),
        pytest.param(
            {"rule": "table", "table": {20: 8, 10: 5}},
            "table, tolerated rate 20.0 %, N = 30 evaluable; looked at when n is 10, 20",
            id="a table of one's own",
        ),
    ],
)
def test_the_stopping_rule_is_told_as_planned(plan: dict[str, object], says: str) -> None:
    planned = Boundary.model_validate({"endpoint": "bsi", "p0": 0.2, "n": 30, **plan})
    said = words(report(material(protocol=Protocol(boundaries=(planned,)))), "bsi")
    assert f"Stopping rule: {says}\n" in said


def test_a_crossed_boundary_lists_no_looks_to_come() -> None:
    captions = [
        one.caption for one in chapter(report(material(protocol=POCOCK)), "bsi").blocks if isinstance(one, Listing)
    ]
    assert not [one for one in captions if one.startswith("The next")]
    crossed = table(report(material(protocol=POCOCK)), "bsi", "The path so far")
    assert crossed[5][-1] == "crossed"


def test_an_endpoint_without_a_boundary_says_so() -> None:
    assert "plans no stopping boundary" in words(report(material(protocol=POCOCK)), "rejection")
    assert "stopping boundary" not in words(report(material(protocol=POCOCK)), "summary").partition("Rejection")[2]


def test_events_stand_with_subject_date_day_criterion_organisms_and_whether_they_count() -> None:
    [first, *_] = table(report(material()), "bsi", "Events")
    assert first[:4] == ("S002", "2026-01-30", "11", "confirmed")
    assert first[-1] == "yes"


def test_who_counts_and_why() -> None:
    protocol = Protocol(evaluability=Evaluability(days_for_results=5))
    document = report(material(protocol=protocol))
    assert "post-operative day 30 and 5 more days for results are over" in words(document, "counts")
    assert table(document, "counts", "Recipients by endpoint")[0] == (
        *("Bloodstream infection", "19", "19", "6", "13", "0", "0"),
    )
    ended = table(document, "counts", "Recipients whose observation ended early")
    assert ("S003", "Bloodstream infection", "died in the window", "evaluable, without the event") in ended
    verdicts = table(document, "counts", "Events in the window")[0][-1]
    assert verdicts == "6 without a verdict"


def test_by_risk_and_exposure_stand_with_a_chart_and_a_table() -> None:
    document = report(material())
    for anchor in ("risk", "exposure"):
        kinds = {type(one) for one in chapter(document, anchor).blocks}
        assert {Figure, Listing} <= kinds
    assert {row[0] for row in table(document, "risk", "Rates by risk")} == {
        *("ABO-incompatible", "donor-specific antibodies", "desensitised", "none of these", "any of these"),
    }


def test_arms_are_the_committees() -> None:
    arms = arms_of(SIX_OF_NINETEEN)
    held = material(by_arm=arms, grades_by_arm={"cells": GRADES, "standard": GRADES})
    document = report(held)
    assert {row[0] for row in table(document, "arms", "Rates by arm")} == {"cells", "standard"}
    assert table(document, "grades", "Arm: cells")
    assert document.marking == "Safety committee only: may hold figures by arm"
    with pytest.raises(ValueError, match="blinded"):
        report(held, Audience.BLINDED)
    with pytest.raises(ValueError, match="blinded"):
        report(replace(held, by_arm={}), Audience.BLINDED)


def test_what_tells_who_was_infused_is_left_out_where_it_is_not_given() -> None:
    document = report(material(grades=None), Audience.BLINDED)
    assert not {"arms", "infusion", "grades"} & {one.anchor for one in document.chapters}
    assert document.marking == "Blinded: pooled figures only"


def test_infusions_stand_pooled_in_a_trial_of_one_arm_and_by_arm_for_the_committee() -> None:
    infused = InfusionFigures(5, {"2": 1, "ungraded": 1}, 3, 1)
    one_arm = replace(material().figures, infusion=infused)
    assert table(report(material(figures=one_arm)), "infusion", "Infusions") == [("all", "5", "2", "1", "1", "3", "1")]
    arms = {name: replace(held, infusion=infused) for name, held in arms_of(SIX_OF_NINETEEN).items()}
    by_arm = table(report(material(by_arm=arms)), "infusion", "Infusions")
    assert [row[0] for row in by_arm] == ["cells", "standard"]


def test_grades_are_counted_by_recipient() -> None:
    rows = table(report(material()), "grades", "All recipients")
    assert rows == [
        ("Fever", "from the transplant", "2", "1", "0", "1", "0", "0"),
        ("Fever", "later", "2", "2", "0", "0", "0", "0"),
    ]


def test_completeness_lists_feeds_troubles_quarantine_and_what_is_awaited() -> None:
    later = AT + timedelta(hours=2)
    document = report(
        material(
            completeness=Completeness(
                feeds=(FeedRecord("laboratory", 1234, AT, later),),
                outages=(Outage("feed silent", "laboratory: nothing for 2 hours", AT, later, None),),
                unread=(Unread("laboratory", "not_hl7", 3, AT),),
                pending=(PendingCulture("S01", date(2026, 6, 28), 2, "one report, none final"),),
                not_measured=(NotMeasured("S02", 9, None, AT),),
            )
        )
    )
    assert table(document, "data", "Messages") == [("laboratory", "1,234", "2026-06-30 12:00", "2026-06-30 14:00")]
    assert table(document, "data", "Silences") == [
        ("feed silent", "laboratory: nothing for 2 hours", "2026-06-30 12:00", "2026-06-30 14:00", "–")
    ]
    assert table(document, "data", "In quarantine") == [("laboratory", "not hl7", "3", "2026-06-30 12:00")]
    assert table(document, "data", "Blood cultures") == [("S01", "2026-06-28", "2", "one report, none final")]
    assert table(document, "data", "Recipients in the window") == [("S02", "9", "–", "2026-06-30 12:00")]


def earlier(then: TrialFigures, now: TrialFigures) -> Earlier:
    return Earlier(then.as_of, then, now)


def test_a_late_correction_stands_apart_from_what_is_new() -> None:
    """The report before knew 5 events of 18; one of them was found late, and one recipient came since."""
    then = figures_of((*(False,) * 3, *SIX_OF_NINETEEN[3:18]))
    now = figures_of(SIX_OF_NINETEEN[:18])
    document = report(material(earlier=earlier(then, now)))
    side = table(document, "changes", "Figures as known on")
    assert side[0][1:] == (
        "5 of 18 evaluable, 27.8 %",
        "6 of 18 evaluable, 33.3 %",
        "6 of 19 evaluable, 31.6 %",
    )
    corrected = table(document, "changes", "Corrected")
    assert ("S002", "bloodstream infection of 2026-01-30", "–", "confirmed; counts") in corrected
    new = table(document, "changes", "New since")
    assert [row[0] for row in new] == ["S018"]
    assert "Bloodstream infection: 1 recipient became evaluable without the event (S018)." in words(document, "changes")
    figures = [one.chart.name for one in chapter(document, "changes").blocks if isinstance(one, Figure)]
    everywhere = [one.chart.name for each in document.chapters for one in each.blocks if isinstance(one, Figure)]
    assert len(figures) == 1
    assert len(everywhere) == len(set(everywhere)), "a chart's name is its address"


def test_nothing_changed_is_said() -> None:
    held = material()
    document = report(replace(held, earlier=earlier(held.figures, held.figures)))
    assert not [one for one in chapter(document, "changes").blocks if isinstance(one, Figure)]
    assert table(document, "changes", "Corrected") == []
    assert "New since 2026-07-27 10:00: nothing" in words(document, "changes")


def test_without_an_earlier_report_it_says_so() -> None:
    assert words(report(material()), "changes") == "There is no earlier report to compare with."


def test_the_protocol_stands_with_its_hash() -> None:
    document = report(material())
    assert f"SHA-256 as read by this release: {Protocol().sha256}" in words(document, "protocol")
    assert "Detection rules: nhsn-2026.01" in words(document, "protocol")
    assert table(document, "protocol", "Versions") == [("donor-nk-liver", "1", "–", Protocol().sha256)]


def test_every_version_in_force_stands_with_its_time_and_hash() -> None:
    first = ProtocolVersion.of(BUILT_IN, AT)
    second = replace(first, version="2", sha256="2" * 64, since=AT + timedelta(days=1))
    held = replace(material().figures, protocol_history=(first, second))
    assert table(report(material(figures=held)), "protocol", "Versions") == [
        ("donor-nk-liver", "1", "2026-06-30 12:00", Protocol().sha256),
        ("donor-nk-liver", "2", "2026-07-01 12:00", "2" * 64),
    ]

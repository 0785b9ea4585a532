"""What stands beside a conclusion: the nearest criterion, the site that does not take the blood, what was met, too."""

from dataclasses import replace
from datetime import date

import pytest

from charts import (
    admission,
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    confirmed,
    day_of_june,
    discharge,
    june,
    measurement,
    organism_names,
    pcr,
    pending_blood,
    positive_bottle,
    sign,
    site_infection,
    temperature,
)
from graftwatch.bsi.named_organism import is_same
from graftwatch.bsi.site_names import NamedSite, read_site
from graftwatch.facts import Fact, Isolate, SiteInfection, Statement, Status
from graftwatch.findings import Event, EventStatus, SignalKind
from graftwatch.terminology.organisms import named, resolve

COLI, AUREUS, KLEBSIELLA = "Escherichia coli", "Staphylococcus aureus", "Klebsiella pneumoniae"
EPIDERMIDIS, HOMINIS = "Staphylococcus epidermidis", "Staphylococcus hominis"
INFANT = date(2026, 1, 1)
CRYPTIC = Isolate("Unheardofia mirabilis", None, Status.FINAL)
PAIR = [blood_culture(10, EPIDERMIDIS), blood_culture(11, EPIDERMIDIS)]


def only_event(*facts: Fact[Statement], born: date | None = None) -> Event:
    (event,) = bsi_events(assessed(*facts, born=born))
    return event


def said(event: Event, beginning: str) -> list[str]:
    return [one for one in event.explanation if one.startswith(beginning)]


class TestCriterion:
    def test_barrier_injury_stands_beside_the_criterion_that_is_met(self) -> None:
        event = only_event(blood_culture(10, COLI), measurement("anc", 9, "0.4"), measurement("anc", 10, "0.4"))
        assert event.explanation[0] == (
            "LCBI-1: a recognised pathogen from blood collected 2026-06-10 (POD 9); no sign is needed; "
            "MBI-LCBI-1: only organisms of mucosal barrier injury, and its ground"
        )

    def test_the_signs_of_a_pair_are_named_by_day(self) -> None:
        event = only_event(*PAIR, temperature(11, "38.4"), sign(9, "chills"))
        assert event.explanation[0] == (
            "LCBI-2: Staphylococcus epidermidis from two blood specimens drawn separately (2026-06-10 (POD 9) and "
            "2026-06-11 (POD 10)), and a sign in the infection window period (chills, fever)"
        )

    @pytest.mark.parametrize(
        ("fever", "lines"),
        [
            pytest.param(8, 1, id="a sign before the pathogen"),
            pytest.param(9, 0, id="on its day"),
            pytest.param(10, 0, id="after it"),
        ],
    )
    def test_a_pair_with_an_earlier_sign_beside_the_first_pathogen(self, fever: int, lines: int) -> None:
        """E. coli 06-09 is the first positive test; the pair of 06-10 has its sign on this day."""
        event = only_event(blood_culture(9, COLI), *PAIR, temperature(fever, "38.4"))
        assert (event.criterion, event.date_of_event) == ("LCBI-1", day_of_june(9))
        assert len(said(event, "LCBI-2 is met, too, with an earlier sign")) == lines

    def test_a_later_pathogen_is_no_criterion_met_with_an_earlier_sign(self) -> None:
        event = only_event(blood_culture(9, COLI), blood_culture(12, AUREUS))
        assert not [one for one in event.explanation if "is met, too" in one]

    def test_an_infant_with_a_later_sign_of_lcbi_2(self) -> None:
        """Apnoea 06-09 is of LCBI 3 only, fever 06-11 of both: LCBI 3 has the earlier date of event."""
        event = only_event(*PAIR, sign(9, "apnea"), temperature(11, "38.4"), born=INFANT)
        assert (event.criterion, event.date_of_event) == ("LCBI-3", day_of_june(9))
        assert said(event, "LCBI-2 is met, too: reported by the criterion with the earlier date of event")

    def test_an_infant_with_one_sign_of_both_is_reported_by_lcbi_2(self) -> None:
        event = only_event(*PAIR, temperature(11, "38.4"), born=INFANT)
        assert event.criterion == "LCBI-2"
        assert not [one for one in event.explanation if "is met, too" in one]

    def test_a_first_element_before_the_transplant_stays_outside_the_window(self) -> None:
        """Fever 05-31, admitted and transplanted 06-01: the date of event is 06-01, the infection was there before."""
        facts = [admission(1), blood_culture(1, EPIDERMIDIS), blood_culture(2, EPIDERMIDIS), temperature(0, "38.4")]
        event = only_event(*facts)
        assert (event.date_of_event, event.in_window) == (day_of_june(1), False)
        assert said(event, "outside the endpoint's window, post-operative days 0 to 30")


class TestPairsThatShareASpecimen:
    """Discharged 06-02, so that 06-03 still belongs to the stay and 06-04 does not; fever on 06-01."""

    STAY = (admission(1), discharge(2), temperature(1, "38.4"))

    def test_the_second_is_added_after_the_stay_and_the_event_says_why(self) -> None:
        event = only_event(*self.STAY, *(blood_culture(day, EPIDERMIDIS) for day in (3, 4, 5)))

        assert len(event.specimens) == 3
        (line,) = said(event, "the pair of")
        assert line == (
            "the pair of Staphylococcus epidermidis of 2026-06-04 (POD 3) shares a specimen with the pair that opened "
            "the event; the manual leaves open whether it opens another after the stay: one specimen makes no "
            "two events"
        )

    def test_in_one_stay_nothing_had_to_be_chosen(self) -> None:
        event = only_event(self.STAY[0], self.STAY[2], *(blood_culture(day, EPIDERMIDIS) for day in (3, 4, 5)))
        assert said(event, "the pair of") == []


class TestNearest:
    def test_the_earlier_of_two_that_are_as_near(self) -> None:
        days = [blood_culture(day, EPIDERMIDIS) for day in (8, 10, 12)]
        middle = bsi_events(assessed(*days))[1]
        assert "nearest: Staphylococcus epidermidis of 2026-06-08 (POD 7), 2 days apart" in middle.missing[0]

    @pytest.mark.parametrize(
        ("day", "told"),
        [pytest.param(11, True, id="another commensal a day apart"), pytest.param(12, False, id="two days apart")],
    )
    def test_another_commensal(self, day: int, *, told: bool) -> None:
        first = bsi_events(assessed(blood_culture(10, EPIDERMIDIS), blood_culture(day, HOMINIS)))[0]
        assert (f"nearest: {HOMINIS} of 2026-06-11 (POD 10), another organism" in first.missing[0]) is told
        assert ("nearest" in first.missing[0]) is told

    def test_a_pathogen_beside_it_is_not_near(self) -> None:
        found = bsi_events(assessed(blood_culture(10, EPIDERMIDIS), blood_culture(10, COLI, hour=9)))
        (contaminant,) = [one for one in found if one.status is EventStatus.CONTAMINANT]
        assert "nearest" not in contaminant.missing[0]

    def test_why_it_is_probably_a_contaminant(self) -> None:
        (signal,) = bsi_signals(assessed(blood_culture(10, EPIDERMIDIS)))
        assert signal.reason == "probable contaminant: a common commensal from a single blood specimen"
        (signal,) = bsi_signals(assessed(pcr(10, EPIDERMIDIS)))
        assert signal.reason == (
            "probable contaminant: a common commensal by a non-culture test, which does not count for it"
        )


class TestNonCultureTests:
    def test_a_culture_and_a_test_of_one_draw_are_no_one_name(self) -> None:
        """The culture decides alone: it names the genus, the test's species is ignored and hides nothing."""
        event = only_event(blood_culture(10, "Enterococcus"), pcr(10, "Enterococcus faecium", draw=""))
        assert (event.status, organism_names(event)) == (EventStatus.CONFIRMED, ["Enterococcus"])

    def test_a_pending_culture_of_other_days_is_not_waited_for(self) -> None:
        """Blood for culture of the test's own day ended without growth; that of ten days later decides nothing."""
        facts = [pcr(10, COLI), blood_culture(10, hour=9), pending_blood(20)]
        assert bsi_events(assessed(*facts, now=june(21))) == []

    def test_the_culture_of_the_tests_day_is_waited_for(self) -> None:
        (event,) = bsi_events(assessed(pcr(10, COLI), pending_blood(10, hour=9), now=june(11)))
        assert event.missing == ("the result of the culture taken beside the test, which decides",)


def test_a_form_counts_only_when_final_whoever_says_that_it_is_one() -> None:
    form = resolve("Gram-negative rod").organism
    assert form is not None
    early = Isolate("Gram-negative rod", form.name, Status.PRELIMINARY)
    event = only_event(blood_culture(10, early, status=Status.PRELIMINARY))
    assert (event.criterion, event.organisms) == (None, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bacillus", "Bacillus anthracis"),
        ("Corynebacterium", "Corynebacterium diphtheriae"),
        ("Staphylococcus", EPIDERMIDIS),
    ],
)
def test_a_commensal_genus_is_no_pathogen_of_it(one: str, other: str) -> None:
    assert not is_same(named(one), named(other))
    assert not is_same(named(other), named(one))


class TestSites:
    URINE = site_infection("UTI", "SUTI 1b", 10, COLI, specimen_type="urine")

    def test_every_site_says_why_it_does_not_take_the_blood(self) -> None:
        skin = site_infection("SKIN", "2a", 10, AUREUS)
        event = only_event(blood_culture(10, KLEBSIELLA), self.URINE, skin)
        assert [one.split(" of 2026")[0] for one in said(event, "not secondary")] == [
            "not secondary to SKIN 2a",
            "not secondary to UTI SUTI 1b",
        ]

    def test_a_specimen_without_days(self) -> None:
        assert isinstance(self.URINE.statement, SiteInfection)
        undated = replace(self.URINE, statement=replace(self.URINE.statement, specimen_dates=()))
        (line,) = said(only_event(blood_culture(10, KLEBSIELLA), undated), "not secondary")
        assert line.endswith("matches none of the site's specimen (urine), Escherichia coli")

    def test_a_commensal_that_matches_nothing(self) -> None:
        (line,) = said(only_event(blood_culture(10, EPIDERMIDIS), self.URINE), "not secondary")
        assert "Staphylococcus epidermidis matches none of the site's specimen" in line

    def test_a_single_commensal_as_an_element(self) -> None:
        """DISC 3a by blood needs no organism of its own: that is not what stands against it."""
        disc = site_infection("DISC", "3a", 10, blood_is_element=True)
        event = only_event(blood_culture(10, EPIDERMIDIS), disc)
        assert event.status is EventStatus.CONTAMINANT
        assert said(event, "not secondary") == []

    def test_a_criterion_open_to_both_scenarios_is_judged_by_the_attribution_period(self) -> None:
        """PNEU 2 tested 06-10: window to 06-13, attribution to 06-23. Blood 06-15 is inside; the organism is not."""
        lung = site_infection("PNEU", "2", 10, COLI, specimen_type="lavage", blood_is_element=True)
        (line,) = said(only_event(blood_culture(15, KLEBSIELLA), lung), "not secondary")
        assert "Klebsiella pneumoniae matches none" in line

    def test_enterocolitis_says_its_period(self) -> None:
        event = only_event(blood_culture(10, COLI), site_infection("GIT", "NEC", 10), born=INFANT)
        assert event.explanation[0].endswith("; collected in its attribution period, 2026-06-07 to 2026-06-23")

    def test_an_infant_is_not_told_that_enterocolitis_is_of_infants(self) -> None:
        event = only_event(blood_culture(24, COLI), site_infection("GIT", "NEC", 10), born=INFANT)
        (line,) = said(event, "not secondary")
        assert "is 1 day after its attribution period" in line

    def test_a_pair_without_an_mbi_organism_is_no_element_of_iab(self) -> None:
        """IAB 3b by blood asks for an MBI organism: the commensal pair is a primary infection beside it.

        E. coli lies in the timeframe of that one, too, and so belongs to both.
        """
        abdomen = site_infection("IAB", "3b", 10, blood_is_element=True)
        found = confirmed(assessed(blood_culture(10, COLI, hour=9), *PAIR, sign(10, "chills"), abdomen))
        assert {(one.attribution, *organism_names(one)) for one in found} == {
            ("secondary", COLI),
            ("primary", COLI, EPIDERMIDIS),
        }

    @pytest.mark.parametrize(
        ("day", "attribution"), [pytest.param(20, "secondary", id="day 10"), pytest.param(21, "primary", id="day 11")]
    )
    def test_bone_has_a_window_of_21_days(self, day: int, attribution: str) -> None:
        bone = site_infection("BONE", "3a", 10, blood_is_element=True)
        assert only_event(blood_culture(day, AUREUS), bone).attribution == attribution

    def test_skin_2a_with_one_commensal(self) -> None:
        """What is not eligible is two commensals without a pathogen."""
        skin = site_infection("SKIN", "2a", 10, EPIDERMIDIS)
        assert only_event(*PAIR, sign(10, "chills"), skin).attribution == "secondary"

    @pytest.mark.parametrize(
        ("site", "criterion", "organisms", "refusal"),
        [
            pytest.param("SSI", "OS-VASC", [AUREUS], None, id="VASC as an SSI"),
            pytest.param("SSI", "OS-VASC 1", [AUREUS], None, id="by criterion 1"),
            pytest.param(
                "SSI",
                "OS-VASC 2",
                [AUREUS],
                "a bloodstream infection is secondary to VASC only where it is an SSI by criterion 1",
                id="by criterion 2",
            ),
            pytest.param(
                "SKIN",
                "2a",
                [EPIDERMIDIS, HOMINIS],
                "SKIN 2a with two commensals and no pathogen is not eligible",
                id="SKIN 2a",
            ),
            pytest.param(
                "Wxyz",
                "",
                [AUREUS],
                "no site or criterion is called WXYZ; write the manual's short names, like UTI and SUTI 1a, "
                "or IAB and 3b",
                id="a name that is like no other",
            ),
        ],
    )
    def test_what_is_refused(self, site: str, criterion: str, organisms: list[str], refusal: str | None) -> None:
        refused = assessed(site_infection(site, criterion, 10, *organisms)).refused_decisions
        named_site = f"{site} {criterion}".strip()
        told = () if refusal is None else (f"site_infection {named_site} of 2026-06-10: {refusal}",)
        assert refused == told


@pytest.mark.parametrize(
    ("site", "criterion", "read"),
    [
        pytest.param("IAB", "", NamedSite("IAB"), id="no number"),
        pytest.param("DIP", "", NamedSite("SSI"), id="an incision without the word SSI"),
        pytest.param("OS-IAB", "", NamedSite("SSI", "", "IAB"), id="an organ without it"),
        pytest.param("SSI", "SIP 1", NamedSite("SSI", "1"), id="an incision with a number"),
        pytest.param(
            "SSI",
            "OS GIT IAB",
            "GIT and IAB is not the place of one infection after an operation",
            id="two places",
        ),
        pytest.param("SSI", "OS SKIN", "SKIN is not the place of one infection after an operation", id="a wrong place"),
        pytest.param(
            "SSI",
            "OS IAB SKIN",
            "SKIN is not the place of one infection after an operation",
            id="a place and a wrong one",
        ),
        pytest.param("IBA", "", "no site or criterion is called IBA; did you mean IAB?", id="a slip"),
    ],
)
def test_how_a_site_is_read(site: str, criterion: str, read: NamedSite | str) -> None:
    assert read_site(site, criterion) == read


class TestNear:
    """24 hours between two draws are near, a minute more is not; times are full hours here."""

    @pytest.mark.parametrize(
        ("day", "hour", "notices"),
        [
            pytest.param(5, 12, 0, id="24 hours after"),
            pytest.param(5, 13, 1, id="25 hours after"),
            pytest.param(3, 12, 0, id="24 hours before"),
            pytest.param(3, 11, 1, id="25 hours before"),
        ],
    )
    def test_a_fever_beside_blood_that_is_told_already(self, day: int, hour: int, notices: int) -> None:
        facts = [pending_blood(4, hour=12), temperature(4, "38.4"), positive_bottle(day, hour=hour)]
        found = [one.kind for one in bsi_signals(assessed(*facts, now=june(7)))]
        assert found.count(SignalKind.BSI_FEVER_WITH_CULTURE) == notices
        assert found.count(SignalKind.BSI_SUSPECTED) == 1


class TestReview:
    def test_an_unknown_name_beside_an_infection_is_named(self) -> None:
        found = bsi_signals(assessed(blood_culture(10, COLI, CRYPTIC)))
        (signal,) = [one for one in found if one.kind is SignalKind.BSI_UNRESOLVED]
        assert signal.organisms == ("Unheardofia mirabilis",)

    def test_blood_of_a_day_to_come_is_told_with_its_organism(self) -> None:
        (signal,) = bsi_signals(assessed(blood_culture(20, COLI, stated=june(9)), now=june(10)))
        assert signal.organisms == (COLI,)
        assert signal.reason == (
            "positive blood culture said to be collected on 2026-06-20, which is still to come: "
            "the time cannot be right"
        )

"""When blood is secondary to a site: the edges of each period, stays, the calendar; by hand, from the manual."""

from pathlib import Path

import pytest

from hl7_by_hand import INFANT, ROSTER, Wanted, assert_events, assess, culture, events, report_of, said
from secondary_by_hand import Decision, element, primary, secondary, site

AUREUS, COLI, PNEUMONIAE = "Staphylococcus aureus", "Escherichia coli", "Klebsiella pneumoniae"


def stay(admitted: str, discharged: str = "") -> Decision:
    ended = {"discharged_at": f"2026-{discharged}"} if discharged else {}
    return said("admission", admitted_at=f"2026-{admitted}", **ended)


UTI = site("UTI", "SUTI 1a", COLI)
LATE_UTI = site("UTI", "SUTI 1a", COLI, day="06-20")
EARLY = site("UTI", "SUTI 1a", COLI, day="06-07", anchor="2026-06-10")
SSI = site("SSI", "DI", COLI)
ENDO = site("ENDO", "1", AUREUS, day="06-15")
BONE = site("BONE", "1", AUREUS, day="06-15")
PVAP = site("VAE", "PVAP", PNEUMONIAE)
IAB_3B = element("IAB", "3b")
PERIODS = [
    # Date of event 06-07, first positive test 06-10: window 06-07 to 06-13, timeframe 06-07 to 06-20, 14 days in all.
    pytest.param(EARLY, COLI, "06-06", None, id="fourteen days: the day before the window"),
    pytest.param(EARLY, COLI, "06-07", "06-07", id="fourteen days: the first"),
    pytest.param(EARLY, COLI, "06-20", "06-07", id="fourteen days: the last"),
    pytest.param(EARLY, COLI, "06-21", None, id="fourteen days: the day after"),
    pytest.param(LATE_UTI, COLI, "07-03", "06-20", id="over the end of a month: day 14"),
    pytest.param(LATE_UTI, COLI, "07-04", None, id="over the end of a month: day 15"),
    pytest.param(SSI, COLI, "06-04", None, id="surgical site: four days before"),
    pytest.param(SSI, COLI, "06-05", "06-08", id="surgical site: three days before"),
    pytest.param(SSI, COLI, "06-21", "06-08", id="surgical site: thirteen days after"),
    pytest.param(SSI, COLI, "06-22", None, id="surgical site: fourteen days after"),
    pytest.param(site("SSI", "DI", COLI, anchor="2026-06-15"), COLI, "06-04", None, id="surgical site has no window"),
    pytest.param(site("VASC", "SSI 1", COLI), COLI, "06-21", "06-08", id="VASC as an SSI has the period of an SSI"),
    pytest.param(BONE, AUREUS, "06-04", None, id="bone: eleven days before the test"),
    pytest.param(BONE, AUREUS, "06-05", "06-15", id="bone: ten days before the test"),
    pytest.param(BONE, AUREUS, "06-28", "06-15", id="bone: day 14"),
    pytest.param(BONE, AUREUS, "06-29", None, id="bone: day 15"),
    pytest.param(ENDO, AUREUS, "06-04", None, id="endocarditis: eleven days before the test"),
    pytest.param(ENDO, AUREUS, "06-05", "06-15", id="endocarditis: ten days before the test"),
    pytest.param(ENDO, AUREUS, "07-12", "06-15", id="endocarditis: for the rest of the stay"),
    pytest.param(PVAP, PNEUMONIAE, "06-07", None, id="PVAP: the day before its event period"),
    pytest.param(PVAP, PNEUMONIAE, "06-08", "06-08", id="PVAP: day 1"),
    pytest.param(PVAP, PNEUMONIAE, "06-21", "06-08", id="PVAP: day 14"),
    pytest.param(PVAP, PNEUMONIAE, "06-22", None, id="PVAP: day 15"),
    pytest.param(IAB_3B, COLI, "06-04", None, id="element: the day before the window"),
    pytest.param(IAB_3B, COLI, "06-05", "06-08", id="element: first day of the window"),
    pytest.param(IAB_3B, COLI, "06-11", "06-08", id="element: last day of the window"),
    pytest.param(IAB_3B, COLI, "06-12", None, id="element: the day after the window"),
]


def expected(organism: str, blood: str, of_site: str | None, to: object) -> Wanted:
    return primary(blood, organism) if of_site is None else secondary(str(to), organism, day=of_site)


@pytest.mark.parametrize(("decision", "organism", "blood", "of_site"), PERIODS)
def test_the_days_of_a_period(
    tmp_path: Path, decision: Decision, organism: str, blood: str, of_site: str | None
) -> None:
    drawn = culture(f"{blood.replace('-', '')} 0800", organism)
    report = report_of(assess(tmp_path, [drawn], decisions=[decision, stay("05-20")], now="2026-08-15T00:00:00+09:00"))
    assert report["refused_decisions"] == []
    assert_events(report, [expected(organism, blood, of_site, decision["site"])])


@pytest.mark.parametrize(("minute", "of_site"), [("0621 2359", "06-08"), ("0622 0000", None)])
def test_the_day_of_blood_is_the_hospitals(tmp_path: Path, minute: str, of_site: str | None) -> None:
    report = report_of(assess(tmp_path, [culture(minute, COLI)], decisions=[UTI]))
    assert_events(report, [expected(COLI, f"{minute[:2]}-{minute[2:4]}", of_site, "UTI")])


FIRST, SECOND = stay("05-20", "06-12"), stay("06-16")
STAYS = [
    pytest.param(UTI, COLI, "06-13", "06-08", id="the day after the discharge is of the stay"),
    pytest.param(UTI, COLI, "06-14", None, id="two days before the readmission the other stay begins"),
    pytest.param(UTI, COLI, "06-18", None, id="the timeframe does not reach into another stay"),
    pytest.param(
        site("UTI", "SUTI 1a", COLI, day="06-13", anchor="2026-06-13"), COLI, "06-16", "06-13", id="the window does"
    ),
    pytest.param(SSI, COLI, "06-18", "06-08", id="an SSI's period goes over a readmission"),
    pytest.param(site("ENDO", "1", AUREUS), AUREUS, "06-13", "06-08", id="endocarditis: to the end of the stay"),
    pytest.param(site("ENDO", "1", AUREUS), AUREUS, "06-25", None, id="endocarditis: not in the next stay"),
    pytest.param(
        site("UTI", "SUTI 1a", COLI, day="06-15"), COLI, "06-28", "06-15", id="a site found the day before admission"
    ),
]


@pytest.mark.parametrize(("decision", "organism", "blood", "of_site"), STAYS)
def test_another_stay(tmp_path: Path, decision: Decision, organism: str, blood: str, of_site: str | None) -> None:
    drawn = culture(f"{blood.replace('-', '')} 0800", organism)
    report = report_of(assess(tmp_path, [drawn], decisions=[decision, FIRST, SECOND]))
    (found,) = events(report)
    assert found["secondary_to"] == (None if of_site is None else decision["site"])


@pytest.mark.parametrize(
    ("name", "criterion", "day"), [("UTI", "SUTI 1a", "06-08"), ("ENDO", "1", "06-01"), ("NEC", "", "06-08")]
)
@pytest.mark.parametrize(("blood", "taken"), [("06-13", True), ("06-14", False)])
def test_after_the_last_discharge_the_period_is_over(
    tmp_path: Path, name: str, criterion: str, day: str, blood: str, *, taken: bool
) -> None:
    drawn = culture(f"{blood.replace('-', '')} 0800", COLI)
    decisions = [site(name, criterion, COLI, day=day), FIRST]
    report = report_of(assess(tmp_path, [drawn], decisions=decisions, roster=INFANT))
    assert_events(report, [expected(COLI, blood, day if taken else None, name)])


def test_onset_is_the_sites(tmp_path: Path) -> None:
    decisions = [stay("06-07"), site("UTI", "SUTI 1a", COLI)]
    report = report_of(assess(tmp_path, [culture("0615 0800", COLI)], decisions=decisions))
    assert_events(report, [secondary("UTI", COLI, onset="POA", in_window=True)])


LEAP_ROSTER = ROSTER.replace("2026-06-01T09:30,2026-06-04T10:00", "2028-02-20T09:30,")


@pytest.mark.parametrize(
    ("blood", "to"),
    [
        pytest.param("20280228", "SSI", id="three days before 2 March of a leap year is 28 February: 29 lies between"),
        pytest.param("20280227", None, id="27 February is four days before"),
        pytest.param("20280229", "SSI", id="leap day"),
    ],
)
def test_leap_day(tmp_path: Path, blood: str, to: str | None) -> None:
    drawn = culture("0301 0800", COLI).replace("20260301", blood).replace("20260303", "20280303")
    wound = site("SSI", "DI", COLI, day="03-02")
    decision = {key: value.replace("2026", "2028") if isinstance(value, str) else value for key, value in wound.items()}
    decision["specimen_dates"] = ["2028-03-02"]
    now = "2028-05-01T00:00:00+09:00"
    report = report_of(assess(tmp_path, [drawn], decisions=[decision], roster=LEAP_ROSTER, now=now))
    assert [one["secondary_to"] for one in events(report)] == [to]

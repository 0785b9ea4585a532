from graftwatch.findings import Severity
from graftwatch.paging import Circumstances, HealthKind, Limited, Page, PageReason, Storm, limited
from graftwatch.protocol import Paging
from paging_builders import minutes_later, page


class Gate:
    """The storm limit: two pages an hour, a summary at most every 15 minutes, none repeated."""

    def __init__(self, pages_an_hour: int = 2) -> None:
        self.policy = Paging(pages_an_hour=pages_an_hour, repeat_after_minutes=15, repeats_at_most=0)
        self.storm = Storm()

    def at(self, minutes: float, *pages: Page) -> list[str]:
        """Subjects of the pages that went out, with the reason where it is not the first."""
        return [
            one.subject if one.reason is PageReason.FIRST else f"{one.subject}{one.reason}"
            for one in self.passes(minutes, *pages).pages
        ]

    def passes(self, minutes: float, *pages: Page) -> Limited:
        passed = limited(pages, self.storm, Circumstances(now=minutes_later(minutes), policy=self.policy))
        self.storm = Storm.model_validate_json(passed.storm.model_dump_json())
        return passed


def of(subject: str, **fields: object) -> Page:
    return page(subject=subject, **fields)


def test_up_to_the_limit_everything_passes() -> None:
    gate = Gate()
    assert gate.at(0, of("S01"), of("S02")) == ["S01", "S02"]
    assert gate.storm.held == ()


def test_one_more_than_the_limit_is_held_back_and_summed_up() -> None:
    gate = Gate()
    passed = gate.passes(0, of("S01"), of("S02"), of("S03"))
    summary = passed.pages[2]
    assert [one.subject for one in passed.pages] == ["S01", "S02", ""]
    assert summary.reason is PageReason.SUMMARY
    assert summary.kind is HealthKind.PAGES_HELD_BACK
    assert "More than 2 pages in an hour; 1 held back: S03 BSI suspected" in summary.summary
    assert summary.short == "many pages held back: S03 BSI suspected"
    assert passed.next_look == minutes_later(15), "the summary is given up then"


def test_what_was_held_back_follows_as_the_hour_moves_on() -> None:
    gate = Gate()
    gate.at(0, of("S01"))
    gate.at(10, of("S02"))
    gate.at(20, of("S03"), of("S04"))
    assert gate.at(59.9) == []
    assert gate.at(60) == ["S03"]
    assert gate.at(69.9) == []
    assert gate.at(70) == ["S04", "resolved"]
    assert gate.storm.held == ()


def test_forty_pages_make_one_summary_not_forty() -> None:
    gate = Gate()
    out = [gate.at(number / 100, of(f"S{number:02}")) for number in range(40)]
    assert [one for one in out if one] == [["S00"], ["S01"], ["summary"]]


def test_a_second_summary_names_what_came_since_after_the_protocols_minutes() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"), of("S02"))
    assert gate.at(5, of("S03")) == []
    passed = gate.passes(15)
    assert [one.reason for one in passed.pages] == [PageReason.SUMMARY]
    assert passed.pages[0].sequence == 2
    assert passed.pages[0].details.evidence == ("S02 BSI suspected", "S03 BSI suspected")
    assert gate.at(31) == []


def test_notices_are_never_held_back_and_count_for_nothing() -> None:
    gate = Gate(pages_an_hour=1)
    notices = [of(f"S{number:02}", severity=Severity.NOTIFY) for number in range(5)]
    assert gate.at(0, *notices, of("S09")) == ["S00", "S01", "S02", "S03", "S04", "S09"]


def test_an_end_is_never_held_back() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"))
    assert gate.at(1, of("S01", sequence=2, reason=PageReason.RETRACTED)) == ["S01retracted"]


def test_nobody_is_told_that_what_they_never_heard_of_is_gone() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"), of("S02"))
    gate.at(1, of("S03"))
    assert gate.at(2, of("S03", sequence=2, reason=PageReason.RETRACTED)) == []
    assert gate.at(3, of("S02", sequence=2, reason=PageReason.RETRACTED)) == ["S02retracted", "resolved"]
    assert gate.at(200) == []


def test_a_later_page_takes_the_place_of_the_one_held_back_but_a_repetition_does_not() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"), of("S02"))
    gate.at(15, of("S02", sequence=2, reason=PageReason.REPEATED))
    assert [one.page.reason for one in gate.storm.held] == [PageReason.FIRST]
    gate.at(20, of("S02", sequence=3, reason=PageReason.ESCALATED))
    assert gate.at(60) == ["S02escalated", "resolved"]


def test_a_new_storm_has_new_summaries() -> None:
    gate = Gate(pages_an_hour=1)
    first = gate.passes(0, of("S01"), of("S02")).pages[-1]
    gate.at(60)
    second = gate.passes(61, of("S03")).pages[-1]
    assert second.reason is PageReason.SUMMARY
    assert second.id != first.id
    assert second.dedup_key != first.dedup_key

from graftwatch.facts import Acknowledgement
from graftwatch.findings import Severity, SignalKind
from graftwatch.paging import Circumstances, HealthKind, Limited, Page, PageReason, Storm, limited
from graftwatch.protocol import Paging
from paging_builders import heard, minutes_later, page

TEN_SECONDS = 1 / 6


class Gate:
    """The storm limit: two pages an hour, a summary 10 seconds after the first page held back, none repeated."""

    def __init__(self, pages_an_hour: int = 2, repeats: int = 0) -> None:
        self.policy = Paging(pages_an_hour=pages_an_hour, repeat_after_minutes=15, repeats_at_most=repeats)
        self.storm = Storm()

    def at(self, minutes: float, *pages: Page) -> list[str]:
        """Subjects of the pages that went out, with the reason where it is not the first."""
        return [
            one.subject if one.reason is PageReason.FIRST else f"{one.subject}{one.reason}"
            for one in self.passes(minutes, *pages).pages
        ]

    def passes(self, minutes: float, *pages: Page, heard: tuple[Acknowledgement, ...] = ()) -> Limited:
        circumstances = Circumstances(now=minutes_later(minutes), policy=self.policy, acknowledgements=heard)
        passed = limited(pages, self.storm, circumstances)
        self.storm = Storm.model_validate_json(passed.storm.model_dump_json())
        return passed

    def stands_for(self, subject: str) -> tuple[frozenset[str], dict[str, object]]:
        """What a recipient's decisions know of the limit: stories held back, and when others were let out."""
        return self.storm.held_back(subject), dict(self.storm.times_let_out(subject))

    def summary_after(self, minutes: float, *pages: Page) -> Page:
        """The summary that goes out ten seconds after these pages."""
        self.passes(minutes, *pages)
        return self.passes(minutes + TEN_SECONDS).pages[-1]


def of(subject: str, **fields: object) -> Page:
    return page(subject=subject, **fields)


def test_up_to_the_limit_everything_passes() -> None:
    gate = Gate()
    assert gate.at(0, of("S01"), of("S02")) == ["S01", "S02"]
    assert gate.storm.held == ()


def test_one_more_than_the_limit_is_held_back_and_summed_up() -> None:
    gate = Gate()
    passed = gate.passes(0, of("S01"), of("S02"), of("S03"))
    assert [one.subject for one in passed.pages] == ["S01", "S02"]
    assert passed.next_look == minutes_later(TEN_SECONDS)
    (summary,) = gate.passes(TEN_SECONDS).pages
    assert summary.reason is PageReason.SUMMARY
    assert summary.kind is HealthKind.PAGES_HELD_BACK
    assert "More than 2 pages in an hour; 1 held back: S03 BSI suspected" in summary.summary
    assert summary.short == "many pages held back: S03 BSI suspected"


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
    out = [gate.at(number / 300, of(f"S{number:02}", decided_at=minutes_later(number / 300))) for number in range(40)]
    assert [one for one in out if one] == [["S00"], ["S01"]]
    (summary,) = gate.passes(2 / 300 + TEN_SECONDS).pages
    assert summary.details.evidence == tuple(f"S{number:02} BSI suspected" for number in range(2, 40))


def test_a_second_summary_names_what_came_since_after_five_minutes() -> None:
    gate = Gate(pages_an_hour=1)
    gate.summary_after(0, of("S01"), of("S02"))
    assert gate.at(5, of("S03")) == []
    passed = gate.passes(5 + TEN_SECONDS)
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
    gate.summary_after(0, of("S01"), of("S02"))
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
    first = gate.summary_after(0, of("S01"), of("S02"))
    gate.at(60)
    second = gate.summary_after(61, of("S03", decided_at=minutes_later(61)))
    assert second.reason is PageReason.SUMMARY
    assert second.id != first.id
    assert second.dedup_key != first.dedup_key


def about_service(part: str, kind: HealthKind = HealthKind.FEED_SILENT) -> Page:
    return page(subject="", story=f"{kind}:{part}", kind=kind)


def test_what_is_sure_goes_out_first_then_other_recipients_then_the_service_each_by_age() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"))
    gate.at(1, about_service("laboratory"))
    gate.at(2, of("S02", decided_at=minutes_later(2)), of("S03", decided_at=minutes_later(2)))
    gate.at(3, of("S04", kind=SignalKind.BSI_CONFIRMED, decided_at=minutes_later(3)))
    out = [gate.at(60 * hour) for hour in (1, 2, 3, 4)]
    assert [one[0] for one in out] == ["S04", "S02", "S03", ""]


def test_troubles_of_the_service_have_half_an_hours_pages_and_leave_the_rest_to_recipients() -> None:
    gate = Gate(pages_an_hour=4)
    feeds = [about_service(f"feed-{number}") for number in range(10)]
    assert gate.at(0, *feeds) == ["", ""]
    assert gate.at(TEN_SECONDS) == ["summary"]
    assert gate.at(1, of("S01"), of("S02")) == ["S01", "S02"]
    assert len(gate.storm.held) == 8


def test_the_summary_names_troubles_of_the_service_by_their_part() -> None:
    gate = Gate(pages_an_hour=1)
    summary = gate.summary_after(0, about_service("laboratory"), about_service("ward"))
    assert summary.details.evidence == ("ward feed silent",)


def test_a_summary_that_nobody_acknowledges_is_repeated_and_then_given_up() -> None:
    gate = Gate(pages_an_hour=1, repeats=1)
    gate.summary_after(0, of("S01"), of("S02"))
    assert (gate.at(15), gate.at(15 + TEN_SECONDS), gate.at(30)) == ([], ["repeated"], [])
    assert [one.kind for one in gate.passes(30 + TEN_SECONDS).summary.unheard] == [HealthKind.PAGES_HELD_BACK]


def test_an_acknowledged_summary_is_quiet_until_there_is_more_to_name() -> None:
    gate = Gate(pages_an_hour=1, repeats=4)
    summary = gate.summary_after(0, of("S01"), of("S02"))
    assert [one.page for one in gate.passes(1, heard=(heard(summary.id, minutes_later(1)),)).summary.heard] == [
        summary.id
    ]
    assert gate.at(20) == []
    again = gate.passes(21, of("S03")).pages
    assert [one.reason for one in again] == [PageReason.SUMMARY]
    assert again[0].dedup_key != summary.dedup_key, "a receiver keeps an acknowledged incident quiet"


def test_its_end_resolves_every_summary_of_the_storm() -> None:
    gate = Gate(pages_an_hour=1)
    first = gate.summary_after(0, of("S01"), of("S02"))
    second = gate.passes(20, of("S03")).pages[-1]
    gate.passes(60)
    end = gate.passes(120).pages[-1]
    assert end.reason is PageReason.RESOLVED
    assert end.resolves == (first.dedup_key, second.dedup_key)


def test_repetitions_and_revisions_of_what_was_let_through_pass_and_count_for_nothing() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"))
    assert gate.at(15, of("S01", sequence=2, reason=PageReason.REPEATED, step=2)) == ["S01repeated"]
    assert gate.at(20, of("S01", sequence=3, reason=PageReason.REVISED)) == ["S01revised"]
    assert gate.at(60, of("S02")) == ["S02"]


def test_a_held_story_waits_and_is_told_when_it_was_let_out() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"), of("S02"))
    assert gate.stands_for("S02") == (frozenset({"bsi-1"}), {})
    assert gate.stands_for("S01") == (frozenset(), {})
    gate.at(60)
    assert gate.stands_for("S02") == (frozenset(), {"bsi-1": minutes_later(60)})


def test_what_was_raised_while_it_was_held_and_then_taken_back_was_never_told() -> None:
    gate = Gate(pages_an_hour=1)
    gate.summary_after(0, of("S01"), of("S02"))
    gate.at(1, of("S03"))
    gate.at(2, of("S03", sequence=2, reason=PageReason.ESCALATED))
    assert gate.at(3, of("S03", sequence=3, reason=PageReason.RETRACTED)) == []


def test_what_does_not_fit_into_the_line_is_counted_and_stands_below() -> None:
    gate = Gate(pages_an_hour=1)
    summary = gate.summary_after(0, *(of(f"Subject-of-a-long-name-{number:03}") for number in range(61)))
    assert len(summary.summary) <= 1024
    assert "60 held back" in summary.summary
    assert len(summary.details.evidence) == 40
    assert summary.details.evidence[-1] == "and 21 more"


def test_a_storm_of_an_older_version_goes_on() -> None:
    gate = Gate(pages_an_hour=1)
    gate.at(0, of("S01"), of("S02"))
    held = gate.storm.held[0].model_dump(mode="json", include={"page", "named"})
    old = {"sent": [minutes_later(0).isoformat()], "held": [held], "summaries": [], "storms": 3}
    gate.storm = Storm.model_validate(old)
    assert gate.at(60) == ["S02"]

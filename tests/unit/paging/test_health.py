from graftwatch.paging import Circumstances, Decided, HealthKind, Ledger, PageReason, Trouble, decide_health
from paging_builders import FOUR_IN_THE_AFTERNOON, minutes_later

SILENT = Trouble(HealthKind.FEED_SILENT, "laboratory", "no message for 30 minutes", FOUR_IN_THE_AFTERNOON)


class HealthPager:
    def __init__(self) -> None:
        self.ledger = Ledger()

    def looks(self, minutes: float, *troubles: Trouble) -> Decided:
        decided = decide_health(troubles, self.ledger, Circumstances(now=minutes_later(minutes)))
        self.ledger = Ledger.model_validate_json(decided.ledger.model_dump_json())
        return decided


def test_a_silent_feed_is_told_when_it_begins_and_when_it_is_over_and_not_between() -> None:
    pager = HealthPager()
    told = [pager.looks(0, SILENT), pager.looks(15, SILENT), pager.looks(20), pager.looks(25)]
    assert [[page.reason for page in one.pages] for one in told] == [
        [PageReason.FIRST],
        [],
        [PageReason.RESOLVED],
        [],
    ]
    [first] = told[0].pages
    assert first.summary == "A feed is silent. laboratory: no message for 30 minutes."
    assert first.short == "feed silent. laboratory: no message for 30 minutes"
    assert first.subject == ""
    assert told[2].pages[0].resolves == (first.dedup_key,)


def test_another_reason_for_the_same_trouble_is_no_new_page() -> None:
    pager = HealthPager()
    pager.looks(0, SILENT)
    longer = Trouble(HealthKind.FEED_SILENT, "laboratory", "no message for 40 minutes", FOUR_IN_THE_AFTERNOON)
    assert pager.looks(10, longer).pages == ()


def test_a_feed_that_is_silent_again_is_told_again_and_must_be_heard_again() -> None:
    pager = HealthPager()
    first = pager.looks(0, SILENT).pages[0]
    pager.looks(5)
    again = pager.looks(10, SILENT).pages[0]
    assert again.reason is PageReason.REOPENED
    assert again.dedup_key != first.dedup_key


def test_two_parts_in_trouble_are_two_stories() -> None:
    pager = HealthPager()
    lagging = Trouble(HealthKind.STAGE_LAGGING, "detector", "40 s behind", FOUR_IN_THE_AFTERNOON)
    assert len({page.dedup_key for page in pager.looks(0, SILENT, lagging).pages}) == 2

"""What a store of an older version holds of stories and of the storm limit is taken up as it is, and goes on."""

import json

from graftwatch.findings import SignalKind
from graftwatch.paging import Circumstances, HealthKind, Ledger, PageReason, Storm, StoryState, limited
from graftwatch.pipeline.watch_state import WatchState
from paging_builders import Pager, assessment, minutes_later, page, signal

STORY = {
    "id": "bsi-1",
    "signal": "bsi-1",
    "event": None,
    "state": "waiting",
    "said": {
        "kind": "bsi.suspected",
        "severity": "page",
        "organisms": [],
        "date_of_event": None,
        "criterion": None,
        "secondary_to": None,
        "grade": None,
    },
    "since": "2026-06-04T07:00:00Z",
    "evidence": ["culture-1"],
    "told": [
        {
            "page": "0123456789abcdef",
            "reason": "first",
            "severity": "page",
            "dedup_key": "graftwatch-0123456789abcdef",
            "at": "2026-06-04T07:00:00Z",
        }
    ],
    "open_keys": ["graftwatch-0123456789abcdef"],
    "acknowledged_at": None,
    "acknowledged_by": "",
    "gained_seconds": None,
}


def test_a_story_of_before_steps_and_windows_is_repeated_raised_and_ended() -> None:
    pager = Pager()
    pager.ledger = Ledger.model_validate_json(json.dumps({"stories": [STORY]}))
    pager.looks(assessment(signal()), 15)
    pager.looks(assessment(signal(SignalKind.BSI_CONFIRMED, organisms=("Escherichia coli",))), 16)
    pager.looks(assessment(), 17)
    assert [one.reason for one in pager.pages] == [PageReason.REPEATED, PageReason.ESCALATED, PageReason.RETRACTED]
    assert pager.pages[2].resolves == ("graftwatch-0123456789abcdef", pager.pages[1].dedup_key)
    assert pager.ledger.stories[0].state is StoryState.RETRACTED


def test_a_watch_of_before_summaries_were_stories_is_taken_up() -> None:
    old = {"ledger": {"stories": [STORY]}, "storm": {"sent": ["2026-06-04T07:00:00Z"], "held": [], "storms": 2}}
    state = WatchState.model_validate_json(json.dumps(old))
    assert state.storm.sent == (minutes_later(0),)
    assert state.storm.ledger == Ledger()
    assert state.maintenance == ()


def test_a_storm_that_was_summed_up_before_the_change_is_resolved_under_its_old_key() -> None:
    held = {"page": page(subject="S02").model_dump(mode="json"), "named": True}
    told = page(subject="", story="storm-1", kind=HealthKind.PAGES_HELD_BACK, reason=PageReason.SUMMARY)
    old = {"sent": [], "held": [held], "summaries": [told.model_dump(mode="json")], "storms": 0}
    storm = Storm.model_validate_json(json.dumps(old))
    passed = limited([], storm, Circumstances(now=minutes_later(61)))
    assert [(one.subject, one.reason) for one in passed.pages] == [
        ("S02", PageReason.FIRST),
        ("", PageReason.RESOLVED),
    ]
    assert passed.pages[1].resolves == (told.dedup_key,)

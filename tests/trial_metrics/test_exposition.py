"""What the trial's /metrics may hold: so many series, no recipient, no arm, nothing that tells who was infused."""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from graftwatch.adapters.prometheus.paging import DeliveryCounters
from graftwatch.adapters.prometheus.told_counts import ToldCounts
from graftwatch.adapters.prometheus.trial import TrialCollector
from graftwatch.assessment import Assessment
from graftwatch.findings import EventKind, Severity, SignalKind
from graftwatch.paging import Heard, PageReason
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.trial_now import TrialMemo
from graftwatch.protocol import Protocol
from large_trial import FIRST, Trial, in_other_arms, large_protocol, large_trial, newest
from paging_builders import page, signal

DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"
ARMS = ("ARM-ALPHA", "ARM-OMEGA")
TELLS = {SignalKind.INFUSION_REACTION, SignalKind.NK_ACTIVITY_FALL}
LABELS = {
    *("endpoint", "rule", "status", "verdict", "n", "bound", "threshold", "side", "outcome", "day", "risk"),
    *("state", "drug", "quantile", "grade", "kind", "stage", "name", "version", "sha256"),
}


def said(trial: Trial, protocol: Protocol) -> str:
    registry, memo = CollectorRegistry(), TrialMemo()
    roster, held = [one for one, _ in trial], [one for _, one in trial]
    registry.register(TrialCollector(lambda: memo.now(roster, held, protocol, newest(trial)), lambda: 0.0))
    return generate_latest(registry).decode()


def series(text: str) -> Counter[str]:
    return Counter(sample.name for family in text_string_to_metric_families(text) for sample in family.samples)


@pytest.fixture(scope="module")
def largest() -> str:
    return said(large_trial(), large_protocol())


def test_a_trial_of_a_thousand_with_every_option_has_a_bounded_number_of_series(largest: str) -> None:
    found = series(largest)
    counted = "\n  ".join(f"{count} {name}" for name, count in found.most_common())
    sys.stdout.write(f"\n{found.total()} series of a trial of 1,000:\n  {counted}\n")
    at_most = {"graftwatch_trial_path_events": 2 * 1000, "graftwatch_trial_boundary_at": 2 * 1000}
    at_most["graftwatch_trial_cumulative_incidence"] = 2 * 3 * 61 * 3
    assert not {name: found[name] for name, limit in at_most.items() if found[name] > limit}
    rest = sum(count for name, count in found.items() if name not in at_most)
    [limit] = re.findall(r"has at most ([\d,]+) series", DOCS.read_text("utf-8"))
    assert sum(at_most.values()) + rest <= int(limit.replace(",", ""))


def test_more_recipients_than_a_plan_may_have_add_no_series(largest: str) -> None:
    assert not series(said(large_trial(1100), large_protocol())) - series(largest)


def test_labels_are_known_and_none_holds_a_recipient_or_an_arm() -> None:
    trial = large_trial(60, ARMS)
    text = said(trial, large_protocol(60))
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    assert {name for one in samples for name in one.labels} == LABELS - {"grade"}
    values = {value for one in samples for value in one.labels.values()}
    private = {recipient.subject for recipient, _ in trial} | {*ARMS}
    private |= {part for recipient, _ in trial for one in recipient.identifiers for part in (one.value, one.authority)}
    assert not values & private
    assert not [word for word in (*private, "ZQX", "ARM-") if word in text]


@pytest.mark.parametrize("shift", [1, 7, 30])
def test_who_is_in_which_arm_and_was_infused_changes_nothing(shift: int) -> None:
    trial = large_trial(60, ARMS)
    assert said(in_other_arms(trial, shift), large_protocol(60)) == said(trial, large_protocol(60))


def test_with_two_arms_what_followed_an_infusion_changes_nothing() -> None:
    trial = large_trial(60, ARMS)
    without = [(recipient, _without_infusion(held)) for recipient, held in trial]
    assert said(without, large_protocol(60)) == said(trial, large_protocol(60))


def test_with_one_arm_the_infusion_is_shown() -> None:
    one, two = said(large_trial(60), large_protocol(60)), said(large_trial(60, ARMS), large_protocol(60))
    shown = {name for name in series(one) if name not in series(two)}
    names = ("infused_recipients", "infusion_reactions", "nk_measured_recipients", "nk_falls")
    assert shown == {f"graftwatch_trial_{name}" for name in names}
    assert 'graftwatch_open_signals{kind="infusion.reaction"} 2.0' in one
    assert "infusion.reaction" not in two


def _without_infusion(held: Assessment) -> Assessment:
    kept = tuple(one for one in held.signals if one.kind not in TELLS)
    events = tuple(one for one in held.events if one.kind is not EventKind.INFUSION_REACTION)
    return held.model_copy(update={"signals": kept, "events": events})


def counted(arms: Sequence[str], kinds: Sequence[SignalKind]) -> str:
    registry = CollectorRegistry()
    counts = ToldCounts(lambda: len(set(arms)) > 1, Protocol().severity)
    registry.register(counts)
    for kind in kinds:
        counts.signal(signal(kind))
        counts.page(page(kind=kind, reason=PageReason.FIRST, severity=Severity.PAGE))
    return generate_latest(registry).decode()


def test_signals_and_pages_begin_at_zero_so_that_a_first_case_is_an_increase() -> None:
    assert 'graftwatch_signals_total{kind="bsi.confirmed",severity="page"} 0.0' in counted(ARMS, [])
    assert 'graftwatch_pages_total{reason="summary",severity="page"} 0.0' in counted(ARMS, [])


def test_signals_and_pages_about_an_infusion_are_counted_with_one_arm_only() -> None:
    infused, others = [SignalKind.INFUSION_REACTION, SignalKind.BSI_SUSPECTED], [SignalKind.BSI_SUSPECTED]
    assert 'graftwatch_signals_total{kind="infusion.reaction",severity="page"} 1.0' in counted(ARMS[:1], infused)
    assert 'graftwatch_pages_total{reason="first",severity="page"} 2.0' in counted(ARMS[:1], infused)
    assert counted(ARMS, infused) == counted(ARMS, others)


def delivered(arms: Sequence[str], kinds: Sequence[SignalKind], outcome: str) -> set[str]:
    registry = CollectorRegistry()
    counts = DeliveryCounters(registry, MemoryOutbox(), lambda: FIRST, ["pager"])
    counts.blind(lambda: len(set(arms)) > 1)
    for kind in kinds:
        counts.attempted("pager", outcome, 1.0, kind)
        counts.acknowledged([Heard("page-1", kind, Severity.PAGE, 90.0)])
    lines = generate_latest(registry).decode().splitlines()
    return {one for one in lines if "_created" not in one}


@pytest.mark.parametrize("outcome", ["delivered", "retried", "renewed"])
def test_deliveries_and_acknowledgements_about_an_infusion_are_counted_with_one_arm_only(outcome: str) -> None:
    infused, others = [SignalKind.INFUSION_REACTION, SignalKind.BSI_SUSPECTED], [SignalKind.BSI_SUSPECTED]
    assert f'graftwatch_page_deliveries_total{{channel="pager",outcome="{outcome}"}} 2.0' in delivered(
        ARMS[:1], infused, outcome
    )
    assert delivered(ARMS, infused, outcome) == delivered(ARMS, others, outcome)


def test_a_delivery_that_failed_for_good_is_counted_whatever_it_is_about() -> None:
    failed = 'graftwatch_page_deliveries_total{channel="pager",outcome="failed"} 1.0'
    assert failed in delivered(ARMS, [SignalKind.INFUSION_REACTION], "failed")


def test_the_figures_are_worked_out_anew_only_where_something_changed() -> None:
    trial, protocol, memo = large_trial(12), large_protocol(40), TrialMemo()
    roster, held = [one for one, _ in trial], [one for _, one in trial]
    at = newest(trial)

    first = memo.now(roster, held, protocol, at)
    again = memo.now(roster, held, protocol, at.replace(minute=30))
    assert again.figures is first.figures
    assert again.as_of == at.replace(minute=30)
    assert memo.worked_out == 1

    changed = [held[0].model_copy(), *held[1:]]
    memo.now(roster, changed, protocol, at)
    memo.now(roster, changed, protocol, at.replace(year=at.year + 1))
    memo.now(roster, changed, large_protocol(41), at.replace(year=at.year + 1))
    at_risk = [replace(roster[0], risk=frozenset({"desensitised"})), *roster[1:]]
    memo.now(at_risk, changed, large_protocol(41), at.replace(year=at.year + 1))
    memo.now([replace(roster[0], arm="B"), *roster[1:]], changed, large_protocol(41), at.replace(year=at.year + 1))
    assert memo.worked_out == 6

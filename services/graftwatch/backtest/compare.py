"""Feeds that were played, held against their truths: the whole report."""

from collections.abc import Sequence
from dataclasses import dataclass

from graftwatch.assessment import UnreadFile, protocol_stamp
from graftwatch.backtest import figures
from graftwatch.backtest.alarms import alarms
from graftwatch.backtest.arrivals import Sorted, Unread
from graftwatch.backtest.disagreements import disagreements
from graftwatch.backtest.observed import Observed
from graftwatch.backtest.play import Played
from graftwatch.backtest.rates import DIGITS
from graftwatch.backtest.rejection_signals import injuries_behind_rises, rejection_signals
from graftwatch.backtest.report import BacktestReport, FeedPlayed
from graftwatch.backtest.timelines import spells, timelines
from graftwatch.backtest.truth import Kind, Truth
from graftwatch.bsi import RULES
from graftwatch.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One feed: what came of it, what it was made from, the truth about it, and decisions that were never played."""

    played: Played
    ready: Sorted
    truth: Truth
    refused_decisions: tuple[str, ...] = ()


def compared(feeds: Sequence[Reviewed], protocol: Protocol) -> BacktestReport:
    """The report on all feeds together.

    Only kinds are judged that every feed's truth speaks about.
    """
    everybody = [one for feed in feeds for one in observed(feed, protocol)]
    judged = frozenset.intersection(*(feed.truth.judged for feed in feeds))
    lines = timelines(everybody)
    return BacktestReport(
        rules=RULES,
        protocol=protocol_stamp(protocol),
        feeds=tuple(_feed(one) for one in feeds),
        judged=tuple(sorted(judged)),
        recipients=len(everybody),
        recipient_months=round(figures.months_of(everybody), DIGITS),
        endpoints=tuple(figures.endpoint(kind, everybody) for kind in figures.ENDPOINTS if kind in judged),
        events=tuple(figures.event_agreement(kind, everybody) for kind in figures.EVENT_KINDS if kind in judged),
        cultures=figures.cultures(everybody),
        pages=figures.pages(everybody, judged, sum(len(one.played.health) for one in feeds)),
        alarms=alarms(everybody, judged),
        signals=tuple(figures.signals(everybody, judged)),
        rejection_signals=rejection_signals(everybody) if Kind.REJECTION in judged else (),
        rises_from_injuries=injuries_behind_rises(everybody) if Kind.REJECTION in judged else (),
        times=spells(lines),
        timelines=lines,
        disagreements=disagreements(everybody, judged),
    )


def observed(feed: Reviewed, protocol: Protocol) -> list[Observed]:
    """The reviewed recipients of a feed."""
    played, truth = feed.played, feed.truth
    return [
        Observed(played.feed.name, course, truth.courses[subject], protocol, played.feed.until)
        for subject, course in sorted(played.courses.items())
        if subject in truth.courses
    ]


def _feed(one: Reviewed) -> FeedPlayed:
    played, ready = one.played, one.ready
    refused = [Unread(ready.places.get(each.content, played.feed.name), each.text) for each in played.refused]
    return FeedPlayed(
        name=played.feed.name,
        first=played.feed.arrivals[0].at if played.feed.arrivals else played.feed.until,
        until=played.feed.until,
        messages=ready.messages,
        about_recipients=len(ready.arrivals),
        decisions=len(played.feed.decisions),
        recipients=len(played.courses),
        assessments=sum(course.steps for course in played.courses.values()),
        unread=tuple(UnreadFile(file=each.place, reason=each.reason) for each in sorted([*ready.unread, *refused])),
        undated=ready.undated,
        refused_decisions=(*one.refused_decisions, *_without_effect(played)),
        unmapped=sum(each.count for each in played.unmapped),
        failed=len(played.failed),
        not_reviewed=tuple(sorted(played.courses.keys() - one.truth.courses.keys())),
    )


def _without_effect(played: Played) -> list[str]:
    """Decisions that the rules could not take, by subject."""
    return [
        f"{subject}: {why}"
        for subject, course in sorted(played.courses.items())
        for why in course.assessment.refused_decisions
    ]

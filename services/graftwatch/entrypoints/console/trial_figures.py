"""The trial's figures for who looks at one day after another: what was worked out once is not worked out again.

What was known by a day that is over never changes, whatever comes later (docs/report.md), but by an arm that is heard
of: where the trial turns out to have several, blinded readers see less. So a day's figures are kept as long as no
version of the protocol and no arm was added, and facts that were read until some time serve every day before it.
"""

import sqlite3
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.page_days import first_decided
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment
from graftwatch.committee.arms import figures_by_arm
from graftwatch.committee.audience import Audience
from graftwatch.committee.figures import TrialFigures, trial_figures
from graftwatch.committee.infusion import several_arms
from graftwatch.console.trial.views import DaysShown
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.safety_document import ReadOnce, cut_off_by
from graftwatch.paging import TrialKind
from graftwatch.pipeline.state import RecipientState
from graftwatch.pipeline.trial_history import arms_known, known_by, rules_at, rules_now
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster

DAYS_KEPT: Final = 800
"""Figures of a day take some tens of kilobytes: two audiences of a trial of a year."""

_Trial = list[tuple[Recipient, Assessment]]


@dataclass(frozen=True, slots=True)
class FiguresOfDay:
    """The trial at a cut-off.

    Attributes:
        figures: pooled.
        by_arm: the same by arm; empty for a blinded reader, and where there is one arm.
        protocol: in force at the cut-off.
        read_until: how far the service had read, where that is before the cut-off.
        is_now: all that is known; else what was known then.
    """

    figures: TrialFigures
    by_arm: dict[str, TrialFigures]
    protocol: Protocol
    read_until: datetime | None = None
    is_now: bool = False


@dataclass
class _Facts:
    """Recipients' facts as they were read at a time of the trial."""

    until: datetime
    held: dict[str, RecipientState] = field(default_factory=dict)


class RememberedFigures:
    """Gives figures over a data folder; one caller at a time.

    Args:
        folder: what the service has concluded.
    """

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._newest = NewestAssessments()
        self._now: dict[Audience, tuple[int, FiguresOfDay]] = {}
        self._facts: _Facts | None = None
        self._days: OrderedDict[tuple[Audience, datetime], tuple[object, FiguresOfDay]] = OrderedDict()

    def now(self, audience: Audience) -> FiguresOfDay:
        """By all that the service has read and concluded."""
        with self._folder.connection() as connection:
            connection.execute("BEGIN")  # all of it as of one moment, while the service goes on
            state = SqliteState(connection)
            position = state.position()
            kept = self._now.get(audience)
            if kept is not None and kept[0] == position:
                return kept[1]
            at, versions = self._folder.read_until(position), state.protocol_history()
            rules = rules_now(state, self._folder.protocol)
            held = {one.subject: one for one in self._newest.of(connection)}
            roster = [one for one in Roster.of_changes(state.roster_changes()) if one.subject in held]
        trial = [(one, held[one.subject]) for one in roster if not one.is_heartbeat]
        figures = trial_figures(trial, rules, at, versions)
        found = FiguresOfDay(figures, _by_arm(audience, trial, rules, at), rules, is_now=True)
        self._now[audience] = (position, found)
        return found

    def then(self, audience: Audience, as_of: str) -> FiguresOfDay:
        """As known at a day's end or a time.

        Raises:
            InputFault: it lies in the future.
        """
        with self._folder.connection() as connection:
            connection.execute("BEGIN")
            state = SqliteState(connection)
            read = self._folder.read_until(state.position())
            at = cut_off_by(as_of, self._folder.protocol.zone, read, self._folder.read_at())
            versions, arms = state.protocol_history(), arms_known(state)
            stamp = (len(versions), arms)
            kept = self._days.get((audience, at))
            if kept is not None and kept[0] == stamp:
                self._days.move_to_end((audience, at))
                return kept[1]
            store = ReadOnce(connection, self._facts_until(read, at))
            rules = rules_at(store, self._folder.protocol, at)
            trial = known_by(store, rules, at)
            figures = trial_figures(trial, rules, at, versions, arms)
        by_arm = _by_arm(audience, trial, rules, at, arms)
        found = FiguresOfDay(figures, by_arm, rules, read if read < at else None)
        if at <= read:
            self._keep((audience, at), stamp, found)
        return found

    def _facts_until(self, read: datetime, at: datetime) -> dict[str, RecipientState]:
        """Facts that hold all that was known at a time, of what the service has read until another."""
        if read < at:
            return {}
        if self._facts is None or self._facts.until < at:
            self._facts = _Facts(read)
        return self._facts.held

    def _keep(self, key: tuple[Audience, datetime], stamp: object, found: FiguresOfDay) -> None:
        self._days[key] = (stamp, found)
        while len(self._days) > DAYS_KEPT:
            self._days.popitem(last=False)

    def days(self, now: FiguresOfDay) -> DaysShown:
        """The days that can be asked for."""
        zone, today = now.protocol.zone, now.figures.today
        with self._folder.connection() as connection:
            crossed = {at.astimezone(zone).date() for at in _crossed(connection)}
        looks = {step.on for one in now.figures.endpoints for step in one.path}
        first = min((one.transplanted_on for one in now.figures.courses), default=today)
        return DaysShown(
            first=min(first, today), last=today, looks=tuple(sorted(looks)), crossed=tuple(sorted(crossed))
        )


def _crossed(connection: sqlite3.Connection) -> list[datetime]:
    return first_decided(connection, TrialKind.BOUNDARY_CROSSED)


def _by_arm(
    audience: Audience, trial: _Trial, rules: Protocol, at: datetime, arms: frozenset[str] = frozenset()
) -> dict[str, TrialFigures]:
    """Figures by arm, for the unblinded and where there are several."""
    if audience is not Audience.COMMITTEE or not several_arms((one for one, _ in trial), rules, arms):
        return {}
    return figures_by_arm(trial, rules, at)

"""A hospital's feed from a seed, with known truth.

The same arguments give the same bytes; no clock is read. `days` is the length of the whole feed: recipients are
transplanted one after another, early enough to be followed for 39 days where the feed is long enough.
`background` is the share of messages about other patients.
"""

import csv
import heapq
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from graftwatch.protocol import Protocol
from graftwatch.simulator import nuisances
from graftwatch.simulator.background import OTHER_PATIENTS, Background
from graftwatch.simulator.casting import Role, Stage, some_roles
from graftwatch.simulator.outgoing import SimulatedMessage
from graftwatch.simulator.people import other_patients
from graftwatch.simulator.recipients import RecipientPlan
from graftwatch.simulator.truth import Livers, RecipientTruth, Truth

DEFAULT_START: Final = datetime(2026, 1, 5, tzinfo=UTC)
DEFAULT_BACKGROUND: Final = 0.99


class RosterRow(NamedTuple):
    """One row of roster.csv."""

    subject: str
    identifier: str
    authority: str
    transplanted_at: str
    infused_at: str
    arm: str
    born: str
    sex: str
    risk: str
    withdrawn_at: str


@dataclass(frozen=True, slots=True)
class SimulatedDecision:
    """A person's decision: a line of decisions.jsonl and when it is entered."""

    entered_at: datetime
    line: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """A feed that is planned and not yet written out.

    Attributes:
        stage: seed, protocol, begin and end.
        plans: the recipients.
        recipient_messages: every message about a recipient, in order of arrival.
        background: share of messages about other patients.
    """

    stage: Stage
    plans: tuple[RecipientPlan, ...]
    recipient_messages: tuple[SimulatedMessage, ...]
    background: float

    @property
    def until(self) -> datetime:
        """End of the feed: nothing arrives later."""
        return self.stage.until

    @property
    def message_count(self) -> int:
        """How many messages there are."""
        return len(self.recipient_messages) + self._background_count

    @property
    def messages(self) -> Iterator[SimulatedMessage]:
        """Every message in order of arrival, written as it is asked for."""
        return heapq.merge(self.recipient_messages, self._background_messages(), key=lambda one: one.sent_at)

    @property
    def _background_count(self) -> int:
        return round(len(self.recipient_messages) * self.background / (1 - self.background))

    def _background_messages(self) -> Iterator[SimulatedMessage]:
        stage, random = self.stage, self.stage.random("background")
        today = stage.starts.date()
        people = other_patients(random, OTHER_PATIENTS, len(self.plans), today)
        impostors = max(1, (len(self.plans) + 3) // 4)
        days = (stage.until - stage.starts).days
        return Background(random, people, impostors, stage.protocol.zone).messages(
            stage.starts, days, self._background_count
        )

    @property
    def roster(self) -> tuple[RosterRow, ...]:
        """The rows of roster.csv."""
        return tuple(row for plan in self.plans for row in _rows(plan))

    @property
    def roster_csv(self) -> str:
        """roster.csv."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(RosterRow._fields)
        writer.writerows(self.roster)
        return text.getvalue()

    @property
    def decisions(self) -> tuple[SimulatedDecision, ...]:
        """The biopsies and the drugs that a person enters, in the order they are entered."""
        found = (one for plan in self.plans for one in (_biopsy(plan), *_drugs_entered(plan)))
        return tuple(sorted((one for one in found if one is not None), key=lambda one: one.entered_at))

    @property
    def truth(self) -> Truth:
        """What must be found."""
        recipients = tuple(_within(plan.truth(), self.until) for plan in self.plans)
        return Truth(
            seed=self.stage.seed,
            starts=self.stage.starts,
            until=self.until,
            protocol_sha256=self.stage.protocol.sha256,
            livers=self.stage.livers,
            recipients=recipients,
            bsi=sum(one.has_bsi_endpoint for one in recipients),
            rejection=sum(one.has_rejection_endpoint for one in recipients),
        )


def _within(truth: RecipientTruth, until: datetime) -> RecipientTruth:
    """Signals whose first evidence comes too late for the feed are not expected."""
    latest = until - nuisances.LATEST_DELIVERY
    kept = tuple(one for one in truth.signals if one.first_evidence_at <= latest)
    return truth.model_copy(update={"signals": kept})


def _rows(plan: RecipientPlan) -> Iterator[RosterRow]:
    numbers = [plan.person.identifiers[0]]
    numbers += plan.referred.identifiers if plan.referred is not plan.person else ()
    for number, authority in numbers:
        yield RosterRow(
            plan.subject,
            number,
            authority,
            plan.transplanted_at.isoformat(),
            plan.stay.infused_at.isoformat(),
            "",
            plan.person.born.isoformat(),
            plan.person.sex,
            ";".join(plan.risk),
            "",
        )


def _biopsy(plan: RecipientPlan) -> SimulatedDecision | None:
    taken = plan.graft.biopsy
    if taken is None:
        return None
    times = {"at": taken.taken_at.isoformat(), "entered_at": taken.entered_at.isoformat()}
    said = {"type": "biopsy", "subject": plan.subject, **times, "by": "pathology"}
    index = {"portal": taken.portal, "duct": taken.duct, "venous": taken.venous}
    return SimulatedDecision(taken.entered_at, json.dumps(said | index))


def _drugs_entered(plan: RecipientPlan) -> Iterator[SimulatedDecision]:
    """Steroids and basiliximab, where no system of the wards tells doses and a person enters them."""
    month = plan.graft.month
    if month is None or plan.habits.tells_doses or not plan.habits.enters_drugs:
        return
    days = [(min(month.steroid_days), max(month.steroid_days))] if month.steroid_days else []
    spans = [("steroids", first, last) for first, last in days] + [("basiliximab", 0, 30)] * month.basiliximab
    for condition, first, last in spans:
        entered = plan.course.at(max(first, 0) + 1, 11)
        said = {"type": "condition", "subject": plan.subject, "at": entered.isoformat(), "by": "coordinator"}
        dates = {"from": plan.course.day(first).isoformat(), "to": plan.course.day(last).isoformat()}
        yield SimulatedDecision(entered, json.dumps(said | {"condition": condition} | dates))


def staged(stage: Stage, roles: Sequence[Role], background: float) -> Simulation:
    """The feed of these roles.

    Raises:
        ValueError: the share of background is not at least 0 and below 1.
    """
    if not 0 <= background < 1:
        raise ValueError(f"background is {background}: it must be a share, at least 0 and below 1")
    plans = tuple(stage.cast(list(roles)))
    written = [message for plan in plans for message in plan.messages()]
    arriving = nuisances.disturbed(stage.random("nuisances"), written)
    within = tuple(one for one in arriving if stage.starts <= one.sent_at < stage.until)
    return Simulation(stage, plans, within, background)


def simulate(
    seed: int,
    recipients: int = 19,
    days: int = 60,
    background: float = DEFAULT_BACKGROUND,
    protocol: Protocol | None = None,
    livers: Livers = "planned",
) -> Simulation:
    """A hospital's feed with known truth.

    Args:
        seed: the same seed gives the same bytes.
        recipients: how many are enrolled.
        days: length of the feed.
        background: share of messages about other patients, at least 0 and below 1.
        protocol: for the endpoint window and the time zone; the default one if left out.
        livers: planned, each liver test is as the rules must find it; lifelike, liver tests, counts and drug levels run
            by chance as they do in a ward, to measure rules by, and three recipients in eight reject in their month.

    Raises:
        ValueError: fewer than one recipient or day, or a background that is no share.
    """
    if recipients < 1 or days < 1:
        raise ValueError("a feed needs at least one recipient and one day")
    rules = protocol or Protocol()
    starts = DEFAULT_START.astimezone(rules.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    stage = Stage(seed, rules, starts, starts + timedelta(days=days), livers)
    return staged(stage, some_roles(stage.random("roles"), recipients, days), background)

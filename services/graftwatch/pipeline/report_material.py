"""The material of a safety report, read from the store: as known by the cut-off, and by that of the report before.

Only what was known by the cut-off is read: facts, roster, the protocol then in force, pages told by then. So the same
store gives the same material whenever it is asked, and what comes later changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from graftwatch.assessment import Assessment
from graftwatch.bsi import RULES
from graftwatch.committee.arms import UNSTATED, figures_by_arm
from graftwatch.committee.audience import Audience
from graftwatch.committee.completeness import (
    Completeness,
    Outage,
    Unread,
    feed_records,
    not_measured,
    pending_cultures,
)
from graftwatch.committee.figures import TrialFigures, trial_figures
from graftwatch.committee.grades import GradeFigures, grade_figures
from graftwatch.committee.infusion import several_arms
from graftwatch.committee.material import Earlier, ReportMaterial
from graftwatch.facts import Fact, Statement
from graftwatch.paging import HealthKind, Page
from graftwatch.pipeline.quarantine import Chosen, Quarantined
from graftwatch.pipeline.state import StateStore
from graftwatch.pipeline.trial_history import arms_known, as_it_is_now, known_by, rules_at
from graftwatch.protocol import Protocol as Rules
from graftwatch.roster import Recipient

TOLD: Final = {
    HealthKind.FEED_SILENT: "feed silent",
    HealthKind.MESSAGES_UNREADABLE: "messages unreadable",
    HealthKind.CODES_UNMAPPED: "code that nobody mapped",
    HealthKind.CODES_FAULTY: "codes file faulty",
    HealthKind.PROCESSING_FAILING: "processing failing",
    HealthKind.STORAGE_FAILING: "storage failing",
    HealthKind.STAGE_LAGGING: "processing lagging",
    HealthKind.IDENTITY_IN_DOUBT: "recipient's identity in doubt",
}
"""What may have kept data out of the figures."""

_Trial = list[tuple[Recipient, Assessment]]


class ReportStore(StateStore, Protocol):
    """The store with its pages."""

    def pages(self) -> list[Page]:
        """All pages in the order they were decided."""
        ...


class QuarantineReader(Protocol):
    """What could not be read."""

    def list_records(self, chosen: Chosen) -> list[Quarantined]:
        """Records without their bytes, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for.

    Attributes:
        at: the data cut-off (aware).
        audience: who reads it.
        since: the cut-off of the report that it is compared with; None: there is none.
        read_until: how far the service had read, where that is before the cut-off.
        rules_sha256: hash of the program's rules; empty where nobody says it.
    """

    at: datetime
    audience: Audience
    since: datetime | None = None
    read_until: datetime | None = None
    rules_sha256: str = ""


def report_material(
    store: ReportStore, quarantine: QuarantineReader | None, rules: Rules, asked: Asked
) -> ReportMaterial:
    """All that the report says.

    Args:
        store: what the service keeps.
        quarantine: what could not be read; None where none is kept here.
        rules: the protocol where the store has noted none that was in force.
        asked: the cut-off, the audience and the report before.
    """
    protocol = rules_at(store, rules, asked.at)
    trial = known_by(store, protocol, asked.at)
    arms = {*arms_known(store), *rules.arms}
    several = several_arms((recipient for recipient, _ in trial), protocol, arms)
    by_arm: dict[str, TrialFigures] = {}
    grades_by_arm: dict[str, tuple[GradeFigures, ...]] = {}
    if several and asked.audience is Audience.COMMITTEE:
        by_arm, grades_by_arm = figures_by_arm(trial, protocol, asked.at), _grades_by_arm(trial)
    return ReportMaterial(
        figures=trial_figures(trial, protocol, asked.at, store.protocol_history(), arms),
        by_arm=by_arm,
        grades=None if several and asked.audience is Audience.BLINDED else grade_figures(held for _, held in trial),
        grades_by_arm=grades_by_arm,
        protocol=protocol,
        rules=f"{RULES}, SHA-256 {asked.rules_sha256}" if asked.rules_sha256 else RULES,
        completeness=_completeness(store, quarantine, trial, protocol, asked),
        earlier=_earlier(store, rules, asked),
    )


def _grades_by_arm(trial: _Trial) -> dict[str, tuple[GradeFigures, ...]]:
    of_arm: dict[str, list[Assessment]] = {}
    for recipient, held in trial:
        of_arm.setdefault(recipient.arm, []).append(held)
    return {arm or UNSTATED: grade_figures(of_arm[arm]) for arm in sorted(of_arm)}


def _earlier(store: ReportStore, rules: Rules, asked: Asked) -> Earlier | None:
    """The trial at the report before: as known then, and as that time is known at this cut-off."""
    if asked.since is None:
        return None
    then, now = rules_at(store, rules, asked.since), rules_at(store, rules, asked.at)
    return Earlier(
        asked.since,
        trial_figures(known_by(store, then, asked.since), then, asked.since),
        trial_figures(as_it_is_now(store, now, asked.since, known_by=asked.at), now, asked.since),
    )


def _completeness(
    store: ReportStore, quarantine: QuarantineReader | None, trial: _Trial, protocol: Rules, asked: Asked
) -> Completeness:
    known: dict[str, list[Fact[Statement]]] = {
        recipient.subject: store.load(recipient.subject).facts.known_by(asked.at) for recipient, _ in trial
    }
    missing = [not_measured(recipient, held, known[recipient.subject], protocol) for recipient, held in trial]
    return Completeness(
        feeds=feed_records(fact for facts in known.values() for fact in facts),
        outages=tuple(outages(store.pages(), asked.at)),
        unread=tuple(unread(quarantine.list_records(Chosen(released=True)), asked.at)) if quarantine else (),
        pending=tuple(
            culture
            for recipient, _ in trial
            for culture in pending_cultures(recipient, known[recipient.subject], protocol, asked.at)
        ),
        not_measured=tuple(one for one in missing if one is not None),
        read_until=asked.read_until,
    )


def outages(pages: Iterable[Page], by: datetime) -> Iterator[Outage]:
    """The troubles of feeds and service that were told by a time, in the order they were told.

    Each is a story of pages, and one that is told again after it was over is another trouble.
    """
    open_ones: dict[str, Page] = {}
    over: list[Outage] = []
    for page in pages:
        if page.decided_at > by or page.kind not in TOLD:
            continue
        if page.reason.ends:
            first = open_ones.pop(page.story, None)
            if first is not None:
                over.append(_outage(first, page.decided_at))
        else:
            open_ones.setdefault(page.story, page)
    still = [_outage(page, None) for page in open_ones.values()]
    yield from sorted([*over, *still], key=lambda one: (one.told, one.what, one.why))


def _outage(page: Page, over: datetime | None) -> Outage:
    return Outage(TOLD[HealthKind(page.kind)], page.details.because, page.details.since, page.decided_at, over)


def unread(records: Iterable[Quarantined], by: datetime) -> Iterator[Unread]:
    """What lay in quarantine at a time, by feed and reason."""
    held = [one for one in records if one.first_tried_at <= by and (one.released_at is None or one.released_at > by)]
    counts = Counter((one.feed, one.reason) for one in held)
    for (feed, reason), count in sorted(counts.items()):
        oldest = min(one.first_tried_at for one in held if (one.feed, one.reason) == (feed, reason))
        yield Unread(feed, reason, count, oldest)

"""Small simulated trials, one a seed, played through the real pipeline; what its /metrics says is written to a folder.

Each seed has its own stopping boundary, recipients at risk, a death, a re-transplant and a withdrawal, and stands in
the middle of things at its end: some windows are open. As a command: `python -m trial_seeds FOLDER SEED…`, so that
seeds are played side by side in processes of their own.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from random import Random

from prometheus_client import CollectorRegistry, generate_latest

from embedded import Embedded
from graftwatch.adapters.prometheus.detector import DetectorMetrics
from graftwatch.adapters.prometheus.paging import DeliveryCounters
from graftwatch.adapters.prometheus.trial import TrialCollector
from graftwatch.adapters.prometheus.unacknowledged import UnacknowledgedCollector
from graftwatch.committee.infusion import several_arms
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.trial_now import TrialMemo, TrialNow
from graftwatch.pipeline.unacknowledged import unacknowledged
from graftwatch.protocol import Protocol, parse_protocol
from graftwatch.roster import Withdrawal, parse_roster
from graftwatch.simulator import Simulation
from graftwatch.simulator.casting import RISKS, Role, Stage
from graftwatch.simulator.simulation import DEFAULT_START, staged

SEEDS = range(1, 21)
RECIPIENTS = 6
FEED = "default"
_FIRST_DAY = 8
_DAYS_APART = 3
_DAYS_AFTER_THE_LAST = 22
_NK_COURSES = (40, 38, 41), (40, 19, 22), (40, 18, 17), (35, 40, 12), (50, 12, 9)
_NK_DAYS = (2, 6, 9)

BOUNDARIES = (
    'rule = "pocock"\np0 = 0.25\nalpha = 0.2\nn = 8',
    'rule = "obrien-fleming"\np0 = 0.2\nalpha = 0.25\nn = 9',
    'rule = "beta-binomial"\np0 = 0.2\nalpha = 0.15\nn = 10\nprior = [0.6, 2.4]',
    'rule = "sprt"\np0 = 0.15\nalpha = 0.2\nn = 8\np1 = 0.4',
    'rule = "table"\np0 = 0.2\nn = 10\ntable = { 2 = 2, 3 = 2, 5 = 3, 8 = 4, 10 = 5 }',
)


@dataclass(frozen=True)
class SeedTrial:
    """One seed's trial before it is played.

    Attributes:
        seed: which.
        protocol_text: the protocol file, TOML.
        protocol: the same, read.
        simulation: the feed with its truth.
        died, re_transplanted, withdrawn: subject to day, what people entered besides the feed.
        reactions: subjects whose infusion had a reaction.
        nk_activity: subject to its NK activity in per cent, before the infusion and twice after it.
    """

    seed: int
    protocol_text: str
    protocol: Protocol
    simulation: Simulation
    died: dict[str, date]
    re_transplanted: dict[str, date]
    withdrawn: dict[str, date]
    reactions: frozenset[str]
    nk_activity: dict[str, tuple[int, int, int]]

    @cached_property
    def as_of(self) -> datetime:
        """The end of the feed."""
        return self.simulation.until

    def day(self, subject: str, post_operative_day: int) -> date:
        """The calendar day of a recipient's post-operative day."""
        [plan] = [one for one in self.simulation.plans if one.subject == subject]
        return plan.course.day(post_operative_day)

    def noon(self, day: date) -> datetime:
        """Twelve o'clock of a day in the hospital."""
        return datetime(day.year, day.month, day.day, 12, tzinfo=self.protocol.zone)


def seed_trial(seed: int, folder: Path) -> SeedTrial:
    """The trial of a seed; its protocol file is written into the folder."""
    random = Random(f"{seed}:trial metrics")
    text = _protocol(seed)
    path = folder / "protocol.toml"
    path.write_text(text, "utf-8")
    protocol = parse_protocol(text, path.name)
    starts = DEFAULT_START.astimezone(protocol.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    last = _FIRST_DAY + _DAYS_APART * (RECIPIENTS - 1)
    roles = [_role(random, position) for position in range(RECIPIENTS)]
    stage = Stage(seed, protocol, starts, starts + timedelta(days=last + _DAYS_AFTER_THE_LAST))
    simulation = staged(stage, roles, 0.0)
    reactions = frozenset(
        one.subject for one, role in zip(simulation.plans, roles, strict=True) if role.infusion_reaction
    )
    dead, again, left = random.sample([one.subject for one in simulation.plans], 3)
    days = {one: random.randint(5, 18) for one in (dead, again, left)}
    course = {one.subject: one.course for one in simulation.plans}
    return SeedTrial(
        seed=seed,
        protocol_text=text,
        protocol=protocol,
        simulation=simulation,
        died={dead: course[dead].day(days[dead])},
        re_transplanted={again: course[again].day(days[again])} if seed % 2 else {},
        withdrawn={left: course[left].day(days[left])} if seed % 3 else {},
        reactions=reactions,
        nk_activity={one: random.choice(_NK_COURSES) for one in random.sample(sorted(course), 3)},
    )


def entries(trial: SeedTrial) -> Iterator[NewEntry]:
    """The whole trial as journal entries, in order; the last says that the feed has ended."""
    roster = parse_roster(trial.simulation.roster_csv, "roster.csv", trial.protocol.zone)
    played = sorted([*_told(trial)], key=itemgetter(0))
    first = played[0][0]
    for change in roster:
        yield NewEntry(first, EntryKind.ROSTER, "roster", "", change.model_dump_json().encode())
    yield from (NewEntry(*one) for one in played)
    yield NewEntry(max(trial.as_of, played[-1][0]), EntryKind.FRAME, FEED, "", b"")


def _told(trial: SeedTrial) -> Iterator[tuple[datetime, EntryKind, str, str, bytes]]:
    for one in trial.simulation.recipient_messages:
        yield one.sent_at, EntryKind.FRAME, FEED, one.control_id, one.content
    for decision in trial.simulation.decisions:
        if decision.entered_at < trial.as_of:
            yield decision.entered_at, EntryKind.DECISION, "decision", "", decision.line.encode()
    for kind, days in (("death", trial.died), ("re_transplant", trial.re_transplanted)):
        for subject, day in days.items():
            at = trial.noon(day)
            said = {"type": kind, "subject": subject, "at": at.isoformat(), "by": "coordinator"}
            yield at, EntryKind.DECISION, "decision", "", json.dumps(said).encode()
    numbers = {row.subject: (row.identifier, row.authority) for row in reversed(trial.simulation.roster)}
    for subject, values in trial.nk_activity.items():
        for post_operative_day, value in zip(_NK_DAYS, values, strict=True):
            at = trial.noon(trial.day(subject, post_operative_day))
            yield at, EntryKind.FRAME, FEED, f"NK-{subject}-{value}", _nk(numbers[subject], at, value)
    for subject, day in trial.withdrawn.items():
        at = trial.noon(day)
        change = Withdrawal(subject=subject, at=at)
        yield at, EntryKind.ROSTER, "roster", "", change.model_dump_json().encode()


def _nk(number: tuple[str, str], at: datetime, value: int) -> bytes:
    when, code = at.astimezone(UTC).strftime("%Y%m%d%H%M%S+0000"), "34439-0^Natural killer cell function in Blood^LN"
    lines = (
        rf"MSH|^~\&|CELLS|HOSP|GW|HOSP|{when}||ORU^R01|NK{number[0]}{when[:10]}|P|2.5.1",
        f"PID|1||{number[0]}^^^{number[1]}^MR",
        f"OBR|1||NK{when[:10]}^CELLS|{code}|||{when}|||||||||||||||{when}||LAB|F",
        f"OBX|1|NM|{code}||{value}|%|||||F|||{when}",
    )
    return "\r".join(lines).encode()


def play(seed: int, folder: Path) -> str:
    """Plays a seed through journal and detector; gives what a scrape of the detector's registry says."""
    trial = seed_trial(seed, folder)
    one = Embedded(folder / "data", protocol=folder / "protocol.toml")
    registry = CollectorRegistry()
    counters = DetectorMetrics(
        registry, lambda: several_arms(one.detection.detector.roster, trial.protocol), trial.protocol.severity
    )
    memo = TrialMemo()
    registry.register(TrialCollector(lambda: _now(one, memo), lambda: 0.0))
    DeliveryCounters(registry, one.detection.outbox, lambda: trial.as_of, ("pager",))
    registry.register(
        UnacknowledgedCollector(lambda: unacknowledged([*one.store.unheard_ledgers()]), lambda: trial.as_of)
    )
    one.journal.append([*entries(trial)])
    one.run()
    for batch in one.batches:
        counters.publish(batch, batch.last.received_at)
    said = generate_latest(registry).decode()
    one.close()
    return said


def _now(one: Embedded, memo: TrialMemo) -> TrialNow:
    newest = one.detection.journal.entry(one.detection.detector.position)
    assert newest is not None
    return memo.now(one.detection.detector.roster, one.store.assessments(), one.detection.protocol, newest.received_at)


def _role(random: Random, position: int) -> Role:
    return Role(
        age=random.randint(26, 70),
        sex=random.choice("MF"),
        risk=tuple(risk for risk in RISKS if random.random() < 0.3),
        transplant_day=_FIRST_DAY + _DAYS_APART * position,
        infusion_reaction=random.random() < 0.2,
        discharge_days=(8, 10),
        charts_a_day=1,
        share_of_doses=0.0,
    )


def _protocol(seed: int) -> str:
    boundaries = BOUNDARIES[seed % len(BOUNDARIES)], BOUNDARIES[(seed + 1) % len(BOUNDARIES)]
    lines = ['name = "small-trial"', f'version = "{seed}"', "historical_rate = { bsi = 0.286, rejection = 0.3 }"]
    for endpoint, boundary in zip(("bsi", "rejection"), boundaries, strict=True):
        lines += ["[[boundaries]]", f'endpoint = "{endpoint}"', boundary]
    lines += ["[paging]", "repeats_at_most = 0"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Plays the seeds of the command line into a folder: SEED/metrics.txt each."""
    folder, *seeds = sys.argv[1:]
    for seed in seeds:
        own = Path(folder) / seed
        own.mkdir()
        said = play(int(seed), own)
        (own / "metrics.txt").write_text(said, "utf-8")


if __name__ == "__main__":
    main()

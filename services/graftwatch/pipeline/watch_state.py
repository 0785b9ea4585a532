"""What the watch over the service remembers, and what the store keeps of it; see `service_watch`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.paging import BoundaryNote, HealthKind, Ledger, Maintenance, Storm
from graftwatch.pipeline.bad_messages import BadSpell
from graftwatch.pipeline.feed_hearing import TrafficRow
from graftwatch.pipeline.needed_codes import NeededCode
from graftwatch.pipeline.unheard import UnheardPage
from graftwatch.pipeline.usual_silence import OpenHour, UsualSilence


class Failure(BaseModel):
    """Something of the service that has failed: which part, why, when."""

    model_config = ConfigDict(frozen=True)

    part: str
    reason: str
    at: AwareDatetime
    kind: HealthKind = HealthKind.PROCESSING_FAILING


class Silence(BaseModel):
    """A silence that was told: since when, and the limit it went beyond."""

    model_config = ConfigDict(frozen=True)

    since: AwareDatetime
    limit: timedelta
    never_heard: bool = False


class WatchState(BaseModel):
    """What the watch must remember.

    Attributes:
        ledger: what was told.
        storm: how many pages went out lately.
        failures: what went wrong in processing within the last hour.
        in_doubt: recipients that messages say are one person, and since when.
        needed: codes that nobody mapped although the rules need them.
        bad: each feed's bad messages.
        silences: the feeds that were said to be silent.
        awaited: the feeds whose next message may end a trouble.
        refused_at: when the gateway last refused something of a feed, which is a sign of its life, too.
        hours: the hours that learning has left open.
        newest: when the newest entry came.
        running_since: since when the service runs without having stood still.
        unheard: pages that nobody acknowledged to the last, by whom they are about.
        boundaries: the trial's stopping boundaries that were met.
        maintenance: the windows that are planned.
        next_look: when to look although nothing comes.
    """

    model_config = ConfigDict(frozen=True)

    ledger: Ledger = Ledger()
    storm: Storm = Storm()
    failures: tuple[Failure, ...] = ()
    in_doubt: dict[str, AwareDatetime] = {}
    needed: tuple[NeededCode, ...] = ()
    bad: dict[str, BadSpell] = {}
    silences: dict[str, Silence] = {}
    awaited: frozenset[str] = frozenset()
    refused_at: dict[str, AwareDatetime] = {}
    hours: dict[str, OpenHour] = {}
    newest: AwareDatetime | None = None
    running_since: AwareDatetime | None = None
    unheard: dict[str, tuple[UnheardPage, ...]] = {}
    boundaries: dict[str, BoundaryNote] = {}
    maintenance: tuple[Maintenance, ...] = ()
    next_look: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class WatchNotes:
    """What the store keeps of the watch; `traffic` is what came since it was kept last."""

    last_heard: Mapping[str, datetime] = field(default_factory=dict)
    state: WatchState = field(default_factory=WatchState)
    usual: Mapping[str, UsualSilence] = field(default_factory=dict)
    traffic: Sequence[TrafficRow] = ()

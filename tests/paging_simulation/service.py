"""The service as it runs, without its processes: the real detector, store, outbox, delivery loop and senders.

What survives a crash is the machine's: the journal, the store, the quarantine. One `Service` is one life over them.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from tests.paging_simulation.clock import SECOND, Clock
from tests.paging_simulation.ports import Journal, Life, Mortal, MortalSender, MortalStore, Search
from tests.paging_simulation.receivers import ROUTING_KEY, SECRET, Receiver

from graftwatch.adapters.senders.channels import Route
from graftwatch.adapters.senders.delivery import DeliveryLoop
from graftwatch.adapters.senders.http import HttpClient
from graftwatch.adapters.senders.pagerduty import PagerDutySender
from graftwatch.adapters.senders.telling import Teller
from graftwatch.adapters.senders.webhook import WebhookSender
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.backtest.replay_ports import ReplayQuarantine
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.paging import Page
from graftwatch.pipeline.channel_watch import tell_of_channels
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.consequences import DetectorPorts
from graftwatch.pipeline.detector import Detector
from graftwatch.pipeline.intake import Intake
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import Dispatch, at_own_address
from graftwatch.pipeline.service_watch import ServiceWatch
from graftwatch.pipeline.silence import SilenceRule
from graftwatch.protocol import Protocol
from graftwatch.roster import Roster

FEED = "default"
STORE_STEPS = ("add_pages", "save_channel_ledger")
OUTBOX_STEPS = ("add", "record")
PAGER = "pager"
ENTRIES_AT_A_TIME = 50
LONGEST_WAIT, LOOK_EVERY = timedelta(hours=1, minutes=5), timedelta(minutes=5)


@dataclass
class Machine:
    """What is there before a life of the service, and after it."""

    clock: Clock
    protocol: Protocol
    channels: tuple[Channel, ...]
    receivers: Mapping[str, Receiver]
    silence: Mapping[str, SilenceRule] = field(default_factory=dict)
    on_call: OnCall = field(default_factory=OnCall)
    journal: Journal = field(default_factory=Journal)
    quarantine: ReplayQuarantine = field(default_factory=ReplayQuarantine)
    connection: sqlite3.Connection = field(default_factory=lambda: open_state(Path(":memory:")))

    @property
    def reach(self) -> Reach:
        return Reach(self.channels, self.protocol.paging.escalation, self.on_call)

    @property
    def store(self) -> SqliteState:
        return SqliteState(self.connection)

    @property
    def outbox(self) -> SqliteOutbox:
        return SqliteOutbox(self.connection)

    def close(self) -> None:
        self.connection.close()
        self.clock.close()


def watch_over(machine: Machine) -> ServiceWatch:
    return ServiceWatch(machine.silence, machine.protocol.paging, zone=machine.protocol.zone)


def detector_over(machine: Machine, life: Life, watch: ServiceWatch) -> Detector:
    ports = DetectorPorts(
        machine.journal,
        Search(machine.journal),
        MortalStore(machine.store, life, *STORE_STEPS),  # type: ignore[arg-type]
        machine.quarantine,
        Mortal(machine.outbox, life, *OUTBOX_STEPS),  # type: ignore[arg-type]
        machine.channels,
        machine.clock.wall,
        machine.on_call,
    )
    return Detector(ports, Intake(Roster(), machine.protocol, {FEED: FeedDefaults(FEED)}, {}), watch)


class Service:
    """One life."""

    def __init__(self, machine: Machine, life: Life) -> None:
        self.machine = machine
        self.life = life
        self.watch = watch_over(machine)
        self.detector = detector_over(machine, life, self.watch)
        routes = [Route(one, MortalSender(_sender(machine, one.name), life)) for one in machine.channels]
        outbox = Mortal(machine.outbox, life, *OUTBOX_STEPS)
        prepare = at_own_address(lambda delivery, _: Dispatch(delivery), machine.on_call)
        self.delivery = DeliveryLoop(
            outbox,  # type: ignore[arg-type]
            routes,
            machine.clock.wall,
            prepare=prepare,
            reach=machine.reach,
        )

    def take(self, append: Callable[[], object]) -> None:
        """The gateway keeps something in the journal."""
        self.life.step()
        append()
        self.life.step()

    def work(self) -> None:
        """Handles all that is in the journal, and sends what is due."""
        while self.detector.run_batch(ENTRIES_AT_A_TIME) or self.detector.next_search():
            pass
        self.machine.clock.run(self._deliver())

    async def _deliver(self) -> None:
        while await self.delivery.deliver_due() or self._tell_of_channels():
            pass

    def _tell_of_channels(self) -> tuple[Page, ...]:
        machine = self.machine
        return tell_of_channels(
            self.delivery.troubles(),
            MortalStore(machine.store, self.life, *STORE_STEPS),  # type: ignore[arg-type]
            Mortal(machine.outbox, self.life, *OUTBOX_STEPS),  # type: ignore[arg-type]
            machine.reach,
            machine.protocol.paging,
            machine.clock.wall(),
        )

    def next_look(self) -> datetime | None:
        """When the detector wants to be given the time (by the wall clock)."""
        looks = [*self.machine.store.next_looks().values(), self.watch.next_look()]
        return min((one for one in looks if one is not None), default=None)

    def next_due(self) -> datetime | None:
        """When something must be sent (by the wall clock); what is due in a future that was left is looked at soon."""
        due = (self.machine.outbox.next_due(one.name) for one in self.machine.channels)
        wall = self.machine.clock.wall()
        times = (one if one < wall + LONGEST_WAIT else wall + LOOK_EVERY for one in due if one is not None)
        return min(times, default=None)

    def close(self) -> None:
        """Lets the senders' connections go."""

        async def close() -> None:
            for receiver in self.machine.receivers.values():
                with suppress(RuntimeError):
                    await receiver.client().aclose()

        self.machine.clock.run(close())


class _Client(HttpClient):
    """The senders' client over a receiver in this process, without the certificates that it would load each time."""

    def __init__(self, client: httpx.AsyncClient, timeout: timedelta) -> None:
        self._seconds = timeout / SECOND
        self._client = client


def _sender(machine: Machine, channel: str) -> PagerDutySender | WebhookSender:
    client = _Client(machine.receivers[channel].client(), Channel(channel).timeout)
    if channel == PAGER:
        teller = Teller(machine.protocol.zone)
        return PagerDutySender(client, "https://receiver.invalid/v2/enqueue", ROUTING_KEY, teller)
    return WebhookSender(client, f"https://receiver.invalid/{channel}", SECRET)

"""The detector over the replicated state, made when this copy begins to lead and let go when it does no more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from graftwatch.adapters.kafka.assess.conclusions import markers_out
from graftwatch.adapters.kafka.assess.partitions import RawPartitions
from graftwatch.adapters.kafka.replica import Replica
from graftwatch.adapters.senders.channels import Route
from graftwatch.adapters.senders.heartbeat_file import heartbeat_file
from graftwatch.entrypoints.assess.elsewhere import Elsewhere
from graftwatch.entrypoints.assess.failures import Failures
from graftwatch.entrypoints.assess.publishing import PublishingOutbox, PublishingQuarantine, PublishingState, Saying
from graftwatch.entrypoints.known_troubles import KnownTroubles
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import (
    DataFolder,
    in_force_from,
    intake_of,
    routes_of,
    stated_protocol_of,
    watch_of,
)
from graftwatch.pipeline.consequences import DetectorPorts
from graftwatch.pipeline.detector import Detector
from graftwatch.pipeline.journal import JournalReader
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.protocol_change import take_protocol
from graftwatch.pipeline.state import PutOffSearch
from graftwatch.protocol import Comparison, Protocol


@dataclass(frozen=True, slots=True)
class Leading:
    """What leads: the detector, and what stands around it."""

    detector: Detector
    store: PublishingState
    outbox: PublishingOutbox
    failures: Failures
    routes: Sequence[Route]
    taken: Comparison

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.taken.in_force.protocol


@dataclass(frozen=True, slots=True)
class LeadingFrom:
    """What it is made of.

    Attributes:
        settings: in force.
        replica: leads.
        journal: the local copy of the entries.
        partitions: of hl7.raw.
        on_call: who is on call.
        now: the time that deliveries and retries run by.
        lag_seconds: how far detection is behind.
    """

    settings: Settings
    replica: Replica
    journal: JournalReader
    partitions: RawPartitions
    on_call: OnCall
    now: Callable[[], datetime]
    lag_seconds: Callable[[], float]


def leading(of: LeadingFrom) -> Leading:
    """Takes up the state as it is."""
    settings, connection, send = of.settings, of.replica.connection, Saying(of.replica.send)
    folder, stated = DataFolder(settings.data), stated_protocol_of(settings)
    failures = Failures(connection, of.journal, send, settings.kafka.retry_seconds, of.now)
    store = PublishingState(connection, send, failures)
    taken = take_protocol(store, stated, in_force_from(settings, of.journal, of.now))
    protocol = taken.in_force.protocol
    routes = [*routes_of(settings, protocol, folder), heartbeat_file(folder.heartbeat)]
    monitors = [one.channel.name for one in routes if not one.channel.severities]
    wrong = KnownTroubles(store.service_ledgers, of.lag_seconds, settings.limits.lag_seconds, monitors)
    outbox = PublishingOutbox(connection, send, wrong.now)
    ports = DetectorPorts(
        journal=of.journal,
        search=Elsewhere(partial(_ask, of, send)),
        store=store,
        quarantine=PublishingQuarantine(send),
        outbox=outbox,
        channels=tuple(one.channel for one in routes),
        delivery_clock=of.now,
        on_call=of.on_call,
    )
    in_memory = settings.limits.recipients_in_memory
    detector = Detector(
        ports, intake_of(settings, protocol), watch_of(settings, protocol), recipients_in_memory=in_memory
    )
    store.begin(lambda: detector.roster)
    return Leading(detector, store, outbox, failures, routes, taken)


def _ask(of: LeadingFrom, send: Saying, search: PutOffSearch) -> None:
    """Puts a marker into every partition of hl7.raw, with the transaction that the recipient gains the numbers in."""
    send(*markers_out(search, of.partitions.now(), of.now()))

"""What may befall a Kafka site under load, and how long it takes until pages go out again.

The next page counts from the fault to the arrival of a page about a message that was first sent after it; the longest
wait is that of any page about what was sent from the fault on until six seconds after it, from first sent to arrived.
Where no cluster was there at all, both count from its return.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from time import perf_counter

from kafka_broker import Broker
from kafka_feed import Feed, Sent
from kafka_role import RoleProcess
from kafka_site import RAW, KafkaSite
from local_pagerduty import LocalPagerDuty
from running_service import until

AFTERMATH_SECONDS = 6.0
NEXT_SECONDS = 180.0


class Fault(StrEnum):
    """What is done to the site."""

    BROKER_KILLED = "broker killed"
    CONTROLLER_KILLED = "controller killed"
    DETECTOR_KILLED = "leading detector killed"
    GATEWAY_KILLED = "gateway killed"
    PAGER_KILLED = "pager killed"
    DETECTOR_PAUSED = "leading detector paused"
    BROKER_PAUSED = "broker paused"
    BROKER_STAYS_AWAY = "broker away for long"
    BROKERS_ROLLED = "rolling restart of brokers"
    PARTITION_ADDED = "partition added to hl7.raw"
    BROKERS_AWAY = "all brokers away"


@dataclass(frozen=True, slots=True)
class Measured:
    """A fault, when it began and was mended by the machine's monotonic clock, and how long pages took, in seconds."""

    fault: Fault
    began: float
    ended: float
    next_page: float
    longest_wait: float

    def __str__(self) -> str:
        return f"{self.fault.value:<28} next page {self.next_page:6.1f} s   longest wait {self.longest_wait:6.1f} s"


Mend = Callable[[], None]


class Trial:
    """A site with its feed and its receiver, and faults done to it one after another.

    Args:
        away_seconds: how long all brokers, or one of them, stay away.
        aftermath_seconds: what is first sent within so long after a fault is waited for.
    """

    def __init__(
        self,
        site: KafkaSite,
        feed: Feed,
        pagerduty: LocalPagerDuty,
        away_seconds: float = 5.0,
        aftermath_seconds: float = AFTERMATH_SECONDS,
    ) -> None:
        self.site = site
        self.feed = feed
        self.pagerduty = pagerduty
        self.measured: list[Measured] = []
        self._away_seconds = away_seconds
        self._aftermath_seconds = aftermath_seconds
        self._told: dict[str, float] = {}
        self._read = 0
        cluster = site.cluster
        self._doing: dict[Fault, Callable[[], Mend]] = {
            Fault.BROKER_KILLED: lambda: self._kill_broker(cluster.leader("entries")),
            Fault.CONTROLLER_KILLED: lambda: self._kill_broker(cluster.controller()),
            Fault.DETECTOR_KILLED: lambda: self._kill_role(site.leading()),
            Fault.GATEWAY_KILLED: lambda: self._kill_role(site.gateways[0]),
            Fault.PAGER_KILLED: lambda: self._kill_role(site.pagers[0]),
            Fault.DETECTOR_PAUSED: lambda: self._pause_role(site.leading()),
            Fault.BROKER_PAUSED: lambda: self._pause_broker(cluster.leader("entries")),
            Fault.BROKER_STAYS_AWAY: lambda: self._keep_away(cluster.leader("state")),
            Fault.BROKERS_ROLLED: self._roll,
            Fault.PARTITION_ADDED: self._add_partition,
            Fault.BROKERS_AWAY: self._take_all_away,
        }

    def suffer(self, fault: Fault) -> Measured:
        """Does it, waits until all pages go out again, and mends it."""
        began = perf_counter()
        mend = self._doing[fault]()
        done = perf_counter()
        since = done if fault is Fault.BROKERS_AWAY else began
        until(lambda: perf_counter() > done + self._aftermath_seconds and self._between(began, perf_counter()) != [])
        end = perf_counter()
        until(lambda: self._all_told(began, end), NEXT_SECONDS)
        messages = self._between(began, end)
        arrived = [(one, self._told[one.subject]) for one in messages]
        next_page = min(at for _, at in arrived) - since
        longest_wait = max(at - max(one.first_at, since) for one, at in arrived)
        mend()
        self.measured.append(Measured(fault, began, perf_counter(), max(0.0, next_page), max(0.0, longest_wait)))
        return self.measured[-1]

    def told(self) -> dict[str, float]:
        """When the first page about each recipient arrived."""
        events = self.pagerduty.arrived
        while self._read < len(events):
            event = events[self._read]
            self._read += 1
            if event.action == "trigger" and (subject := event.details.get("subject")):
                self._told.setdefault(subject, event.at)
        return self._told

    def _between(self, since: float, before: float) -> list[Sent]:
        return [one for one in self.feed.growths() if since <= one.first_at < before]

    def _all_told(self, since: float, before: float) -> bool:
        told = self.told()
        return all(one.subject in told for one in self._between(since, before))

    def _kill_broker(self, broker: Broker) -> Mend:
        broker.kill()

        def mend() -> None:
            broker.start()
            self.site.cluster.ready().whole()

        return mend

    def _keep_away(self, broker: Broker) -> Mend:
        mend = self._kill_broker(broker)

        def late() -> None:
            Event().wait(self._away_seconds)
            mend()

        return late

    def _pause_broker(self, broker: Broker) -> Mend:
        broker.pause()

        def mend() -> None:
            broker.resume()
            self.site.cluster.ready().whole()

        return mend

    @staticmethod
    def _kill_role(role: RoleProcess) -> Mend:
        role.kill()

        def mend() -> None:
            role.start()
            role.ready()

        return mend

    @staticmethod
    def _pause_role(role: RoleProcess) -> Mend:
        role.pause()
        return role.resume

    def _roll(self) -> Mend:
        for broker in self.site.cluster.brokers:
            broker.stop()
            broker.start()
            self.site.cluster.ready().whole()
        return _nothing

    def _add_partition(self) -> Mend:
        self.site.partitions += 1
        self.site.cluster.add_partitions(RAW, self.site.partitions)
        return _nothing

    def _take_all_away(self) -> Mend:
        for broker in self.site.cluster.brokers:
            broker.kill()
        Event().wait(self._away_seconds)
        for broker in self.site.cluster.brokers:
            broker.start()
        self.site.cluster.ready()
        return self.site.cluster.whole


def _nothing() -> None:
    """There is nothing to mend."""

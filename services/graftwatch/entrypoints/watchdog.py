"""Watches the detector's process and the storage from the gateway's process, and pages by itself.

When detection lags, its process does not answer, or nothing can be stored, the pages about it cannot go through the
outbox that has failed. Nor can one about the delivery loop: a heartbeat that does not come to a channel's end is told
here, too. So these go straight from here through the same channels, kept in memory: after a restart a trouble that
lasts is told again under the same page id, which receivers know.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from graftwatch.adapters.acknowledge_links import AcknowledgeLinks
from graftwatch.adapters.senders.channels import Route
from graftwatch.adapters.senders.delivery import DeliveryLoop
from graftwatch.entrypoints.dispatch import with_link
from graftwatch.entrypoints.link import Status
from graftwatch.facts import Acknowledgement, ClinicalTime
from graftwatch.paging import Circumstances, HealthKind, Ledger, Page, Trouble, decide_health
from graftwatch.pipeline.acknowledging import PageState, Standing, standing_in
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.outbox import deliveries_of
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import as_it_is, at_own_address
from graftwatch.pipeline.unacknowledged import known_to_be_wrong
from graftwatch.protocol import Paging

DETECTOR = "detector"
# Twice within the time that a trouble must last, and no less often than this.
LONGEST_LOOK_SECONDS = 10.0
# Of a trouble there are a handful, of troubles few; what is older was heard or is over.
PAGES_KEPT = 100


@dataclass(frozen=True, slots=True)
class People:
    """Whom pages reach, and the links by which they acknowledge; None where nobody could look such a page up."""

    on_call: OnCall
    links: AcknowledgeLinks | None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long something must last until it is told, and how often the heartbeat comes: missing after twice that."""

    lasting: timedelta
    heartbeat_every: timedelta


class Watchdog:
    """Pages about the service when its other process cannot.

    Args:
        routes: the channels.
        policy: the protocol's paging section.
        base_url: links in pages begin with this.
        patience: how long something must last.
        now: the time.
        people: the people whom pages reach, and how they acknowledge.

    `wrong` are the kinds of what is told and nobody has acknowledged.
    """

    def __init__(
        self,
        routes: list[Route],
        policy: Paging,
        base_url: str,
        patience: Patience,
        now: Callable[[], datetime],
        people: People,
    ) -> None:
        on_call = people.on_call
        self._reach = Reach(tuple(one.channel for one in routes), policy.escalation, on_call)
        self._policy = policy
        self._base_url = base_url
        self._lasting = patience.lasting
        self._heartbeat_limit = patience.lasting + 2 * patience.heartbeat_every
        self._now = now
        self._outbox = MemoryOutbox()
        prepare = at_own_address(as_it_is, on_call)
        if people.links is not None:
            prepare = with_link(prepare, people.links)
        self._delivery = DeliveryLoop(self._outbox, routes, now, prepare=prepare, reach=self._reach)
        self._pages: dict[str, Page] = {}
        self._heard: dict[str, Acknowledgement] = {}
        self._ledger = Ledger()
        self._since: dict[tuple[HealthKind, str], datetime] = {}
        self.wrong: tuple[str, ...] = ()

    @property
    def look_seconds(self) -> float:
        """How often to look."""
        return min(self._lasting.total_seconds() / 2, LONGEST_LOOK_SECONDS)

    async def deliver(self) -> None:
        """Delivers what is told, each channel by itself, until it is cancelled: one that hangs holds up no look."""
        await self._delivery.run()

    async def deliver_due(self) -> int:
        """One round of deliveries, for whoever drives them; says how many attempts were made."""
        return await self._delivery.deliver_due()

    def look(self, status: Status | None, *, stored: bool, others: Sequence[tuple[HealthKind, str, str]] = ()) -> None:
        """Looks once, and puts what is to be told into the outbox.

        Args:
            status: how the detector's process is; None where it does not answer.
            stored: whether the last heartbeat could be stored.
            others: what else is wrong in the gateway's process: kind, part, and what was seen.
        """
        now = self._now()
        own = ((kind, DETECTOR, reason) for kind, reason in self._wrong(status, stored=stored))
        wrong = {(kind, part): reason for kind, part, reason in (*own, *others)}
        self._since = {which: self._since.get(which, now) for which in wrong}
        troubles = [
            Trouble(*which, reason, self._since[which])
            for which, reason in wrong.items()
            if now - self._since[which] >= self._lasting
        ]
        heard = tuple(self._heard.values())
        circumstances = Circumstances(now=now, policy=self._policy, base_url=self._base_url, acknowledgements=heard)
        decided = decide_health(troubles, self._ledger, circumstances)
        self._ledger = decided.ledger
        self.wrong = known_to_be_wrong([decided.ledger])
        self._keep(decided.pages)
        for page in decided.pages:
            told_before = self._outbox.addresses_of(page.subject, page.story)
            self._outbox.add(deliveries_of(page, self._reach, now, told_before))
        if decided.pages:
            self._delivery.wake()

    def forget(self) -> None:
        """Another copy looks from now on: what was told here is that one's to repeat and to end."""
        self._ledger, self._since, self.wrong = Ledger(), {}, ()

    def of_page(self, page_id: str) -> Standing | None:
        """A page of this process and where it stands; any thread."""
        page, heard = self._pages.get(page_id), self._heard.get(page_id)
        standing = standing_in(page, [self._ledger]) if page else None
        if standing is None or heard is None or standing.state is not PageState.WAITING:
            return standing
        return replace(standing, state=PageState.HEARD, by=heard.by, at=heard.acknowledged.at)

    def of_key(self, dedup_key: str) -> Standing | None:
        """The newest page of this process with a dedup key; any thread."""
        found = [page.id for page in tuple(self._pages.values()) if page.dedup_key == dedup_key]
        return self.of_page(found[-1]) if found else None

    def hear(self, page_id: str, by: str, at: datetime) -> None:
        """Notes that a page was heard, for the next look; any thread."""
        self._heard[page_id] = Acknowledgement(page_id, ClinicalTime.of(at, UTC), by)

    def _keep(self, pages: Sequence[Page]) -> None:
        """Keeps the newest pages, so that they can be acknowledged."""
        kept = {**self._pages, **{one.id: one for one in pages}}
        for page_id in [*kept][:-PAGES_KEPT]:
            del kept[page_id]
            self._heard.pop(page_id, None)
        self._pages = kept

    def _wrong(self, status: Status | None, *, stored: bool) -> Iterator[tuple[HealthKind, str]]:
        if not stored:
            yield HealthKind.STORAGE_FAILING, "the journal cannot be written; senders are answered AE"
        if status is None:
            yield HealthKind.HEARTBEAT_MISSING, "the detector's process does not answer; nothing is detected"
        elif status.lag_seconds >= self._lasting.total_seconds():
            yield HealthKind.STAGE_LAGGING, f"{status.behind} messages wait to be looked at"
        elif self._no_heartbeat(status):
            at_fault = status.fault or ", ".join(f"deliveries through {one} make no progress" for one in status.stuck)
            reason = f"no heartbeat has come through to a channel's end for {status.heartbeat_age_seconds:.0f} s"
            yield HealthKind.HEARTBEAT_MISSING, f"{reason}; {at_fault}" if at_fault else reason

    def _no_heartbeat(self, status: Status) -> bool:
        return status.heartbeat_age_seconds >= self._heartbeat_limit.total_seconds()

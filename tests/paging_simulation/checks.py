"""What must hold of every trial, whatever failed in it; each complaint is one line."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from tests.paging_simulation.boundaries import boundaries_told
from tests.paging_simulation.clock import HOUR, MINUTE
from tests.paging_simulation.lines import Loudness
from tests.paging_simulation.ports import Life
from tests.paging_simulation.receivers import Fault, Receipt
from tests.paging_simulation.service import Machine, detector_over, watch_over
from tests.paging_simulation.trial import LABORATORY, LABORATORY_MAY_BE_SILENT, Record, pages_in_order
from tests.paging_simulation.truth import LOUD, Due, due_of

from graftwatch.paging import HealthKind, Page, TrialKind

ENDS = frozenset({"resolved", "retracted"})
# The heartbeat, a batch and a round of sending between two steps.
STEP_SLACK = 2 * MINUTE
# Four stories have at most sixteen loud pages, and one an hour may go out.
STORM = 16 * HOUR
# A receiver may ask for an hour; then the next attempt comes within five minutes.
AFTER_AN_OUTAGE = 65 * MINUTE


def complaints(record: Record) -> list[str]:
    """Everything that is wrong with a trial."""
    found = []
    for number, line in enumerate(record.plan.lines):
        due = due_of(line, {beat: at for (of, beat), at in record.known.items() if of == number})
        pages = [one for one in record.pages if one.subject == line.subject]
        said = f"{line.name} of {line.subject}"
        told = list(_told_in_part(due, pages) if record.plan.crowded else _told_as_it_was(due, pages))
        found += [f"{said}: {one}" for one in told]
        if not told:
            found += [f"{said}: {one}" for one in _heard_in_time(due, pages, record)]
            found += [f"{said}: {one}" for one in _quiet_once_heard(pages, record)]
    addresses = sorted({(one.channel, one.person) for one in record.receipts()})
    for channel, person in addresses:
        receipts = [one for one in record.machine.receivers[channel].receipts if one.person == person]
        found += [f"{channel} {person}: {one}" for one in _in_order(receipts, record)]
        found += [f"{channel} {person}: {one}" for one in _ends_reach_who_was_told(receipts, record)]
        found += [f"{channel} {person}: {one}" for one in _repeated_only_when_it_must(receipts, record)]
    found += [f"{LABORATORY}: {one}" for one in _silence_told(record)]
    found += [f"the committee: {one}" for one in boundaries_told(record)]
    return [*found, *_same_pages_undisturbed(record), *_nothing_left(record)]


def _told_as_it_was(due: Sequence[Due], pages: Sequence[Page]) -> Iterator[str]:
    """Each thing that came to be so is told once, by its name, and nothing else is."""
    expected = [one.reason for one in due]
    told = ["ends" if one.reason in ENDS else one.reason.value for one in pages if one.reason != "repeated"]
    if expected != told:
        yield f"must be told {expected}, was told {told}"
    if len({one.dedup_key for one in pages}) != sum(one in LOUD for one in told):
        yield "keys are not one for each thing that must be heard"


def _told_in_part(due: Sequence[Due], pages: Sequence[Page]) -> Iterator[str]:
    """Where the storm limit holds pages back, steps may be left out, but never where it ended."""
    expected = [one.reason for one in due]
    told = ["ends" if one.reason in ENDS else one.reason.value for one in pages if one.reason != "repeated"]
    left = iter(expected)
    if not all(one in left for one in told):
        yield f"must be told some of {expected} in this order, was told {told}"
    if told[-1:] != expected[-1:] and (told or expected[-1] != "ends"):
        yield f"ended in {expected[-1]}, was told {told}"


def _silence_told(record: Record) -> Iterator[str]:
    """A silence of the laboratory longer than it may be is told once, when it is, and once when it is over."""
    came = [one.received_at for one in record.machine.journal.entries if one.feed == LABORATORY]
    silent = [one + LABORATORY_MAY_BE_SILENT for one, other in pairwise(came) if other - one > LABORATORY_MAY_BE_SILENT]
    pages = [one for one in record.pages if one.kind is HealthKind.FEED_SILENT]
    begun = [one for one in pages if one.reason in LOUD]
    steps = max(len(record.plan.protocol.paging.escalation), 1)  # repeated to who is next, never to the same
    told = Counter(one.reason for one in pages)
    ended = sum(told[one] for one in ENDS)
    too_often = told["repeated"] > len(begun) * (steps - 1)
    if [one.decided_at for one in begun] != silent or ended != len(begun) or too_often:
        yield f"silent at {silent}, told {[(one.decided_at, one.reason.value) for one in pages]}"
    for one in begun:
        late = _deadline(one.decided_at, record)
        if not any(receipt.page == one.id and receipt.at <= late for receipt in record.receipts()):
            yield f"its silence at {one.decided_at} had reached nobody by {late}"


def _heard_in_time(due: Sequence[Due], pages: Sequence[Page], record: Record) -> Iterator[str]:
    """A waking page is acknowledged, or has gone to the last repetition, within the policy's time."""
    groups, loud = _groups(pages), [one for one in due if one.reason in LOUD]
    if record.plan.crowded:  # what became of each step is not known then; of the last one it is
        groups, loud = groups[-1:], loud[-1:] if groups else []
    for number, (one, group) in enumerate(zip(loud, groups, strict=True)):
        over = next((later.at for later in due if later.at > one.at), record.plan.ends)
        deadline = _deadline(one.at, record)
        if one.stands.loudness is Loudness.PAGE and over > deadline:
            yield from (f"{number + 1}: {what}" for what in _heard(group, deadline, record))


def _groups(pages: Sequence[Page]) -> list[list[Page]]:
    """Each loud page with its repetitions and revisions."""
    groups: list[list[Page]] = []
    for one in pages:
        if one.reason in LOUD:
            groups.append([])
        if groups and one.reason not in ENDS:
            groups[-1].append(one)
    return groups


def _deadline(at: datetime, record: Record) -> datetime:
    """The policy's time, and as much more as the world took away."""
    policy = record.plan.protocol.paging
    steps = sum(one.wait_minutes for one in policy.escalation[:-1])
    deadline = at + timedelta(minutes=steps + policy.repeats_at_most * policy.repeat_after_minutes)
    deadline += (_repetitions(record) + 1) * STEP_SLACK
    if record.plan.crowded:
        deadline += STORM
    taken = [*((begin, end - begin) for begin, end in record.down)]
    for outages in record.plan.outages.values():
        taken += [(one.begins, one.ends - one.begins + AFTER_AN_OUTAGE) for one in outages]
    again = deadline - at  # a clock that is set back takes no more than the policy's time once again
    taken += [(jump, min(-by, again)) for jump, by in record.plan.jumps if by < timedelta(0)]
    for begin, length in sorted(taken):
        if begin <= deadline and begin + length >= at:
            deadline += length
    return deadline


def _heard(group: Sequence[Page], deadline: datetime, record: Record) -> Iterator[str]:
    names = {one.id for one in group}
    if any(page in names and at <= deadline for page, at in record.acknowledged):
        return
    repeats = [one for one in group if one.reason == "repeated"]
    if len(repeats) < _repetitions(record):
        yield f"nobody acknowledged, and it was repeated {len(repeats)} times only"
        return
    last = repeats[-1].id if repeats else group[0].id
    if record.decided[last] > deadline:
        yield f"the last repetition was decided at {record.decided[last]}, after {deadline}"
    if not any(one.page == last and one.at <= deadline for one in record.receipts()):
        yield f"the last repetition {last} had reached no receiver by {deadline}"
    if not any(one.page in names and one.told for one in record.receipts()):
        yield "nobody was told"


def _repetitions(record: Record) -> int:
    """How often an unacknowledged page is told again: once for each further step, then as often as the policy says."""
    policy = record.plan.protocol.paging
    return max(len(policy.escalation) - 1, 0) + policy.repeats_at_most


def _quiet_once_heard(pages: Sequence[Page], record: Record) -> Iterator[str]:
    """What was acknowledged is not repeated."""
    decided_at = dict(record.machine.connection.execute("SELECT id, seq FROM page"))
    for group in _groups(pages):
        names = {one.id for one in group}
        heard = min((seq for page, seq in record.acknowledgement_entries() if page in names), default=None)
        for one in group:
            if heard is not None and one.reason == "repeated" and decided_at[one.id] > heard:
                yield f"{one.id} was repeated at entry {decided_at[one.id]}, acknowledged at {heard}"


def _in_order(receipts: Sequence[Receipt], record: Record) -> Iterator[str]:
    """Nothing older follows, least of all what was taken back; no key is triggered once it is resolved."""
    sequence = {one.id: one.sequence for one in record.pages}
    newest: dict[tuple[str, str], int] = defaultdict(int)
    resolved: set[str] = set()
    for one in receipts:
        if one.action == "resolve" and not one.story[0]:
            continue
        if one.action == "trigger" and one.key in resolved:
            yield f"{one.key} was triggered at {one.at} though it was resolved"
        resolved |= {one.key} if one.action == "resolve" else set()
        place = sequence[one.page]
        if one.action == "trigger" and place < newest[one.story]:
            yield f"page {place} of {one.story} arrived at {one.at}, after page {newest[one.story]}"
        newest[one.story] = max(newest[one.story], place)


def _ends_reach_who_was_told(receipts: Sequence[Receipt], record: Record) -> Iterator[str]:
    """Whoever was told of a story that ended was told of its end; but where the receiver refused it for good."""
    refused = record.machine.receivers[receipts[0].channel].refused
    stories: dict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in record.pages:
        stories[page.subject, page.story].append(page)
    for story, pages in stories.items():
        if pages[-1].reason not in ENDS or story in refused:
            continue
        told = [one for one in receipts if one.story == story and one.told and one.action == "trigger"]
        open_keys = {one.key for one in told} - {one.key for one in receipts if one.action == "resolve"}
        ended = any(one.page == pages[-1].id for one in receipts)
        if told and not ended and open_keys:
            yield f"{story} was told at {told[0].at} and its end never was"


def _repeated_only_when_it_must(receipts: Sequence[Receipt], record: Record) -> Iterator[str]:
    """The same comes again after a crash or a lost answer only, and then under the same key."""
    if not receipts:
        return
    channel = receipts[0].channel
    lost = {Fault.LOST_ANSWER}
    windows = [(one.begins, one.ends) for one in record.plan.outages.get(channel, []) if one.fault in lost]
    counted = Counter((one.page, one.action, one.key) for one in receipts if not _within(one.at, windows))
    for (page, action, _), count in counted.items():
        if action == "trigger" and count > 1 + record.crashes + len(windows):
            yield f"{action} of {page} arrived {count} times with {record.crashes} crashes"
    keys = defaultdict(set)
    for one in receipts:
        if one.action == "trigger":
            keys[one.page].add(one.key)
    yield from (f"{page} arrived under {len(of)} keys" for page, of in keys.items() if len(of) > 1)


def _within(at: datetime, windows: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(begins <= at < ends for begins, ends in windows)


def _same_pages_undisturbed(record: Record) -> Iterator[str]:
    """The same journal, handled by a service that never died, gives the same pages."""
    machine = record.machine
    again = Machine(machine.clock, machine.protocol, machine.channels, {}, machine.silence, journal=machine.journal)
    detector = detector_over(again, Life(), watch_over(again))
    while detector.run_batch():
        pass
    told = [one for one in record.pages if one.kind is not HealthKind.CHANNEL_FAILING]
    if pages_in_order(again) != told:
        yield "a service that never died tells other pages"
    again.connection.close()


def _nothing_left(record: Record) -> Iterator[str]:
    """At the end nothing waits, and nothing failed in processing."""
    machine = record.machine
    for one in machine.outbox.backlog():
        yield f"{one.waiting} deliveries still wait for {one.channel} since {one.oldest_added_at}"
    yield from (f"entry {one.seq} failed: {one.reason}" for one in machine.store.dead_letters())
    expected = {HealthKind.CHANNEL_FAILING} | ({HealthKind.PAGES_HELD_BACK} if record.plan.crowded else set())
    expected |= {HealthKind.FEED_SILENT} if record.plan.laboratory else set()
    expected |= {HealthKind.PAGE_UNHEARD} if record.plan.protocol.paging.escalation else set()
    odd = {one.kind for one in record.pages if not one.subject} - expected - set(TrialKind)
    yield from (f"a page about {kind}" for kind in sorted(odd))

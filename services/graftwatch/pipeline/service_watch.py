"""Watches the service itself, by the journal's time: silent feeds, broken feeds, failures in processing.

Silence is an event, and so is a feed that breaks: each is told once, as a page about the service, and once more when
it is over, with how long it lasted; not once a message. A feed that was said to be silent stays so until it is heard,
whatever the hours' limits do meanwhile, and one that should speak and never did is told, too. While the service itself
did not run, no feed was silent. All pages, clinical ones too, pass the storm limit here. Its state is kept beside the
recipients', so that a replay tells the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from graftwatch.facts import Acknowledgement
from graftwatch.hl7.to_facts import Unmapped
from graftwatch.paging import (
    Circumstances,
    Decided,
    HealthKind,
    Ledger,
    Limited,
    Maintenance,
    Page,
    Trouble,
    decide_health,
    limited,
)
from graftwatch.paging.boundary import Found, boundary_matters, noted, still_met
from graftwatch.paging.set_back import as_of_now, storm_as_of_now
from graftwatch.pipeline.bad_messages import QUIET, with_bad
from graftwatch.pipeline.feed_hearing import FeedHearing
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.lasting import lasting
from graftwatch.pipeline.needed_codes import needed, still_needed
from graftwatch.pipeline.refusals import Refusals
from graftwatch.pipeline.silence import SilenceRule, hour_of_week, silent_at
from graftwatch.pipeline.unheard import unheard_troubles, with_unheard
from graftwatch.pipeline.usual_silence import slot_of
from graftwatch.pipeline.watch_state import Failure, Silence, WatchNotes, WatchState
from graftwatch.protocol import Paging
from graftwatch.terminology.site_codes import SiteCodes

HOUR = timedelta(hours=1)
# What shows that a sender lives.
_SIGNS = frozenset({EntryKind.FRAME, EntryKind.REFUSED})


class ServiceWatch:
    """The watch over the feeds and the stages.

    Args:
        silence: how long each feed may be silent; one that is not here may be silent for ever.
        policy: the protocol's paging section.
        base_url: links in pages begin with this.
        zone: the hospital's time zone.
        stillness: see `FeedHearing`.
    """

    def __init__(
        self,
        silence: Mapping[str, SilenceRule],
        policy: Paging,
        base_url: str = "",
        zone: tzinfo = UTC,
        stillness: timedelta | None = None,
    ) -> None:
        self._silence = silence
        self._policy = policy
        self._base_url = base_url
        self._zone = zone
        self._hearing = FeedHearing(zone, [feed for feed, rule in silence.items() if rule.learns], stillness)
        self._due: dict[str, tuple[datetime | None, datetime | None]] = {}
        self.state = WatchState()
        self.hear = self._hearing.hear
        self.hear_between = self._hearing.hear_between

    @property
    def last_heard(self) -> Mapping[str, datetime]:
        """When each feed's newest message came."""
        return self._hearing.last_heard

    def take_up(self, notes: WatchNotes) -> None:
        """Goes on where the store stands."""
        state = notes.state
        self._hearing.take_up(notes.last_heard, notes.usual, state.hours, state.newest, state.running_since)
        self._due.clear()
        self.state = state

    def take_notes(self) -> WatchNotes:
        """What is to be kept now, in the transaction that moves the position."""
        hearing = self._hearing
        self._update(hours=hearing.hours(), newest=hearing.newest, running_since=hearing.running_since)
        return WatchNotes(self.last_heard, self.state, hearing.take_learned(), hearing.take_traffic())

    def circumstances(self, now: datetime, subject: str = "") -> Circumstances:
        """What every paging decision depends on at a time; of a recipient, or of the service itself (empty)."""
        storm = self.state.storm
        return Circumstances(
            now=now,
            policy=self._policy,
            base_url=self._base_url,
            zone=self._zone,
            held_back=storm.held_back(subject),
            let_out=storm.times_let_out(subject),
            maintenance=self.state.maintenance,
        )

    def next_look(self) -> datetime | None:
        """When the watch must look although nothing came, or None."""
        ends = (self._silent_at(feed) for feed in self._silence if feed not in self.state.silences)
        silent = min((one for one in ends if one is not None and self._hearing.running_at(one)), default=None)
        return min([one for one in (silent, self.state.next_look) if one is not None], default=None)

    def is_over_for(self, entry: Entry) -> bool:
        """Whether the entry may end a trouble of its feed: a silence, or bad messages."""
        return entry.feed in self.state.awaited and entry.kind in _SIGNS

    def unreadable(self, feed: str, reason: str, seq: int, at: datetime) -> bool:
        """Notes a recipient's message that could not be read; whether that is to be told now."""
        self._hearing.count(feed, reason, at)
        return self._bad(feed, {reason: 1}, at, f"{reason} in entry {seq} of the journal")

    def refused(self, feed: str, found: Refusals, at: datetime) -> bool:
        """Notes what the gateway refused; whether that is to be told now."""
        for reason, count in found.counts.items():
            self._hearing.count(feed, reason, at, count)
        self._update(refused_at={**self.state.refused_at, feed: at})
        return self._bad(feed, found.counts, at, f"{found.first_reason} at byte {found.first_position} of its stream")

    def doubt(self, recipients: Iterable[Iterable[str]], at: datetime) -> None:
        """Notes which recipients messages say are one person now, all of them; it lasts until a person settles it."""
        now = {", ".join(sorted(some)) for some in recipients}
        self._update(in_doubt={some: self.state.in_doubt.get(some, at) for some in sorted(now)})

    def unmapped(self, found: Sequence[Unmapped], at: datetime) -> bool:
        """Notes codes that nobody mapped; whether one of them is to be told now."""
        new = tuple(needed(found, self.state.needed, at)) if found else ()
        if new:
            self._update(needed=(*self.state.needed, *new))
        return bool(new)

    def mapped(self, feed: str, codes: SiteCodes) -> bool:
        """A feed's own codes have changed; whether that ends what was told."""
        left = still_needed(self.state.needed, feed, codes)
        ended = len(left) < len(self.state.needed)
        self._update(needed=left)
        return ended

    def failed(self, part: str, reason: str, at: datetime, kind: HealthKind = HealthKind.PROCESSING_FAILING) -> None:
        """Notes a failure in processing."""
        failure = Failure(part=part, reason=reason, at=at, kind=kind)
        others = (one for one in _within_the_hour(self.state.failures, at) if one.part != part)
        self._update(failures=(*others, failure))

    def look(self, now: datetime) -> tuple[Page, ...]:
        """What is to be told about the service at a time, and what the storm limit held back till now."""
        return self.acknowledged((), now).pages

    def acknowledged(self, acknowledgements: Sequence[Acknowledgement], now: datetime) -> Decided:
        """A look after people heard pages about the service: what is to be told, and whose acknowledgement counted."""
        decided = self._decided(acknowledgements, now)
        passed = self._limited(decided.pages, now, acknowledgements)
        pages = passed.pages
        if self._gave_up("", self.state.ledger, self.state.storm.ledger):
            pages = (*pages, *self.let_through(self._decided((), now).pages, now))
        return replace(decided, pages=pages, heard=(*decided.heard, *passed.summary.heard))

    def _decided(self, acknowledgements: Sequence[Acknowledgement], now: datetime) -> Decided:
        troubles = [*self._silent(now), *self._broken(now), *self._failing(now)]
        circumstances = replace(self.circumstances(now), acknowledgements=tuple(acknowledgements))
        decided = decide_health(troubles, self.state.ledger, circumstances, boundary_matters(self.state.boundaries))
        forgets = [one.at + HOUR for one in self.state.failures]
        quiet = [one.last_at + QUIET for one in self.state.bad.values() if one.told]
        looks = [one for one in (*forgets, *quiet, decided.next_look) if one is not None and one > now]
        self._update(boundaries=still_met(self.state.boundaries))
        self._update(ledger=decided.ledger, awaited=self._awaited(now), next_look=min(looks, default=None))
        return decided

    @property
    def newest(self) -> datetime | None:
        """When the newest entry came."""
        return self._hearing.newest

    def clock_set_back(self, now: datetime) -> None:
        """The clock was set back to now: nothing was told, counted or heard later."""
        self._hearing.clock_set_back()
        self._due.clear()
        self._update(
            ledger=as_of_now(self.state.ledger, now),
            storm=storm_as_of_now(self.state.storm, now),
            failures=tuple(one.model_copy(update={"at": min(one.at, now)}) for one in self.state.failures),
            refused_at={feed: min(at, now) for feed, at in self.state.refused_at.items()},
            next_look=now,
        )

    def unheard(self, subject: str, ledger: Ledger) -> bool:
        """Notes which of a recipient's pages nobody acknowledges any more; whether that is to be told now."""
        return self._gave_up(subject, ledger)

    def plan(self, windows: tuple[Maintenance, ...]) -> None:
        """Takes up the maintenance windows that are planned now."""
        self._update(maintenance=windows)

    def boundaries(self, found: Found, version: str, now: datetime) -> bool:
        """Takes up how the trial's boundaries stand, by the protocol version in force; whether there is news."""
        before = self.state.boundaries
        self._update(boundaries=noted(before, found, version, now))
        return self.state.boundaries != before

    def let_through(self, pages: Sequence[Page], now: datetime) -> tuple[Page, ...]:
        """The pages that may go out now; the storm limit holds the others back and sums them up."""
        return self._limited(pages, now).pages

    def _limited(self, pages: Sequence[Page], now: datetime, heard: Sequence[Acknowledgement] = ()) -> Limited:
        circumstances = replace(self.circumstances(now), acknowledgements=tuple(heard))
        passed = limited(pages, self.state.storm, circumstances)
        looks = [one for one in (passed.next_look, self.state.next_look) if one is not None and one > now]
        self._update(storm=passed.storm, next_look=min(looks, default=None))
        return passed

    def _gave_up(self, subject: str, *ledgers: Ledger) -> bool:
        before = self.state.unheard
        if subject not in before and not any(one.unheard for one in ledgers):
            return False
        self._update(unheard=with_unheard(before, subject, ledgers))
        return bool(self._policy.escalation) and self.state.unheard != before

    def limit(self, feed: str, at: datetime) -> timedelta | None:
        """How long a feed may be silent at a time; None where it may be for ever, or too little is learned."""
        return self._limit_at(feed, hour_of_week(at, self._zone)) if feed in self._silence else None

    def _limit_at(self, feed: str, hour: int) -> timedelta | None:
        rule, learner = self._silence[feed], self._hearing.learners.get(feed)
        learned = learner.usual.limit(slot_of(hour)) if learner else None
        return rule.at(hour) if learned is None else learned

    def _last_sign(self, feed: str) -> datetime | None:
        """From when a feed's silence counts: its newest message, or the service's start where that is later."""
        signs = (self._heard_at(feed), self._hearing.running_since)
        return max((one for one in signs if one is not None), default=None)

    def _silent_at(self, feed: str) -> datetime | None:
        """When a feed will be silent; worked out anew only when it was heard and what was worked out last is due."""
        last = self._last_sign(feed)
        worked_out_for, due = self._due.get(feed, (None, None))
        if last is not None and worked_out_for != last:
            due = silent_at(last, lambda hour: self._limit_at(feed, hour), self._zone)
            self._due[feed] = (last, due)
        return due

    def _silent(self, now: datetime) -> Iterator[Trouble]:
        for feed in sorted(self._silence):
            told = self.state.silences.get(feed)
            last = self._last_sign(feed)
            if told is not None and self._heard_since(feed, told.since):
                self._update(silences={name: one for name, one in self.state.silences.items() if name != feed})
                yield self._trouble(feed, told, over=f"heard again after {lasting(now - told.since)} of silence")
            elif told is not None:
                yield self._trouble(feed, told)
            elif last is not None and (due := self._due_by(feed, now)) is not None:
                told = Silence(
                    since=self._heard_at(feed) or last, limit=due - last, never_heard=not self._heard_at(feed)
                )
                self._update(silences={**self.state.silences, feed: told})
                yield self._trouble(feed, told)

    def _due_by(self, feed: str, now: datetime) -> datetime | None:
        due = self._silent_at(feed)
        return due if due is not None and due <= now and self._hearing.running_at(due) else None

    def _heard_at(self, feed: str) -> datetime | None:
        signs = (self.last_heard.get(feed), self.state.refused_at.get(feed))
        return max((one for one in signs if one is not None), default=None)

    def _heard_since(self, feed: str, since: datetime) -> bool:
        heard = self._heard_at(feed)
        return heard is not None and heard > since

    def _trouble(self, feed: str, told: Silence, over: str = "") -> Trouble:
        learned = ", longer than is usual at this hour" if self._silence[feed].learns else ""
        never = "; none ever came" if told.never_heard else ""
        reason = f"no message for {lasting(told.limit)}{learned}, since {self._local(told.since)}{never}"
        over = over and f"{feed}: {over}, since {self._local(told.since)}"
        return Trouble(HealthKind.FEED_SILENT, feed, reason, told.since, over=over)

    def _bad(self, feed: str, counts: Mapping[str, int], at: datetime, first: str) -> bool:
        before = {name: one for name, one in self.state.bad.items() if not one.forgotten(at)}
        spell = with_bad(before.get(feed), counts, at, first)
        self._update(
            bad={**before, feed: spell}, awaited=frozenset((self.state.awaited - {feed}) | self.state.silences.keys())
        )
        return spell.broken(at) and not spell.told

    def _broken(self, now: datetime) -> Iterator[Trouble]:
        for feed, spell in sorted(self.state.bad.items()):
            if not spell.broken(now):
                continue
            over = ""
            if spell.mended(now, self.last_heard.get(feed)):
                self._update(bad={name: one for name, one in self.state.bad.items() if name != feed})
                over = (
                    f"{feed}: reads well again; {spell.total:,} bad messages from {self._local(spell.since)} to "
                    f"{self._local(spell.last_at)} ({spell.in_words()}); see `graftwatch quarantine list --feed {feed}`"
                )
            else:
                self._update(bad={**self.state.bad, feed: spell.model_copy(update={"told": True})})
            reason = (
                f"{spell.total:,} bad messages since {self._local(spell.since)}: {spell.in_words()}; the first: "
                f"{spell.first}; see `graftwatch quarantine list --feed {feed}`"
            )
            yield Trouble(HealthKind.MESSAGES_UNREADABLE, feed, reason, spell.since, over=over)

    def _awaited(self, now: datetime) -> frozenset[str]:
        """Feeds of which one more message may end what was told."""
        quiet = {feed for feed, one in self.state.bad.items() if one.told and one.quiet(now)}
        return frozenset(self.state.silences.keys() | quiet)

    def _failing(self, now: datetime) -> Iterator[Trouble]:
        for one in _within_the_hour(self.state.failures, now):
            yield Trouble(one.kind, one.part, one.reason, one.at)
        yield from (one.trouble() for one in self.state.needed)
        yield from unheard_troubles(self.state.unheard, self._policy, self._zone)
        for some, since in self.state.in_doubt.items():
            said = (
                "messages say that they are one person"
                if ", " in some
                else "messages give more numbers than a person has"
            )
            yield Trouble(HealthKind.IDENTITY_IN_DOUBT, some, f"{said}; nothing was merged", since)

    def _local(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _update(self, **changes: object) -> None:
        self.state = self.state.model_copy(update=changes)


def _within_the_hour(failures: Iterable[Failure], now: datetime) -> tuple[Failure, ...]:
    return tuple(one for one in failures if one.at + HOUR > now)

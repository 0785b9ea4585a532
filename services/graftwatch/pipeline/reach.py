"""Whom a page reaches: the names in the protocol's escalation become addresses when its deliveries are decided.

| the page | goes to |
| --- | --- |
| is told first, louder or anew | its step's addresses, and whoever was told of its story before |
| is repeated | its step's addresses only: the ones before have it already |
| ends a story | whoever was told of it, and nobody else |
| only notifies | the first step's, never further |
| says that nobody heard one | the last step's, and every channel's own |
| is the committee's | its contact's; its end to whoever was told, and nobody else |

A name of a step is a channel, a duty (whoever has it then) or a person; a person is told through every channel that
takes the page and that the person has an address on. Where a step reaches nobody the next one is taken at once, and
where none does, every regular channel: a page never goes to nobody. Without steps it goes to every regular channel.
Channels that are told again and again of what is open (Alertmanager) show it, whatever the steps are, and those for
the service alone are told of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, Page, PageReason, TrialKind
from graftwatch.pipeline.channels import About, Address, Channel, channels_for, fallback_for
from graftwatch.pipeline.on_call import OnCall
from graftwatch.protocol import EscalationStep


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that says whom a page reaches.

    Attributes:
        channels: of the settings, in their order.
        steps: the protocol's escalation.
        on_call: the people.
        contact: the protocol's names for the safety committee.
    """

    channels: Sequence[Channel]
    steps: Sequence[EscalationStep] = ()
    on_call: OnCall = field(default_factory=OnCall)
    contact: Sequence[str] = ()

    def addresses_for(self, page: Page, at: datetime, told_before: Iterable[Address] = ()) -> tuple[Address, ...]:
        """Whom a page reaches that is put into the outbox at a time, each once; see the table above."""
        told = sorted(one for one in told_before if self._is_there(one))
        if isinstance(page.kind, TrialKind):
            return tuple(told if page.reason.ends and told else dict.fromkeys((*self._of_committee(page, at), *told)))
        if self.steps and page.reason.ends and told:
            return tuple(told)
        every_channel = [Address(name) for name in channels_for(page, self.channels)]
        new = self._of_steps(page, at) or every_channel
        if self.steps and page.reason is PageReason.REPEATED:
            return tuple(new)
        if page.kind is HealthKind.PAGE_UNHEARD and not page.reason.ends:
            told += every_channel
        return tuple(dict.fromkeys((*new, *self._boards(page), *told)))

    def _of_committee(self, page: Page, at: datetime) -> list[Address]:
        """Where the committee is told; every regular channel where it has no contact, or that reaches nobody."""
        called = [address for name in self.contact for address in self._called(name, page, at)]
        return called or [Address(name) for name in channels_for(page, self.channels)]

    def address_instead(self, page: Page, failed: Address, at: datetime) -> Address | None:
        """Whom a page goes to that could not be delivered to an address, never again to the same.

        A fallback channel where there is one, at the same person where the person has an address on it. Else the next
        address of the escalation, from the page's step on. Without steps every channel has the page already, but where
        one was taken out of the settings, the first that is there now.
        """
        fallback = fallback_for(page, failed.channel, self.channels)
        if fallback is not None:
            has_own = fallback in self.on_call.channels_of(failed.person)
            return Address(fallback, failed.person if has_own else "")
        every_channel = [Address(name) for name in channels_for(page, self.channels)]
        of_committee = isinstance(page.kind, TrialKind) and self.contact
        if page.reason.ends or not (self.steps or of_committee):
            gone = failed.channel not in {one.name for one in self.channels}
            return next(iter(every_channel), None) if gone else None
        steps = [self._of_committee(page, at)] if of_committee else list(self._each_step(page, at))
        if failed.channel in {one.name for one in self.channels if one.only_as_fallback}:
            steps = steps[1:]  # it stood in for this step
        everybody = list(dict.fromkeys(chain(*steps, every_channel)))
        later = everybody[everybody.index(failed) + 1 :] if failed in everybody else everybody
        return next(iter(later), None)

    def reached(self, at: datetime) -> dict[str, bool]:
        """Whether each name of the escalation reaches somebody at a time."""
        nobody = dict(self.unreachable(at))
        return {name: name not in nobody for step in self.steps for name in step.to}

    def unreachable(self, at: datetime) -> Iterator[tuple[str, str]]:
        """The names of escalation and committee that reach nobody at a time, each with the reason in words."""
        for name in dict.fromkeys((*(name for step in self.steps for name in step.to), *self.contact)):
            channel = next((one for one in self.channels if one.name == name), None)
            if channel is not None:
                if not channel.takes_alarms:
                    yield name, "the channel takes no pages about recipients that wake somebody"
                continue
            person = self.on_call.person_of(name, at)
            if not person:
                known = self.on_call.is_duty(name)
                yield name, "nobody is on duty" if known else "is no duty or person of the on-call file, and no channel"
            elif not any(one.takes_alarms for one in self._channels_of(person)):
                duty = f"{person} is on duty and " if self.on_call.is_duty(name) else ""
                yield name, f"{duty}has no address on a channel that takes pages"

    def _is_there(self, address: Address) -> bool:
        known = address.channel in {one.name for one in self.channels}
        return known and (not address.person or address.channel in self.on_call.channels_of(address.person))

    def _of_steps(self, page: Page, at: datetime) -> list[Address]:
        return next((step for step in self._each_step(page, at) if step), [])

    def _each_step(self, page: Page, at: datetime) -> Iterator[list[Address]]:
        """The addresses of each step that a page may go to, the page's own first; the last one for any beyond it."""
        first = min(page.step, len(self.steps)) - 1
        steps = self.steps[:1] if page.severity is not Severity.PAGE else self.steps[max(first, 0) :]
        for step in steps:
            yield list(dict.fromkeys(address for name in step.to for address in self._called(name, page, at)))

    def _called(self, name: str, page: Page, at: datetime) -> list[Address]:
        channel = next((one for one in self.channels if one.name == name), None)
        if channel is not None:
            return [Address(name)] if channel.takes(page) else []
        person = self.on_call.person_of(name, at)
        own = [one for one in self._channels_of(person) if one.takes(page)]
        regular = [one for one in own if not one.only_as_fallback] or own[:1]
        return [Address(one.name, person) for one in regular]

    def _channels_of(self, person: str) -> list[Channel]:
        by_name = {one.name: one for one in self.channels}
        return [by_name[name] for name in self.on_call.channels_of(person) if name in by_name]

    def _boards(self, page: Page) -> list[Address]:
        """The channels that show what is open, and those for the service alone: they need be part of no step."""
        regular = (one for one in self.channels if not one.only_as_fallback)
        showing = (one for one in regular if one.renewed_every is not None or one.about == {About.SERVICE})
        return [Address(one.name) for one in showing if one.takes(page)]

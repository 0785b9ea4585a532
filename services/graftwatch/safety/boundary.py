"""A sequential stopping boundary of one endpoint: stop if events ≥ b(n), for n = 1..N evaluable recipients.

Here is what a boundary is, how a table of one's own is read, and how it is told in words. How a constant is solved
is in `calibration`, what a boundary does under a rate in `operating_characteristics`.

Convention: b(n) is the smallest number of events that stops (as in R's stoppingrule). clinfun's r is the largest
number still allowed, so r = b − 1 and it stops if events > r. `in_words` gives both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

MAXIMUM_RECIPIENTS = 2_000
"""The largest N taken: the solver's tables grow with N², and 2,000 is far beyond any trial of this kind."""


class BoundaryRule(StrEnum):
    """The families of boundaries."""

    POCOCK = "pocock"
    OBRIEN_FLEMING = "obrien-fleming"
    BETA_BINOMIAL = "beta-binomial"
    SPRT = "sprt"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class BoundaryStep:
    """Consecutive recipients that share one number of events at which the trial stops."""

    first_recipient: int
    last_recipient: int
    events_to_stop: int


@dataclass(frozen=True, slots=True)
class Boundary:
    """b(n) for n = 1..N: `looks[n - 1]` is the number of events that stops at n, None where nothing stops.

    `constant` is the family's c (a probability for Pocock-type and beta-binomial, events for O'Brien–Fleming-type,
    a log likelihood ratio for the SPRT); None for a table of one's own and for a boundary that never stops.
    `too_liberal` is the next more liberal value that c could take, which would spend more than α: every constant from
    `constant` up to but not including it makes this same boundary. None where there is none.
    """

    rule: BoundaryRule
    looks: tuple[int | None, ...]
    constant: float | None = None
    too_liberal: float | None = None

    @property
    def maximum_recipients(self) -> int:
        """N, the planned number of evaluable recipients."""
        return len(self.looks)

    @property
    def stop_at(self) -> dict[int, int]:
        """The number of events that stops, by n, only for the n where any does."""
        return {n: events for n, events in enumerate(self.looks, start=1) if events is not None}

    def events_to_stop(self, evaluable: int) -> int | None:
        """The number of events that stops at n = `evaluable`; None where none does, and outside 1..N."""
        return self.looks[evaluable - 1] if 1 <= evaluable <= len(self.looks) else None

    def is_crossed(self, evaluable: int, events: int) -> bool:
        """Whether `events` among `evaluable` recipients stops the trial at this look.

        Formula: x ≥ b(n). Source: the convention at the module's head. Units: recipients, events.

        Raises:
            ValueError: the counts are impossible.
        """
        check_counts(events, evaluable)
        needed = self.events_to_stop(evaluable)
        return needed is not None and events >= needed

    def steps(self) -> tuple[BoundaryStep, ...]:
        """The boundary as runs of consecutive recipients with the same b, as it is printed and drawn.

        >>> boundary_from_table({3: 3, 4: 3, 5: 4}, maximum_recipients=6).steps()[0]
        BoundaryStep(first_recipient=3, last_recipient=4, events_to_stop=3)
        """
        steps: list[BoundaryStep] = []
        for n, events in self.stop_at.items():
            previous = steps[-1] if steps else None
            if previous and (previous.last_recipient, previous.events_to_stop) == (n - 1, events):
                steps[-1] = BoundaryStep(previous.first_recipient, n, events)
            else:
                steps.append(BoundaryStep(n, n, events))
        return tuple(steps)

    def in_words(self) -> tuple[str, str]:
        """The boundary in both conventions, in words: stop if events ≥ b, and largest number allowed r = b − 1.

        >>> boundary_from_table({3: 3, 4: 3, 5: 4}, maximum_recipients=5).in_words()[0]
        'stop if events ≥ b, with b = 3 at n = 3–4, 4 at n = 5'
        """
        steps = self.steps()
        if not steps:
            never = f"never stops: no number of events among {self.maximum_recipients} recipients is enough"
            return never, never
        return (
            "stop if events ≥ b, with b = " + _listed(steps, less=0),
            "the same as largest number allowed: stop if events > r, with r = " + _listed(steps, less=1),
        )


def boundary_from_table(stop_at: Mapping[int, int], maximum_recipients: int) -> Boundary:
    """A boundary of one's own: number of evaluable recipients n → events b that stop, looked at only at those n.

    Formula: b(n) as the table says, no other n stops. Source: the user's own. Units: recipients, events.

    Raises:
        ValueError: N, an n or a b is impossible, or b falls while n grows.
    """
    check_maximum_recipients(maximum_recipients)
    if not stop_at:
        raise ValueError("the table of the boundary is empty: give at least one n with its events")
    for n, events in stop_at.items():
        if not 1 <= n <= maximum_recipients:
            raise ValueError(f"the boundary looks at n = {n}, which is not within 1..{maximum_recipients}")
        if not 1 <= events <= n:
            raise ValueError(f"the boundary wants {events} events at n = {n}: it must be within 1..{n}")
    for earlier, later in pairwise(sorted(stop_at)):
        if stop_at[later] < stop_at[earlier]:
            raise ValueError(
                f"the boundary falls from {stop_at[earlier]} events at n = {earlier} "
                f"to {stop_at[later]} at n = {later}: it must not fall"
            )
    return Boundary(BoundaryRule.TABLE, tuple(stop_at.get(n) for n in range(1, maximum_recipients + 1)))


def check_looks(looks: Iterable[int], maximum_recipients: int) -> None:
    """Refuses looks that cannot be: none at all, out of order or twice, or not within 1..N.

    Raises:
        ValueError: the looks are none of a plan of N recipients.
    """
    wanted = tuple(looks)
    if not wanted:
        raise ValueError("the list of looks is empty: give at least one n, or leave looks out to look at every n")
    for n in wanted:
        if not 1 <= n <= maximum_recipients:
            raise ValueError(f"the boundary looks at n = {n}, which is not within 1..{maximum_recipients}")
    for earlier, later in pairwise(wanted):
        if later <= earlier:
            raise ValueError(f"the looks must rise: n = {later} stands after n = {earlier}")


def check_maximum_recipients(maximum_recipients: int) -> None:
    """Refuses an N that no boundary can have.

    Raises:
        ValueError: N is not within 1..MAXIMUM_RECIPIENTS.
    """
    if not 1 <= maximum_recipients <= MAXIMUM_RECIPIENTS:
        raise ValueError(f"N is {maximum_recipients}: it must be within 1..{MAXIMUM_RECIPIENTS}")


def check_counts(events: int, evaluable: int) -> None:
    """Refuses counts that cannot be: more events than recipients, or a negative number.

    Raises:
        ValueError: not 0 ≤ events ≤ evaluable.
    """
    if not 0 <= events <= evaluable:
        raise ValueError(f"{events} events among {evaluable} evaluable recipients cannot be")


def _listed(steps: tuple[BoundaryStep, ...], *, less: int) -> str:
    return ", ".join(f"{step.events_to_stop - less} at n = {_run(step)}" for step in steps)


def _run(step: BoundaryStep) -> str:
    if step.first_recipient == step.last_recipient:
        return str(step.first_recipient)
    return f"{step.first_recipient}–{step.last_recipient}"

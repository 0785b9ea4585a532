"""Holds the service's report of one recipient beside the referee's judgement."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from tests.referee.blood_that_counts import standing
from tests.referee.door import Report, assessed
from tests.referee.history import History
from tests.referee.primary import pairs
from tests.referee.referee import judge
from tests.referee.verdict import Days, Judgement, Leftover, Suspicion, Verdict

ONE = "S1"
NOT_CONFIRMED = ("contaminant", "excluded", "unresolved")


@dataclass(frozen=True, slots=True)
class Difference:
    """What the service said and the rule does not, and the other way round."""

    kind: str
    service: tuple[object, ...]
    referee: tuple[object, ...]


def service_said(report: Report, subject: str) -> Judgement:
    """The service's report of one subject in the referee's form."""
    (recipient,) = [one for one in report["recipients"] if one["subject"] == subject]
    events = [one for one in recipient["events"] if one["kind"] == "bsi"]
    return Judgement(
        frozenset(verdict_of(one) for one in events if one["status"] == "confirmed"),
        frozenset(_suspicion(one) for one in events if one["status"] == "suspected" and _would_be(one)),
        frozenset(_leftovers([one for one in events if one["status"] in NOT_CONFIRMED])),
        frozenset(_refused(report["refused_decisions"], subject)),
    )


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _days(pair: list[str] | None) -> Days | None:
    return (date.fromisoformat(pair[0]), date.fromisoformat(pair[1])) if pair else None


def verdict_of(one: dict[str, Any]) -> Verdict:
    """An event of the service's report in the referee's form."""
    return Verdict(
        criterion=one["criterion"],
        secondary_to=one["secondary_to"],
        date_of_event=date.fromisoformat(one["date_of_event"]),
        onset=one["onset"],
        line_associated=one["central_line_associated"],
        window=_days(one["infection_window_period"]),
        timeframe=_days(one["repeat_infection_timeframe"]),
        organisms=frozenset(organism["name"] for organism in one["organisms"]),
        in_window=one["in_window"],
    )


def _would_be(one: dict[str, Any]) -> str:
    return str(one["criterion"] or one["secondary_to"] or "")


def _suspicion(one: dict[str, Any]) -> Suspicion:
    names = frozenset(organism["name"] for organism in one["organisms"])
    return _would_be(one), date.fromisoformat(one["date_of_event"]), names


def _leftovers(events: Iterable[dict[str, Any]]) -> Iterable[tuple[str, date, str]]:
    for one in events:
        for specimen in one["specimens"]:
            for organism in one["organisms"]:
                yield one["status"], _day(specimen), organism["name"]


def _refused(lines: Iterable[str], subject: str) -> Iterable[tuple[str, date]]:
    for line in lines:
        who, _, what = line.partition(": site_infection ")
        if who == subject and what:
            yield what.split(" ")[0], date.fromisoformat(what.partition(" of ")[2][:10])


def differences(said: Judgement, judged: Judgement, *, leftovers: bool = True) -> list[Difference]:
    """Every difference, by kind."""
    found = list(_of_infections(said.infections - judged.infections, judged.infections - said.infections))
    for name in ("refused", "suspected"):
        ours, theirs = getattr(said, name), getattr(judged, name)
        if ours != theirs:
            found.append(Difference(name, tuple(sorted(ours - theirs, key=str)), tuple(sorted(theirs - ours, key=str))))
    states = len({one[0] for one in judged.leftovers}) == 1
    if leftovers and not found and _flat(said.leftovers, states=states) != _flat(judged.leftovers, states=states):
        more, less = said.leftovers - judged.leftovers, judged.leftovers - said.leftovers
        sides = sorted({f"service {one[0]}" for one in more} | {f"referee {one[0]}" for one in less})
        found.append(Difference(f"leftovers: {', '.join(sides)}", tuple(sorted(more)), tuple(sorted(less))))
    return found


def _flat(leftovers: frozenset[Leftover], *, states: bool) -> set[object]:
    """Days and organisms apart: an event of two specimens does not say which organism was in which."""
    return {part for one in leftovers for part in one[0 if states else 1 :]}


def _of_infections(more: frozenset[Verdict], less: frozenset[Verdict]) -> Iterable[Difference]:
    if not more and not less:
        return
    kind = _kind(sorted(more, key=str), sorted(less, key=str))
    yield Difference(kind, tuple(more), tuple(less))


def _kind(more: list[Verdict], less: list[Verdict]) -> str:
    if len(more) == len(less) == 1:
        names = [one.name for one in fields(Verdict) if getattr(more[0], one.name) != getattr(less[0], one.name)]
        return f"{more[0].criterion or 'secondary'} / {less[0].criterion or 'secondary'}: {', '.join(names)}"
    said, judged = ([str(one.criterion or "secondary") for one in side] for side in (more, less))
    return f"service {'+'.join(said) or 'nothing'} / referee {'+'.join(judged) or 'nothing'}"


def differences_of(history: History) -> list[Difference]:
    """The differences about one history alone."""
    return compared(service_said(assessed({ONE: history}), ONE), history)


def compared(said: Judgement, history: History) -> list[Difference]:
    """The differences between what the service said of a history and what the referee says.

    What is left over is compared only where the contract says how it is told.
    """
    return differences(said, judge(history), leftovers=not _unspoken(history))


def _unspoken(history: History) -> bool:
    """Whether the contract leaves open how what is no infection is told: of pairs, and of what is preliminary."""
    bloods = standing(history)
    return any(pairs(bloods)) or any(one.current.final != one.current.found for one in bloods)

"""What changed between two figures of one trial, as a list: between two reports, or between "then" and "now".

An event is the same one in both where its id is, else where it rests on facts that both rest on: an earlier draw that
comes late gives an infection another id and another date, and it has moved, not gone. Figures that merely follow (a
rate, an interval, a posterior) are no changes of their own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graftwatch.assessment import ProtocolStamp
from graftwatch.committee.courses import RecipientCourse
from graftwatch.committee.figures import CountedEvent, EndpointFigures, TrialFigures
from graftwatch.committee.wording import ENDPOINT_NAMES
from graftwatch.safety.evaluable import Evaluation, Standing
from graftwatch.safety.look_ahead import Crossing


class ChangeKind(StrEnum):
    """What kind of change."""

    PROTOCOL = "protocol"
    ENROLLED = "enrolled"
    NO_LONGER_ENROLLED = "no_longer_enrolled"
    TRANSPLANT_MOVED = "transplant_moved"
    RISK_CHANGED = "risk_changed"
    WITHDREW = "withdrew"
    DIED = "died"
    RE_TRANSPLANTED = "re_transplanted"
    EVENT_ADDED = "event_added"
    EVENT_REMOVED = "event_removed"
    EVENT_MOVED = "event_moved"
    EVENT_RECLASSIFIED = "event_reclassified"
    EVENT_ADJUDICATED = "event_adjudicated"
    ORGANISMS_CHANGED = "organisms_changed"
    BECAME_EVALUABLE = "became_evaluable"
    COUNTS_OTHERWISE = "counts_otherwise"
    NO_LONGER_EVALUABLE = "no_longer_evaluable"
    EXCLUDED = "excluded"
    CROSSED = "crossed"
    CROSSING_MOVED = "crossing_moved"
    NO_LONGER_CROSSED = "no_longer_crossed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        kind: which kind.
        subject: pseudonymous subject id; empty where it is about the trial.
        endpoint: "bsi" or "rejection"; empty where it is about neither.
        about: what changed, in a few words.
        was: what it was; empty where there was nothing.
        now: what it is now; empty where there is nothing any more.
    """

    kind: ChangeKind
    subject: str
    endpoint: str
    about: str
    was: str
    now: str

    @property
    def words(self) -> str:
        """The change in one sentence, without the subject."""
        if not self.now:
            return f"{self.about}: no more; it was {self.was}"
        return f"{self.about}: {self.was} → {self.now}" if self.was else f"{self.about}: {self.now}"

    def __str__(self) -> str:
        return f"{self.subject}: {self.words}" if self.subject else self.words


def changes(before: TrialFigures, after: TrialFigures) -> tuple[Change, ...]:
    """All that changed: of the trial, then by recipient, then events, standings and the boundary by endpoint."""
    return tuple(_changes(before, after))


def _changes(before: TrialFigures, after: TrialFigures) -> Iterator[Change]:
    if before.protocol != after.protocol:
        yield Change(ChangeKind.PROTOCOL, "", "", "protocol", _stamp(before.protocol), _stamp(after.protocol))
    yield from _recipients(before, after)
    earlier = {one.endpoint: one for one in before.endpoints}
    for endpoint in after.endpoints:
        yield from _events(earlier[endpoint.endpoint].listed, endpoint.listed)
        yield from _standings(earlier[endpoint.endpoint], endpoint)
        yield from _boundary(earlier[endpoint.endpoint], endpoint)


def _stamp(protocol: ProtocolStamp) -> str:
    return f"{protocol.name} version {protocol.version} ({protocol.sha256[:12]})"


def _recipients(before: TrialFigures, after: TrialFigures) -> Iterator[Change]:
    old = {one.subject: one for one in before.courses}
    new = {one.subject: one for one in after.courses}
    for subject in sorted(old.keys() | new.keys()):
        then, now = old.get(subject), new.get(subject)
        if then is None and now is not None:
            yield Change(ChangeKind.ENROLLED, subject, "", "enrolled", "", f"transplanted on {now.transplanted_on}")
        if now is None and then is not None:
            was = f"transplanted on {then.transplanted_on}"
            yield Change(ChangeKind.NO_LONGER_ENROLLED, subject, "", "enrolled", was, "")
        if now is not None:
            yield from _course(then, now)


def _course(old: RecipientCourse | None, new: RecipientCourse) -> Iterator[Change]:
    if old is not None and old.transplanted_on != new.transplanted_on:
        days = str(old.transplanted_on), str(new.transplanted_on)
        yield Change(ChangeKind.TRANSPLANT_MOVED, new.subject, "", "transplant", *days)
    if old is not None and old.risk != new.risk:
        risks = _listed(old.risk), _listed(new.risk)
        yield Change(ChangeKind.RISK_CHANGED, new.subject, "", "immunological risk", *risks)
    then = _ends(old) if old is not None else {}
    for kind, on in _ends(new).items():
        if then.get(kind) != on:
            yield Change(kind, new.subject, "", _END_IN_WORDS[kind], _day(then.get(kind)), _day(on))


_END_IN_WORDS = {
    ChangeKind.WITHDREW: "left the trial",
    ChangeKind.DIED: "died",
    ChangeKind.RE_TRANSPLANTED: "transplanted again",
}


def _ends(course: RecipientCourse) -> Mapping[ChangeKind, date | None]:
    return {
        ChangeKind.WITHDREW: course.withdrawn_on,
        ChangeKind.DIED: course.died_on,
        ChangeKind.RE_TRANSPLANTED: course.re_transplanted_on,
    }


def _day(on: date | None) -> str:
    return str(on) if on else ""


def _events(before: Iterable[CountedEvent], after: Iterable[CountedEvent]) -> Iterator[Change]:
    old, new = list(before), list(after)
    same = _matched(old, new)
    matched = {(one.subject, one.id) for one in same.values()}
    for event in old:
        if (event.subject, event.id) not in matched:
            yield _of(ChangeKind.EVENT_REMOVED, event, _dated(event), _whole(event), "")
    for event in new:
        held = same.get((event.subject, event.id))
        if held is None:
            yield _of(ChangeKind.EVENT_ADDED, event, _dated(event), "", _whole(event))
        else:
            yield from _revised(held, event)


def _matched(old: list[CountedEvent], new: list[CountedEvent]) -> dict[tuple[str, str], CountedEvent]:
    """For each new event, by its subject and id, the old one that it was."""
    left = {(one.subject, one.id): one for one in old}
    found = {name: left.pop(name) for name in [(one.subject, one.id) for one in new] if name in left}
    for event in new:
        alike = [one for one in left.values() if _shares_evidence(one, event)]
        if (event.subject, event.id) not in found and alike:
            best = max(alike, key=lambda one: (len(one.evidence & event.evidence), one.id))
            found[event.subject, event.id] = left.pop((best.subject, best.id))
    return found


def _shares_evidence(one: CountedEvent, other: CountedEvent) -> bool:
    return one.subject == other.subject and bool(one.evidence & other.evidence)


def _revised(old: CountedEvent, new: CountedEvent) -> Iterator[Change]:
    if old.date_of_event != new.date_of_event:
        days = _day(old.date_of_event) or "no date", _day(new.date_of_event) or "no date"
        yield _of(ChangeKind.EVENT_MOVED, new, f"date of the {ENDPOINT_NAMES[new.kind]}", *days)
    if (_class(old), old.counts) != (_class(new), new.counts):
        yield _of(ChangeKind.EVENT_RECLASSIFIED, new, _dated(new), _whole(old), _whole(new))
    if old.adjudicated != new.adjudicated:
        verdicts = old.adjudicated, new.adjudicated
        yield _of(ChangeKind.EVENT_ADJUDICATED, new, f"a person's verdict on the {_dated(new)}", *verdicts)
    if set(old.organisms) != set(new.organisms):
        names = _listed(old.organisms), _listed(new.organisms)
        yield _of(ChangeKind.ORGANISMS_CHANGED, new, f"organisms of the {_dated(new)}", *names)


def _of(kind: ChangeKind, event: CountedEvent, about: str, was: str, now: str) -> Change:
    return Change(kind, event.subject, event.kind, about, was, now)


def _dated(event: CountedEvent) -> str:
    return f"{ENDPOINT_NAMES[event.kind]} of {event.date_of_event or 'an unknown date'}"


def _class(event: CountedEvent) -> str:
    """How the event is classified, in words."""
    to = f"secondary to {event.secondary_to}" if event.secondary_to else ""
    return ", ".join(one for one in (event.status.value, event.criterion, to) if one)


def _whole(event: CountedEvent) -> str:
    """The event in words: class, organisms, and whether it counts."""
    why = f": {event.why_not}" if event.why_not != event.status.value else ""
    counts = "counts" if event.counts else f"does not count{why}"
    return "; ".join(one for one in (_class(event), ", ".join(event.organisms), counts) if one)


def _standings(before: EndpointFigures, after: EndpointFigures) -> Iterator[Change]:
    old = {one.subject: one for one in before.standings}
    about = f"evaluable for {ENDPOINT_NAMES[after.endpoint]}"
    for new in after.standings:
        held = old.get(new.subject)
        kind = _kind_of_standing(held, new)
        if kind is not None:
            was = _standing_in_words(held) if held else ""
            yield Change(kind, new.subject, after.endpoint, about, was, _standing_in_words(new))


def _kind_of_standing(old: Evaluation | None, new: Evaluation) -> ChangeKind | None:
    counted, counts = old is not None and old.evaluable_on is not None, new.evaluable_on is not None
    if counts and not counted:
        return ChangeKind.BECAME_EVALUABLE
    if old is not None and (old.standing, old.evaluable_on) == (new.standing, new.evaluable_on):
        return None
    if counts:
        return ChangeKind.COUNTS_OTHERWISE
    if new.standing is Standing.EXCLUDED:
        return ChangeKind.EXCLUDED
    return ChangeKind.NO_LONGER_EVALUABLE if counted else None


def _standing_in_words(one: Evaluation) -> str:
    since = f" since {one.evaluable_on}" if one.evaluable_on else ""
    return f"{one.standing.replace('_', ' ')}{since} ({one.reason.replace('_', ' ')})"


def _boundary(before: EndpointFigures, after: EndpointFigures) -> Iterator[Change]:
    old, new = before.crossing, after.crossing
    if old == new:
        return
    kind = ChangeKind.CROSSING_MOVED if old and new else ChangeKind.CROSSED if new else ChangeKind.NO_LONGER_CROSSED
    about = f"boundary of {ENDPOINT_NAMES[after.endpoint]}"
    yield Change(kind, "", after.endpoint, about, _crossing_in_words(old), _crossing_in_words(new))


def _crossing_in_words(crossing: Crossing | None) -> str:
    if crossing is None:
        return "not crossed"
    return f"crossed with {crossing.events} events among {crossing.evaluable} evaluable recipients"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"

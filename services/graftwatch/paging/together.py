"""Which signals of a recipient are told as one story: those about blood of one infection window period.

Two sets drawn at once, a second commensal, a fever, a sepsis of the same days are one infection for whoever is woken,
and one story: the first page, then what is new (surer, louder, another organism). The choice made here: a story's
window is the infection window period (NHSN chapter 2: the day of the first positive test and 3 days on each side)
around the first draw of the signal that it began with. A signal joins where its own first draw lies in that window, or
where it rests on reports that the story rests on; once told in a story it stays there, unless its blood is dated anew
to days outside. A running story's window does not wander with what joins, and what lies outside is another episode and
another story.

    draw A 06-04 positive, draw B 06-06 positive, draw C 06-08 positive        A and B one story, C another
    A told 06-04, B 06-06; A corrected to no growth                             one story still, on B: revised
    E. coli secondary to an abdominal site, S. aureus primary, of one draw      one story; each with what it is

The surest of the loudest leads, and none is hidden: organisms and evidence are those of all. A notice alone (fever,
sepsis) carries no story on that woke people: when what was louder is gone that is told, and the notice begins its own.
Signals without blood (rejection, drug levels) are told one by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import PASSING, Family, Ground, Matter

DAYS_EACH_SIDE: Final = timedelta(days=3)
"""Of the infection window period."""


@dataclass(slots=True)
class Thread:
    """A story, or None for a new one, and the signals that are told in it.

    `window_around` is the day that the story's window lies around, which does not wander with what comes and goes; None
    where the first signal bears it: in a new story, and in one that has a single signal, which may be dated anew.
    """

    story: Story | None
    matters: list[Matter]
    window_around: date | None = None

    @property
    def open(self) -> list[Matter]:
        """Those that ask for attention."""
        return [one for one in self.matters if one.open]

    def takes(self, matter: Matter) -> bool:
        """Whether a signal joins: one that is open, about blood of these days or reports that the story rests on."""
        if not (matter.open and can_be_joined(matter)):
            return False
        held = [one for one in self.open if can_be_joined(one)]
        if not held or (self.story and self.story.said.family is not Family.BSI):
            return False
        if any(one.evidence & matter.evidence for one in held):
            return True
        around = self.window_day
        return around is not None and abs(around - _first_day_of(matter)) <= DAYS_EACH_SIDE

    @property
    def window_day(self) -> date | None:
        """The day that its window lies around; None where nothing is about blood of known days."""
        days = (one.days[0] for one in self.matters if one.days and can_be_joined(one))
        return self.window_around or next(days, None)

    def keeps(self, matter: Matter) -> bool:
        """Whether a signal that was told in the story beside another stays: as it was dated, or if it would join."""
        grounds = self.story.grounds if self.story and not self.story.state.over else ()
        dated = next((one.first_day for one in grounds if one.signal == matter.signal), None)
        as_dated = matter.days is None or matter.days[0] == dated
        return as_dated or not (matter.open and self.open) or self.takes(matter)

    def released(self) -> list[Matter]:
        """Notices that cannot carry the story on, since it woke people for what is there no more; they leave it."""
        story = self.story
        if story is None or story.state.over or not story.grounds:
            return []
        if any(one.said.loudness >= story.said.loudness or _covers_a_loud_ground(one, story) for one in self.open):
            return []
        leaving = [one for one in self.open if can_be_joined(one)]
        self.matters = [one for one in self.matters if one not in leaving]
        return leaving


def _covers_a_loud_ground(matter: Matter, story: Story) -> bool:
    return any(one.severity is story.said.severity and covers(matter, one) for one in story.grounds)


def covers(matter: Matter, ground: Ground) -> bool:
    """Whether a signal is that ground, under its own name or another."""
    return ground.signal in matter.names or bool(matter.evidence.intersection(ground.evidence))


def can_be_joined(matter: Matter) -> bool:
    """Whether a signal is about blood of known days."""
    return matter.said.family is Family.BSI and matter.days is not None


def _first_day_of(matter: Matter) -> date:
    return matter.days[0] if matter.days else date.min


def with_joined(threads: list[Thread], rest: Iterable[Matter]) -> list[Thread]:
    """The threads after the signals that have none joined a story of the same days, or began their own."""
    running = [one for one in threads if one.story and not one.story.state.over]
    reopening = [one for one in threads if one.story and one.story.state.over and one.open]
    leaving = [matter for one in running for matter in one.released()]
    new: list[Thread] = []
    for matter in sorted((*rest, *leaving), key=lambda one: _rank(one, None)):  # who leads begins, and bears the window
        thread = next((one for one in (*running, *reopening, *new) if one.takes(matter)), None)
        if thread is None:
            new.append(Thread(None, [matter]))
        else:
            thread.matters.append(matter)
    _fold((*running, *reopening), new)
    return [one for one in (*threads, *new) if one.matters]


def _fold(threads: Sequence[Thread], new: Sequence[Thread]) -> None:
    """Joins new threads with one before them that takes theirs by now, so that a second look changes nothing."""
    while (found := _foldable((*threads, *new), new)) is not None:
        one, earlier = found
        earlier.matters.extend(one.matters)
        one.matters = []


def _foldable(threads: Sequence[Thread], new: Sequence[Thread]) -> tuple[Thread, Thread] | None:
    before = len(threads) - len(new)
    pairs = ((one, earlier) for place, one in enumerate(new, before) for earlier in threads[:place])
    return next(((one, earlier) for one, earlier in pairs if any(earlier.takes(each) for each in one.matters)), None)


def merged(thread: Thread) -> Matter:
    """What there is to tell of a thread: its leading signal, with what the others add to it."""
    if not any(can_be_joined(one) for one in thread.matters):
        return thread.matters[0]
    if len(thread.matters) == 1:
        return _alone(thread.matters[0], thread.window_day)
    ordered = sorted(thread.matters, key=lambda one: _rank(one, thread.story))
    lead, told = ordered[0], [one for one in ordered if one.open] or ordered
    standing = [one for one in told if one.open and (one is lead or one.said.kind not in PASSING)]
    organisms = {name for one in told for name in one.said.organisms}
    return replace(
        lead,
        said=lead.said.model_copy(update={"organisms": tuple(sorted(organisms))}),
        since=min(one.since for one in told),
        because=_joined(one.because for one in told if one.said.kind not in PASSING or one is lead),
        closed_because=_joined(one.closed_because for one in ordered if not one.open),
        taken_back=all(one.taken_back for one in ordered),
        asks=" ".join(dict.fromkeys(one.asks for one in standing if one.asks)) if lead.open else lead.asks,
        elements=_distinct(line for one in told for line in one.elements),
        missing=_distinct(line for one in told for line in one.missing),
        evidence=frozenset().union(*(one.evidence for one in told)),
        window_around=thread.window_day,
        members=frozenset(one.signal for one in ordered),
        grounds=tuple(sorted((_ground(one) for one in standing), key=lambda one: one.signal)),
        closings={one.signal: one.closed_because for one in ordered if not one.open},
        private_words=frozenset().union(*(one.private_words for one in told)),
    )


def _alone(matter: Matter, around: date | None) -> Matter:
    members, grounds = frozenset((matter.signal,)), (_ground(matter),) if matter.open else ()
    closings = {} if matter.open else {matter.signal: matter.closed_because}
    return replace(matter, members=members, grounds=grounds, closings=closings, window_around=around)


def _rank(matter: Matter, story: Story | None) -> tuple[object, ...]:
    """The open before the closed, the loudest, the surest, then the one that leads already; the rest by its days."""
    leads = story is not None and matter.signal == story.signal
    said = matter.said
    return (not matter.open, -said.loudness, -said.certainty, not leads, _first_day_of(matter), matter.signal)


def _ground(matter: Matter) -> Ground:
    said = matter.said
    return Ground(
        signal=matter.signal,
        kind=said.kind,
        severity=said.severity,
        organisms=said.organisms,
        criterion=said.criterion,
        secondary_to=said.secondary_to,
        evidence=tuple(sorted(matter.evidence)),
        first_day=matter.days[0] if matter.days else None,
    )


def _distinct(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))

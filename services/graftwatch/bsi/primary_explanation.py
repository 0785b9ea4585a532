"""Why a primary bloodstream infection is what it is: criterion, onset, what was added or left out, what comes nearest.

Source of the rules: NHSN Patient Safety Component Manual, chapters 2 and 4, January 2026. Each line says one thing, in
words for people, with days and messages and without identifiers. Where the manual leaves two answers open and one
was chosen that decides here, a line says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graftwatch.bsi.assigned_twice import AssignedTwice
from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.central_line import LineAssociation
from graftwatch.bsi.episode import Episode
from graftwatch.bsi.history import History
from graftwatch.bsi.lcbi import LCBI_1, LCBI_2, LCBI_3, CriterionMet
from graftwatch.bsi.mbi import BarrierInjury
from graftwatch.bsi.secondary_explanation import why_not_secondary
from graftwatch.bsi.told import names, organisms_found

SIGNS_IN_WORDS = {LCBI_2: "a sign", LCBI_3: "a sign of infants up to 1 year"}


@dataclass(frozen=True, slots=True)
class Marks:
    """What else was found about a primary event: mucosal barrier injury, the line, organisms of other sites, too."""

    injury: BarrierInjury
    line: LineAssociation
    twice: Sequence[AssignedTwice] = ()


@dataclass(frozen=True, slots=True)
class Later:
    """What a confirmed event's story still waits for: blood without a final organism, and preliminary organisms."""

    cultures: Sequence[BloodCulture] = ()
    organisms: tuple[str, ...] = ()


def primary_explanation(history: History, episode: Episode, later: Later, marks: Marks) -> tuple[str, ...]:
    """The lines of a primary event's explanation."""
    injury = marks.injury
    lines = [f"verdict: {episode.verdict}"] if episode.verdict is not None else []
    lines += [
        *episode.decided.words(),
        _criterion(history, episode, injury),
        *_dated(history, episode),
        _onset(history, episode),
    ]
    lines += [f"added in the repeat infection timeframe: {one}" for one in _added(history, episode)]
    lines += [
        f"added in the repeat infection timeframe, secondary to {one.site} as well: {_named(history, one.culture)}"
        for one in marks.twice
    ]
    lines += [f"left out, {one}" for one in _left_out(history, episode)]
    lines += [f"not final, would be added: blood collected {history.words(one.on)}" for one in later.cultures]
    lines += [f"not final, would be added: {one}" for one in later.organisms]
    lines += why_not_secondary(history, episode.cultures)
    lines += _line(marks.line)
    if injury.missing:
        lines.append(f"nearest criterion missed: MBI-{episode.criterion}: {'; '.join(injury.missing)}")
    return tuple(lines)


def _criterion(history: History, episode: Episode, injury: BarrierInjury) -> str:
    """The criterion that the event is reported by, in words."""
    said = _met(history, episode.met)
    if episode.criterion == episode.met.criterion:
        text = f"{episode.criterion}: {said}"
    else:
        text = (
            f"{episode.criterion}: a pathogen in the window of {episode.met.criterion}, which was met first ({said}); "
            "the manual leaves the date open, it stays that of the first element"
        )
    if injury.criterion != episode.criterion:
        text += f"; {injury.criterion}: only organisms of mucosal barrier injury, and its ground"
    return text


def _met(history: History, met: CriterionMet) -> str:
    if met.pair is None:
        return f"a recognised pathogen from blood collected {history.words(met.anchor)}; no sign is needed"
    days = " and ".join(history.words(one.on) for one in met.cultures)
    signs = ", ".join(one.sign for one in met.signs)
    return (
        f"{met.pair.organism.name} from two blood specimens drawn separately ({days}), "
        f"and {SIGNS_IN_WORDS[met.criterion]} in the infection window period ({signs})"
    )


def _dated(history: History, episode: Episode) -> Iterator[str]:
    first = episode.met.date_of_event
    if episode.date_of_event != first:
        yield f"first element {history.words(first)}, just before the admission: date of event set to hospital day 1"
    both = [one for one in episode.added if one.pair is not None and one.date_of_event < first]
    if episode.met.criterion == LCBI_1 and both:
        yield (
            f"{both[0].criterion} is met, too, with an earlier sign: reported by the pathogen, which is the first "
            "positive test, and its date"
        )
    if episode.met.criterion == LCBI_3 and any(one.pair == episode.met.pair for one in episode.added):
        yield f"{LCBI_2} is met, too: reported by the criterion with the earlier date of event"
    yield from _sharing_a_specimen(history, episode)
    if not history.in_window(first) or not history.in_window(episode.date_of_event):
        window = history.protocol.window
        yield f"outside the endpoint's window, post-operative days {window.first_day} to {window.last_day}"


def _sharing_a_specimen(history: History, episode: Episode) -> Iterator[str]:
    """That a pair was added by the specimen that it shares, where nothing else would have added it."""
    after = (one for one in episode.added if one.pair and not history.stays.same(one.anchor, episode.met.anchor))
    for name in dict.fromkeys(f"{one.pair.organism.name} of {history.words(one.anchor)}" for one in after if one.pair):
        yield (
            f"the pair of {name} shares a specimen with the pair that opened the event; the manual leaves open whether "
            "it opens another after the stay: one specimen makes no two events"
        )


def _onset(history: History, episode: Episode) -> str:
    event = episode.date_of_event
    stay = history.stays.of(event)
    onset = None if stay is None else stay.onset(event)
    if stay is None or onset is None:
        return "onset unknown: no admission is known that the date of event belongs to"
    return f"{onset}: hospital day {stay.hospital_day(event)} of the stay since {history.words(stay.admitted)}"


def _added(history: History, episode: Episode) -> list[str]:
    opening = {one.key for one in episode.met.cultures}
    return [_named(history, one) for one in episode.cultures if one.key not in opening]


def _named(history: History, culture: BloodCulture) -> str:
    return f"{names(organisms_found(culture.found))} from blood collected {history.words(culture.on)}"


def _left_out(history: History, episode: Episode) -> Iterable[str]:
    for one in episode.left_out:
        why = "a commensal pair without a sign" if one.paired else "a single common commensal"
        yield f"{why}: {one.found.organism.name} from blood collected {history.words(one.culture.on)}"


def _line(line: LineAssociation) -> Iterator[str]:
    if line.associated is None:
        yield f"central-line association unknown: {line.why_not}"
    elif line.why_not is not None:
        yield f"not central-line associated: {line.why_not}"

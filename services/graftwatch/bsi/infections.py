"""Primary and secondary infections told as events and signals, confirmed or still suspected.

Confirmed is what final and corrected results show; what only preliminary results name is suspected, with the criterion
it would meet. Blood drawn in a confirmed event's timeframe whose organism is not yet final goes with the event's story.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graftwatch.bsi.assigned_twice import assigned_twice
from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.central_line import line_association
from graftwatch.bsi.episode import Episode, organisms_of
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.mbi import barrier_injury
from graftwatch.bsi.primary_explanation import Later, Marks, primary_explanation
from graftwatch.bsi.secondary import SecondaryBsi
from graftwatch.bsi.secondary_explanation import site_in_words, why_secondary
from graftwatch.bsi.signs import SignSeen, grounds
from graftwatch.bsi.story import StoryName, Verdict, Verdicts, event_id
from graftwatch.bsi.told import (
    Ground,
    Message,
    Told,
    counts,
    found_elements,
    ground,
    names,
    organisms_found,
    signal,
)
from graftwatch.findings import Event, EventKind, EventStatus, SignalKind

FINAL_RESULT_MISSING = "a final or corrected result that names the organism"


def primary_infection(
    history: History, episode: Episode, later: Later, secondary: Sequence[SecondaryBsi], *, confirmed: bool
) -> Told:
    """A primary infection.

    Args:
        history: whose it is.
        episode: the infection.
        later: what of the same story is not final, or not named yet.
        secondary: the secondary infections beside it, whose organisms may be this event's, too.
        confirmed: whether final results alone show it.
    """
    injury = barrier_injury(episode, history)
    line = line_association(history, episode)
    mbi = injury.criterion != episode.criterion
    twice = assigned_twice(episode, secondary, history, barrier_injury=mbi)
    cultures = [*episode.cultures, *(one.culture for one in twice)]
    elements = [one for culture in cultures for one in found_elements(history, culture)]
    elements += [one for culture in later.cultures for one in found_elements(history, culture)]
    elements += [*grounds(episode.met.signs), *injury.ground, *line.elements]
    at = ground(
        event_id(history.recipient.subject, episode.cultures[0].key),
        episode.date_of_event,
        cultures=[*episode.cultures, *later.cultures],
        organisms=organisms_found(organisms_of(cultures)),
        elements=elements,
        missing=[] if confirmed else [FINAL_RESULT_MISSING],
    )
    status = _status(episode.verdict, confirmed)
    by_verdict = episode.verdict is not None and episode.verdict.word == "secondary"
    attribution = "secondary" if by_verdict else "primary"
    # What was there before the transplant stays outside, although its date of event is set to the admission's day.
    in_window = all(history.in_window(day) for day in (episode.met.date_of_event, episode.date_of_event))
    stay = history.stays.of(episode.date_of_event)
    event = Event(
        id=at.id,
        kind=EventKind.BSI,
        status=status,
        criterion=None if by_verdict else injury.criterion,
        attribution=attribution,
        secondary_to=None if episode.verdict is None else episode.verdict.secondary_to,
        date_of_event=episode.date_of_event,
        onset=None if stay is None else stay.onset(episode.date_of_event),
        central_line_associated=None if by_verdict else line.associated,
        infection_window_period=episode.window.days(),
        repeat_infection_timeframe=None if by_verdict else episode.timeframe.days(),
        organisms=at.organisms,
        adjudicated=None if episode.verdict is None else episode.verdict.word,
        specimens=specimen_times(history, cultures),
        in_window=in_window,
        counts_for_endpoint=counts(history, status, attribution, in_window),
        elements=at.elements,
        missing=at.missing,
        confirmed_at=_final_at(episode.met.cultures, _first_stated(episode.met.signs)) if confirmed else None,
        explanation=primary_explanation(history, episode, later, Marks(injury, line, twice)),
        sources=at.sources,
        evidence=at.evidence,
    )
    return _told(history, event, at, episode.verdict, [*episode.cultures, *later.cultures])


@dataclass(frozen=True, slots=True)
class AtSite:
    """A secondary infection, the name of its story, and blood of it that only preliminary results name.

    The story is named by its first draw alone, as the suspicion was, unless another infection bears that name:
    then `name` holds the site's decision. `known_as` are draws and names by which people may have judged it before an
    earlier draw came.
    """

    infection: SecondaryBsi
    name: str = ""
    later: Sequence[BloodCulture] = ()
    known_as: tuple[tuple[str, str], ...] = ()


def secondary_infection(history: History, at_site: AtSite, verdicts: Verdicts, *, confirmed: bool) -> Told:
    """A secondary infection: date and onset are the site's, the window is judged by the first blood specimen."""
    infection, joined = at_site.infection, at_site.later
    site = infection.site.statement
    first = infection.cultures[0]
    decided = verdicts.on_growth([first], StoryName(first.key, at_site.known_as, at_site.name))
    verdict = decided.verdict
    elements = [one for culture in (*infection.cultures, *joined) for one in found_elements(history, culture)]
    elements.append(Element(site.date_of_event, site_in_words(history, site), infection.site))
    at = ground(
        event_id(history.recipient.subject, first.key, at_site.name),
        first.on,
        cultures=[*infection.cultures, *joined],
        organisms=organisms_found(infection.organisms),
        elements=elements,
        missing=[] if confirmed else [FINAL_RESULT_MISSING],
    )
    status = _status(verdict, confirmed)
    in_window = history.in_window(first.on)
    stay = history.stays.of(site.date_of_event)
    event = Event(
        id=at.id,
        kind=EventKind.BSI,
        status=status,
        attribution="secondary",
        secondary_to=site.site,
        date_of_event=site.date_of_event,
        onset=None if stay is None else stay.onset(site.date_of_event),
        organisms=at.organisms,
        adjudicated=None if verdict is None else verdict.word,
        specimens=specimen_times(history, infection.cultures),
        in_window=in_window,
        counts_for_endpoint=counts(history, status, "secondary", in_window),
        elements=at.elements,
        missing=at.missing,
        confirmed_at=_final_at([first], [infection.site.version.stated_at]) if confirmed else None,
        explanation=(
            *((f"verdict: {verdict}",) if verdict is not None else ()),
            *decided.words(),
            *why_secondary(history, infection),
        ),
        sources=at.sources,
        evidence=at.evidence,
    )
    return _told(history, event, at, verdict, [*infection.cultures, *joined])


def _first_stated(signs: Iterable[SignSeen]) -> list[datetime]:
    """When the first of the signs was stated that a criterion asks for; nothing where it asks for none."""
    return [min(times)] if (times := [one.element.ground.version.stated_at for one in signs]) else []


def _final_at(cultures: Iterable[BloodCulture], others: Iterable[datetime]) -> datetime | None:
    """When the last of the final results, or of what else a criterion needs, was stated: from then on it was met."""
    finals = ([one.report.version.stated_at for one in culture.found if one.final] for culture in cultures)
    return max([*(min(times) for times in finals if times), *others], default=None)


def specimen_times(history: History, cultures: Iterable[BloodCulture]) -> tuple[str, ...]:
    """Collection times in the hospital's zone, as precise as they were stated, each draw once."""
    by_draw = {one.key: one.collected for one in cultures}
    ordered = sorted(by_draw.values(), key=lambda one: one.instant(history.zone))
    return tuple(
        one.on.isoformat() if one.at is None else one.at.astimezone(history.zone).isoformat(timespec="minutes")
        for one in ordered
    )


def _status(verdict: Verdict | None, confirmed: bool) -> EventStatus:  # noqa: FBT001 - private, two facts
    by_word = {
        "confirmed": EventStatus.CONFIRMED,
        "secondary": EventStatus.CONFIRMED,
        "refuted": EventStatus.REFUTED,
        "contaminant": EventStatus.CONTAMINANT,
    }
    fallback = EventStatus.CONFIRMED if confirmed else EventStatus.SUSPECTED
    return fallback if verdict is None else by_word.get(verdict.word, fallback)


def _told(
    history: History, event: Event, at: Ground, verdict: Verdict | None, cultures: Sequence[BloodCulture]
) -> Told:
    message = _message(history, event, verdict, cultures[0].on)
    return Told(frozenset(one.key for one in cultures), event, signal(history, at, message, event.id))


def _message(history: History, event: Event, verdict: Verdict | None, collected: date) -> Message:
    organisms = names(event.organisms)
    what = event.criterion or f"secondary to {event.secondary_to}"
    closed = event.status in {EventStatus.REFUTED, EventStatus.CONTAMINANT}
    confirmed = event.status is EventStatus.CONFIRMED
    kind = SignalKind.BSI_SUSPECTED if event.status is EventStatus.SUSPECTED else SignalKind.BSI_CONFIRMED
    stated = "by final results" if confirmed else "by preliminary results"
    reason = f"{what}: {organisms}, first blood collected {history.words(collected)}, {stated}"
    return Message(
        kind=kind,
        summary=f"{'Confirmed' if confirmed else 'Suspected'} bloodstream infection: {organisms}",
        reason=str(verdict) if closed else reason,
        asks="Review the episode and its treatment." if confirmed else "Look at the recipient; await the final result.",
        closed=closed,
    )

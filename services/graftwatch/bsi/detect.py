"""All that the rules for bloodstream infection conclude about one recipient.

Final results make confirmed events; preliminary ones and bare growth make suspicions, which join a confirmed event's
story where they lie in its timeframe. Each blood draw is told in one story; an organism name that nobody resolved
has a signal of its own beside it, so that it is reviewed whatever else the blood shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from graftwatch.bsi.adult_sepsis import adult_sepsis
from graftwatch.bsi.blood_culture import BloodCulture, CultureState, blood_cultures, undated_blood_reports
from graftwatch.bsi.conclusion import Conclusion, conclude
from graftwatch.bsi.episode import Episode
from graftwatch.bsi.fever_with_culture import drawn_together, is_near, pending_cultures
from graftwatch.bsi.history import History
from graftwatch.bsi.infections import AtSite, primary_infection, secondary_infection
from graftwatch.bsi.named_organism import is_same
from graftwatch.bsi.not_yet import NotYet, not_yet
from graftwatch.bsi.primary_explanation import Later
from graftwatch.bsi.review import misdated_culture, undated_culture, unresolved_name
from graftwatch.bsi.secondary import SecondaryBsi, refused_decisions
from graftwatch.bsi.signs import SignSeen, signs_of
from graftwatch.bsi.standing import Cultures
from graftwatch.bsi.story import Verdicts, event_id
from graftwatch.bsi.suspected import suspicion, told_together
from graftwatch.bsi.told import Told
from graftwatch.facts import Chart, SiteInfection
from graftwatch.findings import Findings, SignalStatus
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient

RULES: Final = "nhsn-2026.01"
"""The edition of the surveillance rules: NHSN Patient Safety Component Manual, January 2026."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The blood cultures of a history, and what final and all named results conclude."""

    history: History
    cultures: Sequence[BloodCulture]
    verdicts: Verdicts
    confirmed: Conclusion
    named: Conclusion


def detect(recipient: Recipient, chart: Chart, protocol: Protocol, now: datetime) -> Findings:
    """Events, signals and refused decisions of one recipient.

    Args:
        recipient: whose chart it is.
        chart: the current facts.
        protocol: the trial's rules.
        now: the time of the assessment (aware); a window that closes changes a conclusion without any fact, and what
            is said to have happened later than now is not looked at before its time has come.
    """
    yet_to_come = not_yet(chart, now)
    reading = _read(History.of(recipient, chart.without(yet_to_come.facts), protocol, now))
    stories = [*_stories(reading), *_undated(reading.history), *_misdated(reading.history, yet_to_come)]
    events = [one.event for one in stories if one.event is not None]
    signals = [one.signal for one in stories if one.signal is not None]
    looks = [one.next_look for one in stories if one.next_look is not None]
    looks += [] if yet_to_come.next_look is None else [yet_to_come.next_look]
    return Findings(
        events=tuple(sorted(events, key=lambda one: (str(one.date_of_event), one.id))),
        signals=tuple(sorted(signals, key=lambda one: (one.since, one.id))),
        refused_decisions=(
            *refused_decisions(chart.of(SiteInfection)),
            *reading.verdicts.refused(_known(reading, stories)),
        ),
        next_look=min(looks, default=None),
    )


def _read(history: History) -> Reading:
    cultures, verdicts = blood_cultures(history.chart), Verdicts.of(history)
    signs = signs_of(history) if any(one.found for one in cultures) else []
    if verdicts.by_target:
        nobody_s = replace(verdicts, by_target={})
        stories = _stories(_concluded(history, cultures, signs, nobody_s))
        verdicts = replace(verdicts, borne=frozenset(one.signal.id for one in stories if one.signal is not None))
    return _concluded(history, cultures, signs, verdicts)


def _concluded(
    history: History, cultures: Sequence[BloodCulture], signs: Sequence[SignSeen], verdicts: Verdicts
) -> Reading:
    confirmed = conclude(history, cultures, signs, verdicts, final_only=True)
    all_final = all(found.final for one in cultures for found in one.found)
    named = confirmed if all_final else conclude(history, cultures, signs, verdicts, final_only=False)
    return Reading(history, cultures, verdicts, confirmed, named)


def _stories(reading: Reading) -> Iterator[Told]:
    told = [*_confirmed(reading), *_provisional(reading)]
    infected = frozenset(key for one in told for key in one.draws)
    for culture in reading.cultures:
        if culture.key in infected:
            told += unresolved_name(reading.history, culture, reading.verdicts)
    rest = [one for one in reading.cultures if one.key not in infected]
    told += _suspicions(reading, rest)
    yield from told
    yield from _notices(reading, rest, told)
    yield from adult_sepsis(reading.history, reading.cultures, reading.verdicts)


def _suspicions(reading: Reading, cultures: Sequence[BloodCulture]) -> Iterator[Told]:
    """The stories of blood cultures that grew something and are no part of an infection."""
    beside = Cultures(reading.cultures, reading.named.pairs)
    for group in told_together(cultures, reading.named.pairs):
        story = suspicion(reading.history, group, beside, reading.verdicts)
        if story is not None:
            yield story


def _notices(reading: Reading, cultures: Sequence[BloodCulture], told: Sequence[Told]) -> Iterator[Told]:
    """Fever or SIRS beside pending cultures, unless the recipient is known or suspected to be infected by then."""
    history, silent = reading.history, {key for one in told for key in one.draws}
    louder = _openly_told(reading, told)
    waiting = [
        one
        for one in cultures
        if one.key not in silent
        and not any(_in_story(one, episode) for episode in reading.confirmed.episodes)
        and not any(is_near(history, one, other) for other in louder)
    ]
    for group in drawn_together(history, waiting):
        notice = pending_cultures(history, group, reading.verdicts)
        if notice is not None:
            yield notice


def _openly_told(reading: Reading, told: Sequence[Told]) -> list[BloodCulture]:
    """The blood of stories that ask for attention now."""
    still_open = [one for one in told if one.signal is not None and one.signal.status is SignalStatus.OPEN]
    draws = {key for one in still_open for key in one.draws}
    return [one for one in reading.cultures if one.key in draws]


def _confirmed(reading: Reading) -> Iterator[Told]:
    """Confirmed infections, each with the blood drawn in its timeframe that has no final organism yet."""
    site_names = _site_names(reading)
    for one in reading.confirmed.secondary:
        site = one.site.identity
        more = _more_of_site(reading, site, one.draws)
        at_site = AtSite(one, site_names[site], more, _known_as(reading, one))
        yield secondary_infection(reading.history, at_site, reading.verdicts, confirmed=True)
    held = set(reading.confirmed.draws)
    for episode in reading.confirmed.episodes:
        joined = [one for one in reading.cultures if one.key not in held and _joins(reading, one, episode)]
        held |= {one.key for one in joined}
        later = Later(joined, _named_only(reading, episode))
        yield primary_infection(reading.history, episode, later, reading.confirmed.secondary, confirmed=True)


def _provisional(reading: Reading) -> Iterator[Told]:
    """Infections that only preliminary results show, and that are no part of a confirmed one."""
    if reading.named is reading.confirmed:
        return
    sites, site_names = {one.site.identity for one in reading.confirmed.secondary}, _site_names(reading)
    for one in reading.named.secondary:
        if one.site.identity not in sites:
            at_site = AtSite(one, site_names[one.site.identity], known_as=_known_as(reading, one))
            yield secondary_infection(reading.history, at_site, reading.verdicts, confirmed=False)
    for episode in reading.named.episodes:
        if not any(_overlap(episode, one) for one in reading.confirmed.episodes):
            yield primary_infection(reading.history, episode, Later(), reading.named.secondary, confirmed=False)


def _site_names(reading: Reading) -> dict[str, str]:
    """By site: what tells its story from another one that begins with the same draw; "" for the first that does."""
    primary = (*reading.confirmed.episodes, *reading.named.episodes)
    borne = {culture.key for one in primary for culture in one.met.cultures}
    names: dict[str, str] = {}
    for one in (*reading.confirmed.secondary, *reading.named.secondary):
        first, site = one.cultures[0].key, one.site.identity
        if site not in names:
            names[site] = site if first in borne else ""
            borne.add(first)
    return names


def _known_as(reading: Reading, infection: SecondaryBsi) -> tuple[tuple[str, str], ...]:
    """What a site's story may have been called when its first blood was not known: by each draw, with or without it."""
    primary = (*reading.confirmed.episodes, *reading.named.episodes)
    opening = {culture.key for one in primary for culture in one.met.cultures}
    by_site = tuple((one.key, infection.site.identity) for one in infection.cultures)
    return (*by_site, *((one.key, "") for one in infection.cultures if one.key not in opening))


def _overlap(one: Episode, other: Episode) -> bool:
    return bool(one.draws & other.draws)


def _named_only(reading: Reading, episode: Episode) -> tuple[str, ...]:
    """Organisms that only preliminary results add to a confirmed event."""
    named = [found.organism for one in reading.named.episodes if _overlap(one, episode) for found in one.organisms]
    new = [one for one in named if not any(is_same(one, held.organism) for held in episode.organisms)]
    return tuple(dict.fromkeys(one.name for one in new))


def _more_of_site(reading: Reading, site: str, draws: frozenset[str]) -> list[BloodCulture]:
    """Blood cultures that preliminary results add to a site's infection."""
    more = [one for one in reading.named.secondary if one.site.identity == site]
    return [culture for one in more for culture in one.cultures if culture.key not in draws]


def _joins(reading: Reading, culture: BloodCulture, episode: Episode) -> bool:
    """Whether a positive blood culture without a final organism goes with a confirmed event's story."""
    if any(culture.key in one.draws and _overlap(one, episode) for one in reading.named.episodes):
        return True
    if culture.state is not CultureState.POSITIVE or culture.unresolved or culture.key in reading.named.draws:
        return False
    waiting = not culture.found or any(not one.final for one in culture.found)
    return waiting and _in_story(culture, episode)


def _in_story(culture: BloodCulture, episode: Episode) -> bool:
    return culture.on in episode.timeframe and not (episode.verdict is not None and episode.verdict.takes_away)


def _known(reading: Reading, stories: Iterable[Told]) -> frozenset[str]:
    """Every id that a story of these blood draws and sites may bear, and those that stories do bear."""
    sites = ["", *(one.identity for one in reading.history.chart.of(SiteInfection))]
    subject = reading.history.recipient.subject
    borne = {one.signal.id for one in stories if one.signal is not None}
    return frozenset(borne | {event_id(subject, culture.key, site) for culture in reading.cultures for site in sites})


def _undated(history: History) -> Iterable[Told]:
    return (undated_culture(history, one) for one in undated_blood_reports(history.chart))


def _misdated(history: History, yet_to_come: NotYet) -> Iterable[Told]:
    return (misdated_culture(history, one) for one in yet_to_come.misdated)

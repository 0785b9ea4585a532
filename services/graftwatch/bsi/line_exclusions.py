"""What keeps a bloodstream infection with an eligible central line from being central-line associated.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026 (CLABSI exclusions). The event stays what it is
and sets its repeat infection timeframe; only the association falls.

| exclusion                                                | when it holds                                             |
| -------------------------------------------------------- | --------------------------------------------------------- |
| ECMO (ECLS), VAD, TAH                                    | > 2 days, in place on the date of event or the day before |
| injection by the patient into the line                   | in the infection window period                            |
| pus at another vascular access with a matching organism  | in the infection window period                            |
| epidermolysis bullosa, Munchausen syndrome by proxy      | in the stay                                               |
| group B Streptococcus in the first 6 days of life        | date of event on day 1 to 6 of life                       |

Where pus is entered without organisms, the person who enters it asserts that one matches.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from graftwatch.bsi.episode import Episode
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.named_organism import NamedOrganism, organism_named
from graftwatch.bsi.period import Period
from graftwatch.facts import Condition
from graftwatch.terminology.organism_matching import matches

DEVICES: Final = frozenset({"ecmo", "vad", "tah"})
PUS: Final = frozenset({"pus_at_access", "pus_at_vascular_access"})
"""Under the name of today, and under that of decisions kept from before."""
IN_THE_WINDOW: Final = frozenset({"patient_injection"}) | PUS
IN_THE_STAY: Final = frozenset({"epidermolysis_bullosa", "munchausen_by_proxy"})
DEVICE_DAYS_AT_LEAST: Final = 3
GROUP_B_STREPTOCOCCUS: Final = "Streptococcus agalactiae"
FIRST_DAYS_OF_LIFE: Final = 6
ONE_DAY: Final = timedelta(days=1)


def line_exclusion(history: History, episode: Episode) -> Element | None:
    """The first exclusion that holds, as an element."""
    conditions = sorted(history.chart.of(Condition), key=lambda one: (one.statement.since, one.identity))
    for fact in conditions:
        if _excludes(history, fact.statement, episode):
            one = fact.statement
            return Element(one.since, f"{one.condition.replace('_', ' ')} since {history.words(one.since)}", fact)
    return _group_b_streptococcus(history, episode)


def _excludes(history: History, one: Condition, episode: Episode) -> bool:
    lasting, event = Period(one.since, one.until or date.max), episode.date_of_event
    if one.condition in DEVICES:
        days = (day for day in (event - ONE_DAY, event) if day in lasting)
        return any((day - one.since).days + 1 >= DEVICE_DAYS_AT_LEAST for day in days)
    if one.condition in IN_THE_WINDOW:
        inside = lasting.first <= episode.window.last and lasting.last >= episode.window.first
        return inside and (one.condition not in PUS or _pus_matches(one, _in_window(episode)))
    if one.condition in IN_THE_STAY:
        stay = history.stays.of(event)
        return stay is None or (lasting.first <= stay.discharged and lasting.last >= stay.admitted)
    return False


def _in_window(episode: Episode) -> list[NamedOrganism]:
    return [one for culture in episode.cultures if culture.on in episode.window for one in culture.found]


def _pus_matches(one: Condition, blood: Iterable[NamedOrganism]) -> bool:
    of_pus = [found for name in one.organisms if (found := organism_named(name)) is not None]
    return not one.organisms or any(matches(found.organism, other) for found in blood for other in of_pus)


def _group_b_streptococcus(history: History, episode: Episode) -> Element | None:
    born, event = history.recipient.born, episode.date_of_event
    if born is None or not timedelta() <= event - born < timedelta(days=FIRST_DAYS_OF_LIFE):
        return None
    found = (one for one in episode.organisms if one.organism.name == GROUP_B_STREPTOCOCCUS)
    texts = (Element(event, "group B Streptococcus of a newborn", one.report) for one in found)
    return next(texts, None)

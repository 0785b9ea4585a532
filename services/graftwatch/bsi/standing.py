"""Where a blood culture stands that meets no criterion: suspected, contaminant, excluded, unresolved or nothing.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026, for what counts; the order of signals is this
service's own. A positive bottle or Gram stain is suspected at once. A final single common commensal closes it as a
probable contaminant until a second matching set opens it again; a commensal pair without a sign stays suspected while
its infection window period lasts. No growth closes it; silence does not, but after 7 days without a final result
somebody is to ask the laboratory. A non-culture test waits for the culture beside it as long as for any other. A name
that nobody resolved asks for a review, always.

| culture                            | status      | signal                                     |
| ---------------------------------- | ----------- | ------------------------------------------ |
| positive, no organism yet          | suspected   | bsi.suspected, open                        |
| preliminary commensal              | suspected   | bsi.suspected, open                        |
| final single commensal             | contaminant | bsi.suspected, closed                      |
| commensal pair, no sign            | suspected   | open until the window ends, then closed    |
| only excluded organisms            | excluded    | bsi.suspected, closed                      |
| unresolved name, unreadable report | unresolved  | bsi.unresolved, open                       |
| a test beside a pending culture    | suspected   | open until that ends or 7 days, then closed |
| no growth after a positive stain   | no event    | bsi.suspected, closed                      |
| corrected to no growth, to not done | no event   | bsi.suspected, closed                      |
| not done (cancelled, clotted …)    | no event    | none; a notice of fever ends as "not done" |
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from graftwatch.bsi.blood_culture import BloodCulture, CultureState, Report, says_positive
from graftwatch.bsi.commensal_pair import CommensalPair
from graftwatch.bsi.eligible import culture_decides, is_excluded_everywhere, is_sole_pathogen
from graftwatch.bsi.fever_with_culture import NO_RESULT, ends_at, is_awaited
from graftwatch.bsi.history import History
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.infections import FINAL_RESULT_MISSING
from graftwatch.bsi.named_organism import NamedOrganism
from graftwatch.bsi.nearest_criterion import second_specimen_missing, sign_missing
from graftwatch.bsi.story import Verdict
from graftwatch.bsi.told import quoted
from graftwatch.facts import Status
from graftwatch.findings import EventStatus
from graftwatch.terminology.organism import Organism

AWAIT = "Look at the recipient; await the organism."
ASK_THE_LABORATORY = "Ask the laboratory for the final result, or decide: confirmed, contaminant or refuted."
NOTHING = "Nothing, unless the recipient's state says otherwise."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one blood culture stands that meets no criterion.

    Attributes:
        status: status of its event; None where there is no event.
        reason: why, in words.
        asks: what the reader should do.
        missing: what the nearest criterion lacks.
        closed: whether its signal is closed.
        taken_back: whether a corrected report closes it by taking its ground away.
        until: when the standing changes by itself.
        attribution: "primary" or "secondary", where a person said so.
        secondary_to: the site that a person named with "secondary".
        adjudicated: a person's verdict.
    """

    status: EventStatus | None
    reason: str
    asks: str
    missing: tuple[str, ...] = ()
    closed: bool = False
    taken_back: bool = False
    until: datetime | None = None
    attribution: str | None = None
    secondary_to: str | None = None
    adjudicated: str | None = None


CORRECTED_TO_NONE = "the corrected report no longer names an organism"
CORRECTED_TO_NOT_DONE = "the corrected report says that the culture was not done"


@dataclass(frozen=True, slots=True)
class Cultures:
    """What a blood culture is judged beside: all others, and the commensal pairs among all named organisms."""

    all: Sequence[BloodCulture]
    pairs: Sequence[CommensalPair]

    def paired(self, culture: BloodCulture) -> CommensalPair | None:
        """The first commensal pair that the culture is part of."""
        return next((one for one in self.pairs if culture.key in {one.first.key, one.second.key}), None)


def forms_of(reports: Iterable[Report]) -> str:
    """The forms that reports tell of, by the terminology's name: "Gram-positive coccus in clusters"."""
    isolates = [one for report in reports for one in report.statement.isolates]
    forms = [
        one.organism or quoted(one.reported)
        for one in isolates
        if one.morphology_only and one.status is not Status.WITHDRAWN
    ]
    return ", ".join(dict.fromkeys(forms))


def standing_of(history: History, culture: BloodCulture, beside: Cultures) -> Standing | None:
    """Where the culture stands; None where it tells of nothing yet."""
    if culture.unresolved or culture.state is CultureState.UNREADABLE:
        return _unresolved(culture)
    match culture.state:
        case CultureState.NO_GROWTH:
            return _no_growth(culture)
        case CultureState.NOT_DONE:
            return _not_done(culture)
        case CultureState.POSITIVE:
            return _positive(history, culture, beside)
        case _:
            return None


def decided(standing: Standing, verdict: Verdict) -> Standing:
    """A standing after a person's verdict."""
    status = {
        "confirmed": EventStatus.CONFIRMED,
        "refuted": EventStatus.REFUTED,
        "contaminant": EventStatus.CONTAMINANT,
        "secondary": EventStatus.CONFIRMED,
    }.get(verdict.word, standing.status)
    closed = verdict.word in {"refuted", "contaminant"} or (standing.closed and verdict.word != "confirmed")
    attribution = {"confirmed": "primary", "secondary": "secondary"}.get(verdict.word)
    return Standing(
        status,
        str(verdict),
        standing.asks,
        standing.missing,
        closed,
        attribution=attribution,
        secondary_to=verdict.secondary_to,
        adjudicated=verdict.word,
    )


def _unresolved(culture: BloodCulture) -> Standing:
    said = ", ".join(f"“{quoted(one.reported)}”" for one in culture.unresolved)
    reason = f"organism not known to the service: {said}" if said else "the final report says neither growth nor none"
    asks = "Read the report and decide: pathogen, commensal or none."
    return Standing(EventStatus.UNRESOLVED, reason, asks, ("an organism name that can be resolved",))


def _no_growth(culture: BloodCulture) -> Standing | None:
    if culture.corrected:
        return Standing(None, CORRECTED_TO_NONE, NOTHING, closed=True, taken_back=True)
    if any(says_positive(one.statement) for one in culture.reports):
        return Standing(None, "the culture ended without growth", NOTHING, closed=True)
    return None


def _not_done(culture: BloodCulture) -> Standing | None:
    if culture.corrected:
        return Standing(None, CORRECTED_TO_NOT_DONE, NOTHING, closed=True, taken_back=True)
    return None


def _positive(history: History, culture: BloodCulture, beside: Cultures) -> Standing:
    organisms = [one for one in culture.found if one.by_culture or not _test_is_ignored(culture, beside)]
    if not organisms and culture.found:
        return _ignored_test(history, culture, beside)
    if not organisms:
        return _without_name(history, culture)
    if any(not one.final for one in organisms):
        return _waiting(history, culture, organisms, beside)
    excluded = [one.organism for one in organisms if not one.organism.common_commensal]
    if excluded:
        return _excluded(excluded)
    pair = beside.paired(culture)
    return _contaminant(history, culture, beside) if pair is None else _without_sign(history, pair)


def _excluded(organisms: Sequence[Organism]) -> Standing:
    """Organisms that are no sole pathogen of a primary infection, or of no infection at all."""
    other_sites = [one.name for one in organisms if not is_excluded_everywhere(one)]
    if not other_sites:
        names = ", ".join(one.name for one in organisms)
        reason = f"excluded from every infection by the manual: {names}"
        return Standing(
            EventStatus.EXCLUDED, reason, NOTHING, ("LCBI-1: an organism that is not excluded",), closed=True
        )
    return Standing(
        EventStatus.EXCLUDED,
        f"alone no primary bloodstream infection by the manual: {', '.join(other_sites)}",
        "Decide whether another site's infection takes it.",
        (
            "LCBI-1: a pathogen that is not excluded, in this blood or in the same timeframe",
            "an infection at another site with a matching organism",
        ),
        closed=True,
    )


def _test_is_ignored(culture: BloodCulture, beside: Cultures) -> bool:
    return culture_decides(culture.on, {one.on for one in beside.all if one.cultured})


def _ignored_test(history: History, culture: BloodCulture, beside: Cultures) -> Standing:
    """A non-culture test beside blood for culture: open while that is awaited, closed when it has ended."""
    near = [one for one in beside.all if one.cultured and culture_decides(culture.on, {one.on})]
    awaited = [one for one in near if is_awaited(one, history.now, history.zone)]
    if awaited:
        missing = ("the result of the culture taken beside the test, which decides",)
        until = min(ends_at(one, history.zone) for one in awaited)
        return Standing(EventStatus.SUSPECTED, "a non-culture test names an organism", AWAIT, missing, until=until)
    reason = "blood for culture was collected beside the test, and the culture decides"
    if any(one.state is CultureState.PENDING for one in near):
        reason = f"{reason}; it has {NO_RESULT}"
    return Standing(None, reason, NOTHING, closed=True)


def _without_name(history: History, culture: BloodCulture) -> Standing:
    forms = forms_of(culture.reports)
    said = f" ({forms})" if forms else ""
    reason = f"positive blood culture{said}, blood collected {history.words(culture.on)}"
    return _awaiting(history, culture, reason, ("an organism named by the culture",))


def _awaiting(history: History, culture: BloodCulture, reason: str, missing: tuple[str, ...]) -> Standing:
    """Growth that no final result has named: it never closes by itself, but after 7 days somebody must ask."""
    ends = ends_at(culture, history.zone)
    if history.now < ends:
        return Standing(EventStatus.SUSPECTED, reason, AWAIT, missing, until=ends)
    return Standing(EventStatus.SUSPECTED, f"{reason}; no final result within 7 days", ASK_THE_LABORATORY, missing)


def _waiting(history: History, culture: BloodCulture, organisms: Sequence[NamedOrganism], beside: Cultures) -> Standing:
    reason = "named by a preliminary result"
    if any(is_sole_pathogen(one.organism) for one in organisms):
        return _awaiting(history, culture, reason, (FINAL_RESULT_MISSING,))
    pair = beside.paired(culture)
    lacking = second_specimen_missing(history, culture, beside.all) if pair is None else (sign_missing(history, pair),)
    return _awaiting(history, culture, reason, (FINAL_RESULT_MISSING, *lacking))


def _contaminant(history: History, culture: BloodCulture, beside: Cultures) -> Standing:
    by_culture = any(one.by_culture for one in culture.found)
    how = "from a single blood specimen" if by_culture else "by a non-culture test, which does not count for it"
    reason = f"probable contaminant: a common commensal {how}"
    missing = second_specimen_missing(history, culture, beside.all)
    return Standing(EventStatus.CONTAMINANT, reason, NOTHING, missing, closed=True)


def _without_sign(history: History, pair: CommensalPair) -> Standing:
    ends = _end_of(infection_window_period(pair.on).last, history)
    reason = f"the same commensal from two blood specimens, first {history.words(pair.on)}, and no sign"
    if history.now < ends:
        asks = "Look for fever, chills or hypotension and record them."
        return Standing(EventStatus.SUSPECTED, reason, asks, (sign_missing(history, pair),), until=ends)
    reason = f"probable contaminant: {reason} in the infection window period"
    return Standing(EventStatus.CONTAMINANT, reason, NOTHING, (sign_missing(history, pair),), closed=True)


def _end_of(day: date, history: History) -> datetime:
    """The first moment after a calendar day in the hospital's zone."""
    return datetime.combine(day + timedelta(days=1), time(), history.zone)

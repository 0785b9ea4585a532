"""Suspicion told: the story of a blood culture, or of a commensal pair, that meets no criterion.

Where it stands is decided in standing.py; here it becomes an event and a signal. The two cultures of a commensal pair
are one story, and every story bears the name of its first blood draw, so that it stays the same when it rises to a
confirmed infection. A culture corrected to no growth leaves a closed signal and no event.
"""

from collections.abc import Iterable, Sequence

from graftwatch.bsi.blood_culture import BloodCulture, says_positive
from graftwatch.bsi.commensal_pair import CommensalPair
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.infections import specimen_times
from graftwatch.bsi.secondary_explanation import why_not_secondary
from graftwatch.bsi.standing import Cultures, Standing, decided, forms_of, standing_of
from graftwatch.bsi.story import Verdicts, event_id
from graftwatch.bsi.told import (
    Ground,
    Message,
    Told,
    counts,
    found_elements,
    ground,
    names,
    organisms_found,
    quoted,
    signal,
)
from graftwatch.findings import Event, EventKind, EventStatus, OrganismFound, SignalKind


def suspicion(history: History, cultures: Sequence[BloodCulture], beside: Cultures, verdicts: Verdicts) -> Told | None:
    """The story of a blood culture, or of a commensal pair, that meets no criterion; None where it tells of nothing."""
    standing = standing_of(history, cultures[0], beside)
    if standing is None:
        return None
    said = verdicts.on_growth(cultures)
    told = standing if said.verdict is None else decided(standing, said.verdict)
    return _told(history, cultures, told, said.words())


def told_together(cultures: Sequence[BloodCulture], pairs: Iterable[CommensalPair]) -> list[list[BloodCulture]]:
    """The blood cultures by story: those of a commensal pair are one, unless one of them holds another organism."""
    groups = {one.key: [one] for one in cultures}
    joining = {one.key for one in cultures if not _holds_another(one)}
    for pair in pairs:
        first, second = groups.get(pair.first.key), groups.get(pair.second.key)
        if first is not None and second is not None and first is not second and _keys(pair) <= joining:
            first += second
            groups.update({one.key: first for one in second})
    return list({id(group): group for group in groups.values()}.values())


def _keys(pair: CommensalPair) -> set[str]:
    return {pair.first.key, pair.second.key}


def _holds_another(culture: BloodCulture) -> bool:
    return bool(culture.unresolved) or any(not one.organism.common_commensal for one in culture.found)


def _told(history: History, cultures: Sequence[BloodCulture], standing: Standing, not_applied: tuple[str, ...]) -> Told:
    organisms = tuple(dict.fromkeys(found for one in cultures for found in _organisms(one)))
    elements = [*(found for one in cultures for found in found_elements(history, one))]
    elements += [stain for one in cultures for stain in _stains(history, one)]
    at = ground(
        event_id(history.recipient.subject, cultures[0].key),
        cultures[0].on,
        cultures=cultures,
        organisms=organisms,
        elements=elements,
        missing=standing.missing,
    )
    event = None if standing.status is None else _event(history, cultures, standing, standing.status, at)
    if event is not None and not_applied:
        event = event.model_copy(update={"explanation": (*event.explanation, *not_applied)})
    summary = _summary(standing, organisms)
    message = Message(
        _kind(standing), summary, standing.reason, standing.asks, closed=standing.closed, taken_back=standing.taken_back
    )
    told = signal(history, at, message, None if event is None else event.id)
    return Told(frozenset(one.key for one in cultures), event, told, standing.until)


def _event(
    history: History, cultures: Sequence[BloodCulture], standing: Standing, status: EventStatus, at: Ground
) -> Event:
    in_window = history.in_window(at.on)
    return Event(
        id=at.id,
        kind=EventKind.BSI,
        status=status,
        attribution=standing.attribution,
        secondary_to=standing.secondary_to,
        date_of_event=at.on,
        infection_window_period=infection_window_period(at.on).days(),
        organisms=at.organisms,
        adjudicated=standing.adjudicated,
        specimens=specimen_times(history, cultures),
        in_window=in_window,
        counts_for_endpoint=counts(history, status, standing.attribution, in_window),
        elements=at.elements,
        missing=at.missing,
        explanation=(standing.reason, *why_not_secondary(history, cultures)),
        sources=at.sources,
        evidence=at.evidence,
    )


def _organisms(culture: BloodCulture) -> tuple[OrganismFound, ...]:
    unresolved = tuple(OrganismFound(name=quoted(one.reported)) for one in culture.unresolved)
    return (*organisms_found(culture.found), *unresolved)


def _kind(standing: Standing) -> SignalKind:
    kinds = {
        EventStatus.UNRESOLVED: SignalKind.BSI_UNRESOLVED,
        EventStatus.CONFIRMED: SignalKind.BSI_CONFIRMED,
    }
    return SignalKind.BSI_SUSPECTED if standing.status is None else kinds.get(standing.status, SignalKind.BSI_SUSPECTED)


def _summary(standing: Standing, organisms: Iterable[OrganismFound]) -> str:
    named = names(organisms)
    if standing.status is EventStatus.UNRESOLVED:
        return f"Blood culture to review: {named or 'unreadable result'}"
    return f"Suspected bloodstream infection: {named}" if named else "Positive blood culture"


def _stains(history: History, culture: BloodCulture) -> list[Element]:
    """Positive reports that name no organism, with the form that they tell of."""
    elements = []
    for report in culture.reports:
        forms = forms_of([report])
        if says_positive(report.statement) and (forms or not report.statement.isolates):
            kind = report.statement.kind.replace("_", " ")
            said = f": {forms}" if forms else ""
            text = f"{kind} positive{said}, blood collected {history.words(culture.on)}"
            elements.append(Element(culture.on, text, report))
    return elements

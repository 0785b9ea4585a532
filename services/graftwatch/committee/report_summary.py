"""The report's opening: where the trial stands, in sentences that a tired person understands."""

from graftwatch.committee.document import Block, Chapter, Paragraph
from graftwatch.committee.endpoint import EndpointFigures
from graftwatch.committee.material import ReportMaterial
from graftwatch.committee.wording import day, endpoint_name, interval, minute, number, percent
from graftwatch.safety.boundary import Boundary


def summary_chapter(material: ReportMaterial) -> Chapter:
    """The opening paragraph, and one for each endpoint."""
    figures, zone = material.figures, material.protocol.zone
    blocks = list[Block]()
    if material.completeness.read_until is not None:
        until = minute(material.completeness.read_until, zone)
        blocks.append(
            Paragraph(
                f"The service had read its feeds only up to {until}: what came later is not in here.", strong=True
            )
        )
    enrolled = f"{number(figures.enrolled, 'recipient')} {'is' if figures.enrolled == 1 else 'are'} enrolled"
    blocks.append(Paragraph(f"At {minute(figures.as_of, zone)}, {enrolled}."))
    for one in figures.endpoints:
        blocks.append(Paragraph(_stands(one)))
        if one.boundary is not None:
            blocks.append(Paragraph(_against(one, one.boundary), strong=one.crossing is not None))
            if one.crossing is None:
                blocks.append(Paragraph(_next_event(one, one.boundary)))
    return Chapter("summary", "Where the trial stands", tuple(blocks))


def _stands(one: EndpointFigures) -> str:
    counts, name = one.counts, endpoint_name(one.endpoint)
    if counts.evaluable == 0:
        return f"{name}: nobody is evaluable yet, {counts.not_yet_evaluable} still under observation."
    rest = f"; {counts.not_yet_evaluable} are not yet evaluable" if counts.not_yet_evaluable else ""
    excluded = f", {counts.excluded} excluded" if counts.excluded else ""
    return (
        f"{name}: {counts.events} of {number(counts.evaluable, 'evaluable recipient')} had the event, "
        f"{percent(counts.rate)} (exact 95 % interval {interval(one.interval)}){rest}{excluded}."
    )


def _against(one: EndpointFigures, boundary: Boundary) -> str:
    """Whether the boundary is crossed."""
    name, crossing = endpoint_name(one.endpoint), one.crossing
    if crossing is None:
        return f"{name}: the stopping boundary is not crossed."
    on = next((step.on for step in one.path if step.n == crossing.evaluable), None)
    needed = boundary.events_to_stop(crossing.evaluable)
    return (
        f"{name}: THE STOPPING BOUNDARY IS CROSSED. It was crossed on {day(on)} at evaluable recipient "
        f"{crossing.evaluable}, with {number(crossing.events, 'event')} where {needed} stop the trial. The protocol "
        "asks the committee to decide whether the trial goes on."
    )


def _next_event(one: EndpointFigures, boundary: Boundary) -> str:
    """What the next recipient with the event would mean, and how far the boundary is."""
    n, events = one.counts.evaluable + 1, one.counts.events + 1
    if n > boundary.maximum_recipients:
        return f"All {boundary.maximum_recipients} planned recipients are evaluable: the boundary looks no further."
    needed = boundary.events_to_stop(n)
    if one.ahead is not None and one.ahead.next_event_stops:
        return f"If the next recipient has the event, too, that is {events} of {n}, and the boundary is CROSSED."
    at_n = f"where {needed} would stop" if needed is not None else "where no number of events stops"
    means = f"If the next recipient has the event, too, that is {events} of {n}, {at_n}: the boundary is not crossed."
    soonest = one.ahead.soonest if one.ahead is not None else None
    if soonest is None:
        return f"{means} It cannot be reached any more by the {boundary.maximum_recipients} planned."
    return (
        f"{means} It is crossed soonest with {number(soonest.more_events, 'more event')}, at evaluable recipient "
        f"{soonest.evaluable}."
    )

"""Site infections and what must become of the blood beside them, in the short words of cases by hand."""

from hl7_by_hand import Wanted, event, said

Decision = dict[str, object]


def site(name: str, criterion: str, *organisms: str, day: str = "06-08", **more: object) -> Decision:
    """A site's infection with its date of event and first positive test on one day."""
    date = f"2026-{day}"
    dated = {"date_of_event": date, "anchor": date, "specimen_dates": [date], "specimen_type": "site specimen"}
    return said("site_infection", site=name, criterion=criterion, organisms=list(organisms), **{**dated, **more})


def element(name: str, criterion: str, *organisms: str, day: str = "06-08", **more: object) -> Decision:
    """A site's infection of which blood is an element."""
    return site(name, criterion, *organisms, day=day, blood_is_element=True, specimen_dates=[], **more)


def secondary(to: str, *organisms: str, day: str = "06-08", **more: object) -> Wanted:
    """What must be a secondary infection, dated by its site."""
    return event(None, day, *organisms, attribution="secondary", secondary_to=to, **more)


def primary(day: str, *organisms: str, criterion: str = "LCBI-1", **more: object) -> Wanted:
    """What must be a primary infection."""
    return event(criterion, day, *organisms, attribution="primary", secondary_to=None, **more)

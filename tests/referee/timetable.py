"""A history as a timetable that a person can read."""

from collections.abc import Iterator

from tests.referee.history import Blood, History, Moment


def timetable(history: History) -> list[str]:
    """The history's lines, by time."""
    return [f"   transplanted {history.transplanted:%Y-%m-%d}, born {history.born}", *sorted(_lines(history))]


def _lines(history: History) -> Iterator[str]:
    for stay in history.stays:
        yield f"   {_at(stay.admitted)} admitted, discharged {stay.discharged and _at(stay.discharged)}"
    for blood in history.bloods:
        yield f"   {_at(blood.collected)} {blood.number} blood, {blood.method}: {_reports(blood)}"
    for temperature in history.temperatures:
        yield f"   {_at(temperature.taken)} {temperature.value} {temperature.unit}"
    for count in history.counts:
        yield f"   {_at(count.taken)} {count.kind} {count.cells}/mm³"
    for sign in history.signs:
        yield f"   {_at(sign.seen)} {sign.name}"
    for site in history.sites:
        names = ", ".join(one.name for one in site.organisms)
        element = ", blood is element" if site.blood_is_element else ""
        what = f"{site.site} {site.criterion}, anchor {site.anchor}{element}, {site.specimen}"
        yield f"   {site.date_of_event} {what}: {names}"
    for line in history.lines:
        yield f"   {_at(line.placed)} central line, accessed {line.accessed}, removed {line.removed}"
    for one in history.conditions:
        names = ", ".join(each.name for each in one.organisms)
        volume = f"{one.millilitres} mL, {one.millilitres_per_kg} mL/kg"
        yield f"   {one.since} {one.name} to {one.until}, grade {one.grade}, {volume} {names}".rstrip()


def _reports(blood: Blood) -> str:
    versions = []
    for report in blood.reports:
        names = ", ".join(one.name + " (P)" * (one in report.pending) for one in report.organisms) or "no growth"
        versions.append(f"{report.status} {names}")
    return "; ".join(versions)


def _at(moment: Moment) -> str:
    return moment.isoformat(" ", "minutes") if hasattr(moment, "hour") else moment.isoformat()

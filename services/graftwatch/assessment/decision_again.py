"""The decision that a fact came from, written down again: to be changed, or taken back, by a later one.

A decision's key is what it is about, so the same document with `withdrawn` takes it back. Who decided is in no fact but
an acknowledgement's; the journal has it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from functools import singledispatch
from typing import Final

from graftwatch.facts import (
    Adjudication,
    Admission,
    Biopsy,
    CentralLine,
    ClinicalTime,
    Condition,
    Death,
    Discharge,
    Fact,
    ReTransplant,
    Sign,
    SiteInfection,
    Statement,
    Treatment,
)

Document = Mapping[str, object]
EVENT_PREFIXES: Final = ("bsi-", "rejection-", "infusion_reaction-")


def decision_again(fact: Fact[Statement], zone: tzinfo, end: Discharge | None = None) -> Document | None:
    """The document, without subject, `by` and `withdrawn`; None where no person decides such a thing.

    Args:
        fact: what was decided.
        zone: the trial's, in which times are written.
        end: of a hospital stay, where one was stated with it.
    """
    said = dict(_said(fact.statement, zone))
    if not said:
        return None
    if isinstance(fact.statement, Admission) and end is not None:
        said["discharged_at"] = _time(end.discharged, zone)
    said.setdefault("at", fact.known_at.astimezone(zone).isoformat())
    return {name: value for name, value in said.items() if value not in (None, "", (), [])}


def _time(time: ClinicalTime | None, zone: tzinfo) -> str | None:
    if time is None:
        return None
    return time.at.astimezone(zone).isoformat() if time.at is not None else time.on.isoformat()


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@singledispatch
def _said(statement: object, zone: tzinfo) -> Iterator[tuple[str, object]]:
    del statement, zone
    yield from ()


@_said.register
def _(one: Sign, zone: tzinfo) -> Iterator[tuple[str, object]]:
    yield from (("type", "sign"), ("sign", one.sign), ("at", _time(one.seen, zone)))


@_said.register
def _(one: SiteInfection, zone: tzinfo) -> Iterator[tuple[str, object]]:
    del zone
    yield from (("type", "site_infection"), ("site", one.site), ("criterion", one.criterion))
    yield from (("date_of_event", _day(one.date_of_event)), ("anchor", _day(one.anchor)))
    yield from (("organisms", list(one.organisms)), ("specimen_dates", [_day(day) for day in one.specimen_dates]))
    yield from (("specimen_type", one.specimen_type), ("blood_is_element", one.blood_is_element or None))


@_said.register
def _(one: CentralLine, zone: tzinfo) -> Iterator[tuple[str, object]]:
    yield from (("type", "central_line"), ("placed_at", _time(one.placed, zone)))
    yield from (("accessed_at", _time(one.accessed, zone)), ("removed_at", _time(one.removed, zone)))


@_said.register
def _(one: Condition, zone: tzinfo) -> Iterator[tuple[str, object]]:
    del zone
    yield from (("type", "condition"), ("condition", one.condition), ("from", _day(one.since)), ("to", _day(one.until)))
    yield from (("grade", one.grade), ("ml_per_24h", _number(one.millilitres_per_24h)))
    yield from (("ml_per_kg_24h", _number(one.millilitres_per_kg_24h)), ("organisms", list(one.organisms)))


@_said.register
def _(one: Adjudication, zone: tzinfo) -> Iterator[tuple[str, object]]:
    del zone
    target = "event" if one.target.startswith(EVENT_PREFIXES) else "signal"
    yield from (("type", "adjudicate"), (target, one.target), ("verdict", one.verdict), ("note", one.note))


@_said.register
def _(one: Biopsy, zone: tzinfo) -> Iterator[tuple[str, object]]:
    yield from (("type", "biopsy"), ("at", _time(one.taken, zone)), ("portal", one.portal), ("duct", one.duct))
    yield from (("venous", one.venous), ("grade", one.grade))


@_said.register
def _(one: Admission, zone: tzinfo) -> Iterator[tuple[str, object]]:
    yield from (("type", "admission"), ("admitted_at", _time(one.admitted, zone)))


@_said.register
def _(one: Treatment, zone: tzinfo) -> Iterator[tuple[str, object]]:
    del zone
    routes = {True: "iv", False: "oral", None: None}
    yield from (("type", "antimicrobial"), ("drug", one.drug), ("route", routes[one.parenteral]))
    yield from (("from", _day(one.since)), ("to", _day(one.until)))


@_said.register
def _(one: ReTransplant, zone: tzinfo) -> Iterator[tuple[str, object]]:
    yield from (("type", "re_transplant"), ("at", _time(one.transplanted, zone)))


@_said.register
def _(one: Death, zone: tzinfo) -> Iterator[tuple[str, object]]:
    yield from (("type", "death"), ("at", _time(one.died, zone)))


def _number(value: object) -> str | None:
    return None if value is None else str(value)

"""Levels of each drug against the target that held when they were drawn."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from graftwatch.console.timeline.results import value
from graftwatch.console.timeline.sources import Messages
from graftwatch.console.timeline.views import Drug, Reading, Series, Target, Value
from graftwatch.facts import Chart
from graftwatch.findings import Exposure as Published
from graftwatch.protocol import DRUG_UNITS, Protocol
from graftwatch.protocol import Drug as Rule
from graftwatch.rejection.targets import Days, targets
from graftwatch.rejection.trough import concepts, troughs
from graftwatch.roster import Recipient

DAY: Final = timedelta(days=1)
FAR: Final = timedelta(days=3650)
"""Levels stated later than that after now are filler dates."""


def drugs(
    recipient: Recipient, chart: Chart, protocol: Protocol, exposure: tuple[Published, ...], messages: Messages
) -> tuple[Drug, ...]:
    """The protocol's drugs that have levels, or whose trough is awaited, in the protocol's order."""
    held = {one.drug: one for one in exposure}
    found = (
        _drug(recipient, chart, protocol, (name, rule, held.get(name)), messages)
        for name, rule in protocol.exposure.drugs.items()
    )
    return tuple(one for one in found if one.levels.values or one.overdue_since is not None)


def _drug(
    recipient: Recipient,
    chart: Chart,
    protocol: Protocol,
    asked: tuple[str, Rule, Published | None],
    messages: Messages,
) -> Drug:
    name, rule, exposure = asked
    last = recipient.day(protocol.window.last_day, protocol.zone)
    days = Days(recipient.transplanted_on(protocol.zone), last)
    held = [
        Target(since=since, low=low, high=high) for since, (low, high) in targets(chart, rule, protocol.exposure, days)
    ]
    until = datetime.combine(last + DAY, time(), protocol.zone)
    return Drug(
        drug=name,
        levels=Series(
            concept=name,
            unit=DRUG_UNITS[name],
            values=tuple(sorted(_levels(chart, (name, rule), held, until, messages), key=lambda one: one.at)),
        ),
        targets=tuple(held),
        targets_until=until,
        max_gap_days=rule.max_gap_days,
        time_in_range=exposure.time_in_range if exposure else None,
        overdue_since=exposure.next_due if exposure and exposure.overdue else None,
    )


def _levels(
    chart: Chart, drug: tuple[str, Rule], held: list[Target], until: datetime, messages: Messages
) -> Iterator[Value]:
    """Troughs against the target of their time, and levels that are none; two reports of one draw are one."""
    name, rule = drug
    found = troughs(chart, name, rule, until=datetime.max.replace(tzinfo=until.tzinfo) - FAR)
    counted = {one.fact.identity for one in found}
    drawn = {one.at for one in found}
    for one in found:
        yield value(one.fact, one.at, messages, _reading(float(one.value), one.at, held, until))
    for concept in concepts(name):
        of_concept = chart.series(concept)
        for level, at in zip(of_concept.facts, of_concept.instants, strict=True):
            if level.identity not in counted and at not in drawn and _is_of(name, level.statement.timing):
                yield value(level, at, messages, Reading.APART)


def _is_of(name: str, timing: str | None) -> bool:
    """A two-hour level is shown with its own measure, any other with the drug."""
    return (timing == "c2") == name.endswith("_c2")


def _reading(level: float, at: datetime, held: list[Target], until: datetime) -> Reading:
    target = next((one for one in reversed(held) if one.since <= at), None)
    if target is None or at >= until:
        return Reading.APART
    if level < target.low:
        return Reading.BELOW
    return Reading.ABOVE if level > target.high else Reading.WITHIN

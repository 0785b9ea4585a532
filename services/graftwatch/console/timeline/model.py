"""A recipient's timeline, made of what is known: a function of facts, assessment and pages, without any store."""

from dataclasses import dataclass, field
from datetime import datetime

from graftwatch.assessment import Assessment
from graftwatch.bsi.signs import FEVER_ABOVE_CELSIUS, HYPOTHERMIA_BELOW_CELSIUS
from graftwatch.console.timeline.concluded import Told, episodes, pages, signals
from graftwatch.console.timeline.drugs import drugs
from graftwatch.console.timeline.happened import marks, spans
from graftwatch.console.timeline.results import cultures, liver_tests, temperatures
from graftwatch.console.timeline.sources import Messages
from graftwatch.console.timeline.views import EnzymeLimits, Timeline
from graftwatch.facts import Chart
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient


@dataclass(frozen=True, slots=True)
class Material:
    """What a timeline is made of.

    Attributes:
        recipient: whom it is about.
        chart: current facts, or those that were current at `known_by`.
        assessment: what is concluded from them.
        protocol: the rules.
        told: what people were told.
        messages: where the messages lie in the journal.
        known_by: what became known later is left out; None: nothing is.
    """

    recipient: Recipient
    chart: Chart
    assessment: Assessment
    protocol: Protocol
    told: Told = field(default_factory=Told)
    messages: Messages = field(default_factory=lambda: Messages({}))
    known_by: datetime | None = None


def timeline(material: Material, now: datetime) -> Timeline:
    """The timeline as of a time (aware): now, or `known_by`."""
    chart, held, protocol, messages = material.chart, material.assessment, material.protocol, material.messages
    rule = protocol.rejection.enzyme_rise
    today = now.astimezone(protocol.zone).date()
    return Timeline(
        subject=material.recipient.subject,
        as_of=now,
        known_by=material.known_by,
        zone=protocol.time_zone,
        transplanted_on=material.recipient.transplanted_on(protocol.zone),
        window=held.window,
        post_operative_day=material.recipient.post_operative_day(today, protocol.zone),
        state=held.state,
        marks=marks(material.recipient, chart, protocol.exposure.drugs, messages),
        spans=spans(chart, messages),
        cultures=cultures(chart, messages, material.known_by),
        temperatures=temperatures(chart, messages),
        fever_above=float(FEVER_ABOVE_CELSIUS),
        hypothermia_below=float(HYPOTHERMIA_BELOW_CELSIUS),
        drugs=drugs(material.recipient, chart, protocol, held.exposure, messages),
        liver_tests=liver_tests(chart, messages, rule.upper_limits),
        enzyme_limits=EnzymeLimits(times_upper_limit=rule.times_upper_limit, from_day=rule.from_day),
        episodes=episodes(held.events, messages),
        signals=signals(held.signals, material.told, messages, material.known_by),
        pages=pages(material.told, material.known_by),
    )

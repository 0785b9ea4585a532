"""Timelines by hand, from the facts of `charts`: the recipient was transplanted on 1 June 2026, 09:00, in Tokyo."""

from collections.abc import Sequence
from datetime import date, datetime

from charts import june, recipient
from graftwatch.assessment import assess
from graftwatch.console.shell.languages import words
from graftwatch.console.timeline.concluded import Told
from graftwatch.console.timeline.figure import Figure, figure
from graftwatch.console.timeline.model import Material, timeline
from graftwatch.console.timeline.ranges import Days, usual
from graftwatch.console.timeline.sources import Messages
from graftwatch.console.timeline.views import Timeline
from graftwatch.console.timeline.words import Teller
from graftwatch.facts import Chart, Fact, FactSet, Statement, newest_of
from graftwatch.paging import Page
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient

NOW = june(20, 12)


def drawn(
    *facts: Fact[Statement],
    now: datetime = NOW,
    known_by: datetime | None = None,
    protocol: Protocol | None = None,
    who: Recipient | None = None,
    pages: Sequence[Page] = (),
    numbers: dict[tuple[str, str], int] | None = None,
) -> Timeline:
    """The timeline of these facts."""
    rules, enrolled = protocol or Protocol(), who or recipient()
    known = FactSet(facts).known_by(known_by)
    chart = Chart(newest_of(known), rules.zone, lambda identity: [one for one in known if one.identity == identity])
    held = assess(enrolled, known, rules, known_by or now)
    material = Material(enrolled, chart, held, rules, Told(pages), Messages(numbers or {}), known_by)
    return timeline(material, known_by or now)


def pictured(held: Timeline, days: tuple[date, date] | None = None, language: str = "en") -> Figure:
    """The picture of a timeline, of its usual days unless told otherwise."""
    rules = Protocol(time_zone=held.zone)
    teller = Teller(words(language), rules.zone, held.transplanted_on)
    return figure(held, Days(*days) if days else usual(held), teller)

"""A simulated trial as journal entries: the roster, then messages and decisions in the order they come."""

from operator import itemgetter

from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.protocol import Protocol
from graftwatch.roster import parse_roster
from graftwatch.simulator import Simulation

FEED = "default"


def journal_of(simulation: Simulation) -> list[NewEntry]:
    """All of it; the last entry says that the feed has ended."""
    zone = Protocol().zone
    came = [(one.sent_at, EntryKind.FRAME, FEED, one.control_id, one.content) for one in simulation.messages]
    decided = [(one.entered_at, EntryKind.DECISION, "decision", "", one.line.encode()) for one in simulation.decisions]
    played = sorted([*came, *decided], key=itemgetter(0))
    roster = parse_roster(simulation.roster_csv, "roster.csv", zone)
    first, last = played[0][0], max(simulation.until, played[-1][0])
    before = [(first, EntryKind.ROSTER, "roster", "", one.model_dump_json().encode()) for one in roster]
    return [NewEntry(*one) for one in (*before, *played, (last, EntryKind.FRAME, FEED, "", b""))]

"""What a backtest is given: a feed with its roster, decisions and codes, and the truth about it.

What belongs to a feed lies beside it under the names that `simulate --out` writes: roster.csv, decisions.jsonl, and
truth.json or truth.csv; an option names another file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from graftwatch.assessment.decision_document import DecisionDocument
from graftwatch.assessment.decisions import read_decisions
from graftwatch.backtest.arrivals import FEED, Arrival, ArrivalOrder, Placed, Sorted, arrivals_of
from graftwatch.backtest.play import Entered, PastFeed
from graftwatch.backtest.simulated_truth import parse_simulated_truth, truth_of
from graftwatch.backtest.truth import Kind, Truth
from graftwatch.backtest.truth_csv import parse_truth
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.inputs import STANDARD_INPUT, FileMessage, messages_of, read_text
from graftwatch.entrypoints.codes_files import read_codes_file
from graftwatch.facts import aware
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.pipeline.intake import Intake
from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, Roster, parse_roster
from graftwatch.simulator import Simulation
from graftwatch.terminology.site_codes import SiteCodes


@dataclass(frozen=True, slots=True)
class Besides:
    """What is the same for every feed of a backtest, or said by an option instead of a file beside the feed."""

    roster: Path | None
    decisions: Path | None
    codes: Path | None
    order: ArrivalOrder
    until: datetime | None
    reviewed: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class GivenFeed:
    """One feed, ready to be played, with its truth, and the decisions that could not be taken."""

    feed: PastFeed
    ready: Sorted
    truth: Truth
    refused_decisions: tuple[str, ...] = ()


def given_feed(path: Path, truth: Path | None, besides: Besides, protocol: Protocol) -> GivenFeed:
    """Reads a feed and what belongs to it.

    Raises:
        InputFault: something is missing or cannot be read.
    """
    enrolments = _roster(path, besides, protocol)
    roster = Roster.of_changes(enrolments)
    codes = read_codes_file(FEED, besides.codes) if besides.codes else None
    ready = arrivals_of(_messages(path), _intake(roster, protocol, codes), besides.order)
    if not ready.arrivals:
        raise InputFault(f"{path}: none of {ready.messages} messages is about anybody on the roster")
    decisions, refused = _decisions(besides.decisions or _beside(path, "decisions.jsonl"), roster, protocol)
    last = max([ready.arrivals[-1].at, *(one.at for one in decisions)])
    until = aware(besides.until, protocol.zone) if besides.until else last
    feed = PastFeed(
        name=path.name or str(path),
        roster=enrolments,
        arrivals=[one for one in ready.arrivals if one.at <= until],
        decisions=[one for one in decisions if one.at <= until],
        codes=codes,
        until=until,
    )
    return GivenFeed(feed, ready, _truth(path, truth, roster, protocol, besides.reviewed), refused)


def simulated_feed(made: Simulation, protocol: Protocol) -> GivenFeed:
    """A simulated feed with its truth; what is about other patients changes nothing and is not played."""
    arrivals = [Arrival(one.sent_at.astimezone(UTC), one.content) for one in made.recipient_messages]
    feed = PastFeed(
        name=f"seed {made.stage.seed}",
        roster=parse_roster(made.roster_csv, "roster.csv", protocol.zone),
        arrivals=arrivals,
        decisions=[Entered(one.entered_at, one.line) for one in made.decisions],
        codes=None,
        until=made.until,
    )
    return GivenFeed(feed, Sorted(arrivals, len(arrivals)), truth_of(made.truth, feed.name))


def _roster(path: Path, besides: Besides, protocol: Protocol) -> list[Enrolment]:
    file = besides.roster or _beside(path, "roster.csv")
    if file is None:
        raise InputFault(f"{path}: there is no roster.csv beside it; name one with --roster")
    return parse_roster(read_text(file), file.name, protocol.zone)


def _beside(path: Path, *names: str) -> Path | None:
    """A file of one of these names in the feed's folder, or in the one that the feed lies in."""
    folders = [path, path.parent] if path.is_dir() else [path.parent]
    places = (folder / name for folder in folders for name in names)
    return None if path == STANDARD_INPUT else next((one for one in places if one.is_file()), None)


def _messages(path: Path) -> Callable[[], Iterable[Placed]]:
    """The feed's messages, anew at each call; standard input can be read only once and is held."""
    if path == STANDARD_INPUT:
        held = [_placed(one) for one in messages_of([path])]
        return lambda: held
    if not path.exists():
        raise InputFault(f"{path}: there is no such file or folder")

    def again() -> Iterator[Placed]:
        return (_placed(one) for one in messages_of([path]))

    return again


def _placed(one: FileMessage) -> Placed:
    return Placed(f"{one.file}, byte {one.offset}", one.content, one.is_message)


def _intake(roster: Roster, protocol: Protocol, codes: CodesChange | None) -> Intake:
    site_codes = codes.site_codes() if codes else SiteCodes()
    return Intake(roster, protocol, {FEED: FeedDefaults(FEED)}, {FEED: site_codes})


def _decisions(file: Path | None, roster: Roster, protocol: Protocol) -> tuple[list[Entered], tuple[str, ...]]:
    """The decisions to be played, and those that are refused: not as they must be, or about nobody enrolled."""
    if file is None:
        return [], ()
    text = read_text(file)
    lines = text.removeprefix("\ufeff").splitlines()
    stated = read_decisions(text, file.name)
    enrolled = [one for one in stated.decisions if roster.get(one.subject) is not None]
    strangers = [one for one in stated.decisions if roster.get(one.subject) is None]
    refused = (
        *(str(one) for one in stated.refused),
        *(f"line {one.line}: {one.subject} is not enrolled; correct the subject or the roster" for one in strangers),
    )
    return [Entered(entered_at(one.document, protocol), lines[one.line - 1]) for one in enrolled], refused


def entered_at(said: DecisionDocument, protocol: Protocol) -> datetime:
    """When a decision became known: as it says, else when it was decided; of a day only, at the day's end."""
    moment = said.entered_at or said.at
    if isinstance(moment, datetime):
        return aware(moment, protocol.zone)
    return datetime.combine(moment + timedelta(days=1), time(), protocol.zone) - timedelta(seconds=1)


def _truth(path: Path, given: Path | None, roster: Roster, protocol: Protocol, reviewed: Sequence[Kind]) -> Truth:
    file = given or _beside(path, "truth.json", "truth.csv")
    if file is None:
        raise InputFault(f"{path}: there is no truth.json or truth.csv beside it; name one with --truth")
    text = read_text(file)
    if text.lstrip("\ufeff").lstrip().startswith("{"):
        return parse_simulated_truth(text, file.name, roster, protocol)
    return parse_truth(text, file.name, roster, protocol, reviewed)

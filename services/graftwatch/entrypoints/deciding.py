"""People's decisions before they are entered: what of them can be taken, what not, and what will have no effect.

The command line, the console's forms and its API all come here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from graftwatch.assessment.decisions import Decision, read_decisions
from graftwatch.bsi.secondary import refused_decisions
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.facts import Chart, SiteInfection


@dataclass(frozen=True, slots=True)
class Checked:
    """Decisions that were looked at.

    Attributes:
        taken: those that can be taken.
        kept: their lines, as they go into the journal.
        refused: why the others cannot, with the line each stands on.
        faults: the same without the line: "`field`: what is wrong with it".
        without_effect: site infections among the taken that take no bloodstream infection, each with the reason.
    """

    taken: Sequence[Decision]
    kept: str
    refused: Sequence[str]
    faults: Sequence[str]
    without_effect: Sequence[str]


def checked(folder: OpenFolder, text: str, source: str) -> Checked:
    """What of a text of decisions (one JSON object a line) can be taken.

    Raises:
        DecisionFileError: a line is no decision at all; with every fault of the text.
    """
    stated, roster, now = read_decisions(text, source), folder.roster(), folder.now()
    wrong: dict[int, str] = {}
    for one in stated.decisions:
        if one.subject and roster.get(one.subject) is None:
            wrong[one.line] = f"{one.subject} is not enrolled"
        elif not _countable(one, folder.protocol.zone, now):
            wrong[one.line] = "a time is of no year that can be counted with"
    taken = [one for one in stated.decisions if one.line not in wrong]
    refused = [*(str(one) for one in stated.refused), *(f"line {line}: {said}" for line, said in wrong.items())]
    faults = [*(fault for one in stated.refused for fault in one.faults), *wrong.values()]
    lines = text.removeprefix("\ufeff").splitlines()
    kept = "".join(f"{lines[one.line - 1]}\n" for one in taken)
    return Checked(taken, kept, refused, faults, _without_effect(taken, now))


def _countable(decision: Decision, zone: tzinfo, now: datetime) -> bool:
    """Whether its times can be said in another zone: those at the ends of the calendar cannot."""
    try:
        return bool(decision.facts(zone, now))
    except OverflowError:
        return False


def _without_effect(decisions: Sequence[Decision], now: datetime) -> list[str]:
    """The site infections that take no bloodstream infection: entered, and of no effect until they are corrected."""
    facts = [fact for one in decisions if not one.document.withdrawn for fact in one.facts(UTC, now)]
    return refused_decisions(Chart(facts, UTC).of(SiteInfection))

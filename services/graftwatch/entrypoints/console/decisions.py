"""What people decide at the console: the same documents, by the same door, as from the command line."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment.decision_again import decision_again
from graftwatch.assessment.decisions import FEED, DecisionFileError
from graftwatch.console.signals.decision_views import Deciding, DecisionFault, EnteredDecision
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.acknowledge import name_of
from graftwatch.entrypoints.console.deciders import Deciders
from graftwatch.entrypoints.console.entering import enter
from graftwatch.entrypoints.deciding import checked
from graftwatch.facts import Admission, Discharge, Fact, Statement
from graftwatch.facts.version import WITHDRAWN
from graftwatch.pipeline.journal import EntryKind

WHEN_DECIDED: Final = frozenset(
    {"site_infection", "central_line", "condition", "adjudicate", "antimicrobial", "admission"}
)
"""Decisions whose own fields say when something was, so that `at` is the time at which somebody decided."""
_PLACE: Final = re.compile(r"`([a-z_0-9]+)(?:\.[a-z_0-9.]+)?`: (.+)", re.DOTALL)


class FolderDecisions:
    """Reads and enters decisions; any thread.

    Args:
        folder: where they are entered.
    """

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._deciders = Deciders(folder.journal, folder.protocol.zone)

    def entered(self, subject: str, known_by: datetime | None = None) -> tuple[EnteredDecision, ...]:
        """A recipient's decisions, the newest first; of those known by a time."""
        if not self._folder.place.state.exists():
            return ()
        with self._folder.state() as state:
            found = list(_newest(state, subject, known_by))
        return tuple(sorted(self._written(found), key=lambda one: one.entered_at, reverse=True))

    def enter(
        self, subject: str, kind: str, said: Mapping[str, JsonValue], account: str, replaces: str = ""
    ) -> Deciding:
        """Enters a decision, in the place of an earlier one where it is about something else now.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        now = self._folder.now().isoformat()
        own = {"type": kind, "subject": subject, "by": name_of(account)}
        line = {**({"at": now} if kind in WHEN_DECIDED else {}), **said, **own}
        lines = [*self._instead_of(subject, replaces, line, own["by"]), line]
        try:
            stated = checked(self._folder, "".join(f"{json.dumps(one)}\n" for one in lines), "decision")
        except DecisionFileError as fault:
            return Deciding(faults=tuple(DecisionFault(field="", words=one) for one in fault.faults))
        if stated.refused:
            return Deciding(faults=tuple(_fault(one) for one in stated.faults))
        handled = enter(self._folder, [(EntryKind.DECISION, FEED, stated.kept.encode())])
        return Deciding(handled=handled, without_effect=tuple(stated.without_effect))

    def withdraw(self, subject: str, identity: str, account: str) -> Deciding | None:
        """Takes a decision back by a later one; None where there is none that stands.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        found = self._standing(subject, identity)
        if found is None:
            return None
        return self.enter(subject, found.type, {**self._again(found), "withdrawn": True}, account)

    def _standing(self, subject: str, identity: str) -> EnteredDecision | None:
        found = (one for one in self.entered(subject) if one.identity == identity and not one.taken_back)
        return next(found, None)

    def _again(self, one: EnteredDecision) -> dict[str, JsonValue]:
        """What an earlier decision said; where `at` is when somebody decided, that is now."""
        return {name: value for name, value in one.said.items() if name != "at" or one.type not in WHEN_DECIDED}

    def _instead_of(
        self, subject: str, replaces: str, line: Mapping[str, JsonValue], by: str
    ) -> Iterator[dict[str, JsonValue]]:
        """The line that takes back what is replaced; none where the new one takes its place by itself."""
        found = self._standing(subject, replaces) if replaces else None
        if found is not None and found.type == line["type"]:
            at = {"at": line["at"]} if found.type in WHEN_DECIDED and "at" in line else {}
            yield {**self._again(found), **at, "type": found.type, "subject": subject, "by": by, "withdrawn": True}

    def _written(self, facts: Sequence[Fact[Statement]]) -> Iterator[EnteredDecision]:
        ends = {one.statement.visit: one for one in facts if isinstance(one.statement, Discharge)}
        for one in facts:
            statement = one.statement
            end = ends.get(statement.visit) if isinstance(statement, Admission) else None
            ended = end.statement if end and end.version.rank != WITHDRAWN else None
            said = decision_again(one, self._folder.protocol.zone, ended if isinstance(ended, Discharge) else None)
            if said is not None:
                yield EnteredDecision.model_validate(
                    {
                        "identity": one.identity,
                        "type": said["type"],
                        "said": {name: value for name, value in said.items() if name != "type"},
                        "entered_at": one.known_at,
                        "by": self._deciders.of(one),
                        "taken_back": one.version.rank == WITHDRAWN,
                    }
                )


def _newest(state: SqliteState, subject: str, known_by: datetime | None) -> Iterator[Fact[Statement]]:
    newest: dict[str, Fact[Statement]] = {}
    for one in state.facts(subject, FEED):
        if known_by is None or one.known_at <= known_by:
            held = newest.get(one.identity)
            newest[one.identity] = one if held is None else max(held, one, key=lambda each: each.version)
    yield from newest.values()


def _fault(said: str) -> DecisionFault:
    """A fault by its field: "`at`: it is not a time" is of `at`."""
    found = _PLACE.fullmatch(said)
    return DecisionFault(field=found[1], words=found[2]) if found else DecisionFault(field="", words=said)

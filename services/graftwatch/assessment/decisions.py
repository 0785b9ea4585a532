"""Reads decisions.jsonl: people's decisions, one JSON object a line, with every fault listed by line.

A fault names the file, the line, the field and the mend; a file with a fault is refused as a whole, so that nobody
believes in a decision that was skipped. Of two decisions about the same thing the one on the later line wins.
Empty lines are allowed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from pydantic import TypeAdapter

from graftwatch.assessment.decision_documents import AnyDecision, DecisionDocument
from graftwatch.facts import ClinicalTime, Death, Fact, Source, Statement, Status, fact

DECISION: TypeAdapter[DecisionDocument] = TypeAdapter(AnyDecision)
FEED = "decision"
"""The feed that decisions count as coming from."""


class DecisionFileError(ValueError):
    """The decisions cannot be used; `faults` lists every reason, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, and its line in the file: of two about the same thing, said at the same time, the later wins."""

    document: DecisionDocument
    line: int

    @property
    def subject(self) -> str:
        """Whom it is about."""
        return self.document.subject

    def facts(self, zone: tzinfo, known_at: datetime) -> list[Fact[Statement]]:
        """The decision as facts.

        Args:
            zone: time zone of times that state none.
            known_at: when the decision was entered; its version is of this time where it does not say when somebody
                decided, because `at` then is the time of what was seen.
        """
        stated_at = (self.document.decided_at(zone) or known_at) + timedelta(microseconds=self.line)
        return [
            fact(
                subject=self.subject,
                identity=identity,
                statement=statement or Death(ClinicalTime(stated_at.date())),
                status=Status.WITHDRAWN if self.document.withdrawn or statement is None else Status.FINAL,
                stated_at=stated_at,
                known_at=known_at,
                source=Source(FEED, ""),
            )
            for identity, statement in self.document.says(zone)
        ]

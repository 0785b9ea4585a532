"""Names of stories, and what people decided about them.

An event and its signal are named by the recipient and the first blood draw (a secondary one by its site, too), so
that the name never depends on the order in which facts came. A person's verdict names an event or a signal; it holds
for the blood drawn until the day it was given: what is drawn later is judged anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from graftwatch.bsi.history import History
from graftwatch.facts import Adjudication, Fact, Version, pseudonymous_key

EVENT_PREFIX: Final = "bsi-"
VERDICTS: Final = ("confirmed", "refuted", "contaminant", "secondary")


def event_id(subject: str, draw: str, site: str = "") -> str:
    """The id of the story that begins with a blood draw; `site` is the site infection it is secondary to.

    A story's event and its signal share it.
    """
    return f"{EVENT_PREFIX}{pseudonymous_key(subject, 'bsi', draw, site)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's verdict: confirmed, refuted, contaminant or secondary, and the day it was given."""

    word: str
    given_on: date
    fact: Fact[Adjudication]

    @property
    def takes_away(self) -> bool:
        """Whether the event is no primary bloodstream infection any more."""
        return self.word in {"refuted", "contaminant", "secondary"}

    @property
    def secondary_to(self) -> str | None:
        """The site that a verdict of secondary names in its note."""
        if self.word != "secondary":
            return None
        return self.fact.statement.note or "another site, by a person's verdict"

    def __str__(self) -> str:
        note = f": {self.fact.statement.note}" if self.fact.statement.note else ""
        return f"{self.word} by a person on {self.given_on.isoformat()}{note} [{self.fact.source}]"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The newest verdict on each event or signal."""

    subject: str
    by_target: dict[str, Verdict]

    @classmethod
    def of(cls, history: History) -> "Verdicts":
        """The verdicts of a history."""
        newest: dict[str, tuple[Version, str]] = {}
        by_target: dict[str, Verdict] = {}
        for fact in history.chart.of(Adjudication):
            target, age = fact.statement.target, (fact.version, fact.identity)
            if target not in newest or newest[target] < age:
                newest[target] = age
                given_on = fact.version.stated_at.astimezone(history.zone).date()
                by_target[target] = Verdict(fact.statement.verdict, given_on, fact)
        return cls(history.recipient.subject, by_target)

    def refused(self, known: frozenset[str]) -> list[str]:
        """Verdicts on bloodstream infections that nobody can take, each with the reason."""
        refused = []
        for target, verdict in sorted(self.by_target.items()):
            if target.startswith(EVENT_PREFIX) and target not in known:
                refused.append(f"adjudicate {target}: no event or signal of this recipient has this id")
            elif target in known and verdict.word not in VERDICTS:
                refused.append(f"adjudicate {target}: no such verdict {verdict.word!r}; use {', '.join(VERDICTS)}")
        return refused

    def about(self, draws: Iterable[str], site: str = "") -> Verdict | None:
        """The newest verdict on a story of these draws, whichever of them it was named by."""
        if not self.by_target:
            return None
        ids = {event_id(self.subject, draw, site) for draw in draws}
        given = [one for target, one in self.by_target.items() if target in ids and one.word in VERDICTS]
        return max(given, key=lambda one: (one.fact.version, one.fact.identity), default=None)

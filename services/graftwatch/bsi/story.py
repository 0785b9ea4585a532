"""Names of stories, and what people decided about them.

An event and its signal are named by the recipient and the first blood draw (a secondary one by its site, too), so
that the name never depends on the order in which facts came. A person's verdict names an event or a signal; it holds
for the blood drawn until the day it was given: what is drawn later is judged anew, and so is blood whose growth was
stated after a verdict that silences, although it was drawn before.

A verdict that takes a story away judges what was known of it. A notice of fever beside a pending culture bears the
name that the culture's growth will bear; "refuted" said of the notice says nothing of growth that nobody had stated
yet, and silencing that would be a missed page. So "refuted" and "contaminant" hold only where every blood culture that
makes the story was said to be positive when they were given; otherwise the event says that they do not.

    fever 06-04, blood drawn 06-04    refuted 06-05 09:00    positive 06-06    suspected, paged; the refusal is named
                                      refuted 06-06 09:00    positive 06-06    refuted, stays closed with later reports
    (the report of 06-06 was stated at 08:00 in the second line)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture, growth_stated_at
from graftwatch.bsi.history import History
from graftwatch.facts import Adjudication, Chart, Fact, Version, pseudonymous_key

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
    def silences(self) -> bool:
        """Whether nobody is told of the story any more."""
        return self.word in {"refuted", "contaminant"}

    def holds(self, growth_stated: datetime) -> bool:
        """Whether it can be about growth that was stated then; one that silences cannot foresee it."""
        return not self.silences or self.fact.version.stated_at >= growth_stated

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
    chart: Chart

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
        return cls(history.recipient.subject, by_target, history.chart)

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
        return max(self._given(draws, site), key=_age, default=None)

    def on_growth(self, grown: Iterable[BloodCulture], site: str = "", *, named_by: Iterable[str] = ()) -> "OnGrowth":
        """What was decided about a story that these positive blood cultures make; `named_by` may name it, too."""
        cultures = tuple(grown)
        given = self._given([*(one.key for one in cultures), *named_by], site)
        if not given:
            return UNDECIDED
        stated = max(growth_stated_at(one, self.chart) for one in cultures)
        holding = max((one for one in given if one.holds(stated)), key=_age, default=None)
        return OnGrowth(holding, max((one for one in given if not one.holds(stated)), key=_age, default=None))

    def _given(self, draws: Iterable[str], site: str) -> list[Verdict]:
        if not self.by_target:
            return []
        ids = {event_id(self.subject, draw, site) for draw in draws}
        return [one for target, one in self.by_target.items() if target in ids and one.word in VERDICTS]


@dataclass(frozen=True, slots=True)
class OnGrowth:
    """What was decided about growth: the verdict that holds, and one that was given before there was any."""

    verdict: Verdict | None = None
    too_early: Verdict | None = None

    def words(self) -> tuple[str, ...]:
        """For the explanation: that a verdict does not hold, and why."""
        if self.too_early is None:
            return ()
        return (f"not applied, since it was given before the growth was stated: {self.too_early}",)


UNDECIDED: Final = OnGrowth()


def _age(verdict: Verdict) -> tuple[Version, str]:
    return verdict.fact.version, verdict.fact.identity

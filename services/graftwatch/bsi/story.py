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

A verdict names its story by the id that it bore then. Where a story of today bears that id, as it would without any
verdict, the verdict is about that story alone, though its blood may hold another organism that is another's. Where none
does, because blood that was drawn earlier came late or two stories became one, the story is found by the blood that
they share, as the pager finds it (design.md, "Identity of an event"):

    E. coli of 06-06 judged secondary, S. aureus of 06-04 comes late    06-06 stays an event of its own, secondary as
                                                                        judged; 06-04 is a new event
    E. coli of 06-06 confirmed, S. aureus of 06-04 comes late           one event of 06-04, confirmed by the person, too
    UTI with E. coli of 06-06 judged, E. coli of 06-05 comes late       one event secondary to UTI, judged
"""

from collections.abc import Iterable, Sequence
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
class StoryName:
    """What a story is named by: its first draw and its site, and others, with theirs, by which it was known once."""

    first: str
    others: tuple[tuple[str, str], ...] = ()
    site: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The newest verdict on each event or signal, and the ids that stories bear where nobody has judged them."""

    subject: str
    by_target: dict[str, Verdict]
    chart: Chart
    borne: frozenset[str] = frozenset()

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
        first, *others = draws
        return max(self._given(self._id(first, site), (self._id(one, site) for one in others)), key=_age, default=None)

    def on_growth(self, grown: Iterable[BloodCulture], name: StoryName | None = None) -> "OnGrowth":
        """What was decided about a story that these positive blood cultures make, by their draws if not by `name`."""
        cultures = tuple(grown)
        called = name or StoryName(cultures[0].key, tuple((one.key, "") for one in cultures))
        given = self._given(self._id(called.first, called.site), (self._id(draw, site) for draw, site in called.others))
        if not given:
            return UNDECIDED
        stated = max(growth_stated_at(one, self.chart) for one in cultures)
        holding = max((one for one in given if one.holds(stated)), key=_age, default=None)
        return OnGrowth(holding, max((one for one in given if not one.holds(stated)), key=_age, default=None))

    def made_its_own(self, cultures: Sequence[BloodCulture]) -> bool:
        """Whether a verdict took this blood away as an event of its own, which no other event of today is."""
        name = self._id(cultures[0].key, "")
        verdict = None if name in self.borne else self.by_target.get(name)
        if verdict is None or not verdict.takes_away:
            return False
        return verdict.holds(max(growth_stated_at(one, self.chart) for one in cultures))

    def confirming(self, draws: Iterable[str]) -> Verdict | None:
        """The newest verdict of "confirmed" on blood that has become part of another story."""
        given = self._given("", (self._id(one, "") for one in draws))
        return max((one for one in given if one.word == "confirmed"), key=_age, default=None)

    def _id(self, draw: str, site: str) -> str:
        return event_id(self.subject, draw, site) if self.by_target else ""

    def _given(self, own: str, others: Iterable[str]) -> list[Verdict]:
        """Verdicts on the story of this id, and on others by which it was known once and that no story bears now."""
        if not self.by_target:
            return []
        ids = {own, *(one for one in others if one not in self.borne)}
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

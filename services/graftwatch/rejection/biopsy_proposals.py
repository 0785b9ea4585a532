"""What pathology texts seem to say of a liver biopsy, for a person to confirm or refute; it counts for nothing.

| day     | what is known                                        | signal `rejection.biopsy_proposed` |
| ------- | ---------------------------------------------------- | ---------------------------------- |
| 10 June | the report of the biopsy of 9 June: moderate, RAI 5  | open: enter the biopsy             |
| 11 June | its addendum: severe, RAI 7                          | open: RAI 7                        |
| 12 June | `graftwatch decide biopsy` of 9 June                 | closed; the biopsy counts          |

The reports on biopsies of one day are one signal, told by the newest. A biopsy entered for that day closes it, and so
does a person who refutes it; a cancelled document takes it away. A biopsy before the transplant is of another liver.
Source: domain rules of the trial, "from pathology text only as a proposal for a person to confirm".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graftwatch.facts import Adjudication, Biopsy, BiopsyProposal, Chart, Fact, pseudonymous_key
from graftwatch.findings import Severity, Signal, SignalKind, SignalStatus
from graftwatch.protocol import Protocol
from graftwatch.rejection.biopsy import grade_of_total
from graftwatch.rejection.safety_findings import REFUTED
from graftwatch.rejection.stories import Verdict

_ASKS = "read the report, then enter what it says with `graftwatch decide biopsy`, or refute this signal"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The reports on the biopsies of one day, the newest last, and the biopsy that a person entered for it."""

    on: date
    reports: tuple[Fact[BiopsyProposal], ...]
    entered: Fact[Biopsy] | None
    post_operative_day: int

    @property
    def newest(self) -> BiopsyProposal:
        """What the newest report says."""
        return self.reports[-1].statement


def biopsy_proposals(chart: Chart, transplanted_on: date, now: datetime) -> list[Proposal]:
    """The proposals since the transplant, by day."""
    by_day: defaultdict[date, list[Fact[BiopsyProposal]]] = defaultdict(list)
    for one in chart.of(BiopsyProposal):
        taken = one.statement.taken
        if taken.on >= transplanted_on and taken.instant(chart.zone) <= now:
            by_day[taken.on].append(one)
    entered = {one.statement.taken.on: one for one in chart.of(Biopsy)}
    return [
        Proposal(day, _by_version(reports), entered.get(day), (day - transplanted_on).days)
        for day, reports in sorted(by_day.items())
    ]


def _by_version(reports: Sequence[Fact[BiopsyProposal]]) -> tuple[Fact[BiopsyProposal], ...]:
    return tuple(sorted(reports, key=lambda one: (one.version, one.identity)))


def proposal_signal(subject: str, one: Proposal, protocol: Protocol, refuted: frozenset[str]) -> Signal:
    """The signal of a day's reports."""
    kind = SignalKind.REJECTION_BIOPSY_PROPOSED
    signal_id = proposal_id(subject, one)
    closed = "a biopsy of this day was entered" if one.entered is not None else ""
    closed = REFUTED if signal_id in refuted else closed
    said = in_words(one.newest)
    ground = f"the pathology report says {said}"
    return Signal(
        id=signal_id,
        kind=kind,
        severity=Severity(protocol.severity[kind]),
        status=SignalStatus.CLOSED if closed else SignalStatus.OPEN,
        since=min(report.version.stated_at for report in one.reports),
        summary=f"biopsy report to confirm, of {one.on} (post-operative day {one.post_operative_day}): {said}",
        reason=f"{ground}; closed: {closed}" if closed else ground,
        closed_because=closed,
        asks=_ASKS,
        elements=(ground,),
        missing=("a biopsy entered by a person",),
        sources=tuple(dict.fromkeys(str(report.source) for report in one.reports)),
        evidence=tuple(report.identity for report in one.reports),
    )


def proposal_id(subject: str, one: Proposal) -> str:
    """The id of a day's signal."""
    return f"biopsy-{pseudonymous_key(subject, SignalKind.REJECTION_BIOPSY_PROPOSED, one.on.isoformat())}"


def verdicts_without_effect(
    subject: str, found: Iterable[Proposal], adjudications: Iterable[Fact[Adjudication]]
) -> Iterator[str]:
    """Verdicts that would confirm a text: only a biopsy that a person enters counts."""
    verdicts = {
        one.statement.target: one.statement.verdict for one in sorted(adjudications, key=lambda one: one.version)
    }
    for name in (proposal_id(subject, one) for one in found):
        if verdicts.get(name, Verdict.REFUTED) != Verdict.REFUTED:
            yield f"adjudicate {name}: a report is not {verdicts[name]!r}; enter the biopsy, or use 'refuted'"


def in_words(one: BiopsyProposal) -> str:
    """What a text seems to say.

    >>> from graftwatch.facts import ClinicalTime
    >>> day = ClinicalTime(date(2026, 6, 9))
    >>> in_words(BiopsyProposal("d", day, 2, 2, 1, 5, "moderate")), in_words(BiopsyProposal("d", day))
    ('moderate rejection (RAI 5: portal 2, duct 2, venous 1)', 'a rejection whose grade must be read')
    """
    parts = "" if one.portal is None else f": portal {one.portal}, duct {one.duct}, venous {one.venous}"
    index = "" if one.total is None else f" (RAI {one.total}{parts})"
    grade = one.grade or (None if one.total is None else grade_of_total(one.total).value)
    words = {None: "a rejection whose grade must be read", "none": "no rejection"}
    said = words.get(grade, f"{grade} rejection") + index
    return f"{said}, preliminary" if one.preliminary else said

"""Decisions that nothing asks for: a misspelt condition, a verdict on an id that nobody has.

They are told with the mend, not silently without effect. The names of conditions are those of the rules themselves;
the partner drugs are the protocol's. Left out: decisions that a rule looks at and refuses, verdicts on the ids of
bloodstream infections among them, which their own room tells.
"""

import difflib
from typing import Final

from graftwatch.assessment.assessment import Assessment
from graftwatch.bsi.adult_sepsis import ADULT_SEPSIS_CONDITIONS
from graftwatch.bsi.line_exclusions import DEVICES, IN_THE_STAY, IN_THE_WINDOW
from graftwatch.bsi.story import EVENT_PREFIX
from graftwatch.facts import Adjudication, Chart, Condition
from graftwatch.protocol import Protocol
from graftwatch.rejection.stories import story_id
from graftwatch.rejection.suspicion import STEROIDS

ASKED_FOR: Final = (
    frozenset({"allogeneic_hsct", "gi_gvhd", "diarrhoea", STEROIDS})
    | ADULT_SEPSIS_CONDITIONS
    | DEVICES
    | IN_THE_WINDOW
    | IN_THE_STAY
)


def conditions_without_effect(chart: Chart, protocol: Protocol) -> tuple[str, ...]:
    """The conditions that no rule asks for, each with the mend; for the assessment's `refused_decisions`."""
    partners = {name for drug in protocol.exposure.drugs.values() for name in drug.partners}
    known = sorted(ASKED_FOR | partners)
    named = sorted({one.statement.condition for one in chart.of(Condition)})
    return tuple(
        f"condition {name!r}: no rule asks for it; {_mend(name, known)}" for name in named if name not in known
    )


def verdicts_on_nothing(chart: Chart, assessment: Assessment) -> tuple[str, ...]:
    """The verdicts that name no event and no signal; a rejection may be named by any of its evidence."""
    targets = sorted({one.statement.target for one in chart.of(Adjudication)})
    if not targets:
        return ()
    known = {one.id for one in assessment.events} | {one.id for one in assessment.signals}
    known |= {story_id(assessment.subject, fact) for one in assessment.signals for fact in one.evidence}
    unknown = [one for one in targets if not one.startswith(EVENT_PREFIX) and one not in known]
    return tuple(f"adjudicate {one}: no event or signal of this recipient has this id" for one in unknown)


def _mend(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"rules ask for {', '.join(known)}"

"""Which conditions a rule asks for, so that a misspelt one is told and not silently without effect.

The names are those of the rules themselves; the partner drugs are the protocol's. What is done with a condition is
decided by the rule.
"""

import difflib
from typing import Final

from graftwatch.bsi.central_line import DEVICES, IN_THE_STAY, IN_THE_WINDOW
from graftwatch.facts import Chart, Condition
from graftwatch.protocol import Protocol
from graftwatch.rejection.suspicion import STEROIDS

ASKED_FOR: Final = (
    frozenset({"allogeneic_hsct", "gi_gvhd", "diarrhoea", STEROIDS}) | DEVICES | IN_THE_WINDOW | IN_THE_STAY
)


def conditions_without_effect(chart: Chart, protocol: Protocol) -> tuple[str, ...]:
    """The conditions that no rule asks for, each with the mend; for the assessment's `refused_decisions`."""
    partners = {name for drug in protocol.exposure.drugs.values() for name in drug.partner_targets}
    known = sorted(ASKED_FOR | partners)
    named = sorted({one.statement.condition for one in chart.of(Condition)})
    return tuple(
        f"condition {name!r}: no rule asks for it; {_mend(name, known)}" for name in named if name not in known
    )


def _mend(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"rules ask for {', '.join(known)}"

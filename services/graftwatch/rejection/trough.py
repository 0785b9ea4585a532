"""What is a trough: a level drawn just before the next dose. Only troughs count against a target.

| the level                                              | counts                                   |
| ------------------------------------------------------ | ---------------------------------------- |
| its code is that of a trough                           | yes, unless the result itself says peak  |
| its result says trough                                 | yes                                      |
| it says peak, C2, or that it was drawn after the dose  | no                                       |
| it was drawn 1 to 4 hours after a dose that was given  | no, whatever it says                     |
| nothing is said                                        | as the protocol says of this drug        |

A two-hour level of cyclosporine is its own measure with its own target, `cyclosporine_c2`: by its code, or because the
result says C2. Tacrolimus in serum or plasma is another analyte than in whole blood, where the drug sits in the red
cells: it never counts as tacrolimus. Source: domain rules of the trial. Left out: reading the timing from a message,
which intake does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from graftwatch.facts import Chart, ClinicalTime, Dose, Measurement
from graftwatch.protocol import Drug
from graftwatch.rejection.readings import Reading, readings

TIMED_BY_DEFINITION: Final = frozenset({"cyclosporine_c2"})
"""Measures whose name says when they are drawn, so that their own timing is no reason to leave them out."""


TWO_HOURS: Final = "c2"
"""What the timing of a level says that was drawn two hours after the dose."""

AFTER_DOSE: Final = (timedelta(hours=1), timedelta(hours=4))
"""Drawn so long after a dose, both included, a level is near the peak. Wards chart a dose some minutes off."""


def counts(level: Measurement, drug_name: str, drug: Drug) -> bool:
    """Whether a level counts against the drug's target."""
    if drug_name in TIMED_BY_DEFINITION:
        return level.concept == drug_name or level.timing == TWO_HOURS
    if level.timing is not None:
        return level.timing == "trough" and level.concept in {drug_name, f"{drug_name}_trough"}
    return level.concept == f"{drug_name}_trough" or (level.concept == drug_name and drug.untimed_is_trough)


def concepts(drug_name: str) -> tuple[str, str]:
    """The concepts that levels of a drug come as; the one that says its timing first."""
    if drug_name in TIMED_BY_DEFINITION:
        return drug_name, drug_name.removesuffix(f"_{TWO_HOURS}")
    return f"{drug_name}_trough", drug_name


def troughs(chart: Chart, drug_name: str, drug: Drug, *, until: datetime) -> list[Reading]:
    """The drug's troughs up to `until`, by time; of several at one moment the one whose code says trough.

    One specimen that is reported under two codes is one trough.
    """
    at_moment: dict[datetime, Reading] = {}
    doses = _doses(chart, drug_name)
    for concept in concepts(drug_name):
        for one in readings(chart, concept, until=until):
            is_after_dose = drug_name not in TIMED_BY_DEFINITION and _is_after(one.fact.statement.taken, doses)
            if counts(one.fact.statement, drug_name, drug) and not is_after_dose:
                at_moment.setdefault(one.at, one)
    return [at_moment[at] for at in sorted(at_moment)]


def _doses(chart: Chart, drug_name: str) -> list[datetime]:
    """When the drug was given, where the minute is known."""
    given = (one.statement.given.at for one in chart.of(Dose) if one.statement.drug == drug_name)
    return sorted(at for at in given if at is not None)


def _is_after(taken: ClinicalTime, doses: Sequence[datetime]) -> bool:
    """Whether a level was drawn in the hours after one of the doses."""
    if taken.at is None or not doses:
        return False
    earliest, latest = taken.at - AFTER_DOSE[1], taken.at - AFTER_DOSE[0]
    return bisect_left(doses, earliest) < bisect_right(doses, latest)

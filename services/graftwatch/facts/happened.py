"""When that happened which a statement tells of: the clinical time that "later than now" is judged by.

| statement                                     | happened                                        |
| --------------------------------------------- | ----------------------------------------------- |
| a report on a specimen                        | when the specimen was collected                 |
| a measurement, a sign, a biopsy               | when it was taken or seen                       |
| admission, discharge, transfer, death, dose   | when it took place                              |
| a central line                                | when it was placed                              |
| an infection at another site                  | the later of its date of event and its anchor   |
| a condition, a treatment                      | its first day                                   |
| a verdict, an acknowledgement                 | nothing happened: it counts when it is known    |

A day without a time counts from its first moment in the hospital's zone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final

from graftwatch.facts.clinical_time import ClinicalTime
from graftwatch.facts.statements import (
    Admission,
    Biopsy,
    BiopsyProposal,
    CentralLine,
    Condition,
    Death,
    Discharge,
    Dose,
    Measurement,
    MicrobiologyReport,
    ReTransplant,
    Sign,
    SiteInfection,
    Statement,
    Transfer,
    Treatment,
)

_WHEN: Final[Mapping[type[object], Callable[[Any], ClinicalTime | None]]] = MappingProxyType(
    {
        MicrobiologyReport: lambda one: one.collected,
        Measurement: lambda one: one.taken,
        Admission: lambda one: one.admitted,
        Discharge: lambda one: one.discharged,
        Transfer: lambda one: one.moved,
        Death: lambda one: one.died,
        ReTransplant: lambda one: one.transplanted,
        Sign: lambda one: one.seen,
        CentralLine: lambda one: one.placed,
        SiteInfection: lambda one: ClinicalTime(max(one.date_of_event, one.anchor)),
        Condition: lambda one: ClinicalTime(one.since),
        Treatment: lambda one: ClinicalTime(one.since),
        Biopsy: lambda one: one.taken,
        BiopsyProposal: lambda one: one.taken,
        Dose: lambda one: one.given,
    }
)


def happened(statement: Statement) -> ClinicalTime | None:
    """When it happened; None where nothing did, or nobody said when."""
    when = _WHEN.get(type(statement))
    return None if when is None else when(statement)


def happened_at(statement: Statement, zone: tzinfo) -> datetime | None:
    """The instant of it, the first moment of the day where only the day is known."""
    at = happened(statement)
    return None if at is None else at.instant(zone)

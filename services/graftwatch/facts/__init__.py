"""What was said about a recipient: identified, versioned, normalised statements, and how they merge."""

from graftwatch.facts.chart import Chart
from graftwatch.facts.clinical_time import ClinicalTime, aware
from graftwatch.facts.fact import Fact, FactSet, Source, content_hash, fact, pseudonymous_key
from graftwatch.facts.lapse import Lapse
from graftwatch.facts.statements import (
    Acknowledgement,
    Adjudication,
    Admission,
    Biopsy,
    BiopsyProposal,
    CentralLine,
    Condition,
    Death,
    Discharge,
    Dose,
    Growth,
    Isolate,
    Measurement,
    MicrobiologyReport,
    ReportKind,
    ReTransplant,
    Sign,
    SiteInfection,
    Statement,
    Transfer,
)
from graftwatch.facts.version import Status, Version

__all__ = [
    "Acknowledgement",
    "Adjudication",
    "Admission",
    "Biopsy",
    "BiopsyProposal",
    "CentralLine",
    "Chart",
    "ClinicalTime",
    "Condition",
    "Death",
    "Discharge",
    "Dose",
    "Fact",
    "FactSet",
    "Growth",
    "Isolate",
    "Lapse",
    "Measurement",
    "MicrobiologyReport",
    "ReTransplant",
    "ReportKind",
    "Sign",
    "SiteInfection",
    "Source",
    "Statement",
    "Status",
    "Transfer",
    "Version",
    "aware",
    "content_hash",
    "fact",
    "pseudonymous_key",
]

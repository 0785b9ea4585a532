"""Who is enrolled: recipients, identifiers by assigning authority, post-operative days, matching."""

from graftwatch.roster.cell_fault import CellFault, FaultKind
from graftwatch.roster.cells import CELL_LENGTH, cell_fault, instant_of
from graftwatch.roster.change import (
    ENTERED_CHANGE,
    ROSTER_CHANGE,
    Alias,
    Enrolment,
    EnteredChange,
    IdentityStatement,
    LearntFrom,
    PatientIdentifier,
    RosterChange,
    Withdrawal,
)
from graftwatch.roster.recipient import HEARTBEAT_SUBJECT, RISKS, Identifier, Recipient
from graftwatch.roster.roster import Roster, RosterConflict
from graftwatch.roster.roster_csv import COLUMNS, RosterFile, RosterFileError, RosterRow, parse_roster, read_roster

__all__ = [
    "CELL_LENGTH",
    "COLUMNS",
    "ENTERED_CHANGE",
    "HEARTBEAT_SUBJECT",
    "RISKS",
    "ROSTER_CHANGE",
    "Alias",
    "CellFault",
    "Enrolment",
    "EnteredChange",
    "FaultKind",
    "Identifier",
    "IdentityStatement",
    "LearntFrom",
    "PatientIdentifier",
    "Recipient",
    "Roster",
    "RosterChange",
    "RosterConflict",
    "RosterFile",
    "RosterFileError",
    "RosterRow",
    "Withdrawal",
    "cell_fault",
    "instant_of",
    "parse_roster",
    "read_roster",
]

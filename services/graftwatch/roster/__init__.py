"""Who is enrolled: recipients, identifiers by assigning authority, post-operative days, matching."""

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
from graftwatch.roster.roster_csv import RosterFileError, parse_roster

__all__ = [
    "ENTERED_CHANGE",
    "HEARTBEAT_SUBJECT",
    "RISKS",
    "ROSTER_CHANGE",
    "Alias",
    "Enrolment",
    "EnteredChange",
    "Identifier",
    "IdentityStatement",
    "LearntFrom",
    "PatientIdentifier",
    "Recipient",
    "Roster",
    "RosterChange",
    "RosterConflict",
    "RosterFileError",
    "Withdrawal",
    "parse_roster",
]

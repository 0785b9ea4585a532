"""The service's own test message: an observation of a reserved recipient that goes through every stage.

It comes in as any message does, through the gateway and the journal, and brings the time with it: whatever is due
is looked at when it comes. When it stops coming through, something on the way has stopped.
"""

from datetime import datetime

from graftwatch.roster import HEARTBEAT_SUBJECT, Enrolment, PatientIdentifier

FEED = "heartbeat"
AUTHORITY = "graftwatch"


def heartbeat_enrolment(at: datetime) -> Enrolment:
    """The reserved recipient."""
    return Enrolment(
        subject=HEARTBEAT_SUBJECT,
        identifiers=(PatientIdentifier(value=HEARTBEAT_SUBJECT, authority=AUTHORITY),),
        transplanted_at=at,
    )


def heartbeat_message(at: datetime) -> bytes:
    """The message of a time (aware): a body temperature, the same observation each time."""
    stamp = at.strftime("%Y%m%d%H%M%S.%f")[:-2] + at.strftime("%z")
    segments = (
        rf"MSH|^~\&|graftwatch|graftwatch|graftwatch|graftwatch|{stamp}||ORU^R01^ORU_R01|beat-{stamp}|P|2.5.1",
        f"PID|1||{HEARTBEAT_SUBJECT}^^^{AUTHORITY}",
        f"OBR|1|beat|beat|8310-5^Body temperature^LN|||{stamp}|||||||||||||||{stamp}|||F",
        f"OBX|1|NM|8310-5^Body temperature^LN||36.5|Cel^degree Celsius^UCUM|||||F|||{stamp}",
    )
    return "\r".join(segments).encode() + b"\r"

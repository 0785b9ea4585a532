"""Data completeness as pages show it; the same is the API's JSON. Pseudonymous subject ids only."""

from datetime import datetime
from enum import StrEnum

from graftwatch.assessment import RecipientState
from graftwatch.findings import Published


class Lack(StrEnum):
    """What is missing of a recipient's data."""

    TEMPERATURE = "temperature"
    TROUGH = "trough"
    CULTURE_WORD = "culture_word"
    CULTURE_RESULT = "culture_result"
    MESSAGE = "message"


class LimitSource(StrEnum):
    """Who says how long something may be missing: the trial's protocol, or this service."""

    PROTOCOL = "protocol"
    SERVICE = "service"


class Limit(Published):
    """How long something may be missing before it is told of.

    `drug` is named where the protocol waits for each drug on its own; `ground` says why so long, in English.
    """

    lack: Lack
    hours: float
    source: LimitSource
    ground: str
    drug: str = ""


class Missing(Published):
    """Something that is missing.

    Attributes:
        lack: what.
        last: when there was one last (aware); None where there never was.
        since: what the wait counts from: the last one, the transplant, the begin of the stay, or the collection.
        overdue_since: when it had been missing for longer than its limit allows.
        limit: that limit.
        drug: the drug whose trough is awaited.
        specimen_type: what was sampled, of a culture without a result.
        control_ids: the messages (MSH-10) that a culture is known from.
    """

    lack: Lack
    last: datetime | None
    since: datetime
    overdue_since: datetime
    limit: Limit
    drug: str = ""
    specimen_type: str = ""
    control_ids: tuple[str, ...] = ()


class RecipientCompleteness(Published):
    """What is there of a recipient's data, and what is missing, the longest overdue first.

    Attributes:
        subject: whom it is about.
        as_of: the time that waits are counted to (aware).
        state: where the recipient stands in the trial.
        post_operative_day: of that time.
        in_hospital: whether a stay lasts; None where no movement was ever told.
        last_message, last_temperature, last_trough: when there was one last; None where there never was.
        missing: what is missing.
    """

    subject: str
    as_of: datetime
    state: RecipientState
    post_operative_day: int
    in_hospital: bool | None
    last_message: datetime | None
    last_temperature: datetime | None
    last_trough: datetime | None
    missing: tuple[Missing, ...] = ()


class Completeness(Published):
    """Everybody's completeness as of a time (aware), by subject, and the limits that it is judged by."""

    as_of: datetime
    limits: tuple[Limit, ...]
    recipients: tuple[RecipientCompleteness, ...]

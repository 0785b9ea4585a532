"""What infection control's pages show; the same is the API's JSON. Pseudonymous subject ids only."""

from datetime import datetime

from graftwatch.findings import Published, Severity, SignalKind, SignalStatus


class OpenSignal(Published):
    """A signal that asks for somebody.

    `post_operative_day` is the recipient's of now; `since` when its first evidence was stated.
    """

    id: str
    subject: str
    kind: SignalKind
    severity: Severity
    status: SignalStatus
    summary: str
    reason: str
    asks: str
    since: datetime
    post_operative_day: int


class OpenSignals(Published):
    """All signals that ask for somebody, the most urgent first, as of a time (aware)."""

    as_of: datetime
    signals: tuple[OpenSignal, ...]

"""What people did at the console and whose identifiers they looked at: one record, never changed.

How it is kept and chained: `adapters.sqlite.console_store`.
"""

from enum import StrEnum
from typing import Protocol


class Did(StrEnum):
    """What somebody did."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LOOKED = "looked_at_identifiers"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"
    ROSTER_CHANGED = "roster_changed"
    RELEASED = "released"
    CODES_CHANGED = "codes_changed"
    CHANNEL_TESTED = "channel_tested"
    ACCOUNT_CHANGED = "account_changed"
    TOKEN_CHANGED = "token_changed"  # noqa: S105 - what happened to one
    EXPORTED = "exported"
    RESENT = "page_resent"


class ConsoleAudit(Protocol):
    """Takes what people did."""

    def note(self, by: str, did: Did, about: str = "", words: str = "") -> None:
        """Appends one item, durable on return.

        Args:
            by: the account's name.
            did: what they did.
            about: a subject id, a page's id, a message's number, an account …; never a patient's identifier.
            words: what else there is to say, without identifiers.
        """
        ...

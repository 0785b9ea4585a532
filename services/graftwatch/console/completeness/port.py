"""What pages ask of the service about completeness."""

from typing import Protocol

from graftwatch.console.completeness.views import Completeness, RecipientCompleteness


class CompletenessDesk(Protocol):
    """What is missing of whose data; every call may block."""

    def everybody(self) -> Completeness:
        """All recipients."""
        ...

    def of(self, subject: str) -> RecipientCompleteness | None:
        """One recipient; None where nobody of this name was assessed yet."""
        ...

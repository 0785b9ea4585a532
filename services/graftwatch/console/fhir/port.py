"""What FHIR asks of the service."""

from collections.abc import Sequence
from typing import Protocol

from graftwatch.assessment import Assessment


class FhirDesk(Protocol):
    """What is concluded of every recipient; every call may block."""

    @property
    def base_url(self) -> str:
        """By which address others reach the service, without a slash at its end."""
        ...

    def assessments(self) -> Sequence[Assessment]:
        """Every recipient's newest assessment; one that has not changed is the same object again."""
        ...

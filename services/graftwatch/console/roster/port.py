"""What the coordinator's pages ask of the service; every call may block."""

from typing import Protocol
from zoneinfo import ZoneInfo

from graftwatch.console.roster.entry_views import Cells, Done, ImportPlan
from graftwatch.console.roster.views import RosterList, RosterQuery, RosterRecipient


class RosterDesk(Protocol):
    """Who is enrolled, and what is entered about them."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def listed(self, query: RosterQuery, shown_to: str = "") -> RosterList:
        """Who is on the roster; `shown_to` is the account that identifiers are shown to, which is recorded."""
        ...

    def recipient(self, subject: str, shown_to: str = "") -> RosterRecipient | None:
        """One recipient with the history; None where nobody of this name is enrolled."""
        ...

    def cells(self, subject: str) -> Cells | None:
        """What the roster holds of a recipient as the cells of a form, without identifiers and birth date."""
        ...

    def enrol(self, cells: Cells, by: str, *, sure: bool = False) -> Done:
        """Enrols a recipient who is not on the roster yet; `sure`: what looks wrong is right.

        Raises:
            NotTaken: nothing was entered.
        """
        ...

    def correct(self, cells: Cells, version: str, by: str, *, sure: bool = False) -> Done:
        """Says anew what the roster holds of a recipient; identifiers stay, and the birth date where none is given.

        Raises:
            NotTaken: nothing was entered; the recipient has changed since `version`, or a cell is at fault.
        """
        ...

    def add_identifier(self, subject: str, identifier: str, authority: str, by: str) -> Done:
        """Adds an identifier; earlier messages under it count from now on.

        Raises:
            NotTaken: nothing was entered.
        """
        ...

    def withdraw(self, subject: str, at: str, by: str) -> Done:
        """Notes that a recipient left the trial, at a time as a form has it; empty: now.

        Raises:
            NotTaken: nothing was entered.
        """
        ...

    def plan(self, content: bytes) -> ImportPlan:
        """What entering a file would do; nothing is entered."""
        ...

    def enter_file(self, content: bytes, digest: str, by: str) -> Done:
        """Enters a file, whole or not at all; `digest` is that of the plan that was looked at, empty: none was.

        Raises:
            NotTaken: nothing was entered.
        """
        ...

    def sealed(self, content: bytes, by: str) -> str:
        """A file as a form can bring it back: unreadable and unchangeable on the way, for one account and an hour."""
        ...

    def unsealed(self, sealed: str, by: str) -> bytes | None:
        """The file; None where it is not one that was sealed for this account within the hour."""
        ...

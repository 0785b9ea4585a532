"""The roles of the console, and who somebody is while a request is answered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graftwatch.console.shell.marked import marked as _


class Role(StrEnum):
    """What somebody works as. An account has one or several; without any it may sign in and see nothing."""

    INFECTION_CONTROL = "infection_control"
    COORDINATOR = "coordinator"
    INTEGRATION = "integration"
    COMMITTEE = "committee"
    COMMITTEE_BLINDED = "committee_blinded"
    OPERATOR = "operator"


class Scope(StrEnum):
    """What a token for the API was made for; it never does more than its account's roles allow."""

    SIGNALS_READ = "signals:read"
    SIGNALS_WRITE = "signals:write"
    ROSTER_READ = "roster:read"
    ROSTER_WRITE = "roster:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    TRIAL_READ = "trial:read"
    SERVICE_READ = "service:read"
    SERVICE_WRITE = "service:write"
    FHIR_READ = "fhir:read"


ROLE_NAMES: Final = {
    Role.INFECTION_CONTROL: _("Infection control"),
    Role.COORDINATOR: _("Coordinator"),
    Role.INTEGRATION: _("Integration"),
    Role.COMMITTEE: _("Committee, unblinded"),
    Role.COMMITTEE_BLINDED: _("Committee, blinded"),
    Role.OPERATOR: _("Operator"),
}
"""What people call each role, in English."""
EVERYBODY: Final = frozenset(Role)
CLINICAL: Final = frozenset({Role.INFECTION_CONTROL, Role.COORDINATOR})
"""Who works with recipients."""


def without_unblinding(roles: frozenset[Role]) -> frozenset[Role]:
    """The roles that stay where one of them is blinded: that one alone, for every other shows who got what.

    >>> sorted(without_unblinding(frozenset({Role.COMMITTEE_BLINDED, Role.OPERATOR})))
    [<Role.COMMITTEE_BLINDED: 'committee_blinded'>]
    """
    return frozenset({Role.COMMITTEE_BLINDED}) if Role.COMMITTEE_BLINDED in roles else roles


SEES_IDENTIFIERS: Final = frozenset({Role.INFECTION_CONTROL, Role.COORDINATOR, Role.INTEGRATION})
"""Who must know a patient's number to do their work; each look is recorded."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks.

    Attributes:
        account: the account's name; it stands as `by` in what they decide, and in the audit.
        roles: the account's.
        language: the language of their pages, `en` or `ja`; empty: the browser's.
        scopes: what their token was made for; None where they signed in with a browser.
        shown: what people call them, where that is not the account's name.
    """

    account: str
    roles: frozenset[Role]
    language: str = ""
    scopes: frozenset[Scope] | None = None
    shown: str = ""

    @property
    def shown_name(self) -> str:
        """What people call them."""
        return self.shown or self.account

    @property
    def may_see_identifiers(self) -> bool:
        """Whether patient identifiers may be shown to them, on request, and recorded."""
        return bool(self.roles & SEES_IDENTIFIERS)

    @property
    def is_blinded(self) -> bool:
        """Whether they must not learn who got what: no role of theirs sees arms or infusions."""
        return self.roles <= {Role.COMMITTEE_BLINDED}

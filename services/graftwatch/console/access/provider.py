"""The hospital's own provider of sign-ins (OpenID Connect), and what its people work as here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graftwatch.adapters.oidc import OidcProvider
from graftwatch.console.access.roles import Role, without_unblinding


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of this installation.

    Attributes:
        name: what people call it.
        oidc: asks it.
        roles_claim: the claim with what somebody works as; with dots, one inside another.
        roles: the roles of each value of that claim.
    """

    name: str
    oidc: OidcProvider
    roles_claim: str
    roles: Mapping[str, frozenset[Role]]

    def roles_of(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        """The roles that claims give; the blinded one alone where it is among them."""
        found: object = claims.get(self.roles_claim)
        if found is None:
            found = claims
            for part in self.roles_claim.split("."):
                found = found.get(part) if isinstance(found, Mapping) else None
        values = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        given = (self.roles.get(one, frozenset()) for one in values if isinstance(one, str))
        return without_unblinding(frozenset().union(*given))

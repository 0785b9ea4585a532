"""Who may ask what: every route of the console, one line each. A route that is not here answers nobody.

The guard (`access.guard`) asks this table and nothing else; tests walk through it with every role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graftwatch.console.access.roles import CLINICAL, Role, Scope

RoutePath = tuple[str, str]
"""Method and path of a route, as the route has it: ("GET", "/recipients/{subject}")."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask a route.

    Attributes:
        roles: one of these; empty where nobody needs to have signed in.
        scope: what a token must have been made for; None: tokens are not taken here, only sessions.
        public: nobody needs to have signed in.
        signed_in: whoever signed in, with whatever roles.
        any_token: a token is taken whatever it was made for.
    """

    roles: frozenset[Role] = frozenset()
    scope: Scope | None = None
    public: bool = False
    signed_in: bool = False
    any_token: bool = False


PUBLIC: Final = Rule(public=True)
SIGNED_IN: Final = Rule(signed_in=True)
INFECTION_CONTROL: Final = frozenset({Role.INFECTION_CONTROL})
COORDINATOR: Final = frozenset({Role.COORDINATOR})
INTEGRATION: Final = frozenset({Role.INTEGRATION})
OPERATOR: Final = frozenset({Role.OPERATOR})
COMMITTEES: Final = frozenset({Role.COMMITTEE, Role.COMMITTEE_BLINDED})


def of(roles: frozenset[Role], scope: Scope | None = None) -> Rule:
    """Whoever has one of these roles."""
    return Rule(roles, scope)


SHELL: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/"): PUBLIC,  # leads to the first page that somebody may see, or to where they sign in
    ("GET", "/assets/{name}"): PUBLIC,
    ("GET", "/events"): SIGNED_IN,
    ("POST", "/language"): PUBLIC,
}
ACCESS_PAGES: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/sign-in"): PUBLIC,
    ("POST", "/sign-in"): PUBLIC,
    ("GET", "/sign-in/provider"): PUBLIC,
    ("GET", "/sign-in/provider/back"): PUBLIC,
    ("GET", "/start/{token}"): PUBLIC,
    ("POST", "/start/{token}"): PUBLIC,
    ("POST", "/sign-out"): SIGNED_IN,
    ("GET", "/account"): SIGNED_IN,
    ("POST", "/account/language"): SIGNED_IN,
    ("POST", "/account/password"): SIGNED_IN,
    ("POST", "/account/factor"): SIGNED_IN,
    ("POST", "/account/recovery"): SIGNED_IN,
    ("POST", "/account/sessions"): SIGNED_IN,
    ("POST", "/account/others"): SIGNED_IN,
    ("POST", "/account/tokens"): SIGNED_IN,
    ("POST", "/account/revoke"): SIGNED_IN,
    ("GET", "/accounts"): of(OPERATOR),
    ("POST", "/accounts"): of(OPERATOR),
    ("POST", "/accounts/roles"): of(OPERATOR),
    ("POST", "/accounts/disable"): of(OPERATOR),
    ("POST", "/accounts/enable"): of(OPERATOR),
    ("POST", "/accounts/link"): of(OPERATOR),
    ("POST", "/accounts/end-session"): of(OPERATOR),
    ("POST", "/accounts/revoke"): of(OPERATOR),
    ("GET", "/accounts/{name:path}"): of(OPERATOR),
    ("GET", "/api/v1/accounts"): of(OPERATOR, Scope.SERVICE_READ),
    ("GET", "/api/v1/sessions"): of(OPERATOR, Scope.SERVICE_READ),
    ("GET", "/api/v1/tokens"): of(OPERATOR, Scope.SERVICE_READ),
    ("POST", "/api/v1/accounts/{name}/disable"): of(OPERATOR, Scope.SERVICE_WRITE),
    ("DELETE", "/api/v1/sessions/{number}"): of(OPERATOR, Scope.SERVICE_WRITE),
    ("DELETE", "/api/v1/tokens/{number}"): of(OPERATOR, Scope.SERVICE_WRITE),
}
SIGNALS: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/signals"): of(INFECTION_CONTROL),
    ("GET", "/pages"): of(INFECTION_CONTROL),
    ("GET", "/pages/{page_id}"): of(INFECTION_CONTROL),
    ("POST", "/pages/{page_id}/acknowledge"): of(INFECTION_CONTROL),
    ("GET", "/recipients/{subject}"): of(CLINICAL),
    ("POST", "/recipients/{subject}/identifiers"): of(CLINICAL),
    ("GET", "/recipients/{subject}/decide/adjudicate"): of(INFECTION_CONTROL),
    ("POST", "/recipients/{subject}/decide/adjudicate"): of(INFECTION_CONTROL),
    ("GET", "/recipients/{subject}/decide/{kind}"): of(CLINICAL),
    ("POST", "/recipients/{subject}/decide/{kind}"): of(CLINICAL),
    ("POST", "/recipients/{subject}/withdraw/adjudicate"): of(INFECTION_CONTROL),
    ("POST", "/recipients/{subject}/withdraw/{kind}"): of(CLINICAL),
    ("GET", "/recipients/{subject}/timeline"): of(CLINICAL),
    ("GET", "/api/v1/recipients/{subject}/timeline"): of(CLINICAL, Scope.SIGNALS_READ),
    ("GET", "/line-list"): of(CLINICAL),
    ("GET", "/line-list.csv"): of(CLINICAL, Scope.SIGNALS_READ),
    ("GET", "/api/v1/signals"): of(INFECTION_CONTROL, Scope.SIGNALS_READ),
    ("GET", "/api/v1/line-list"): of(CLINICAL, Scope.SIGNALS_READ),
    ("GET", "/api/v1/pages"): of(INFECTION_CONTROL, Scope.SIGNALS_READ),
    ("GET", "/api/v1/pages/{page_id}"): of(INFECTION_CONTROL, Scope.SIGNALS_READ),
    ("POST", "/api/v1/pages/{page_id}/acknowledge"): of(INFECTION_CONTROL, Scope.SIGNALS_WRITE),
    ("GET", "/api/v1/recipients/{subject}"): of(CLINICAL, Scope.SIGNALS_READ),
    ("POST", "/api/v1/recipients/{subject}/identifiers"): of(CLINICAL, Scope.ROSTER_READ),
    ("GET", "/api/v1/recipients/{subject}/decisions"): of(CLINICAL, Scope.SIGNALS_READ),
    ("POST", "/api/v1/recipients/{subject}/decisions/adjudicate"): of(INFECTION_CONTROL, Scope.SIGNALS_WRITE),
    ("POST", "/api/v1/recipients/{subject}/decisions/{kind}"): of(CLINICAL, Scope.SIGNALS_WRITE),
    ("POST", "/api/v1/recipients/{subject}/decisions/adjudicate/withdraw"): of(INFECTION_CONTROL, Scope.SIGNALS_WRITE),
    ("POST", "/api/v1/recipients/{subject}/decisions/{kind}/withdraw"): of(CLINICAL, Scope.SIGNALS_WRITE),
}
ROSTER: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/roster"): of(COORDINATOR),
    ("POST", "/roster"): of(COORDINATOR),  # shows identifiers, which is recorded
    ("GET", "/roster/enrol"): of(COORDINATOR),
    ("POST", "/roster/enrol"): of(COORDINATOR),
    ("GET", "/roster/import"): of(COORDINATOR),
    ("POST", "/roster/import"): of(COORDINATOR),
    ("POST", "/roster/import/enter"): of(COORDINATOR),
    ("GET", "/roster/{subject}"): of(COORDINATOR),
    ("POST", "/roster/{subject}"): of(COORDINATOR),  # the same
    ("GET", "/roster/{subject}/correct"): of(COORDINATOR),
    ("POST", "/roster/{subject}/correct"): of(COORDINATOR),
    ("GET", "/roster/{subject}/identifier"): of(COORDINATOR),
    ("POST", "/roster/{subject}/identifier"): of(COORDINATOR),
    ("GET", "/roster/{subject}/withdraw"): of(COORDINATOR),
    ("POST", "/roster/{subject}/withdraw"): of(COORDINATOR),
    ("POST", "/roster/{subject}/take-back"): of(COORDINATOR),
    ("GET", "/completeness"): of(CLINICAL),
    ("GET", "/api/v1/roster"): of(COORDINATOR, Scope.ROSTER_READ),
    ("POST", "/api/v1/roster"): of(COORDINATOR, Scope.ROSTER_WRITE),
    ("POST", "/api/v1/roster/import"): of(COORDINATOR, Scope.ROSTER_WRITE),
    ("GET", "/api/v1/roster/{subject}"): of(COORDINATOR, Scope.ROSTER_READ),
    ("PUT", "/api/v1/roster/{subject}"): of(COORDINATOR, Scope.ROSTER_WRITE),
    ("POST", "/api/v1/roster/{subject}/identifiers"): of(COORDINATOR, Scope.ROSTER_WRITE),
    ("POST", "/api/v1/roster/{subject}/withdrawal"): of(COORDINATOR, Scope.ROSTER_WRITE),
    ("GET", "/api/v1/completeness"): of(CLINICAL, Scope.ROSTER_READ),
}
MESSAGES: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/feeds"): of(INTEGRATION),
    ("GET", "/messages"): of(INTEGRATION),
    ("POST", "/messages"): of(INTEGRATION),
    ("GET", "/messages/{seq}"): of(CLINICAL | INTEGRATION),  # clinical roles: recipients' messages only
    ("POST", "/messages/{seq}"): of(CLINICAL | INTEGRATION),
    ("POST", "/messages/{seq}/bytes"): of(CLINICAL | INTEGRATION),
    ("GET", "/quarantine"): of(INTEGRATION),
    ("GET", "/quarantine/release"): of(INTEGRATION),
    ("POST", "/quarantine/release"): of(INTEGRATION),
    ("POST", "/quarantine/retry"): of(INTEGRATION),
    ("GET", "/quarantine/{record}"): of(INTEGRATION),
    ("POST", "/quarantine/{record}"): of(INTEGRATION),
    ("POST", "/quarantine/{record}/bytes"): of(INTEGRATION),
    ("POST", "/quarantine/{record}/release"): of(INTEGRATION),
    ("GET", "/codes"): of(INTEGRATION),
    ("GET", "/codes/{key}"): of(INTEGRATION),
    ("POST", "/codes/map"): of(INTEGRATION),
    ("POST", "/codes/unmap"): of(INTEGRATION),
    ("GET", "/lint"): of(INTEGRATION),
    ("POST", "/lint"): of(INTEGRATION),
    ("GET", "/api/v1/feeds"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/lint"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("GET", "/api/v1/messages"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/messages/search"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("GET", "/api/v1/messages/{seq}"): of(CLINICAL | INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/messages/{seq}/identifiers"): of(CLINICAL | INTEGRATION, Scope.MESSAGES_READ),
    ("GET", "/api/v1/quarantine"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("GET", "/api/v1/quarantine/{record}"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/quarantine/{record}/identifiers"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/quarantine/{record}/release"): of(INTEGRATION, Scope.MESSAGES_WRITE),
    ("GET", "/api/v1/quarantine-release"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/quarantine-release"): of(INTEGRATION, Scope.MESSAGES_WRITE),
    ("GET", "/api/v1/dead-letters"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/dead-letters/retry"): of(INTEGRATION, Scope.MESSAGES_WRITE),
    ("GET", "/api/v1/codes"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("GET", "/api/v1/codes/{key}"): of(INTEGRATION, Scope.MESSAGES_READ),
    ("POST", "/api/v1/codes"): of(INTEGRATION, Scope.MESSAGES_WRITE),
    ("POST", "/api/v1/codes/undo"): of(INTEGRATION, Scope.MESSAGES_WRITE),
}
TRIAL: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/trial"): of(COMMITTEES),
    ("GET", "/trial/report"): of(COMMITTEES),
    ("GET", "/api/v1/trial"): of(COMMITTEES, Scope.TRIAL_READ),
}
SERVICE: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/service"): of(OPERATOR),
    ("POST", "/service/resend"): of(OPERATOR),
    ("GET", "/channels"): of(OPERATOR),
    ("POST", "/channels/{name}/test"): of(OPERATOR),
    ("GET", "/settings"): of(OPERATOR),
    ("GET", "/audit"): of(OPERATOR),
    ("GET", "/audit.csv"): of(OPERATOR),
    ("POST", "/audit/verify"): of(OPERATOR),
    ("GET", "/api/v1/service"): of(OPERATOR, Scope.SERVICE_READ),
    ("POST", "/api/v1/service/resend"): of(OPERATOR, Scope.SERVICE_WRITE),
    ("GET", "/api/v1/channels"): of(OPERATOR, Scope.SERVICE_READ),
    ("POST", "/api/v1/channels/{name}/test"): of(OPERATOR, Scope.SERVICE_WRITE),
    ("GET", "/api/v1/settings"): of(OPERATOR, Scope.SERVICE_READ),
    ("GET", "/api/v1/audit"): of(OPERATOR, Scope.SERVICE_READ),
    ("POST", "/api/v1/audit/verify"): of(OPERATOR, Scope.SERVICE_READ),
}
API: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/api/"): SIGNED_IN,
    ("GET", "/api/openapi.json"): Rule(signed_in=True, any_token=True),
    ("GET", "/api/v1/me"): Rule(signed_in=True, any_token=True),
}
FHIR: Final[Mapping[RoutePath, Rule]] = {
    ("GET", "/fhir/metadata"): Rule(signed_in=True, any_token=True),
    ("GET", "/fhir/DetectedIssue"): of(CLINICAL, Scope.FHIR_READ),
    ("GET", "/fhir/DetectedIssue/{id}"): of(CLINICAL, Scope.FHIR_READ),
    ("GET", "/fhir/Flag"): of(CLINICAL, Scope.FHIR_READ),
    ("GET", "/fhir/Flag/{id}"): of(CLINICAL, Scope.FHIR_READ),
}

ACCESS: Final[Mapping[RoutePath, Rule]] = {
    **SHELL,
    **ACCESS_PAGES,
    **SIGNALS,
    **ROSTER,
    **MESSAGES,
    **TRIAL,
    **SERVICE,
    **API,
    **FHIR,
}

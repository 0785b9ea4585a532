"""By what DetectedIssues and Flags are searched: R4's own parameters, and `status`, which R5 has and R4 has not."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from graftwatch.console.fhir.answers import FhirFault, Resource
from graftwatch.console.fhir.search import Matches, Parameter, check_moment, moment_matches, span_of, token_matches

ISSUE_STATUSES: Final = frozenset(
    ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"]
)
"""http://hl7.org/fhir/observation-status, R4."""
FLAG_STATUSES: Final = frozenset({"active", "inactive", "entered-in-error"})
"""http://hl7.org/fhir/flag-status, R4."""
_BY_PSEUDONYM: Final = "The trial's subject id: S01, or Patient/S01."
_BY_IDENTIFIER: Final = "The same as an identifier: its system, a bar, S01; or S01 alone."


def _id(resource: Resource, value: str) -> bool:
    return bool(resource["id"] == value)


def _by_reference(element: str) -> Matches:
    def matches(resource: Resource, value: str) -> bool:
        return bool(resource[element]["identifier"]["value"] == value.removeprefix("Patient/"))

    return matches


def _by_identifier(element: str) -> Matches:
    def matches(resource: Resource, value: str) -> bool:
        its = resource[element]["identifier"]
        return token_matches(value, [(its["system"], its["value"])])

    return matches


def _own_identifier(resource: Resource, value: str) -> bool:
    return token_matches(value, [(one["system"], one["value"]) for one in resource["identifier"]])


def _code(resource: Resource, value: str) -> bool:
    return token_matches(value, [(one["system"], one["code"]) for one in resource["code"].get("coding", ())])


def _status(system: str, statuses: frozenset[str]) -> Parameter:
    def matches(resource: Resource, value: str) -> bool:
        return token_matches(value, [(system, str(resource["status"]))])

    def check(value: str) -> None:
        if value.rpartition("|")[2] not in statuses:
            raise FhirFault(HTTPStatus.BAD_REQUEST, f"status is one of {', '.join(sorted(statuses))}")

    return Parameter("token", matches, "As in R5.", check)


def _updated(resource: Resource, value: str) -> bool:
    return moment_matches(value, *span_of(resource["meta"]["lastUpdated"]))


def _identified(resource: Resource, value: str) -> bool:
    """What has no date, as a suspicion may, matches none."""
    at = resource.get("identifiedDateTime")
    return at is not None and moment_matches(value, *span_of(at))


def _since(resource: Resource, value: str) -> bool:
    return moment_matches(value, *span_of(resource["period"]["start"]))


_COMMON: Final[Mapping[str, Parameter]] = {
    "_id": Parameter("token", _id),
    "_lastUpdated": Parameter("date", _updated, "When the recipient was last assessed.", check_moment),
    "identifier": Parameter("token", _own_identifier),
}
ISSUE_PARAMETERS: Final[Mapping[str, Parameter]] = {
    **_COMMON,
    "patient": Parameter("reference", _by_reference("patient"), _BY_PSEUDONYM),
    "patient:identifier": Parameter("token", _by_identifier("patient"), _BY_IDENTIFIER),
    "code": Parameter("token", _code, "What the issue is: bsi, rejection, or the kind of a signal without an event."),
    "identified": Parameter("date", _identified, "The date of event, or since when.", check_moment),
    "status": _status("http://hl7.org/fhir/observation-status", ISSUE_STATUSES),
}
FLAG_PARAMETERS: Final[Mapping[str, Parameter]] = {
    **_COMMON,
    "patient": Parameter("reference", _by_reference("subject"), _BY_PSEUDONYM),
    "patient:identifier": Parameter("token", _by_identifier("subject"), _BY_IDENTIFIER),
    "subject": Parameter("reference", _by_reference("subject"), _BY_PSEUDONYM),
    "subject:identifier": Parameter("token", _by_identifier("subject"), _BY_IDENTIFIER),
    "code": Parameter("token", _code, "The kind of the signal. None of R4's own."),
    "date": Parameter("date", _since, "Since when.", check_moment),
    "status": _status("http://hl7.org/fhir/flag-status", FLAG_STATUSES),
}

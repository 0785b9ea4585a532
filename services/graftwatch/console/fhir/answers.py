"""How FHIR is answered: its media type, and what was wrong as an OperationOutcome (FHIR R4, 3.1.0.1.5 and 2.36)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import JSONResponse, Response

MEDIA_TYPE: Final = "application/fhir+json"
Resource = dict[str, Any]
"""A resource as JSON: FHIR's own names."""

_CODES: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "invalid",
    HTTPStatus.UNAUTHORIZED: "login",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.NOT_ACCEPTABLE: "not-supported",
    HTTPStatus.TOO_MANY_REQUESTS: "throttled",
    HTTPStatus.SERVICE_UNAVAILABLE: "transient",
}
"""IssueType (http://hl7.org/fhir/issue-type) by status; of any other it is an exception."""


class FhirFault(Exception):  # noqa: N818 - said as what it is
    """What was asked cannot be answered; the message names the place and the mend, and repeats no value."""

    def __init__(self, status: HTTPStatus, words: str, code: str = "") -> None:
        super().__init__(words)
        self.status = status
        self.code = code


def answered(resource: Resource, headers: Mapping[str, str] | None = None) -> Response:
    """A resource."""
    return JSONResponse(resource, HTTPStatus.OK, headers, MEDIA_TYPE)


def outcome(status: HTTPStatus, words: str, headers: Mapping[str, str] | None = None, code: str = "") -> Response:
    """The answer that says why not.

    Args:
        status: of the answer.
        words: why, for people.
        headers: further ones.
        code: an IssueType, where the status alone does not tell.
    """
    issue = {"severity": "error", "code": code or _CODES.get(status, "exception"), "diagnostics": words}
    return JSONResponse({"resourceType": "OperationOutcome", "issue": [issue]}, status, headers, MEDIA_TYPE)

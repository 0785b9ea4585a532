"""How a refusal is said to programs: as a problem, and in FHIR as an OperationOutcome."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from graftwatch.console.api.problem import problem
from graftwatch.console.fhir.answers import outcome

MACHINES: Final = ("/api/v", "/api/openapi.json", "/fhir/")
"""Paths whose answers are for programs: they say what is wrong as JSON, and do not lead to the sign-in."""


def for_machines(request: Request) -> bool:
    """Whether a program reads the answer."""
    return request.url.path.startswith(MACHINES)


def said_to_machines(
    request: Request, status: HTTPStatus, words: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The refusal."""
    if request.url.path.startswith("/fhir/"):
        return outcome(status, words, headers)
    return problem(status, words, headers=headers)

"""What the API says when it does not do what was asked: one form for every fault (RFC 9457, problem+json).

A fault names its place and its mend in words. What was sent is not repeated: it may be a patient's identifier.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graftwatch.findings import Published

MEDIA_TYPE: Final = "application/problem+json"
UNPROCESSABLE: Final = HTTPStatus(422)
"""By its number: its name differs between Pythons."""
_SHORTEST_ECHO: Final = 3
_PARTS: Final = {"body": "the body", "query": "the query", "path": "the address", "header": "the headers"}


class Fault(Published):
    """What is wrong at one place: `place` such as "the body, dates, 2, at"; `words` what to put there instead."""

    place: str
    words: str


class Problem(Published):
    """Why something was not done (RFC 9457). `detail` is a sentence for people; `faults` one item a faulty place."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Unprocessable Content",
                    "status": 422,
                    "detail": "1 place of what was sent cannot be taken.",
                    "faults": [{"place": "the query, limit", "words": "Input should be less than or equal to 500"}],
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    faults: tuple[Fault, ...] = ()


def problem(
    status: HTTPStatus, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that says why not."""
    said = Problem(title=_title(status), status=status.value, detail=detail, faults=tuple(faults))
    return JSONResponse(said.model_dump(mode="json"), status, headers, MEDIA_TYPE)


def documented(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of an operation: the faults it may say beyond the usual ones (401, 403, 422)."""
    return {one.value: {"model": Problem, "description": _title(one)} for one in statuses}


async def unreadable(_: Request, fault: RequestValidationError) -> Response:
    """The answer to a request whose parameters or body are not what the operation takes."""
    faults = [_fault(one) for one in fault.errors()]
    places = "1 place" if len(faults) == 1 else f"{len(faults)} places"
    return problem(UNPROCESSABLE, f"{places} of what was sent cannot be taken.", faults)


def _title(status: HTTPStatus) -> str:
    return "Unprocessable Content" if status == UNPROCESSABLE else status.phrase


def _fault(error: Mapping[str, Any]) -> Fault:
    first, *rest = error["loc"] or ("body",)
    unknown = error["type"] == "extra_forbidden"  # whose name was sent, too
    where = [str(one) for one in (rest[:-1] if unknown else rest)]
    if error["type"] == "json_invalid":
        where = [f"at byte {rest[0]}"] if rest else []
    place = ", ".join((_PARTS.get(str(first), str(first)), *where))
    return Fault(place=place, words="There is a field that is not known here." if unknown else _words(error))


def _words(error: Mapping[str, Any]) -> str:
    """The rule's own words, if nothing of what was sent is in them."""
    if error["type"] == "union_tag_invalid":
        return f"{error['ctx']['discriminator']} is one of {error['ctx']['expected_tags']}"
    words = str(error["msg"]).removeprefix("Value error, ")
    if any(len(leaf) >= _SHORTEST_ECHO and leaf in words for leaf in _leaves(error.get("input"))):
        return "This value cannot be taken here."
    return words


def _leaves(given: object) -> list[str]:
    match given:
        case dict():
            return [leaf for key, one in given.items() for leaf in (*_leaves(key), *_leaves(one))]
        case list() | tuple():
            return [leaf for one in given for leaf in _leaves(one)]
        case None | bool():
            return []
    return [str(given)]

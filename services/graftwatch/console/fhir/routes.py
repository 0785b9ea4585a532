"""`/fhir/`: the capability statement, and DetectedIssue and Flag by id and by search."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.assessment import Assessment
from graftwatch.console.fhir.answers import FhirFault, Resource, answered, outcome
from graftwatch.console.fhir.capability import capability
from graftwatch.console.fhir.parameters import FLAG_PARAMETERS, ISSUE_PARAMETERS
from graftwatch.console.fhir.port import FhirDesk
from graftwatch.console.fhir.resources import flags_of, issues_of
from graftwatch.console.fhir.search import Parameter, bundle, found, read_search

FORMATS: Final = frozenset({"json", "application/json", "application/fhir+json", "text/json"})
_ACCEPTED: Final = ("application/fhir+json", "application/json", "application/*", "*/*")

Answer = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type of resource: its name, by what it is searched, and how it is made of an assessment."""

    name: str
    parameters: Mapping[str, Parameter]
    made: Callable[[Assessment, str], Iterator[Resource]]


KINDS: Final = (
    _Kind("DetectedIssue", ISSUE_PARAMETERS, issues_of),
    _Kind("Flag", FLAG_PARAMETERS, flags_of),
)


class _Held:
    """The resources of one type, made anew only for the recipients whose assessment changed."""

    def __init__(self, desk: FhirDesk, kind: _Kind) -> None:
        self._desk = desk
        self._kind = kind
        self._made: dict[str, tuple[Assessment, list[Resource]]] = {}

    def resources(self) -> list[Resource]:
        base, held = f"{self._desk.base_url}/fhir", self._made
        made: dict[str, tuple[Assessment, list[Resource]]] = {}
        for one in self._desk.assessments():
            before = held.get(one.subject)
            kept = before is not None and before[0] is one
            made[one.subject] = before if before and kept else (one, list(self._kind.made(one, base)))
        self._made = made
        return [resource for _, resources in made.values() for resource in resources]


def fhir_routes(desk: FhirDesk, now: Callable[[], datetime]) -> list[Route]:
    """The routes.

    Args:
        desk: what is concluded.
        now: the time at which a search is answered.
    """

    def metadata(_: Request) -> Response:
        return answered(capability(f"{desk.base_url}/fhir"))

    routes = [Route("/fhir/metadata", _guarded(metadata), methods=["GET"])]
    for kind in KINDS:
        routes += _routes_of(kind, desk, now)
    return routes


def _routes_of(kind: _Kind, desk: FhirDesk, now: Callable[[], datetime]) -> list[Route]:
    held = _Held(desk, kind)

    def read(request: Request) -> Response:
        wanted = request.path_params["id"]
        resource = next((one for one in held.resources() if one["id"] == wanted), None)
        if resource is None:
            raise FhirFault(HTTPStatus.NOT_FOUND, f"there is no {kind.name} of this id, or no more")
        tag = f'W/"{resource["meta"]["versionId"]}"'
        updated = datetime.fromisoformat(resource["meta"]["lastUpdated"])
        headers = {"etag": tag, "last-modified": format_datetime(updated.replace(microsecond=0), usegmt=True)}
        if tag in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return answered(resource, headers)

    def search(request: Request) -> Response:
        lenient = "handling=lenient" in request.headers.get("prefer", "").replace(" ", "")
        asked = read_search(request.query_params.multi_items(), kind.parameters, lenient=lenient)
        matching = found(held.resources(), asked, kind.parameters)
        return answered(bundle(matching, asked, f"{desk.base_url}/fhir/{kind.name}", now()))

    return [
        Route(f"/fhir/{kind.name}", _guarded(search), methods=["GET"]),
        Route(f"/fhir/{kind.name}/{{id}}", _guarded(read), methods=["GET"]),
    ]


def _guarded(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Answers in JSON only, and every fault as an OperationOutcome."""

    async def answering(request: Request) -> Response:
        try:
            _check_format(request)
            return await run_in_threadpool(answer, request)
        except FhirFault as fault:
            return outcome(fault.status, str(fault), code=fault.code)

    return answering


def _check_format(request: Request) -> None:
    """What is asked for in `_format`, which counts before the Accept header (3.1.0.1.11).

    Raises:
        FhirFault: it is not JSON.
    """
    wanted = request.query_params.get("_format", "").replace(" ", "+").partition(";")[0]  # a + in an address is a blank
    accepted = [one.partition(";")[0].strip() for one in request.headers.get("accept", "*/*").split(",")]
    taken = wanted in FORMATS if wanted else any(one in _ACCEPTED for one in accepted)
    if not taken:
        raise FhirFault(HTTPStatus.NOT_ACCEPTABLE, "FHIR is said in JSON only here: application/fhir+json")

"""The API describes itself rightly, and says every fault in one form, without what was sent."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request

from console_site import ConsoleSite
from graftwatch.console.access.roles import Role
from graftwatch.console.access.table import ACCESS
from graftwatch.console.api.openapi import console_openapi
from graftwatch.console.api.problem import unreadable
from graftwatch.entrypoints.settings import load_settings

PROBLEM = "application/problem+json"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ConsoleSite]:
    with ConsoleSite(load_settings(data=tmp_path, clock="replay")) as opened:
        yield opened


def test_the_description_is_given_to_whoever_signed_in(site: ConsoleSite) -> None:
    described = site.signed_in(Role.OPERATOR).get("/api/openapi.json").json()

    assert described["paths"]["/api/v1/me"]["get"]["operationId"] == "me"
    assert site.nobody().get("/api/openapi.json").status_code == 401


def test_an_operation_names_the_roles_and_scopes_of_the_table(site: ConsoleSite) -> None:
    described = site.signed_in(Role.OPERATOR).get("/api/openapi.json").json()

    said = {
        (method.upper(), path): (
            set(one["x-roles"]),
            {scope for way in one["security"] for scope in way.get("token", ())},
        )
        for path, methods in described["paths"].items()
        for method, one in methods.items()
    }
    table = {
        route: (set(Role) if rule.signed_in else set(rule.roles), {rule.scope.value} if rule.scope else set())
        for route, rule in ACCESS.items()
        if route in said
    }
    assert said == table


def test_every_fault_of_every_operation_is_a_problem(site: ConsoleSite) -> None:
    described = site.signed_in(Role.OPERATOR).get("/api/openapi.json").json()

    kinds = {
        kind
        for methods in described["paths"].values()
        for operation in methods.values()
        for code, answer in operation["responses"].items()
        if code >= "4"
        for kind in answer["content"]
    }
    assert kinds == {PROBLEM}


def test_a_refusal_is_the_problem_that_is_described(site: ConsoleSite) -> None:
    described = site.signed_in(Role.OPERATOR).get("/api/openapi.json").json()
    refused = site.nobody().get("/api/v1/me")

    assert (refused.status_code, refused.headers["content-type"]) == (401, PROBLEM)
    Draft202012Validator({**described["components"]["schemas"]["Problem"], **described}).validate(refused.json())


def test_who_asks_is_told_as_whom(site: ConsoleSite) -> None:
    said = site.signed_in(Role.COORDINATOR, account="dr-sato").get("/api/v1/me").json()

    assert (said["account"], said["roles"], said["scopes"]) == ("dr-sato", ["coordinator"], None)


def test_the_list_for_people_names_every_operation(site: ConsoleSite) -> None:
    client = site.signed_in(Role.OPERATOR)
    page, described = client.get("/api/").text, client.get("/api/openapi.json").json()

    for path, methods in described["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page


def test_two_operations_of_one_name_are_refused() -> None:
    router = APIRouter(prefix="/api/v1")

    @router.get("/me")
    async def same() -> None: ...

    @router.post("/me", name="same")
    async def other() -> None: ...

    with pytest.raises(ValueError, match="are both called same"):
        console_openapi(router.routes)


class Sent(BaseModel):
    number: int
    at: str = ""


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        pytest.param({"number": "PAT-4711"}, "the body, number", id="a wrong value"),
        pytest.param({"number": {"PAT-4711": 1}}, "the body, number", id="a wrong shape"),
        pytest.param({}, "the body, number", id="nothing"),
    ],
)
async def test_a_faulty_place_is_named_and_its_value_is_not(sent: object, place: str) -> None:
    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []})
    with pytest.raises(ValidationError) as fault:
        TypeAdapter(Sent).validate_python(sent)
    errors = [{**one, "loc": ("body", *one["loc"])} for one in fault.value.errors()]

    said = json.loads(bytes((await unreadable(request, RequestValidationError(errors))).body))

    assert said["faults"][0]["place"] == place
    assert "4711" not in json.dumps(said)

"""One description of the console's JSON (OpenAPI 3.1): the areas' operations, and who may ask each, by the one table.

What stands here of access is read from `access.table`, so it cannot say other than what the guard does: the sign-ins
and token scopes of an operation under `security`, its roles under `x-roles`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from graftwatch.console.access.guard import COOKIE
from graftwatch.console.access.roles import EVERYBODY, Scope
from graftwatch.console.access.table import ACCESS, Rule
from graftwatch.console.api.problem import MEDIA_TYPE, Problem

VERSION: Final = "1.0.0"
"""Of the API, not of the service: fields and operations may be added in 1.x, and names keep their meaning."""
TAGS: Final = {
    "access": "Who you are.",
    "signals": "Infection control: open signals, recipients, pages, and what people decide.",
    "roster": "Coordinator: who is enrolled, and what is missing.",
    "messages": "Integration team: feeds, messages, quarantine and codes.",
    "trial": "Committee: the trial's figures, pooled for who is blinded.",
    "service": "Operator: health, channels, settings and audit.",
}
ABOUT: Final = """Everything that the console's pages show and do, as JSON.

Send a token as `Authorization: Bearer …`; a token does what its scopes and its account's roles both allow (`x-roles`
names the roles, one of which is needed). A browser's session works, too; a request that changes something then has to
come from a page of the service. Times are RFC 3339 with an offset. Subjects are pseudonymous; no patient identifier is
in any answer unless an operation says so, and each such look is recorded. Every fault is an RFC 9457 problem.
"""
_REFUSALS: Final = {
    "401": "Nobody signed in, and no valid token was sent.",
    "403": "Your roles or your token do not include this.",
}
_OF_A_BODY: Final = {"400": "What was sent is no text in UTF-8.", "413": "Too large."}
"""What may be said of every operation that takes a body, before it is read."""
_PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def console_openapi(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The description.

    Args:
        routes: those of all areas; what is no operation of the API is left out.

    Raises:
        ValueError: two operations have one name, or the table of access does not know one.
    """
    operations = [one for one in routes if isinstance(one, APIRoute)]
    made = get_openapi(
        title="graftwatch",
        version=VERSION,
        description=ABOUT,
        routes=operations,
        tags=[{"name": name, "description": about} for name, about in TAGS.items()],
    )
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"], faults = _problem_schema()
    schemas.update(faults)
    components["schemas"] = dict(sorted(schemas.items()))
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token from the account page, with scopes."},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "A browser that signed in."},
    }
    made["x-token-scopes"] = [one.value for one in Scope]
    _say_access(made["paths"], operations)
    made["paths"] = dict(sorted(made["paths"].items()))
    return made


def _problem_schema() -> tuple[dict[str, Any], dict[str, Any]]:
    schema = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    return schema, schema.pop("$defs", {})


def _say_access(paths: Mapping[str, Mapping[str, dict[str, Any]]], operations: Sequence[APIRoute]) -> None:
    named: dict[str, str] = {}
    for route, method, operation in _each(paths, operations):
        name = route.operation_id or route.name
        place = f"{method} {route.path}"
        if named.setdefault(name, place) != place:
            raise ValueError(f"{place} and {named[name]} are both called {name}: name one of the functions otherwise")
        rule = ACCESS.get((method, route.path))
        if rule is None:
            raise ValueError(f"{place} is not in the table of access (access/table.py): say there who may ask it")
        operation["operationId"] = name
        operation.setdefault("tags", [_tag(rule)])
        operation["security"] = _security(rule)
        operation["x-roles"] = sorted(EVERYBODY if rule.signed_in else rule.roles)
        usual = ({} if rule.public else _REFUSALS) | (_OF_A_BODY if "requestBody" in operation else {})
        responses = {code: {"description": words} for code, words in usual.items()} | operation["responses"]
        if "422" in responses:
            responses["422"] = {"description": "What was sent cannot be taken; each fault with its place."}
        operation["responses"] = {code: _said_as_problem(code, one) for code, one in sorted(responses.items())}


def _each(
    paths: Mapping[str, Mapping[str, dict[str, Any]]], operations: Sequence[APIRoute]
) -> Iterator[tuple[APIRoute, str, dict[str, Any]]]:
    for route in operations:
        for method in sorted(route.methods or ()):
            if route.include_in_schema:
                yield route, method, paths[route.path_format][method.lower()]


def _tag(rule: Rule) -> str:
    return rule.scope.value.partition(":")[0] if rule.scope else "access"


def _security(rule: Rule) -> list[dict[str, list[str]]]:
    if rule.public:
        return []
    session: dict[str, list[str]] = {"session": []}
    if rule.any_token:
        return [{"token": []}, session]
    return [{"token": [rule.scope.value]}, session] if rule.scope else [session]


def _said_as_problem(code: str, response: dict[str, Any]) -> dict[str, Any]:
    return {**response, "content": _PROBLEM} if code.startswith(("4", "5")) else response

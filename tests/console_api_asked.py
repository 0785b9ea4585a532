"""The API does what its description says, whatever it is asked and by whom: schemathesis asks as every role and nobody.

No 5xx, no status or shape that is not described; who may not is told so, whatever they send. Run by
`acceptance/test_console_api.py` in a process of its own.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from console_folder import played
from console_site import ConsoleSite
from graftwatch.adapters.clock import SystemClock
from graftwatch.console.access.roles import Role

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""Left out: `unsupported_method`, for whoever asks what is not there is told no more than that."""
ALLOWED_EXAMPLES = 20
REFUSED_EXAMPLES = 2
NOBODY = "nobody"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    with ConsoleSite(played(tmp_path_factory.mktemp("api")), SystemClock().now()) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(site: ConsoleSite) -> dict[str, Any]:
    found = site.signed_in(Role.OPERATOR).get("/api/openapi.json").json()
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("who", [NOBODY, *(role.value for role in Role)])
def test_every_operation_keeps_to_its_description(site: ConsoleSite, described: dict[str, Any], who: str) -> None:
    client = site.nobody() if who == NOBODY else site.signed_in(Role(who), account=f"as-{who}")
    schema = schemathesis.openapi.from_dict(described)
    for found in schema.get_all_operations():
        operation = found.ok()
        roles = described["paths"][operation.path][operation.method]["x-roles"]
        ask(client, operation, refused=401 if who == NOBODY else 0 if who in roles else 403)


def ask(client: httpx.Client, operation: Any, *, refused: int) -> None:  # noqa: ANN401 - it has no public type
    """Asks an operation anything that its description allows, and some that it does not."""

    @settings(
        max_examples=REFUSED_EXAMPLES if refused else ALLOWED_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=anything_for(operation))
    def asked(case: Any) -> None:  # noqa: ANN401 - the same
        answer = sent(client, case)
        case.validate_response(answer, checks=CHECKS)
        if refused:
            assert answer.status_code == refused

    asked()


def anything_for(operation: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - the same
    """What the description allows; and what it does not, where there is anything to say."""
    allowed: SearchStrategy[Any] = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not any((operation.body, operation.query, operation.path_parameters)):
        return allowed
    return allowed | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


def sent(client: httpx.Client, case: Any) -> httpx.Response:  # noqa: ANN401 - the same
    """The answer to a case."""
    request = case.as_transport_kwargs(base_url=str(client.base_url))
    del request["cookies"]  # the client has its own
    request["headers"].pop("Authorization", None)  # and signs in by them
    if isinstance(request.get("data"), bytes | str):
        request["content"] = request.pop("data")
    return client.request(**request)

"""schemas/ is what the models say, and its examples are valid for schema and model alike."""

import json
import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from graftwatch.assessment.decisions import read_decisions
from graftwatch.entrypoints.schemas import CONTRACTS, Contract, published, write
from graftwatch.on_call import read_rota
from graftwatch.protocol import Protocol, parse_protocol
from graftwatch.roster import Roster, parse_roster
from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.site_codes import SiteCodes

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = SCHEMAS / "examples"


def documents(contract: Contract) -> list[object]:
    """The examples of a contract, as JSON documents."""
    found = [path for path in EXAMPLES.iterdir() if path.stem in {contract.name, f"{contract.name}s"}]
    assert len(found) == 1, f"{contract.name} has one example file"
    text = found[0].read_text("utf-8")
    match found[0].suffix:
        case ".toml":
            return [json.loads(json.dumps(tomllib.loads(text), default=str))]  # JSON has no times: they are text
        case ".jsonl":
            return [json.loads(line) for line in text.splitlines()]
        case _:
            return [json.loads(text)]


def test_what_is_published_is_what_the_models_say() -> None:
    files = [*SCHEMAS.iterdir(), *(SCHEMAS / "topics").iterdir()]
    held = {
        path.relative_to(SCHEMAS).as_posix(): path.read_text("utf-8")
        for path in files
        if path.suffix in {".json", ".txt"}
    }

    assert held == published(), "the models changed: run `make schemas` and look at the difference"


def test_writing_gives_the_same_files(tmp_path: Path) -> None:
    write(tmp_path)

    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == set(published())


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.name)
def test_a_schema_is_a_valid_schema(contract: Contract) -> None:
    Draft202012Validator.check_schema(contract.schema())


EXAMPLE_CASES = [
    pytest.param(
        one,
        id=one.name,
    )
    for one in CONTRACTS
]


@pytest.mark.parametrize("contract", EXAMPLE_CASES)
def test_an_example_is_valid_by_its_schema(contract: Contract) -> None:
    validator = Draft202012Validator(contract.schema())

    for document in documents(contract):
        validator.validate(document)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.name)
def test_a_field_that_nobody_knows_is_refused_by_the_schema(contract: Contract) -> None:
    validator = Draft202012Validator(contract.schema())
    document = documents(contract)[0]
    assert isinstance(document, dict)

    assert not validator.is_valid({**document, "no_such_field": 1})


def test_the_example_protocol_is_read() -> None:
    protocol = parse_protocol((EXAMPLES / "protocol.toml").read_text("utf-8"), "protocol.toml")

    assert protocol.exposure.drugs["tacrolimus"].target == (6.0, 10.0)


def test_the_example_on_call_file_is_read() -> None:
    channels = ("mail", "pagerduty")
    rota = read_rota((EXAMPLES / "on-call.toml").read_text("utf-8"), "on-call.toml", channels, lambda _: b"")
    at = [datetime.fromisoformat(f"2026-06-{day}T12:00+09:00") for day in ("02", "03", "06", "08", "09")]

    # A Tuesday of the first week, the override's day, a Saturday, the Monday of the second week, a Tuesday of it.
    assert [rota.who("first", one) for one in at] == ["doctor-a", "doctor-b", "doctor-c", "doctor-b", "doctor-b"]
    assert rota.who("second", at[0]) == "infection-control"


def test_the_example_roster_is_read() -> None:
    enrolments = parse_roster((EXAMPLES / "roster.csv").read_text("utf-8"), "roster.csv", Protocol().zone)
    roster = Roster(one.recipient() for one in enrolments)

    assert [one.subject for one in roster] == ["S01", "S02"]


def test_the_example_decisions_are_read_and_show_every_type() -> None:
    decisions = read_decisions((EXAMPLES / "decisions.jsonl").read_text("utf-8"), "decisions.jsonl")
    by_type = Draft202012Validator(published_schema("decision"))

    assert (len(decisions.decisions), decisions.refused) == (13, ())
    discriminator = by_type.schema["discriminator"]["mapping"]
    assert {json.loads(line)["type"] for line in lines("decisions.jsonl")} == set(discriminator)


def test_the_example_codes_are_read() -> None:
    assert len(SiteCodes.parse((EXAMPLES / "codes.csv").read_text("utf-8"), "codes.csv").rows) == 4


def test_every_concept_is_in_the_published_list() -> None:
    rows = [line.split("\t")[0] for line in published()["concepts.txt"].splitlines() if not line.startswith("#")]

    assert rows == [one.value for one in Concept]


def test_the_readme_names_every_schema_and_example() -> None:
    readme = (SCHEMAS / "README.md").read_text("utf-8")
    files = {one.file for one in CONTRACTS} | {f"examples/{path.name}" for path in EXAMPLES.iterdir()}

    assert {file for file in files if f"`{file}`" not in readme} == set()


def published_schema(name: str) -> dict[str, dict[str, dict[str, str]]]:
    """A published schema."""
    schema = json.loads(published()[f"{name}.schema.json"])
    assert isinstance(schema, dict)
    return schema


def lines(example: str) -> list[str]:
    """The lines of an example."""
    return (EXAMPLES / example).read_text("utf-8").splitlines()

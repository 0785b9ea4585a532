"""schemas/topics/ and schemas/asyncapi.json: what stands in the topics, as the models, the plan and the rights say."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.records.envelope import Record, check_schema, trace_of
from graftwatch.adapters.kafka.records.published import MESSAGES, Message
from graftwatch.adapters.kafka.records.raw import read_frame_headers
from graftwatch.adapters.kafka.rights import ROLES
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import planned
from graftwatch.entrypoints.topic_schemas import asyncapi, published_topics

SCHEMAS = Path(__file__).parents[2] / "schemas"
FOLDER = SCHEMAS / "topics"
OF_JSON = [one for one in MESSAGES if one.model is not None]


def schema_of(message: Message) -> dict[str, Any]:
    read = json.loads((FOLDER / message.file).read_text("utf-8"))
    assert isinstance(read, dict)
    return read


def example_of(message: Message) -> dict[str, Any]:
    read = json.loads((FOLDER / "examples" / f"{message.name}.json").read_text("utf-8"))
    assert isinstance(read, dict)
    return read


def as_sent(headers: dict[str, str]) -> list[tuple[str, bytes]]:
    return [(name, value.encode()) for name, value in headers.items()]


def test_the_folder_holds_what_is_published_and_nothing_else() -> None:
    held = {f"topics/{path.name}" for path in FOLDER.iterdir() if path.is_file()} | {"asyncapi.json"}

    assert held == set(published_topics())


def test_every_topic_of_the_plan_has_messages_and_every_message_a_topic() -> None:
    topics = {one.topic for one in planned(KafkaSettings())}

    assert {topic for one in MESSAGES for topic in one.topics} == topics
    assert set(Topic) <= topics


@pytest.mark.parametrize("message", OF_JSON, ids=lambda one: one.name)
def test_a_schema_is_a_valid_one_and_allows_the_fields_of_a_newer_minor_version(message: Message) -> None:
    schema = schema_of(message)
    Draft202012Validator.check_schema(schema)

    value = {**example_of(message)["value"], "of_a_newer_minor_version": 1}

    Draft202012Validator(schema).validate(value)
    assert '"additionalProperties": false' not in json.dumps(schema)


@pytest.mark.parametrize("message", OF_JSON, ids=lambda one: one.name)
def test_an_example_is_valid_and_nothing_that_lacks_a_field_is(message: Message) -> None:
    validator = Draft202012Validator(schema_of(message), format_checker=FormatChecker())
    value = example_of(message)["value"]

    validator.validate(value)
    for name in schema_of(message)["required"]:
        assert not validator.is_valid({key: one for key, one in value.items() if key != name})


@pytest.mark.parametrize("message", OF_JSON, ids=lambda one: one.name)
def test_an_example_is_read_by_its_model_and_written_the_same(message: Message) -> None:
    example = example_of(message)
    assert message.model is not None
    given = json.dumps(example["value"]).encode()

    check_schema(message.name, message.version, as_sent(example["headers"]))
    read = message.model.validate_json(given)

    written = json.loads(read.value() if isinstance(read, Record) else message.model.dump_json(read))
    assert message.model.validate_json(json.dumps(written)) == read
    assert set(example["value"]) <= set(written)


def test_the_example_of_a_frame_bears_the_trace_of_its_message() -> None:
    example = example_of(next(one for one in MESSAGES if one.name == Topic.RAW))

    frame = read_frame_headers(as_sent(example["headers"]))

    assert trace_of(*frame).id == example["headers"]["trace"]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: one.name)
def test_an_example_has_the_headers_that_are_published(message: Message) -> None:
    published = asyncapi()["components"]["messages"][message.name]["headers"]
    headers = asyncapi()["components"]["schemas"]["headers"] if "$ref" in published else published

    Draft202012Validator(headers).validate(example_of(message)["headers"])


def references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [str(node["$ref"])] if "$ref" in node else []
        return own + [one for value in node.values() for one in references(value)]
    return [one for value in node for one in references(value)] if isinstance(node, list) else []


def test_every_reference_of_asyncapi_leads_somewhere() -> None:
    document = json.loads((SCHEMAS / "asyncapi.json").read_text("utf-8"))

    for reference in references(document):
        file, _, inside = reference.partition("#/")
        if file:
            assert (SCHEMAS / file).is_file(), reference
            continue
        node = document
        for part in inside.split("/"):
            node = node[part]


def test_asyncapi_has_every_channel_as_planned_and_what_each_role_does_with_it() -> None:
    document = asyncapi()
    channels, operations = document["channels"], document["operations"]

    assert document["asyncapi"] == "3.0.0"
    assert set(channels) == {one.name for one in planned(KafkaSettings())}
    state = channels["state"]["bindings"]["kafka"]
    assert (state["partitions"], state["topicConfiguration"]["cleanup.policy"]) == (1, ["compact"])
    assert channels["pages"]["x-identifiers"] is False
    assert channels["entries"]["x-identifiers"] is True
    assert {one.partition(".")[0] for one in operations} == set(ROLES)
    assert operations["gateway.send.hl7.raw"]["channel"] == {"$ref": "#/channels/hl7.raw"}
    assert operations["pager.receive.pages"]["action"] == "receive"
    assert "pager.send.pages" not in operations


def test_the_readme_names_the_folder_and_the_document() -> None:
    readme = (SCHEMAS / "README.md").read_text("utf-8")

    assert "`topics/`" in readme
    assert "`asyncapi.json`" in readme

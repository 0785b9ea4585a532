"""schemas/topics/ and schemas/asyncapi.json: the Kafka engine's topics for whoever reads or writes beside it.

Made of the records' models, the plan of the topics and the roles' rights, so that no two can differ. A reader passes
over fields that it does not know; the schemas therefore allow them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.records.published import MESSAGES, Message
from graftwatch.adapters.kafka.rights import ROLES, TOPICS
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import TopicPlan, planned

FOLDER: Final = "topics"
ASYNCAPI: Final = "asyncapi.json"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
BINDING: Final = "0.5.0"
"""Of AsyncAPI's Kafka bindings."""
SEMVER: Final = "1.0.0"
"""Of the document: raised with any record's version."""
Json = dict[str, Any]
_ATTRIBUTE: Final = re.compile(r"^ {4}(\w+): ((?:.|\n {8})*)", re.MULTILINE)

DESCRIPTION: Final = (
    "The topics of graftwatch's Kafka engine. Names stand under the prefix of the settings (kafka.prefix); the "
    "numbers of partitions and copies are the defaults. Every record has three headers: `schema` (name/major.minor), "
    "`trace` (all that one message led to has one trace, from hl7.raw to the page) and `received` (when that message "
    "first came, ISO 8601). A newer minor version only adds fields: pass over what you do not know. A newer major "
    "version, and a new value of an enumeration is one, must not be read by a program that does not know it. Channels "
    "with x-identifiers true hold patients' identifiers: grant them sparingly."
)


def published_topics() -> dict[str, str]:
    """Every generated file: name below schemas/ and content."""
    files = {f"{FOLDER}/{one.file}": _schema(one) for one in MESSAGES if one.model is not None}
    return {
        name: json.dumps(one, ensure_ascii=False, indent=2) + "\n"
        for name, one in {**files, ASYNCAPI: asyncapi()}.items()
    }


def _schema(message: Message) -> Json:
    if message.model is None:
        raise ValueError(f"{message.name} is no JSON")
    # What others write is described as it is read, all else as it is written.
    read = Topic.DECISIONS in message.topics
    body = _described(message.model.json_schema(mode="validation" if read else "serialization"))
    return {
        "$schema": DIALECT,
        "$id": message.file,
        **_open(body),
        "title": f"{message.about} ({message.name} {message.version})",
    }


def _described(body: Json) -> Json:
    """A schema whose properties say what the class says of its attributes."""
    about, _, attributes = str(body.get("description", "")).partition("\n\nAttributes:\n")
    properties = {name: dict(one) for name, one in body["properties"].items()}
    for name, said in _ATTRIBUTE.findall(attributes):
        if name in properties:
            properties[name].setdefault("description", " ".join(said.split()))
    return {**body, "description": about, "properties": properties}


def _open(node: Any) -> Any:  # noqa: ANN401 - a JSON document
    """A schema that allows further fields, wherever."""
    if isinstance(node, dict):
        return {key: _open(one) for key, one in node.items() if (key, one) != ("additionalProperties", False)}
    return [_open(one) for one in node] if isinstance(node, list) else node


def asyncapi() -> Json:
    """The whole document, AsyncAPI 3.0."""
    plans = planned(KafkaSettings())
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "graftwatch topics",
            "version": SEMVER,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {plan.name: _channel(plan) for plan in plans},
        "operations": dict(_operations(plans)),
        "components": {
            "messages": {one.name: _message(one) for one in MESSAGES},
            "schemas": {"headers": _headers({})},
        },
    }


def _channel(plan: TopicPlan) -> Json:
    configs = plan.configs
    kept = {
        key: int(configs[key]) for key in ("retention.ms", "retention.bytes", "delete.retention.ms") if key in configs
    }
    topic = {
        "cleanup.policy": [configs["cleanup.policy"]],
        **kept,
        "max.message.bytes": int(configs["max.message.bytes"]),
    }
    return {
        "address": plan.name,
        "description": f"{plan.about[0].upper()}{plan.about[1:]}.",
        "messages": {one.name: {"$ref": f"#/components/messages/{one.name}"} for one in _in(plan.topic)},
        "x-identifiers": plan.identifiers,
        "bindings": {
            "kafka": {
                "partitions": plan.partitions,
                "replicas": plan.replication,
                "topicConfiguration": topic,
                "bindingVersion": BINDING,
            }
        },
    }


def _in(topic: Topic | None) -> Iterator[Message]:
    return (one for one in MESSAGES if topic in one.topics)


def _operations(plans: tuple[TopicPlan, ...]) -> Iterator[tuple[str, Json]]:
    """What each role sends and receives, by its rights."""
    for role in ROLES:
        for plan in plans:
            rights = TOPICS[role].get(plan.topic, ()) if plan.topic else ("Read", "Write") * (role == "detector")
            for right, action in (("Write", "send"), ("Read", "receive")):
                if right in rights:
                    yield f"{role}.{action}.{plan.name}", _operation(role, action, plan)


def _operation(role: str, action: str, plan: TopicPlan) -> Json:
    # A dot and a slash are plain in a JSON pointer but for the slash, which no topic's name has.
    channel = f"#/channels/{plan.name}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "summary": f"The {role} {'writes' if action == 'send' else 'reads'} {plan.name}.",
        "messages": [{"$ref": f"{channel}/messages/{one.name}"} for one in _in(plan.topic)],
    }


def _message(message: Message) -> Json:
    return {
        "name": message.name,
        "title": f"{message.name} {message.version}",
        "summary": f"{message.about[0].upper()}{message.about[1:]}.",
        "contentType": "application/json" if message.name != Topic.RAW else "application/hl7-v2",
        "headers": _headers(message.more_headers) if message.more_headers else {"$ref": "#/components/schemas/headers"},
        "payload": _payload(message),
        "bindings": {"kafka": {"key": {"type": "string", "description": message.key}, "bindingVersion": BINDING}},
    }


def _payload(message: Message) -> Json:
    if message.model is not None:
        return {"$ref": f"{FOLDER}/{message.file}"}
    if message.name == Topic.RAW:
        return {"type": "string", "description": "the message's bytes, in the feed's own character set"}
    return {
        "type": "object",
        "description": 'the row by column names, bytes as {"base64": …}; no value: the row is gone',
    }


def _headers(more: dict[str, str]) -> Json:
    named = {
        "schema": "the record's name and version: name/major.minor",
        "trace": "16 hexadecimal digits; all that one message led to has the same",
        "received": "when the message that led to it first came, ISO 8601",
        **more,
    }
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": said} for name, said in named.items()},
        "required": list(named),
    }

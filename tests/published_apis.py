"""What receivers publish of their APIs, as judges of requests: required fields, types, limits, keys, answers.

Written from each receiver's own documentation, not from our payloads: PagerDuty Events API v2; Opsgenie Alert API;
Slack incoming webhooks and Block Kit; Teams webhooks by Workflows and the Adaptive Card schema 1.4; Alertmanager's
api/v2/openapi.yaml with its data model. What a document does not name is refused, so that a misspelt field is seen.
"""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from receivers import Judge, Request, Verdict, takes_anything

Json = Any
"""A document as it came; what it holds is what is being judged."""


def _text(at_most: int | None = None, **more: Json) -> Json:
    return {"type": "string", **({"maxLength": at_most} if at_most else {}), **more}


def _object(required: list[str], properties: dict[str, Json], **more: Json) -> Json:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
        **more,
    }


LINKS = {"type": "array", "items": _object(["href"], {"href": _text(), "text": _text()})}
PAGERDUTY = _object(
    ["routing_key", "event_action"],
    {
        "routing_key": _text(),
        "event_action": {"enum": ["trigger", "acknowledge", "resolve"]},
        "dedup_key": _text(255),
        "payload": _object(
            ["summary", "source", "severity"],
            {
                "summary": _text(1024, minLength=1),
                "source": _text(minLength=1),
                "severity": {"enum": ["critical", "error", "warning", "info"]},
                "timestamp": _text(format="date-time"),
                "component": _text(),
                "group": _text(),
                "class": _text(),
                "custom_details": {"type": "object"},
            },
        ),
        "images": {"type": "array"},
        "links": LINKS,
        "client": _text(),
        "client_url": _text(),
    },
    allOf=[
        {
            "if": {"properties": {"event_action": {"const": "trigger"}}},
            "then": {"required": ["payload"]},
            "else": {"required": ["dedup_key"]},
        }
    ],
)
OPSGENIE_CREATE = _object(
    ["message"],
    {
        "message": _text(130, minLength=1),
        "alias": _text(512),
        "description": _text(15_000),
        "responders": {"type": "array"},
        "visibleTo": {"type": "array"},
        "actions": {"type": "array", "maxItems": 10, "items": _text(50)},
        "tags": {"type": "array", "maxItems": 20, "items": _text(50)},
        "details": {"type": "object", "additionalProperties": {"type": "string"}},
        "entity": _text(512),
        "source": _text(100),
        "priority": {"enum": ["P1", "P2", "P3", "P4", "P5"]},
        "user": _text(100),
        "note": _text(25_000),
    },
)
OPSGENIE_ACTION = _object([], {"user": _text(100), "source": _text(100), "note": _text(25_000)})
OPSGENIE_NOTE = _object(["note"], {"user": _text(100), "source": _text(100), "note": _text(25_000, minLength=1)})
SLACK = _object(
    ["text"],
    {
        "text": _text(40_000, minLength=1),
        "blocks": {
            "type": "array",
            "maxItems": 50,
            "items": {
                "oneOf": [
                    _object(
                        ["type", "text"],
                        {
                            "type": {"const": "header"},
                            "text": _object(
                                ["type", "text"],
                                {
                                    "type": {"const": "plain_text"},
                                    "text": _text(150, minLength=1),
                                    "emoji": {"type": "boolean"},
                                },
                            ),
                        },
                    ),
                    _object(
                        ["type", "text"],
                        {
                            "type": {"const": "section"},
                            "text": _object(
                                ["type", "text"],
                                {
                                    "type": {"const": "mrkdwn"},
                                    "text": _text(3000, minLength=1),
                                    "verbatim": {"type": "boolean"},
                                },
                            ),
                        },
                    ),
                ]
            },
        },
    },
)
TEXT_BLOCK = _object(
    ["type", "text"],
    {
        "type": {"const": "TextBlock"},
        "text": _text(),
        "wrap": {"type": "boolean"},
        "size": {"enum": ["default", "small", "medium", "large", "extraLarge"]},
        "weight": {"enum": ["default", "lighter", "bolder"]},
        "color": {"enum": ["default", "dark", "light", "accent", "good", "warning", "attention"]},
    },
)
FACT_SET = _object(
    ["type", "facts"],
    {
        "type": {"const": "FactSet"},
        "facts": {"type": "array", "items": _object(["title", "value"], {"title": _text(), "value": _text()})},
    },
)
CARD = _object(
    ["type", "version", "body"],
    {
        "$schema": _text(),
        "type": {"const": "AdaptiveCard"},
        "version": _text(pattern=r"^1\.[0-5]$"),
        "body": {"type": "array", "items": {"oneOf": [TEXT_BLOCK, FACT_SET]}},
        "actions": {
            "type": "array",
            "items": _object(
                ["type", "url"],
                {"type": {"const": "Action.OpenUrl"}, "title": _text(), "url": _text(format="uri")},
            ),
        },
    },
)
TEAMS = _object(
    ["type", "attachments"],
    {
        "type": {"const": "message"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "items": _object(
                ["contentType", "content"],
                {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": ["string", "null"]},
                    "content": CARD,
                },
            ),
        },
    },
)
LABELS = {"type": "object", "additionalProperties": {"type": "string"}}
ALERTMANAGER = {
    "type": "array",
    "items": _object(
        ["labels"],
        {
            "labels": LABELS,
            "annotations": LABELS,
            "startsAt": _text(format="date-time"),
            "endsAt": _text(format="date-time"),
            "generatorURL": _text(format="uri"),
        },
    ),
}
LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def _fault(document: Json, schema: Json) -> str:
    """What is wrong with a document by a schema: where, and what."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    wrong = next(iter(validator.iter_errors(document)), None)
    return f"{wrong.json_path}: {wrong.message[:200]}" if wrong else ""


def _read(body: bytes) -> Json:
    return json.loads(body.decode("utf-8"))


def pagerduty(request: Request) -> Verdict:
    """Events API v2: 202 with the key, 400 with the errors, 413 beyond 512 KB."""
    if len(request.body) > 512 * 1024:
        return Verdict(413, fault="longer than 512 KB")
    event = _read(request.body)
    fault = _fault(event, PAGERDUTY)
    if fault:
        said = {"status": "invalid event", "message": "Event object is invalid", "errors": [fault]}
        return Verdict(400, json.dumps(said).encode(), fault)
    said = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
    return Verdict(202, json.dumps(said).encode())


def opsgenie(request: Request) -> Verdict:
    """Alert API: create, and act on an alert by its alias; 202 with a request id, 401, 404, 422."""
    if not re.fullmatch(r"GenieKey \S+", request.headers.get("Authorization", "")):
        return Verdict(401, b'{"message": "Could not authenticate"}', "no GenieKey")
    url = urlsplit(request.path)
    action = re.fullmatch(r"/v2/alerts/([^/]+)/(acknowledge|close|notes)", url.path)
    document = _read(request.body)
    if url.path == "/v2/alerts":
        fault = _fault(document, OPSGENIE_CREATE) or _details_fault(document.get("details", {}))
    elif action:
        fault = _fault(document, OPSGENIE_NOTE if action[2] == "notes" else OPSGENIE_ACTION)
        if parse_qs(url.query).get("identifierType") != ["alias"] or len(unquote(action[1])) > 512:
            fault = "the alert is not named by its alias"
    else:
        return Verdict(404, fault=f"no such path: {url.path}")
    if fault:
        return Verdict(422, json.dumps({"message": fault}).encode(), fault)
    said = {"result": "Request will be processed", "took": 0.3, "requestId": "43a29c5c-3dbf-4fa4-9c26-f4f71023e120"}
    return Verdict(202, json.dumps(said).encode())


def _details_fault(details: dict[str, str]) -> str:
    length = sum(len(name) + len(value) for name, value in details.items())
    return "details longer than 8,000 characters" if length > 8000 else ""


def slack(request: Request) -> Verdict:
    """Incoming webhook: 200 `ok`, 400 `invalid_payload`."""
    message = _read(request.body)
    fault = _fault(message, SLACK)
    texts = [block["text"]["text"] for block in message.get("blocks", []) if "text" in block]
    if sum(len(text) for text in texts) > 9_600:
        fault = fault or "msg_blocks_too_long"
    marked = [message.get("text", ""), *(one["text"]["text"] for one in message["blocks"] if one["type"] == "section")]
    fault = fault or next((f"not escaped: {text[:80]}" for text in marked if _unescaped(text)), "")
    return Verdict(400, b"invalid_payload", fault) if fault else Verdict(200, b"ok")


def _unescaped(text: str) -> bool:
    """Whether something else than a link to http(s) and the three escapes stands in marked text."""
    bare = re.sub(r"<https?://[^<>|\s]+\|[^<>|]+>", "", text)
    return bool(re.search(r"[<>]|&(?!amp;|lt;|gt;)", bare))


def teams(request: Request) -> Verdict:
    """Webhook of a workflow: 202, 400 with the trigger's complaint, 413 beyond 28 KB."""
    if len(request.body) > 28 * 1024:
        return Verdict(413, fault="longer than 28 KB")
    fault = _fault(_read(request.body), TEAMS)
    if fault:
        said = {"error": {"code": "TriggerInputSchemaMismatch", "message": fault}}
        return Verdict(400, json.dumps(said).encode(), fault)
    return Verdict(202)


def alertmanager(request: Request) -> Verdict:
    """API v2: 200, or 400 with the complaint as a JSON text."""
    if request.path != "/api/v2/alerts":
        return Verdict(404, fault=f"no such path: {request.path}")
    alerts = _read(request.body)
    fault = _fault(alerts, ALERTMANAGER) or next((one for one in map(_alert_fault, alerts) if one), "")
    return Verdict(400, json.dumps(fault).encode(), fault) if fault else Verdict(200)


def _alert_fault(alert: Json) -> str:
    wrong = [name for name in (*alert["labels"], *alert["annotations"]) if not LABEL_NAME.fullmatch(name)]
    starts, ends = (datetime.fromisoformat(alert[name]) for name in ("startsAt", "endsAt"))
    if wrong:
        return f"invalid label name {wrong[0]!r}"
    if not any(alert["labels"].values()):
        return "at least one label pair required"
    return "start time must be before end time" if ends < starts else ""


def apprise_json(request: Request) -> Verdict:
    """What Apprise documents of its `json://` service: version, title, message, attachments, type."""
    schema = _object(
        ["version", "title", "message", "type"],
        {
            "version": _text(),
            "title": _text(250),
            "message": _text(minLength=1),
            "attachments": {"type": "array"},
            "type": {"enum": ["info", "success", "warning", "failure"]},
        },
    )
    fault = _fault(_read(request.body), schema)
    return Verdict(400, fault=fault) if fault else Verdict(200)


def sms_gateway(request: Request) -> Verdict:
    """An SMSEagle gateway (JSON-RPC, `sms.send_sms`): a token, numbers, a message of two parts here, 306 septets."""
    parameters = _object(
        ["access_token", "to", "message"],
        {
            "access_token": _text(minLength=1),
            "to": _text(pattern=r"^\+?\d{11,14}$"),
            "message": _text(306, minLength=1),
            "message_type": _text(),
            "responsetype": _text(),
            "highpriority": {"enum": [0, 1]},
            "flash": {"enum": [0, 1]},
            "unicode": {"enum": [0, 1]},
            "test": {"enum": [0, 1]},
        },
    )
    schema = _object(["method", "params"], {"method": {"const": "sms.send_sms"}, "params": parameters})
    fault = _fault(_read(request.body), schema)
    if fault:
        return Verdict(400, fault=fault)
    return Verdict(200, json.dumps({"result": {"message_id": 4753, "status": "ok"}}).encode())


JUDGES: dict[str, Judge] = {
    "pagerduty": pagerduty,
    "opsgenie": opsgenie,
    "webhook": takes_anything,
    "slack": slack,
    "teams": teams,
    "alertmanager": alertmanager,
    "apprise": apprise_json,
    "sms": sms_gateway,
}
"""Whose rules a request of a channel of this kind is judged by."""

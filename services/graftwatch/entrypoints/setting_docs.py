"""docs/settings.md, written from the settings' own descriptions, so that neither can change without the other.

`python -m graftwatch.entrypoints.setting_docs` writes it anew (`make schemas`); a test compares them.
"""

import sys
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from graftwatch.adapters.kafka.settings import BrokerLogin, BrokerTls, KafkaSettings, Topics
from graftwatch.adapters.senders import settings as channels
from graftwatch.entrypoints.acknowledge_settings import Acknowledge
from graftwatch.entrypoints.console_settings import Console, Oidc
from graftwatch.entrypoints.feed_settings import FeedReading, FolderFeed, MllpFeed, SsMix2Feed
from graftwatch.entrypoints.listening_settings import FeedLimits, FeedTls
from graftwatch.entrypoints.settings import NESTING, PREFIX, Http, Limits, Settings

DOCUMENT = Path("docs") / "settings.md"

SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Feeds: `[[feeds]]`, of every kind", FeedReading),
    ('Feeds: `[[feeds]]` with `kind = "mllp"`, also where no kind is given', MllpFeed),
    ("TLS of an MLLP feed: `[feeds.tls]`", FeedTls),
    ("Limits of one MLLP feed: `[feeds.limits]`", FeedLimits),
    ('Feeds: `[[feeds]]` with `kind = "folder"`', FolderFeed),
    ('Feeds: `[[feeds]]` with `kind = "ssmix2"`', SsMix2Feed),
    ("HTTP: `[http]`", Http),
    ("Acknowledging: `[acknowledge]`", Acknowledge),
    ("The console: `[console]`", Console),
    ("The console's provider of sign-ins: `[console.oidc]`", Oidc),
    ("Limits: `[limits]`", Limits),
    ('Kafka: `[kafka]`, with `engine = "kafka"`', KafkaSettings),
    ("TLS to the brokers: `[kafka.tls]`", BrokerTls),
    ("Login at the brokers: `[kafka.login]`", BrokerLogin),
    ("Topics: `[kafka.topics]`", Topics),
    ('Channels: `[[channels]]` with `kind = "pagerduty"`', channels.PagerDutyChannel),
    ('Channels: `[[channels]]` with `kind = "opsgenie"`', channels.OpsgenieChannel),
    ('Channels: `[[channels]]` with `kind = "webhook"`', channels.WebhookChannel),
    ('Channels: `[[channels]]` with `kind = "email"`', channels.EmailChannel),
    ('Channels: `[[channels]]` with `kind = "slack"`', channels.SlackChannel),
    ('Channels: `[[channels]]` with `kind = "teams"`', channels.TeamsChannel),
    ('Channels: `[[channels]]` with `kind = "apprise"`', channels.AppriseChannel),
    ('Channels: `[[channels]]` with `kind = "alertmanager"`', channels.AlertmanagerChannel),
    ('Channels: `[[channels]]` with `kind = "file"`', channels.FileChannel),
)
INTRODUCTION = f"""# Settings

Generated from the settings themselves. One TOML file (`graftwatch serve --config FILE`), then the environment, then
the command line, the later the stronger. In the environment a setting is `{PREFIX}` and its name in capitals, a
nested one is joined by `{NESTING}` (`{PREFIX}HTTP{NESTING}PORT=9000`), a list is JSON. A setting that cannot be is
refused at start with its name and what to write instead. The trial's own rules are in the protocol file
(`schemas/protocol.schema.json`), not here.

```toml
data = "/var/lib/graftwatch"
protocol = "/etc/graftwatch/protocol.toml"

[[feeds]]
name = "laboratory"
host = "0.0.0.0"
port = 2575
authority = "HOSP"
silence_minutes = 60
allow = ["10.20.0.0/16"]

[[feeds]]
name = "intensive-care"
host = "0.0.0.0"
port = 2576
certificate_names = ["icu.hospital.example"]

[feeds.tls]
certificate = "/etc/graftwatch/tls.pem"
key = "/etc/graftwatch/tls.key"
client_ca = "/etc/graftwatch/senders.pem"

[feeds.limits]
idle_seconds = 600

[[feeds]]
kind = "folder"
name = "reports"
path = "/srv/hl7/reports"

[[channels]]
kind = "pagerduty"
name = "infection-control"
routing_key = "…"
```
"""


def document() -> str:
    """The whole page."""
    top = [name for name, field in Settings.model_fields.items() if not _is_section(field)]
    parts = [INTRODUCTION, "## Top level\n", _table(Settings, top)]
    for title, model in SECTIONS:
        parts += [f"\n## {title}\n", _table(model, _own_names(model))]
    return "\n".join(parts)


def _own_names(model: type[BaseModel]) -> list[str]:
    """What a section adds or changes: what holds for feeds of every kind is said once."""
    shared = FeedReading.model_fields if issubclass(model, FeedReading) and model is not FeedReading else {}
    return [
        name
        for name, field in model.model_fields.items()
        if name != "kind" and not _is_section(field) and (name not in shared or field.default != shared[name].default)
    ]


def _is_section(field: FieldInfo) -> bool:
    return isinstance(field.default, BaseModel)


def _table(model: type[BaseModel], names: list[str]) -> str:
    fields = [(name, model.model_fields[name]) for name in names]
    rows = [f"| `{name}` | {_default(field)} | {field.description or ''} |" for name, field in fields]
    return "\n".join(["| setting | default | meaning |", "| --- | --- | --- |", *rows, ""])


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    return "required" if value is PydanticUndefined else _shown(value)


def _shown(value: Any) -> str:  # noqa: ANN401 - a default may be of any type
    match value:
        case None:
            return "unset"
        case SecretStr():
            return "secret"
        case Enum():
            return f"`{value.value}`"
        case frozenset() | tuple():
            items = value if isinstance(value, tuple) else sorted(value)
            return ", ".join("one" if isinstance(one, BaseModel) else _shown(one) for one in items) or "none"
        case bool():
            return f"`{str(value).lower()}`"
        case "" | {}:
            return "empty"
    return f"`{value}`"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
    sys.stdout.write(f"{DOCUMENT}\n")

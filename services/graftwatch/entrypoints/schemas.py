"""The published contracts in schemas/, generated from the models, so that neither can change without the other.

`python -m graftwatch.entrypoints.schemas` writes them anew (`make schemas`); a test compares them. Inputs are
published as they are read, outputs as they are written; the Kafka engine's topics come from `topic_schemas`, the
console's API from `console_schema`. Left out: the examples, which are written by hand and tested against the schemas.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaValue

from graftwatch.assessment import Assessment, AssessmentReport
from graftwatch.assessment.decisions import DECISION
from graftwatch.backtest.report import BacktestReport
from graftwatch.entrypoints.console_schema import CONSOLE_FILE, console_schema
from graftwatch.entrypoints.topic_schemas import published_topics
from graftwatch.findings import Findings
from graftwatch.on_call import OnCallFile
from graftwatch.paging import Page
from graftwatch.paging.payloads import (
    AlertmanagerAlert,
    OpsgenieAction,
    OpsgenieAlert,
    PageNotification,
    PagerDutyEvent,
    SlackMessage,
    TeamsMessage,
)
from graftwatch.protocol import Protocol
from graftwatch.roster import ENTERED_CHANGE
from graftwatch.simulator.truth import Truth
from graftwatch.terminology.concepts import DEFINITIONS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
CONCEPTS_FILE: Final = "concepts.txt"


@dataclass(frozen=True, slots=True)
class Contract:
    """One published document: its file name without the ending, what it is, and the model behind it."""

    name: str
    about: str
    model: TypeAdapter[Any]  # a contract's model may be of any type
    mode: Literal["validation", "serialization"]

    @property
    def file(self) -> str:
        """The schema's file name."""
        return f"{self.name}.schema.json"

    def schema(self) -> JsonSchemaValue:
        """The schema as a document."""
        body = self.model.json_schema(mode=self.mode)
        return {"$schema": DIALECT, "$id": self.file, **body, "title": self.about}


CONTRACTS: Final = (
    Contract("protocol", "the protocol file (TOML, as a JSON document)", TypeAdapter(Protocol), "validation"),
    Contract("on-call", "the on-call file (TOML, as a JSON document)", TypeAdapter(OnCallFile), "validation"),
    Contract("roster-change", "a change of the roster: enrolment, alias, withdrawal", ENTERED_CHANGE, "validation"),
    Contract("decision", "one line of decisions.jsonl", DECISION, "validation"),
    Contract("assessment-report", "what `assess --json` prints", TypeAdapter(AssessmentReport), "serialization"),
    Contract("assessment", "one recipient's assessment", TypeAdapter(Assessment), "serialization"),
    Contract("findings", "what one family of rules concludes", TypeAdapter(Findings), "serialization"),
    Contract("page", "one page", TypeAdapter(Page), "serialization"),
    Contract("webhook", "the body that a webhook receives", TypeAdapter(PageNotification), "serialization"),
    Contract("pagerduty-event", "the body for PagerDuty's Events API v2", TypeAdapter(PagerDutyEvent), "serialization"),
    Contract("opsgenie-alert", "the body that creates an Opsgenie alert", TypeAdapter(OpsgenieAlert), "serialization"),
    Contract(
        "opsgenie-action",
        "the body that acknowledges, closes or notes an alert in Opsgenie",
        TypeAdapter(OpsgenieAction),
        "serialization",
    ),
    Contract("slack-message", "the body for a Slack incoming webhook", TypeAdapter(SlackMessage), "serialization"),
    Contract("teams-message", "the body for a Microsoft Teams workflow", TypeAdapter(TeamsMessage), "serialization"),
    Contract(
        "alertmanager-alert",
        "one alert for the Alertmanager's API v2; the body is a list of one",
        TypeAdapter(AlertmanagerAlert),
        "serialization",
    ),
    Contract("backtest", "what `backtest --json` prints", TypeAdapter(BacktestReport), "serialization"),
    Contract("truth", "what `simulate --truth` writes", TypeAdapter(Truth), "serialization"),
)


def published() -> dict[str, str]:
    """Every generated file of schemas/: name and content."""
    schemas = {one.file: json.dumps(one.schema(), ensure_ascii=False, indent=2) + "\n" for one in CONTRACTS}
    concepts = "\n".join(_concept_lines()) + "\n"
    return {**schemas, **published_topics(), CONCEPTS_FILE: concepts, CONSOLE_FILE: console_schema()}


def write(folder: Path) -> None:
    """Writes the generated files."""
    for name, content in published().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")


def _concept_lines() -> Iterator[str]:
    yield "# What a code can mean: the values of `concept` in codes.csv, with kind and canonical unit (UCUM)."
    for concept, row in DEFINITIONS.items():
        yield "\t".join((concept.value, row.kind.value, row.unit or ""))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("schemas"))

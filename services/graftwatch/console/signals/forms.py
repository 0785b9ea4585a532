"""Between a form and a decision's document: what was typed as JSON, and a document as what stands in the fields."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from starlette.datastructures import FormData

from graftwatch.console.signals.decision_views import DecisionFault
from graftwatch.console.signals.fields import FORMS, Field, Shape

TARGETS: Final = ("event", "signal")
_LISTS: Final = frozenset({Shape.NAMES, Shape.DAYS})


def typed(kind: str, form: FormData | Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields of a form, and nothing else that was sent."""
    return {one.name: str(form.get(one.name, "")).strip() for one in FORMS[kind].fields}


def said_by(kind: str, given: Mapping[str, str]) -> dict[str, JsonValue]:
    """The document's fields; what was left empty is left out."""
    said: dict[str, JsonValue] = {}
    for field in FORMS[kind].fields:
        text = given.get(field.name, "")
        if not text:
            continue
        if field.shape is Shape.TARGET:
            target, _, name = text.partition(":")
            said[target if target in TARGETS else TARGETS[0]] = name or text
        else:
            said[field.name] = _value(field, text)
    return said


def _value(field: Field, text: str) -> JsonValue:
    if field.shape in _LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if field.shape is Shape.SWITCH:
        return text == "true"
    if field.name in {"portal", "duct", "venous"} and text.isdigit():
        return int(text)
    return text


def as_typed(kind: str, said: Mapping[str, JsonValue], zone: ZoneInfo) -> dict[str, str]:
    """What stands in the fields of a document that is changed."""
    given: dict[str, str] = {}
    for field in FORMS[kind].fields:
        value = said.get(field.name)
        if field.shape is Shape.TARGET:
            target = next((one for one in TARGETS if said.get(one)), "")
            given[field.name] = f"{target}:{said[target]}" if target else ""
        elif isinstance(value, list):
            given[field.name] = "\n".join(str(one) for one in value)
        elif field.shape is Shape.SWITCH:
            given[field.name] = "true" if value else ""
        elif field.shape is Shape.MOMENT and value:
            given[field.name] = _local(str(value), zone)
        else:
            given[field.name] = "" if value is None else str(value)
    return given


def _local(moment: str, zone: ZoneInfo) -> str:
    """A moment as a browser's field has it: without an offset, in the trial's zone; a bare day stays one."""
    if "T" not in moment:
        return moment
    local = datetime.fromisoformat(moment).astimezone(zone).replace(tzinfo=None)
    return local.isoformat(timespec="minutes" if not (local.second or local.microsecond) else "auto")


def faults_by_field(kind: str, faults: tuple[DecisionFault, ...]) -> tuple[dict[str, str], list[str]]:
    """The faults that stand beside a field, and those about the whole."""
    names = {one.name for one in FORMS[kind].fields}
    beside: dict[str, str] = {}
    whole: list[str] = []
    for one in faults:
        name = "target" if one.field in TARGETS else one.field
        if name in names:
            beside[name] = f"{beside[name]}; {one.words}" if name in beside else one.words
        else:
            whole.append(f"{one.field}: {one.words}" if one.field else one.words)
    return beside, whole

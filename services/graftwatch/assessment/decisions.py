"""Reads decisions.jsonl: people's decisions, one JSON object a line; what is wrong is said by line, field and mend.

A decision that cannot be taken as it stands (an organism nobody knows, an impossible date, a field's typo) is refused
alone, and the others go on. A line that is no decision at all (no JSON, no object, no type) is the file's fault, and
the file is refused as a whole: nobody knows what the line was to say. Of two decisions about the same thing the one on
the later line wins; a refused one replaces nothing. Empty lines are allowed.
"""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from graftwatch.assessment.decision_document import DecisionDocument, Said
from graftwatch.assessment.decision_documents import DOCUMENTS, AnyDecision
from graftwatch.facts import Fact, Source, Statement, Status, fact

DECISION: TypeAdapter[DecisionDocument] = TypeAdapter(AnyDecision)
FEED = "decision"
"""The feed that decisions count as coming from."""


class DecisionFileError(ValueError):
    """The decisions cannot be used; `faults` lists every reason, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, and its line in the file: of two about the same thing, said at the same time, the later wins."""

    document: DecisionDocument
    line: int

    @property
    def subject(self) -> str:
        """Whom it is about."""
        return self.document.subject

    def facts(self, zone: tzinfo, known_at: datetime) -> list[Fact[Statement]]:
        """The decision as facts.

        Args:
            zone: time zone of times that state none.
            known_at: when the decision was entered; its version is of this time where it does not say when somebody
                decided, because `at` then is the time of what was seen.
        """
        stated_at = (self.document.decided_at(zone) or known_at) + timedelta(microseconds=self.line)
        return [self._fact(said, stated_at, known_at) for said in self.document.says(zone)]

    def _fact(self, said: Said, stated_at: datetime, known_at: datetime) -> Fact[Statement]:
        taken_back = said.taken_back or self.document.withdrawn
        return fact(
            subject=self.subject,
            identity=said.identity,
            statement=said.statement,
            status=Status.WITHDRAWN if taken_back else Status.FINAL,
            stated_at=stated_at,
            known_at=known_at,
            source=Source(FEED, ""),
        )


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A decision that cannot be taken as it stands: line, subject, what it is, and what is wrong with it."""

    line: int
    subject: str | None
    about: str
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"line {self.line}: {self.about}: {'; '.join(self.faults)}"


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """What a file holds: the decisions to take, by line, and those that are refused."""

    decisions: tuple[Decision, ...] = ()
    refused: tuple[RefusedLine, ...] = ()


def read_decisions(text: str, source: str) -> DecisionFile:
    """The decisions of a file.

    Args:
        text: the file's content, one JSON object a line.
        source: the file's name, for error messages.

    Raises:
        DecisionFileError: where a line is no decision at all; with every fault of the file.
    """
    decisions: list[Decision] = []
    refused: list[RefusedLine] = []
    faults: list[str] = []
    for line, content in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if content.strip():
            try:
                decisions.append(Decision(_document(content), line))
            except _NoDecision as fault:
                faults.append(f"{source}, line {line}: {fault}")
            except _Refused as fault:
                refused.append(RefusedLine(line, fault.subject, fault.about, fault.faults))
                faults += (f"{source}, line {line}: {one}" for one in fault.faults)
    if len(faults) > sum(len(one.faults) for one in refused):
        raise DecisionFileError(faults)
    return DecisionFile(tuple(decisions), tuple(refused))


class _NoDecision(Exception):  # noqa: N818 - it names what is wrong, and never leaves this file
    """The line is no decision."""


class _Refused(Exception):  # noqa: N818 - it names what is wrong, and never leaves this file
    """The decision cannot be taken."""

    def __init__(self, stated: dict[str, object], faults: tuple[str, ...]) -> None:
        super().__init__(faults)
        subject = stated.get("subject")
        self.subject = subject if isinstance(subject, str) else None
        self.about = _about(stated)
        self.faults = faults


def _document(content: str) -> DecisionDocument:
    try:
        stated = json.loads(content)
    except json.JSONDecodeError as fault:
        raise _NoDecision(f"not JSON: {fault.msg} at character {fault.colno}") from None
    if not isinstance(stated, dict):
        raise _NoDecision('not a JSON object; write {"type": …, "subject": …, "at": …}')
    try:
        return DECISION.validate_python(stated)
    except ValidationError as fault:
        details = fault.errors(include_url=False)
        words = tuple(_in_words(detail) for detail in details)
        if details[0]["type"] in {"union_tag_not_found", "union_tag_invalid"}:
            raise _NoDecision(words[0]) from None
        raise _Refused(stated, words) from None


NAMED_BY: Final = ("site", "criterion", "date_of_event", "sign", "condition", "event", "signal", "verdict")
"""The fields that say which decision it is, in the words of whoever wrote it."""
LONGEST_WORD: Final = 32
"""Characters of a field that are repeated in a refusal."""


def _about(stated: dict[str, object]) -> str:
    """The decision in a few of its own words: "site_infection IAB 3b 2026-06-08"."""
    words = [stated[field] for field in ("type", *NAMED_BY) if isinstance(stated.get(field), str)]
    return " ".join(str(word)[:LONGEST_WORD] for word in words if word)


def _in_words(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "union_tag_not_found":
            return f"`type` is missing; use one of {', '.join(DOCUMENTS)}"
        case "union_tag_invalid":
            return f"`type`: there is no such decision; {_nearest(str(detail['ctx']['tag']), DOCUMENTS)}"
        case "extra_forbidden":
            document = DOCUMENTS[str(detail["loc"][0])]
            return (
                f"`{detail['loc'][-1]}`: there is no such field; {_nearest(str(detail['loc'][-1]), _fields(document))}"
            )
    place = ".".join(str(part) for part in detail["loc"][1:] if not _is_branch(part))
    said = detail["msg"].removeprefix("Value error, ")
    return f"`{place}`: {said}" if place else said


def _is_branch(part: int | str) -> bool:
    """Whether a place is a branch of a type ("datetime", "function-before[…]") and no field."""
    return isinstance(part, str) and (part in {"datetime", "date"} or "[" in part)


def _nearest(stated: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(stated, names, n=1)
    return f"did you mean `{near[0]}`?" if near else f"use one of {', '.join(names)}"


def _fields(document: type[DecisionDocument]) -> list[str]:
    return [field.alias or name for name, field in document.model_fields.items()]

"""One check of `graftwatch doctor`: what was looked at, how it ended, and the mend where something is wrong."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One check's result in words."""

    what: str
    verdict: Verdict
    text: str

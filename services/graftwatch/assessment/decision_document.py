"""What every decision of a person has, and how its times and organism names are read.

The documents themselves stand in `decision_documents.py`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from graftwatch.facts import ClinicalTime, Statement, aware
from graftwatch.terminology.organisms import resolve

DATE_LENGTH = len("2026-06-05")


def _moment(value: object) -> object:
    text = str(value)
    try:
        return date.fromisoformat(text) if len(text) == DATE_LENGTH else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f'{value!r} is not a time; write it like "2026-06-05T10:00:00+09:00", or a day like "2026-06-05"'
        ) from None


def _organism(value: object) -> object:
    organism = resolve(value).organism if isinstance(value, str) else None
    if organism is None:
        raise ValueError(f'{value!r} is not known as one organism; write its full name, "Escherichia coli"')
    return organism.name


def plain_word(value: object) -> object:
    """The word in small letters, its parts joined by underscores."""
    return value.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(value, str) else value


Moment = Annotated[
    datetime | date,
    BeforeValidator(_moment),
    WithJsonSchema(
        {"type": "string", "description": "ISO 8601 time, or a day; without an offset in the protocol's zone"}
    ),
]
OrganismName = Annotated[str, BeforeValidator(_organism)]
PlainWord = Annotated[str, BeforeValidator(plain_word), Field(min_length=1, max_length=64)]


class Said(NamedTuple):
    """One statement of a decision: its identity, what is said, and whether it is taken back instead."""

    identity: str
    statement: Statement
    taken_back: bool = False


def clinical_time(moment: datetime | date, zone: tzinfo) -> ClinicalTime:
    """The moment as precise as it was written."""
    return ClinicalTime.of(instant(moment, zone), zone) if isinstance(moment, datetime) else ClinicalTime(moment)


def instant(moment: datetime | date, zone: tzinfo) -> datetime:
    """The instant of a moment; a day counts from its first one."""
    if not isinstance(moment, datetime):
        return ClinicalTime(moment).instant(zone)
    return aware(moment, zone)


def key(moment: datetime | date, zone: tzinfo) -> str:
    """A moment in an identity: the same for one instant, however it was written."""
    return instant(moment, zone).astimezone(UTC).isoformat() if isinstance(moment, datetime) else moment.isoformat()


class DecisionDocument(BaseModel):
    """What all decisions have."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    subject: str = Field(min_length=1, max_length=64, description="the recipient's subject id")
    at: Moment = Field(description="when it was seen, taken or decided")
    by: str = Field(default="", max_length=200, description="who says so")
    note: str = Field(default="", max_length=2000)
    withdrawn: bool = Field(default=False, description="takes back the decision about the same thing")
    entered_at: Moment | None = Field(
        default=None, description="when it was entered, where that was later than `at`; only a backtest asks for it"
    )

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """What is said, under which identities."""
        raise NotImplementedError

    def decided_at(self, zone: tzinfo) -> datetime | None:  # noqa: ARG002 - for those that say it
        """When the person decided, where `at` says that; mostly it says when something was."""
        return None


def day_of(moment: datetime | date) -> date:
    """The calendar day as it was written."""
    return moment.date() if isinstance(moment, datetime) else moment

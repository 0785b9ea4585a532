"""What stands in entries of the kinds that only the Kafka engine has, where most frames never reach the detector.

HEARD says which feeds were heard by frames that concern nobody. FOUND holds earlier frames of a recipient, once an
enrolment or a message has told whose they are.
"""

from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FRAMES_AT_MOST: Final = 10_000
"""Of one entry: a frame from outside has no number in this journal, and gets one of so many below zero that belong to
its entry, where no entry's own number is."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")


class HeardFeed(_Content):
    """So many frames of a feed that concern nobody, between two times."""

    feed: str
    count: int = Field(ge=1)
    first_at: AwareDatetime
    last_at: AwareDatetime


class HeardFeeds(_Content):
    """The content of an entry of kind HEARD."""

    feeds: tuple[HeardFeed, ...]


class FoundFrame(_Content):
    """An earlier frame, as the gateway took it."""

    received_at: AwareDatetime
    feed: str
    control_id: str
    content: bytes


class FoundFrames(_Content):
    """The content of an entry of kind FOUND.

    Attributes:
        subject: whose frames.
        numbers: the patient numbers that were searched for.
        cause: why they are found late, a value of `paging.LateCause`.
        frames: in their order.
    """

    subject: str
    numbers: tuple[str, ...]
    cause: str
    frames: Annotated[tuple[FoundFrame, ...], Field(max_length=FRAMES_AT_MOST)]

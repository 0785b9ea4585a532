"""What all payloads share: their source's name, and models that are frozen and refuse what they do not know."""

from pydantic import BaseModel, ConfigDict

SOURCE = "graftwatch"


class Payload(BaseModel):
    """A published form of a page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

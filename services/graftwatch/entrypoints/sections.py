"""What every part of the settings is made of."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the settings: frozen, and a misspelt name is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

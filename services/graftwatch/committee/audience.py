"""Who reads: the safety committee, which may see figures by arm, or a blinded role, which sees pooled figures only."""

from enum import StrEnum


class Audience(StrEnum):
    """Whom figures, charts and documents are made for."""

    COMMITTEE = "committee"
    BLINDED = "blinded"

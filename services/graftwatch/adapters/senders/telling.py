"""How a channel's receivers are told: language, time zone, and the titles between a page's own words."""

from dataclasses import dataclass
from datetime import tzinfo

from graftwatch.paging.payloads import Told
from graftwatch.pipeline.sender import Dispatch


@dataclass(frozen=True, slots=True)
class Teller:
    """What every page of a channel is told with; `language` where the receiver has none of their own."""

    zone: tzinfo
    language: str = ""

    def told(self, dispatch: Dispatch) -> Told:
        """The page as its receiver is told it."""
        language = dispatch.language or self.language
        return Told(dispatch.page, language, dispatch.acknowledge_link, self.zone)

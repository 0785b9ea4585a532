"""A page as one receiver is told it: in their language, with the link that acknowledges it for them."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from graftwatch.paging.languages import phrases_of
from graftwatch.paging.page import Page, Words
from graftwatch.paging.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Told:
    """What a payload is made of.

    Attributes:
        page: the page.
        language: the receiver's; empty: the protocol's.
        acknowledge_link: where this receiver acknowledges the page; empty for none.
        zone: the hospital's time zone, for times that people read.
    """

    page: Page
    language: str = ""
    acknowledge_link: str = ""
    zone: tzinfo = UTC

    @property
    def words(self) -> Words:
        """The page's texts."""
        return self.page.words(self.language)

    @property
    def phrases(self) -> Phrases:
        """The titles between the page's own words, in their language."""
        return phrases_of(self.page.told_in(self.language))

    @property
    def link_to_acknowledge(self) -> str:
        """The link, where there is still something to acknowledge."""
        return "" if self.page.reason.ends else self.acknowledge_link

    @property
    def since(self) -> str:
        """When it began, by the hospital's clock."""
        since = self.words.details.since.astimezone(self.zone)
        return self.phrases.time.format(since)

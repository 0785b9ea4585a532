"""A feed's own codes as a journal entry: which feed, from which file, and the file's text as a whole.

The text itself is kept, so that a replay reads by the codes that were in force and not by what a file holds today.
None as the text takes a feed's own codes away: its setting is gone.
"""

from typing import Final

from pydantic import BaseModel, ConfigDict

from graftwatch.terminology.site_codes import SiteCodes

# What an entry of this kind has for a feed: the codes are no message of the feed and do not end its silence.
CODES_FEED: Final = "codes"


class CodesChange(BaseModel):
    """A feed's own codes from now on.

    Attributes:
        feed: the feed's name.
        file: name of the file they came from, without its folder.
        csv: the file's text; None where the feed has no codes of its own any more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    feed: str
    file: str = ""
    csv: str | None = None

    def site_codes(self) -> SiteCodes:
        """The codes.

        Raises:
            SiteCodesError: with every fault of the text.
        """
        return SiteCodes() if self.csv is None else SiteCodes.parse(self.csv, self.file)

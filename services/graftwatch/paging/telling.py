"""What is to be worded: about whom, why, what people were told before, when, and what was found late."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from graftwatch.paging.compare import NO_DIFFERENCE, Difference
from graftwatch.paging.found_late import FoundLate
from graftwatch.paging.matter import Matter, Said
from graftwatch.paging.page import PageReason


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a page is about: a recipient on a post-operative day, or nobody where it is the service itself."""

    subject: str = ""
    post_operative_day: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be worded: why, what, about whom, what people were told before, when, and what was found late."""

    reason: PageReason
    matter: Matter
    who: Who
    before: Said | None
    now: datetime
    found_late: FoundLate | None = None
    zone: tzinfo = UTC
    change: Difference = NO_DIFFERENCE

    @property
    def head(self) -> tuple[str, ...]:
        """The organisms that the page begins with: at an end those that people were told, else new ones first."""
        now, told = self.matter.said.organisms, self.before.organisms if self.before else ()
        if self.reason.ends:
            return told or now
        return tuple(sorted(now, key=lambda one: one in told))

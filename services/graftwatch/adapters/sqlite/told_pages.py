"""What was told, for reading page by page: never all pages at once, of which a long trial has tens of thousands."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.paging import Page
from graftwatch.pipeline.outbox import DeliveryState

_OTHERS: Final = "SELECT page FROM page WHERE NOT (page ->> '$.kind' LIKE 'trial.%')"
_NEWEST: Final = f"""
{_OTHERS} AND (:subject = '' OR subject = :subject) AND (decided_at < :at OR (decided_at = :at AND id < :id))
ORDER BY decided_at DESC, id DESC LIMIT :limit
"""
_OF_IDS: Final = f"{_OTHERS} AND id IN (SELECT value FROM json_each(?)) ORDER BY decided_at DESC, id DESC"  # noqa: S608 - constants
_OF_STORY: Final = f"{_OTHERS} AND subject = ? AND page ->> '$.story' = ? ORDER BY decided_at, id"


@dataclass(frozen=True, slots=True)
class ToldThrough:
    """One delivery of a page, without the page."""

    page: str
    channel: str
    person: str
    state: DeliveryState
    reason: str
    ended_at: datetime | None


class SqliteToldPages:
    """Reads pages and their deliveries; those about the trial as a whole are the committee's and left out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def newest(self, limit: int, before: tuple[datetime, str] | None = None, subject: str = "") -> list[Page]:
        """The newest pages, or those before one (by time and id), the newest first; of a subject, or of all."""
        at, page_id = (2**62, "") if before is None else (microseconds(before[0]), before[1])
        rows = self._db.execute(
            _NEWEST,
            {"subject": subject, "at": at, "id": page_id, "limit": limit},
        )
        return [Page.model_validate_json(page) for (page,) in rows]

    def of_ids(self, ids: Collection[str]) -> list[Page]:
        """The pages with these ids, the newest first."""
        rows = self._db.execute(_OF_IDS, (json.dumps(sorted(ids)),))
        return [Page.model_validate_json(page) for (page,) in rows]

    def of_story(self, page: Page) -> list[Page]:
        """The pages of a page's story, in their order."""
        rows = self._db.execute(_OF_STORY, (page.subject, page.story))
        return [Page.model_validate_json(found) for (found,) in rows]

    def through(self, pages: Iterable[Page]) -> dict[str, list[ToldThrough]]:
        """Through what each page was told, by its id."""
        found: dict[str, list[ToldThrough]] = {}
        for subject, story in {(one.subject, one.story) for one in pages}:
            rows = self._db.execute(
                "SELECT page, channel, person, state, reason, ended_at FROM delivery"
                " WHERE story_of = ? AND story = ? AND acknowledges = '' ORDER BY channel, person",
                (subject, story),
            )
            for page, channel, person, state, reason, ended_at in rows:
                ended = None if ended_at is None else moment(ended_at)
                told = ToldThrough(page, channel, person, DeliveryState(state), reason, ended)
                found.setdefault(page, []).append(told)
        return found

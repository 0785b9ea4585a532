"""A delivery as a row has it: the columns that the outbox's table and the heartbeats' share, and their reading."""

import json

from graftwatch.adapters.sqlite.state_schema import moment
from graftwatch.paging import Page
from graftwatch.pipeline.outbox import Delivery, DeliveryState

COLUMNS = "channel, added_at, due_at, tried_since, attempts, state, reason, ended_at"
"""Behind the page's document, and before the person and the keys that are acknowledged, where a table has them."""

Row = tuple[str, str, int, int, int | None, int, str, str, int | None, str, str]


def delivery_of(row: Row) -> Delivery:
    """The delivery of a row of page, `COLUMNS`, person and keys."""
    page, channel, added_at, due_at, tried_since, attempts, state, reason, ended_at, person, acknowledges = row
    return Delivery(
        page=Page.model_validate_json(page),
        channel=channel,
        added_at=moment(added_at),
        due_at=moment(due_at),
        tried_since=None if tried_since is None else moment(tried_since),
        attempts=attempts,
        state=DeliveryState(state),
        reason=reason,
        ended_at=None if ended_at is None else moment(ended_at),
        person=person,
        acknowledges=tuple(json.loads(acknowledges)) if acknowledges else (),
    )

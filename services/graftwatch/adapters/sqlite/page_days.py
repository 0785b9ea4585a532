"""When pages of a kind were decided first, for who asks about their days only."""

import sqlite3
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.state_schema import moment

_FIRST: Final = """
SELECT decided_at FROM page WHERE page ->> '$.kind' = ? AND page ->> '$.reason' = 'first' ORDER BY decided_at
"""


def first_decided(connection: sqlite3.Connection, kind: str) -> list[datetime]:
    """When each story of a kind of page was told first, over a connection to state.db."""
    return [moment(at) for (at,) in connection.execute(_FIRST, (kind,))]

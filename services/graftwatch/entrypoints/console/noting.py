"""Each day the service's log says how far the record of what people did at the console has come.

The record is a chain that shows every change but one: that its newest rows were cut off. The log goes elsewhere, so
what it says can be held against the record: `graftwatch verify --noted`.
"""

import asyncio
from typing import Final

import structlog

from graftwatch.adapters.sqlite.console_store import ConsoleStore

DAY_SECONDS: Final = 24 * 3600.0


async def note_daily(store: ConsoleStore) -> None:
    """Says it now and each day, until it is cancelled."""
    log = structlog.get_logger(component="console")
    while True:
        seq, said = await asyncio.to_thread(store.audit.newest)
        log.info("what people did at the console so far", noted=f"{seq}:{said}")
        await asyncio.sleep(DAY_SECONDS)

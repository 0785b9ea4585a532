"""Every recipient's ledger for who asks again and again: only documents that changed are read anew."""

import sqlite3

from graftwatch.paging import Ledger

_LEDGERS = "SELECT subject, ledger FROM recipient"


class NewestLedgers:
    """Remembers what it read; a ledger that has not changed is given as the same object again."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, Ledger]] = {}

    def of(self, connection: sqlite3.Connection) -> dict[str, Ledger]:
        """The ledgers in state.db, by subject."""
        held = {subject: self._read(subject, document) for subject, document in connection.execute(_LEDGERS)}
        self._held = held
        return {subject: ledger for subject, (_, ledger) in held.items()}

    def _read(self, subject: str, document: str) -> tuple[str, Ledger]:
        before = self._held.get(subject)
        if before is not None and before[0] == document:
            return before
        return document, Ledger.model_validate_json(document)

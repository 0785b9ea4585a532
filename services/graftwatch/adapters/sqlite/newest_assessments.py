"""Every recipient's newest assessment for who asks again and again: only documents that changed are read anew."""

import sqlite3

from graftwatch.assessment import Assessment

_NEWEST = "SELECT subject, assessment FROM recipient WHERE assessment IS NOT NULL ORDER BY subject"


class NewestAssessments:
    """Remembers what it read; an assessment that has not changed is given as the same object again."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, Assessment]] = {}

    def of(self, connection: sqlite3.Connection) -> list[Assessment]:
        """The assessments in state.db, by subject."""
        held = {subject: self._read(subject, document) for subject, document in connection.execute(_NEWEST)}
        self._held = held
        return [assessment for _, assessment in held.values()]

    def _read(self, subject: str, document: str) -> tuple[str, Assessment]:
        before = self._held.get(subject)
        if before is not None and before[0] == document:
            return before
        return document, Assessment.model_validate_json(document)

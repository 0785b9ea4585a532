"""A data folder and the commands over it; the detector runs in the same process where the service would."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.settings import Settings, load_settings
from graftwatch.entrypoints.wiring import DataFolder, detection_of
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.roster import parse_roster

HEADER = "subject,identifier,authority,transplanted_at\n"
ROSTER = f"{HEADER}S01,1001,HOSP,2026-06-01T09:00\nS01,77-4,CITY,2026-06-01T09:00\nS02,2002,HOSP,2026-06-02T10:00\n"


class Site:
    """A data folder and the commands over it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.config: Path | None = None
        self.place = DataFolder(self.data)

    @property
    def settings(self) -> Settings:
        return load_settings(self.config, data=self.data)

    def run(self, *words: object, given: str | bytes | None = None) -> Result:
        where = ("--data", self.data, *(("--config", self.config) if self.config else ()))
        return CliRunner().invoke(graftwatch, [str(one) for one in (*words, *where)], input=given)

    def run_bare(self, *words: object) -> Result:
        """A command that takes neither --data nor --config."""
        return CliRunner().invoke(graftwatch, [str(one) for one in words])

    def said(self, *words: object) -> Any:  # noqa: ANN401 - a JSON document
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    def file(self, name: str, text: str) -> Path:
        path = self.root / name
        path.write_text(text, "utf-8")
        return path

    def configured(self, text: str) -> None:
        self.config = self.file("settings.toml", text)

    def enrolled(self, roster: str = ROSTER) -> "Site":
        self.said("enroll", "import", self.file("roster.csv", roster))
        return self

    def enrolled_at(self, at: datetime) -> "Site":
        """Enrolled at a time of the past, so that messages may come after it."""
        enrolments = parse_roster(ROSTER, "roster.csv", UTC)
        entries = [NewEntry(at, EntryKind.ROSTER, "roster", "", one.model_dump_json().encode()) for one in enrolments]
        self.place.make()
        with closing(self.place.writer(self.settings)) as journal:
            journal.append(entries)
        return self

    def receives(self, content: bytes, control_id: str, at: datetime | None = None, feed: str = "default") -> None:
        entry = NewEntry(at or SystemClock().now(), EntryKind.FRAME, feed, control_id, content)
        with closing(self.place.writer(self.settings)) as journal:
            journal.append([entry])

    def detects(self) -> None:
        with closing(open_state(self.place.state)) as connection:
            detector = detection_of(self.settings, connection, SystemClock().now).detector
            while detector.run_batch() is not None:
                pass

"""Which safety reports were issued, in `reports.jsonl` of the data folder: what a later one is compared with.

A cut-off that was reported before finds the same report before it again, whatever was issued since: so the same data,
cut-off and audience give the same bytes.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.committee.audience import Audience


class IssuedReport(BaseModel):
    """One report that was issued.

    Attributes:
        as_of: its data cut-off.
        audience: who reads it.
        since: the cut-off it was compared with; None: there was none.
        since_given: a person named that cut-off; else it was that of the report before.
        protocol: version of the protocol in force at the cut-off.
        protocol_sha256: its hash.
        sha256: of the document's bytes, by form ("html", "pdf").
        issued_at: when.
    """

    model_config = ConfigDict(frozen=True)

    as_of: AwareDatetime
    audience: Audience
    since: AwareDatetime | None
    since_given: bool = False
    protocol: str
    protocol_sha256: str
    sha256: dict[str, str]
    issued_at: AwareDatetime

    def is_same_report(self, other: "IssuedReport") -> bool:
        """Whether both were asked for the same."""
        return (self.as_of, self.audience, self.since) == (other.as_of, other.audience, other.since)


def issued_reports(file: Path) -> list[IssuedReport]:
    """The reports in the order they were issued.

    Raises:
        ValueError: a line cannot be read.
    """
    if not file.exists():
        return []
    return [IssuedReport.model_validate_json(line) for line in file.read_text("utf-8").splitlines() if line]


def since_of(issued: Iterable[IssuedReport], audience: Audience, as_of: datetime) -> datetime | None:
    """The cut-off that a report is compared with where nobody names one: that of the newest report before.

    One that was issued already is compared with what it was compared with then.
    """
    held = [one for one in issued if one.audience is audience]
    again = next((one for one in held if one.as_of == as_of and not one.since_given), None)
    if again is not None:
        return again.since
    return max((one.as_of for one in held if one.as_of < as_of), default=None)


def note_issued(file: Path, new: IssuedReport) -> tuple[str, ...]:
    """Appends a report, durably; gives the forms whose bytes differ from those of the same report before.

    What was issued before in the same bytes is not noted again.
    """
    before = [one for one in issued_reports(file) if one.is_same_report(new)]
    known = {form: sha256 for one in before for form, sha256 in one.sha256.items()}
    differ = tuple(form for form, sha256 in new.sha256.items() if known.get(form, sha256) != sha256)
    if all(known.get(form) == sha256 for form, sha256 in new.sha256.items()):
        return ()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, new.model_dump_json().encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return differ
